"""Raised characters of a scan: read again by themselves, then written as the contract writes them.

A line's recogniser sees a citation at half the detail of the text, and its bracket as a `1` or not at all. Cut out and
enlarged, the same ink is read once more: a second look by the same eye, trusted where it makes a citation whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.provenance import Reading
from pipeline.core.words import Word
from pipeline.ports import OcrLine
from pipeline.stages.extract.superscripts import SUPERSCRIPTS, bare_numbers, citation_numbers, kind_of, written

OPENING = re.compile(r"^[1lI|!tTrfCc(（{【〔［](?=\d{1,3}(?:\D|$))")
CLOSING = re.compile(r"(?<=\d)[1lIJj|!)）}】〕］]$")
SHADOW = re.compile(r"^[{^`´]+(?=\[)")
EXPONENT = re.compile(r"[-+−–]?\d{1,2}")
SURE = 0.93
SURE_EXPONENT, UNSURE_EXPONENT = 0.95, 0.8
YEAR = re.compile(r"(?:19|20)\d\d[a-z]?$")
LIKE_CITATION = re.compile(r"\[(?=[^\]]*[A-Za-z])[\dsSoOgqzZB]{1,3}\]")
LIKE_DIGITS = str.maketrans("sSoOgqzZB", "550099228")
CONFUSED = str.maketrans("【】〔〕［］（）lI|ª", "[][][]()111a")


def settled(word: Word, again: OcrLine, *, base: str, bare: bool) -> Word:
    """A raised word with its text settled from both looks.

    again: the second look, of the cut-out ink. base: what it stands on. bare: whether raised numerals without brackets
    are citations here. Two whole citations that differ keep both readings under the flag `ocr-disagreement`.
    """
    first, second = _plain(word.text), _plain(again.text)
    whole = [t for t in (first, second) if citation_numbers(t)]
    if len(whole) == 2 and citation_numbers(first) != citation_numbers(second):
        return _longer(word, first, second, again.confidence)
    if whole:
        seen = again.confidence if whole[0] == second else 0.0
        return _written(word, whole[0], confidence=max(word.confidence, seen))
    mended = _mended(first) or _mended(second)
    if mended:
        rival = Reading(word.source, first, word.confidence)
        return replace(_written(word, mended), alternatives=(rival,), flags=("ocr-disagreement",))
    if "°" in first and re.search(r"(?:^|\D)10$", base):
        return _exponent(word, first, second, again.confidence)
    if re.search(r"[×xX*·]\s?10$", base):
        return _power(word, first, second, again.confidence)
    digits = next((t for t in (second, first) if bare_numbers(t)), None)
    text = digits or (second if again.confidence > word.confidence and second else first)
    kind = kind_of(text, base, after=True, bare_citations=bare or bool(YEAR.search(base)))
    if kind == "plain" or (kind == "mark" and not all(c in SUPERSCRIPTS for c in text)):
        return replace(word, text=text)
    return replace(word, text=written(text, kind))


def _longer(word: Word, first: str, second: str, confidence: float) -> Word:
    """Two whole citations: a thin digit is passed over more easily than it is made up, so the longer one stands.

    It stands unflagged where it only has more characters and was sure of them.
    """
    looks = sorted(((first, word.confidence), (second, confidence)), key=lambda seen: len(seen[0]), reverse=True)
    (long, sure), (short, other) = looks
    rest = iter(long)
    if len(long) > len(short) and sure >= SURE and all(c in rest for c in short):
        return _written(word, long, confidence=sure)
    rival = Reading(word.source, f"[{citation_numbers(short)}]", other)
    return replace(_written(word, long, confidence=sure), alternatives=(rival,), flags=("ocr-disagreement",))


def _exponent(word: Word, first: str, second: str, confidence: float) -> Word:
    """A power of ten whose exponent looked like a degree sign: the second look counts, flagged unless
    it was surer."""
    if not bare_numbers(second):
        return replace(word, text=first, flags=("low-confidence",))
    rival = Reading(word.source, first, word.confidence)
    text = written(second, "exponent")
    flags = () if confidence >= SURE > word.confidence else ("ocr-disagreement",)
    return replace(word, text=text, confidence=confidence, alternatives=(rival,), flags=flags)


def _power(word: Word, first: str, second: str, confidence: float) -> Word:
    """The exponent after `×10`: the surer look's; flagged where it is not sure or the other differs."""
    looks = [(t, p) for t, p in ((second, confidence), (first, word.confidence)) if EXPONENT.fullmatch(t)]
    if not looks:
        return replace(word, flags=("low-confidence",))
    text, sure = max(looks, key=lambda look: look[1])
    said = replace(word, text=written(text, "exponent"), confidence=sure)
    others = [p for t, p in looks if t != text]
    if sure >= SURE_EXPONENT and all(p < UNSURE_EXPONENT for p in others):
        return said
    rivals = tuple(Reading(word.source, t, p) for t, p in looks if t != text)
    return replace(said, alternatives=rivals, flags=("ocr-disagreement",) if rivals else ("low-confidence",))


def with_digits(word: Word) -> Word:
    """A word with digits for the letters like them in a citation at its end (`2014[s]`), the reading kept beside it."""
    found = LIKE_CITATION.search(word.text)
    if word.raised or not found or not found.start() or found.end() < len(word.text):
        return word
    text = word.text[: found.start()] + found.group().translate(LIKE_DIGITS)
    rival = Reading(word.source, word.text, word.confidence)
    return replace(word, text=text, alternatives=(*word.alternatives, rival), flags=(*word.flags, "ocr-disagreement"))


def _plain(text: str) -> str:
    plain = SHADOW.sub("", "".join(text.split()).translate(CONFUSED))
    return re.sub(r"(?<=\d)\.(?=\d)", ",", plain) if "[" in plain or "]" in plain else plain


def _mended(text: str) -> str | None:
    """A citation that lost one of its brackets, or a digit between them, to a look-alike."""
    if LIKE_CITATION.fullmatch(text):
        return text.translate(LIKE_DIGITS)
    if text.startswith("[") == text.endswith("]"):
        return None
    if text.startswith("["):
        whole = CLOSING.sub("", text) + "]" if CLOSING.search(text) and len(text) > 2 else text + "]"
    else:
        whole = "[" + OPENING.sub("", text)
    return whole if citation_numbers(whole) else None


def _written(word: Word, text: str, *, confidence: float | None = None) -> Word:
    said = written(text, "citation")
    return replace(word, text=said, confidence=word.confidence if confidence is None else confidence)


def bare_citations(texts: Sequence[str]) -> bool:
    """Whether a page raises citations without brackets: several bare numbers and no bracketed ones."""
    bracketed = sum(1 for t in texts if "[" in t or "]" in t)
    numbers = sum(1 for t in texts if bare_numbers(_plain(t)))
    return bracketed == 0 and numbers >= 4
