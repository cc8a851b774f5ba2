"""A record as the rows that a reviewer checks: a value, the ink it was read from, the witnesses, the doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from pipeline.audit.entries import REMOVED
from pipeline.audit.trees import Record, at, covers, escaped
from pipeline.core.studies import Direction, InterventionType, Metric
from pipeline.pages.told import told
from pipeline.publish.contract import AlternativeOut, BBox, CellOut

Json: TypeAlias = Any
Shape = Literal["text", "whole", "quantity", "term", "intensity", "arm", "comparison", "effect", "choice", "list"]

# the members of what is shown, and corrected, as one value
MEMBERS: Mapping[Shape, tuple[str, ...]] = {
    "quantity": ("min", "max", "unit"),
    "term": ("as_reported", "en", "zh"),
    "intensity": ("metric", "min", "max", "unit", "label"),
    "arm": ("name", "n"),
    "comparison": ("left", "operator", "right"),
    "effect": ("measure", "value", "ci_low", "ci_high", "p"),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "direction": get_args(Direction),
    "type": get_args(InterventionType),
    "types": get_args(InterventionType),
    "metric": get_args(Metric),
    "operator": (">", "<", "=", ">=", "<="),
    "intensity_label": ("low", "moderate", "vigorous", "high"),
}
# list → what a page asks for of an entry that is added to it: members, and members of members
ENTRIES: Mapping[str, tuple[str, ...]] = {
    "outcomes": ("measure/as_reported", "measure/en", "measure/zh", "direction", "effect/measure", "effect/value",
                 "effect/ci_low", "effect/ci_high", "effect/p"),
    "mechanisms": ("measure/as_reported", "measure/en", "measure/zh", "direction"),
    "components": ("name", "type", "frequency/min", "frequency/max", "frequency/unit", "session/min", "session/max",
                   "session/unit", "dose/min", "dose/max", "dose/unit"),
    "arms": MEMBERS["arm"],
    "intensity": MEMBERS["intensity"],
}  # fmt: skip
_ENTRY = re.compile(r"/(?:outcomes|mechanisms|intervention/components)/\d+(?=/)")
WHOLE = frozenset({"year", "total", "n", "citations"})
NUMBERS = frozenset({"min", "max", "value", "ci_low", "ci_high"})
_SHAPES: Mapping[str, Shape] = {
    "condition": "term", "measure": "term", "duration": "quantity", "frequency": "quantity", "session": "quantity",
    "sets": "quantity", "repetitions": "quantity", "dose": "quantity", "age": "quantity", "follow_up": "quantity",
    "comparison": "comparison", "effect": "effect", "direction": "choice", "type": "choice", "year": "whole",
    "total": "whole", "citations": "list", "types": "list",
}  # fmt: skip
_SECTIONS = ("study", "population", "intervention", "comparator", "outcomes", "follow_up", "adverse_events",
             "mechanisms", "other")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ink:
    """Where a value was read. parts: `raw` cut in three around what says it, the middle "" where nothing does."""

    page: int
    bbox: BBox | None
    line: int | None
    raw: str
    parts: tuple[str, str, str]
    source: str
    rules: tuple[str, ...]
    confidence: float
    witnesses: tuple[AlternativeOut, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A flag. number: its place among all of the document's flags, from 0.

    leader: number of the first flag of this record that says the same of the same ink; a cell in doubt puts its flag
    on each value read from it, and a reviewer wants to be asked once.
    """

    number: int
    leader: int
    code: str
    path: str
    message: str
    candidates: tuple[str, ...]

    @property
    def leads(self) -> bool:
        return self.leader == self.number

    @property
    def chinese(self) -> str:
        """The message in Chinese."""
        return told(self.code, self.message)


@dataclass(frozen=True, slots=True)
class Row:
    """One value. field: key of its name in the interface's lexicon, or the printed header of a column of its own."""

    path: str
    field: str
    shape: Shape
    group: str
    value: Json
    text: str
    ink: tuple[Ink, ...]
    doubts: tuple[Doubt, ...]

    @property
    def missing(self) -> bool:
        return self.value is None or self.value == []

    @property
    def hidden(self) -> bool:
        """Nothing was read and nothing is doubted: the page folds it away."""
        return self.missing and not self.doubts

    @property
    def human(self) -> bool:
        return any(i.source.startswith("human:") for i in self.ink)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a record as the page shows it. name: key of its name. number: of a list's entry, from 1, else "".

    entry: pointer of the list's entry, "" for a part that there is once.
    """

    name: str
    number: str
    entry: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A record's rows and the flags that are about the whole of it."""

    record: Record
    rows: tuple[Row, ...]
    doubts: tuple[Doubt, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The parts of the record, folded rows left out."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            if not row.hidden:
                found.setdefault(row.group, []).append(row)
        return tuple(_group(group, tuple(rows)) for group, rows in found.items())

    @property
    def taken_out(self) -> tuple[tuple[str, str], ...]:
        """(who, what) of the entries that a person took out of a list of the record."""
        rows = (r for r in self.record["provenance"] if str(r["rule"]).startswith(REMOVED))
        return tuple((str(r["source"]), str(r["raw"])) for r in rows)

    @property
    def all_doubts(self) -> tuple[Doubt, ...]:
        return tuple(sorted((*self.doubts, *(d for r in self.rows for d in r.doubts)), key=lambda d: d.number))


def _group(key: str, rows: tuple[Row, ...]) -> Group:
    name, _, number = key.partition(" ")
    entry = _ENTRY.match(rows[0].path)
    return Group(name, number, entry[0] if entry else "", rows)


def checked(record: Record, *, first: int, cells: Mapping[tuple[int, int], CellOut]) -> Checked:
    """The record's rows. first: number of its first flag. cells: of its table, by row and column."""
    bare = [row for name in _SECTIONS for row in _rows(record[name], f"/{name}", name, "")]
    order = {None: -1} | {row[0]: i for i, row in enumerate(bare)}
    homes = [_home(f["path"], bare) for f in record["flags"]]
    flags = sorted(zip(homes, record["flags"], strict=True), key=lambda pair: order[pair[0]])
    inks = {row[0]: _ink(record, row[0], cells) for row in bare}
    doubts: dict[str | None, list[Doubt]] = {}
    leaders: dict[tuple[Any, ...], int] = {}
    for number, (home, f) in enumerate(flags, start=first):
        candidates = tuple(f["candidates"])
        cause = next(((i.page, i.line, i.bbox, i.raw) for i in inks.get(home or "", ())), (number,))
        leader = leaders.setdefault((f["code"], f["message"], candidates, cause), number)
        doubts.setdefault(home, []).append(Doubt(number, leader, f["code"], f["path"], f["message"], candidates))
    rows = tuple(
        Row(path, field, shape, group, value, spoken(value, shape), inks[path], tuple(doubts.get(path, ())))
        for path, field, shape, group, value in bare
    )
    return Checked(record, rows, tuple(doubts.get(None, ())))


_Bare: TypeAlias = tuple[str, str, Shape, str, Json]


def _home(path: str, rows: list[_Bare]) -> str | None:
    """The path of the row that a flag belongs to: the one that holds its path, else the first below it."""
    if path in ("", "/"):
        return None
    holding = [r[0] for r in rows if covers(r[0], path)]
    below = [r[0] for r in rows if covers(path, r[0])]
    return next(iter((*holding, *below)), None)


def _rows(node: Json, path: str, name: str, group: str) -> Iterator[_Bare]:
    parent = path.rsplit("/", 2)[-2]
    if parent == "other":
        yield path, name, "text", "other", node
    elif name == "intensity":
        for i, entry in enumerate(node):
            yield f"{path}/{i}", "intensity", "intensity", group, entry
    elif name == "arms":
        for i, entry in enumerate(node):
            yield f"{path}/{i}", "arm", "arm", group, entry
    elif name in _SHAPES and not (name == "measure" and not isinstance(node, dict)):
        yield path, name, _SHAPES[name], group, node
    elif isinstance(node, dict):
        for member, child in node.items():
            key = path.rsplit("/", 1)[-1] if member == "as_reported" else member
            yield from _rows(child, f"{path}/{escaped(member)}", key, group or name)
    elif isinstance(node, list):
        for i, entry in enumerate(node):
            yield from _rows(entry, f"{path}/{i}", name, f"{name} {i + 1}")
    else:
        yield path, name, "text", group or name, node


def _ink(record: Record, path: str, cells: Mapping[tuple[int, int], CellOut]) -> tuple[Ink, ...]:
    """The pieces of ink that say what stands at `path`, each once, in the record's order."""
    found: dict[tuple[Any, ...], list[Record]] = {}
    for row in record["provenance"]:
        if covers(path, row["path"]):
            key = (row["page"], row["line"], row["raw"], row["source"], row["row"], row["col"])
            found.setdefault(key, []).append(row)
    return tuple(_one(rows, cells) for rows in found.values())


def _one(rows: list[Record], cells: Mapping[tuple[int, int], CellOut]) -> Ink:
    first = rows[0]
    boxes = [r["bbox"] for r in rows if r["bbox"] is not None]
    spans = [r["span"] for r in rows if r["span"] is not None and r["span"][1] > r["span"][0]]
    low, high = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (0, 0)
    raw = first["raw"]
    cell = cells.get((first["row"], first["col"])) if first["row"] is not None else None
    return Ink(
        page=first["page"],
        bbox=(
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )
        if boxes
        else None,
        line=first["line"],
        raw=raw,
        parts=(raw[:low], raw[low:high], raw[high:]),
        source=first["source"],
        rules=tuple(dict.fromkeys(r["rule"] for r in rows)),
        confidence=min(r["confidence"] for r in rows),
        witnesses=() if cell is None else cell.alternatives,
    )


def spoken(value: Json, shape: Shape) -> str:
    """A value in one line, as a reader would write it; "" where there is none."""
    if value is None or value == []:
        return ""
    if shape == "quantity":
        return _with_unit(_range(value["min"], value["max"]), value["unit"])
    if shape == "term":
        long = " · ".join(value[n] for n in ("en", "zh") if value[n] and value[n] != value["as_reported"])
        short = value["as_reported"] or ""
        return f"{short} = {long}" if short and long else short or long
    if shape == "intensity":
        measured = _with_unit(_range(value["min"], value["max"]), value["unit"])
        return " ".join(str(p) for p in (value["metric"], measured, value["label"] and f"({value['label']})") if p)
    if shape == "arm":
        return f"{value['name'] or '?'}: n = {'?' if value['n'] is None else value['n']}"
    if shape == "comparison":
        return f"{value['left']} {value['operator']} {value['right']}"
    if shape == "effect":
        return _effect(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _with_unit(text: str, unit: str | None) -> str:
    return text if unit in (None, "1") or not text else f"{text} {unit}"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e6 else f"{value:g}"


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"≤ {_number(high)}" if high is not None else f"≥ {_number(low or 0)}"
    return _number(low) if low == high else f"{_number(low)}–{_number(high)}"


def _effect(value: Json) -> str:
    said = [value["measure"], None if value["value"] is None else _number(value["value"])]
    if value["ci_low"] is not None or value["ci_high"] is not None:
        bounds = ("?" if b is None else _number(b) for b in (value["ci_low"], value["ci_high"]))
        said.append(f"[{', '.join(bounds)}]")
    said.append(None if value["p"] is None else f"p {value['p']}")
    return " ".join(str(s) for s in said if s is not None)


def read_at(record: Record, path: str) -> Json:
    """What stands at a flag's path; None where it leads nowhere or is the whole record."""
    if path in ("", "/"):
        return None
    try:
        return at(record, path)
    except (KeyError, ValueError):
        return None
