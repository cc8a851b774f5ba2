"""How well the layers say what the page says, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.evaluate.outputs import Json
from pipeline.evaluate.text import CHINESE, alike, folded, infix_distance

PAIR_LIKENESS = 0.85
_CHINESE = re.compile(f"[{CHINESE}]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'-]*")


def _dense(text: str) -> str:
    return re.sub(r"\s", "", folded(text))


def character_error(paragraphs: Sequence[str], layer: str, *, language: str) -> float | None:
    """Edit distance of every true paragraph to its nearest part of the layer, over its length; None without truth."""
    form = _dense if language == "zh" else folded
    body = form(layer)
    true = [form(p) for p in paragraphs if p.strip()]
    length = sum(map(len, true))
    return sum(infix_distance(p, body) for p in true) / length if length else None


def impurity(
    paragraphs: Sequence[str], layer: str, *, language: str, known: frozenset[str] = frozenset()
) -> float | None:
    """Share of the layer's letters of the other language that stand in no true paragraph; None for an empty layer.

    known: further Latin words, in lower case, that may stand in Chinese text (those of the tables).
    """
    letters = len(_CHINESE.findall(layer)) + sum(len(w) for w in _LATIN.findall(layer))
    if not letters:
        return None
    if language == "en":
        fine = set(_CHINESE.findall(" ".join(paragraphs)))
        return sum(1 for c in _CHINESE.findall(layer) if c not in fine) / letters
    words = {w.casefold() for p in paragraphs for w in _LATIN.findall(folded(p))} | known
    return sum(len(w) for w in _LATIN.findall(folded(layer)) if w.casefold() not in words) / letters


def pair_recall(true: Sequence[Json], found: Sequence[Json]) -> float | None:
    """Share of the true pairs that are found with both sides at least 0.85 alike; None without truth."""
    if not true:
        return None
    left = list(found)
    hits = 0
    for pair in true:
        near = [min(alike(pair["en"], f.get("en")), alike(pair["zh"], f.get("zh"))) for f in left]
        best = max(near, default=0.0)
        if best >= PAIR_LIKENESS:
            hits += 1
            left.pop(near.index(best))
    return hits / len(true)


def table_words(gold: Json) -> frozenset[str]:
    """Latin words of a review's tables and legends, in lower case."""
    texts = [c.get("text") or "" for t in gold["tables"] for c in t["cells"]]
    texts += [a["short"] for t in gold["tables"] for a in t["abbreviations"]]
    return frozenset(w.casefold() for text in texts for w in _LATIN.findall(folded(text)))
