"""Whether better means more or less of a measure, where everyone would agree."""

from __future__ import annotations

import re
from functools import cache

from pipeline.core.studies import Term
from pipeline.lexicon import load


def moved(measure: Term | None, *, better: bool) -> str | None:
    """increase or decrease where "improved" (or "worsened") of this measure can only mean that, else None."""
    if measure is None:
        return None
    names = [f.value for f in (measure.as_reported, measure.en, measure.zh) if f is not None and f.value]
    less = any(_listed("less").search(name) for name in names)
    more = any(_listed("more").search(name) for name in names)
    if less == more:
        return None
    return "increase" if more == better else "decrease"


@cache
def _listed(side: str) -> re.Pattern[str]:
    words = load("outcomes")["better"][side]
    return re.compile("|".join(rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else w for w in words), re.I)
