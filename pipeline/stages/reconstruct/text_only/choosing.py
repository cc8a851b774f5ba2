"""Which columns a dumped table has: its header's, and those that the body asks for where the header is unread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.lexicon import load
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.text_only.columns import Model, line_score, noise
from pipeline.stages.reconstruct.text_only.header import Header
from pipeline.stages.reconstruct.text_only.header_words import Heading, split_headings
from pipeline.stages.reconstruct.text_only.pieces import Piece

_MAX_COLUMNS = 18
_COUNT = "sample_size"
_SAMPLE_LINES = 120  # printed lines that say enough about the columns
# what a column must gain for each study: little where the header has an unread word in that place, much where it
# has none
_GAIN_EXPECTED, _GAIN_UNSEEN, _GAIN_AGAINST_HEADER, _GAIN_REPEATED = 0.25, 1.6, 5.0, 1.4
_OF_DOSING = frozenset(("frequency", "session", "volume", "dose", "intensity", "comparator"))
_VAGUE = frozenset(("population", "other", "intervention", "condition"))  # their words promise no kind of value
_GAIN_SPLIT, _GAIN_REREAD = 0.5, 1.5


class _Draft:
    """Columns so far. rooms: for each place before, between and after them, the gap of the header it lies in;
    unread: how many header words of each gap are still without a column. in_pairs: most rows print two bare numbers
    side by side."""

    def __init__(self, header: Header, lines: Sequence[Sequence[Piece]], rows: int) -> None:
        self.lines = lines
        self.from_header = bool(header.headings)
        self.headings = list(header.headings)
        self.unread = [len(gap) for gap in header.gaps] or [0]
        self.rooms = list(range(len(self.headings) + 1))
        if not any(h.field == "study" for h in self.headings):
            self._part_study()
        if not any(h.field == "study" for h in self.headings):
            self.add(0, Heading("study", sure=False))
        self.score = _total(self.headings, lines)
        pairs = sum(1 for line in lines if any(a.kind == b.kind == "int" for a, b in pairwise(line)))
        self.in_pairs = 2 * pairs >= rows

    def _part_study(self) -> None:
        """The first heading parted where it names the study and something else (`Study Country`)."""
        parts = split_headings(self.headings[0]) if self.headings else None
        if parts and parts[0].field == "study":
            self.headings[:1] = parts
            self.rooms.insert(1, self.rooms[0])

    def add(self, at: int, heading: Heading) -> None:
        room = self.rooms[at]
        self.headings.insert(at, heading)
        self.rooms.insert(at, room)
        self.unread[room] = max(0, self.unread[room] - 1)
        self.score = _total(self.headings, self.lines)

    def gain(self, at: int, heading: Heading) -> float:
        return _total([*self.headings[:at], heading, *self.headings[at:]], self.lines) - self.score

    def swapped(self, at: int, field: str) -> float:
        """The score with the column at `at` taken as one of `field`."""
        other = replace(self.headings[at], field=field)
        return _total([*self.headings[:at], other, *self.headings[at + 1 :]], self.lines)

    def beside(self, at: int, field: str) -> bool:
        """Whether a column at `at` would stand beside one of its kind, or be the first of it: counts come in pairs."""
        mine = [k for k, heading in enumerate(self.headings) if heading.field == field]
        return not mine or at in {*mine, *(k + 1 for k in mine)}

    def single_count(self, at: int) -> bool:
        """Whether a column at `at` would stand beside the only printed heading of counts: it may span two arms."""
        mine = [k for k, heading in enumerate(self.headings) if heading.field == _COUNT]
        return len(mine) == 1 and bool(self.headings[mine[0]].words) and at in (mine[0], mine[0] + 1) and self.in_pairs

    def expected(self, at: int) -> bool:
        return self.unread[self.rooms[at]] > 0


def choose(header: Header, body: Sequence[Sequence[Piece]], *, rows: int) -> Model:
    """The columns that explain the body best: those of the header, in its order, and such as fill its gaps.

    rows: about how many studies there are. A column is added only where it gains more than chance would.
    """
    lines = [line for line in body if line]
    rows = max(2, rows * min(len(lines), _SAMPLE_LINES) // max(1, len(lines)))
    lines = lines[:_SAMPLE_LINES]
    draft = _Draft(header, lines, rows)
    fields = _plausible_fields(lines)
    for floating in header.floating:
        draft.add(max(range(1, len(draft.headings) + 1), key=lambda at: draft.gain(at, floating)), floating)
    _split(draft, rows)
    whole = bool(header.headings) and not any(header.gaps)
    while len(draft.headings) < _MAX_COLUMNS:
        changes = [_addition(draft, fields, rows, whole=whole), _rereading(draft, fields, rows)]
        worth, at, field, added = max(changes)
        if worth <= 0:
            break
        if added:
            draft.add(at, Heading(field, sure=False))
        else:
            draft.headings[at] = replace(draft.headings[at], field=field)
            draft.score = _total(draft.headings, lines)
    _comparator_first(draft, rows)
    return Model(_in_order(_with_unread_words(draft, header)))


def _comparator_first(draft: _Draft, rows: int) -> None:
    """A guessed comparator moved to its place beside the intervention, before how often and how long, where the body
    does not speak against that."""
    fields = [heading.field for heading in draft.headings]
    if fields.count("comparator") != 1 or fields.count("intervention") != 1:
        return
    home, at = fields.index("intervention") + 1, fields.index("comparator")
    between = draft.headings[home:at]
    if at <= home or any(h.words or h.field not in _OF_DOSING for h in (*between, draft.headings[at])):
        return
    moved = [*draft.headings[:home], draft.headings[at], *between, *draft.headings[at + 1 :]]
    score = _total(moved, draft.lines)
    if score > draft.score - _GAIN_SPLIT * rows:
        draft.headings, draft.score = moved, score


def _in_order(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """Guessed columns of spans of time by their place: a course of treatment is printed before its follow-up."""
    guessed = [k for k, h in enumerate(headings) if not h.words and h.field in ("duration", "follow_up")]
    if len(guessed) != 2 or headings[guessed[0]].field == "duration":
        return headings
    out = list(headings)
    out[guessed[0]], out[guessed[1]] = out[guessed[1]], out[guessed[0]]
    return tuple(out)


_Change = tuple[float, int, str, bool]  # worth, place, field, whether a column is added (else one is reread)
_NO_CHANGE: _Change = (0.0, 0, "", False)


def _addition(draft: _Draft, fields: Sequence[str], rows: int, *, whole: bool) -> _Change:
    """The column that is worth most. whole: the header was read to its last word, which leaves no room for one."""
    best = _NO_CHANGE
    for at in range(1, len(draft.headings) + 1):
        expected = draft.expected(at)
        paired = draft.single_count(at)
        for field in [*fields, "other"] if expected else fields:
            if (field == "sample_size" and not draft.beside(at, field)) or (whole and not (paired and field == _COUNT)):
                continue
            least = _GAIN_EXPECTED if expected else _GAIN_AGAINST_HEADER if draft.from_header else _GAIN_UNSEEN
            if paired and field == _COUNT:
                least = min(least, _GAIN_UNSEEN)
            cost = (least + _GAIN_REPEATED * _repeats(field, draft.headings)) * rows
            best = max(best, (draft.gain(at, Heading(field, sure=False)) - cost, at, field, True))
    return best


def _rereading(draft: _Draft, fields: Sequence[str], rows: int) -> _Change:
    """The heading that most likely holds what its words do not say (counts under `Patients`)."""
    best = _NO_CHANGE
    have = {heading.field for heading in draft.headings}
    for at, heading in enumerate(draft.headings):
        if heading.field in _VAGUE and heading.words:
            for field in (f for f in fields if f not in have):
                best = max(best, (draft.swapped(at, field) - draft.score - _GAIN_REREAD * rows, at, field, False))
    return best


def _split(draft: _Draft, rows: int) -> None:
    """Two headings where a phrase was read as one, if the body has two columns there."""
    at = 0
    while at < len(draft.headings):
        parts = split_headings(draft.headings[at])
        if parts:
            tried = [*draft.headings[:at], *parts, *draft.headings[at + 1 :]]
            score = _total(tried, draft.lines)
            if score - draft.score > _GAIN_SPLIT * rows:
                draft.headings, draft.score = tried, score
                draft.rooms.insert(at + 1, draft.rooms[at])
        at += 1


def _with_unread_words(draft: _Draft, header: Header) -> tuple[Heading, ...]:
    """Columns added in a gap take its words where there are as many of both and the words are English."""
    out = list(draft.headings)
    for room, words in enumerate(header.gaps):
        added = [k for k, h in enumerate(out) if not h.words and draft.rooms[k] == room]
        if len(added) == len(words):
            for k, word in zip(added, words, strict=True):
                if word.text.strip("‘’':.").casefold() in english_words() and len(word.text) > 3:
                    out[k] = replace(out[k], words=(word,), sure=False)
    return tuple(out)


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
            strong += counts["range"] + sum(1 for line in lines for piece in line if _amount(piece))
        if strong >= 3 and field not in ("study", "other", "population", "result"):
            found.append(field)
    return found


def _amount(piece: Piece) -> bool:
    """A bare number that may be a dose: shorter ones are halves of other values, or debris, more often."""
    return piece.kinds[0] == "int" and len(piece.text.strip(".,;")) > 2
