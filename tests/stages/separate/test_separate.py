"""A whole transcript taken apart."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.geometry import Box
from pipeline.core.layers import layer_paragraphs
from pipeline.core.provenance import TEXT_FILE
from pipeline.core.words import Line, Page, Region, RegionKind, Transcript, Word
from pipeline.settings import SeparateSettings
from pipeline.stages.separate import separate

SETTINGS = SeparateSettings()
MakeTranscript = Callable[..., Transcript]


def front_matter(transcript_of: MakeTranscript) -> Transcript:
    return transcript_of(
        ("title", ["针刺预防性治疗偏头痛的", "临床研究进展"]),
        ("author", ["宋清扬  董雨薇  贾世杰*"]),
        ("affiliation", ["(云岭中医药大学针灸推拿学院, 云岭 650500)"]),
        ("abstract", ["【摘要】 偏头痛反复发作，影响患者的生活。", "本文回顾了10项针刺预防性治疗偏头痛的临床研究。"]),
        ("keywords", ["关键词 针刺；偏头痛；预防性治疗"]),
        ("title", ["Advances in Clinical Research on Acupuncture", "for the Prevention of Migraine"]),
        ("author", ["SONG Qingyang¹, DONG Yuwei², JIA Shijie¹*"]),
        ("abstract", ["Abstract: Migraine attacks recur. This paper reviews ten clini-", "cal studies of it."]),
        ("keywords", ["Key words: acupuncture; migraine; preventive treatment"]),
        ("paragraph", ["针刺(acupuncture, AP)在我国用于治疗头痛已有悠久历史[1]，近年来也被多个国家的", "指南推荐。"]),
        ("heading", ["参考文献 (References)"]),
        (
            "reference",
            ["[1] ALMEIDA Y, JENSEN N. Primary headaches: a clinical out-", "line[J]. J Pain. doi: 10.5555/jp.2018.7."],
        ),
        ("footer", ["DOI: 10.5555/apr.2022.09.017"]),
    )  # fmt: skip


def test_front_matter_is_found_in_both_languages(transcript_of: MakeTranscript) -> None:
    layered = separate(front_matter(transcript_of), settings=SETTINGS)
    assert layered.title.zh == "针刺预防性治疗偏头痛的临床研究进展"
    assert layered.title.en == "Advances in Clinical Research on Acupuncture for the Prevention of Migraine"
    assert layered.authors_zh == ("宋清扬", "董雨薇", "贾世杰")
    assert layered.authors_en == ("SONG Qingyang", "DONG Yuwei", "JIA Shijie")
    assert layered.keywords_zh == ("针刺", "偏头痛", "预防性治疗")
    assert layered.keywords_en == ("acupuncture", "migraine", "preventive treatment")
    assert layered.abstract.en == "Migraine attacks recur. This paper reviews ten clinical studies of it."
    assert layered.abstract.zh is not None and layered.abstract.zh.startswith("偏头痛反复发作")
    assert layered.doi == "10.5555/apr.2022.09.017"


def test_a_reference_keeps_its_number_its_text_and_its_doi(transcript_of: MakeTranscript) -> None:
    (reference,) = separate(front_matter(transcript_of), settings=SETTINGS).references
    assert (reference.number, reference.doi) == (1, "10.5555/jp.2018.7")
    assert reference.text.startswith("ALMEIDA Y, JENSEN N. Primary headaches: a clinical outline[J]")


def test_layers_hold_one_language_each_and_no_labels(transcript_of: MakeTranscript) -> None:
    layered = separate(front_matter(transcript_of), settings=SETTINGS)
    zh, en = layer_paragraphs(layered, "zh"), layer_paragraphs(layered, "en")
    assert "针刺；偏头痛；预防性治疗" in zh
    assert "宋清扬，董雨薇，贾世杰" in zh
    assert "云岭中医药大学针灸推拿学院, 云岭650500" in zh
    assert "参考文献" in zh and "References" in en
    assert any("针刺(acupuncture, AP)在我国" in p for p in zh)
    assert not any("\u4e00" <= c <= "\u9fff" for p in en for c in p)
    assert not any("ALMEIDA" in p for p in (*zh, *en))


def test_whole_blocks_and_their_parts_are_paired(transcript_of: MakeTranscript) -> None:
    pairs = separate(front_matter(transcript_of), settings=SETTINGS).pairs
    kinds = [p.kind for p in pairs]
    assert kinds.count("keyword") == 3
    assert {"title", "authors", "abstract", "keywords", "heading", "term"} <= set(kinds)
    term = next(p for p in pairs if p.kind == "term")
    assert (term.en, term.zh, term.short) == ("acupuncture", "针刺", "AP")


def test_a_paragraph_goes_on_over_a_column_break(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        ("paragraph", ["The trials were carried out in eight coun-"]),
        ("header", ["Modern Endocrinology 89"]),
        ("paragraph", ["tries and enrolled few women."]),
        why=("", "", "continues r0"),
    )
    layered = separate(transcript, settings=SETTINGS)
    assert layer_paragraphs(layered, "en") == (
        "The trials were carried out in eight countries and enrolled few women.",
    )
    assert layered.blocks[0].merged_from == ("r2",)


def test_junk_stays_out_of_the_layers_and_its_readable_fragments_are_kept(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        (
            "paragraph",
            ["MEEFRA T, WHRZE A K (nerve growth", "factor, NGF)FIix J5 14 # 22 [A T FEF QE", "W RI ME T IEEE, NGF 2A"],
        ),
        ("paragraph", ["Exercise can prevent neuropathic pain by inhibiting inflammatory mediators."]),
        source=TEXT_FILE,
    )
    layered = separate(transcript, settings=SETTINGS)
    assert layered.blocks[0].garbled == "latin-noise"
    assert layer_paragraphs(layered, "zh") == ()
    assert len(layer_paragraphs(layered, "en")) == 1
    first = layered.fragments[0]
    assert first.text == "nerve growth factor, NGF"
    assert layered.blocks[0].text[slice(*first.span)] == first.text
    assert [f.text for f in layered.fragments] == ["nerve growth factor, NGF", "NGF"]


def test_numbers_that_differ_between_the_languages_are_an_issue(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        ("caption", ["表1 12周运动训练的临床研究"]),
        ("caption", ["Table 1 Clinical studies of exercise training over 8 weeks"]),
    )
    (issue,) = separate(transcript, settings=SETTINGS).issues
    assert issue.code == "languages-differ"
    assert "8" in issue.message and "12" in issue.message and "b1" in issue.message and "b2" in issue.message


PRINTED = [
    "针刺",
    "治疗",
    "[3]",
    "exercise",
    "WHRZE",
    "(RCT)",
    "参考文献",
    "Table",
    "1",
    "。",
    "pain-",
    "摘要",
    "\ufffd",
]
WORDS = st.lists(st.sampled_from(PRINTED), min_size=1, max_size=6)
KINDS: st.SearchStrategy[RegionKind] = st.sampled_from(
    ("title", "author", "abstract", "keywords", "heading", "paragraph", "caption", "note", "table", "reference")
)


@given(st.lists(st.tuples(KINDS, st.lists(WORDS, min_size=1, max_size=3)), min_size=1, max_size=5))
def test_every_word_ends_up_in_exactly_one_block(given: list[tuple[RegionKind, list[list[str]]]]) -> None:
    regions = tuple(
        Region(f"r{i}", 1, kind, tuple(line_of(words) for words in lines), None)
        for i, (kind, lines) in enumerate(given)
    )
    transcript = Transcript("d", "0", "application/pdf", (Page(1, 10, 10, (), regions=regions),))
    layered = separate(transcript, settings=SETTINGS)
    before = sorted("".join(w.text for r in regions for line in r.lines for w in line.words))
    after = sorted("".join(w.text for b in layered.blocks for line in b.lines for w in line.words))
    assert before == after


def line_of(words: list[str]) -> Line:
    return Line(tuple(Word(w, Box(0, 0, 1, 1), "text-layer") for w in words), 1)
