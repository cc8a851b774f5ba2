"""What a corpus says, counted by study: conditions against kinds of intervention, outcomes against directions."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from pipeline.core.studies import Direction, InterventionType
from pipeline.publish.contract import FlagOut, OutcomeOut, StudyOut, TermValue

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


@dataclass(frozen=True, slots=True)
class PopulationPart:
    condition: TermValue | None


@dataclass(frozen=True, slots=True)
class InterventionPart:
    types: tuple[InterventionType, ...]


@dataclass(frozen=True, slots=True)
class RecordPart:
    """The part of a line of records.jsonl that the index shows."""

    record_id: str
    document_id: str
    study: StudyOut
    population: PopulationPart
    intervention: InterventionPart
    outcomes: tuple[OutcomeOut, ...]
    flags: tuple[FlagOut, ...]
    status: str

    @property
    def label(self) -> str:
        return self.study.label or self.record_id[:8]

    @property
    def href(self) -> str:
        return f"{self.document_id}/audit.html#record-{self.record_id}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A study in a place of a plot: the records that say so, one or (in several reviews, or copies of one) more."""

    label: str
    records: tuple[RecordPart, ...]

    @property
    def doubted(self) -> bool:
        return all(r.status != "clean" for r in self.records)


@dataclass(frozen=True, slots=True)
class MapCell:
    """Studies of one condition and one kind of intervention. directions: outcomes by direction, once a study."""

    condition: str
    kind: str
    marks: tuple[Mark, ...]
    directions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An outcome with its studies by direction. other: its name in the other language."""

    name: str
    other: str | None
    marks: Mapping[str, tuple[Mark, ...]]

    @property
    def studies(self) -> int:
        return len({m.label for found in self.marks.values() for m in found})


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _name(term: TermValue | None) -> str:
    """English where there is any, else as printed, else Chinese; "" where nothing is said."""
    return "" if term is None else term.en or term.as_reported or term.zh or ""


def study_key(record: RecordPart) -> str:
    """What makes records the same study: first author and year, else the printed name in its document."""
    author, year = record.study.first_author, record.study.year
    return f"{_folded(author)} {year}" if author and year else f"{record.label} {record.document_id}"


def _marks(records: Iterable[RecordPart]) -> tuple[Mark, ...]:
    groups: dict[str, list[RecordPart]] = {}
    for record in records:
        groups.setdefault(study_key(record), []).append(record)
    return tuple(Mark(found[0].label, tuple(found)) for _, found in sorted(groups.items()))


def _doubted(record: RecordPart, path: str) -> bool:
    """Whether a flag stands at `path` or below it."""
    return any(flag.path == path or flag.path.startswith(path + "/") for flag in record.flags)


def _sure_conditions(records: Iterable[RecordPart]) -> frozenset[str]:
    """Names of conditions that some record gives without a doubt."""
    sure = (r for r in records if not _doubted(r, "/population/condition"))
    return frozenset(_folded(_name(r.population.condition)) for r in sure)


def evidence_map(records: Sequence[RecordPart]) -> tuple[MapCell, ...]:
    """Every pair of condition and kind that has studies; conditions with most studies first, none last, kinds likewise.

    A condition that is in doubt and named by no sure record counts as not known: a misreading makes no row of its own.
    """
    places: dict[tuple[str, str], list[RecordPart]] = {}
    names: dict[str, str] = {"": ""}
    sure = _sure_conditions(records)
    for record in records:
        name = _name(record.population.condition)
        if _folded(name) not in sure:
            name = ""
        names.setdefault(_folded(name), name)
        for kind in record.intervention.types or ("",):
            places.setdefault((_folded(name), kind), []).append(record)
    cells = [
        MapCell(names[condition], kind, _marks(found), _directions(found))
        for (condition, kind), found in places.items()
    ]
    rows, columns = Counter[str](), Counter[str]()
    for cell in cells:
        rows[cell.condition] += len(cell.marks)
        columns[cell.kind] += len(cell.marks)
    return tuple(
        sorted(cells, key=lambda c: (not c.condition, -rows[c.condition], c.condition, -columns[c.kind], c.kind))
    )


def _directions(records: Iterable[RecordPart]) -> dict[str, int]:
    """Directions of the outcomes, each once a study and outcome, in the order of `DIRECTIONS`."""
    said = {(study_key(r), _folded(_name(o.measure)), o.direction) for r in records for o in r.outcomes}
    counted = Counter(direction for _, _, direction in said)
    return {d: counted[d] for d in DIRECTIONS if counted[d]}


def _sure_outcomes(records: Iterable[RecordPart]) -> frozenset[str]:
    """Names of outcomes that some record gives without a doubt."""
    return frozenset(
        _folded(_name(outcome.measure))
        for record in records
        for i, outcome in enumerate(record.outcomes)
        if not _doubted(record, f"/outcomes/{i}/measure")
    )


def outcomes(records: Sequence[RecordPart]) -> tuple[OutcomeLine, ...]:
    """Every outcome with its studies by direction, those with most studies first; names in doubt are left out."""
    places: dict[str, dict[str, list[RecordPart]]] = {}
    names: dict[str, TermValue] = {}
    sure = _sure_outcomes(records)
    for record in records:
        for i, outcome in enumerate(record.outcomes):
            key = _folded(_name(outcome.measure))
            if key and (key in sure or not _doubted(record, f"/outcomes/{i}/measure")):
                names.setdefault(key, outcome.measure)
                found = places.setdefault(key, {}).setdefault(outcome.direction, [])
                if record not in found[-1:]:
                    found.append(record)
    lines = [
        OutcomeLine(
            _name(names[key]),
            names[key].zh if names[key].zh != _name(names[key]) else None,
            {d: _marks(by[d]) for d in DIRECTIONS if d in by},
        )
        for key, by in places.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.studies, line.name)))
