"""The abbreviations of a table that name interventions or measures of effort (`AT: aerobic training`)."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.stages.normalise.grammar.atoms import Alias, atoms
from pipeline.stages.normalise.grammar.lexicon import kinds
from pipeline.stages.normalise.grammar.pipelines import read
from pipeline.stages.normalise.row import Legend

_OUTCOME = re.compile(
    r"scale|score|index|questionnaire|test\b|inventory|instrument|rate of|量表|评分|指数|问卷|测试|测验", re.I
)
_WORD = re.compile(r"[A-Za-z]{2,}$")


@lru_cache(maxsize=64)
def aliases_of(legend: Legend) -> tuple[Alias, ...]:
    """What the legend's one-word abbreviations stand for, those that name an intervention or a measure of effort."""
    found: list[Alias] = []
    for entry in legend.entries:
        if not _WORD.match(entry.short):
            continue
        sides = [side.value for side in (entry.en, entry.zh) if side is not None and side.value]
        meant = next((m for m in map(_meaning, sides) if m is not None), None)
        if meant is not None:
            found.append(Alias(entry.short, *meant))
    return tuple(found)


@lru_cache(maxsize=4096)
def _meaning(expansion: str) -> tuple[str, str] | None:
    """Class and meaning of an expansion; None where it names neither, or an outcome."""
    if _OUTCOME.search(expansion):
        return None
    row = [a for a in atoms(read(expansion)) if a.label in ("kind", "metric")]
    strong = [a for a in row if a.label == "kind" and not kinds()[a.id].weak]
    first = next(iter(strong or row), None)
    return (first.label, first.id) if first is not None else None
