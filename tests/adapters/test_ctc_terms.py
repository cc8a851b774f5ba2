"""Unsure Chinese characters that a known term settles."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.ctc import DOUBTED, Decoded, decode
from pipeline.adapters.ctc_terms import CHOSEN, termed

RIVALS = (("软", 0.1), ("揿", 0.04), ("撤", 0.02))


def read(text: str, *, unsure: int, rivals: tuple[tuple[str, float], ...] = RIVALS) -> list[Decoded]:
    return [
        Decoded(c, 2 * i, 2 * i + 1, 0.6 if i == unsure else 0.99, rivals if i == unsure else ())
        for i, c in enumerate(text)
    ]


def said(decoded: list[Decoded]) -> str:
    return "".join(d.text for d in decoded)


def test_the_rival_that_makes_a_term_is_read_with_its_own_confidence() -> None:
    settled = termed(read("假掀针", unsure=1))
    assert said(settled) == "假揿针"
    assert settled[1].confidence == 0.04


def test_a_likely_rival_is_doubted_as_well() -> None:
    settled = termed(read("掀针", unsure=0, rivals=(("揿", 0.45),)))
    assert said(settled) == "揿针"
    assert settled[0].confidence == CHOSEN


def test_a_character_that_makes_a_term_itself_stays() -> None:
    assert said(termed(read("黄芩", unsure=1, rivals=(("芪", 0.3),)))) == "黄芩"


def test_without_a_term_the_best_choice_stays() -> None:
    assert said(termed(read("掀开", unsure=0))) == "掀开"
    assert said(termed(read("掀针", unsure=0, rivals=(("揿", 0.001),)))) == "掀针"


@given(st.text("针揿掀灸火痛 A1", min_size=1, max_size=12))
def test_what_the_recogniser_was_sure_of_is_never_changed(text: str) -> None:
    sure = [Decoded(c, i, i + 1, 0.95) for i, c in enumerate(text)]
    assert termed(sure) == sure


def test_rivals_are_kept_of_unsure_chinese_characters_alone() -> None:
    characters = ("", "掀", "揿", "a", "e")
    logits = np.full((3, 5), -9.0, dtype=np.float32)
    logits[0, 1:3] = (1.0, 0.5)
    logits[1, 0] = 3.0
    logits[2, 3:5] = (1.0, 0.9)
    chinese, latin = decode(logits, characters)
    assert chinese.confidence < DOUBTED
    assert [c for c, _ in chinese.rivals] == ["揿"]
    assert latin.rivals == ()
