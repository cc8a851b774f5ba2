"""Text dumps: bytes to pages, lines and regions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.words import Page, Region, RegionKind
from pipeline.errors import EmptyFile, TooLarge
from pipeline.settings import ExtractSettings
from pipeline.stages.extract.dump import read_dump
from pipeline.stages.extract.dump_bytes import decode

SETTINGS = ExtractSettings()
CHINESE = "针刺治疗偏头痛的临床研究进展，每周三次，每次三十分钟，疗程八周，有效率升高。\n本文回顾了近年来的研究。\n"
ARTICLE = """2021 J Sample Med 12

Walking for Stiff Knees in Later Life

WEN Lan, ODE Maria
(Department of Movement, Lakeside University, Lakeside 100000, China)

Abstract Walking is cheap and can be done by most people at any age, but the dose that
helps is not known and the trials differ in the way in which they measured what was gained by it.

Key words: walking; knee; older people

1 Introduction
The knee is a joint that carries the weight of the body and is often stiff in the morning.

Table 1 Trials of walking
Study Duration Result
LOWE 2011 12 wk Pain |
HART 2015 8 wk Pain |
VAS: visual analogue scale; ADL: activities of daily living.

2 Discussion
The trials were small and it is not clear that they can be compared with each other in this way.

References
[1] LOWE A, HART B. Walking and the knee[J]. J Sample, 2011, 3(2): 1-9.
[2] HART B, LOWE A. Walking again and again with
a stiff knee[J]. J Sample, 2015, 7(1): 10-19.
"""


def pages_of(data: bytes) -> tuple[Page, ...]:
    return read_dump(data, settings=SETTINGS)[0]


def codes_of(data: bytes) -> set[str]:
    return {issue.code for issue in read_dump(data, settings=SETTINGS)[1]}


def regions_of(text: str) -> list[Region]:
    return [region for page in pages_of(text.encode()) for region in page.regions]


def texts(regions: list[Region], kind: RegionKind) -> list[str]:
    return ["\n".join(line.text for line in r.lines) for r in regions if r.kind == kind]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"])
def test_chinese_text_reads_the_same_in_every_encoding(name: str) -> None:
    text = pages_of(CHINESE.encode(name))[0].regions[0].lines[0].text
    assert text == CHINESE.splitlines()[0]


def test_traditional_characters_in_big5_are_recognised() -> None:
    assert decode("這是一個關於針灸治療偏頭痛的研究報告，樣本量為六十例。".encode("big5")).encoding == "big5"


def test_a_guessed_encoding_is_told_and_a_proven_one_is_not() -> None:
    assert "encoding-guess" in codes_of(CHINESE.encode("gb18030"))
    assert codes_of(CHINESE.encode("utf-8-sig")) == set()


def test_a_truncated_utf8_file_stays_utf8_and_says_that_it_is_damaged() -> None:
    data = (CHINESE * 5).encode()[:-2]
    assert decode(data).encoding == "utf-8"
    assert "encoding-damaged" in codes_of(data)


def test_lone_surrogates_do_not_turn_utf8_into_another_encoding() -> None:
    assert decode(b"Pain \xed\xa0\x80 scale and knee").encoding == "utf-8"


def test_control_characters_and_direction_overrides_are_left_out_of_words_and_told() -> None:
    data = "Pain\x00scale \u202eknee\u202c\n".encode()
    assert [w.text for w in pages_of(data)[0].words] == ["Pain", "scale", "knee"]
    assert codes_of(data) == {"control-characters", "bidi-override"}


def test_a_file_of_white_space_is_an_empty_file() -> None:
    with pytest.raises(EmptyFile):
        read_dump(b" \n\f\n\t", settings=SETTINGS)


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_dump(b"a\f" * 5, settings=ExtractSettings(max_pages=3))


def test_a_line_of_megabytes_becomes_few_words() -> None:
    words = pages_of(b"word and more " * 150_000)[0].words
    assert len(words) < 3_000
    assert sum(len(w.text) for w in words) > 1_900_000


def test_form_feeds_part_pages_and_keep_the_files_line_numbers() -> None:
    pages = pages_of(b"one\ntwo\n\x0cthree\nfour\n")
    assert [page.number for page in pages] == [1, 2]
    assert [(w.text, w.line) for w in pages[1].words] == [("three", 3), ("four", 4)]


@given(st.text(alphabet="ab 针刺12\t\n\f\r(|.", max_size=200))
def test_every_words_span_points_at_its_text_in_its_line_of_the_file(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        pages = pages_of(text.encode())
    except EmptyFile:
        return
    for word in (w for page in pages for w in page.words):
        assert word.line is not None and word.span is not None
        assert lines[word.line - 1][slice(*word.span)] == word.text


@given(st.lists(st.sampled_from([*ARTICLE.splitlines(), "", "\f"]), min_size=1, max_size=25))
def test_every_word_stands_in_exactly_one_region(lines: list[str]) -> None:
    try:
        pages = pages_of("\n".join(lines).encode())
    except EmptyFile:
        return
    for page in pages:
        inside = [w for region in page.regions for line in region.lines for w in line.words]
        assert sorted(inside, key=lambda w: (w.line or 0, w.span or (0, 0))) == list(page.words)


def test_spaced_chinese_characters_are_put_together() -> None:
    text = "针 刺 治 疗 偏 头 痛 的 临 床 研 究\n有 效 率 升 高 ， 头 痛 减 少 。\n"
    assert pages_of(text.encode())[0].regions[0].lines[0].text == "针刺治疗偏头痛的临床研究"


def test_the_parts_of_an_article_are_told_apart() -> None:
    regions = regions_of(ARTICLE)
    assert texts(regions, "title") == ["Walking for Stiff Knees in Later Life"]
    assert texts(regions, "author") == ["WEN Lan, ODE Maria"]
    assert len(texts(regions, "affiliation")) == 1
    assert texts(regions, "abstract")[0].endswith("gained by it.")
    assert texts(regions, "keywords") == ["Key words: walking; knee; older people"]
    assert texts(regions, "heading") == ["1 Introduction", "2 Discussion", "References"]
    assert texts(regions, "caption") == ["Table 1 Trials of walking"]
    assert texts(regions, "note")[0].startswith("VAS:")
    assert [r.number for r in regions if r.kind == "reference"] == [1, 2]
    assert texts(regions, "reference")[1].endswith("10-19.")


def test_the_table_runs_from_its_caption_to_its_notes() -> None:
    table = texts(regions_of(ARTICLE), "table")
    assert table == ["Study Duration Result\nLOWE 2011 12 wk Pain |\nHART 2015 8 wk Pain |"]


def test_prose_that_cites_a_table_is_no_caption() -> None:
    assert (
        texts(regions_of("The trials are listed below.\n\nTable 1 shows the trials that were found.\n"), "caption")
        == []
    )


def test_a_garbled_chinese_caption_stands_beside_the_readable_one() -> None:
    captions = texts(
        regions_of("Rl WAFM AXRMH ARERR\nTable 1 Trials of walking\nStudy Result\nLOWE 2011 Pain |\n"), "caption"
    )
    assert captions == ["Rl WAFM AXRMH ARERR", "Table 1 Trials of walking"]


def test_a_line_printed_on_every_page_is_a_running_line() -> None:
    page = "The knee is a joint that carries the weight of the body.\nSample Journal of Knees and Walking\n\f"
    assert len(texts(regions_of(page * 3), "footer")) == 3


SLABS = """Table 1 Magnetic stimulation after stroke

Study n (T/C) Site
LIU 2017 36(18/18) M1
KIM 2018 48(24/24) DLPFC
ROSSI 2020 30(15/15) M1

A line of the article that stands between the two columns and is long enough to be read as running text of it.

Intensity Course Outcome
100% RMT 4 wk FMA |
80% RMT 10 d MoCA |
110% RMT 3 wk VAS |
RMT: resting motor threshold; FMA: Fugl-Meyer assessment; VAS: visual analogue scale.
"""


def test_columns_printed_one_after_another_are_put_side_by_side() -> None:
    pages, _ = read_dump(SLABS.encode(), settings=SETTINGS)
    tables = [region for page in pages for region in page.regions if region.kind == "table"]
    assert [line.text for line in tables[0].lines] == [
        "Study n (T/C) Site Intensity Course Outcome",
        "LIU 2017 36(18/18) M1 100% RMT 4 wk FMA |",
        "KIM 2018 48(24/24) DLPFC 80% RMT 10 d MoCA |",
        "ROSSI 2020 30(15/15) M1 110% RMT 3 wk VAS |",
    ]
    words = [w for page in pages for region in page.regions for line in region.lines for w in line.words]
    assert len(words) == sum(len(page.words) for page in pages)


def test_columns_of_unequal_length_are_left_where_they_stand() -> None:
    pages, _ = read_dump(SLABS.replace("80% RMT 10 d MoCA |\n", "").encode(), settings=SETTINGS)
    lines = [line.text for page in pages for region in page.regions for line in region.lines]
    assert "Study n (T/C) Site" in lines


def test_counts_of_two_arms_are_no_legend() -> None:
    text = (
        "Table 1 Drugs\nStudy n Dose\nLOWE 2011 T:40 C:40 5 mg\nHART 2015 T:35 C:36 10 mg\nT: treatment; C: control.\n"
    )
    table = next(
        r for page in read_dump(text.encode(), settings=SETTINGS)[0] for r in page.regions if r.kind == "table"
    )
    assert [line.text for line in table.lines][1:] == ["LOWE 2011 T:40 C:40 5 mg", "HART 2015 T:35 C:36 10 mg"]


LEFT = "针刺在我国用于治疗头痛已有悠久历史近年来也"
RIGHT = "被多个国家的指南推荐为预防性治疗的可选方案"


def test_two_columns_of_chinese_text_are_read_one_after_the_other() -> None:
    lines = [f"{LEFT}{'':<40}{RIGHT}" for _ in range(20)]
    pages, _ = read_dump("\n".join(lines).encode(), settings=SETTINGS)
    texts = [line.text for region in pages[0].regions for line in region.lines]
    assert set(texts) == {LEFT, RIGHT}
    assert texts.index(RIGHT) == 20


def test_regions_of_a_dump_with_columns_have_no_boxes() -> None:
    lines = [f"{LEFT}{'':<40}{RIGHT}" for _ in range(20)]
    pages, _ = read_dump("\n".join(lines).encode(), settings=SETTINGS)
    assert all(region.box is None for region in pages[0].regions)
    assert all(w.box is None for region in pages[0].regions for line in region.lines for w in line.words)


def test_references_that_lost_a_bracket_or_their_number_stay_apart() -> None:
    text = (
        "References\n1] ABRAM T, FINCH L. What pain feels like[J]. J Pain,\n2015, 3(1): 1-8.\n"
        "BRANDT K, OSEI P. Why people stop[J]. J Pain, 2016, 4(2): 77-84.\n"
        "3] DELL R. Dose[J]. J Pain, 2020, 2(2): 55-63.\n"
    )
    found = [
        r for page in read_dump(text.encode(), settings=SETTINGS)[0] for r in page.regions if r.kind == "reference"
    ]
    assert [r.number for r in found] == [1, None, 3]


def test_ends_of_references_that_differ_in_digits_are_no_running_feet() -> None:
    tail = "J Test Pain, 20{0}, 8({1}): 33-4{1}."
    pages = [
        "Text of a page that goes on.\n" * 3
        + f"References\n[{k}] ONE A, TWO B. A paper on pain and what to do[J].\n{tail.format(16 + k, k)}\n"
        for k in (1, 2, 3)
    ]
    found, _ = read_dump("\f".join(pages).encode(), settings=ExtractSettings())
    kinds = [region.kind for page in found for region in page.regions for line in region.lines if "Test" in line.text]
    assert kinds == ["reference"] * 3
