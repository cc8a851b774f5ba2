"""What nobody can read is marked; what somebody can is not."""

from __future__ import annotations

from time import process_time

import pytest

from pipeline.stages.separate.garble import is_pinyin, known_tokens, marks, noise_runs, sampled, weight


@pytest.mark.parametrize(
    "line",
    [
        "BEE Ass Jd EL #8 LAS ins BEER Pt Za DL EF UB",
        "i AEP A) 7% ~ 10% 5H) A] FE BE NP AY DDE, Ji",
        "THEN, WLI HAS AY VA EPS I, 8 HE I",
        "DPN: F# I MR 205 A%, HITT: w58 B2 I B 25, SNCV: S AE S ¥",
        "WHMEEIEPREZ CHEEN/EH. NGFM",
        "444 (reactive oxygen species, ROS)7KF- I IR I",
    ],
)
def test_chinese_read_as_english_is_noise(line: str) -> None:
    assert marks([line]) == ("latin-noise",)


@pytest.mark.parametrize(
    "line",
    [
        "Neuropathic pain, one of the most common neurological disorders, often causes severe nega-",
        "HRR: heart rate reserve; 1-RM: one-repetition maximum; RPE: rating of perceived exertion; CIPN:",
        "(Department of Neurorehabilitation, Zhongnan Hospital of Wuhan University, Wuhan 430000, China)",
        "neuropathic pain; exercise training; exercise prescription; mechanism",
        "Table 1 Randomized controlled trials of metformin in polycystic ovary syndrome",
        "ADVANCES IN THE EFFICACY OF EXERCISE FOR PAIN",
        "at doses of 750 mg bid, 1 000 mg/d and 2000 mg/d (P<0.05, 95% CI -1.31 to -0.33)",
        "tazone compared in polycystic ovary syndrome",
        "常用的钙通道阻滞剂、抗癫痫药和β受体阻滞剂起效较慢",
        "毫针刺法(VAS、MSQ、HIT-6)",
        "https://www.example.org/a/b?c=1",
        "12 (8.3%)",
    ],
)
def test_what_can_be_read_is_not_marked(line: str) -> None:
    assert marks([line]) == (None,)


def test_author_lines_get_the_benefit_of_the_doubt() -> None:
    assert marks(["XIE Shun, LIN Junbin*", "K. J. Østergård, M. Šimek"], doubt=2.5) == (None, None)


def test_a_line_that_says_little_follows_its_neighbours() -> None:
    junk = ["FT TE RK HIME AE EL AY", "Bi), 12", "Za DL EF UB Jd LAS Pt"]
    assert marks(junk) == ("latin-noise",) * 3


def test_broken_characters_are_named() -> None:
    assert marks(["\ue001\ue002\ue003 a"]) == ("unmapped",)
    assert marks(["(cid:12)(cid:99)(cid:7)(cid:3)"]) == ("unmapped",)
    assert marks(["ÖÐ¹úÔËÁ¦Ò½Ñ§ÔÓÖ¾"]) == ("mojibake",)


def test_a_line_with_the_name_of_a_drug_amid_chinese_prose_can_be_read() -> None:
    lines = (
        "与试验组相同，均为4～6 h，症状评分由（8.4±",
        "1.9）分降至（4.2±1.3）分。KIM等[7]在西替利嗪10",
        "mg/d的基础上加用贴敷，血清IgE水平下降（P<0.01）。",
    )
    assert marks(lines) == (None, None, None)


def test_chinese_that_no_text_puts_side_by_side_is_unlikely() -> None:
    wrong = "疏韵绐舢烙妥炕汞韭侨胯钓臼绞捻叭疚峦恕尹"
    assert marks([wrong]) == ("unlikely-chinese",)


def test_words_of_clear_lines_speak_for_doubtful_ones() -> None:
    known = known_tokens(["The PCOS group received metformin and the TNF level fell in all of the women"])
    assert "pcos" in known
    assert weight("PCOS TNF", known=known) > weight("PCOS TNF")


def test_pinyin_is_known_by_its_syllables() -> None:
    assert is_pinyin("qingyang") and is_pinyin("xie")
    assert not is_pinyin("whrze")


def test_latin_scraps_inside_a_chinese_line_are_found() -> None:
    text = "AUIS INS), ERT AAEA, 针 刺 可 以 增"
    ((start, end),) = noise_runs(text)
    assert text[start:end].strip() == "AUIS INS), ERT AAEA,"


def test_terms_inside_a_chinese_line_are_no_scraps() -> None:
    assert noise_runs("活性氧 (reactive oxygen species, ROS) 堆积") == ()
    assert noise_runs("每周 3 次 , 每次 30 min, 8 周 后 VAS 评分 下降") == ()


def test_a_file_without_line_ends_is_judged_by_stretches_of_it() -> None:
    readable = "Aerobic training of the lower limb was given to patients with pain. " * 4000
    noise = "BEE Ass Jd EL #8 LAS ins BEER Pt Za DL EF UB " * 4000
    started = process_time()
    assert marks([readable, noise]) == (None, "latin-noise")
    assert process_time() - started < 1.0
    assert len(sampled(readable)) < len(readable) / 5
    assert sampled("short") == "short"
