"""Text layers that lie, and those that do not: what is believed, and what is read from the page instead."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pdf_making import (
    edited,
    raw_gbk,
    scanned,
    typeset,
    with_content,
    with_wrong_maps,
    without_maps,
    without_shapes,
)
from reading import read_bytes, text_of

from pipeline.core.provenance import RAPIDOCR, TEXT_LAYER
from pipeline.stages.extract.text_layer_pages import WINDOW

CHINESE = (
    "针刺治疗慢性疼痛的随机对照试验结果表明，治疗组疼痛评分显著下降，对照组无明显变化。纳入患者60例，每周治疗3次。"
)
ENGLISH = "The treatment group improved significantly compared with controls in 2014#super[\\[24\\]]. Pain ↓, ADL ↑."
BODY = f"{CHINESE}\n\n{ENGLISH}"
SERIF, SONG = "Liberation", "Noto"


@pytest.fixture(scope="module")
def good() -> bytes:
    return typeset(BODY)


@pytest.fixture(scope="module")
def expected(good: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    return text_of(read_bytes(good, tmp_path_factory.mktemp("good"), with_engines=False).pages[0])


def test_no_line_of_a_good_text_layer_is_read_again(good: bytes, tmp_path: Path) -> None:
    read = read_bytes(good, tmp_path)
    assert all(font.trusted for font in read.fonts)
    assert {w.source for w in read.pages[0].words} == {TEXT_LAYER}
    assert read.pages[0].text_source == "text-layer"
    assert not read.issues


def test_every_chinese_font_is_looked_at_on_the_page(good: bytes, tmp_path: Path) -> None:
    song = next(f for f in read_bytes(good, tmp_path).fonts if SONG in f.font)
    assert any("looked at" in reason for reason in song.reasons)


def test_a_chinese_font_without_a_map_is_read_from_the_page(good: bytes, expected: str, tmp_path: Path) -> None:
    read = read_bytes(without_maps(good, font=SONG), tmp_path)
    assert text_of(read.pages[0]) == expected
    assert read.pages[0].text_source == "mixed"
    assert {w.source for w in read.pages[0].words if "针" in w.text} == {RAPIDOCR}
    assert {w.source for w in read.pages[0].words if "treatment" in w.text} == {TEXT_LAYER}


def test_a_latin_font_without_a_map_is_read_from_the_page_with_its_spaces(
    good: bytes, expected: str, tmp_path: Path
) -> None:
    assert text_of(read_bytes(without_maps(good, font=SERIF), tmp_path).pages[0]) == expected


def test_plausible_characters_that_the_page_does_not_show_are_not_believed(
    good: bytes, expected: str, tmp_path: Path
) -> None:
    read = read_bytes(with_wrong_maps(good, font=SONG, change=lambda c: chr(ord(c) + 7)), tmp_path)
    assert text_of(read.pages[0]) == expected
    assert [f.trusted for f in read.fonts if SONG in f.font] == [False]
    assert any(i.code == "font-untrusted" and SONG in i.message for i in read.issues)


def test_shifted_digits_under_good_english_are_caught(good: bytes, expected: str, tmp_path: Path) -> None:
    shifted = with_wrong_maps(good, font=SERIF, change=lambda c: str((int(c) + 1) % 10) if c.isdigit() else c)
    assert text_of(read_bytes(shifted, tmp_path).pages[0]) == expected


def test_a_flipped_arrow_keeps_both_readings_under_a_flag(good: bytes, tmp_path: Path) -> None:
    flip = {"↓": "↑", "↑": "↓"}
    read = read_bytes(with_wrong_maps(good, font=SERIF, change=lambda c: flip.get(c, c)), tmp_path)
    arrows = [w for w in read.pages[0].words if set(w.text) & set("↑↓")]
    assert arrows and all("arrow-disputed" in w.flags and w.alternatives for w in arrows)


def test_codes_in_the_private_use_area_are_read_and_the_rest_of_the_font_kept(
    good: bytes, expected: str, tmp_path: Path
) -> None:
    private = with_wrong_maps(good, font=SERIF, change=lambda c: chr(0xE000 + ord(c)) if c in "0123456789" else c)
    page = read_bytes(private, tmp_path).pages[0]
    assert text_of(page) == expected
    assert {w.source for w in page.words if w.text == "treatment"} == {TEXT_LAYER}


def test_a_sign_in_private_use_that_the_engine_does_not_know_is_doubted(tmp_path: Path) -> None:
    tick = '#h(20pt) #text(font: "DejaVu Sans")[✓] #h(20pt)'
    made = typeset(f"Blinded {tick} Randomised {tick}")
    private = with_wrong_maps(made, font="DejaVu", change=lambda c: chr(0xE000 + ord(c) % 256))
    signs = [w for w in read_bytes(private, tmp_path).pages[0].words if w.source == RAPIDOCR]
    assert signs
    assert all(w.confidence <= 0.5 or w.flags for w in signs)


def test_latin_letters_on_chinese_glyphs_are_not_believed(good: bytes, expected: str, tmp_path: Path) -> None:
    latin = with_wrong_maps(good, font=SONG, change=lambda c: chr(0x21 + ord(c) % 90))
    assert text_of(read_bytes(latin, tmp_path).pages[0]) == expected


def test_without_an_engine_the_text_layer_stays_and_the_doubt_is_said(good: bytes, tmp_path: Path) -> None:
    read = read_bytes(without_maps(good, font=SONG), tmp_path, with_engines=False)
    assert any("no engine" in i.message for i in read.issues)
    assert "treatment" in text_of(read.pages[0])


def test_ink_that_the_text_layer_calls_nothing_is_read_from_the_page(good: bytes, tmp_path: Path) -> None:
    lost = with_wrong_maps(good, font=SONG, change=lambda c: "\u200b" if c in "针刺治疗慢性" else c)
    read = read_bytes(lost, tmp_path)
    assert any(i.code == "text-layer-incomplete" for i in read.issues)
    assert any("针刺治疗" in w.text for w in read.pages[0].words)
    assert sum("组疼痛评分" in w.text for w in read.pages[0].words) == 1


def test_raw_gbk_bytes_are_decoded_rather_than_taken_for_latin(tmp_path: Path) -> None:
    text = "针刺治疗慢性疼痛的随机对照试验结果表明，治疗组疼痛评分显著下降。"
    assert text_of(read_bytes(raw_gbk(text), tmp_path).pages[0]) == text


JUNK = b"BT /F 10 Tf %d Tr 30 250 Td (S AE S junk of the wrong model here and there) Tj ET"
STAMP = b" BT /F 6 Tf 0 Tr 30 5 Td (Downloaded 2020) Tj ET"


@pytest.mark.parametrize(("before", "after"), [(JUNK % 0, b""), (b"", JUNK % 3), (b"", JUNK % 3 + STAMP)])
def test_a_hidden_layer_on_a_scan_gives_way_to_the_page(
    good: bytes, before: bytes, after: bytes, tmp_path: Path
) -> None:
    read = read_bytes(scanned(good, before=before, after=after), tmp_path)
    said = text_of(read.pages[0])
    assert "junk" not in said and "treatment group" in said and "针刺治疗" in said
    assert any(i.code == "hidden-text-layer" for i in read.issues)
    assert read.pages[0].text_layer_quality is not None and read.pages[0].text_layer_quality < 0.3


def test_a_page_whose_content_breaks_off_is_read_from_its_pixels(good: bytes, tmp_path: Path) -> None:
    broken = with_content(good, lambda content: content.replace(b"BT", b"BT [(x) 3 /F TJ", 1))
    read = read_bytes(broken, tmp_path)
    assert "treatment" in text_of(read.pages[0])


def test_a_long_document_is_read_in_windows_each_page_once(good: bytes, tmp_path: Path) -> None:
    def repeat(pdf: pikepdf.Pdf) -> None:
        for _ in range(WINDOW):
            pdf.pages.append(pdf.pages[0])

    read = read_bytes(edited(without_maps(good, font=SONG), repeat), tmp_path, with_engines=False)
    assert [page.number for page in read.pages] == list(range(1, WINDOW + 2))
    assert len({text_of(page) for page in read.pages}) == 1
    assert len({font.font for font in read.fonts}) == len(read.fonts)


def test_a_font_that_is_not_embedded_is_not_judged_by_the_shapes_of_another(good: bytes, tmp_path: Path) -> None:
    read = read_bytes(without_shapes(good), tmp_path)
    assert all(font.trusted for font in read.fonts)
    assert text_of(read.pages[0]) == text_of(read_bytes(good, tmp_path).pages[0])


def test_arrows_that_the_text_layer_calls_latin_signs_are_read_from_the_page(tmp_path: Path) -> None:
    lines = (
        "Pain score ↓ and gait speed ↑ after the training, age ≥ 60 years. \\\nGrip strength ↑ and fat mass ↓ later."
    )
    latin = {"↑": "±", "↓": "¯", "≥": "³"}
    lying = with_wrong_maps(typeset(lines), font="Liberation", change=lambda c: latin.get(c, c))
    said = text_of(read_bytes(lying, tmp_path).pages[0])
    assert [c for c in said if c in "↑↓≥"] == ["↓", "↑", "≥", "↑", "↓"]
    assert not set(latin.values()) & set(said)


def test_a_latin_sign_that_the_page_shows_stays_the_text_layers(tmp_path: Path) -> None:
    read = read_bytes(typeset("Mean 23.4 ± 3.1 kg/m² at 20 °C, a dose of 5 µg and £3."), tmp_path)
    assert {w.source for w in read.pages[0].words} == {TEXT_LAYER}
    assert "±" in text_of(read.pages[0]) and "£" in text_of(read.pages[0])


def test_chinese_commas_of_a_font_without_a_map_are_read_though_their_glyphs_are_mostly_white(tmp_path: Path) -> None:
    good = typeset("针刺组；药物组；对照组，共三组。疼痛评分；睡眠质量；不良反应，均有记录。")
    read = read_bytes(without_maps(good, font=SONG), tmp_path)
    assert [c for c in text_of(read.pages[0]) if c in "；，。"] == list("；；，。；；，。")


def test_fonts_too_small_to_judge_are_not_believed_where_most_of_the_text_lies(tmp_path: Path) -> None:
    body = '针刺治疗组疼痛评分显著下降，睡眠质量明显改善，未见复发。\\\n#text(font: "Noto Sans CJK SC")[疗效]'
    lying = with_wrong_maps(typeset(body), font=SONG, change=lambda c: chr(ord(c) + 7))
    lying = with_wrong_maps(lying, font="Sans", change=lambda c: "¯" if c == "疗" else "K")
    assert text_of(read_bytes(lying, tmp_path).pages[0]).endswith("疗效")


def test_a_small_chinese_font_is_not_believed_where_the_other_chinese_fonts_lie(tmp_path: Path) -> None:
    english = "The treatment group had lower pain scores at twelve weeks than the control group and slept better. " * 4
    body = f'{english}针刺治疗组疼痛评分显著下降，睡眠质量明显改善。#text(font: "Noto Sans CJK SC")[疗效]'
    lying = with_wrong_maps(typeset(body), font=SONG, change=lambda c: chr(ord(c) + 7))
    lying = with_wrong_maps(lying, font="Sans", change=lambda c: chr(ord(c) + 7))
    assert text_of(read_bytes(lying, tmp_path).pages[0]).endswith("疗效")
