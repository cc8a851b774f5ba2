"""Pieces to blocks: paragraphs whole again over columns and pages, lines joined, labels found."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from pipeline.core.blocks import Block, Language
from pipeline.core.geometry import Box, around
from pipeline.core.joining import join_lines
from pipeline.core.words import Line, Word
from pipeline.stages.separate.labels import label_length, label_of
from pipeline.stages.separate.language import language_of
from pipeline.stages.separate.pieces import Piece

_LABELLED_KINDS = frozenset({"abstract", "keywords", "caption", "note"})
_MERGED_KINDS = frozenset({"paragraph", "abstract", "note", "reference", "keywords"})
_SKIPPED_BETWEEN = frozenset({"header", "footer", "figure", "table", "caption", "note"})
_ENDED = re.compile(r"[。！？.!?：:；;][”’」』）)\]]*\s*(?:\[[\d,，\-–~ ]+\])?\s*$|\[[\d,，\-–~ ]+\]\s*[。.]\s*$")


def merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces with those that continue an earlier one (over a column, page, table or figure) joined to it."""
    out: list[Piece] = []
    for piece in pieces:
        at = _continued(out, piece)
        if at is None:
            out.append(piece)
        else:
            before = out[at]
            out[at] = replace(
                before,
                lines=(*before.lines, *piece.lines),
                merged_from=(*before.merged_from, piece.region.id, *piece.merged_from),
            )
    return tuple(out)


def block_of(piece: Piece, *, number: int, known: Container[str]) -> Block:
    """The block a piece makes. number: its place in reading order. known: see `join_lines`."""
    text, head, printed_number = _labelled(piece, join_lines(piece.texts, known=known))
    words = tuple(word for line in piece.lines for word in line.words)
    return Block(
        id=f"b{number}",
        region=piece.region.id,
        page=piece.region.page,
        kind=piece.kind,
        language=_language(piece, text),
        text=text,
        lines=piece.lines,
        box=_box_on(piece.region.page, piece.lines),
        source=_main_source(words),
        confidence=_confidence(words),
        garbled=piece.garbled,
        number=piece.region.number if piece.region.number is not None else printed_number,
        merged_from=piece.merged_from,
        label=head,
    )


def _labelled(piece: Piece, text: str) -> tuple[str, str, int | None]:
    """The text with a space after its label where print has a gap, the label, and the number on it."""
    label = label_of(piece.texts[0]) if piece.garbled is None and piece.kind in _LABELLED_KINDS else None
    if label is None:
        return text, "", None
    at = label_length(text, piece.texts[0])
    if piece.kind == "caption" and text[at - 1 : at].isdigit() and text[at : at + 1].isalpha():
        text, at = f"{text[:at]} {text[at:]}", at + 1
    return text, text[:at], label.number


def _language(piece: Piece, text: str) -> Language:
    """The language of the block: of a table or figure what all its lines say, of junk none."""
    if piece.garbled is not None or piece.tongue == "neutral":
        return "unknown"
    if piece.kind in ("table", "figure"):
        return _whole_language(piece.texts)
    prose = piece.kind in ("paragraph", "abstract")
    return language_of(text, prose=prose) if piece.tongue == "en" else "zh"


def _continued(before: Sequence[Piece], piece: Piece) -> int | None:
    """Which of the pieces before `piece` it continues, None where it starts anew."""
    if piece.kind not in _MERGED_KINDS or label_of(piece.texts[0]) is not None:
        return None
    hinted = "continues" in piece.region.why
    for i in range(len(before) - 1, -1, -1):
        other = before[i]
        if other.kind == piece.kind and other.region.id != piece.region.id:
            if piece.kind != "reference" and not _alike(other, piece):
                return None
            return i if hinted or _reads_on(other, piece) else None
        if other.kind not in _SKIPPED_BETWEEN and (other.garbled is None or piece.garbled is not None):
            return None
    return None


def _alike(a: Piece, b: Piece) -> bool:
    """In one language, and both readable or both not."""
    return a.tongue == b.tongue and (a.garbled is None) == (b.garbled is None)


def _reads_on(before: Piece, piece: Piece) -> bool:
    """Whether a paragraph plainly goes on in `piece`: it stopped mid-sentence at a column's or page's end."""
    if piece.kind not in ("paragraph", "note") or piece.garbled is not None:
        return False
    last, first = before.texts[-1].rstrip(), piece.texts[0].lstrip()
    if last.endswith("-") and last[-2:-1].islower() and first[:1].islower():
        return True
    if piece.kind == "note" or _ENDED.search(last):
        return False
    other_column = before.lines[-1].page != piece.lines[0].page or _is_higher(piece.lines[0], before.lines[-1])
    return other_column and (piece.tongue == "zh" or first[:1].islower() or last.endswith(("-", ",")))


def _is_higher(line: Line, than: Line) -> bool:
    """Whether `line` stands higher on the page, as the head of the next column does; a text dump does not say."""
    a, b = line.words[0].box, than.words[0].box
    return a is None or b is None or a.top < b.top


def _box_on(page: int, lines: Sequence[Line]) -> Box | None:
    boxes = [w.box for line in lines if line.page == page for w in line.words if w.box is not None]
    return around(boxes) if boxes else None


def _main_source(words: Sequence[Word]) -> str:
    """The reader of most of the characters."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word.source] = counts.get(word.source, 0) + len(word.text)
    return max(sorted(counts), key=lambda s: counts[s])


def _confidence(words: Sequence[Word]) -> float:
    """Mean confidence of the words, weighted by their length."""
    letters = sum(len(w.text) for w in words)
    return round(sum(w.confidence * len(w.text) for w in words) / letters, 4) if letters else 0.0


def _whole_language(texts: Sequence[str]) -> Language:
    """The language of a table or figure: `mixed` where lines of both stand in it."""
    found = {language_of(t) for t in texts} - {"unknown"}
    if len(found) > 1:
        return "mixed"
    return found.pop() if found else "unknown"
