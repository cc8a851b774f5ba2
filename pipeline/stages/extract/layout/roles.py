"""Blocks in their surroundings: title block, notes beside tables and figures, paragraphs that go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.geometry import around
from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.blocks import Block
from pipeline.stages.extract.layout.compose import as_kind, split_rows

_LEGEND = re.compile(r"[A-Za-z0-9α-ω\-/]{2,12}\s*[:：=＝]\s*\S+.*?[;；,，]\s*[A-Za-z0-9α-ω\-/]{2,12}\s*[:：=＝]")
_SIGNS = re.compile(
    r"^\s*(?:[*#△▲†‡§¶☆◇a-eⓐ①-⑨¹²³ᵃᵇᶜ]|[↑↓→←])\s*(?:[)）]\s*)?(?:[Pp]\s*[<＜>＞=]|[:：]|表示|与|vs|compared|indicat|[↑↓→←]|increase|decrease)"
)


def with_roles(blocks: Sequence[Block], *, body: float) -> list[Block]:
    """The blocks of a document, reading order, each with its final kind. body: size of body text, points."""
    named = _front_matter(blocks)
    named = _notes(named, body)
    return _continued(named)


def _front_matter(blocks: Sequence[Block]) -> list[Block]:
    """Titles, authors and affiliations: what stands before each abstract, up to the part before it."""
    result = list(blocks)
    anchors = [n for n, b in enumerate(blocks) if b.kind == "abstract"]
    start = 0
    for anchor in anchors:
        low = anchor
        while low > start and _may_be_front(blocks[low - 1]):
            low -= 1
        for n, block in zip(range(low, anchor), _title_block(blocks[low:anchor]), strict=True):
            result[n] = block
        start = anchor + 1
    if not anchors:
        count = next((n for n, b in enumerate(blocks) if b.mark != "front" and b.kind != "header"), 0)
        result[:count] = _title_block(blocks[:count])
    return [as_kind(b, "paragraph") if b.mark == "front" and b.kind == "paragraph" else b for b in result]


def _may_be_front(block: Block) -> bool:
    return block.mark in ("front", "head", "foot") or (
        block.kind in ("paragraph", "heading")
        and block.mark != "object"
        and len(block.rows) <= 4
        and not block.indented
    )


def _title_block(blocks: Sequence[Block]) -> list[Block]:
    """Kinds for the lines between the page's top (or the other language's keywords) and an abstract."""
    loose = [n for n, b in enumerate(blocks) if b.kind in ("paragraph", "heading")]
    titles = [n for n in loose if not labels.is_category(blocks[n].text) and len(blocks[n].text) > 3]
    if not titles:
        return list(blocks)
    title = max(titles, key=lambda n: (round(blocks[n].size, 1), -n))
    result = list(blocks)
    authors = False
    for n in loose:
        block = blocks[n]
        if n < title:
            result[n] = as_kind(block, "header")
        elif n == title:
            result[n] = as_kind(block, "title")
        elif not authors and not _address(block.text):
            result[n] = as_kind(block, "author")
            authors = True
        else:
            result[n] = as_kind(block, "affiliation")
    return result


def _address(text: str) -> bool:
    return labels.is_affiliation(text)


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
    return k >= 0 and blocks[k].flow == blocks[n].flow and blocks[k].mark == "object"


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


def _continued(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs that start a column or follow an object in the middle of a sentence go on from the one before."""
    indents = _uses_indents(blocks)
    result: list[Block] = []
    last: Block | None = None
    for n, block in enumerate(blocks):
        before = blocks[n - 1] if n else None
        if block.kind == "paragraph" and block.rows:
            parted = before is None or before.flow != block.flow or before.kind not in ("paragraph", "heading")
            if parted and last is not None and last.kind == "paragraph" and _goes_on(last, block, indents=indents):
                block = replace(block, why="continues")
            last = block
        elif block.kind in ("heading", "title", "abstract", "keywords", "reference"):
            last = block
        result.append(block)
    return result


def _uses_indents(blocks: Sequence[Block]) -> bool:
    long = [b for b in blocks if b.kind == "paragraph" and len(b.rows) >= 3]
    return sum(b.indented for b in long) * 2 >= len(long) if long else False


def _goes_on(last: Block, block: Block, *, indents: bool) -> bool:
    if block.indented:
        return False
    return labels.unfinished(last.rows[-1].text) or (indents and len(block.rows) >= 1 and last.full)
