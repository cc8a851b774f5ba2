"""Doses that a cell lists: for arms (`low 50, high 200 mg/kg`) or for several substances (`2000 IU + 800 mg`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from pipeline.lexicon import load
from pipeline.stages.normalise.grammar.scopes import Name
from pipeline.stages.normalise.grammar.tokens import fold
from pipeline.stages.normalise.heard import Heard
from pipeline.stages.normalise.parts import Part, Programme

_NAMING = ("intervention", "type")
_LISTED = re.compile(r"[+/;]|,?\s*\b(?:and|plus)\b|和|加")


def dose_arms(said: Sequence[Heard], found: Programme) -> tuple[list[Heard], Programme]:
    """The measures and the programme, a part for every level of dose that one cell tells apart by a word.

    Only where the programme is one substance; the words (`low`, 高剂量) name the arms and are no intensities then.
    """
    if len(found.parts) != 1 or found.arms:
        return list(said), found
    base = found.parts[0]
    levels = [(one, name) for one in _doses(said) if (name := _level(one)) is not None]
    if len({name.text.casefold() for _, name in levels}) < 2 or len({one.cell.cell.col for one, _ in levels}) > 1:
        return list(said), found
    named = {id(one): name for one, name in levels}
    kept = [replace(h, names=(named[id(h)],)) if id(h) in named else h for h in said if not _is_level(h, levels)]
    parts = tuple(
        Part(name.text, one.cell, (name.start, name.end), (name.start, name.end), kind=base.kind, typed_by=base)
        for one, name in levels
    )
    return kept, Programme(parts, arms=True)


def _is_level(one: Heard, levels: Sequence[tuple[Heard, Name]]) -> bool:
    """Whether a word of intensity is the name of a level."""
    return bool(one.measure.label) and any(
        one.cell is dose.cell and name.start <= one.measure.start < name.end for dose, name in levels
    )


def doses_in_order(said: Sequence[Heard], found: Programme) -> list[Heard]:
    """The measures; where a cell adds up as many doses as the programme has parts, each goes to its part in order."""
    doses = [h for h in _doses(said) if not h.names]
    if found.arms or len(doses) < 2 or len(doses) != len(found.parts) or len({h.cell.cell.col for h in doses}) > 1:
        return list(said)
    text = fold(doses[0].cell.text)
    if not all(_LISTED.search(text[a.measure.end : b.measure.start]) for a, b in pairwise(doses)):
        return list(said)
    owner = {id(h): part for h, part in zip(doses, found.parts, strict=True)}
    return [replace(h, names=(Name(owner[id(h)].name, *owner[id(h)].span),)) if id(h) in owner else h for h in said]


def _doses(said: Sequence[Heard]) -> list[Heard]:
    return [h for h in said if h.measure.kind == "dose" and h.cell.field not in _NAMING and h.measure.quantity]


def _level(one: Heard) -> Name | None:
    """The word for a level of dose that stands right before a dose or, in brackets, behind it."""
    text = fold(one.cell.text)
    before = _levels()[0].search(text[: one.measure.start])
    if before is not None:
        return Name(one.cell.text[before.start(1) : before.end(1)], before.start(1), before.end(1))
    behind = _levels()[1].match(text, one.measure.end)
    if behind is not None:
        return Name(one.cell.text[behind.start(1) : behind.end(1)], behind.start(1), behind.end(1))
    return None


@cache
def _levels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = load("forms")["dose_level"]
    words = "|".join(sorted(map(re.escape, (*lists["en"], *lists["zh"])), key=len, reverse=True))
    word = rf"((?<![a-z])(?:{words})(?:[ -]?(?:dose|dosage))?(?:剂量)?(?:[ ]?groups?|组)?)"
    return (
        re.compile(rf"{word}\s*[:(]?\s*$", re.IGNORECASE),
        re.compile(rf"\s*\(\s*{word}\s*\)", re.IGNORECASE),
    )
