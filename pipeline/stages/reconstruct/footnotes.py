"""Footnote marks in cells: found in the notes, taken off the value, kept as a flag with the note's text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.core.provenance import Flag
from pipeline.core.scripts import is_cjk
from pipeline.core.tables import Cell

_SYMBOLS = "*†‡§¶#△▲☆★※◇"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱ"
_MARK = (
    rf"(?:[{_SYMBOLS}]{{1,3}}|[{_RAISED}]{{1,2}}|(?:[a-h]|[1-9])(?=[)）:：、]|\s+[A-Z一-鿿]|[一-鿿]|[Pp]\s*[<＜>=＝]))"
)
_DEFINED = re.compile(
    rf"(?:^|[;；。.,，]\s*|(?:注|Notes?)\s*[:：]\s*|\n)(?P<mark>{_MARK})[)）:：、]?\s*(?P<note>[^;；。\n]+)"
)
_LETTER = re.compile(r"[a-h]")
_LETTER_TAIL = re.compile(r"(?P<before>[^\sA-Za-z])?(?P<word>[A-Za-z]*)(?P<mark>[a-h])$")
_WORD = re.compile(r"[A-Za-z]+")
_TAIL = re.compile(rf"(?P<mark>[{_SYMBOLS}]{{1,3}}|[{_RAISED}]{{1,2}})(?:[,，](?=[{_SYMBOLS}{_RAISED}]))?$")


def defined_marks(notes: Sequence[str]) -> dict[str, str]:
    """Mark, in plain characters, to the text of its note. Two meanings of one mark stand one after the other."""
    found: dict[str, str] = {}
    for note in notes:
        for match in _DEFINED.finditer(note):
            mark, text = _plain(match["mark"]), match["note"].strip()
            if len(text) > 2 and text not in found.get(mark, ""):
                found[mark] = f"{found[mark]}; {text}" if mark in found else text
    return found


def words_of(cells: Sequence[Cell]) -> Counter[str]:
    """How often each Latin word stands in a table's cells."""
    return Counter(word for cell in cells for word in _WORD.findall(cell.text))


def linked(cell: Cell, marks: Mapping[str, str], words: Mapping[str, int]) -> Cell:
    """The cell without the footnote marks at its end, each now a flag `footnote` with the note's text.

    Only marks that a note defines are taken off: a raised letter or figure, or a sign that is no part of a value. A
    letter that the reader saw raised is no part of a value even where its note is not found: the flag says so. Some
    fonts have raised letters as glyphs of their own, which read as plain ones: such a letter is taken off where it
    stands at a Chinese character or at a word of the table's, else flagged. words: of the table, see `words_of`.
    """
    text, flags = cell.text, list(cell.flags)
    while match := _TAIL.search(text):
        mark = _plain(match["mark"])
        if mark not in marks or match.start() == 0:
            break
        text = text[: match.start()].rstrip(" ,，")
        flags.append(Flag("footnote", f"marked {match['mark']}: {marks[mark]}", (marks[mark],)))
    last = cell.words[-1] if cell.words else None
    if last is not None and last.raised and text.endswith(last.text) and text != last.text:
        mark = _plain(last.text)
        if mark in marks:
            text = text[: -len(last.text)].rstrip()
            flags.append(Flag("footnote", f"marked {last.text}: {marks[mark]}", (marks[mark],)))
        elif _LETTER.fullmatch(mark):
            text = text[: -len(last.text)].rstrip()
            flags.append(Flag("footnote", f"marked {last.text}; its note was not found"))
    if text == cell.text and (match := _LETTER_TAIL.search(text)) and match["mark"] in marks:
        mark, note = match["mark"], marks[match["mark"]]
        if _is_mark(match, words):
            text = text[:-1].rstrip()
            flags.append(Flag("footnote", f"marked {mark}: {note}", (note,)))
        elif not match["word"] and match["before"]:
            flags.append(Flag("footnote", f"the last letter may be the mark {mark}: {note}", (note,)))
    return replace(cell, text=text, flags=tuple(flags)) if len(flags) > len(cell.flags) else cell


def _is_mark(match: re.Match[str], words: Mapping[str, int]) -> bool:
    """Whether a letter at the end of a text is a mark: after a Chinese character, or after a word of the table, where
    both together are none."""
    if not match["word"]:
        return match["before"] is not None and is_cjk(match["before"])
    return words.get(match["word"], 0) > 0 and words.get(match["word"] + match["mark"], 0) == 1


def _plain(mark: str) -> str:
    return unicodedata.normalize("NFKC", mark)
