"""Punctuation as printed: full width in Chinese, ASCII among Latin letters, whatever form the recogniser chose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.words import Word

HALF = str.maketrans("，：；！？（）［］％＋－＝＜＞／　", ",:;!?()[]%+-=<>/ ")
FULL = str.maketrans(",:;!?", "，：；！？")
CJK = "\u4e00-\u9fff\u3400-\u4dbf"
BETWEEN_CHINESE = re.compile(rf"(?<=[{CJK}”》）])[,:;!?](?=[{CJK}“《（]|$)")
ROUND = re.compile(rf"\((?=[{CJK}])([^()]*)(?<=[{CJK}])\)")
LATIN_SIDE = re.compile(r"(?<=[A-Za-z0-9])[，：；（）％＋－＝＜＞／［］]|[，：；（）％＋－＝＜＞／［］](?=[A-Za-z0-9])")

NOISE = re.compile(r"(?<=\d)[{^|`´]$")
NAMES = re.compile(
    r"NF-κB|IFN-[αβγ]|TNF-[αβ]|PPAR-?[αγδ]|TGF-β|PGC-1α|HIF-1α|IL-1[αβ]|GSK-3β|γ-GT|κ-阿片|[αβμκδ]-内啡肽|μ[gmsMLl]|χ[2²]|Δ(?=[A-Z])"
)
# Letters in names and formulas that no other letter makes: (the look-alike, the letter, whether a sure reading stands).
GREEK = (
    (re.compile(r"(?<=NF-)[xX](?=B|$)|^[xX](?=-阿片)"), "κ", False),
    (re.compile(r"(?<=NF-)[kK](?=B|$)|^[kK](?=-阿片)"), "κ", True),
    (re.compile(r"(?<=IFN-)[yYvr]|(?<=PPAR-)[yYvr]|(?<=PPAR)[yY](?![A-Za-z])|^[yYr](?=-GT)"), "γ", True),
    (re.compile(r"(?<=TNF-)a|(?<=PGC-1)a|(?<=IFN-)a|(?<=HIF-1)a|(?<=IL-1)a|(?<=PPAR-)a"), "α", True),
    (re.compile(r"(?<![a-zäöü])ß"), "β", False),
    (re.compile(r"(?<![A-Za-z])[xX](?=[2²]\s?[=<>≤≥])"), "χ", False),
    (re.compile(r"(?<=A)[lI](?=c(?![a-z]))|(?<=IL-)[lI](?=[\dαβ]|$)"), "1", False),
    (re.compile(r"(?<=\d%C)[l1|](?![a-z])"), "I", False),
    (re.compile(r"[∆△](?=[A-Z])"), "Δ", False),
)
HYPHENS = str.maketrans("‐‑–—−", "-----")
SURE, KNOWN = 0.97, 0.9


def lettered(text: str, chances: Sequence[float]) -> str:
    """Text with the Greek letters that were read as their look-alikes in names and formulas that have no other reading.

    chances: one a character. A letter read surely stands where it is printed as often (TNF-a).
    """
    for pattern, letter, printed in GREEK:
        for found in pattern.finditer(text.translate(HYPHENS)):
            if not printed or chances[found.start()] < SURE:
                text = text[: found.start()] + letter + text[found.end() :]
    return text


def vouched(text: str, chances: Sequence[float]) -> list[float]:
    """The chances of a text's characters, those of names that everybody writes so not below KNOWN."""
    known = list(chances)
    for name in NAMES.finditer(text.translate(HYPHENS)):
        known[name.start() : name.end()] = [max(p, KNOWN) for p in known[name.start() : name.end()]]
    return known


def squared(word: Word, *, after: str) -> Word:
    """A word before a raised 2: x and l set equal to a number are the statistics χ² and I². after: what follows."""
    letter = {"x": "χ", "X": "χ", "l": "I", "|": "I"}.get(word.text)
    return replace(word, text=letter) if letter and after[:1] in tuple("=<>≤≥") else word


def without_noise(word: Word) -> Word:
    """A word before a raised citation without the bracket's shadow that was read as a mark of its own (`2020{`)."""
    if not NOISE.search(word.text):
        return word
    return replace(word, text=word.text[:-1], char_boxes=word.char_boxes[: len(word.text) - 1])


def punctuated(text: str) -> str:
    """Text with its marks in the width of what stands beside them; text without Chinese is ASCII throughout."""
    if not re.search(f"[{CJK}]", text):
        return text.translate(HALF)
    latin = LATIN_SIDE.sub(lambda m: m.group().translate(HALF) if _latin_both(text, m.start()) else m.group(), text)
    return BETWEEN_CHINESE.sub(lambda m: m.group().translate(FULL), latin)


def _latin_both(text: str, at: int) -> bool:
    """Whether both neighbours of a mark are Latin letters, digits or marks."""
    sides = (text[at - 1] if at else "a", text[at + 1] if at + 1 < len(text) else "a")
    return all(c.isascii() for c in sides)
