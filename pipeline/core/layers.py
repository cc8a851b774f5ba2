"""What goes into the English and the Chinese layer: the text a reader of that language could read."""

from __future__ import annotations

from pipeline.core.blocks import Block, Language, Layered

_LEFT_OUT = frozenset({"table", "figure", "reference", "header", "footer"})


def layer_blocks(layered: Layered, language: Language) -> tuple[Block, ...]:
    """Blocks of one language in reading order, without tables, running heads, figures, references and garbled text."""
    return tuple(
        b for b in layered.blocks if b.language == language and b.garbled is None and b.kind not in _LEFT_OUT and b.text
    )


def layer_paragraphs(layered: Layered, language: Language) -> tuple[str, ...]:
    """The paragraphs of one language's layer in reading order, one string a block."""
    return tuple(" ".join(b.text.split()) for b in layer_blocks(layered, language))
