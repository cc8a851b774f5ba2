"""What a result cell says, one statement after the other: of what, which way, by how much, against what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.core.provenance import TEXT_LAYER, Field, Flag
from pipeline.core.studies import Comparison, Effect, Term
from pipeline.stages.normalise.codes import coded
from pipeline.stages.normalise.directions import (
    Sense,
    Sign,
    arrow_signs,
    bare,
    candidates,
    ruined_sign,
    unturned,
    word_sign,
)
from pipeline.stages.normalise.effects import effect_in, joined
from pipeline.stages.normalise.pieces import Span, by_ruins, pieces
from pipeline.stages.normalise.polarity import moved
from pipeline.stages.normalise.row import FieldCell, evidence_of, words_at
from pipeline.stages.normalise.subjects import Subject, clauses, subject
from pipeline.stages.normalise.terms import Glossary, decoded, term_of

UNCERTAIN = "direction-uncertain"
_COMPARISON = re.compile(r"^\s*(?P<left>[^<>=≤≥＜＞]+?)\s*(?P<op>>=|<=|[<>=≤≥＜＞])\s*(?P<right>[^<>=≤≥＜＞]+?)\s*$")
_LEAD = re.compile(r"^(.*(?:[:：]|[↑↓→↔|¢{]))\s*(?=[^\s:：])")
_OPS = {"＜": "<", "＞": ">", "≥": ">=", "≤": "<="}
_NUMBERS = re.compile(
    r"(?<![A-Za-z])(?:vs\.?|versus|to|and|or|[nN]|[pP](?!\d))(?![A-Za-z])|(?<![A-Za-z])\d+(?:\.\d+)?\s*%?|[与和比至]"
)
_JUDGED: dict[Sense, Sense] = {"increase": "better", "decrease": "worse"}
_CLOSE = re.compile(r"\s*(?:、|and|&|和|及|与|以及)\s*", re.IGNORECASE)
_BRACKET = re.compile(r"[(（]\s*[)）]")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the pieces of one cell are read against. arrows: the column has arrows or their ruins."""

    glossary: Glossary
    arrows: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a result cell: of what (None where it does not say), which way, by how much, against what."""

    measure: Term | None
    direction: Field[str] | None
    effect: Effect | None = None
    comparison: Field[Comparison] | None = None
    leads: bool = False
    of_arms: bool = False
    span: Span = (0, 0)


def statements(at: FieldCell, setting: Setting) -> list[Said]:
    """What a result cell says, one statement after the other; a comparison or a p value joins the one before it."""
    if by_marks := _by_marks(at, setting):
        return by_marks
    out: list[Said] = []
    ruins = setting.arrows and at.cell.source != TEXT_LAYER
    for span in (part for whole in pieces(at.text) for part in _parts(at.text, whole, ruins=ruins)):
        said = _statement(at, span, setting)
        if said.measure is None and out and (said.direction is None or said.of_arms):
            last = out[-1]
            out[-1] = replace(
                last, comparison=last.comparison or said.comparison, effect=joined(last.effect, said.effect),
                direction=last.direction or said.direction,
            )  # fmt: skip
        else:
            out.append(said)
    return [_unsigned(said, setting) for said in _shared(out, at)]


def _parts(text: str, span: Span, *, ruins: bool) -> Iterator[Span]:
    for part in by_ruins(text, span) if ruins else (span,):
        yield from clauses(text, part)


def _by_marks(at: FieldCell, setting: Setting) -> list[Said]:
    """The statements of a cell that names its measures by marks of a note: `①②↓③↑`; [] where it does not."""
    out: list[Said] = []
    for _, mark, behind in coded(at.text, setting.glossary.codes):
        said = _statement(at, behind, setting)
        if said.measure is not None:
            return []
        lists = ("outcomes", "molecules")
        measure = decoded(at.cell, mark, setting.glossary, lists=lists, rule=f"{at.field}.measure")
        out.append(replace(said, measure=measure))
    return [_unsigned(said, setting) for said in _shared(out, at)]


def _shared(said: list[Said], at: FieldCell) -> list[Said]:
    """Measures without a sign of their own take the next one's (`TNF-α、IL-6↓`) or, where it stands before its own
    measure, that of the one before (降低TNF-α、IL-6); with a flag unless they are closely joined."""
    out = list(said)
    for i in range(len(out) - 2, -1, -1):
        if not out[i + 1].leads or (out[i + 1].direction is not None and _by_arrow(out[i + 1])):
            out[i] = _lent(out[i], out[i + 1], at)
    for i in range(1, len(out)):
        if out[i - 1].leads:
            out[i] = replace(_lent(out[i], out[i - 1], at), leads=out[i].direction is None or out[i].leads)
    return out


def _by_arrow(said: Said) -> bool:
    return said.direction is not None and said.direction.evidence[0].rule.endswith("arrow")


def _lent(here: Said, other: Said, at: FieldCell) -> Said:
    """The statement with the direction of its neighbour, where it has neither a sign nor an effect."""
    if here.direction is not None or other.direction is None or here.measure is None or here.effect is not None:
        return here
    if other.direction.value == "unknown":
        return here
    first, last = sorted((here.span, other.span))
    flag = Flag("direction-shared", "printed once for several measures", (str(other.direction.value),))
    close = _CLOSE.fullmatch(at.text[first[1] : last[0]]) is not None
    flags = other.direction.flags if close else (*other.direction.flags, flag)
    return replace(here, direction=replace(other.direction, flags=flags))


def _statement(at: FieldCell, span: Span, setting: Setting) -> Said:
    text = at.text[slice(*span)]
    found = effect_in(at, span, column=False)
    rest = _without(text, (found.start - span[0], found.end - span[0]) if found else None)
    effect = found.effect if found else None
    if (hit := _COMPARISON.match(rest)) and _compares(hit):
        return _compared(at, span, hit, effect, setting)
    sign = _sign(rest, ruins=setting.arrows and at.cell.source != TEXT_LAYER)
    if sign is not None and setting.glossary.arrows_judge and not sign.by_word and sign.sense in _JUDGED:
        sign = replace(sign, sense=_JUDGED[sign.sense])
    where = _measure_span(rest, sign)
    about = subject(rest, where) if where is not None else Subject(None)
    if about.of_control and sign is not None:
        sign = replace(sign, negated=True)
    measure = None
    if about.span is not None:
        measure = term_at(at, (span[0] + about.span[0], span[0] + about.span[1]), setting)
    leads = sign is not None and about.span is not None and sign.start < about.span[0]
    return Said(
        measure, _direction(at, span, sign, measure), effect, leads=leads, of_arms=about.arms and measure is None,
        span=span,
    )  # fmt: skip


def _compared(at: FieldCell, span: Span, hit: re.Match[str], effect: Effect | None, setting: Setting) -> Said:
    """A comparison of arms, and what stands before it of the measure: `Pain ↓: HIIT>moderate`."""
    lead = _LEAD.match(hit["left"])
    if lead is None:
        return Said(None, None, effect, _comparison(at, span, hit, hit.start("left")))
    before = (span[0] + hit.start("left"), span[0] + hit.start("left") + len(lead.group(1).rstrip(" :：")))
    said = _statement(at, before, setting)
    return replace(said, effect=effect, comparison=_comparison(at, span, hit, hit.start("left") + lead.end()))


def _without(text: str, cut: Span | None) -> str:
    """The text with blanks where an effect stood and for the bracket that held it; positions stay."""
    if cut is None:
        return text
    out = text[: cut[0]] + " " * (cut[1] - cut[0]) + text[cut[1] :]
    return _BRACKET.sub(lambda m: " " * len(m.group(0)), out)


def _compares(hit: re.Match[str]) -> bool:
    """Whether both sides of the operator are arms and not numbers."""
    return all(re.search(r"[^\W\d_]{2}|^[A-Za-z]$", hit[side].strip()) for side in ("left", "right")) and not re.match(
        r"^[pP]$", hit["left"].strip()
    )


def _comparison(at: FieldCell, span: Span, hit: re.Match[str], start: int) -> Field[Comparison]:
    """start: where the left side begins in the statement."""
    left = hit.string[start : hit.end("left")].strip()
    said = Comparison(left, _OPS.get(hit["op"], hit["op"]), hit["right"].strip())
    where = (span[0] + start, span[0] + hit.end("right"))
    return Field(value=said, evidence=(evidence_of(at.cell, where, "outcome.comparison", table_id=at.table_id),))


def _sign(text: str, *, ruins: bool) -> Sign | None:
    """The sign of a statement. ruins: read from pixels in a column of arrows (`at week 4` in ink ends in none)."""
    signs = arrow_signs(text)
    if signs:
        return signs[0]
    return ruined_sign(text, expected=ruins) or word_sign(text)


def _measure_span(text: str, sign: Sign | None) -> Span | None:
    """The range of a statement that names its measure: before the sign, or behind it where nothing stands before."""
    if sign is None:
        span = bare(text, (0, len(text)), adverbs=False)
    else:
        before = bare(text, (0, sign.start), adverbs=sign.by_word)
        after = bare(text, (sign.end, len(text)), adverbs=sign.by_word)
        if sign.negated:
            before, after = unturned(text, before), unturned(text, after)
        span = before if re.search(r"[^\W_]", text[slice(*before)]) else after
    span = _balanced(text, span)
    words = _NUMBERS.sub(" ", text[slice(*span)])
    return span if re.search(r"[^\W\d_]", words) else None


def _balanced(text: str, span: Span) -> Span:
    """Without a bracket that is open at the end or closed at the start: `VAS (↓)` names VAS."""
    piece = text[slice(*span)]
    if hit := re.search(r"\s*[(（\[][^)）\]]*$", piece):
        return span[0], span[0] + hit.start()
    return span


def term_at(at: FieldCell, span: Span, setting: Setting) -> Term:
    lists = ("molecules", "outcomes") if at.field == "mechanism" else ("outcomes", "molecules")
    return term_of(at.cell, span, setting.glossary, lists=lists, rule=f"{at.field}.measure")


def _unsigned(said: Said, setting: Setting) -> Said:
    """A measure without any sign in a column of arrows: its arrow may have been lost."""
    if said.direction is not None or said.measure is None or said.effect is not None or not setting.arrows:
        return said
    flag = Flag(UNCERTAIN, "no arrow was read here, though the column has them", candidates(None))
    ink = replace(said.measure.as_reported.evidence[0], rule="outcome.direction.none")
    return replace(said, direction=Field(value="unknown", evidence=(ink,), flags=(flag,)))


def _direction(at: FieldCell, span: Span, sign: Sign | None, measure: Term | None) -> Field[str] | None:
    """The direction a sign gives; with a flag where it is a guess, unknown where even that would be too much."""
    if sign is None:
        return None
    where = (span[0] + sign.start, span[0] + sign.end)
    rule = "word" if sign.by_word else "ruined-arrow" if sign.ruined else "arrow"
    ink = evidence_of(at.cell, where, f"outcome.direction.{rule}", table_id=at.table_id)
    if rivals := _other_arrows(at, where, sign):
        flag = Flag("arrow-disputed", "the witnesses differ on this arrow", (sign.sense, *rivals))
        return Field(value="unknown", evidence=(ink,), flags=(flag,))
    printed = at.text[slice(*where)].strip()
    if sign.ruined or sign.negated:
        why = f"{printed!r} may be a misread arrow" if sign.ruined else f"what stands around {printed!r} may turn it"
        return Field(value="unknown", evidence=(ink,), flags=(Flag(UNCERTAIN, why, candidates(sign)),))
    if sign.sense not in ("better", "worse"):
        return Field(value=sign.sense, evidence=(ink,))
    way = moved(measure, better=sign.sense == "better")
    if way is None:
        flag = Flag(UNCERTAIN, f"{printed!r} does not say whether the measure rose or fell", candidates(sign))
        return Field(value="unknown", evidence=(ink,), flags=(flag,))
    flag = Flag("direction-inferred", f"{printed!r} is taken to mean that this measure went that way", (way,))
    return Field(value=way, evidence=(ink,), flags=(flag,))


def _other_arrows(at: FieldCell, where: Span, sign: Sign) -> tuple[str, ...]:
    """Directions that other witnesses read in the place of an arrow; () where none read another."""
    if sign.by_word or sign.ruined:
        return ()
    words = words_at(at.cell, where)
    heard = {s.sense for w in words for reading in w.alternatives for s in arrow_signs(reading.text)} - {sign.sense}
    if not heard and any("arrow-disputed" in word.flags for word in words):
        heard = {"decrease" if sign.sense == "increase" else "increase"}
    return tuple(sorted(heard))
