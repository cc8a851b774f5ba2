"""What the cells of a column look like, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.stages.normalise.missing import is_missing

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = rf"{_NUMBER}(?:\s*[-–—~～至]\s*{_NUMBER})?"
_SPAN_UNIT = r"(?:W|wks?|weeks?|周|星期|mos?|months?|个?月|d|days?|天|日|y|yrs?|years?|年)"
_CLOCK_UNIT = r"(?:min|mins|minutes?|分钟|分|h|hours?|小时|sec|s|seconds?|秒)"

STUDY = re.compile(r"(?:19|20)\d\d|\[\s*\d+(?:\s*[-,–，、]\s*\d+)*\s*\]|\bet\s+al\b|等")
DURATION = re.compile(rf"^\D{{0,12}}{_RANGE}\s*-?{_SPAN_UNIT}(?![a-z/])", re.IGNORECASE)
CLOCK = re.compile(rf"{_RANGE}\s*{_CLOCK_UNIT}(?![a-z])", re.IGNORECASE)
HOURS = re.compile(r"^\D{0,12}(?:1[2-9]|[2-9]\d|\d{3})\s*-?(?:h|hrs?|hours?|小时)(?![a-z])", re.IGNORECASE)
PER = re.compile(
    r"times?\b|sessions?\b|\d\s*/\s*(?:w|wk|week|d|day|周|天)|per\s+week|weekly|daily|every\s*day|次|每[周日天]|\bHz\b|[x×]\s*/|/\s*(?:wk|week|d|day)\b",
    re.I,
)
MEASURES = re.compile(rf"^\W*(?:每[次周日天]|{_NUMBER}).*(?:{PER.pattern}|{CLOCK.pattern})", re.IGNORECASE)
COUNT = re.compile(
    r"^\D{0,14}(?<![A-Za-z]-)(?:\d{1,3}(?:[,\s]\d{3})+|\d{1,5})(?:\D{0,3}[(（][^()（）]*\d+[^()（）]*[)）]|(?:\s*[/:+：;；vs.]+\s*\d{1,5})+)?\D{0,3}$"
    r"|\d\s*例|\bn\s*[=＝]|[A-Za-z组]\s*[:：]?\s*\d+.*[A-Za-z组]\s*[:：]?\s*\d+$"
)
ARROW = re.compile(r"[↑↓→↔⬆⬇↗↘⇑⇓]")
EFFECT = re.compile(rf"[-−–]?{_NUMBER}\s*[(（\[]\s*(?:95\s*%\s*CI)?\D{{0,3}}{_NUMBER}\D+{_NUMBER}\s*[)）\]]")
EFFECT_HEADER = re.compile(
    r"(?<![A-Za-z])(?:a?OR|a?RR|a?HR|IRR|WMD|SMD|MD|RD|ES|CI)(?![A-Za-z])"
    r"|odds ratio|risk ratio|hazard ratio|mean difference|置信区间|可信区间"
)
P_VALUE = re.compile(r"^\s*[pP]?\s*[<>=＜＞≤≥]?\s*0?\.\d+", re.IGNORECASE)
DESIGN = re.compile(
    r"\bRCTs?\b|random|cohort|case|crossover|cross-over|pilot|blind|随机|队列|病例|交叉|双盲|单盲|自身对照",
    re.IGNORECASE,
)
SPECIES = re.compile(
    r"\b(?:rats?|mice|mouse|rabbits?|dogs?|pigs?|monkeys?|C57BL|BALB|ICR|Wistar|Sprague)|大鼠|小鼠|家兔|猕猴|豚鼠|犬",
    re.IGNORECASE,
)
DIAGNOSED = re.compile(
    r"\d+\s*(?:例|名)(?!\W|$)(?!对照|治疗|试验|观察|实验|男|女)[^,，;；/]{2,}|\b(?:with|suffering)\s+[a-z]{3,}", re.I
)
BARE = re.compile(r"^\s*\d+(?:\s*[-–~～至]\s*\d+)?\s*次?$")
AGE = re.compile(r"years?|岁|月龄|周龄|±", re.IGNORECASE)


def share(texts: Sequence[str], looks: re.Pattern[str] | Callable[[str], bool]) -> float:
    """How many of the cells that say anything look like this, 0..1; 0 where none says anything."""
    said = [text for text in texts if not is_missing(text)]
    if not said:
        return 0.0
    fits = looks.search if isinstance(looks, re.Pattern) else looks
    return sum(1 for text in said if fits(text)) / len(said)


def is_term(text: str) -> bool:
    """Whether the text is a short name without counts or quantities: a diagnosis, an abbreviation."""
    return not re.search(r"\d{2,}|\d\s*(?:例|名|岁|years?|patients)", text) and len(text) <= 60
