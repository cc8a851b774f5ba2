"""What each row says about itself: the label, number or style that opens a part of the paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.core.geometry import Box
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.blocks import Measure, breaks, measures
from pipeline.stages.extract.layout.columns import Flow
from pipeline.stages.extract.layout.ink import Row

MarkKind = Literal[
    "", "abstract", "keywords", "caption", "note", "heading", "references", "entry", "entry-more", "head", "foot", "front"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row opens; `` where it opens nothing. number: of a caption or entry. front: the row stands before the body."""

    kind: MarkKind = ""
    number: int | None = None
    front: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A flow with the sheet it is on (index) and whether that sheet is among the document's first pages."""

    flow: Flow
    sheet: int
    page: int


def mark_rows(flows: Sequence[Placed], *, body: float, first_page: int) -> tuple[tuple[Mark, ...], ...]:
    """A mark for every row of every flow, in reading order. body: size of body text, points."""
    front_end = _front_end(flows, body, first_page)
    result = []
    refs = _References()
    for n, placed in enumerate(flows):
        rows = placed.flow.rows
        around_rows = measures(rows)
        marks = []
        for k, row in enumerate(rows):
            front = (n, k) <= front_end
            mark = _mark(rows, k, around_rows, placed.flow.objects, front=front, body=body)
            mark, refs = refs.see(mark, row, around_rows[k], body)
            marks.append(mark)
        result.append(tuple(marks))
    return tuple(result)


def _front_end(flows: Sequence[Placed], body: float, first_page: int) -> tuple[int, int]:
    """The last row of the title block: the last abstract or keywords label of the first two pages, else the large type."""
    labelled, large = (-1, -1), (-1, -1)
    for n, placed in enumerate(flows):
        if placed.page > first_page + 1:
            break
        for k, row in enumerate(placed.flow.rows):
            if labels.is_reference_heading(row.text):
                return labelled if labelled >= (0, 0) else large
            if labels.is_abstract(row.text, front=False) or labels.is_keywords(row.text):
                labelled = (n, k)
            if placed.page == first_page and row.size > 1.22 * body and labels.heading_level(row.text) is None:
                large = (n, k + 2) if n == large[0] or large[0] < 0 else large
    return labelled if labelled >= (0, 0) else large


def _mark(
    rows: Sequence[Row],
    k: int,
    sizes: Sequence[Measure],
    objects: Sequence[tuple[int, Box]],
    *,
    front: bool,
    body: float,
) -> Mark:
    row = rows[k]
    prev = rows[k - 1] if k else None
    parted = prev is None or breaks(prev, row, sizes[k], sizes[k - 1]) is not None
    place = labels.meta_place(row.text)
    if labels.is_reference_heading(row.text):
        return Mark("references", front=front)
    if labels.is_keywords(row.text) and (front or parted):
        return Mark("keywords", front=front)
    if labels.is_abstract(row.text, front=front) and (front or parted):
        return Mark("abstract", front=front)
    label = labels.caption_label(row.text)
    near = any(
        -8 * body < b.top - row.box.bottom < 8 * body or -1 < row.box.top - b.bottom < 8 * body for _, b in objects
    )
    if label is not None and (parted or near) and not labels.speaks_of_table(row.text, label):
        return Mark("caption", label.number, front)
    if place is not None and (parted or front):
        return Mark("head" if place == "head" else "foot", front=front)
    if labels.is_note(row.text) and parted:
        return Mark("note", front=front)
    if front:
        return Mark("", front=True)
    if _is_heading(rows, k, sizes, parted=parted, body=body):
        return Mark("heading")
    return Mark()


def _is_heading(rows: Sequence[Row], k: int, sizes: Sequence[Measure], *, parted: bool, body: float) -> bool:
    row = rows[k]
    text = labels.plain(row.text)
    level = labels.heading_level(text)
    if not re.search(r"[^\W\d_]", text) or len(text) > (110 if labels.han_share(text) < 0.3 else 45):
        return False
    if not labels.unfinished(text) and not re.search(r"[?？]$", text):
        return False
    styled = (row.bold and not row.ocr) or row.size > (1.25 if row.ocr else 1.08) * body
    short = row.box.x1 < sizes[k].right - 1.2 * row.size
    following = rows[k + 1] if k + 1 < len(rows) else None
    if labels.is_heading_word(text) and short and parted:
        return True
    if level is not None:
        starts = following is None or breaks(row, following, sizes[k + 1], sizes[k]) is not None
        indent = following is not None and following.box.x0 - row.box.x0 > 0.8 * row.size
        return styled or (parted and short and (starts or indent))
    return styled and parted and (short or row.size > 1.25 * body)


@dataclass(frozen=True, slots=True)
class _References:
    """Where in the reference list the reading stands. last: number of the last entry; None before the first."""

    inside: bool = False
    last: int | None = None
    hanging: bool = False

    def see(self, mark: Mark, row: Row, measure: Measure, body: float) -> tuple[Mark, _References]:
        """The row's mark as the list sees it, and the state after it."""
        if mark.kind == "references":
            return mark, _References(inside=True)
        if not self.inside:
            return mark, self
        number = labels.entry_number(row.text)
        if number is not None and self._next(number):
            return Mark("entry", number), _References(True, number)
        ends = mark.kind in ("abstract", "keywords", "caption", "head", "foot")
        if ends or (row.size > 1.25 * body and not row.ocr) or (mark.kind == "heading" and row.bold and number is None):
            return mark, _References()
        if self.last is None:
            # An unnumbered list: entries start at the left edge, their other lines hang.
            start = row.box.x0 - measure.left < 0.5 * row.size
            return Mark("entry" if start else "entry-more"), self
        return Mark("entry-more", self.last), self

    def _next(self, number: int) -> bool:
        return number <= 3 if self.last is None else self.last < number <= self.last + 4
