"""Lexemes to atoms: amounts (numbers, ranges, bounds) and periods (`/W`, `每次`, `every 2 weeks`) in one piece each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from pipeline.stages.normalise.grammar.lexicon import abbreviations

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(
    r"^(?:(?P<times>[\d.]+)\s?[×x]\s?)?10(?:\^\s?(?P<caret>-?\d+)|(?P<raised>[⁺⁻]?[⁰¹²³⁴-⁹]+)|(?P<sunk>\[\d{1,2}\]|\d{1,2}))$"
)
_SIGNS = {",": "comma", "、": "comma", ";": "semicolon", "。": "semicolon", "(": "open", "[": "open", "【": "open"}
_CLOSE = {")": "close", "]": "close", "】": "close", ":": "colon", "×": "cross", "+": "plus", "@": "at"}
_GROWING = frozenset(
    {"→", "increasing to", "increased to", "progressing to", "递增至", "增至", "逐渐增至", "渐增至", "增加至", "增加到"}
)
NO_VALUE = frozenset({"range-reversed", "several-values"})  # doubts that leave nothing to give
_UNITS = frozenset({"time", "times", "percent", "mass", "stimulus", "sets", "reps", "once", "metric", "perkg"})


_CLOCK = frozenset({"s", "min", "h"})
_CAPITAL = frozenset({"V", "T", "N"})  # units that are no units in small letters: strain 299v


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a measure. label: a class of the term lists, or amount, rate, each, per_set, a sign, word.

    id: what it stands for (a UCUM unit, a metric, …). start, end: half-open range of the text. low, high: an amount's
    bounds, None where open; of a rate the length of its period. doubt: why the amount is not sure, else "".
    """

    label: str
    id: str
    text: str
    start: int
    end: int
    low: float | None = None
    high: float | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """An abbreviation that a table explains: what class of term it is (`kind`, `metric`) and what it stands for."""

    short: str
    label: str
    id: str


def atoms(doc: Doc, aliases: Sequence[Alias] = ()) -> tuple[Atom, ...]:
    """The atoms of a cell's text, in order, blanks left out; the table's own abbreviations before the term lists."""
    return _periods(_amounts(_crosses(_explained(_lexemes(doc), aliases))))


def number_of(text: str) -> float | None:
    """The value of a printed number: `12,000`, `1.5×10⁹`, `10^8`, `1e9`, 80万; None where it is none or too large."""
    if power := _power(text):
        exponent = int((power["caret"] or power["raised"] or power["sunk"].strip("[]")).translate(_SUPERSCRIPT))
        factor = _plain(power["times"] or "1")
        return factor * 10.0**exponent if factor is not None and abs(exponent) <= 100 else None
    plain = _plain(re.sub(r"^0,", "0.", text.rstrip("万亿 ")).replace(",", "").replace(" ", ""))
    return None if plain is None else plain * (1e4 if text.endswith("万") else 1e8 if text.endswith("亿") else 1.0)


def _power(text: str) -> re.Match[str] | None:
    """A power of ten; digits that only stand on the line (`1×109`) count as one only after a factor."""
    power = _POWER.match(text)
    return None if power and (power["sunk"] or "[").isdigit() and not power["times"] else power


def _plain(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value < 1e100 else None


def _lexemes(doc: Doc) -> list[Atom]:
    found: list[Atom] = []
    entities = {entity.start: entity for entity in doc.ents}
    index = 0
    while index < len(doc):
        entity = entities.get(index)
        if entity is not None:
            found.append(_entity(entity.label_, entity.ent_id_, entity.text, entity.start_char, entity.end_char))
            index = entity.end
            continue
        token = doc[index]
        index += 1
        if not token.is_space:
            found.append(_token(token.text, token.idx, glued=_glued(found, token.idx)))
    return found


def _explained(items: list[Atom], aliases: Sequence[Alias]) -> list[Atom]:
    known = {alias.short: alias for alias in aliases}
    return [replace(i, label=a.label, id=a.id) if (a := known.get(i.text)) is not None else i for i in items]


def _crosses(items: list[Atom]) -> list[Atom]:
    """`x` between two numbers is a sign of multiplication, elsewhere (`3x/week`) it means times."""
    for before, item, after in zip(items, items[1:], items[2:], strict=False):
        if item.text in ("x", "X") and before.label in ("amount", "sets", "time") and after.label == "amount":
            items[items.index(item)] = replace(item, label="cross", id="×")
    return items


def _entity(label: str, meaning: str, text: str, start: int, end: int) -> Atom:
    if label == "stimulus" and meaning in _CAPITAL and not text[0].isupper():
        return Atom("word", text, text, start, end)
    if label == "mass" and meaning.endswith("mol/L") and text.endswith("m"):
        return Atom("word", text, text, start, end)  # a micrometre
    if label == "kind" and text in abbreviations():
        return Atom("word", text, text, start, end)
    value = float(meaning) if label in ("number", "once") else None
    return Atom("amount" if label == "number" else label, meaning, text, start, end, low=value, high=value)


def _glued(found: Sequence[Atom], start: int) -> bool:
    """Whether a Latin word that no list knows touches what begins at `start`: `M1`, `ST36`."""
    before = found[-1] if found else None
    code = before
    if before is not None and before.text == "-" and before.end == start and len(found) > 1:
        code = found[-2] if found[-2].end == before.start and found[-2].text.isupper() else None  # strain RC-14
    return (
        code is not None
        and before is not None
        and before.end == start
        and code.label == "word"
        and code.text.isascii()
        and code.text.isalpha()
    )


def _token(text: str, start: int, *, glued: bool) -> Atom:
    end = start + len(text)
    if glued:
        return Atom("word", text, text, start, end)
    if text[0].isdigit() or (text[0] == "." and len(text) > 1):
        value = number_of(text)
        if value is not None:
            sunk = (power := _power(text)) is not None and power["sunk"] is not None
            doubt = "exponent-restored" if sunk else ""
            return Atom("amount", "", text, start, end, low=value, high=value, doubt=doubt)
    return Atom(_SIGNS.get(text) or _CLOSE.get(text) or "word", text, text, start, end)


def _amounts(items: Sequence[Atom]) -> list[Atom]:
    """Numbers joined with their range, spread and bounds."""
    found: list[Atom] = []
    index = 0
    while index < len(items):
        item = items[index]
        opening = _opening(items, index)
        first = index + (opening is not None)
        if items[first].label != "amount":
            found.append(item)
            index += 1
            continue
        amount, index = _ranged(items, first)
        if opening is None and first > 1 and items[first - 1].label == "range" and items[first - 2].text[-1:].isdigit():
            amount = replace(amount, doubt="several-values")  # what stands before the dash was not read
        if opening is not None:
            amount = _bounded(amount, opening.id, start=opening.start)
        index = _closed(items, index, found, amount)
    return found


def _opening(items: Sequence[Atom], index: int) -> Atom | None:
    """A bound (`≥`) or a tilde for "about" that stands before a number."""
    item = items[index]
    follows = index + 1 < len(items) and items[index + 1].label == "amount"
    if not follows:
        return None
    if item.label == "compare":
        return item
    after_number = index > 0 and items[index - 1].label in _UNITS | {"amount"}
    return replace(item, id="about") if item.label == "range" and item.text == "~" and not after_number else None


def _ranged(items: Sequence[Atom], index: int) -> tuple[Atom, int]:
    """The amount that begins at `index` and the index after it: `3-5`, `50%-60`, `30±5`, `2/100` before Hz."""
    first = items[index]
    unit = _at(items, index + 1)
    skip = 2 if unit is not None and unit.label in _UNITS and _is(items, index + 2, "range") else 1
    joint, last = _at(items, index + skip), _at(items, index + skip + 1)
    if joint is None or last is None or last.label not in ("amount", "once"):
        return first, index + 1
    after = _at(items, index + skip + 2)
    if joint.text.lower() in ("or", "或") and (first.low or 0) * 2 < (last.high or 0):
        return _listed(items, index)
    if joint.label == "range" and not (after is not None and after.label == "rm" and skip == 1 and joint.text == "-"):
        if skip == 2 and unit is not None and not _same_unit(unit, after):
            return first, index + 1
        joined = _span(first, last)
        grows = joint.text.lower() in _GROWING and not joined.doubt
        return replace(joined, doubt="progression") if grows else joined, index + skip + 2
    if skip == 1 and joint.label == "plusminus":
        return replace(first, text=first.text + joint.text + last.text, end=last.end), index + 3
    if skip == 1 and joint.text == "/" and after is not None and after.label == "stimulus":
        return _span(first, last), index + 3
    return _listed(items, index)


def _listed(items: Sequence[Atom], index: int) -> tuple[Atom, int]:
    """Several numbers before one unit (`10, 20 or 40 mg`): which of them counts cannot be told."""
    end = index
    code = _at(items, index - 1) if index else None
    if code is not None and code.label == "word" and code.text.isascii() and code.text.isupper():
        return items[index], index + 1
    while (joint := _at(items, end + 1)) is not None and _is(items, end + 2, "amount"):
        if joint.label != "comma" and joint.text.lower() not in (
            "/",
            "or",
            "and",
            "&",
            "和",
            "或",
            "及",
            "vs",
            "vs.",
            "versus",
        ):
            break
        end += 2
    after = _at(items, end + 1)
    if end == index or after is None or after.label not in ("mass", "stimulus", "percent", "perkg"):
        return items[index], index + 1
    return replace(items[index], end=items[end].end, doubt="several-values"), end + 1


def _same_unit(unit: Atom, after: Atom | None) -> bool:
    return after is not None and (after.label, after.id) == (unit.label, unit.id)


def _span(first: Atom, last: Atom) -> Atom:
    assert first.low is not None and last.high is not None
    wrong = first.low > last.high
    return replace(
        first,
        label=last.label,
        text=f"{first.text}-{last.text}",
        end=last.end,
        high=last.high,
        doubt="range-reversed" if wrong else "",
    )


def _bounded(amount: Atom, bound: str, *, start: int) -> Atom:
    low, high = amount.low, amount.high
    if low == high and bound in ("ge", "gt"):
        high = None
    elif low == high and bound in ("le", "lt"):
        low = None
    return replace(amount, start=start, low=low, high=high)


def _closed(items: Sequence[Atom], index: int, found: list[Atom], amount: Atom) -> int:
    """Append the amount, with a bound that follows it or its unit (`30 min以上`); the index after what was taken."""
    place = next((i for i in range(index, min(index + 3, len(items))) if items[i].label == "compare_after"), None)
    if place is None or any(item.label not in _UNITS for item in items[index:place]):
        found.append(amount)
        return index
    found.append(_bounded(amount, items[place].id, start=amount.start))
    found.extend(items[index:place])
    found.append(replace(items[place], label="filler"))
    return place + 1


def _periods(items: Sequence[Atom]) -> tuple[Atom, ...]:
    found: list[Atom] = []
    index = 0
    while index < len(items):
        atom, taken = _period(items, index, found[-1] if found else None)
        found.append(atom)
        index += taken
    return tuple(found)


def _period(items: Sequence[Atom], index: int, before: Atom | None) -> tuple[Atom, int]:
    """The atom at `index`, or the period it opens, and how many atoms that took."""
    item, second, third = items[index], _at(items, index + 1), _at(items, index + 2)
    if item.label == "amount" and item.text == "一" and second is not None and second.label == "time":
        if third is not None and third.label in ("amount", "once"):
            return _joined("rate", second.id, item, second, period=1.0), 2
        return item, 1
    if item.label == "rate":
        return replace(item, low=1.0, high=1.0), 1
    if item.label != "per" or second is None:
        return item, 1
    if second.label == "time" and _may_open(item, before):
        return _joined("rate", second.id, item, second, period=1.0), 2
    if item.text.lower() == "each" and second.label == "amount" and third is not None and third.id in _CLOCK:
        return replace(item, label="each", id="time"), 1  # `each 30 min` is a session, no period
    if second.label == "amount" and third is not None and third.label == "time" and second.low == second.high:
        return _joined("rate", third.id, item, third, period=second.low), 3
    if second.label == "times":
        return _joined("each", "time", item, second), 2
    if second.label == "sets":
        return _joined("per_set", "set", item, second), 2
    if second.label == "course":
        return _joined("per_course", "course", item, second), 2
    return item, 1


def _may_open(item: Atom, before: Atom | None) -> bool:
    """`a` and `an` open a period only after a count: `twice a week`."""
    return item.text.lower() not in ("a", "an") or (before is not None and before.label in ("times", "once", "time"))


def _joined(label: str, meaning: str, first: Atom, last: Atom, *, period: float | None = None) -> Atom:
    return Atom(label, meaning, f"{first.text} {last.text}", first.start, last.end, low=period, high=period)


def _at(items: Sequence[Atom], index: int) -> Atom | None:
    return items[index] if index < len(items) else None


def _is(items: Sequence[Atom], index: int, label: str) -> bool:
    item = _at(items, index)
    return item is not None and item.label == label
