"""What stands beside tables and figures: captions that number them, notes, stray words of drawings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.geometry import around
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.blocks import Block
from pipeline.stages.extract.layout.compose import as_kind, split_rows
from pipeline.stages.extract.layout.grain import prose
from pipeline.stages.extract.layout.ink import segments

_LEGEND = re.compile(r"[A-Za-z0-9α-ω\-/]{2,12}\s*[:：=＝]\s*\S+.*?[;；,，]\s*[A-Za-z0-9α-ω\-/]{2,12}\s*[:：=＝]")
_SIGNS = re.compile(
    r"^\s*(?:[*#△▲†‡§¶☆◇a-eⓐ①-⑨¹²³ᵃᵇᶜ]|[↑↓→←])\s*(?:[)）]\s*)?(?:[Pp]\s*[<＜>＞=]|[:：]|表示|与|vs|compared|indicat|[↑↓→←]|increase|decrease)"
)


def beside_objects(blocks: Sequence[Block], *, body: float) -> list[Block]:
    """The blocks with notes found, tables and figures numbered, and figures without an outline put together."""
    return _notes(_numbered(_sketches(blocks)), body)


def _sketches(blocks: Sequence[Block]) -> list[Block]:
    """Scattered short lines over a figure's caption, where no drawing was seen, are the figure's inner text."""
    result: list[Block] = []
    for block in blocks:
        label = labels.caption_label(block.rows[0].text) if block.kind == "caption" else None
        if label is not None and label.kind == "figure":
            start = len(result)
            while start and _scattered(result[start - 1], block):
                start -= 1
            loose = result[start:]
            anchor = result[start - 1] if start else None
            if anchor is not None and anchor.flow == block.flow and anchor.kind == "figure":
                result[start - 1 :] = [replace(anchor, rows=(*anchor.rows, *(r for b in loose for r in b.rows)))]
            elif sum(len(segments(r, gap=1.0)) for b in loose for r in b.rows) >= 3:
                rows = tuple(r for b in loose for r in b.rows)
                result[start:] = [
                    replace(loose[0], rows=rows, kind="figure", mark="", why="scattered text over a caption")
                ]
        result.append(block)
    return result


def _scattered(block: Block, caption: Block) -> bool:
    """Short lines of no sentence: labels in a drawing."""
    if block.flow != caption.flow or block.kind not in ("paragraph", "heading") or block.mark or len(block.rows) > 40:
        return False
    texts = [labels.plain(part.text) for r in block.rows for part in segments(r, gap=1.0)]
    short = all(len(t) < 24 or (labels.han_share(t) == 0 and len(t) < 40) for t in texts)
    return short and not prose(block.rows) and not any(re.search(r"[。.]$", r.text) for r in block.rows)


def _numbered(blocks: Sequence[Block]) -> list[Block]:
    """Each table and figure with the number of the caption beside it: a table's over it, a figure's under it.

    A table that its caption calls continued, or that has none and follows right after another in the next column or
    page, says so in `why` and takes that one's number.
    """
    result = list(blocks)
    before: Block | None = None
    for n, block in enumerate(blocks):
        if block.kind not in ("table", "figure"):
            continue
        over, under = _captions(blocks, n, -1, block.kind), _captions(blocks, n, +1, block.kind)
        near = (over or under) if block.kind == "table" else (under or over)
        number = next((b.number for b in near if b.number is not None), None)
        if block.kind == "table":
            marked = [lab for b in near if (lab := labels.caption_label(b.rows[0].text)) is not None and lab.continued]
            if marked or (not near and before is not None and _runs_on(blocks, n)):
                number = before.number if number is None and before is not None else number
                block = replace(block, why="continues")
            before = replace(block, number=number)
        result[n] = replace(block, number=number)
    return result


def _runs_on(blocks: Sequence[Block], n: int) -> bool:
    """Is the table first in its flow, and the last thing before it another table of about its width?"""
    k = n - 1
    while k >= 0 and blocks[k].kind in ("header", "footer"):
        k -= 1
    here, last = blocks[n], blocks[k] if k >= 0 else None
    if last is None or last.kind != "table" or last.flow == here.flow or last.box is None or here.box is None:
        return False
    return abs(last.box.width - here.box.width) < 0.08 * here.box.width


def _captions(blocks: Sequence[Block], n: int, step: int, kind: str) -> list[Block]:
    """The captions of one kind met from block `n` on before any text or other object, notes left aside."""
    found = []
    k = n + step
    while 0 <= k < len(blocks) and blocks[k].sheet == blocks[n].sheet and abs(k - n) <= 6:
        block = blocks[k]
        label = labels.caption_label(block.rows[0].text) if block.kind == "caption" else None
        small = bool(block.rows) and block.size < 0.9 * max(
            (b.size for b in blocks[max(0, n - 9) : n + 9] if b.rows), default=0.0
        )
        if label is not None and label.kind == kind:
            found.append(block)
        elif found or block.held is not None or not (block.kind == "note" or small):
            break
        k += step
    return found


def _notes(blocks: Sequence[Block], body: float) -> list[Block]:
    """Small or labelled text right under a table or about a figure is its note, one region a language."""
    result: list[Block] = []
    for n, block in enumerate(blocks):
        if block.kind not in ("paragraph", "note") or not block.rows or not _by_object(blocks, n):
            result.append(block)
            continue
        text = labels.plain(block.text)
        small = block.size < (0.86 if block.rows[0].ocr else 0.93) * body
        if block.kind == "note" or small or _LEGEND.search(text[:200]) or _SIGNS.match(text):
            result.extend(_by_language(as_kind(block, "note")))
        else:
            result.append(block)
    return result


def _by_object(blocks: Sequence[Block], n: int) -> bool:
    """Does the block stand right after a table or figure, or after its notes or captions, in the same flow?"""
    k = n - 1
    while k >= 0 and blocks[k].flow == blocks[n].flow and blocks[k].kind in ("paragraph", "note", "caption"):
        if n - k > 4:
            return False
        k -= 1
    return k >= 0 and blocks[k].flow == blocks[n].flow and blocks[k].kind in ("table", "figure")


def _by_language(block: Block) -> list[Block]:
    """The block cut where a finished line in one language is followed by one in the other."""
    parts: list[Block] = []
    rest = block
    k = 1
    while k < len(rest.rows):
        before, after = (labels.han_share(rest.rows[i].text) for i in (k - 1, k))
        turns = (before > 0.35 and after < 0.05) or (before < 0.05 and after > 0.35)
        if turns and (not labels.unfinished(rest.rows[k - 1].text) or rest.rows[k - 1].box.x1 < block_right(rest) - 8):
            first, rest = split_rows(rest, k)
            parts.append(first)
            k = 1
        else:
            k += 1
    return [*parts, rest]


def block_right(block: Block) -> float:
    return around(r.box for r in block.rows).x1
