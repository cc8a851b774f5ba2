"""How many were studied: totals and arms in every spelling, each number with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.provenance import Field, Flag
from pipeline.core.studies import Arm, SampleSize
from pipeline.core.tables import Cell
from pipeline.stages.normalise.columns import arm_role
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.row import FieldCell, evidence_of

_N = r"(?:\d{1,3}(?:,\d{3})+|\d{1,6})"
_UNIT = r"\s*(?:例|名|人|只|位|patients|participants|subjects|cases|animals|rats|mice)?"
_LABELLED = re.compile(
    rf"(?P<name>[A-Za-z\u3400-\u9fff][A-Za-z0-9\u3400-\u9fff+\-/ ]*?)\s*[:：=＝]?\s*[(（]?\s*"
    rf"(?:[nN]\s*[=＝]\s*)?(?P<n>{_N})(?![\d.%])\s*[)）]?{_UNIT}"
)
_TOTAL_WORDS = re.compile(r"^(?:n|N|total|Total|共|共计|合计|总|总计|总数|总例数|纳入|all|overall)$")
_SERIES = re.compile(
    rf"{_N}{_UNIT}(?:\s*(?:/|:|：|\+|＋|vs\.?|versus|and|和|与|,|，|、|;|；|\|)\s*{_N}{_UNIT})+", re.IGNORECASE
)
_LEADING = re.compile(rf"^\s*(?:[nN]\s*[=＝]\s*|共|total\s*[:：=]?\s*)?(?P<n>{_N})(?![\d.%]){_UNIT}", re.IGNORECASE)
_SEX = re.compile(r"^(?:M|F|m|f|male|female|males|females|men|women|boys|girls|男|女|男性|女性|雄|雌)$")


@dataclass(frozen=True, slots=True)
class Named:
    """An arm's name and the cell that prints it (a header, or the cell itself)."""

    cell: Cell
    span: tuple[int, int]


def read_sample(cells: Sequence[FieldCell], arm_names: Sequence[Named]) -> SampleSize:
    """The totals and arms of a row's sample cells.

    arm_names: what to call two arms that are printed without names: the headers of the treatment and control columns.
    """
    total: Field[int] | None = None
    arms: list[Arm] = []
    for at in cells:
        if is_missing(at.text):
            continue
        one = _single(at) if _heads_an_arm(at.header_cell) else None
        if one is not None:
            arms.append(one)
            continue
        found = _read(at, arm_names)
        total = total or found.total
        arms += found.arms
    return _added_up(SampleSize(total=total, arms=tuple(arms)))


def _heads_an_arm(header: Cell | None) -> bool:
    """Whether a header names an arm: by its word, or as one of several below a header of counts (unless the total)."""
    if header is None:
        return False
    role = arm_role(header.text)
    return role in ("treatment", "control") or (header.row > 0 and role is None)


def _single(at: FieldCell) -> Arm | None:
    """A count in a column of its own under an arm's name."""
    hit = re.fullmatch(rf"\s*(?:[nN]\s*[=＝]\s*)?({_N}){_UNIT}\s*", at.text)
    header = at.header_cell
    if hit is None or header is None:
        return None
    name = re.sub(r"\s*(?:[(（\[]\s*[nN]\s*[)）\]]|[,，]?\s*\bn\b|例数|人数)\s*$", "", header.text).strip()
    start = header.text.find(name)
    ink = evidence_of(header, (start, start + len(name)), "sample.arm-header", table_id=at.table_id)
    return Arm(name=Field(value=name, evidence=(ink,)), n=_count(at, hit.span(1)))


def _read(at: FieldCell, arm_names: Sequence[Named]) -> SampleSize:
    """One cell that may print a total, arms, or both."""
    text = at.text
    total, rest = None, 0
    labelled = [m for m in _LABELLED.finditer(text) if not _SEX.match(m["name"].strip())]
    named = [m for m in labelled if not _TOTAL_WORDS.match(m["name"].strip()) and _names_an_arm(m["name"], labelled)]
    if len(named) >= 2:
        lead = _LEADING.match(text)
        if lead and lead.end("n") <= named[0].start() and lead.end("n") < len(text.rstrip()):
            total = _count(at, lead.span("n"))
        total = total or next(
            (_count(at, m.span("n")) for m in labelled if _TOTAL_WORDS.match(m["name"].strip())), None
        )
        return SampleSize(total=total, arms=tuple(_labelled_arm(at, m) for m in named))
    series = _SERIES.search(text)
    if (lead := _LEADING.fullmatch(text.strip())) and text == text.strip():
        return SampleSize(total=_count(at, lead.span("n")))
    if series is None or _is_sexes(text, series):
        lead = _LEADING.match(text)
        return SampleSize(total=_count(at, lead.span("n")) if lead else None)
    lead = _LEADING.match(text)
    if lead and lead.end("n") <= series.start():
        total, rest = _count(at, lead.span("n")), series.start()
    elif lead is None and (before := re.search(rf"({_N})\s*{_UNIT}\s*[(（\[]", text[: series.start() + 1])):
        total = _count(at, before.span(1))
    spans = [m.span() for m in re.finditer(_N, series.group(0))]
    spans = [(series.start() + a, series.start() + b) for a, b in spans if series.start() + a >= rest]
    return SampleSize(total=total, arms=_unnamed(at, spans, arm_names))


def _names_an_arm(name: str, labelled: Sequence[re.Match[str]]) -> bool:
    """Words of an arm, or any short name where the cell labels several counts in the same manner."""
    plain = name.strip()
    return arm_role(plain) in ("treatment", "control") or (len(labelled) >= 2 and len(plain) <= 20)


def _is_sexes(text: str, series: re.Match[str]) -> bool:
    """Whether the pair of counts is men and women."""
    return bool(
        re.search(
            r"(?i)\b(?:male|female|men|women|[mf])\b|男|女", text[series.start() - 12 if series.start() > 12 else 0 :]
        )
    )


def _labelled_arm(at: FieldCell, hit: re.Match[str]) -> Arm:
    name = hit["name"].strip()
    start = at.text.find(name, hit.start("name"))
    ink = evidence_of(at.cell, (start, start + len(name)), "sample.arm-label", table_id=at.table_id)
    return Arm(name=Field(value=name, evidence=(ink,)), n=_count(at, hit.span("n")))


def _unnamed(at: FieldCell, spans: Sequence[tuple[int, int]], arm_names: Sequence[Named]) -> tuple[Arm, ...]:
    """Counts without names: named by the columns of treatment and control, else by their own header."""
    names = list(arm_names) or _names_in_header(at)
    if len(names) != len(spans):
        return tuple(Arm(name=None, n=_count(at, span)) for span in spans)
    return tuple(
        Arm(name=_name(named, at.table_id), n=_count(at, span)) for named, span in zip(names, spans, strict=True)
    )


def _names_in_header(at: FieldCell) -> list[Named]:
    """`N (T/C)`, 例数(治疗组/对照组): the names that the header prints in the order of the counts."""
    header = at.header_cell
    if header is None:
        return []
    for inside in re.finditer(r"[(（\[]([^()（）\[\]]+)[)）\]]", header.text):
        parts = [m for m in re.finditer(r"[^/:：,，、+|]+", inside.group(1)) if m.group(0).strip()]
        if len(parts) >= 2 and all(arm_role(m.group(0)) in ("treatment", "control") for m in parts):
            return [Named(header, _trimmed(inside.start(1), m)) for m in parts]
    return []


def _trimmed(base: int, part: re.Match[str]) -> tuple[int, int]:
    text = part.group(0)
    start = base + part.start() + len(text) - len(text.lstrip())
    return start, start + len(text.strip())


def _name(named: Named, table_id: str) -> Field[str]:
    ink = evidence_of(named.cell, named.span, "sample.arm-header", table_id=table_id)
    return Field(value=named.cell.text[slice(*named.span)], evidence=(ink,))


def _count(at: FieldCell, span: tuple[int, int]) -> Field[int]:
    ink = evidence_of(at.cell, span, "sample.count", table_id=at.table_id)
    return Field(value=int(at.text[slice(*span)].replace(",", "")), evidence=(ink,))


def _added_up(size: SampleSize) -> SampleSize:
    """The same, flagged where the arms do not add up to the printed total."""
    if size.total is None or len(size.arms) < 2:
        return size
    counts = [arm.n.value for arm in size.arms if arm.n.value is not None]
    if sum(counts) == size.total.value:
        return size
    said = f"arms {' + '.join(map(str, counts))} do not add up to the {size.total.value} printed"
    flag = Flag("arms-do-not-add-up", said, (str(sum(counts)),))
    arms = tuple(Arm(arm.name, Field(arm.n.value, arm.n.evidence, (flag,))) for arm in size.arms)
    return SampleSize(Field(size.total.value, size.total.evidence, (flag,)), arms)
