"""What goes into the English and the Chinese layer: the text a reader of that language could read."""

from __future__ import annotations

import re

from pipeline.core.blocks import Block, Language, Layered
from pipeline.core.people import author_names

_LEFT_OUT = frozenset({"table", "figure", "reference", "header", "footer"})
_CONTINUED = re.compile(r"续|(?i:\bcont)")
_IN_BRACKETS = re.compile(r"^\s*[(（](?P<inside>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]\s*[.。]?\s*$")


def layer_blocks(layered: Layered, language: Language) -> tuple[Block, ...]:
    """Blocks of one language in reading order, without tables, running heads, figures, references and garbled text."""
    return tuple(
        b for b in layered.blocks if b.language == language and b.garbled is None and b.kind not in _LEFT_OUT and b.text
    )


def layer_text(block: Block) -> str:
    """What a layer holds of a block, on one line: authors as plain names, abstract and keywords without their label,
    affiliations and headings without brackets around the whole, everything else as it is printed. The bare label over
    the next part of a table (`续表1`) says nothing and is left out.
    """
    text = block.text
    if block.kind == "author":
        names = author_names(tuple(line.text for line in block.lines))
        text = (", " if block.language == "en" else "，").join(names)
    elif block.kind in ("abstract", "keywords"):
        text = block.body
    elif block.kind == "caption" and not block.body and _CONTINUED.search(block.label):
        text = ""
    elif block.kind in ("affiliation", "heading"):
        bracketed = _IN_BRACKETS.match(text)
        text = bracketed["inside"] if bracketed else text
    return " ".join(text.split())


def layer_paragraphs(layered: Layered, language: Language) -> tuple[str, ...]:
    """The paragraphs of one language's layer in reading order, one string a block."""
    return tuple(text for block in layer_blocks(layered, language) if (text := layer_text(block)))
