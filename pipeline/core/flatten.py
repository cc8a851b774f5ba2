"""A study record as the contract's JSON: a plain tree, the evidence of every leaf, the flags by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pipeline.core.calibration import calibrated
from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import (
    Arm,
    Comparison,
    Completeness,
    Component,
    Effect,
    Intensity,
    Intervention,
    Outcome,
    Population,
    Quantity,
    RecordFlag,
    Study,
    StudyRecord,
    Term,
)

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None

SCHEMA_VERSION = "1"
SOURCE_LEVEL = "review_table"


@dataclass(frozen=True, slots=True)
class Source:
    """The evidence of one leaf. path: JSON Pointer."""

    path: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FlatRecord:
    """tree: the record's values without provenance and flags, in the contract's order of keys."""

    tree: dict[str, Json]
    provenance: tuple[Source, ...]
    flags: tuple[RecordFlag, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A scalar, the field it stands in, and the flags that are said of it alone."""

    value: Json
    field: Field[Any]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """Members of an object or a list, with the flags that cover them all."""

    members: Mapping[str, _Node] | Sequence[_Node]
    flags: tuple[Flag, ...] = ()


_Node: TypeAlias = _Leaf | _Branch | None


def flatten(record: StudyRecord) -> FlatRecord:
    """The record as a plain tree, with one source a piece of evidence and every flag of a field at its path.

    A field's flags come first, in the order of the tree; the record's own flags follow.
    """
    root = _record(record)
    tree = _plain(root)
    assert isinstance(tree, dict)
    flags = (*_flags(root, ""), *record.flags)
    doubted = frozenset(flag.path for flag in flags if flag.path)
    sources = tuple(_trusted(source, doubted) for source in _sources(root, ""))
    return FlatRecord(tree=tree, provenance=sources, flags=flags)


def _trusted(source: Source, doubted: frozenset[str]) -> Source:
    """The source with the measured confidence of values read like this one. doubted: paths with a flag."""
    covered = any(source.path == path or source.path.startswith(f"{path}/") for path in doubted)
    evidence = replace(source.evidence, confidence=calibrated(source.evidence, flagged=covered))
    return Source(source.path, evidence)


def to_json(record: StudyRecord) -> dict[str, Json]:
    """One line of records.jsonl: keys, order and types as the contract has them."""
    flat = flatten(record)
    return {
        "schema_version": SCHEMA_VERSION,
        "record_id": record.record_id,
        "document_id": record.document_id,
        "table_id": record.table_id,
        "row": record.row,
        **flat.tree,
        "provenance": [_source_json(source) for source in flat.provenance],
        "flags": [_flag_json(flag) for flag in flat.flags],
        "source_level": SOURCE_LEVEL,
        "completeness": {
            "tidier": _items(record.tidier, as_numbers=True),
            "cert": None if record.cert is None else _items(record.cert, as_numbers=False),
        },
        "status": status(flat),
    }


def status(flat: FlatRecord) -> str:
    """`needs-review` whenever a flag touches a value or the record, else `clean`."""
    return "needs-review" if flat.flags else "clean"


def pointer(path: str, step: str | int) -> str:
    """`path` one step deeper, escaped as RFC 6901 has it."""
    return f"{path}/{str(step).replace('~', '~0').replace('/', '~1')}"


def _source_json(source: Source) -> dict[str, Json]:
    ink = source.evidence
    box = ink.box
    return {
        "path": source.path,
        "table_id": ink.table_id,
        "row": ink.row,
        "col": ink.col,
        "page": ink.page,
        "bbox": None if box is None else [round(edge, 2) for edge in (box.x0, box.top, box.x1, box.bottom)],
        "line": ink.line,
        "raw": ink.raw,
        "span": None if ink.span is None else list(ink.span),
        "source": ink.source,
        "confidence": round(ink.confidence, 4),
        "rule": ink.rule,
    }


def _flag_json(at: RecordFlag) -> dict[str, Json]:
    return {
        "code": at.flag.code,
        "path": at.path,
        "message": at.flag.message,
        "candidates": list(at.flag.candidates),
    }


def _items(items: Completeness, *, as_numbers: bool) -> dict[str, Json]:
    def written(names: tuple[str, ...]) -> list[Json]:
        return [int(name) if as_numbers else name for name in names]

    return {"reported": written(items.reported), "not_in_source": written(items.not_in_source)}


def _plain(node: _Node) -> Json:
    if node is None:
        return None
    if isinstance(node, _Leaf):
        return node.value
    if isinstance(node.members, Mapping):
        return {name: _plain(child) for name, child in node.members.items()}
    return [_plain(child) for child in node.members]


def _children(node: _Branch, path: str) -> Iterator[tuple[str, _Node]]:
    if isinstance(node.members, Mapping):
        for name, child in node.members.items():
            yield pointer(path, name), child
    else:
        for i, child in enumerate(node.members):
            yield pointer(path, i), child


def _sources(node: _Node, path: str) -> Iterator[Source]:
    if isinstance(node, _Leaf):
        if node.value is not None or node.flags:
            for evidence in node.field.evidence:
                yield Source(path, evidence)
    elif node is not None:
        for at, child in _children(node, path):
            yield from _sources(child, at)


def _flags(node: _Node, path: str) -> Iterator[RecordFlag]:
    if node is None:
        return
    for flag in node.flags:
        yield RecordFlag(path, flag)
    if isinstance(node, _Branch):
        for at, child in _children(node, path):
            yield from _flags(child, at)


def _leaf(field: Field[Any] | None) -> _Node:
    return None if field is None else _Leaf(field.value, field, field.flags)


def _range(field: Field[Quantity] | None) -> dict[str, _Node]:
    """The members of a quantity, without its flags."""
    if field is None or field.value is None:
        return {"min": None, "max": None, "unit": None}
    low, high = _number(field.value.min), _number(field.value.max)
    return {"min": _Leaf(low, field, ()), "max": _Leaf(high, field, ()), "unit": _Leaf(field.value.unit, field, ())}


def _quantity(field: Field[Quantity] | None) -> _Node:
    if field is None or field.value is None:
        return _leaf(field)
    return _Branch(_range(field), field.flags)


def _number(value: float | None) -> int | float | None:
    """Whole numbers without a decimal point, as they are printed."""
    return int(value) if value is not None and float(value).is_integer() else value


def _record(record: StudyRecord) -> _Branch:
    return _Branch(
        {
            "study": _study(record.study),
            "population": _population(record.population),
            "intervention": _intervention(record.intervention),
            "comparator": _leaf(record.comparator),
            "outcomes": _Branch([_outcome(outcome) for outcome in record.outcomes]),
            "follow_up": _quantity(record.follow_up),
            "adverse_events": _leaf(record.adverse_events),
            "mechanisms": _Branch([_outcome(mechanism) for mechanism in record.mechanisms]),
            "other": _Branch({header: _leaf(cell) for header, cell in record.other}),
        }
    )


def _study(study: Study) -> _Branch:
    return _Branch(
        {
            "label": _leaf(study.label),
            "first_author": _leaf(study.first_author),
            "year": _leaf(study.year),
            "citations": _Branch([_leaf(number) for number in study.citations]),
            "reference": _leaf(study.reference),
            "country": _leaf(study.country),
            "design": _leaf(study.design),
        }
    )


def _term(term: Term | None) -> _Node:
    if term is None:
        return None
    return _Branch({"as_reported": _leaf(term.as_reported), "en": _leaf(term.en), "zh": _leaf(term.zh)})


def _arm(arm: Arm) -> _Branch:
    return _Branch({"name": _leaf(arm.name), "n": _leaf(arm.n)})


def _population(population: Population) -> _Branch:
    size = population.sample_size
    return _Branch(
        {
            "condition": _term(population.condition),
            "sample_size": _Branch({"total": _leaf(size.total), "arms": _Branch([_arm(arm) for arm in size.arms])}),
            "age": _quantity(population.age),
            "sex": _leaf(population.sex),
            "species": _leaf(population.species),
            "model": _leaf(population.model),
        }
    )


def _intervention(intervention: Intervention) -> _Branch:
    return _Branch(
        {
            "as_reported": _leaf(intervention.as_reported),
            "types": _Branch([_leaf(kind) for kind in intervention.types]),
            "duration": _quantity(intervention.duration),
            "components": _Branch([_component(component) for component in intervention.components]),
        }
    )


def _component(part: Component) -> _Branch:
    return _Branch(
        {
            "name": _leaf(part.name),
            "type": _leaf(part.type),
            "frequency": _quantity(part.frequency),
            "session": _quantity(part.session),
            "sets": _quantity(part.sets),
            "repetitions": _quantity(part.repetitions),
            "dose": _quantity(part.dose),
            "intensity": _Branch([_intensity(intensity) for intensity in part.intensity]),
        }
    )


def _intensity(intensity: Intensity) -> _Branch:
    """Metric, bounds and label side by side: the flags of the bounds stand at the whole."""
    flags = () if intensity.range is None else intensity.range.flags
    return _Branch(
        {"metric": _leaf(intensity.metric), **_range(intensity.range), "label": _leaf(intensity.label)}, flags
    )


def _outcome(outcome: Outcome) -> _Branch:
    return _Branch(
        {
            "measure": _term(outcome.measure),
            "direction": _leaf(outcome.direction),
            "comparison": _comparison(outcome.comparison),
            "effect": _effect(outcome.effect),
        }
    )


def _comparison(field: Field[Comparison] | None) -> _Node:
    if field is None or field.value is None:
        return _leaf(field)
    said = field.value
    parts = {"left": said.left, "operator": said.operator, "right": said.right}
    return _Branch({name: _Leaf(value, field, ()) for name, value in parts.items()}, field.flags)


def _effect(effect: Effect | None) -> _Node:
    if effect is None:
        return None
    return _Branch(
        {
            "measure": _leaf(effect.measure),
            "value": _leaf(effect.value),
            "ci_low": _leaf(effect.ci_low),
            "ci_high": _leaf(effect.ci_high),
            "p": _leaf(effect.p),
        }
    )
