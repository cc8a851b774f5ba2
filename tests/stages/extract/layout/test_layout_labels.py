"""What the first words of a line say, in both languages and scripts."""

from __future__ import annotations

import pytest

from pipeline.stages.extract.layout import labels


@pytest.mark.parametrize(
    ("line", "kind", "number", "continued"),
    [
        ("表1 针刺治疗慢性疼痛的临床研究", "table", 1, False),
        ("表 二  结果", "table", 2, False),
        ("Table 12. Characteristics", "table", 12, False),
        ("TABLE IV Results", "table", 4, False),
        ("续表3", "table", 3, True),
        ("續表", "table", None, True),
        ("Table 2 (continued)", "table", 2, True),
        ("图2 机制示意", "figure", 2, False),
        ("Fig.1 Mechanisms", "figure", 1, False),
        ("Table S1 Search strategy", "table", None, False),
    ],
)
def test_a_caption_label_gives_kind_number_and_whether_it_is_continued(
    line: str, kind: str, number: int | None, continued: bool
) -> None:
    label = labels.caption_label(line)
    assert label is not None
    assert (label.kind, label.number, label.continued) == (kind, number, continued)


@pytest.mark.parametrize(
    "line", ["表明该方法有效", "Tables are shown", "图像处理", "Figures speak", "1 表面肌电", "续断"]
)
def test_a_word_that_only_begins_like_a_label_is_none(line: str) -> None:
    assert labels.caption_label(line) is None


@pytest.mark.parametrize("line", ["表1显示，疼痛评分下降", "Table 1 shows that pain decreased", "图2中，A组高于B组"])
def test_a_sentence_about_a_table_is_not_its_caption(line: str) -> None:
    label = labels.caption_label(line)
    assert label is not None and labels.speaks_of_table(line, label)


@pytest.mark.parametrize(
    "line", ["参考文献", "参 考 文 献", "[参考文献]", "REFERENCES", "参考文献(References)", "5 References"]
)
def test_a_reference_heading_may_be_in_either_language_or_both(line: str) -> None:
    assert labels.is_reference_heading(line)


def test_a_sentence_about_references_is_no_heading() -> None:
    assert not labels.is_reference_heading("References were screened by hand")


@pytest.mark.parametrize("line", ["摘 要：目的", "【摘要】针刺", "Abstract Pain is", "ABSTRACT", "[Abstract] Pain"])
def test_an_abstract_is_known_by_its_label(line: str) -> None:
    assert labels.is_abstract(line, front=False)


def test_a_title_that_begins_with_summary_opens_no_abstract() -> None:
    assert not labels.is_abstract("Summary of clinical studies on exercise", front=True)
    assert labels.is_abstract("Summary: Exercise relieves pain", front=True)


@pytest.mark.parametrize(
    "line", ["王小明1，李华2*，张三1,2", "LIN Shuyuan, HE Minzhi", "John A. Smith and Mary Brown", "贺嘉宁 罗雨桐"]
)
def test_a_list_of_people_is_known(line: str) -> None:
    assert labels.is_names(line)


@pytest.mark.parametrize(
    "line", ["Advances in Exercise Training", "针刺治疗慢性疼痛的研究进展", "Department of Pain, Wuhan, China 430000"]
)
def test_titles_and_addresses_are_no_people(line: str) -> None:
    assert not labels.is_names(line)


def test_section_numbers_follow_one_another() -> None:
    assert labels.next_section((), (1,)) and labels.next_section((1,), (1, 1)) and labels.next_section((1, 2), (2,))
    assert labels.next_section((2, 1, 3), (2, 2))
    assert (
        not labels.next_section((1,), (30,))
        and not labels.next_section((2,), (1,))
        and not labels.next_section((), (5,))
    )


@pytest.mark.parametrize(
    ("line", "number"),
    [("[12] Smith", 12), ("［3］张三", 3), ("7. Smith A", 7), (": [23] SLADE", 23), ("2018, 53", None)],
)
def test_an_entry_opens_with_its_number(line: str, number: int | None) -> None:
    assert labels.entry_number(line) == number
