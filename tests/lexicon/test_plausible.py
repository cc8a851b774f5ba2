"""What English and Chinese look like, and what neither does."""

from __future__ import annotations

from pipeline.lexicon.plausible import (
    chinese_plausibility,
    english_plausibility,
    english_words,
    is_function_word,
    is_traditional,
    spelling,
)


def test_prose_is_plausible_english() -> None:
    share = english_plausibility("Exercise lowers markers of neuroinflammation in chemotherapy-induced neuropathy")
    assert share is not None and share > 0.9


def test_chinese_read_with_an_english_model_is_not_plausible_english() -> None:
    share = english_plausibility("BEE Fwd EL #8 AGS inz BEER Pt Za DL EF UB MEEFRA T WHRZE")
    assert share is not None and share < 0.5


def test_running_chinese_is_plausible_and_shuffled_chinese_is_not() -> None:
    running = chinese_plausibility("目前的研究仍有若干不足，样本量偏小，多数研究未说明样本量估算依据")
    shuffled = chinese_plausibility("据的算若估研不明前足干量仍样未目究多说小有数依偏")
    assert running is not None and shuffled is not None
    assert running > 0.4 > 0.2 > shuffled


def test_spaces_that_a_recogniser_puts_between_characters_do_not_matter() -> None:
    assert chinese_plausibility("针 刺 预防 性 治疗 偏 头 痛 的 临床") == chinese_plausibility(
        "针刺预防性治疗偏头痛的临床"
    )


def test_traditional_chinese_is_not_held_against_a_text() -> None:
    assert chinese_plausibility("諸風掉眩，皆屬於肝；諸寒收引，皆屬於腎；諸氣膹鬱，皆屬於肺") is None
    assert is_traditional("糖尿病周圍神經病變患者之運動治療與臨床研究進展")
    assert not is_traditional("诸风掉眩，皆属于肝；诸寒收引，皆属于肾")
    assert not is_traditional("疏韵绐舢烙妥炕汞韭侨胯钓臼绞捻叭疚峦恕尹")


def test_too_little_text_has_no_plausibility() -> None:
    assert english_plausibility("NP, 8") is None
    assert chinese_plausibility("图1") is None


def test_technical_words_are_spelt_as_english_and_noise_is_not() -> None:
    assert "metformin" not in english_words()
    assert spelling("metformin") > spelling("xqzt")
    assert is_function_word("which") and not is_function_word("metformin")
