"""Misread characters of a legend, found by what the rest of the document prints in the same words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.core.provenance import TEXT_LAYER, Field, Flag, Step
from pipeline.stages.normalise.document import Witness
from pipeline.stages.normalise.row import Legend, LegendEntry

_AROUND = 2  # characters on each side that must be the same
_OFTEN = 2
_LONG = 6  # letters of a word that cannot be another one by a letter
_CJK = "\u3400-\u9fff"
_WORD = re.compile(r"[A-Za-z]+")


def without_misreadings(legend: Legend, witness: Witness) -> Legend:
    """The legend, expansions that were read from pixels and differ in single characters from what the document prints
    elsewhere set right, with a flag. A text layer is left as it is: a misprint is printed."""
    prose = [block.text for block in witness.blocks if block.kind != "note"]
    text = "\n".join(prose)
    words = Counter(word.lower() for word in _WORD.findall(text))
    return Legend(
        tuple(
            LegendEntry(e.short, _restored(e.en, _english(e.en, text, words)), _restored(e.zh, _chinese(e.zh, text)))
            for e in legend.entries
        )
    )


def _restored(field: Field[str] | None, changes: Iterator[tuple[int, int, str]]) -> Field[str] | None:
    if field is None or field.value is None or field.evidence[0].source == TEXT_LAYER:
        return field
    value = field.value
    for start, end, text in sorted(changes, reverse=True):
        value = value[:start] + text + value[end:]
    if value == field.value:
        return field
    step = Step("normalise", "legend.misread", field.value, value)
    flag = Flag(
        "text-restored", f"read as {field.value!r}; the document prints {value!r} elsewhere", (value, field.value)
    )
    return replace(field, value=value, flags=(*field.flags, flag), steps=(*field.steps, step))


def _chinese(field: Field[str] | None, text: str) -> Iterator[tuple[int, int, str]]:
    """Characters in whose place, between the same neighbours, the document has another one throughout."""
    value = field.value if field is not None and field.value else ""
    for i in range(_AROUND, len(value) - _AROUND):
        left, right = value[i - _AROUND : i], value[i + 1 : i + 1 + _AROUND]
        if not re.fullmatch(rf"[{_CJK}]+", left + value[i] + right):
            continue
        seen = Counter(re.findall(rf"{left}([{_CJK}]){right}", text))
        if len(seen) == 1 and value[i] not in seen and sum(seen.values()) >= _OFTEN:
            yield i, i + 1, next(iter(seen))


def _english(field: Field[str] | None, text: str, words: Counter[str]) -> Iterator[tuple[int, int, str]]:
    """Words that the document has nowhere else, though it has one of nearly the same letters beside their neighbour."""
    value = field.value if field is not None and field.value else ""
    found = list(_WORD.finditer(value))
    for i, hit in enumerate(found):
        word = hit.group(0).lower()
        if len(word) < _LONG or words[word]:
            continue
        near = [w for w, n in words.items() if n >= _OFTEN and len(w) >= _LONG and Levenshtein.distance(w, word) == 1]
        beside = [found[j].group(0) for j in (i - 1, i + 1) if 0 <= j < len(found)]
        fits = [w for w in near if any(_stand_together(w, other, text) for other in beside)]
        if len(fits) == 1:
            yield hit.start(), hit.end(), fits[0]


def _stand_together(word: str, other: str, text: str) -> bool:
    return (
        re.search(rf"(?<![a-z])(?:{word}[\s-]+{other}|{other}[\s-]+{word})(?![a-z])", text, re.IGNORECASE) is not None
    )
