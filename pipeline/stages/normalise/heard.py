"""What the cells of a row say of its intervention: measures with their cells and the names they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.core.studies import Quantity
from pipeline.core.tables import Cell, ColumnField
from pipeline.stages.normalise.grammar.atoms import Alias
from pipeline.stages.normalise.grammar.measures import Measure, measures
from pipeline.stages.normalise.grammar.mentions import Event, Reading, reading
from pipeline.stages.normalise.grammar.scopes import Name, arms_of, named, scoped
from pipeline.stages.normalise.grammar.tokens import fold
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.row import FieldCell, dosed_behind

DETAIL_FIELDS: tuple[ColumnField, ...] = (
    "duration", "frequency", "session", "volume", "dose", "intensity", "intervention", "type",
)  # fmt: skip
_LONG = ("duration", "volume", "intervention", "type")  # columns where a duration may stand without its unit
_HALF_A_DAY = 12  # hours; so long lasts an exposure, no session
_TOTAL = re.compile(r"total|cumulative|总", re.IGNORECASE)
_A_TIME = re.compile(r"/\s*(?:d|次|日|天|session|day)(?![A-Za-z])|每[次日天]|per (?:session|day)", re.IGNORECASE)
_A_DAY = re.compile(r"daily|per day|/\s?d\b|/\s?day|·d|每日|每天|日剂量|日用量|/日|/天", re.IGNORECASE)
_WEEKLY = re.compile(r"(weekly|per week|每周|a week)|daily|每日|每天", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]|(?<![/·])\(([^()\[\]]+)\)")  # [mg/(kg·d)] is one unit


Aliases = tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A measure and the cell that says it. header: the header cell that gives its unit, where the cell has none.

    names: what it speaks of, () for all. trailing: it may speak of all the same.
    """

    measure: Measure
    cell: FieldCell
    names: tuple[Name, ...] = ()
    trailing: bool = False
    header: Cell | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text of a detail cell that the grammar could not place."""

    cell: FieldCell
    start: int
    end: int


def heard(cells: Sequence[FieldCell], aliases: Aliases = ()) -> tuple[Heard, ...]:
    """Every measure of the row's intervention cells, cells in the order of DETAIL_FIELDS."""
    found: list[Heard] = []
    for cell in in_order(cells):
        for said in scoped(reading(cell.text, aliases)):
            names = tuple(named(n, cell.text) for n in said.names)
            found.append(_settled(Heard(said.measure, cell, names, said.trailing)))
    return tuple(found)


def arm_names(cells: Sequence[FieldCell], aliases: Aliases = ()) -> tuple[tuple[FieldCell, Name], ...]:
    """Arms that the detail cells list, in order of first mention."""
    return tuple(
        (cell, named(name, cell.text))
        for cell in in_order(cells)
        if cell.field not in ("intervention", "type")
        for name in arms_of(reading(cell.text, aliases))
    )


def leftovers(cells: Sequence[FieldCell], aliases: Aliases = ()) -> Iterator[Leftover]:
    """Words and numbers of the detail cells that no measure and no name holds, neighbours in one piece."""
    for cell in in_order(cells):
        if cell.field in ("intervention", "type"):
            continue
        seen = reading(cell.text, aliases)
        held: Leftover | None = None
        for event in seen.events:
            if event.what != "rest" or not any(c.isalnum() for c in cell.text[event.start : event.end]):
                continue
            if held is not None and not _between(seen, held.end, event.start):
                held = replace(held, end=event.end)
                continue
            if held is not None:
                yield held
            held = Leftover(cell, event.start, event.end)
        if held is not None:
            yield held


def in_order(cells: Sequence[FieldCell]) -> list[FieldCell]:
    """The cells that speak of an intervention, details before names; those that say nothing left out."""
    told = [c for c in cells if c.field in DETAIL_FIELDS and not is_missing(c.text)]
    return sorted(told, key=lambda c: (DETAIL_FIELDS.index(c.field), c.cell.col))


def _between(seen: Reading, start: int, end: int) -> list[Event]:
    return [e for e in seen.events if e.what != "rest" and start <= e.start < end]


def _settled(said: Heard) -> Heard:
    """The measure as its column means it: a bare number has its header's unit, `W` under intensity is a watt."""
    measure, cell = said.measure, said.cell
    text = cell.text[measure.start : measure.end]
    if cell.field == "intensity" and measure.kind == "duration" and text.rstrip().endswith("W") and measure.quantity:
        watts = replace(measure.quantity, unit="W")
        return replace(said, measure=replace(measure, kind="intensity", quantity=watts, metric="W"))
    if measure.kind == "session" and cell.field == "duration" and _lasts(measure.quantity):
        return replace(said, measure=replace(measure, kind="duration"))
    if measure.kind == "dose" and cell.field == "dose" and (found := _daily(said)) is not None:
        return found
    if measure.kind in ("alone", "count") and (found := _from_header(said, text)) is not None:
        if found.measure.kind == "session" and cell.field == "duration" and _lasts(found.measure.quantity):
            return replace(found, measure=replace(found.measure, kind="duration"))
        return _daily(found) or found if found.measure.kind == "dose" and cell.field == "dose" else found
    if measure.kind == "alone" and cell.field == "duration" and measure.quantity:
        after = cell.text[measure.end :].strip()
        if after in ("m", "M"):
            months = replace(measure.quantity, unit="mo")
            return replace(said, measure=replace(measure, kind="duration", quantity=months, doubt="unit-guessed"))
    return said


def _lasts(quantity: Quantity | None) -> bool:
    """Whether a time is that of an exposure (24 h in a medium) and not of a session."""
    bounds = [v for v in (quantity.min, quantity.max) if v is not None] if quantity is not None else []
    return quantity is not None and quantity.unit == "h" and min(bounds) >= _HALF_A_DAY


def _daily(said: Heard) -> Heard | None:
    """A dose without a period under a header that says `Daily dose`, `mg/d` or `日剂量`."""
    quantity = said.measure.quantity
    if quantity is None or "{" in quantity.unit or not _A_DAY.search(said.cell.header_text):
        return None
    if quantity.unit.removesuffix("/kg").removesuffix("mol/L").count("/") or _own_period(said):
        return None
    measure = replace(said.measure, quantity=replace(quantity, unit=f"{quantity.unit}/d"))
    return replace(said, measure=measure, header=said.cell.header_cell)


def _own_period(said: Heard) -> bool:
    """Whether the cell itself says how often, and not a number of times a day: `50,000 IU every 3 weeks`."""
    told = [m.quantity for m in reading(said.cell.text).measures if m.kind == "frequency"]
    return any(quantity is not None and quantity.unit != "/d" for quantity in told)


def _from_header(said: Heard, text: str) -> Heard | None:
    """The bare number read with the unit that its column's header prints: `Dose, mg/d`, `疗程/周`, `Weeks`."""
    header = said.cell.header_cell
    inside = said.cell.field in ("intervention", "type") and text != said.cell.text.strip()
    if inside and not dosed_behind(said.cell, said.measure.end):
        return None  # a number inside a name: `plantarum 299v` under Strain(s), `10-form Tai Chi` under a group
    for part in _header_units(said.cell):
        for unit in (part, part.lstrip("%").strip()):
            read = [m for m in measures(f"{text} {unit}") if m.start == 0]
            if inside and (len(read) != 1 or read[0].kind != "dose"):
                continue
            if len(read) == 1 and read[0].quantity is not None and _belongs(read[0], said.cell.field):
                return replace(said, measure=_moved(read[0], said.measure), header=header)
    return None


def _belongs(read: Measure, field: ColumnField) -> bool:
    """Whether a column of this field can hold such a measure: no `60 /min` for `时长/min`, no weeks for Frequency."""
    if read.kind in ("alone", "count", "unread") or (read.kind == "duration" and field not in _LONG):
        return False
    if field == "intensity" and read.quantity is not None and read.quantity.unit == "{pulse}":
        return False  # `Pulse rate (Hz)` counts none
    if read.kind == "frequency" and field == "duration":
        return False  # 干预时间/月 over 12 is a year, not twelve a month
    return not (read.kind == "frequency" and read.quantity is not None and read.quantity.unit in ("/min", "/h", "/s"))


def _moved(read: Measure, printed: Measure) -> Measure:
    """What was read with the header's unit, at the place of the bare number."""
    return replace(
        read, start=printed.start, end=printed.end, rule=f"{read.rule}.header-unit", doubt=printed.doubt or read.doubt
    )


def _header_units(cell: FieldCell) -> Iterator[str]:
    """Pieces of a header that may be a unit, the most telling first; none of a header that counts a total."""
    for side in (cell.header.en, cell.header.zh):
        lasting = (
            cell.field == "duration"
        )  # `Total weeks` is how long, `Total minutes` of all sessions nothing that is kept
        if not side or (_TOTAL.search(side) and not _A_TIME.search(side) and not lasting):
            continue
        header = fold(re.sub(r"\(s\)|（s）", "", side))
        yield header.strip()
        yield from (square or round_ for square, round_ in _IN_BRACKETS.findall(header))
        for sign in (",", "/"):
            if sign in header:
                yield header.partition(sign)[2].strip(" ()")
                yield header.partition(sign)[0].strip()
        yield header.split()[-1]
        if cell.field == "frequency" and (period := _WEEKLY.search(header)):
            yield f"times/{'wk' if period[1] else 'd'}"


def quantity_text(quantity: Quantity | None) -> str:
    """A quantity as a reviewer would write it: `30-60 min`, `≥60 %`."""
    if quantity is None:
        return ""
    low, high = (None if v is None else f"{v:g}" for v in (quantity.min, quantity.max))
    if low is None or high is None:
        number = f"≥{low}" if low is not None else f"≤{high}"
    else:
        number = low if low == high else f"{low}-{high}"
    return f"{number} {quantity.unit}".strip()
