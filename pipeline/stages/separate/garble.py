"""Text that nobody can read, and why: Chinese read by an English model, wrong encodings, wrong character maps.

Each line is weighed word by word: words of English speak for it, scraps of capitals and symbols against it; numbers say
nothing. A line that says little itself is judged with its neighbours. Chinese is judged by which characters stand
side by side.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache
from typing import Literal

from pipeline.core.scripts import CJK_RUN, cjk_count, is_latin, latin_count
from pipeline.lexicon.plausible import chinese_plausibility, english_words, is_function_word, spelling

Reason = Literal["unmapped", "mojibake", "latin-noise", "unlikely-chinese"]

_UNMAPPED = re.compile(r"[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]|\(cid:\d+\)")
_MOJIBAKE = re.compile(
    r"(?:[\u00c2-\u00f4][\u0080-\u00bf]){2,}|(?:[\u00a1-\u00fe][\u00a1-\u00fe]){3,}|锟斤拷|烫烫烫|(?:[ÃÂâäåæçèéï][\u0080-\u00bf€-™]){2,}"
)
_TOKEN = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]+")
_OUTER = " .,;:!?()[]{}<>\"'`“”‘’«»*†‡®©™°¹²³⁰-⁹_|/\\~=+•·…—–-"
_NUMERIC = re.compile(r"^[<>≤≥=±~–—\-+]*\d[\d.,:;/()%×x~±\-–—]*(?:[A-Za-zµμ%°]{1,4}(?:/[A-Za-z]{1,4})?)?$")
_CITATION = re.compile(r"\[[\d,，\-–~\s]+\]|\[[A-Z]{1,2}(?:/[A-Z]{2})?\]")
_GLOSS = re.compile(r"(?:\b[A-Z][A-Za-z0-9\-]{1,8}\s?)?\([^()]*\)|\([^()]*$|^[^()]*\)")
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ue|ui|uo|a|e|i|o|u|v))"
)
_PINYIN = re.compile(_SYLLABLE + "{1,3}")
_SURNAME = re.compile(_SYLLABLE + "{1,2}")
_MOLECULE = re.compile(
    r"[A-Za-z]{1,6}\d{0,3}[-‐–/][A-Za-z]{0,2}\d{0,2}[A-Z]?|[A-Z][A-Za-z]{0,4}\d{1,2}[A-Za-z]{0,3}\d?|\S*[α-ω]\S*"
)
_CITED_NAME = re.compile(r"[A-Z][A-Za-zÀ-ÿ'’\-]{2,} [A-Z]{1,3}[,.;]")
_ET_AL = re.compile(r"\bet ?al\b")
_LATIN_STRETCH = re.compile(
    r"(?<![^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])[^\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]*[A-Za-z][^\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]*"
)
_LONGEST_LINE, _STRETCH = 30_000, 8_000  # characters of a line that is weighed whole, and of each stretch of one longer
_SLACK = 0.1
_SPARED_LINES = 3
_LEAST_CHINESE = 2
_ENOUGH_CHINESE = 20
_COMMON_SHORT = 1500
_BEYOND_DOUBT = 5.0
_JUNK_SIGN = frozenset("¥¢£§¤¬¦|{}\\^`~#$€»«°¶")
_ADDRESS = re.compile(r"^(?:https?://|www\.|10\.\d{4,}/)|@|\.(?:com|org|cn|net|edu)\b")


def marks(lines: Sequence[str], *, known: Container[str] = (), doubt: float = 0.0) -> tuple[Reason | None, ...]:
    """Why each of the lines of one region cannot be read, None where it can.

    known: words in lower case that stand in readable lines of the document (abbreviations, names): they speak for a
    line. doubt: how far below nothing the words must weigh; names and places deserve more than prose.
    """
    reasons: list[Reason | None] = [_broken_characters(line) for line in lines]
    lines = [sampled(line) for line in lines]
    weights = [_outer_weight(line, known) for line in lines]
    for i, own in enumerate(weights):
        if reasons[i] is None and _leans(weights, i, own) < -doubt - _SLACK:
            reasons[i] = "latin-noise" if latin_count(lines[i]) * 2 >= cjk_count(lines[i]) else "unlikely-chinese"
    return _with_wrong_chinese(lines, reasons)


def sampled(line: str) -> str:
    """The line, or three stretches of one that no page has room for: a file without line ends is judged by them."""
    if len(line) <= _LONGEST_LINE:
        return line
    middle = len(line) // 2
    return " ".join(line[at : at + _STRETCH] for at in (0, middle - _STRETCH // 2, len(line) - _STRETCH))


def weight(text: str, *, known: Container[str] = ()) -> float:
    """How much the words of a line speak for its being readable: positive for, negative against, near 0 for neither."""
    bare = _CITATION.sub(" ", text)
    names = _CITED_NAME.findall(bare)
    total = 0.0
    if len(names) >= 3 or (len(names) >= 2 and _ET_AL.search(bare)):
        bare = _CITED_NAME.sub(" ", bare)
        total += 0.6 * len(names)
    tokens = _TOKEN.findall(bare)
    amid_chinese = cjk_count(text) >= max(3, len(tokens))
    run = 0
    for token in tokens:
        value = _token_weight(token, known)
        if amid_chinese and value < 0 and token.strip(_OUTER).isupper():
            value /= 4  # a Chinese sentence is full of abbreviations
        run = run + 1 if value >= 1 else 0
        total += value + (0.5 if run >= 2 else 0.0)
    return total + _chinese_weight(text)


def known_tokens(lines: Sequence[str]) -> frozenset[str]:
    """Words in lower case of lines that are readable beyond doubt: they speak for other lines that hold them."""
    return frozenset(
        part.lower()
        for line in lines
        if weight(sampled(line)) >= _BEYOND_DOUBT
        for token in dict.fromkeys(_TOKEN.findall(line))
        for part in re.split(r"[^A-Za-z0-9]+", token)
        if len(part) > 2 and not part.isdigit()
    )


def noise_runs(text: str, *, known: Container[str] = ()) -> tuple[tuple[int, int], ...]:
    """Ranges of a Chinese line where Latin scraps stand for characters that were not read: three words or more in a row
    that together speak clearly against themselves."""
    if cjk_count(text) < _LEAST_CHINESE:
        return ()
    spans: list[tuple[int, int]] = []
    for stretch in _LATIN_STRETCH.finditer(text):
        tokens = [t for t in _TOKEN.findall(_CITATION.sub(" ", stretch.group())) if any(is_latin(c) for c in t)]
        if len(tokens) >= 3 and sum(_token_weight(t, known) for t in tokens) <= -1.0:
            spans.append(stretch.span())
    return tuple(spans)


def _outer_weight(line: str, known: Container[str]) -> float:
    """The weight of a line; an English gloss in brackets does not save a line that is noise outside of them."""
    whole = weight(line, known=known)
    if cjk_count(line) or not ("(" in line or ")" in line):
        return whole
    outside = weight(_GLOSS.sub(" ", line), known=known)
    return outside if outside < -0.5 else whole


def _leans(weights: Sequence[float], i: int, own: float) -> float:
    """A line's own weight, with its neighbours' where it says little."""
    if abs(own) >= 2.0:
        return own
    around = [max(-3.0, min(3.0, weights[j])) for j in (i - 1, i + 1) if 0 <= j < len(weights)]
    return own + 0.4 * sum(around)


def _broken_characters(line: str) -> Reason | None:
    """Characters that stand for no character at all."""
    ink = len(line.replace(" ", "")) or 1
    unmapped = sum(len(m) for m in _UNMAPPED.findall(line))
    if unmapped and (unmapped / ink > 0.2 or len(_UNMAPPED.findall(line)) >= 4):
        return "unmapped"
    if sum(len(m.group()) for m in _MOJIBAKE.finditer(line)) / ink > 0.3:
        return "mojibake"
    return None


def _token_weight(token: str, known: Container[str]) -> float:
    """What one stretch without spaces says, parts at hyphens and slashes on their own."""
    if _ADDRESS.search(token):
        return 0.5
    core = token.strip(_OUTER)
    if len(core) == 1 and core.isupper() and token.endswith((".", ".,", ".;")):
        return -0.1  # an initial
    if not core:
        return -0.4 if _JUNK_SIGN & set(token) else 0.0
    if _NUMERIC.match(core):
        return 0.0
    parts = [p for p in re.split(r"[-‐‑/'’+&,;:.()\[\]>=<×]", core) if p]
    if _MOLECULE.fullmatch(core):
        return 0.1
    noise = -0.8 * len(_JUNK_SIGN & set(core))
    letters = [p for p in parts if any(is_latin(c) for c in p)]
    if not letters:
        return noise
    if core.lower() in known:
        return 0.8 if len(core) > 2 else 0.2
    values = [0.0 if _MOLECULE.fullmatch(p) else _part_weight(p, known) for p in letters]
    return noise + (sum(values) if min(values) < 0 else max(values) + 0.5 * (len(values) - 1))


def _part_weight(part: str, known: Container[str]) -> float:
    """What one run of letters says."""
    lower = part.lower()
    if lower in known and len(part) > 2:
        return 0.8
    if not part.isalpha():
        return _mixed_weight(part)
    if part.islower():
        return _lower_weight(part)
    if part.istitle():
        return _title_weight(part, lower)
    if part.isupper():
        return _capitals_weight(part, lower)
    return -1.5 if len(part) > 2 else -1.0


def _lower_weight(part: str) -> float:
    rank = english_words().get(part)
    if rank is not None and is_function_word(part):
        return 2.0 if len(part) > 2 else 1.2
    if rank is not None and len(part) >= 4:
        return 2.0 if len(part) >= 6 else 1.4
    if len(part) == 3:
        return 0.2 if rank is not None and rank < 6000 else -0.9
    if len(part) <= 2:
        return 0.1 if part == "a" else (0.2 if rank is not None and rank < _COMMON_SHORT else -0.8)
    if len(part) >= 5 and spelling(part) > -4.3:
        return 1.2 if len(part) >= 7 else 0.4
    return -1.2


def _title_weight(part: str, lower: str) -> float:
    rank = english_words().get(lower)
    if len(part) == 1:
        return -0.5 if part not in ("A", "I") else -0.3
    if rank is not None and len(part) >= 4:
        return 1.6 if len(part) >= 6 else 0.8
    if rank is not None and rank < _COMMON_SHORT and len(part) >= 2:
        return 0.3
    if is_pinyin(lower):
        return 0.8 if len(part) >= 5 else 0.1
    if len(part) >= 5 and spelling(lower) > -4.4:
        return 0.5
    return -0.7 if len(part) <= 3 else -0.5


def _capitals_weight(part: str, lower: str) -> float:
    rank = english_words().get(lower)
    if len(part) == 1:
        return -0.45
    if rank is not None and (len(part) >= 4 or is_function_word(lower)):
        return 0.5 if len(part) >= 5 else 0.2
    if len(part) >= 4 and _SURNAME.fullmatch(lower):
        return 0.2
    return -0.7 if len(part) <= 3 else -0.6


def _mixed_weight(part: str) -> float:
    """Letters and digits in one run: `Fig1`, `BMI25`, `20mg` are harmless, `4l7b0E` is not."""
    runs = re.findall(r"[A-Za-zÀ-ÿ]+|[^A-Za-zÀ-ÿ]+", part)
    return -0.2 if len(runs) <= 2 else -1.0


def _chinese_weight(text: str) -> float:
    """What the Chinese characters of a line say."""
    count = cjk_count(text)
    if count == 0:
        return 0.0
    share = chinese_plausibility(text)
    if share is None:
        return 0.35 * count
    if share > 0.3:
        return 0.7 * count
    # A few pairs are as likely a drug's name written by its sound (西替利嗪) as junk.
    return (share - 0.12) * 4 * count * min(1.0, count / _ENOUGH_CHINESE) ** 2


def spared(lines: Sequence[str], reasons: Sequence[Reason | None]) -> tuple[Reason | None, ...]:
    """`reasons` without the few noisy lines inside a text that can be read: there they are lists of abbreviations.

    For lines of a trusted reader, who reads well on both sides of them or not at all.
    """
    out = list(reasons)
    start = 0
    while start < len(out):
        end = start
        while end < len(out) and (out[end] == "latin-noise") == (out[start] == "latin-noise"):
            end += 1
        beside = [weight(lines[i]) for i in (start - 1, end) if 0 <= i < len(out)]
        if out[start] == "latin-noise" and end - start <= _SPARED_LINES and beside and min(beside) > 0.5:
            out[start:end] = [None] * (end - start)
        start = end
    return tuple(out)


def _with_wrong_chinese(lines: Sequence[str], reasons: list[Reason | None]) -> tuple[Reason | None, ...]:
    """Lines of Chinese characters that no text puts side by side, judged on the whole region and on long lines."""
    whole = "".join("".join(CJK_RUN.findall(line)) for line in lines)
    share = chinese_plausibility(whole)
    all_wrong = share is not None and len(whole) >= 20 and share < 0.12
    for i, line in enumerate(lines):
        own = chinese_plausibility(line)
        wrong = own is not None and (own < 0.06 and cjk_count(line) >= 15)
        if (
            reasons[i] is None
            and cjk_count(line) * 3 > latin_count(line)
            and (wrong or (all_wrong and (own or 0) < 0.2))
        ):
            reasons[i] = "unlikely-chinese"
    return tuple(reasons)


@cache
def is_pinyin(word: str) -> bool:
    """Whether `word` (lower case) is one to three syllables of Mandarin in Latin letters."""
    return _PINYIN.fullmatch(word) is not None
