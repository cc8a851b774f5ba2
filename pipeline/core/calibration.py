"""How far a value can be trusted, as a measured share: by who read it, how surely, and whether anything doubts it.

The shares are those of the right values among all that reviews with known records gave, tables of kinds that were seen
for the first time among them (docs/provenance.md); they are rounded down, and none is 1: what was never wrong in the
sample may still be.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.provenance import TEXT_FILE, Evidence

_SURE = 0.85


@dataclass(frozen=True, slots=True)
class Reliability:
    """The share of right values without a flag where the reading was sure, where it was not, and with a flag."""

    sure: float
    unsure: float
    flagged: float


_LAYER = Reliability(sure=0.99, unsure=0.97, flagged=0.9)
_PIXELS = Reliability(sure=0.99, unsure=0.97, flagged=0.65)
_DUMP = Reliability(sure=0.96, unsure=0.96, flagged=0.75)


def calibrated(evidence: Evidence, *, flagged: bool) -> float:
    """The share of right values among those that were read like this one, 0..1.

    flagged: whether a flag covers the value. A reading rule that says itself that it guesses (a citation restored, 0.6)
    is never trusted more than it says.
    """
    found = _of(evidence.source)
    if flagged:
        return min(found.flagged, evidence.confidence)
    return found.sure if evidence.confidence >= _SURE else found.unsure


def _of(source: str) -> Reliability:
    if source == TEXT_FILE:
        return _DUMP
    return _PIXELS if source.startswith("ocr:") else _LAYER
