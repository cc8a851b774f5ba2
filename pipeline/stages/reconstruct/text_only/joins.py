"""How well a cell goes on over printed lines: unfinished text, divided words, brackets, one value a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.stages.reconstruct.text_only.columns import Model
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.vocabulary import bare

_STUDY_KINDS = frozenset(("name", "cap", "zh", "year", "etal", "connective"))
_SINGLE_KINDS = frozenset(("duration", "country", "sample", "year", "name", "int", "p", "abbr"))
_SECOND = 7.0  # log odds against a second value in a column that holds one a row
_TORN = 3.0  # log odds that a number at a line's end and a unit at the next one's start are one value
_NUMBER_KINDS = frozenset(("int", "num", "range"))
_UNIT_KINDS = frozenset(("frequency", "session", "duration", "dose", "pulse"))
_Cell = tuple[Piece, ...]


class Joins:
    """Scores of joining lines into cells, each worked out once: readings of a row share most of their cells."""

    def __init__(self, model: Model, is_word: Callable[[str], bool]) -> None:
        self.model = model
        self.is_word = is_word
        self._known: dict[tuple[int, _Cell, _Cell], float] = {}

    def score(self, column: int, cell: _Cell, new: _Cell) -> float:
        """Log odds that the pieces `new` of one line go on with what `cell` holds already."""
        key = (column, cell, new)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _joins(cell, new, self.model, column, self.is_word)
        return found


def _joins(cell: _Cell, new: _Cell, model: Model, column: int, is_word: Callable[[str], bool]) -> float:
    """How well a cell's next line goes on from what it holds already.

    Unfinished text is paid for when it is placed and paid back when it goes on, so that only the end counts.
    """
    field = model.headings[column].field
    first, whole = new[0], cell + new
    score = _pending(whole, field) - _pending(cell, field) - 2.5 * _orphans(cell, new)
    if field == "type":
        said = [bare(piece.text) for piece in whole if piece.kinds[0] == "type"]
        score -= 4.0 * (len(said) - len(set(said)) - _repeats(cell))
    before = _spoken(cell, field)
    if before is None:
        lower = 0.5 if first.text[:1].islower() and not first.is_value else 0.0
        return score - lower + _second_value(cell, new, model, column)
    if before is cell[-1] and _torn_value(before, first):
        return score + _TORN
    score -= 0.5 * max(0, first.line - before.line - 2)
    if before.hyphened:
        score += _divided(before.text, first.text, is_word)
    elif _halves(before.text, first.text, is_word):
        score += 1.5
    elif _pending(cell, field) < 0 or first.kinds[0] == "connective":
        score += 0.3
    elif (first.text[:1].islower() and not first.is_value) or (first.is_value and not before.is_value):
        score += 0.1
    else:
        score -= 0.8 if first.is_value or not first.text[:1].isupper() else 1.5
    if first.is_value and _pending(cell, field) == 0.0 and any(piece.kind == first.kind for piece in cell):
        score -= 1.2
    return score + _second_value(cell, new, model, column)


def _pending(cell: Sequence[Piece], field: str) -> float:
    """What a cell's text still owes: 0 where it is finished, else below."""
    last = _spoken(cell, field)
    if last is None:
        return 0.0
    owed = -2.0 if sum(piece.opens for piece in cell) > 0 else 0.0
    if last.hyphened:
        return owed - 2.5
    if last.text.rstrip()[-1:] in ",;+&" or last.kinds[0] == "connective":
        return owed - 1.5
    return owed


def _spoken(cell: Sequence[Piece], field: str) -> Piece | None:
    """The last piece of a cell that says something: debris does not, nor that of a citation in a study's cell."""
    if field == "study":
        said = [piece for piece in cell if set(piece.kinds) & _STUDY_KINDS]
    else:
        said = [piece for piece in cell if "junk" not in piece.kinds or piece.hyphened]
    return said[-1] if said else cell[-1] if cell else None


def _orphans(cell: Sequence[Piece], new: Sequence[Piece]) -> int:
    """How many brackets the new pieces close that nothing in the cell opened."""
    depth = max(0, sum(piece.opens for piece in cell))
    orphans = 0
    for piece in new:
        depth += piece.opens
        if depth < 0:
            orphans, depth = orphans + 1, 0
    return orphans


def _repeats(cell: Sequence[Piece]) -> int:
    said = [bare(piece.text) for piece in cell if piece.kinds[0] == "type"]
    return len(said) - len(set(said))


def _second_value(cell: Sequence[Piece], new: Sequence[Piece], model: Model, column: int) -> float:
    """What it costs that a column of one value a row gets a second one."""
    if model.headings[column].field == "study":
        have, get = {p.kinds[0] for p in cell}, {p.kinds[0] for p in new}
        before = _spoken(cell, "study")
        if before and before.hyphened and "name" in get:
            return 0.0
        have, get = ({"year" if kind == "cite" else kind for kind in kinds} for kinds in (have, get))
        names = [{bare(p.text) for p in part if p.kinds[0] == "name"} for part in (cell, new)]
        if names[1] and names[1] <= names[0]:
            get = get - {"name"}  # a name of a tall cell that the reader saw in two lines
        certain = any("cited" in p.kinds for p in (*cell, *new))
        two = bool(certain and names[0] and names[1] and not names[1] <= names[0])
        twice = two * _SECOND + sum(_SECOND for kind in ("name", "year") if kind in have and kind in get)
        # a year closes a study's name: what follows it belongs to the next one
        again = _SECOND / 2 if "year" in have and "name" in get else 0.0
        return (1.5 if "year" in get and "year" not in have else 0.0) - twice - again
    if not model.single(column):
        return 0.0
    held = {kind for p in cell if not p.hyphened for kind in p.kinds} & _SINGLE_KINDS
    cost, before = 0.0, cell[-1] if cell else None
    for piece in new:
        divided = before is not None and before.hyphened
        if held & set(piece.kinds) and not divided:
            cost -= _SECOND if "sample" not in piece.kinds else 1.5 * _SECOND  # nothing else looks like one
        if not piece.hyphened:
            held = held | (_SINGLE_KINDS & set(piece.kinds))
        before = piece
    return cost


def _torn_value(before: Piece, after: Piece) -> bool:
    """Whether a line ends in a number whose unit begins the next one (`5` / `times/week`)."""
    bare_unit = not any(c.isdigit() for c in after.text) and bool(_UNIT_KINDS & set(after.kinds))
    return before.kinds[0] in _NUMBER_KINDS and bare_unit and before.line < after.line


def _halves(before: str, after: str, is_word: Callable[[str], bool]) -> bool:
    """Whether two lines' ends make one word whose hyphen was lost."""
    if not (before.isalpha() and after[:1].islower() and after.isalpha()):
        return False
    return not is_word(before) and is_word(before + after)


def _divided(before: str, after: str, is_word: Callable[[str], bool]) -> float:
    """How likely a hyphen at a line's end divides what follows it: a known word, a range, a name in capitals."""
    stem, head = before.rstrip(".-‐– "), re.sub(r"[^\w-].*$", "", after.lstrip("("))
    if not stem or not head:
        return -1.5
    a, b = stem[-1], head[0]
    if a.islower() and b.islower():
        return 1.2 if is_word(re.sub(r"^.*\W", "", stem) + head) else -0.8
    return 0.6 if (a.isupper() and b.isupper()) or (a.isdigit() and b.isdigit()) else -1.5
