"""Punctuation as printed: full width in Chinese, ASCII among Latin letters, whatever form the recogniser chose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from pipeline.core.geometry import Box, around
from pipeline.core.words import Rule, Word

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
STROKES = frozenset("|丨lI1[]!")
SPECKS = frozenset((".", ",", "·", "`", "'", ":"))
SURE_SPECK = {True: 0.9, False: 0.6}  # by whether white parts it from what is before
ON_RULE = 0.8  # points: how far beside a rule a stroke still is the rule
LONE = {"一": "—", "X": "×", "口": "□"}
CROSS = 0.56  # of the page's type size: a cross is lower, a capital X is not
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


def without_rules_read(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[Word, ...]:
    """The words without the characters that are the rule at their cell's side (`NA |`)."""
    down = [r.box.padded(ON_RULE, 0) for r in rules if not r.horizontal]
    return tuple(kept for w in words if (kept := _off_rules(w, down)) is not None)


def _off_rules(word: Word, down: Sequence[Box]) -> Word | None:
    """The word without the strokes at its ends that lie on a rule, None where nothing is left."""
    boxes = word.char_boxes
    if not down or word.turn or len(boxes) != len(word.text):
        return word
    drawn = [
        c in STROKES and any(d.x0 <= b.x0 and b.x1 <= d.x1 and d.top <= b.cy <= d.bottom for d in down)
        for c, b in zip(word.text, boxes, strict=True)
    ]
    if not any((drawn[0], drawn[-1])):
        return word
    first = next((i for i, d in enumerate(drawn) if not d), len(drawn))
    last = len(drawn) - next((i for i, d in enumerate(reversed(drawn)) if not d), 0)
    if first >= last:
        return None
    return replace(word, text=word.text[first:last], char_boxes=boxes[first:last], box=around(boxes[first:last]))


def without_specks(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without full stops and commas that stand by themselves and were read without conviction: dust."""
    return tuple(w for w in words if w.text not in SPECKS or w.confidence >= SURE_SPECK[w.space_before])


def lone_marks(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, with what stands alone as the mark that it is: a dash for 一, unless the page counts in Chinese
    figures, a cross for an X that is too small for a capital, a box to tick for a 口 that is not the only one."""
    if not any(w.text in LONE for w in words):
        return tuple(words)
    size = median(w.size for w in words if w.size) if any(w.size for w in words) else 0.0
    texts = [w.text for w in words]
    letters = {"一"} if "二" in texts or "三" in texts else set()
    letters |= {"口"} if texts.count("口") < 2 else set()
    return tuple(_mark(w, words, size=size) if w.text in LONE and w.text not in letters else w for w in words)


def _mark(word: Word, words: Sequence[Word], *, size: float) -> Word:
    """One of LONE as the mark that it is, if it stands alone. size: the page's usual type size."""
    if word.box is None or not word.char_boxes or not _alone(word, words):
        return word
    if word.text == "X" and word.char_boxes[0].height >= CROSS * size:
        return word
    return replace(word, text=LONE[word.text])


def _alone(word: Word, words: Sequence[Word]) -> bool:
    if word.box is None:
        return False
    room = word.box.padded(word.size or word.box.width, 0)
    return not any(w is not word and w.box is not None and w.box.intersects(room) for w in words)


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
