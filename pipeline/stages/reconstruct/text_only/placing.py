"""The best ways to deal the pieces of one printed line out to the columns, left to right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.stages.reconstruct.text_only.columns import Model, noise, stay_score
from pipeline.stages.reconstruct.text_only.pieces import Piece

NOISE = -1
_OF_EACH = 6  # dealings kept for each column that a line has got to: what follows depends on that column alone
_KEPT = 18
_FAR = 7.0  # log odds behind the best dealing of the line: no context makes up for that


@dataclass(frozen=True, slots=True)
class Placing:
    """One dealing of a line: the column of each of its pieces, NOISE for a mark of no cell. score: log odds."""

    score: float
    columns: tuple[int, ...]


def placings(pieces: Sequence[Piece], *, model: Model) -> tuple[Placing, ...]:
    """The best few dealings of a line, best first; columns never run backwards."""
    beam: list[tuple[float, int, tuple[int, ...]]] = [(0.0, NOISE, ())]
    for k, piece in enumerate(pieces):
        if piece.kinds == ("stray",):
            # a mark alone says nothing about columns: it would only crowd out readings that differ
            beam = [(score, last, (*columns, NOISE)) for score, last, columns in beam]
            continue
        fit, mark = model.fit(piece), noise(piece)
        stay = stay_score(pieces[k - 1], piece) if k else 0.0
        grown: list[tuple[float, int, tuple[int, ...]]] = []
        for score, last, columns in beam:
            grown.append((score + mark, last, (*columns, NOISE)))
            for column in range(max(0, last), model.width):
                same = stay if column == last else 0.0
                grown.append((score + fit[column] + same, column, (*columns, column)))
        grown.sort(key=lambda item: -item[0])
        beam = _best_of_each(grown)
    beam.sort(key=lambda item: -item[0])
    return tuple(Placing(score, columns) for score, _, columns in beam[:_KEPT] if score > beam[0][0] - _FAR)


def _best_of_each(grown: Sequence[tuple[float, int, tuple[int, ...]]]) -> list[tuple[float, int, tuple[int, ...]]]:
    """The best few dealings for each column got to, so that a column that only a later piece needs stays open.

    grown: best first.
    """
    kept: list[tuple[float, int, tuple[int, ...]]] = []
    counts: Counter[int] = Counter()
    for item in grown:
        if counts[item[1]] < _OF_EACH:
            counts[item[1]] += 1
            kept.append(item)
    return kept
