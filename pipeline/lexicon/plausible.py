"""How plausible a text is as English and as Chinese: word lists and letter statistics, no engine, no document.

english_words.txt: 60 000 words, most frequent first (SymSpell's frequency dictionary). chinese_bigrams.txt: a line a
character, most frequent first, followed by the characters that stand after it inside words (jieba's dictionary).
docs/decisions/ names licences and sizes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from pipeline.core.scripts import CJK_RUN, LATIN_WORD

_FUNCTION_WORD_RANK = 400
_SPACE_INSIDE_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff])")
_LEAST_LETTERS = 8
_LEAST_PAIRS = 6


@cache
def english_words() -> Mapping[str, int]:
    """English words in lower case with their frequency rank from 0; technical words may be missing."""
    text = (files(__package__) / "english_words.txt").read_text("utf-8")
    return {word: rank for rank, word in enumerate(text.split())}


@cache
def chinese_pairs() -> frozenset[str]:
    """Pairs of characters that stand side by side inside simplified Chinese words."""
    lines = (files(__package__) / "chinese_bigrams.txt").read_text("utf-8").split()
    return frozenset(line[0] + after for line in lines for after in line[1:])


@cache
def chinese_ranks() -> Mapping[str, int]:
    """Chinese characters with their frequency rank from 0; rare and traditional ones are missing."""
    lines = (files(__package__) / "chinese_bigrams.txt").read_text("utf-8").split()
    return {line[0]: rank for rank, line in enumerate(lines)}


@cache
def _trigrams() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Counts of letter triples and of their first two letters in the word list, `^` and `$` at the ends."""
    triples: Counter[str] = Counter()
    for word in english_words():
        padded = f"^^{word}$"
        triples.update(padded[i : i + 3] for i in range(len(padded) - 2))
    heads: Counter[str] = Counter()
    for triple, count in triples.items():
        heads[triple[:2]] += count
    return triples, heads


@cache
def spelling(word: str) -> float:
    """Mean log2 probability a letter of `word` under English spelling: about -3 for real words, below -5 for noise."""
    triples, heads = _trigrams()
    padded = f"^^{word.lower()}$"
    total = 0.0
    for i in range(len(padded) - 2):
        total += math.log2((triples.get(padded[i : i + 3], 0) + 0.05) / (heads.get(padded[i : i + 2], 0) + 1.4))
    return total / (len(padded) - 2)


def is_function_word(word: str) -> bool:
    """One of the few hundred most frequent English words, in lower case and of at least two letters."""
    rank = english_words().get(word)
    return len(word) > 1 and rank is not None and rank < _FUNCTION_WORD_RANK


def english_plausibility(text: str) -> float | None:
    """Share of the letters of `text` that stand in words English could have, 0..1; None under eight letters."""
    good = total = 0
    for match in LATIN_WORD.finditer(text):
        for part in re.split(r"[-\u2010\u2011'\u2019]", match.group()):
            total += len(part)
            good += len(part) if _is_plausible(part) else 0
    return good / total if total >= _LEAST_LETTERS else None


def chinese_plausibility(text: str) -> float | None:
    """Share of adjacent simplified Chinese characters of `text` that words put side by side, 0..1.

    Running text has about 0.5, characters drawn at random below 0.1. Pairs with a character the table does not know
    do not count; None under six pairs, and for text in traditional characters, which the table cannot judge.
    """
    if is_traditional(text):
        return None
    pairs, ranks = chinese_pairs(), chinese_ranks()
    known = total = 0
    for run in CJK_RUN.findall(_SPACE_INSIDE_CHINESE.sub("", text)):
        for first, second in pairwise(run):
            if first in ranks and second in ranks:
                total += 1
                known += first + second in pairs
    return known / total if total >= _LEAST_PAIRS else None


def is_traditional(text: str) -> bool:
    """Whether Chinese text is in traditional characters: nearly all common ones of Big5, many not in GB 2312."""
    chars = "".join(CJK_RUN.findall(text))
    if len(chars) < _LEAST_PAIRS:
        return False
    common = sum(_is_common_big5(c) for c in chars)
    beyond = sum(not _in_codec(c, "gb2312") for c in chars)
    return common >= 0.9 * len(chars) and beyond >= 0.12 * len(chars)


@cache
def _is_common_big5(char: str) -> bool:
    """One of the 5401 frequent characters of Big5 (its first level)."""
    return _in_codec(char, "big5") and 0xA4 <= char.encode("big5")[0] <= 0xC6


def _in_codec(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _is_plausible(part: str) -> bool:
    """A word of the list of at least three letters or a function word, or a long one that is spelt as English is."""
    lower = part.lower()
    if lower in english_words():
        return len(part) > 2 or is_function_word(lower)
    return len(part) >= 5 and not part.isupper() and spelling(lower) > -4.2
