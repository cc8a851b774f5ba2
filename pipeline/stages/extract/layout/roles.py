"""Blocks in their surroundings: title block, what stands beside tables and figures, paragraphs that go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.beside import beside_objects
from pipeline.stages.extract.layout.blocks import Block
from pipeline.stages.extract.layout.front import front_matter


def with_roles(blocks: Sequence[Block], *, body: float) -> list[Block]:
    """The blocks of a document, reading order, each with its final kind. body: size of body text, points."""
    return _continued(beside_objects(front_matter(blocks), body=body))


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
