"""Marks that a reader of pixels lost or took for others, put back where the cell's own form leaves one reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.provenance import Flag
from pipeline.stages.reconstruct.text_only.effects import mend, mend_count
from pipeline.stages.reconstruct.text_only.vocabulary import greek_letters

_SETS = re.compile(r"(?<=\d)\s?[xX]\s?(?=\d)")
# the sign between a mean and its deviation: read as another one, or as a four, which leaves two points in one number
_DEVIATION = re.compile(r"(?<=\d)(\s?)[+£土士](\s?)(?=\d)|(?<=\.\d)()4(\s?)(?=\d{1,3}\.\d$)")
_ARROW_LETTER = re.compile(r"(?<=[\u3400-\u9fff])(?=[1tTfJ|](?:$|[,，;；\s]))")
_SIGNED = frozenset(("effect", "p", "outcome", "result"))
_MEASURED = frozenset(("outcome", "result", "mechanism"))


@dataclass(frozen=True, slots=True)
class MendedText:
    """A cell's text after mending. before: what was printed, once for each change. flags: one for each doubt."""

    text: str
    before: tuple[str, ...]
    flags: tuple[Flag, ...]


def mended_text(text: str, field: str) -> MendedText:
    """The text of a cell of a column of this field with signs, slashes and × put back, each under a flag."""
    before: list[str] = []
    flags: list[Flag] = []

    def changed(to: str, code: str, message: str) -> str:
        if to != text:
            before.append(text)
            flags.append(Flag(code, message, (text,)))
        return to

    if field in _SIGNED:
        signed = mend(text)
        if signed.doubtful:
            flags.append(Flag("interval-uneven", "estimate and interval do not agree as read", (text,)))
        text = changed(signed.text, "sign-restored", "a minus was lost: only this one makes the interval even")
    if field in _MEASURED:
        # what is left of an arrow is no part of the measure's name
        text = _ARROW_LETTER.sub(" ", text)
        message = "no other molecule is written so: a Greek letter was read as a Latin one"
        for pattern, letter in greek_letters():
            text = changed(pattern.sub(letter, text), "text-restored", message)
    if field == "age":
        message = "between a mean and its deviation stands ±, which was read as another sign"
        text = changed(_DEVIATION.sub(_plus_minus, text), "sign-restored", message)
    if field == "sample_size":
        counted = mend_count(text)
        if counted.doubtful:
            flags.append(Flag("count-uneven", "the arms do not add up to the total as read, or the count is too small"))
        text = changed(counted.text, "slash-restored", "a slash was misread: only this one makes the arms add up")
    text = changed(_SETS.sub("×", text), "sign-restored", "between sets and repetitions stands ×, not a letter")
    return MendedText(text, tuple(before), tuple(flags))


def _plus_minus(found: re.Match[str]) -> str:
    """The sign with the white that is printed around the one it was read as."""
    return " ± " if any(group for group in found.groups()) else "±"
