"""Both languages give the same fact: where they differ, somebody has to look."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.blocks import Pair
from pipeline.core.provenance import Issue
from pipeline.stages.separate.anchors import disagreement

_COMPARED = frozenset({"title", "abstract", "caption", "note"})


def disagreements(pairs: Sequence[Pair]) -> tuple[Issue, ...]:
    """An issue for every pair whose two sides give different numbers, with both places and both readings."""
    found: list[Issue] = []
    for pair in pairs:
        if pair.kind not in _COMPARED:
            continue
        en, zh = disagreement(pair.en, pair.zh)
        if en and zh:
            en_at, zh_at = pair.en_source, pair.zh_source
            message = (
                f"{pair.kind}: the English (page {en_at.page}, {en_at.block}) has {', '.join(en)} where "
                f"the Chinese (page {zh_at.page}, {zh_at.block}) has {', '.join(zh)}"
            )
            found.append(Issue("languages-differ", message, "warning", zh_at.page, zh_at.box, zh_at.line))
    return tuple(found)
