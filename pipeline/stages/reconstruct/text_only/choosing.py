"""Which columns a dumped table has: its header's, and those that the body asks for where the header is unread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.lexicon import load
from pipeline.stages.reconstruct.text_only.columns import Model, line_score, noise
from pipeline.stages.reconstruct.text_only.header import Header, Heading
from pipeline.stages.reconstruct.text_only.pieces import Piece

_MAX_COLUMNS = 18
# what a column must gain for each study: little where the header has an unread word in that place, much where it
# has none
_GAIN_EXPECTED, _GAIN_UNSEEN, _GAIN_AGAINST_HEADER, _GAIN_REPEATED = 0.25, 1.6, 3.5, 1.4


class _Draft:
    """Columns so far. rooms: for each place before, between and after them, the gap of the header it lies in;
    unread: how many header words of each gap are still without a column."""

    def __init__(self, header: Header, lines: Sequence[Sequence[Piece]]) -> None:
        self.lines = lines
        self.headings = list(header.headings)
        self.unread = [len(gap) for gap in header.gaps] or [0]
        self.rooms = list(range(len(self.headings) + 1))
        if not any(h.field == "study" for h in self.headings):
            self.add(0, Heading("study", sure=False))
        self.score = _total(self.headings, lines)

    def add(self, at: int, heading: Heading) -> None:
        room = self.rooms[at]
        self.headings.insert(at, heading)
        self.rooms.insert(at, room)
        self.unread[room] = max(0, self.unread[room] - 1)
        self.score = _total(self.headings, self.lines)

    def gain(self, at: int, heading: Heading) -> float:
        return _total([*self.headings[:at], heading, *self.headings[at:]], self.lines) - self.score

    def beside(self, at: int, field: str) -> bool:
        """Whether a column at `at` would stand beside one of its kind, or be the first of it: counts come in pairs."""
        mine = [k for k, heading in enumerate(self.headings) if heading.field == field]
        return not mine or at in {*mine, *(k + 1 for k in mine)}

    def expected(self, at: int) -> bool:
        return self.unread[self.rooms[at]] > 0


def choose(header: Header, body: Sequence[Sequence[Piece]], *, rows: int) -> Model:
    """The columns that explain the body best: those of the header, in its order, and such as fill its gaps.

    rows: about how many studies there are. A column is added only where it gains more than chance would.
    """
    lines = [line for line in body if line]
    draft = _Draft(header, lines)
    for floating in header.floating:
        draft.add(max(range(1, len(draft.headings) + 1), key=lambda at: draft.gain(at, floating)), floating)
    fields = _plausible_fields(lines)
    while len(draft.headings) < _MAX_COLUMNS:
        best: tuple[float, int, str] | None = None
        for at in range(1, len(draft.headings) + 1):
            expected = draft.expected(at)
            least = _GAIN_EXPECTED if expected else _GAIN_AGAINST_HEADER if header.headings else _GAIN_UNSEEN
            for field in [*fields, "other"] if expected else fields:
                if field == "sample_size" and not draft.beside(at, field):
                    continue
                cost = (least + _GAIN_REPEATED * _repeats(field, draft.headings)) * max(2, rows)
                gain = draft.gain(at, Heading(field, sure=False)) - cost
                if gain > 0 and (best is None or gain > best[0]):
                    best = (gain, at, field)
        if best is None:
            break
        draft.add(best[1], Heading(best[2], sure=False))
    return Model(tuple(draft.headings))


def _repeats(field: str, headings: Sequence[Heading]) -> int:
    """How many more columns of a field there would be than a table usually has; counts come in pairs."""
    return max(0, sum(1 for h in headings if h.field == field) - (1 if field in ("sample_size", "other") else 0))


def _total(headings: Sequence[Heading], lines: Sequence[Sequence[Piece]]) -> float:
    model = Model(tuple(headings))
    return sum(line_score([model.fit(p) for p in line], [noise(p) for p in line], line) for line in lines)


def _plausible_fields(lines: Sequence[Sequence[Piece]]) -> list[str]:
    """Fields of which the body holds at least two characteristic pieces."""
    counts: Counter[str] = Counter(kind for line in lines for piece in line for kind in piece.kinds)
    found = []
    for field, kinds in load("dump")["holds"].items():
        strong = sum(counts[kind] for kind, score in kinds.items() if score >= 2.0)
        # a dose may be a bare number under a unit in the header
        if field == "dose":
            strong += counts["int"] + counts["range"]
        if strong >= 3 and field not in ("study", "other", "population", "result"):
            found.append(field)
    return found
