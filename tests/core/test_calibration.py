"""The confidence of a value is a measured share, never a certainty, and less where something doubts it."""

from __future__ import annotations

import pytest

from pipeline.core.calibration import calibrated
from pipeline.core.provenance import RAPIDOCR, TEXT_FILE, TEXT_LAYER, Evidence


def ink(source: str, confidence: float) -> Evidence:
    return Evidence(1, "12 wk", source, "duration.plain", confidence=confidence)


@pytest.mark.parametrize("source", [TEXT_LAYER, RAPIDOCR, TEXT_FILE])
def test_a_flag_lowers_the_confidence_and_nothing_is_certain(source: str) -> None:
    for raw in (0.5, 0.9, 1.0):
        plain, doubted = (calibrated(ink(source, raw), flagged=flagged) for flagged in (False, True))
        assert doubted < plain < 1.0


def test_a_guess_is_not_trusted_more_than_it_says() -> None:
    assert calibrated(ink(TEXT_LAYER, 0.6), flagged=True) == 0.6


def test_what_a_recogniser_was_unsure_of_is_trusted_less() -> None:
    assert calibrated(ink(RAPIDOCR, 0.7), flagged=False) < calibrated(ink(RAPIDOCR, 0.98), flagged=False)
