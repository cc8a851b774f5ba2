"""The title block: title, authors and affiliations in either language, before each abstract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.stages.extract.layout import labels
from pipeline.stages.extract.layout.blocks import Block, alike
from pipeline.stages.extract.layout.compose import as_kind


def front_matter(blocks: Sequence[Block]) -> list[Block]:
    """Titles, authors and affiliations: what stands before each abstract, up to the part before it."""
    result = list(blocks)
    anchors = [n for n, b in enumerate(blocks) if b.kind == "abstract"]
    start = 0
    for anchor in anchors:
        low = anchor
        while low > start and _may_be_front(blocks[low - 1]):
            low -= 1
        if low and blocks[low - 1].held is not None:
            low = next((n for n in range(low, anchor) if not _is_small(blocks[n], blocks[anchor])), anchor)
        for n, block in zip(range(low, anchor), _title_block(blocks[low:anchor]), strict=True):
            result[n] = block
        start = anchor + 1
        if start < len(blocks) and _ends_abstract(blocks[anchor], blocks[start]):
            result[start] = replace(blocks[start], kind="abstract", why="continues")
    if not anchors:
        count = next((n for n, b in enumerate(blocks) if not (b.mark == "front" or b.kind == "header") or _long(b)), 0)
        result[:count] = _title_block(blocks[:count])
    return [as_kind(b, "paragraph") if b.mark == "front" and b.kind == "paragraph" else b for b in result]


def _ends_abstract(abstract: Block, after: Block) -> bool:
    """Does the block go on with an abstract that a change of measure has cut in the middle of a sentence?"""
    plain = after.kind == "paragraph" and after.mark == "front" and after.flow == abstract.flow + 1
    return plain and alike(abstract.rows[-1], after.rows[0]) and labels.unfinished(abstract.rows[-1].text)


def _is_small(block: Block, abstract: Block) -> bool:
    """Type smaller than the abstract's: notes of a table that floats over the title."""
    return block.mark == "front" and block.size < 0.93 * abstract.size


def _long(block: Block) -> bool:
    """A paragraph rather than a title, names or an address."""
    return len(block.rows) > 4 or (len(block.rows) > 2 and not labels.unfinished(block.rows[-1].text))


def _may_be_front(block: Block) -> bool:
    if block.mark in ("front", "head", "foot"):
        return True
    centred = block.indented and bool(block.rows) and labels.unfinished(block.rows[-1].text)
    return block.kind in ("paragraph", "heading") and len(block.rows) <= 4 and (centred or not block.indented)


def _title_block(blocks: Sequence[Block]) -> list[Block]:
    """Kinds for the lines between the page's top (or the other language's keywords) and an abstract."""
    loose = [n for n, b in enumerate(blocks) if b.kind in ("paragraph", "heading")]
    titles = [
        n for n in loose if not (labels.is_category(blocks[n].text) or _long(blocks[n])) and len(blocks[n].text) > 3
    ]
    if not titles:
        return list(blocks)
    title = max(titles, key=lambda n: (round(blocks[n].size, 1), -n))
    result = list(blocks)
    authors = second = False
    for n in loose:
        block = blocks[n]
        if n < title:
            result[n] = as_kind(block, "header")
        elif n == title:
            result[n] = as_kind(block, "title")
        elif not second and not authors and _other_title(block, blocks[title]):
            result[n] = as_kind(block, "title")
            second = True
        elif labels.is_names(block.text) or (not authors and not labels.is_affiliation(block.text)):
            result[n] = as_kind(block, "author")
            authors = True
        else:
            result[n] = as_kind(block, "affiliation")
    return result


def _other_title(block: Block, title: Block) -> bool:
    """The title in the other language, set right under the first."""
    low, high = sorted((labels.han_share(block.text), labels.han_share(title.text)))
    return low < 0.2 and high > 0.5 and not labels.is_names(block.text) and not labels.is_affiliation(block.text)
