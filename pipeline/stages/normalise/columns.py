"""What each column of a table holds: its header's words in both languages, confirmed or decided by its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.core.tables import Cell, Column, ColumnField, Table
from pipeline.lexicon import load
from pipeline.stages.normalise import kinds
from pipeline.stages.normalise.animals import only_an_animal
from pipeline.stages.normalise.content import AUTHOR_YEAR, by_content, looks_like
from pipeline.stages.normalise.grammar.mentions import reading
from pipeline.stages.normalise.headers import (
    EXACT,
    Match,
    announced,
    arm_role,
    body_texts,
    header_cells,
    header_key,
    misspelt,
    statistics,
)
from pipeline.stages.normalise.places import countries

_INTERVENTION_LIKE: frozenset[ColumnField] = frozenset({"intervention", "comparator"})
_SOME = 0.5
_MOST = 0.8
_BARE_COUNTS = re.compile(r"^\s*\d+(?:\s*(?:[/:：+]|vs\.?)\s*\d+)*\s*(?:[(（]\s*\d+\s*/\s*\d+\s*[)）])?\s*$")
_WORDLESS = re.compile(r"^[\W\d_]*$")
_WORDS: frozenset[ColumnField] = frozenset(
    {"intervention", "comparator", "condition", "country", "design", "species", "model"}
)
_MOVING: frozenset[ColumnField | None] = frozenset({"result", "outcome", "effect", "mechanism", "other", None})
_DOSES = re.compile(r"^\W*\d[\d.,]*\s*(?:[-–~～]\s*\d[\d.,]*\s*)?(?:mg|g|µg|μg|ug|mcg|IU|mL|ml|毫克|克)(?![A-Za-z])")
_WAY = re.compile(r"^\D*[↑↓→↔⬆⬇↗↘⇑⇓]\D*$")
_EACH = re.compile(r"每次|单次|(?<![A-Za-z])(?:per|each)\s(?:session|visit|treatment)", re.IGNORECASE)
_TWO_ARMS = re.compile(r"\w\s*[(（][A-Za-z]{1,8}/[A-Za-z]{1,8}[)）]\s*$")
_OF_A_STIMULUS = re.compile(r"(?<![A-Za-z])[kM]?Hz(?![A-Za-z])|赫兹")
_PAIR = re.compile(r"^\s*\d+\s*/\s*\d+\s*$")


def with_fields(table: Table) -> Table:
    """The same table, each column with its field."""
    columns = tuple(replace(column, field=_field_of(table, column)) for column in table.columns)
    return replace(table, columns=_filled(_details(_aimed(columns, table), table), table))


def _aimed(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """A bare `Target` is a molecule in preclinical tables; elsewhere it says where or at what one aims."""
    if any(column.field in ("species", "model") for column in columns):
        return columns
    aims = {c.index for c in columns if c.field == "mechanism" and _only(table, c.index, "targets")}
    aims = {i for i in aims if kinds.share(body_texts(table, i), kinds.ARROW) == 0}
    return tuple(replace(c, field="other") if c.index in aims else c for c in columns)


def _filled(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """Where no header announces what was given (`Statin`) or to whom, the one column whose cells say it does."""
    columns = _studied(_placed(columns, table), table)
    wanted: tuple[tuple[ColumnField, tuple[ColumnField, ...]], ...] = (
        ("intervention", ("intervention", "type")),
        ("condition", ("condition", "population")),
    )
    for field, kin in wanted:
        if any(column.field in kin for column in columns):
            continue
        free = [c for c in columns if c.field == "other" and not _meta(table, c.index)]
        telling = [c.index for c in free if looks_like(field, body_texts(table, c.index), table)]
        if not telling:
            telling = [c.index for c in free if looks_like(field, body_texts(table, c.index), table, least=_SOME)]
        if not telling and field == "intervention":
            telling = [c.index for c in free if _named_after(table, c.index)]
        if len(telling) == 1:
            columns = tuple(replace(c, field=field) if c.index in telling else c for c in columns)
    return columns


def _named_after(table: Table, col: int) -> bool:
    """Whether a header is nothing but a kind of treatment (`Aromatherapy`) and the cells under it are words."""
    cells = header_cells(table, col)
    seen = reading(cells[-1].text) if cells else None
    whole = (
        seen is not None and any(e.what == "name" for e in seen.events) and all(e.what == "name" for e in seen.events)
    )
    return whole and kinds.share(body_texts(table, col), re.compile(r"^\D*[^\W\d_]{3}\D*$|[\u3400-\u9fff]{2}")) > _MOST


def _placed(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """Where no header announces a country, the one column of places (`Setting`) or unknown words that names them."""
    free = [c for c in columns if c.field == "other" and (_only(table, c.index, "places") or not _meta(table, c.index))]
    told = [c.index for c in free if countries(body_texts(table, c.index)) > _MOST]
    if len(told) != 1 or any(column.field == "country" for column in columns):
        return columns
    return tuple(replace(c, field="country") if c.index in told else c for c in columns)


def _studied(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """Where no header announces the studies (`Cohort`), the first column if its cells name authors and years."""
    first = columns[0] if columns else None
    if first is None or first.field != "other" or any(column.field == "study" for column in columns):
        return columns
    named = kinds.share(body_texts(table, first.index), AUTHOR_YEAR) > _MOST
    return (replace(first, field="study"), *columns[1:]) if named else columns


def _only(table: Table, col: int, words: str) -> bool:
    """Whether a header is nothing but one of the words of a list: `places`, `targets`."""
    cells = header_cells(table, col)
    return bool(cells) and header_key(cells[-1].text) in {header_key(word) for word in load("headers")[words]["words"]}


def _meta(table: Table, col: int) -> bool:
    """Whether a header announces itself what has no field of its own (acupoints, risk of bias)."""
    cells = header_cells(table, col)
    return bool(cells) and any(match.field == "other" for match in announced(cells[-1])[:1])


def _details(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """Where one column names the intervention, another under a like header that only measures it is its volume."""
    naming = [c for c in columns if c.field in ("intervention", "type")]
    measuring = {c.index for c in naming if kinds.share(body_texts(table, c.index), kinds.MEASURES) > 0.6}
    if len(measuring) == len(naming):
        return columns
    return tuple(replace(c, field="volume") if c.index in measuring else c for c in columns)


def _field_of(table: Table, column: Column) -> ColumnField:
    """The field of a column; one that the rebuilding of the table suggests counts where nothing else speaks."""
    found = _read_field(table, column.index)
    return column.field if found == "other" and column.field is not None else found


def _read_field(table: Table, col: int) -> ColumnField:
    cells = header_cells(table, col)
    texts = body_texts(table, col)
    if cells and kinds.share(texts, kinds.EFFECT) > 0.7 and kinds.EFFECT_HEADER.search(cells[-1].text):
        return "effect"  # `Operative time, MD (95% CI)` is no time
    own = announced(cells[-1]) if cells else []
    if not own and cells and _unread(cells):
        own = [Match(field, score) for field, score in misspelt(header_key(cells[-1].text), loose=True).items()]
    field: ColumnField | None = own[0].field if own else _of_an_arm(cells) or _counted(cells, texts)
    if field == "intervention" and cells and _of_control(cells[-1]):
        field = "comparator"
    if field in ("intervention", "type") and cells and kinds.share(texts, kinds.BARE) > 0.8:
        field = _by_unit(cells[-1].text) or field
    if field in ("frequency", "dose", "other", None) and cells and _of_a_stimulus(cells[-1].text, texts):
        field = "intensity"
    if field in ("frequency", "session") and _counts_all(cells[-1].text) and kinds.share(texts, kinds.BARE) > 0.8:
        field = "other"
    if field in (None, "other") and cells and _EACH.search(cells[-1].text) and kinds.share(texts, kinds.BARE) > _MOST:
        field = "session" if _by_unit(cells[-1].text) == "session" else field
    if len(cells) > 1:
        field = _under(cells, field)
    if field == "study" and kinds.share(texts, _WORDLESS) > 0.7 and kinds.share(texts, kinds.STUDY) < 0.3:
        field = _by_unit(cells[-1].text) or ("study" if own and own[0].score >= EXACT else "other")
    if field == "type" and own and own[0].score < EXACT and not looks_like("intervention", texts, table):
        field = "condition" if looks_like("condition", texts, table) else "other"  # `Fixation type`: of what, cells say
    rivals = {match.field for match in own[:2]}
    if field not in _MOVING and kinds.share(texts, _WAY) > _MOST:
        return "result"  # `Infarct volume` is no amount of what was given, `Asthma control` no control group
    meanings = {a.short: a.en or a.zh or "" for a in table.abbreviations}
    return _confirmed(field, texts, rivals, unread=_unread(cells), meanings=meanings)


def _of_a_stimulus(header: str, texts: Sequence[str]) -> bool:
    """Whether a header gives bare numbers the unit of a current or a sound: `Pulse rate (Hz)` counts no pulses."""
    return _OF_A_STIMULUS.search(header) is not None and kinds.share(texts, kinds.BARE) > 0.8


def _of_an_arm(cells: Sequence[Cell]) -> ColumnField | None:
    """What a column holds whose only header is the name of an arm (T, C)."""
    role = arm_role(cells[0].text) if len(cells) == 1 else None
    return "intervention" if role == "treatment" else "comparator" if role == "control" else None


def _counted(cells: Sequence[Cell], texts: Sequence[str]) -> ColumnField | None:
    """Whether a header that says nothing else counts what it names: `Infants, n` over counts."""
    says = bool(cells) and re.search(r"[,，(（]\s*(?:n|no\.?|例)\s*[)）]?\s*$", cells[-1].text, re.IGNORECASE)
    by_arm = bool(cells) and re.search(r"[,，]\s*[^\s,，/()]+/[^\s,，/()]+\s*$", cells[-1].text)  # `Knees, PRP/HA`
    in_bracket = bool(cells) and _TWO_ARMS.search(cells[-1].text)  # `Knees (PS/CR)`
    if (by_arm or in_bracket) and kinds.share(texts, _PAIR) > 0.8:
        return "sample_size"
    return "sample_size" if says and kinds.share(texts, kinds.COUNT) > 0.8 else None


def _of_control(cell: Cell) -> bool:
    """Whether a header opens with a word for the control: `Control procedure`, 对照方案."""
    sides = [side for side in (cell.text_en, cell.text_zh) if side] or [cell.text]
    return any(
        re.match(r"\s*(?:control|comparator|comparison|placebo|sham|对照|安慰剂|C\s?组|C group)", side, re.IGNORECASE)
        for side in sides
    )


def _by_unit(header: str) -> ColumnField | None:
    """What bare numbers are whose header names a unit of time behind a comma or in brackets: `Treatment, wk`."""
    hit = re.search(
        r"[,，(（/]\s*(wks?|weeks?|mos?|months?|days?|d|周|月|个月|天|mins?|minutes?|分钟)\s*[)）]?\s*$",
        header,
        re.IGNORECASE,
    )
    hit = hit or re.match(r"\s*(weeks?|months?|days?|minutes?)\s+(?:of|on|in)\s", header, re.IGNORECASE)
    hit = hit or re.search(r"\s(weeks|months|days)\s*$", header, re.IGNORECASE)
    if hit is None:
        return None
    return "session" if re.match(r"min|分", hit.group(1), re.IGNORECASE) else "duration"


def _counts_all(header: str) -> bool:
    """Whether a header counts sessions, and not those of a week: `No. of sessions`, 治疗次数."""
    key = header_key(header)
    counted = re.search(r"(?<![a-z])(?:no|number|total)(?![a-z])|次数|总次", key)
    return counted is not None and not re.search(r"week|day|month|per |周|日|天|月|频", key)


def _unread(cells: Sequence[Cell]) -> bool:
    """Whether a header is blank or its reader could not make it out."""
    return not cells or any(flag.code.startswith("header-") for flag in cells[-1].flags)


def _under(cells: Sequence[Cell], own: ColumnField | None) -> ColumnField | None:
    """The field of a column below a spanning header: under an arm's name or an unknown word, the upper one's."""
    if arm_role(cells[-2].text) in ("treatment", "control") and header_key(cells[-1].text) in statistics():
        return "other"
    upper = [match.field for cell in cells[:-1] for match in announced(cell)[:1]]
    if not upper:
        return own
    role = arm_role(cells[-1].text)
    if upper[-1] == "intervention" and own is None and role == "control":
        return "comparator"
    if own is None or (role is not None and upper[-1] not in _INTERVENTION_LIKE):
        return upper[-1]
    return own


def _confirmed(
    field: ColumnField | None, texts: list[str], rivals: set[ColumnField], *, unread: bool, meanings: Mapping[str, str]
) -> ColumnField:
    """The header's field, unless the cells plainly say another that such a header can also mean."""
    if field is None or (field == "other" and kinds.share(texts, kinds.ARROW) > 0.5):
        return by_content(texts, unread=unread, meanings=meanings)
    if field in ("duration", "session") and kinds.share(texts, kinds.PER) < 0.5:
        return _clock_or_calendar(field, texts)
    if field in ("intervention", "comparator", "population", "condition", "sample_size", "species", "model", "study"):
        return _who(field, texts, rivals)
    if field in ("outcome", "result") and kinds.share(texts, kinds.DURATION) > 0.8:
        return "other"  # when it was measured, not what
    if field == "mechanism" and kinds.share(texts, _DOSES) > _MOST:
        return "dose"
    if field == "effect" and kinds.share(texts, kinds.ARROW) > 0.5:
        return "result"
    if (
        field in ("result", "outcome")
        and kinds.share(texts, kinds.EFFECT) > 0.7
        and kinds.share(texts, kinds.ARROW) == 0
    ):
        return "effect" if all(not re.search(r"[A-Za-z\u4e00-\u9fff]{4,}", text) for text in texts) else field
    if field == "type" and kinds.share(texts, kinds.DESIGN) > 0.6:
        return "design"
    if field == "dose" and "intervention" in rivals and not kinds.share(texts, kinds.BARE):
        return "intervention"  # `Drug and dose`: what is given, with its dose
    return field


def _clock_or_calendar(field: ColumnField, texts: list[str]) -> ColumnField:
    calendar, clock = kinds.share(texts, kinds.DURATION), kinds.share(texts, kinds.CLOCK)
    if kinds.share(texts, kinds.HOURS) > 0.8:
        return "duration"  # cells are kept 24 h in a medium; nobody trains so long
    if field == "duration" and clock > 0.6 and calendar < 0.3:
        return "session"
    if field == "session" and calendar > 0.6 and clock < 0.3:
        return "duration"
    return field


def _who(field: ColumnField, texts: list[str], rivals: set[ColumnField]) -> ColumnField:
    """Headers of people, animals and treatments: counts, animals and plain diagnoses tell them apart."""
    counts, terms = kinds.share(texts, kinds.COUNT), kinds.share(texts, kinds.is_term)
    if field in _WORDS and kinds.share(texts, _WORDLESS) > 0.7 and not counts > 0.8:
        return "other"  # numbers name neither a treatment nor a disease
    animals = kinds.share(texts, kinds.SPECIES)
    match field:
        case "intervention" | "comparator" if counts > 0.8 and kinds.share(texts, _BARE_COUNTS) > 0.7:
            return "sample_size"
        case "intervention" if "species" in rivals and animals > 0.5:
            return "species"
        case "species" if "intervention" in rivals and animals < 0.3:
            return "intervention"
        case "population" if animals > 0.5:
            return "species"
        case "population" if counts > 0.7 and terms < 0.5 and kinds.share(texts, kinds.DIAGNOSED) < 0.5:
            return "sample_size"
        case "population" if terms > 0.6:
            return "condition"
        case "sample_size" if counts < 0.4 and kinds.share(texts, re.compile(r"\d")) < 0.5:
            return "population" if terms < 0.6 else "condition"
        case "model" if kinds.share(texts, only_an_animal) > 0.6:
            return "species"
        case "country" if "other" in rivals and countries(texts) == 0:
            return "other"
        case "study" if kinds.share(texts, kinds.STUDY) < 0.3 and "design" in rivals:
            return "design"
        case "condition" | "country" | "design" | "species" | "model" if kinds.share(texts, _WORDLESS) > 0.7:
            return "other"
    return field
