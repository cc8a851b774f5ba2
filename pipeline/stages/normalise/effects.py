"""Effects as printed: `MD -1.2 (95% CI -2.0, -0.4), P<0.05`, and what an interval says of the direction."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pipeline.core.provenance import Evidence, Field, Flag
from pipeline.core.studies import Effect
from pipeline.core.tables import Cell
from pipeline.lexicon import load
from pipeline.stages.normalise.headers import header_key, header_matches
from pipeline.stages.normalise.row import FieldCell, evidence_of

_SIGN = "[-‐‑‒–—−－﹣+]"
_NUM = rf"(?:{_SIGN}\s?)?(?:\d+(?:[.．]\d+)?|[.．]\d+)"
_SEP = r"\s*(?:,|，|;|；|to|~|～|∼|至|–|—|-|\s)\s*"
_95 = r"(?:9[059]\s*%\s*(?:CI|C\.I\.|置信区间|可信区间)?\s*[:：=,，]?\s*)"
_FULL = re.compile(
    rf"(?P<value>{_NUM})\s*[,，;；]?\s*[(（\[]\s*{_95}?[\[(（]?\s*(?P<low>{_NUM}){_SEP}(?P<high>{_NUM})\s*[)）\]]"
    rf"|(?P<value2>{_NUM})\s*[,，;；]?\s*{_95}[\[(（]?\s*(?P<low2>{_NUM}){_SEP}(?P<high2>{_NUM})"
)
_INTERVAL = re.compile(rf"^\s*{_95}?[(（\[]?\s*(?P<low>{_NUM}){_SEP}(?P<high>{_NUM})\s*[)）\]]?\s*$")
_ALONE = re.compile(rf"^\s*(?P<value>{_NUM})\s*$")
_P = re.compile(
    r"(?<![A-Za-z])[PpＰ]\s*(?:[- ]?values?|值)?\s*[:：]?\s*(?P<op>[<>=≤≥＜＞＝⩽⩾])\s*(?P<num>(?:0|1)?[.．]\d+|1|0)"
)
_P_BARE = re.compile(r"^\s*[PpＰ]?\s*(?P<op>[<>=≤≥＜＞＝⩽⩾])?\s*(?P<num>(?:0|1)?[.．]\d+)\s*[*#]*\s*$")
_P_NS = re.compile(r"(?<![A-Za-z])[PpＰ]\s*[:：=＝]\s*(?P<op>[<>])?(?P<num>NS|n\.\s?s\.?|ns)(?![A-Za-z])")
_NS = re.compile(r"^\s*(?P<op>[<>])?(?P<num>n\.?\s?s\.?)\s*$", re.IGNORECASE)
_NAMES = {
    "mean difference": "MD", "weighted mean difference": "WMD", "standardized mean difference": "SMD",
    "standardised mean difference": "SMD", "odds ratio": "OR", "risk ratio": "RR", "relative risk": "RR",
    "hazard ratio": "HR", "risk difference": "RD",
    "均数差": "MD", "加权均数差": "WMD", "标准化均数差": "SMD", "比值比": "OR",
    "相对危险度": "RR", "风险比": "HR", "危险度差": "RD",
}  # fmt: skip
_SHORT = re.compile(
    r"(?<![A-Za-z])(a?OR|a?RR|a?HR|IRR|WMD|SMD|MD|RD|PR|SMR|NNT|Cohen(?:'|’)?s?\s*d|Hedges(?:'|’)?\s*g|η²|ES)(?![A-Za-z])"
)
_LONG = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)), re.IGNORECASE)
_RATIOS = frozenset({"OR", "RR", "HR", "IRR", "aOR", "aHR", "aRR", "PR", "SMR"})
_DIFFERENCES = frozenset({"MD", "WMD", "SMD", "RD"})
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_OF_NUMBERS = re.compile(
    r"9[059]\s*%\s*(?:CI|置信区间|可信区间)?|\bCI\b|(?<![A-Za-z])[PpＰ](?![A-Za-z])(?:[- ]?values?)?|值"
    r"|\b(?:values?|adjusted|unadjusted|multivariable|multivariate|crude|pooled|fully|adj)\b|校正后?|调整后?|合并|未调整|未校正",
    re.IGNORECASE,
)
_JOINING = re.compile(r"^\s*(?:for|of|on|in)\s+|\s+(?:for|of|on|in)\s*$", re.IGNORECASE)
_GENERIC = frozenset({"result", "outcome", "effect", "mechanism", "study", "intervention", "comparator", "sample_size"})
_UNIT = re.compile(
    r"[A-Za-zμµ%°]{1,5}(?:/[A-Za-z0-9²]{1,5})?|degrees?|points?|minutes|weeks|months|days|分|秒|分钟|天|周|个?月"
)
_OPS = str.maketrans("＜＞＝⩽⩾", "<>=≤≥")


@dataclass(frozen=True, slots=True)
class Found:
    """An effect read from a piece of a cell. start, end: the range of the cell that it takes up."""

    effect: Effect
    start: int
    end: int


def effect_in(at: FieldCell, span: tuple[int, int], *, column: bool) -> Found | None:
    """The effect printed in a range of a cell; column: the whole column is one of effects or p values."""
    text = at.text[slice(*span)]
    base = span[0]
    number = _FULL.search(text) if column or _SHORT.search(text) or re.search(r"9[059]\s*%", text) else None
    number = number or (_in_column(at, text) if column else None)
    p = _P.search(text) or _P_NS.search(text)
    if p is None and column and _about_p(at) and number is None:
        p = _P_BARE.match(text) or _NS.match(text)
    if number is None and p is None:
        return None
    hits = [hit for hit in (number, p) if hit is not None]
    start, end = base + min(h.start() for h in hits), base + max(h.end() for h in hits)
    name = _SHORT.search(text) or _LONG.search(text)
    if name is not None:
        start = min(start, base + name.start())
    effect = Effect(
        measure=_measure(at, base, name, column=column) if number is not None else None,
        value=_number(at, base, number, "value"),
        ci_low=_number(at, base, number, "low"),
        ci_high=_number(at, base, number, "high"),
        p=None if p is None else _p(at, base, p),
    )
    return Found(_checked(effect), start, end)


def _about_p(at: FieldCell) -> bool:
    """Whether the column's header is about p values alone."""
    if not at.header_text.strip():
        return True
    return re.search(r"(?<![A-Za-z])[PpＰ](?![A-Za-z])|signific", at.header_text) is not None and not _SHORT.search(
        at.header_text
    )


def is_interval(at: FieldCell) -> bool:
    """Whether a cell of a column about intervals alone holds one: `−1.30, −0.34` under 95% CI."""
    about = re.search(r"\bCI\b|置信区间|可信区间|confidence", at.header_text) is not None
    return about and _INTERVAL.match(at.text) is not None


def _in_column(at: FieldCell, text: str) -> re.Match[str] | None:
    if _about_p(at):
        return None
    return _INTERVAL.match(text) or _ALONE.match(text)


def _measure(at: FieldCell, base: int, name: re.Match[str] | None, *, column: bool) -> Field[str] | None:
    """The name of the effect in the cell, else in the header of its column."""
    if name is not None:
        return _named(at.cell, name, base, at.table_id)
    if column and at.header_cell is not None:
        hit = _SHORT.search(at.header_cell.text) or _LONG.search(at.header_cell.text)
        return _named(at.header_cell, hit, 0, at.table_id) if hit else None
    return None


def _named(cell: Cell, hit: re.Match[str], base: int, table_id: str) -> Field[str]:
    span = (base + hit.start(), base + hit.end())
    value = _NAMES.get(hit.group(0).casefold(), hit.group(0))
    return Field(value=value, evidence=(evidence_of(cell, span, "effect.measure", table_id=table_id),))


def _group(hit: re.Match[str], name: str) -> tuple[str, tuple[int, int]] | None:
    for key in (name, f"{name}2"):
        if key in hit.re.groupindex and hit.group(key) is not None:
            return hit.group(key), hit.span(key)
    return None


def _number(at: FieldCell, base: int, hit: re.Match[str] | None, name: str) -> Field[float] | None:
    found = _group(hit, name) if hit is not None else None
    if found is None:
        return None
    text, (start, end) = found
    ink = evidence_of(at.cell, (base + start, base + end), f"effect.{name}", table_id=at.table_id)
    return Field(value=number_of(text), evidence=(ink,))


def number_of(text: str) -> float:
    """A printed number with any kind of minus."""
    plain = re.sub(r"\s", "", text).replace("．", ".")
    negative = bool(re.match(_SIGN, plain)) and not plain.startswith("+")
    value = float(re.sub(rf"^{_SIGN}", "", plain))
    return -value if negative else value


def _p(at: FieldCell, base: int, hit: re.Match[str]) -> Field[str]:
    op = (hit["op"] or "").translate(_OPS)
    value = ("" if op == "=" else op) + hit["num"].replace("．", ".")
    span = (base + (hit.start("op") if hit["op"] and op != "=" else hit.start("num")), base + hit.end("num"))
    return Field(value=value, evidence=(evidence_of(at.cell, span, "effect.p", table_id=at.table_id),))


def _checked(effect: Effect) -> Effect:
    """The same, flagged where the value lies outside its interval; bounds the wrong way round are candidates only."""
    low, high, value = _value(effect.ci_low), _value(effect.ci_high), _value(effect.value)
    if low is None or high is None:
        return effect
    if low <= high and (value is None or low <= value <= high):
        return effect
    said = f"{value} does not lie between {low} and {high}"

    def doubted(field: Field[float] | None, *, given: bool = True) -> Field[float] | None:
        if field is None:
            return None
        flag = Flag("effect-inconsistent", said, () if given else (f"{field.value:g}",))
        return Field(field.value if given else None, field.evidence, (*field.flags, flag))

    ordered = low <= high
    return replace(
        effect,
        value=doubted(effect.value),
        ci_low=doubted(effect.ci_low, given=ordered),
        ci_high=doubted(effect.ci_high, given=ordered),
    )


def _value(field: Field[float] | None) -> float | None:
    return None if field is None else field.value


def joined(one: Effect | None, other: Effect | None) -> Effect | None:
    """Two cells' worth of one effect: what the first leaves open the second may fill (interval here, p there)."""
    if one is None or other is None:
        return one or other
    return Effect(
        measure=one.measure or other.measure, value=one.value or other.value, ci_low=one.ci_low or other.ci_low,
        ci_high=one.ci_high or other.ci_high, p=one.p or other.p,
    )  # fmt: skip


def direction_of(effect: Effect) -> tuple[str, tuple[Evidence, ...]] | None:
    """Which way an interval that excludes no effect points (0 for a difference, 1 for a ratio), or None."""
    name = (effect.measure.value if effect.measure else None) or ""
    low, high = _value(effect.ci_low), _value(effect.ci_high)
    if low is None or high is None or effect.ci_low is None or effect.ci_low.flags:
        return None
    # a ratio is never below zero: an unnamed effect that is must be a difference
    difference = name in _DIFFERENCES or name.startswith(("Cohen", "Hedges")) or (not name and low < 0)
    null = 1.0 if name in _RATIOS else 0.0 if difference else None
    if null is None or low <= null <= high:
        return None
    held = effect.value or effect.ci_low
    return ("increase" if low > null else "decrease"), held.evidence


def _without_numbers(header: str) -> str:
    """A header with blanks for what speaks of effects and not of what was measured; positions stay."""
    for pattern in (_BRACKETS, _BRACKETS, _SHORT, _LONG, _OF_NUMBERS, _JOINING):
        header = pattern.sub(lambda hit: " " * len(hit.group(0)), header)
    return header


def headed_otherwise(at: FieldCell) -> bool:
    """Whether the header of an effect column says of what it is in words that could not be read as one measure."""
    if at.header_cell is None or header_measure(at) is not None:
        return False
    words = re.findall(r"[^\W\d_]{4,}|[\u3400-\u9fff]{2,}", _without_numbers(at.header_cell.text))
    return any(not header_matches(word) for word in words)


def header_measure(at: FieldCell) -> tuple[int, int] | None:
    """Where the header of a result or effect column names the one measure that the column is about, or None.

    `有效率 OR (95%CI)` names 有效率; MD (95% CI), P value and Main results name none.
    """
    if at.header_cell is None:
        return None
    text = _without_numbers(at.header_cell.text)
    hit = re.search(r"[^\W_](?:(?:(?![,，;；]|\s\s).)*[^\W_])?", text)
    if hit is None or not re.search(r"[^\W\d_]{2}", hit.group(0)):
        return None
    rest = text[hit.end() :].strip(" ,，;；()（）[]")
    if rest and not _UNIT.fullmatch(rest):
        return None
    return None if _generic(hit.group(0)) else hit.span()


def _generic(words: str) -> bool:
    """Whether a header only says that something is measured: `Main results`, but not `HAM-D response`."""
    if not any(match.field in _GENERIC for match in header_matches(words)):
        return False
    return not words.isascii() or all(word in _generic_words() for word in header_key(words).split())


@cache
def _generic_words() -> frozenset[str]:
    lists = load("headers")
    phrases = [phrase for field in _GENERIC for phrase in lists["fields"].get(field, ())]
    return frozenset(word for phrase in (*phrases, *lists["neutral"]["en"]) for word in header_key(phrase).split())
