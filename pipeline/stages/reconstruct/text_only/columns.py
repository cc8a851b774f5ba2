"""What each column may hold, and which columns there are: the model against which pieces are placed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.lexicon import load
from pipeline.lexicon.plausible import chinese_pairs
from pipeline.stages.reconstruct.text_only.header_words import Heading
from pipeline.stages.reconstruct.text_only.pieces import VALUE_KINDS, Piece
from pipeline.stages.reconstruct.text_only.vocabulary import bare

# fmt: off
_TEXT_KINDS = frozenset({
    "type", "intervention", "drug", "abbr", "outcome", "adverse", "level", "word", "cap", "zh", "condition",
    "comparator", "strain", "molecule", "measure", "design", "species", "model", "plus", "compared", "none", "sex",
    "change",
})
# fmt: on
_WORDY = frozenset({"type", "level", "word", "cap", "outcome", "intervention", "drug", "comparator", "adverse"})
_VALUE_LIKE = (VALUE_KINDS | {"abbr"}) - {"year", "intensity"}
_WIDE_END = re.compile(r"[\u3400-\u9fff]$")
_UNMISTAKABLE = frozenset(("sample", "interval"))  # their form says what they are
_NOISE = {"stray": 0.4, "junk": -0.9, "arrow": -0.6}
_LEARNT_KINDS = _TEXT_KINDS | {"name", "country", "percent"}
_LEARNT_WEIGHT = 0.8
_CLOSED = 2.0  # log odds against anything else in a column whose cells are one value each


@dataclass(frozen=True, slots=True)
class Model:
    """Columns left to right. learnt: for each column how much more often a folded word stands there than elsewhere,
    log odds; empty until a first placing has been made. closed: for each column the kind of the one piece that most of
    its cells consist of, None where they hold more."""

    headings: tuple[Heading, ...]
    learnt: tuple[Mapping[str, float], ...] = ()
    closed: tuple[str | None, ...] = ()

    @property
    def width(self) -> int:
        return len(self.headings)

    def single(self, column: int) -> bool:
        return self.headings[column].field in _single()

    def fit(self, piece: Piece) -> list[float]:
        """How well `piece` suits each column, log odds; 0 says nothing."""
        scores = [_holds(heading.field, piece.kinds) for heading in self.headings]
        if self.learnt:
            word = bare(piece.text)
            scores = [s + _LEARNT_WEIGHT * self.learnt[c].get(word, 0.0) for c, s in enumerate(scores)]
        if self.closed:
            scores = [
                s if kind is None or kind in piece.kinds else s - _CLOSED
                for s, kind in zip(scores, self.closed, strict=True)
            ]
        return scores


def noise(piece: Piece) -> float:
    """How well `piece` passes for a mark that belongs to no cell."""
    if "stray" in piece.kinds:
        return _NOISE["stray"] if "arrow" not in piece.kinds else _NOISE["arrow"]
    if "junk" in piece.kinds:
        return _NOISE["junk"]
    if piece.kinds[0] in _UNMISTAKABLE:
        return -9.0
    return -3.5 if piece.is_value else -2.8


@cache
def _single() -> frozenset[str]:
    return frozenset(load("dump")["fields"]["single"])


@cache
def _value_fields() -> frozenset[str]:
    return frozenset((*load("dump")["fields"]["value"], "study"))


@cache
def _holds(field: str, kinds: tuple[str, ...]) -> float:
    """Log odds of a piece of these kinds in a column of this field: its most favourable kind counts."""
    table: Mapping[str, float] = load("dump")["holds"].get(field, {})
    best = -9.0
    for place, kind in enumerate(kinds):
        score = table.get(kind)
        if score is None:
            score = _default(field, kind)
        best = max(best, score - 0.3 * min(place, 2))
    return best


def _default(field: str, kind: str) -> float:
    if kind in ("stray", "arrow"):
        return -0.6
    if kind == "missing":
        return 0.4 if field != "study" else -2.0
    if kind == "connective":
        return -1.2 if field in _value_fields() else 0.0
    if kind == "junk":
        return -0.7
    if kind in _UNMISTAKABLE:
        return -9.0
    if kind in VALUE_KINDS or kind in ("name", "etal"):
        return -2.6
    if kind in _TEXT_KINDS:
        return -1.8 if field in _value_fields() else -0.1
    return -0.5


def line_score(fits: Sequence[Sequence[float]], noises: Sequence[float], pieces: Sequence[Piece]) -> float:
    """The best score of one printed line: columns run left to right, any piece may be noise."""
    if not fits:
        return 0.0
    width = len(fits[0])
    none_yet = 0.0
    best = [-math.inf] * width
    for k, (fit, mark) in enumerate(zip(fits, noises, strict=True)):
        stay = stay_score(pieces[k - 1], pieces[k]) if k else 0.0
        reach, new = none_yet, []
        for c in range(width):
            here = max(best[c] + stay, reach) + fit[c]
            new.append(max(here, best[c] + mark))
            reach = max(reach, best[c])
        none_yet += mark
        best = new
    return max(none_yet, *best)


def stay_score(before: Piece, piece: Piece) -> float:
    """How likely a piece stands in the cell of the piece before it, by their look alone."""
    if before.hyphened:
        return -3.0
    score = 0.0
    end = before.text.rstrip()[-1:]
    if piece.gap >= 3:
        score -= 1.5
    if before.kinds[0] == "connective" or end in "(,;+&/":
        score += 0.3
    if piece.kinds[0] == "connective":
        score += 0.8  # no cell begins with one
    if piece.text[:1] in ")],.;%":
        score += 0.6
    if piece.kinds[0] == "arrow" and "stray" not in before.kinds:
        score += 2.4  # an arrow follows its measure
    if piece.kinds[0] == "etal" or (before.kinds[0] == "etal" and "etal" in piece.kinds):
        score += 1.0
    if piece.kinds[0] in _WORDY:
        # a cell's text begins with a capital and goes on without
        score += -0.6 if piece.text[:1].isupper() else 0.3 if piece.text[:1].islower() else 0.0
    if "zh" in piece.kinds and _WIDE_END.search(before.text):
        pair = before.text[-1] + piece.text[0]
        score += 1.2 if pair in chinese_pairs() and piece.gap < 2 else 0.0
    if before.kinds[:1] == piece.kinds[:1] and piece.kinds[0] in (
        "int",
        "year",
        "duration",
        "country",
        "sample",
        "name",
    ):
        score -= 2.0
    return score


def learn(model: Model, rows: Sequence[Sequence[Sequence[Piece]]]) -> Model:
    """The model with what a placing taught: words that recur in one column belong there, and some columns hold one
    value a cell. rows: the pieces of each cell of each row."""
    placed = [(piece, c) for cells in rows for c, cell in enumerate(cells) for piece in cell]
    inside: list[Counter[str]] = [Counter() for _ in model.headings]
    overall: Counter[str] = Counter()
    for piece, column in placed:
        word = bare(piece.text)
        if word and not word.isdigit() and piece.kinds[0] in _LEARNT_KINDS:
            inside[column][word] += 1
            overall[word] += 1
    learnt = []
    for counts in inside:
        odds = {}
        for word, total in overall.items():
            if total >= 3:
                share = (counts[word] + 0.5) / (total + 0.5 * model.width)
                odds[word] = max(-1.5, min(1.5, math.log(share * max(2, model.width) / 2)))
        learnt.append(odds)
    closed = tuple(_only_kind([cells[c] for cells in rows if cells[c]]) for c in range(model.width))
    return replace(model, learnt=tuple(learnt), closed=closed)


def _only_kind(cells: Sequence[Sequence[Piece]]) -> str | None:
    """The kind of which most of a column's cells hold one piece and nothing else."""
    alone = Counter(kind for cell in cells if len(cell) == 1 for kind in cell[0].kinds if kind in _VALUE_LIKE)
    if not alone or len(cells) < 3:
        return None
    kind, count = alone.most_common(1)[0]
    return kind if count > 0.55 * len(cells) else None
