"""Columns whose header was not wholly understood: words beside those of its field may make it another one.

`Duration` is a duration, and so is `Duration of the intervention`; `Duration of pain` is not. What a header says
beside the words of its field is weighed: words that change nothing, units, the table's own subject explain it. Where
something is left and the cells do not confirm the field themselves, its values carry a flag; and where another column
is of the same field without such a rest, the doubtful one keeps its printed name and lands in `other`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.core.provenance import Flag
from pipeline.core.tables import Cell, Column, ColumnField, Table
from pipeline.lexicon import load
from pipeline.stages.normalise import kinds
from pipeline.stages.normalise.animals import animal
from pipeline.stages.normalise.content import looks_like
from pipeline.stages.normalise.grammar.measures import measures
from pipeline.stages.normalise.grammar.mentions import reading
from pipeline.stages.normalise.headers import arm_role, body_texts, header_cells, header_key, header_matches
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.places import is_country

_CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_BRACKET = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])")
_LAST_BRACKET = re.compile(r"[(（]([^()（）]{1,12})[)）]\s*$|[,，]\s*([^\s,，()（）]{1,8})\s*$")
_HALF = 0.5
_PEOPLE: tuple[ColumnField, ...] = ("population", "condition", "sample_size")
_GIVEN: tuple[ColumnField, ...] = (
    "intervention", "type", "comparator", "dose", "volume", "frequency", "session", "duration", "intensity",
)  # fmt: skip
_AMOUNTS: tuple[ColumnField, ...] = ("dose", "volume", "frequency", "session", "duration", "intensity")
_GIVING: tuple[ColumnField, ...] = ("intervention", "type", "comparator", "dose")
_WORDED = re.compile(r"[^\W\d_]{3}|[\u3400-\u9fff]{2}")
# what the unit of a header may not measure under each field
_FOREIGN: Mapping[ColumnField, tuple[str, ...]] = {
    "dose": ("duration", "session", "intensity"),
    "frequency": ("dose", "session"),
    "session": ("dose", "intensity"),
    "duration": ("dose", "intensity", "repetitions"),
}
_KIN: Mapping[ColumnField, tuple[ColumnField, ...]] = {
    **dict.fromkeys(_PEOPLE, _PEOPLE),
    **dict.fromkeys(_GIVEN, _GIVEN),
    "age": (*_PEOPLE, "age"),
    "sex": (*_PEOPLE, "sex"),
    "country": ("country",),
    "design": ("design", "study"),
    "species": ("species", "model"),
    "model": ("species", "model"),
    "follow_up": ("follow_up", "duration"),
    "adverse_events": ("adverse_events",),
}
# a row has one of each: of two columns the one that says it plainly is meant
_SINGLE: frozenset[ColumnField] = frozenset(
    {"country", "design", "age", "sex", "duration", "frequency", "session", "dose", "follow_up", "adverse_events",
     "intervention", "comparator", "condition"}
)  # fmt: skip


def with_certain_fields(table: Table) -> tuple[Table, Mapping[int, Flag]]:
    """The table, doubtful columns beside certain ones of their field as `other`; a flag for each doubtful one left.

    The flags are by column index, for every value that is read from a cell of the column.
    """
    rests = {c.index: rest for c in table.columns if (rest := _rest(table, c))}
    doubted = {c.index: c for c in table.columns if c.index in rests and not _confirmed(table, c)}
    certain = {c.field for c in table.columns if c.index not in rests and c.field in _SINGLE}
    spare = {index for index, column in doubted.items() if column.field in certain}
    columns = tuple(replace(c, field="other") if c.index in spare else c for c in table.columns)
    flags = {i: _flag(table, c, rests[i]) for i, c in doubted.items() if i not in spare}
    flags |= _perhaps_given(replace(table, columns=columns))
    return replace(table, columns=columns), flags


def _perhaps_given(table: Table) -> Mapping[int, Flag]:
    """Where no column says what was given: a flag for each column of words whose header no list knows."""
    if any(column.field in _GIVING for column in table.columns):
        return {}
    unknown = {
        c.index: cells[-1].text
        for c in table.columns
        if c.field == "other" and (cells := header_cells(table, c.index)) and not header_matches(cells[-1].text)
    }
    worded = {i: text for i, text in unknown.items() if kinds.share(body_texts(table, i), _WORDED) > _HALF}
    said = "no column is known to say what was given; the one under {!r} may"
    return {i: Flag("field-uncertain", said.format(text)) for i, text in worded.items()}


def doubted_cells(table: Table, flags: Mapping[int, Flag]) -> tuple[Cell, ...]:
    """The cells of a table, those of doubtful columns with the flag of their column."""
    return tuple(
        replace(cell, flags=(*cell.flags, flags[cell.col]))
        if cell.row >= table.header_rows and cell.col in flags
        else cell
        for cell in table.cells
    )


def _flag(table: Table, column: Column, rest: Sequence[str]) -> Flag:
    header = header_cells(table, column.index)[-1].text
    said = ", ".join(rest)
    return Flag("field-uncertain", f"the header {header!r} is read as {column.field}; what {said!r} adds is not known")


def _rest(table: Table, column: Column) -> tuple[str, ...]:
    """The words of a column's header that neither its field nor a word that changes nothing explains."""
    cells = header_cells(table, column.index)
    if not cells or column.field is None or column.field not in _KIN or arm_role(cells[-1].text) is not None:
        return ()
    if len(cells) > 1 and not any(match.field == column.field for match in header_matches(cells[-1].text)):
        return ()  # the header above says what it is, this one of which arm or part
    sides = [side for side in (cells[-1].text_en, cells[-1].text_zh) if side] or [cells[-1].text]
    if column.field in _AMOUNTS and (unit := _foreign_unit(table, column, sides)):
        return (unit,)
    if column.field == "country" and (beside := _named_beside(sides[0])):
        return (beside,)
    subject = _subject(table, given=column.field in _AMOUNTS)
    if column.field == "sample_size":  # `OA patients (n)`: whom, and they are counted all the same
        subject |= {header_key(word) for side in sides for word in _CAPITALS.findall(side)}
    rests = [_left(header_key(_BRACKET.sub(" ", side)), column.field, subject) for side in sides]
    return min(rests, key=len)


def _foreign_unit(table: Table, column: Column, sides: Sequence[str]) -> str | None:
    """The unit that a header gives its bare numbers, where it is one of another kind: `Pulse width (µs)` is no dose."""
    if kinds.share(body_texts(table, column.index), kinds.BARE) <= _HALF:
        return None
    for unit in (hit[1] or hit[2] for side in sides if (hit := _LAST_BRACKET.search(side))):
        read = [m.kind for m in measures(f"1 {unit}") if m.kind not in ("alone", "unread")]
        if column.field is not None and any(kind in _FOREIGN.get(column.field, ()) for kind in read):
            return unit
    return None


def _named_beside(header: str) -> str | None:
    """What a header names beside the country: `Country, setting` is over `Sweden, hospital`."""
    parts = [part.strip() for part in re.split(r"[,，/／、&]|\band\b|及|与|和", header)]
    others = [part for part in parts if part and not any(m.field == "country" for m in header_matches(part))]
    return others[0] if len(others) < len(parts) and others else None


def _left(key: str, field: ColumnField, subject: frozenset[str]) -> tuple[str, ...]:
    rest = key
    for mention in reading(key).mentions:
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    for phrase in _explaining(field):
        rest = _without(rest, phrase)
    words = [word for word in _LATIN.findall(rest) if word not in subject and len(word) > 1 and not word.isdigit()]
    words += [run for run in _CJK_RUN.findall(rest) if not any(run in said for said in subject)]
    return tuple(words)


def _without(key: str, phrase: str) -> str:
    if not phrase or phrase not in key:
        return key
    if phrase.isascii():
        return re.sub(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z0-9])", "  ", key)
    return key.replace(phrase, "  ")


@cache
def _explaining(field: ColumnField) -> tuple[str, ...]:
    """The phrases of a field and its kin, and the words that change nothing, the longest first."""
    lists = load("headers")
    words = [word for kin in _KIN[field] for word in lists["fields"].get(kin, ())]
    words += [*lists["neutral"]["en"], *lists["neutral"]["zh"], *lists["neutral"]["units"]]
    words += [word for role in ("treatment", "control", "total") for word in lists["arms"][role]]
    return tuple(sorted({header_key(word) for word in words}, key=len, reverse=True))


def _subject(table: Table, *, given: bool) -> frozenset[str]:
    """The words of the table's caption: what the table is about may stand in any header.

    given: over an amount of what is given its abbreviations may stand too: `Daily dose of EPA + DHA`.
    """
    said = [text for text in (table.caption.en, table.caption.zh) if text]
    said += [entry.short for entry in table.abbreviations if given]
    return frozenset(word for text in said for word in (*_LATIN.findall(header_key(text)), *_CJK_RUN.findall(text)))


def _confirmed(table: Table, column: Column) -> bool:
    """Whether most cells say by themselves that they are of the field: a country, a design, a treatment."""
    texts = [text for text in body_texts(table, column.index) if not is_missing(text)]
    looks: dict[ColumnField | None, Callable[[], bool]] = {
        "country": lambda: kinds.share(texts, is_country) > _HALF,
        "design": lambda: kinds.share(texts, kinds.DESIGN) > _HALF,
        "condition": lambda: looks_like("condition", texts, table, least=_HALF),
        "species": lambda: kinds.share(texts, animal()) > _HALF,
        "intervention": lambda: kinds.share(texts, _treats) >= _HALF,
        "type": lambda: kinds.share(texts, _treats) > _HALF,
        "comparator": lambda: _opens_with_control(table, column) and kinds.share(texts, re.compile(r"^\D+$")) > _HALF,
    }
    return column.field in looks and looks[column.field]()


def _treats(text: str) -> bool:
    """Whether a cell names a known treatment or prints a dose."""
    seen = reading(text)
    return bool(seen.mentions) or any(measure.kind == "dose" for measure in seen.measures)


def _opens_with_control(table: Table, column: Column) -> bool:
    words = header_key(header_cells(table, column.index)[-1].text)
    return words.startswith(("control", "comparator", "comparison", "placebo", "sham", "对照"))
