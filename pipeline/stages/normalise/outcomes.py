"""What came of it: outcome, result, effect and mechanism cells of a row as outcomes with direction and effect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.provenance import Field, Flag
from pipeline.core.studies import Effect, Outcome
from pipeline.stages.normalise.contradictions import contradicted
from pipeline.stages.normalise.effects import (
    direction_of,
    effect_in,
    headed_otherwise,
    header_measure,
    is_interval,
    joined,
)
from pipeline.stages.normalise.missing import is_missing
from pipeline.stages.normalise.pieces import items
from pipeline.stages.normalise.row import FieldCell, evidence_of
from pipeline.stages.normalise.statements import Said, Setting, statements, term_at

_ABOUT_CHANGE = re.compile(
    r"减|降|改善|率|变化|差值|缓解|增|reduc|change|improve|decreas|increas|loss|gain|rate|delta|Δ"
)


def read_outcomes(cells: Sequence[FieldCell], setting: Setting) -> tuple[Outcome, ...]:
    """The outcomes of a row, from its outcome, result and effect cells together."""
    said = [cell for cell in cells if not is_missing(cell.text)]
    headed = [cell for cell in said if cell.field in ("result", "effect") and header_measure(cell) is not None]
    said = [cell for cell in said if cell not in headed]
    named = [s for c in said if c.field == "outcome" for s in statements(c, setting)]
    results = [s for c in said if c.field == "result" for s in statements(c, setting)]
    first = min((c.cell.col for c in said if c.field in ("outcome", "result")), default=-1)
    effects = [
        (c, _effects(c) if c.cell.col > first and not headed_otherwise(c) else []) for c in said if c.field == "effect"
    ]
    merged, apart = _merged(named, results), [s for c in headed for s in _under_header(c, setting)]
    every = [*_with_effects(merged, effects), *apart] if merged else _with_effects(apart, effects)
    return contradicted([_outcome(s) for s in every if s.measure is not None])


def _under_header(at: FieldCell, setting: Setting) -> list[Said]:
    """The statements of a column about the one measure that its header names: `HbA1c, MD (95% CI)` over `−0.4 (…)`."""
    span = header_measure(at)
    assert span is not None and at.header_cell is not None
    said = [Said(None, None, e) for e in _effects(at)] if at.field == "effect" else statements(at, setting)
    header = replace(at, cell=at.header_cell)
    measure = term_at(header, span, setting)
    return [s if s.measure is not None else replace(s, measure=measure) for s in said]


def read_mechanisms(cells: Sequence[FieldCell], setting: Setting) -> tuple[Outcome, ...]:
    """The molecules of a row's mechanism cells, each with its direction."""
    said = [s for c in cells if not is_missing(c.text) for s in statements(c, setting)]
    return tuple(_outcome(s) for s in said if s.measure is not None)


def _merged(named: list[Said], results: list[Said]) -> list[Said]:
    """Named outcomes with the results that speak of them: by name, else one to one in order; the rest stands alone."""
    if not named or not results:
        return named or results
    if all(s.measure is None for s in results):
        if len(results) in (1, len(named)):
            every = results if len(results) == len(named) else results * len(named)
            return [_filled(n, r, shared=len(results) != len(named)) for n, r in zip(named, every, strict=True)]
        return named
    out, used = list(named), set()
    for i, name in enumerate(out):
        for j, result in enumerate(results):
            if j not in used and _same_measure(name, result):
                out[i] = _filled(name, result, shared=False)
                used.add(j)
                break
    return out + [r for j, r in enumerate(results) if j not in used and r.measure is not None]


def _same_measure(a: Said, b: Said) -> bool:
    if a.measure is None or b.measure is None:
        return False
    one, two = (re.sub(r"\W|score|评分", "", str(t.as_reported.value).casefold()) for t in (a.measure, b.measure))
    if not one or not two or one == two:
        return one == two and bool(one)
    short, long = sorted((one, two), key=len)
    return len(short) >= 3 and short in long and not _ABOUT_CHANGE.search(long.replace(short, ""))


def _filled(name: Said, result: Said, *, shared: bool) -> Said:
    direction = name.direction if name.direction is not None and name.direction.value != "unknown" else result.direction
    if shared and direction is not None and direction is result.direction:
        flag = Flag("direction-shared", "printed once for several measures", (str(direction.value),))
        direction = replace(direction, flags=(*direction.flags, flag))
    effect = result.effect
    if shared and effect is not None and effect.p is not None:
        doubt = Flag("effect-shared", "printed once for several measures", (str(effect.p.value),))
        effect = replace(effect, p=replace(effect.p, flags=(*effect.p.flags, doubt)))
    return Said(name.measure, direction, joined(name.effect, effect), name.comparison or result.comparison)


def _effects(at: FieldCell) -> list[Effect]:
    whole = (0, len(at.text))
    if is_interval(at):
        one = effect_in(at, whole, column=True)
        return [one.effect] if one is not None else []
    parts = items(at.text)
    found = [effect_in(at, span, column=True) for span in parts]
    if len(parts) > 1 and all(f is not None for f in found):
        return _with_their_p([f.effect for f in found if f is not None])
    one = effect_in(at, whole, column=True)
    return [one.effect] if one is not None else []


def _with_their_p(effects: Sequence[Effect]) -> list[Effect]:
    """Effects in printed order, a p value behind one that has none given to it: `0.81 (0.66-0.99); P = .04` is one."""
    out: list[Effect] = []
    for effect in effects:
        alone = effect.value is None and effect.ci_low is None
        if alone and out and out[-1].p is None:
            out[-1] = joined(out[-1], effect) or effect
        else:
            out.append(effect)
    return out


def _with_effects(said: list[Said], effects: Sequence[tuple[FieldCell, list[Effect]]]) -> list[Said]:
    """Outcomes with the effects printed in parallel cells; where they are not as many, flagged and left without."""
    out = list(said)
    for at, found in effects:
        if len(found) == len(out):
            out = [replace(s, effect=joined(s.effect, e)) for s, e in zip(out, found, strict=True)]
        else:
            out = [_unmatched(s, at, len(found), len(out)) for s in out]
    return out


def _unmatched(said: Said, at: FieldCell, effects: int, outcomes: int) -> Said:
    flag = Flag("effect-unmatched", f"{effects or 'unplaced'} effects for {outcomes} outcomes", (at.text,))
    ink = evidence_of(at.cell, None, "effect.unmatched", table_id=at.table_id)
    doubt: Field[float] = Field(value=None, evidence=(ink,), flags=(flag,))
    held = said.effect or Effect()
    if held.value is None:
        return replace(said, effect=replace(held, value=doubt))
    if held.ci_low is None:
        return replace(said, effect=replace(held, ci_low=doubt))
    return replace(said, effect=replace(held, value=replace(held.value, flags=(*held.value.flags, flag))))


def _outcome(said: Said) -> Outcome:
    """A statement as an outcome; without a sign its direction is that of an interval that excludes no effect."""
    assert said.measure is not None
    direction = said.direction
    inferred = direction_of(said.effect) if said.effect is not None and direction is None else None
    if inferred is not None:
        way, evidence = inferred
        ink = tuple(replace(e, rule="outcome.direction.interval") for e in evidence)
        direction = Field(value=way, evidence=ink)
    if direction is None:
        direction = Field(value="unknown", evidence=said.measure.as_reported.evidence)
    return Outcome(measure=said.measure, direction=direction, comparison=said.comparison, effect=said.effect)
