"""How the running text of a document writes the authors of its reference list: a witness for names a table garbled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.scripts import cjk_count

_LEAST_LATIN = 3  # letters of a surname that can be told from other words
_TAIL = 4  # letters that the debris of a raised citation may add to a name (`HOFMANNID`)
_OTHERS = re.compile(r"\s?(?:等|et\s?al\b\.?)")

Citation = tuple[str, str, int]  # folded surname, year, number


@dataclass(frozen=True, slots=True)
class Spoken:
    """name: as the text prints it. others: ` et al.` or `等` where it always adds that, "" where it never does, None
    where it does both."""

    name: str
    others: str | None


def spoken_names(texts: Iterable[str], citations: Sequence[Citation]) -> Mapping[str, Spoken]:
    """The authors of `citations` that running text names, by folded surname."""
    joined = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", " ".join(texts))
    found = {}
    for surname in {surname for surname, _, _ in citations}:
        said = _said(surname, joined)
        if said:
            names = Counter(name for name, _ in said)
            others = {other for _, other in said}
            found[surname] = Spoken(names.most_common(1)[0][0], others.pop() if len(others) == 1 else None)
    return found


def _said(surname: str, text: str) -> list[tuple[str, str]]:
    """Every mention of a surname: how it is spelt, and how the authors beside it are told."""
    if cjk_count(surname):
        pattern = re.compile(re.escape(surname))
    elif len(surname) >= _LEAST_LATIN:
        pattern = re.compile(rf"(?<![^\W\d_]){re.escape(surname)}(?![a-zà-ÿ]{{{_TAIL + 1}}})", re.IGNORECASE)
    else:
        return []
    said = []
    for mention in pattern.finditer(text):
        name = mention.group()
        if name[0].isupper() or cjk_count(name):
            others = _OTHERS.match(text, mention.end())
            said.append((name, "" if others is None else "等" if "等" in others.group() else " et al."))
    return said
