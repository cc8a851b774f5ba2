"""Footnote marks in cells: found in the notes, taken off the value, kept as a flag with the note's text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.core.provenance import Flag
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


def linked(cell: Cell, marks: Mapping[str, str]) -> Cell:
    """The cell without the footnote marks at its end, each now a flag `footnote` with the note's text.

    Only marks that a note defines are taken off: a raised letter or figure, or a sign that is no part of a value. A
    letter that the reader saw raised is no part of a value even where its note is not found: the flag says so.
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
    return replace(cell, text=text, flags=tuple(flags)) if text != cell.text else cell


def _plain(mark: str) -> str:
    return unicodedata.normalize("NFKC", mark)
