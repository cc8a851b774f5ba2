"""Raised text: which runs are raised, and whether each is a citation, an exponent or a footnote mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.stages.extract.text_layer import Neighbours, Run

RaisedKind = Literal["citation", "exponent", "mark", "plain"]

SMALLER = 0.87
LOWEST_RISE, HIGHEST_RISE = 0.12, 0.8
TOUCHING = 0.45
SAME_RISE = 0.25  # of the type size: two fonts of one raised run may stand a little apart
LIST_SEPARATORS = str.maketrans("，、;；–—―−‐‑~～∼", ",,,,---------")
NUMBERS = r"\d{1,3}(?:[,-]\d{1,3})*"
BRACKETED = re.compile(rf"\[{NUMBERS}\](?:[,-]?\[{NUMBERS}\])*")
BARE = re.compile(NUMBERS)
IN_PARENTHESES = re.compile(rf"[（(]({NUMBERS})[）)]")
OPENED = re.compile(r"\[\d{1,3}(?:[,-]\d{0,3})*")
YEAR_END = re.compile(r"(?:19|20)\d\d[a-z]?$")
POWER_BASE = re.compile(r"(?:^|[^\d.])10$")
UNIT_END = re.compile(r"(?:^|[^A-Za-z])(?:k|c|m|d|µ|μ|n)?(?:m|g|l|L|s|h|min|mol|d|W|J)$|^(?:cells?|copies|CFU)$")
STATISTIC_END = re.compile(r"(?:^|[^A-Za-z])[IRrχtτηωχXQ]$|(?:χ|τ|η)$")
EXPONENT = re.compile(r"[-+−–]?\d{1,2}")
SUPERSCRIPTS = {
    **dict(zip("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True)),
    **dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)),
    "−": "⁻", "–": "⁻",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raised:
    """A raised run with the run it stands on. after: the base ends where it begins (else it stands before its base)."""

    index: int
    base: int
    after: bool


def raised_runs(runs: Sequence[Run], near: Neighbours) -> dict[int, Raised]:
    """The raised runs of a page by their index: smaller than a neighbour they touch and standing above its baseline."""
    found: dict[int, Raised] = {}
    for index, run in enumerate(runs):
        left = near.left(index, within=TOUCHING * run.size * 2)
        if left is not None and _stands_on(run, runs[left]):
            found[index] = Raised(index, left, True)
            continue
        right = near.right(index, within=TOUCHING * run.size)
        if right is not None and _stands_on(run, runs[right]):
            found[index] = Raised(index, right, False)
    _follow_on(runs, near, found)
    return found


def _stands_on(run: Run, base: Run) -> bool:
    rise = base.baseline - run.baseline
    return run.size <= SMALLER * base.size and LOWEST_RISE * base.size <= rise <= HIGHEST_RISE * base.size


def _follow_on(runs: Sequence[Run], near: Neighbours, found: dict[int, Raised]) -> None:
    """A raised run goes on in the next font: its right neighbours of the same height are raised too."""
    pending = list(found)
    while pending:
        index = pending.pop()
        follower = near.right(index, within=TOUCHING * runs[index].size)
        if follower is None or follower in found:
            continue
        run, last = runs[follower], runs[index]
        if abs(run.baseline - last.baseline) <= SAME_RISE * last.size and abs(run.size - last.size) <= 0.2 * last.size:
            found[follower] = Raised(follower, found[index].base, found[index].after)
            pending.append(follower)


def citation_numbers(text: str) -> str | None:
    """The inside of a bracketed citation in the contract's form (`24`, `24-26`, `24,26`), or None."""
    plain = re.sub(r"\s", "", text).translate(LIST_SEPARATORS)
    plain = plain.replace("〔", "[").replace("〕", "]")
    if BRACKETED.fullmatch(plain):
        return plain.replace("],[", ",").replace("]-[", "-").replace("][", ",").strip("[]")
    inside = IN_PARENTHESES.fullmatch(plain)
    return inside.group(1) if inside else None


def bare_numbers(text: str) -> str | None:
    """A run of numbers without brackets that could be a citation, in the contract's form, or None."""
    plain = re.sub(r"\s", "", text).translate(LIST_SEPARATORS)
    return plain if BARE.fullmatch(plain) else None


def kind_of(text: str, base: str, *, after: bool, bare_citations: bool) -> RaisedKind:
    """What raised `text` on `base` is. bare_citations: whether this document raises citations without brackets."""
    plain = re.sub(r"\s", "", text).translate(LIST_SEPARATORS)
    if citation_numbers(text) is not None or OPENED.fullmatch(plain):
        return "citation"
    signs = all(c in SUPERSCRIPTS or c in ",，" for c in text)
    if not after:
        return "mark" if signs else "plain"
    if EXPONENT.fullmatch(text) and _takes_exponent(text, base):
        return "exponent"
    if bare_citations and bare_numbers(text) is not None:
        return "citation"
    if signs and (len(text) == 1 or not text.isalpha()):
        return "mark"
    return "plain"


def _takes_exponent(text: str, base: str) -> bool:
    if text[0] in "-+−–" or POWER_BASE.search(base):
        return True
    if YEAR_END.search(base):
        return False
    return text in ("2", "3") and bool(UNIT_END.search(base) or STATISTIC_END.search(base))


def written(text: str, kind: RaisedKind) -> str:
    """Raised text as the contract writes it."""
    if kind == "citation":
        numbers = citation_numbers(text) or bare_numbers(text)
        return f"[{numbers}]" if numbers else text.translate(LIST_SEPARATORS)
    if kind in ("exponent", "mark"):
        return "".join(SUPERSCRIPTS.get(c, c) for c in text)
    return text
