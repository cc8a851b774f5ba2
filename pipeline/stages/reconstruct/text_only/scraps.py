"""Scraps among a dumped cell's words: what a reader makes of ink between cells, or of half a line of another cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.core.scripts import cjk_count, latin_count
from pipeline.lexicon.plausible import english_words
from pipeline.stages.reconstruct.text_only.arrows import is_shape
from pipeline.stages.reconstruct.text_only.doubts import ARROW_FIELDS, STUB, Setting, is_garbled, words_of
from pipeline.stages.reconstruct.text_only.pieces import Piece
from pipeline.stages.reconstruct.text_only.vocabulary import Vocabulary, bare

_COMMON = 3000  # rank among English words
_CORES = frozenset(("abbr", "country", "duration", "sample", "dose", "pm"))
_LONE = frozenset(("sample", "duration", "country"))  # values beside which a cell has no other figure
_SPECK = 3  # digits of a number that is none
_LEAST_ALIKE, _MOST = 3, 0.6  # cells, and share of a column's cells, that show what kind of value it holds


def core_kinds(rows: Sequence[Sequence[Sequence[Piece]]], vocabulary: Vocabulary) -> tuple[str | None, ...]:
    """For each column the kind of the one piece that most of its cells are, unknown words beside it aside.

    rows: the pieces of each cell of each row.
    """
    found: list[str | None] = []
    for column in zip(*rows, strict=True):
        told = [
            [p.kinds[0] for p in cell if p.kinds[0] in _CORES or _said(bare(p.text), vocabulary)] for cell in column
        ]
        filled = sum(1 for cell in column if cell)
        alone = Counter(kinds[0] for kinds in told if len(kinds) == 1 and kinds[0] in _CORES)
        kind, count = alone.most_common(1)[0] if alone else (None, 0)
        found.append(kind if count >= max(_LEAST_ALIKE, _MOST * filled) else None)
    return tuple(found)


def without_debris(pieces: Sequence[Piece], text: str, column: int, setting: Setting) -> Sequence[Piece]:
    """A cell's pieces without scraps that are no words: what a reader makes of ink between cells, or of other cells.

    text: all pieces joined. A longer word that cannot be read stands: it may be the cell's own. In a column of one
    kind of short form, or among Chinese words, no unknown word is.
    """
    others = words_of(pieces)
    kind = setting.cores[column] if setting.cores else None
    measured = setting.model.headings[column].field in ARROW_FIELDS
    chinese = cjk_count(text) > latin_count(text)

    def scrap(piece: Piece) -> bool:
        core = piece.text.strip(".,;:()-|'")
        if measured and is_shape(core):
            return False
        if kind in _LONE and piece.kinds[0] == "int" and len(core) < _SPECK and any(kind in p.kinds for p in pieces):
            return True
        short_form = sum(c.isupper() for c in core) > 1
        parted = any("split-words" in word.flags for word in piece.words)
        if not core.isascii() or piece.is_value or short_form or parted:
            return False
        if kind is not None and any(kind in other.kinds for other in pieces):
            return kind not in piece.kinds and (_is_speck(piece) or not _said(core, setting.vocabulary))
        if not core.isalpha() or _said(core, setting.vocabulary) or not is_garbled(piece, text, others, setting):
            return False
        return len(core) <= STUB or (chinese and "junk" in piece.kinds)

    kept = [piece for piece in pieces if not scrap(piece)]
    return kept if any(any(c.isalnum() for c in piece.text) for piece in kept) else pieces


def _is_speck(piece: Piece) -> bool:
    """Two or three small letters that no cell of one value has room for."""
    core = piece.text.strip(".,;:")
    return len(core) < STUB and core.isalpha() and core.islower() and piece.kinds[0] != "connective"


def _said(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word is one of the lexicon or of the document, or one that every English text has."""
    folded = bare(word)
    common = english_words().get(folded, _COMMON) < _COMMON
    return folded in vocabulary.kinds or vocabulary.prose.get(folded, 0) > 0 or common
