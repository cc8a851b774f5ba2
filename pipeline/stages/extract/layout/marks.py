"""What each row says about itself: the label, number or style that opens a part of the paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from pipeline.core.geometry import Box
from pipeline.core.words import RegionKind
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.blocks import Measure, breaks, measures
from pipeline.stages.extract.layout.columns import Flow
from pipeline.stages.extract.layout.ink import Row

MarkKind = Literal[
    "", "abstract", "keywords", "caption", "note", "heading", "references", "entry", "entry-more", "head", "foot",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row opens, if anything. number: of a caption or entry. front: the row stands before the body."""

    kind: MarkKind = ""
    number: int | None = None
    front: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A flow with the index of the sheet it is on, the page's number, the kinds of the sheet's objects, its height."""

    flow: Flow
    sheet: int
    page: int
    kinds: tuple[RegionKind, ...] = ()
    height: float = 842.0


def mark_rows(flows: Sequence[Placed], *, body: float, first_page: int) -> tuple[tuple[Mark, ...], ...]:
    """A mark for every row of every flow, in reading order. body: size of body text, points."""
    end = _front_end(flows, body, first_page)
    result = []
    state = _State()
    for n, placed in enumerate(flows):
        rows = placed.flow.rows
        sizes = measures(rows)
        marks: list[Mark] = []
        for k, row in enumerate(rows):
            context = _Context(rows, k, sizes, placed.flow.objects, (n, k) <= end, body)
            mark = _mark(context, state, after=_after(marks))
            mark, state = state.see(mark, row, sizes[k], body)
            marks.append(mark)
        result.append(tuple(marks))
    return tuple(result)


def _after(marks: Sequence[Mark]) -> str:
    """What the row before opened; notes at a page's foot (dates, funds, authors) run over unmarked lines."""
    if not marks:
        return ""
    recent = [m.kind for m in marks[-6:] if m.kind]
    return "foot" if recent and recent[-1] == "foot" else marks[-1].kind


@dataclass(frozen=True, slots=True)
class _Context:
    """Row `k` among the rows and objects of its flow. front: before the body. body: size of running text, points."""

    rows: Sequence[Row]
    k: int
    sizes: Sequence[Measure]
    objects: Sequence[tuple[int, Box]]
    front: bool
    body: float

    @property
    def parted(self) -> bool:
        """The row does not go on with the one before."""
        if not self.k:
            return True
        before, row = self.rows[self.k - 1 : self.k + 1]
        between = any(before.box.cy < b.cy < row.box.cy for _, b in self.objects)
        return between or breaks(before, row, self.sizes[self.k], self.sizes[self.k - 1]) is not None

    @property
    def by_object(self) -> bool:
        """A table or figure stands close under or over the row."""
        row, reach = self.rows[self.k], 8 * self.body
        return any(abs(b.top - row.box.bottom) < reach or -1 < row.box.top - b.bottom < reach for _, b in self.objects)


def _front_end(flows: Sequence[Placed], body: float, first_page: int) -> tuple[int, int]:
    """The last row of the title block: the last abstract or keywords label on two pages, else the large type."""
    labelled, large = (-1, -1), (-1, -1)
    for n, placed in enumerate(flows):
        if placed.page > first_page + 1:
            break
        for k, row in enumerate(placed.flow.rows):
            if labels.is_reference_heading(row.text):
                return labelled if labelled >= (0, 0) else large
            if labels.is_abstract(row.text, front=False) or labels.is_keywords(row.text):
                labelled = (n, k)
            top = placed.page == first_page and row.box.cy < 0.45 * placed.height
            if top and row.size > 1.22 * body and labels.section_number(row.text) is None:
                large = (n, k + 2) if n == large[0] or large[0] < 0 else large
    return labelled if labelled >= (0, 0) else large


def _mark(at: _Context, state: _State, *, after: str) -> Mark:
    row, front, parted = at.rows[at.k], at.front, at.parted
    place = labels.meta_place(row.text)
    if labels.is_reference_heading(row.text):
        return Mark("references", front=front)
    # A label in bold before plain text parts a row even where no white does: an abstract at the paper's end.
    labelled = front or parted or (row.inks[0].word.bold and not row.bold)
    if labels.is_keywords(row.text) and labelled:
        return Mark("keywords", front=front)
    if labels.is_abstract(row.text, front=front) and labelled:
        return Mark("abstract", front=front)
    label = labels.caption_label(row.text)
    placed = parted or after == "caption" or at.by_object
    if label is not None and placed and not labels.speaks_of_table(row.text, label):
        return Mark("caption", label.number, front)
    if place is not None and (parted or front or place == after):
        return Mark("head" if place == "head" else "foot", front=front)
    if labels.is_note(row.text) and parted:
        return Mark("note", front=front)
    if front:
        return Mark("", front=True)
    return Mark("heading") if _is_heading(at, state.section, after=after) else Mark()


def _is_heading(at: _Context, section: tuple[int, ...], *, after: str) -> bool:
    row, size = at.rows[at.k], at.sizes[at.k]
    text = labels.plain(row.text)
    if not re.search(r"[^\W\d_]", text) or len(text) > (110 if labels.han_share(text) < 0.3 else 45):
        return False
    if not labels.unfinished(text) and not re.search(r"[?？]$", text):
        return False
    styled = (row.bold and not row.ocr) or row.size > (1.25 if row.ocr else 1.08) * at.body
    right = max(size.right, *(r.box.x1 for r in at.rows[max(0, at.k - 7) : at.k + 8]))
    short = row.box.x1 < right - 1.2 * row.size
    number = labels.section_number(text)
    if labels.is_heading_word(text) and short and at.parted:
        return True
    if number is None:
        return styled and at.parted and (short or row.size > 1.25 * at.body)
    if styled and at.parted and (short or not _goes_on(at)):
        return True
    following = at.rows[at.k + 1] if at.k + 1 < len(at.rows) else None
    opens = following is None or breaks(row, following, at.sizes[at.k + 1], size) is not None
    below = labels.section_number(following.text) if following is not None else None
    opens = opens or bool(number and below and labels.next_section(number, below))
    hangs = following is not None and following.box.x0 - row.box.x0 > 0.8 * row.size
    before = at.rows[at.k - 1] if at.k else None
    ended = before is not None and (before.box.x1 < right - 1.2 * row.size or not labels.unfinished(before.text))
    free = at.parted or ended or after == "heading"
    return free and short and (opens or hangs) and (not number or labels.next_section(section, number))


def _goes_on(at: _Context) -> bool:
    """Do three more lines follow without a break? Headings are shorter than that."""
    rows, sizes = at.rows[at.k : at.k + 4], at.sizes[at.k : at.k + 4]
    joined = (breaks(a, b, y, x) is None for (a, b), (x, y) in zip(pairwise(rows), pairwise(sizes), strict=True))
    return len(rows) == 4 and all(joined)


@dataclass(frozen=True, slots=True)
class _State:
    """What has been read. inside: in the reference list; last: its last entry's number. section: last heading's.

    edge: where the last entry starts, points; hung: its lines so far are indented against that. style: how the
    entries' numbers are written.
    """

    inside: bool = False
    last: int | None = None
    section: tuple[int, ...] = ()
    edge: float = 0.0
    hung: bool = False
    style: str = ""

    def _follows(self, entry: int, style: str, row: Row) -> bool:
        """May an entry of the list open with this number, written in this style (`11.` in a list of `[n]` may not)?"""
        if self.last is None:
            return entry <= 3
        if style != self.style:
            return entry == self.last + 1 and abs(row.box.x0 - self.edge) < 0.6 * row.size
        return self.last < entry <= self.last + 4

    def see(self, mark: Mark, row: Row, measure: Measure, body: float) -> tuple[Mark, _State]:
        """The row's mark as the reference list sees it, and the state after it."""
        if mark.kind == "references":
            return mark, replace(self, inside=True, last=None, style="")
        if not self.inside:
            number = labels.section_number(row.text) if mark.kind == "heading" else None
            return mark, replace(self, section=number) if number else self
        entry = labels.entry_number(row.text)
        style = labels.entry_style(row.text)
        if entry is not None and self._follows(entry, style, row):
            kept = self.style or style
            return Mark("entry", entry), replace(self, last=entry, edge=row.box.x0, hung=False, style=kept)
        ends = mark.kind in ("abstract", "keywords", "caption", "head", "foot")
        large = row.size > 1.25 * body and not row.ocr
        if ends or large or (mark.kind == "heading" and row.bold and entry is None):
            return mark, replace(self, inside=False)
        if self.last is None:
            # An unnumbered list: entries start at the left edge, their other lines hang.
            start = row.box.x0 - measure.left < 0.5 * row.size
            return Mark("entry" if start else "entry-more"), self
        indent = row.box.x0 - self.edge
        if self.hung and abs(indent) < 0.6 * row.size:
            # Back at the edge where entries start: its number was not read.
            return Mark("entry", self.last + 1), replace(self, last=self.last + 1, hung=False)
        return Mark("entry-more", self.last), replace(self, hung=0.8 * row.size < indent < 5 * row.size)
