"""Twins found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.core.glossary import glossary, glossary_tsv
from pipeline.core.words import Transcript
from pipeline.settings import SeparateSettings
from pipeline.stages.separate import separate
from pipeline.stages.separate.anchors import disagreement, likeness
from pipeline.stages.separate.glosses import glosses

MakeTranscript = Callable[..., Transcript]


def test_captions_are_paired_by_their_numbers_not_their_order(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        ("caption", ["表1 针刺的临床研究"]),
        ("caption", ["表2 药物的临床研究"]),
        ("caption", ["Table 2 Clinical studies of drugs"]),
        ("caption", ["Table 1 Clinical studies of acupuncture"]),
        ("caption", ["Fig.1 A mechanism of acupuncture"]),
    )
    pairs = separate(transcript, settings=SeparateSettings()).pairs
    assert {(p.en, p.zh) for p in pairs} == {
        ("Clinical studies of acupuncture", "针刺的临床研究"),
        ("Clinical studies of drugs", "药物的临床研究"),
    }


def test_legends_are_paired_entry_by_entry(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        ("note", ["注：VAS：视觉模拟评分；NR：未报道。"]),
        ("note", ["Note: VAS: visual analogue scale; MD: mean difference; NR: not re-", "ported."]),
    )
    pairs = separate(transcript, settings=SeparateSettings()).pairs
    assert [(p.short, p.en, p.zh) for p in pairs if p.kind == "abbreviation"] == [
        ("VAS", "visual analogue scale", "视觉模拟评分"),
        ("NR", "not reported", "未报道"),
    ]
    assert [p.kind for p in pairs if p.kind == "note"] == ["note"]


def test_keyword_lists_of_different_length_are_not_paired_term_by_term(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        ("keywords", ["关键词：针刺；疼痛"]), ("keywords", ["Key words: acupuncture; pain; migraine"])
    )
    layered = separate(transcript, settings=SeparateSettings())
    assert [p.kind for p in layered.pairs] == ["keywords"]
    assert [i.message for i in layered.issues] == ["keywords: 3 in English (page 1), 2 in Chinese (page 1)"]


def test_bilingual_headings_are_paired_by_section_number(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        ("heading", ["1 资料与方法"]),
        ("heading", ["1 Patients and treatment"]),
        ("heading", ["2 结果"]),
        ("heading", ["3 Something else"]),
    )
    pairs = separate(transcript, settings=SeparateSettings()).pairs
    assert [(p.en, p.zh) for p in pairs] == [("1 Patients and treatment", "1 资料与方法")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("神经病理性疼痛(neuropathic pain, NP)是躯体感觉系统的损伤", [("neuropathic pain", "神经病理性疼痛", "NP")]),
        ("运动可以改善活性氧(reactive oxygen species, ROS)堆积", [("reactive oxygen species", "活性氧", "ROS")]),
        ("脊髓损伤后约有半数患者(表1)出现疼痛[12]", []),
        ("治疗组(n=30)与对照组(P<0.05)", []),
        ("多囊卵巢综合征(PCOS)患者", []),
    ],
)
def test_a_gloss_gives_the_term_and_not_the_sentence_before_it(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    found = glosses(text, terms={"活性氧"})
    assert [(g.en, g.zh, g.short) for g in found] == expected


def test_a_term_is_what_the_document_uses_again() -> None:
    text = "运动影响受体酪氨酸激酶受体B(tyrosine kinase receptor B, TrkB)。酪氨酸激酶受体B被激活。"
    assert [g.zh for g in glosses(text, elsewhere=text)] == ["酪氨酸激酶受体B"]


def test_a_part_of_a_pair_stands_where_its_words_stand(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(
        ("note", ["VAS：视觉模拟评分； NR：未报道。"]),
        ("note", ["VAS: visual analogue scale; NR: not re-", "ported."]),
    )
    pairs = separate(transcript, settings=SeparateSettings()).pairs
    reported = next(p for p in pairs if p.short == "NR")
    assert reported.en_source.box is not None and reported.zh_source.box is not None
    assert (reported.en_source.box.top, reported.en_source.box.bottom) == (150, 172)
    assert reported.zh_source.box.x0 > 100


def test_numbers_in_words_and_in_digits_agree() -> None:
    assert disagreement("This paper reviews ten studies from 2009 to 2021", "本文回顾了2009年至2021年的10项研究") == (
        (),
        (),
    )
    assert disagreement("nine trials, 12 weeks", "9项试验, 8周") == (("12",), ("8",))
    assert disagreement("three levels", "三个层面") == ((), ())
    assert disagreement("a 15% fall", "下降") == ((), ())


def test_shared_abbreviations_and_numbers_make_texts_alike() -> None:
    assert likeness("VAS and 5-HT at 12 weeks", "12周时的VAS与5-HT") > likeness(
        "VAS and 5-HT at 12 weeks", "BMI在8周时"
    )


def test_the_glossary_counts_a_term_over_documents(transcript_of: MakeTranscript) -> None:
    transcript = transcript_of(("keywords", ["关键词：针刺；疼痛"]), ("keywords", ["Key words: acupuncture; pain"]))
    pairs = separate(transcript, settings=SeparateSettings()).pairs
    rows = glossary([("a", pairs), ("b", pairs[1:2])])
    assert [(r.en, r.zh, r.count, r.where) for r in rows] == [
        ("acupuncture", "针刺", 2, ("a:1", "b:1")),
        ("pain", "疼痛", 1, ("a:1",)),
    ]
    assert glossary_tsv(rows).splitlines()[1] == "acupuncture\t针刺\t\t2\ta:1 b:1"
