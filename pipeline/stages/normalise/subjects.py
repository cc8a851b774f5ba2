"""What a statement in prose is about, without the arms and times it names: 治疗组有效率高于对照组 is about 有效率."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import load
from pipeline.stages.normalise.directions import arrow_signs, word_signs

Span = tuple[int, int]
_OPEN, _CLOSE = "([（【", ")]）】"
_JOINT = re.compile(
    r"\s(?:and|but|while|whereas)\s|[,，、]?\s*(?:并且|而且|同时|以及|并|且|但|而|和|及|与)(?=\S)", re.IGNORECASE
)
_SYMBOL = r"[A-Za-z0-9\-αβγκ/+₀-₉]*(?:[A-Z][A-Za-z0-9\-αβγκ/+]*[A-Z0-9]|[A-Z]{2,}|[αβγκ])[A-Za-z0-9\-αβγκ/+]*"
_SYMBOL_BEFORE, _SYMBOL_AFTER = re.compile(rf"(?<![A-Za-z]){_SYMBOL}\s*$"), re.compile(rf"\s*{_SYMBOL}(?![A-Za-z])")
_FIGURES = re.compile(
    r"[\s:：]*[-−–+±]?\s*\d+(?:\.\d+)?\s*%?(?:\s*(?:±|vs\.?|versus|to|→|比|和|与|/|,)\s*[-−–+]?\s*\d+(?:\.\d+)?\s*%?)*\s*$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """span: what is left of the statement's measure, None where only an arm or a time was named.

    of_control: the sentence has the control group for its subject: what it says holds the other way round for the
    treatment. arms: whether arms or times were named at all.
    """

    span: Span | None
    of_control: bool = False
    arms: bool = False


def subject(text: str, span: Span) -> Subject:
    """The measure at `span` of a statement without groups, times of measurement and figures around it."""
    start, end = span
    of_control = arms = False
    while hit := _before().match(text, start, end):
        of_control = of_control or bool(hit["control"])
        arms, start = True, hit.end()
    while (hit := _after().search(text, start, end)) and hit.end() == end:
        of_control = of_control or bool(hit["control"] and not hit["compared"])
        arms, end = True, hit.start()
    if (figures := _FIGURES.search(text, start, end)) and re.search(r"[.%]|vs|versus|比", figures.group(0)):
        end = figures.start()
        end -= len(text[start:end]) - len(re.sub(r"\s+(?:in|of|by|at|was|were)$", "", text[start:end]))
    if (empty := re.search(r"\s*[(（]\s*(?:[-+−–]+|n\.?s\.?)\s*[)）]$", text[start:end], re.IGNORECASE)) is not None:
        end = start + empty.start()
    named = re.search(r"[^\W\d_]", text[start:end])
    return Subject((start, end) if named else None, of_control, arms)


@cache
def _before() -> re.Pattern[str]:
    groups = load("directions")["groups"]
    treated, control = (_any(groups[name]) for name in ("treated_zh", "control_zh"))
    return re.compile(
        rf"\s*(?:且|并且|而|但)?(?:(?:{treated}|(?P<control>{control}))(?:患者|病人|中|内)?(?:的|在|较|比|中)?|(?:{_any(groups['times_zh'])})(?:的|时)?"
        rf"|且|但)[,，:：\s]*(?!率)",
        re.IGNORECASE,
    )


@cache
def _after() -> re.Pattern[str]:
    groups = load("directions")["groups"]
    treated, control = (_any(groups[name]) for name in ("treated_en", "control_en"))
    chinese = _any((*groups["treated_zh"], *groups["control_zh"], *groups["times_zh"], "基线", "前", "正常组"))
    return re.compile(
        rf"\s+(?:in|for|within)\s+(?:the\s+)?(?:{treated}|(?P<control>{control}))(?:\s+(?:groups?|arms?|patients))?"
        rf"|\s+(?:in|between)\s+(?:both|the\s+two|two)\s+(?:groups|arms)"
        rf"|(?P<compared>\s*(?:较|比|与|同)(?:{chinese})(?:相比|比较)?|\s+(?:compared\s+with|than|versus|vs\.?)\s+[\w\s]+)"
        rf"|\s*(?:的)?(?:差异|差别|比较)",
        re.IGNORECASE,
    )


def _any(words: tuple[str, ...] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def clauses(text: str, span: Span) -> tuple[Span, ...]:
    """A statement cut where a word joins two: `reduced pain and improved function`, `IL-6 and TNF-α decreased`."""
    if arrow_signs(text[slice(*span)]):
        return (span,)
    edges = [span[0]]
    for start, end in _joints(text, span):
        left, right = text[edges[-1] : start], text[end : span[1]]
        both = word_signs(left) and word_signs(right)
        if both or (_SYMBOL_BEFORE.search(left) and _SYMBOL_AFTER.match(right)):
            edges += [start, end]
    edges.append(span[1])
    return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True))


def _joints(text: str, span: Span) -> Iterator[Span]:
    for hit in _JOINT.finditer(text, *span):
        before = text[span[0] : hit.start()]
        if sum(before.count(c) for c in _OPEN) == sum(before.count(c) for c in _CLOSE):
            yield hit.span()
