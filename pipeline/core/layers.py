"""What goes into the English and the Chinese layer: the text a reader of that language could read."""

from __future__ import annotations

import re

from pipeline.core.blocks import Block, Language, Layered
from pipeline.core.keywords import keyword_terms
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
    """What a layer holds of a block, on one line.

    Authors as plain names, key words parted by semicolons, an abstract without its label, affiliations and headings
    without brackets around the whole, everything else as it is printed. The bare label over the next part of a table
    (`续表1`) says nothing and is left out.
    """
    text = block.text
    if block.kind == "author":
        names = author_names(tuple(line.text for line in block.lines))
        text = (", " if block.language == "en" else "，").join(names)
    elif block.kind == "abstract":
        text = block.body
    elif block.kind == "keywords":
        text = ("; " if block.language == "en" else "；").join(block_keywords(block))
    elif block.kind == "caption" and not block.body and _CONTINUED.search(block.label):
        text = ""
    elif block.kind in ("affiliation", "heading"):
        bracketed = _IN_BRACKETS.match(text)
        text = bracketed["inside"] if bracketed else text
    return " ".join(text.split())


def block_keywords(block: Block) -> tuple[str, ...]:
    """The terms of a keywords block, one by one."""
    lines = [line.text for line in block.lines]
    ink = len("".join(block.label.split()))
    while lines and ink:
        printed = "".join(lines[0].split())
        if len(printed) > ink:
            lines[0] = _after_ink(lines[0], ink)
            ink = 0
        else:
            ink -= len(printed)
            del lines[0]
    return keyword_terms(lines)


def _after_ink(line: str, ink: int) -> str:
    """`line` from after its first `ink` characters that are not white space."""
    at = 0
    while ink:
        ink -= not line[at].isspace()
        at += 1
    return line[at:].strip()


def layer_paragraphs(layered: Layered, language: Language) -> tuple[str, ...]:
    """The paragraphs of one language's layer in reading order, one string a block."""
    return tuple(text for block in layer_blocks(layered, language) if (text := layer_text(block)))
