"""Flows to blocks: rows joined where they go on, cut where a mark, a gap, an indent or an object parts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.words import RegionKind
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.blocks import Block, Measure, alike, breaks, measures
from pipeline.stages.extract.layout.ink import Row
from pipeline.stages.extract.layout.marks import Mark, Placed

_KINDS: dict[str, RegionKind] = {
    "abstract": "abstract",
    "keywords": "keywords",
    "caption": "caption",
    "note": "note",
    "heading": "heading",
    "references": "heading",
    "entry": "reference",
    "entry-more": "reference",
    "head": "header",
    "foot": "footer",
}


def blocks_of(placed: Placed, marks: Sequence[Mark], *, flow: int) -> list[Block]:
    """The blocks of one flow in reading order.

    Objects come as blocks without rows, with `held` set. flow: index of the flow in the document.
    """
    rows = placed.flow.rows
    sizes = measures(rows)
    items: list[tuple[float, int, int]] = [(r.box.cy, 1, k) for k, r in enumerate(rows)]
    items += [(b.top, 0, n) for n, (_, b) in enumerate(placed.flow.objects)]
    blocks: list[Block] = []
    group: list[int] = []
    for _, is_row, k in sorted(items):
        if not is_row:
            _finish(blocks, group, placed, marks, sizes, flow)
            group = []
            index, box = placed.flow.objects[k]
            blocks.append(Block((), placed.kinds[index], placed.sheet, flow, placed.flow.column, held=index, box=box))
            continue
        if group and not _joins(rows, group, k, marks, sizes):
            _finish(blocks, group, placed, marks, sizes, flow)
            group = []
        group.append(k)
    _finish(blocks, group, placed, marks, sizes, flow)
    return blocks


def _finish(
    blocks: list[Block],
    group: Sequence[int],
    placed: Placed,
    marks: Sequence[Mark],
    sizes: Sequence[Measure],
    flow: int,
) -> None:
    if not group:
        return
    rows = tuple(placed.flow.rows[k] for k in group)
    first, last = group[0], group[-1]
    mark = marks[first]
    why = "continues" if mark.kind == "entry-more" and first == 0 else ""
    indent = rows[0].box.x0 - sizes[first].left
    blocks.append(
        Block(
            rows,
            _KINDS.get(mark.kind, "paragraph"),
            placed.sheet,
            flow,
            placed.flow.column,
            mark.kind or ("front" if mark.front else ""),
            mark.number,
            why,
            None,
            indented=indent > 0.8 * rows[0].size,
            full=rows[-1].box.x1 > sizes[last].right - 1.2 * rows[-1].size,
        )
    )


def _joins(rows: Sequence[Row], group: Sequence[int], k: int, marks: Sequence[Mark], sizes: Sequence[Measure]) -> bool:
    """Does row `k` go on with the block of the rows `group`?"""
    mark, opened = marks[k], marks[group[0]].kind
    prev, row = rows[k - 1], rows[k]
    if mark.kind == "entry-more":
        return opened in ("entry", "entry-more")
    if mark.kind == "abstract" and opened == "abstract" and not labels.is_abstract(rows[k].text, front=False):
        return alike(prev, row)  # a part of a structured abstract: Objective, 目的
    if mark.kind:
        return False
    step = row.box.cy - prev.box.cy
    tight = step < 1.32 * sizes[k].pitch or step < 1.45 * row.size
    full = prev.box.x1 > sizes[k - 1].right - 1.6 * row.size
    match opened:
        case "abstract":
            return (alike(prev, row) and step < 2.3 * sizes[k].pitch) or labels.is_bare_label(prev.text)
        case "heading" | "references":
            return _same_style(prev, row) and tight and full and step < 1.9 * row.size
        case "caption":
            return _caption_goes_on(rows, group, k, sizes, step=step, full=full)
        case "note" if prev.text.rstrip()[-1:] in ":：":
            return alike(prev, row) and tight
        case "keywords" | "head":
            open_end = full or prev.text.rstrip()[-1:] in ",，;；、"
            return (alike(prev, row) and tight and open_end) or labels.is_bare_label(prev.text)
        case "foot":
            return alike(prev, row) and step < 1.7 * sizes[k].pitch
    if mark.front:
        return _front_goes_on(prev, row, step)
    return breaks(prev, row, sizes[k], sizes[k - 1]) is None


def _same_style(prev: Row, row: Row) -> bool:
    return alike(prev, row) and (prev.bold == row.bold or row.ocr)


def _caption_goes_on(
    rows: Sequence[Row], group: Sequence[int], k: int, sizes: Sequence[Measure], *, step: float, full: bool
) -> bool:
    prev, row = rows[k - 1], rows[k]
    if not _same_style(prev, row) or step > 1.8 * row.size or len(group) > 5:
        return False
    centred = abs(row.box.cx - prev.box.cx) < 1.2 * row.size
    if not full and not centred:
        return False
    return row.box.x0 - sizes[k].left < 0.8 * row.size or centred


def _front_goes_on(prev: Row, row: Row, step: float) -> bool:
    """Lines of one title, of one list of authors, of one address."""
    if not _same_style(prev, row) or step > 1.9 * row.size:
        return False
    if labels.is_affiliation(row.text) != labels.is_affiliation(prev.text):
        # The second line of an address may name no institution, but it does not open with a number or bracket.
        return (
            labels.is_affiliation(prev.text) and labels.entry_number(row.text) is None and labels.unfinished(prev.text)
        )
    low, high = sorted((labels.han_share(prev.text), labels.han_share(row.text)))
    return labels.entry_number(row.text) is None and not (low < 0.1 and high > 0.6)


def as_kind(block: Block, kind: RegionKind) -> Block:
    return replace(block, kind=kind)


def split_rows(block: Block, at: int) -> tuple[Block, Block]:
    """The block cut before row `at` (0 < at < number of rows)."""
    return replace(block, rows=block.rows[:at]), replace(block, rows=block.rows[at:], mark="", why="", indented=False)
