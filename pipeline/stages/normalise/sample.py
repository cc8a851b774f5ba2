"""How many were studied: totals and arms in every spelling, each number with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.provenance import Field, Flag
from pipeline.core.studies import Arm, SampleSize
from pipeline.stages.normalise.arms import Named, by_order, counted_name, header_name, names_for, printed_name
from pipeline.stages.normalise.headers import arm_role
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.row import FieldCell, evidence_of

_N = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,6}(?!\d|,\d{3}(?!\d)))"
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
_SPACED = re.compile(rf"\s*(?:[nN]\s*[=＝]\s*)?(?P<n>[1-9]\d{{0,2}}(?:[ \u00a0\u2009\u202f]\d{{3}})+){_UNIT}\s*")
_EACH = re.compile(r"\beach\b|\bper\s+(?:group|arm)\b|/\s*(?:group|arm)\b|每组|各(?=\d|组)|/组", re.IGNORECASE)
_SEX = re.compile(r"^(?:M|F|m|f|male|female|males|females|men|women|boys|girls|男|女|男性|女性|雄|雌)$")


def read_sample(cells: Sequence[FieldCell], arm_names: Sequence[Named]) -> SampleSize:
    """The totals and arms of a row's sample cells.

    arm_names: what to call two arms that are printed without names: the headers of the treatment and control columns.
    """
    totals: list[Field[int]] = []
    arms: list[Arm] = []
    said = [at for at in cells if not is_missing(at.text)]
    names = [header_name(at.header_cell, shared=len(cells) > 1) for at in said]
    if any(names):  # `FMT, n` beside `Comparison, n` is the other arm
        names = [name or counted_name(at.header_cell) for at, name in zip(said, names, strict=True)]
    for at, name in zip(said, names, strict=True):
        one = _single(at, name)
        if one is not None:
            arms.append(one)
            continue
        found = _read(at, arm_names)
        totals += [found.total] if found.total is not None else []
        arms += found.arms
    return _added_up(SampleSize(total=_one_total(totals), arms=tuple(arms)))


def _one_total(totals: Sequence[Field[int]]) -> Field[int] | None:
    """The one total that is printed; of several columns none, even where they agree: they may be arms of one size."""
    if len(totals) < 2:
        return totals[0] if totals else None
    numbers = tuple(str(total.value) for total in totals)
    flag = Flag("several-values", "columns of counts without a word that tells them apart", numbers)
    return Field(value=None, evidence=tuple(e for total in totals for e in total.evidence), flags=(flag,))


def _single(at: FieldCell, name: Named | None) -> Arm | None:
    """A count in a column of its own under an arm's name."""
    hit = re.fullmatch(rf"\s*(?:[nN]\s*[=＝]\s*)?({_N}){_UNIT}\s*", at.text)
    if hit is None or name is None:
        return None
    return Arm(name=printed_name(name, "sample.arm-header", at.table_id), n=_count(at, hit.span(1)))


def _read(at: FieldCell, arm_names: Sequence[Named]) -> SampleSize:
    """One cell that may print a total, arms, or both."""
    text = at.text
    total, rest = None, 0
    if hit := _SPACED.fullmatch(text):
        return SampleSize(total=_count(at, hit.span("n")))
    if _EACH.search(text) and len(re.findall(r"\d+", text)) == 1:
        flag = Flag("not-understood", f"{text!r} counts one group, and it does not say of how many", (text,))
        ink = evidence_of(at.cell, None, "sample.each", table_id=at.table_id)
        return SampleSize(total=Field(value=None, evidence=(ink,), flags=(flag,)))
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
    if total is None and _adds_up(text, spans):
        total, spans = _count(at, spans[0]), spans[1:]
    return SampleSize(total=total, arms=_unnamed(at, spans, arm_names))


def _adds_up(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the first of three counts or more is the sum of the others: `22; 11/11`."""
    first, *rest = (int(text[slice(*span)].replace(",", "")) for span in spans)
    return len(rest) > 1 and first == sum(rest)


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
    named = Named(at.cell, (start, start + len(name)))
    return Arm(name=printed_name(named, "sample.arm-label", at.table_id), n=_count(at, hit.span("n")))


def _unnamed(at: FieldCell, spans: Sequence[tuple[int, int]], arm_names: Sequence[Named]) -> tuple[Arm, ...]:
    """Counts without names: named by their own header, by the columns of treatment and control, else by order."""
    names = names_for(at, len(spans), arm_names)
    if names is None:
        return ()
    if not names:
        return tuple(Arm(by_order(at, i, len(spans), span), _count(at, span)) for i, span in enumerate(spans))
    return tuple(
        Arm(name=printed_name(named, "sample.arm-header", at.table_id), n=_count(at, span))
        for named, span in zip(names, spans, strict=True)
    )


def _count(at: FieldCell, span: tuple[int, int]) -> Field[int]:
    ink = evidence_of(at.cell, span, "sample.count", table_id=at.table_id)
    return Field(value=int(re.sub(r"[,\s]", "", at.text[slice(*span)])), evidence=(ink,))


def _added_up(size: SampleSize) -> SampleSize:
    """The same, flagged where the arms do not add up to the printed total."""
    if size.total is None or not size.arms:
        return size
    if len(size.arms) == 1:
        doubt = Flag("several-values", "one arm is named beside this count, which may be the other", ())
        return SampleSize(Field(size.total.value, size.total.evidence, (*size.total.flags, doubt)), size.arms)
    counts = [arm.n.value for arm in size.arms if arm.n.value is not None]
    if sum(counts) == size.total.value:
        return size
    said = f"arms {' + '.join(map(str, counts))} do not add up to the {size.total.value} printed"
    flag = Flag("arms-do-not-add-up", said, (str(sum(counts)),))
    arms = tuple(Arm(arm.name, Field(arm.n.value, arm.n.evidence, (flag,))) for arm in size.arms)
    return SampleSize(Field(size.total.value, size.total.evidence, (flag,)), arms)
