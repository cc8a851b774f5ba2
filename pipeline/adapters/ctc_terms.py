"""Chinese characters that a recogniser was unsure of, settled by the field's terms among its own next choices.

A rare character (揿 of 揿针) is seen and named third: what makes a known term with its neighbours is read instead.
Its confidence is lowered so far that the cell is doubted, however sure the rest of it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import cache

from pipeline.adapters.ctc import Decoded
from pipeline.lexicon import load

LONGEST = 6  # characters of a term
LEAST = 0.01  # probability of a choice that is one
CHOSEN = (
    0.1  # confidence of what was chosen so, at most: half of it and half of a sure cell's still make a doubtful one
)


def termed(decoded: Sequence[Decoded]) -> list[Decoded]:
    """The characters, unsure ones replaced by the likeliest rival that makes a known term where they make none."""
    out = list(decoded)
    for i, one in enumerate(decoded):
        if one.rivals:
            chosen = _chosen([d.text for d in out], i, dict(one.rivals))
            if chosen is not None:
                out[i] = replace(one, text=chosen, confidence=min(CHOSEN, dict(one.rivals)[chosen]), rivals=())
    return out


def _chosen(texts: Sequence[str], i: int, rivals: Mapping[str, float]) -> str | None:
    """The rival for the character at i, by the longest term around it; None where it makes a term itself."""
    for length in range(LONGEST, 1, -1):
        for first in range(max(0, i - length + 1), min(i, len(texts) - length) + 1):
            before, after = "".join(texts[first:i]), "".join(texts[i + 1 : first + length])
            known = holes().get((before, after), frozenset())
            if texts[i] in known:
                return None
            fitting = {c: p for c, p in rivals.items() if c in known and p >= LEAST}
            if fitting:
                return max(fitting, key=lambda c: fitting[c])
    return None


@cache
def holes() -> Mapping[tuple[str, str], Set[str]]:
    """What stands before and after a character of a term → the characters that make it one."""
    found: dict[tuple[str, str], set[str]] = {}
    for term in load("recognition")["terms"]:
        for i, char in enumerate(term):
            found.setdefault((term[:i], term[i + 1 :]), set()).add(char)
    return found
