"""Junk found and good lines spared, counted."""

from __future__ import annotations

from pipeline.evaluate.garble import GarbleScore, LabelledLine, garble_score, identifier_score

LINES = (
    LabelledLine("Neuropathic pain is a frequent form of chronic pain for which medication brings little", True, 0),
    LabelledLine("relief and many adverse reactions.", True, 0),
    LabelledLine("BEE Ass Jd EL #8 LAS ins BEER Pt Za DL EF UB", False, 1),
    LabelledLine("THEN, WLI HAS AY VA EPS I, 8 HE I", False, 1),
    LabelledLine("针刺在我国用于治疗头痛已有悠久历史，近年来也被多个国家的指南推荐", True, 2),
)


def test_all_junk_is_found_and_no_good_line_marked() -> None:
    assert garble_score(LINES) == GarbleScore(junk=2, found=2, readable=3, wrongly=0)


def test_a_language_identifier_alone_does_worse() -> None:
    alone = identifier_score(LINES)
    assert (alone.recall or 0) < 1 or (alone.false_alarms or 0) > 0


def test_nothing_to_find_has_no_rate() -> None:
    assert garble_score(()).recall is None
