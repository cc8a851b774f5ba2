"""Typical papers: what is read in which order, and as what."""

from __future__ import annotations

from drawn import Reader

from pipeline.core.words import Page, Region
from pipeline.stages.extract.layout import lay_out

TITLE_BLOCK = """
#place(top, scope: "parent", float: true, clearance: 14pt)[
#text(9pt)[DOI: 10.5555/x.2020.1 #h(1fr) ·综述·]
#align(center)[#text(17pt, weight: "bold")[针刺治疗慢性疼痛的研究进展] \\ #v(3pt) 王小明，李华 \\
#text(8.5pt)[(东海大学附属医院针灸科，东海 200000)]]
#pad(x: 2em)[#text(9pt)[*【摘要】* 目的：#zh(3)

方法：#zh(2)

*【关键词】* 针刺；慢性疼痛；疗效

[中图分类号] R246 #h(2em) [文献标识码] A]]
#v(6pt)
#align(center)[#text(14pt, weight: "bold")[Research progress of acupuncture for chronic pain] \\ #v(2pt)
WANG Xiaoming, LI Hua \\
#text(8.5pt)[Department of Acupuncture, Hospital of Donghai University, Donghai 200000, China]]
#v(4pt)
#pad(x: 2em)[#text(9pt)[*Abstract* #lorem(50)

*Key words* acupuncture; chronic pain; efficacy]]]
"""
BODY = """
#set page(columns: 2, header: context text(8.5pt)[中国疼痛杂志 2020 年第 3 卷 #h(1fr) #counter(page).display()
  #v(-6pt) #line(length: 100%, stroke: .5pt)])
#set columns(gutter: 8mm)
"""
JOURNAL = (
    BODY
    + TITLE_BLOCK
    + """
#set par(first-line-indent: indented)
#zh(5)

#zh(4)

#text(12pt, weight: "bold")[1 针刺方案]

#zh(20)

#text(12pt, weight: "bold")[2 展望]

#zh(26)

#zh(9)

#align(center)[*参考文献*]
#set text(8pt)
#set par(first-line-indent: 0pt, hanging-indent: 2em)
#for i in range(1, 13) [\\[#i\\] 张三, 李四, 等.
针刺治疗慢性疼痛的随机对照研究[J]. 中国疼痛杂志, 2019, 36(#i): 30-35.

]
"""
)


def regions(pages: tuple[Page, ...]) -> list[Region]:
    return [r for p in lay_out(pages) for r in p.regions]


def text(region: Region) -> str:
    return "".join(line.text for line in region.lines).replace(" ", "")


def kinds(found: list[Region], *but: str) -> list[str]:
    return [r.kind for r in found if r.kind not in but]


def test_a_chinese_journals_first_page_is_read_title_block_first_in_both_languages(typeset: Reader) -> None:
    found = regions(typeset(JOURNAL))
    block = ["title", "author", "affiliation", "abstract", "keywords"]
    assert kinds(found, "header", "footer")[:12] == [*block, *block, "paragraph", "paragraph"]
    abstract = next(r for r in found if r.kind == "abstract")
    assert text(abstract).startswith("【摘要】目的") and "方法：" in text(abstract)


def test_columns_are_read_one_after_the_other_and_a_parted_paragraph_says_that_it_goes_on(typeset: Reader) -> None:
    found = regions(typeset(JOURNAL))
    whole = ""
    for region in found:
        if region.kind == "paragraph":
            whole += ("" if "continues" in region.why else "|") + text(region)
    sentence = "针刺是治疗慢性疼痛的常用方法，其疗效受多种因素影响，值得进一步研究。"
    assert whole.split("|")[1:] == [sentence * n for n in (5, 4, 20, 26, 9)]
    assert [text(r) for r in found if r.kind == "heading"] == ["1针刺方案", "2展望", "参考文献"]


def test_running_heads_category_and_doi_are_headers(typeset: Reader) -> None:
    found = regions(typeset(JOURNAL))
    heads = [text(r) for r in found if r.kind == "header"]
    assert "DOI:10.5555/x.2020.1" in "".join(heads) and "·综述·" in "".join(heads)
    assert sum("中国疼痛杂志" in h for h in heads) == len({r.page for r in found})
    assert any("中图分类号" in h for h in heads)


def test_reference_entries_are_regions_with_their_numbers_over_columns_and_pages(typeset: Reader) -> None:
    entries = [r for r in regions(typeset(JOURNAL)) if r.kind == "reference"]
    assert sorted({r.number for r in entries}) == list(range(1, 13))
    for n in range(1, 13):
        own = [r for r in entries if r.number == n]
        assert ["continues" in r.why for r in own] == [k > 0 for k in range(len(own))]
        assert "".join(text(r) for r in own).endswith(f"36({n}):30-35.")


def test_an_english_article_in_one_column_with_numbered_entries_and_a_footnote(typeset: Reader) -> None:
    source = """
#align(center)[#text(16pt, weight: "bold")[Yoga for Low Back Pain: \\ A Systematic Review] \\ #v(3pt)
John Smith, Mary Brown \\
#text(9pt)[Department of Rehabilitation, Northern University, Boston, USA]]
#v(6pt)
*Abstract*

*Objective:* #lorem(25)

*Methods:* #lorem(20)

*Keywords:* yoga; low back pain
#v(6pt)
#set par(first-line-indent: indented)
#text(12pt, weight: "bold")[Introduction]

#lorem(60)#footnote[Two reviewers extracted the data, and a third one checked them.]

Table 1 shows that #lorem(40)

#text(12pt, weight: "bold")[References]
#set par(first-line-indent: 0pt, hanging-indent: 1.5em)
#for i in range(1, 6) [#i. Smith A, Brown B. #lorem(16) J Pain. 2011;#i\\:100-110.

]
"""
    found = regions(typeset(source))
    expected = [
        "title",
        "author",
        "affiliation",
        "abstract",
        "keywords",
        "heading",
        "paragraph",
        "paragraph",
        "heading",
    ]
    assert kinds(found, "reference", "footer") == expected
    assert [r.number for r in found if r.kind == "reference"] == [1, 2, 3, 4, 5]
    assert "Tworeviewers" in text(next(r for r in found if r.kind == "footer"))


def test_two_titles_over_one_list_of_authors_are_both_titles(typeset: Reader) -> None:
    source = """
#align(center)[#text(17pt, weight: "bold")[瑜伽治疗腰痛的系统评价] \\ #v(4pt)
#text(14pt, weight: "bold")[Yoga for low back pain: a systematic review] \\ #v(4pt)
王小明，李华 \\ #text(8.5pt)[东海大学附属医院康复科，东海 200000]]
#v(8pt)
*摘 要：* #zh(4)

*关键词：* 瑜伽；腰痛

*Abstract:* #lorem(40)

*Key words:* yoga; low back pain
#v(8pt)
#zh(9)
"""
    found = regions(typeset(source))
    assert [text(r)[:4] for r in found if r.kind == "title"] == ["瑜伽治疗", "Yoga"]
    assert kinds(found)[2:] == ["author", "affiliation", "abstract", "keywords", "abstract", "keywords", "paragraph"]


def test_words_in_a_drawing_over_its_caption_are_a_figure_and_not_text(typeset: Reader) -> None:
    source = """
#zh(8)

#align(center)[#rect[检索文献 (n = 210)] #rect[Screened (n = 150)] #rect[纳入文献 (n = 6)]
#text(9pt)[图1 文献筛选流程 \\ Fig.1 Flow chart of study selection]]

#zh(8)
"""
    found = regions(typeset(source))
    assert kinds(found) == ["paragraph", "figure", "caption", "caption", "paragraph"]
    assert [r.number for r in found] == [None, 1, 1, 1, None]


def test_three_columns_are_read_from_left_to_right(typeset: Reader) -> None:
    source = "#set page(columns: 3)\n#set par(first-line-indent: indented)\n" + "\n\n".join(
        f"Part {n} begins here. #lorem(300)" for n in range(3)
    )
    found = regions(typeset(source))
    starts = [text(r)[:5] for r in found if "continues" not in r.why]
    assert starts == ["Part0", "Part1", "Part2"]


def test_an_english_title_block_after_the_references_is_one_too(typeset: Reader) -> None:
    source = """
#set par(first-line-indent: indented)
#zh(9)

#align(center)[*参考文献*]
#set par(first-line-indent: 0pt, hanging-indent: 2em)
#text(8pt)[\\[1\\] 张三, 李四, 等. 针刺治疗慢性疼痛的随机对照研究[J]. 中国疼痛杂志, 2019, 36(1): 30-35.

\\[2\\] 王五, 等. 针刺治疗腰痛的随机对照研究[J]. 中国疼痛杂志, 2019, 36(2): 40-45.]
#v(14pt)
#set par(hanging-indent: 0pt)
#align(center)[#text(14pt, weight: "bold")[Acupuncture for chronic pain] \\ #v(4pt) WANG Xiaoming, LI Hua \\ #v(3pt)
#text(8.5pt)[Hospital of Donghai University, Donghai 200000, China]]
#v(4pt)
*Abstract:* #lorem(40)

*Key words:* acupuncture; chronic pain
"""
    found = regions(typeset(source))
    block = ["title", "author", "affiliation", "abstract", "keywords"]
    assert kinds(found) == ["paragraph", "heading", "reference", "reference", *block]


def test_notes_about_dates_funds_and_authors_at_the_foot_of_the_first_page_are_footers(typeset: Reader) -> None:
    source = """
#align(center)[#text(17pt, weight: "bold")[针刺治疗慢性疼痛的研究进展]]
#v(6pt)
*摘 要：* #zh(4)

*关键词：* 针刺；慢性疼痛
#v(8pt)
#columns(2, gutter: 8mm)[#set par(first-line-indent: indented)
#zh(8)
#v(6pt)
#set par(first-line-indent: 0pt)
#text(7.5pt)[收稿日期：2020-01-01

基金项目：国家自然科学基金（81000000）

作者简介：王小明（1980—），男，主任医师，研究方向为针刺镇痛。通信作者：李华。]
#colbreak()
#set par(first-line-indent: indented)
#zh(12)]
"""
    found = regions(typeset(source))
    assert kinds(found) == ["title", "abstract", "keywords", "paragraph", "footer", "footer", "footer", "paragraph"]


def test_captions_in_both_languages_on_one_line_are_one_region_with_the_number(typeset: Reader) -> None:
    caption = "#align(center)[表3 各研究的特征 #h(1em) Table 3 Characteristics]\n"
    source = "#zh(6)\n\n" + caption + "#three(3, [研究], [例数], [干预], [结果])\n#zh(6)"
    captions = [r for r in regions(typeset(source)) if r.kind == "caption"]
    assert [r.number for r in captions] == [3]
