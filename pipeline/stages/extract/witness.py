"""The second witness: what another engine reads where a number stands.

The first reader is right far more often; the second errs in other ways. So only digits, decimal signs and per cent
count, the second must be sure of itself, and where the two differ the first looks again, at the number alone. What is
still disputed keeps both readings under the flag `ocr-disagreement`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.core.geometry import Box, around
from pipeline.core.provenance import Reading
from pipeline.core.words import Word
from pipeline.ports import Image, OcrEngine, OcrLine

DISAGREEMENT = "ocr-disagreement"
NUMBER = re.compile(r"\d(?:[\d.,%~:/–—−-]*[\d%])?")
NO_OPINION = 0.70  # confidence of the second under which it has none
SURE_SECOND = 0.93
SURE_FIRST = 0.95
DOUBTFUL = 0.70  # confidence of the first under which it looks again even if the second has no opinion


@dataclass(frozen=True, slots=True)
class Token:
    """A number inside a word. first, last: half-open range in the word's text. chance: the word's confidence."""

    word: int
    first: int
    last: int
    text: str
    chance: float
    box: Box


def tokens_of(words: Sequence[Word]) -> list[Token]:
    """The numbers in words whose characters have boxes."""
    found = []
    for i, word in enumerate(words):
        known = len(word.char_boxes) == len(word.text)
        if word.raised or not known:
            continue
        for m in NUMBER.finditer(word.text):
            box = around(word.char_boxes[m.start() : m.end()])
            found.append(Token(i, m.start(), m.end(), m.group(), word.confidence, box))
    return found


def compared(
    words: Sequence[Word], tokens: Sequence[Token], crops: Sequence[Image], *, reader: OcrEngine, second: OcrEngine
) -> tuple[Word, ...]:
    """The words with the second witness heard. crops: of each token, upright, with a little white around it."""
    if not tokens:
        return tuple(words)
    said = [
        unbracketed(words[t.word], t, line) for t, line in zip(tokens, second.read_lines(crops, dpi=300), strict=True)
    ]
    disputed = [k for k, (t, line) in enumerate(zip(tokens, said, strict=True)) if _worth_a_look(t, line)]
    again = reader.read_lines([_roomy(crops[k]) for k in disputed], dpi=300) if disputed else ()
    heard = list(words)
    for k, look in zip(disputed, again, strict=True):
        token = tokens[k]
        heard[token.word] = settled(heard[token.word], token, look, said[k], f"ocr:{second.name}")
    return tuple(heard)


def unbracketed(word: Word, token: Token, line: OcrLine) -> OcrLine:
    """The second's reading without the 1 that it made of a bracket beside the number (`60(` as `601`).

    A number that has a 1 of its own there keeps it: of two the first reader may have lost one.
    """
    text, plain = line.text.strip(), token.text
    if word.text[token.last : token.last + 1] in tuple("([（") and text == f"{plain}1" and not plain.endswith("1"):
        return replace(line, text=plain)
    if word.text[max(0, token.first - 1) : token.first] in tuple(")]）") and text == f"1{plain}" and plain[0] != "1":
        return replace(line, text=plain)
    return line


def _worth_a_look(token: Token, line: OcrLine) -> bool:
    if not has_opinion(token, line):
        return token.chance < DOUBTFUL
    return value_key(line.text) != value_key(token.text)


def has_opinion(token: Token, line: OcrLine) -> bool:
    """Whether the second's reading counts: sure, and of about as many digits."""
    mine, theirs = digits_of(token.text), digits_of(line.text)
    return line.confidence >= NO_OPINION and bool(theirs) and abs(len(mine) - len(theirs)) <= 1


def settled(word: Word, token: Token, look: OcrLine, line: OcrLine, source: str) -> Word:
    """The word after the first reader's second look at a number in dispute."""
    first, second, third = value_key(token.text), value_key(line.text), value_key(look.text)
    if second == first:
        return word
    if not has_opinion(token, line):
        if not third or third == first:
            return word
        return _doubted(word, (Reading(word.source, _with(word, token, look.text), look.confidence),))
    if third == first and max(token.chance, look.confidence) >= SURE_FIRST and line.confidence < SURE_SECOND:
        return word
    rival = Reading(source, _with(word, token, line.text), line.confidence)
    if third == second and token.chance < SURE_FIRST:
        # Two against one: the number is the others', the first reading stays as the rival.
        kept = Reading(word.source, word.text, word.confidence)
        return _doubted(replace(word, text=_with(word, token, line.text), char_boxes=()), (kept, rival))
    return _doubted(word, (rival,))


def _doubted(word: Word, rivals: tuple[Reading, ...]) -> Word:
    flags = word.flags if DISAGREEMENT in word.flags else (*word.flags, DISAGREEMENT)
    return replace(word, alternatives=(*word.alternatives, *rivals), flags=flags)


def _with(word: Word, token: Token, text: str) -> str:
    return word.text[: token.first] + text.strip(" ,;:.()[]!'‘’|") + word.text[token.last :]


def value_key(text: str) -> str:
    """What counts of a number: digits, decimal signs, per cent."""
    plain = re.sub(r"[,·]", ".", unicodedata.normalize("NFKC", text))
    return re.sub(r"[^\d.%]", "", plain).strip(".")


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def _roomy(crop: Image) -> Image:
    """A crop with white on all sides: the recogniser expects a line with air around it."""
    edge = int(np.percentile(crop, 80)) if crop.size else 255
    room = max(3, crop.shape[0] // 6)
    return np.pad(crop, ((room // 2, room // 2), (room, room)), constant_values=edge)
