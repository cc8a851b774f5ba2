"""Which cells say nothing: NR, 未报道, a dash."""

from __future__ import annotations

import unicodedata
from functools import cache

from pipeline.lexicon import load

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))


@cache
def _signs(name: str) -> frozenset[str]:
    return frozenset(_plain(sign) for sign in load("missing")[name])


def _plain(text: str) -> str:
    flat = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    return " ".join(flat.split()).rstrip(".。,，;；").strip()


def is_missing(text: str) -> bool:
    """Whether the text says "nothing to report": empty, a dash, NR, 未报道. None and 无 do not: they answer."""
    return _plain(text) in _signs("missing")


def is_judgement(text: str) -> bool:
    """Whether the text says that a thing is unclear: an answer, where the column asks for a judgement."""
    return _plain(text) in _signs("judgement")


def is_none(text: str) -> bool:
    """Whether the text states that there were none."""
    return _plain(text) in _signs("none")
