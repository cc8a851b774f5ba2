"""Names and reasons as one line that a terminal can take, whatever a file is called or a library said."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path


def shown(path: Path) -> str:
    """A path as text: bytes of its name that are no UTF-8 become `\\xNN`, so that JSON can hold it."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def printable(text: str) -> str:
    """The text on one line: control and format characters, line ends and lone surrogates as escapes (`\\n`, `\\u202e`).

    Any white space is kept as a space of its own kind where it takes room.
    """
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape", "backslashreplace").decode("ascii")
