"""Who was studied: condition, numbers, age, sex, species, model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import Population, Quantity, SampleSize, Term
from pipeline.stages.normalise.animals import animal, models_known, sexes
from pipeline.stages.normalise.arms import Named
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.row import FieldCell, evidence_of
from pipeline.stages.normalise.sample import read_sample
from pipeline.stages.normalise.terms import Glossary, term_of

_NUMBER = r"\d+(?:\.\d+)?"
_MEAN = re.compile(
    rf"({_NUMBER})\s*(?:±|\+/-|\+-|[(（\[]\s*(?:SD|range|IQR|Q1\s*[-–]\s*Q3|四分位数?(?:间距)?|范围)?\s*[:：=,，]?\s*{_NUMBER}(?:\s*[-‐-―−~～∼至]\s*{_NUMBER})?\s*[)）\]])"
)
_RANGE = re.compile(rf"({_NUMBER})\s*(?:[-‐-―−~～∼至]|to)\s*({_NUMBER})")
_BOUND = re.compile(rf"(?P<bound>[≥>＞⩾≤<＜⩽])\s*(?P<number>{_NUMBER})")
_BOUND_BEHIND = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?:岁|years?|yrs?|y)?\s*(?P<bound>(?:及|或)?以上|(?:及|或)?以下|(?:or|and)\s+(?:over|older|above)|\+)"
)
_AT_LEAST = re.compile(r"[≥>＞⩾+]|以上|over|older|above")
_PLAIN = re.compile(rf"^\D*({_NUMBER})\D*$")
_AGE = re.compile(
    r"(?:aged?|年龄|mean age)\s*[:：]?\s*[^,，;；]*"
    rf"|{_NUMBER}[\d\s.±~～∼至‐-―−\-]*(?:to\s*{_NUMBER}\s*)?(?:years?(?:\s+old)?|yrs?|y\b|岁|周龄|月龄|weeks?\s+old)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\s*(?:\d+\s*(?:例|名|位|个)\s*|(?:\d+\s+)?(?:(?:\w+\s+){0,2}(?:patients?|participants?|subjects?|adults?|women|men"
    r"|children|people|individuals?|cases?)\s+(?:with|suffering\s+from)\s+|(?:patients?|participants?|subjects?|cases?)\s*:?\s*))",
    re.IGNORECASE,
)
_SUFFERERS = re.compile(r"\s*(?:的)?(?:患者|病人|患儿)$|\s+patients?$", re.IGNORECASE)
_BARE_COUNT = re.compile(r"\d{2,}\s+(?=[A-Za-z])", re.IGNORECASE)
_TRAILER = re.compile(r"\s*[(（]?\s*[nN]\s*[=＝]\s*\d+\s*[)）]?|\s*\d+\s*(?:例|名)")


def read_population(cells: Sequence[FieldCell], glossary: Glossary, arm_names: Sequence[Named]) -> Population:
    """The population of a row from all its cells that speak of people or animals."""
    by = {field: [c for c in cells if c.field == field and not is_missing(c.text)] for field in _FIELDS}
    people = [*by["population"], *by["condition"]]
    animals = [*by["species"], *by["model"], *people]
    sample = read_sample(by["sample_size"], arm_names)
    return Population(
        condition=_condition(people, glossary),
        sample_size=sample if sample != SampleSize() else read_sample(_counted(people), arm_names),
        age=_age(by["age"]) if by["age"] else _age_within([*people, *by["species"]]),
        sex=_sex(by["sex"]) or _sex_within(animals),
        species=_species(animals),
        model=_model(by["model"], by["species"]),
    )


_EITHER = ("mixed", "both")  # of people these are seldom said of their sex: `mixed cancers`
_FIELDS = ("population", "condition", "species", "model", "sample_size", "age", "sex")


def _counted(people: Sequence[FieldCell]) -> list[FieldCell]:
    """Cells of people that print a count as such (`n = 40`, 40例, `40 patients`)."""
    said = re.compile(
        r"\b[nN]\s*[=＝]\s*\d+|\d+\s*(?:例|名)|^\s*\d+\s+(?:\w+\s+){0,3}(?:patients|participants|subjects|adults|women|men|people)"
        r"|^\s*\d{2,6}\s+(?!(?:years?|yrs?|y|weeks?|wk|months?|mo|days?|d|hours?|h)(?![a-z]))[A-Za-z]"
    )
    return [at for at in people if said.search(at.text)]


def _condition(people: Sequence[FieldCell], glossary: Glossary) -> Term | None:
    """The diagnosis: what is left of the cell when counts, ages and animals are taken away."""
    for at in people:
        span = _stripped(at.text)
        if span is None or animal().search(at.text):
            continue
        return term_of(at.cell, span, glossary, lists=("conditions",), rule="population.condition")
    return None


def _stripped(text: str) -> tuple[int, int] | None:
    """The range of a people cell that is its diagnosis: before the first count or age; None where nothing is left."""
    end = len(text)
    for pattern in (_TRAILER, _AGE):
        if (hit := pattern.search(text)) and hit.start() > 0:
            end = min(end, hit.start())
    start = 0
    if lead := _PEOPLE.match(text) or _BARE_COUNT.match(text):
        start = lead.end()
    kept = text[start:end].rstrip(" ,，;；:：(（")
    if sufferers := _SUFFERERS.search(kept):
        kept = kept[: sufferers.start()] or kept
    kept_end = start + len(kept)
    return (start, kept_end) if kept.strip() and re.search(r"[^\W\d_]", kept) else None


def _whole(cells: Sequence[FieldCell], rule: str) -> Field[str] | None:
    """The first cell as printed."""
    for at in cells:
        return Field(value=at.text.strip(), evidence=(evidence_of(at.cell, None, rule, table_id=at.table_id),))
    return None


def _sex(cells: Sequence[FieldCell]) -> Field[str] | None:
    """The sex cell as printed; of several columns (an arm each) none."""
    if len(cells) < 2:
        return _whole(cells, "population.sex")
    ink = tuple(evidence_of(at.cell, None, "population.sex", table_id=at.table_id) for at in cells)
    flag = Flag("several-values", "a column of sexes for each arm", tuple(at.text for at in cells))
    return Field(value=None, evidence=ink, flags=(flag,))


def _found(at: FieldCell, span: tuple[int, int], rule: str) -> Field[str]:
    ink = evidence_of(at.cell, span, rule, table_id=at.table_id)
    return Field(value=at.text[slice(*span)], evidence=(ink,))


def _species(cells: Sequence[FieldCell]) -> Field[str] | None:
    """`SD rats`, C57BL/6小鼠 as printed; a species cell that names no known animal whole."""
    for at in cells:
        if hit := animal().search(at.text):
            return _found(at, hit.span(), "population.species")
    return _whole([at for at in cells if at.field == "species"], "population.species")


def _sex_within(cells: Sequence[FieldCell]) -> Field[str] | None:
    for at in cells:
        hit = sexes().search(at.text)
        if hit and (at.field in ("species", "model") or hit.group(0).lower() not in _EITHER):
            return _found(at, hit.span(), "population.sex")
    return None


def _model(models: Sequence[FieldCell], species: Sequence[FieldCell]) -> Field[str] | None:
    """A model cell without its animal, or a known model named in a species cell."""
    for at in models:
        hit = animal().search(at.text)
        if hit is None:
            return _whole([at], "population.model")
        for part in (m for m in re.finditer(r"[^,，;；()（）]+", at.text)):
            bare = animal().sub("", sexes().sub("", part.group(0))).strip(" -")
            start = at.text.find(bare, part.start()) if bare else -1
            if start >= 0:
                return _found(at, (start, start + len(bare)), "population.model")
    for at in species:
        if hit := models_known().search(at.text):
            return _found(at, hit.span(), "population.model")
    return None


def _age_within(people: Sequence[FieldCell]) -> Field[Quantity] | None:
    """An age that a people cell names as such."""
    for at in people:
        if hit := _AGE.search(at.text):
            return _aged(at, hit.span())
    return None


def _age(cells: Sequence[FieldCell]) -> Field[Quantity] | None:
    """The age that the age cells agree on; of columns that differ (an arm each) none."""
    read = [found for at in cells if (found := _aged(at, (0, len(at.text)))) is not None]
    if len({field.value for field in read}) < 2:
        return read[0] if read else None
    ink = tuple(evidence for field in read for evidence in field.evidence)
    flag = Flag("several-values", "a column of ages for each arm", tuple(at.text for at in cells))
    return Field(value=None, evidence=ink, flags=(flag,))


def _aged(at: FieldCell, span: tuple[int, int]) -> Field[Quantity] | None:
    """The one age of a cell; several (an arm each) are left to the reviewer."""
    text, unit = at.text[slice(*span)], _age_unit(at, span)
    ink: tuple[Evidence, ...] = (evidence_of(at.cell, span, "population.age", table_id=at.table_id),)
    if at.header_cell is not None and not _UNIT.search(text):
        ink = (*ink, evidence_of(at.header_cell, None, "population.age-unit", table_id=at.table_id))
    means = list(_MEAN.finditer(text))
    if len(means) > 1 or len(_units(text)) > 1 or re.search(r"\d\s*[/;；|]\s*\d|\bvs\b", text):
        return Field(
            value=None, evidence=ink, flags=(Flag("several-values", f"more than one age in {text!r}", (text,)),)
        )
    if means:
        return Field(value=_exactly(means[0].group(1), unit), evidence=ink)
    if (hit := _RANGE.search(text)) and float(hit.group(1)) <= float(hit.group(2)):
        return Field(value=Quantity(float(hit.group(1)), float(hit.group(2)), unit), evidence=ink)
    if hit := _BOUND.search(text) or _BOUND_BEHIND.search(text):
        value, bound = float(hit["number"]), hit["bound"]
        low = _AT_LEAST.search(bound) is not None
        return Field(value=Quantity(value if low else None, None if low else value, unit), evidence=ink)
    if hit := _PLAIN.match(text):
        return Field(value=_exactly(hit.group(1), unit), evidence=ink)
    return Field(
        value=None, evidence=ink, flags=(Flag("not-understood", f"no age could be read from {text!r}", (text,)),)
    )


def _exactly(number: str, unit: str) -> Quantity:
    return Quantity(float(number), float(number), unit)


_UNIT = re.compile(
    r"(?<![a-z])(?:years?|yrs?|y|weeks?|months?|wks?|mos?|days?|d|hours?|hrs?|h)(?![a-z])|岁|周(?!岁)龄?|个?月龄?|日龄|天",
    re.IGNORECASE,
)
_STARTS = (("wk", ("week", "wk", "周")), ("mo", ("mo", "月", "个月")), ("d", ("d", "日", "天")), ("h", ("h",)))


def _age_unit(at: FieldCell, span: tuple[int, int]) -> str:
    hit = _UNIT.search(at.text[slice(*span)]) or _UNIT.search(at.header_text)
    return _unit_of(hit.group(0)) if hit else "a"


def _unit_of(word: str) -> str:
    return next((unit for unit, starts in _STARTS if word.casefold().startswith(starts)), "a")


def _units(text: str) -> set[str]:
    """The units behind the numbers of a text."""
    behind = (_UNIT.match(text, hit.end()) for hit in re.finditer(rf"{_NUMBER}\s*", text))
    return {_unit_of(hit.group(0)) for hit in behind if hit}
