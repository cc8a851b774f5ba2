"""Both languages give the same fact: where they differ, somebody has to look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.core.blocks import Block, Pair
from pipeline.core.provenance import Issue
from pipeline.stages.separate.anchors import disagreement

_LISTED = re.compile(r"[;；，、]|, ")
_COMPARED = frozenset({"title", "abstract", "caption", "note"})


def crosschecked(blocks: Sequence[Block], pairs: Sequence[Pair]) -> tuple[Issue, ...]:
    """What a reviewer should know: numbers and lists that differ between the languages, and text nobody can read."""
    return (*disagreements(pairs), *_lists(pairs), *_unread(blocks))


def _lists(pairs: Sequence[Pair]) -> Iterator[Issue]:
    """Key words and authors that one language has more of."""
    for pair in pairs:
        if pair.kind not in ("keywords", "authors"):
            continue
        en, zh = (len([t for t in _LISTED.split(side) if t.strip()]) for side in (pair.en, pair.zh))
        if en != zh:
            at = pair.zh_source
            message = f"{pair.kind}: {en} in English (page {pair.en_source.page}), {zh} in Chinese (page {at.page})"
            yield Issue("languages-differ", message, "warning", at.page, at.box, at.line)


def _unread(blocks: Sequence[Block]) -> Iterator[Issue]:
    """One issue for each page and reason of garbled text."""
    counts: dict[tuple[int, str], list[Block]] = {}
    for block in blocks:
        if block.garbled is not None:
            counts.setdefault((block.page, block.garbled), []).append(block)
    for (page, reason), found in sorted(counts.items()):
        lines = sum(len(b.lines) for b in found)
        message = f"page {page}: {lines} lines in {len(found)} blocks cannot be read ({reason}); first in {found[0].id}"
        yield Issue("garbled-text", message, "warning", page, found[0].box, found[0].lines[0].words[0].line)


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
