"""Lines to running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.joining import join_lines, keeps_hyphen, known_words, tidy


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["severe nega-", "tive effects"], "severe negative effects"),
        (["aerobic 50-", "70% MHR"], "aerobic 50-70% MHR"),
        (["NIGHTIN-", "GALE 2018"], "NIGHTINGALE 2018"),
        (["HOMA-", "IR"], "HOMA-IR"),
        (["AL-", "HASHIMI 2019"], "AL-HASHIMI 2019"),
        (["ABDEL-", "RAHMAN 2021"], "ABDEL-RAHMAN 2021"),
        (["PCOS-", "related pain"], "PCOS-related pain"),
        (["IL-", "10 rose"], "IL-10 rose"),
        (["5-", "hydroxytryptamine"], "5-hydroxytryptamine"),
        (["Mann-", "Whitney test"], "Mann-Whitney test"),
        (["state-of-the-", "art care"], "state-of-the-art care"),
        (["X-", "ray"], "X-ray"),
        (["比较了各研究的", "运动类型"], "比较了各研究的运动类型"),
        (["常用的钙通道", "VAS评分"], "常用的钙通道VAS评分"),
        (["每次留针30 min,", "8周后"], "每次留针30 min, 8周后"),
        (["one in ten women of", "reproductive age"], "one in ten women of reproductive age"),
        (["HAMED 2014", "[24]"], "HAMED 2014[24]"),
        (["3 times/", "W"], "3 times/W"),
        (["https://doi.org/10.1016/j.", "pain.2020.01.001"], "https://doi.org/10.1016/j.pain.2020.01.001"),
        (["soft\u00ad", "ened"], "softened"),
        (["", "a", "  ", "b"], "a b"),
    ],
)
def test_lines_join_as_a_reader_would_say_them(lines: list[str], expected: str) -> None:
    assert join_lines(lines) == expected


def test_a_hyphen_stays_where_the_document_prints_the_hyphenated_word_elsewhere() -> None:
    known = known_words(["the dose-response relation of", "all placebo-controlled trials"])
    assert join_lines(["a clear dose-", "response curve"], known=known) == "a clear dose-response curve"


def test_a_hyphen_goes_where_the_document_prints_the_whole_word_elsewhere() -> None:
    assert join_lines(["over-", "weight"], known={"overweight", "over", "weight"}) == "overweight"


def test_two_known_words_keep_their_hyphen() -> None:
    assert keeps_hyphen("dose", "response", known={"dose", "response"})


def test_a_scientific_prefix_fuses_with_what_follows() -> None:
    known = {"electro", "acupuncture", "one", "repetition"}
    assert join_lines(["electro-", "acupuncture"], known=known) == "electroacupuncture"
    assert join_lines(["one-", "repetition maximum"], known=known) == "one-repetition maximum"


@pytest.mark.parametrize(
    ("left", "right", "keeps"),
    [
        ("follow", "up", True), ("long", "term", True), ("anti", "inflammatory", True), ("high", "fat", True),
        ("chemotherapy-in", "duced", False), ("chemothera", "py-induced", False), ("anti", "oxidant", False),
        ("hyperinsuline", "mia", False), ("resis", "tance", False), ("state-of-the", "art", True),
    ],
)  # fmt: skip
def test_compounds_keep_their_hyphen_and_broken_words_lose_it(left: str, right: str, keeps: bool) -> None:
    known = {"follow", "up", "long", "term", "followup", "high", "fat", "induced", "chemotherapy", "resistance"}
    assert keeps_hyphen(left, right, known=known) is keeps


def test_a_word_cut_by_the_line_end_is_no_evidence() -> None:
    assert "nega" not in known_words(["severe nega-", "tive effects"])


def test_spaces_between_chinese_characters_go() -> None:
    assert tidy("针 刺 预防 性 治疗 , 30 min") == "针刺预防性治疗 , 30 min"


def test_a_heading_keeps_the_space_after_its_number() -> None:
    assert tidy("1.2 毫 针 刺 法") == "1.2 毫针刺法"
    assert tidy("表 1 针 刺 预防") == "表 1 针刺预防"
    assert tidy("每周 3 次") == "每周3次"


@given(st.lists(st.text(alphabet="ab -针刺,.；0-9[]()\u3000", max_size=12), max_size=5))
def test_joining_loses_no_character_but_space_and_hyphen(lines: list[str]) -> None:
    def ink(text: str) -> str:
        return "".join(c for c in text if not c.isspace() and c != "-")

    assert ink(join_lines(lines)) == ink("".join(lines))


@given(st.text(max_size=40))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
