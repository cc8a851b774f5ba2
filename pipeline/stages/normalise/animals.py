"""Animals, their sexes and the models of disease, as they are printed in both languages."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon import load

_STRAIN = r"(?<![A-Za-z0-9])(?=[\w/\-]*[A-Z])(?=[\w/\-]*[a-z])[A-Za-z][A-Za-z0-9]*(?:[\-/][A-Za-z0-9]+)*"  # KK-Ay小鼠


@cache
def animal() -> re.Pattern[str]:
    """A species with its strains: `SD rats`, C57BL/6小鼠, or a strain alone."""
    words = load("species")
    strains, animals = "|".join(words["strains"]), "|".join(words["animals"])
    chinese = "|".join(word for word in words["animals"] if not word.isascii())
    return re.compile(
        rf"(?<![A-Za-z])(?:(?:{strains})[\s\-]*)*(?:{animals})(?![A-Za-z])|{_STRAIN}\s?(?:{chinese})|(?:{chinese})"
        rf"|(?<![A-Za-z0-9])(?:{strains})(?![A-Za-z0-9])"
    )


@cache
def sexes() -> re.Pattern[str]:
    """A word for a sex or both."""
    words = sorted(load("species")["sex"]["words"], key=len, reverse=True)
    return re.compile("|".join(rf"\b{w}\b" if w.isascii() else w for w in words), re.IGNORECASE)


@cache
def models_known() -> re.Pattern[str]:
    """The abbreviation of a common model of disease."""
    names = "|".join(re.escape(name) for name in sorted(load("species")["models"], key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{names})(?![A-Za-z0-9])")


def only_an_animal(text: str) -> bool:
    """Whether a cell names an animal and nothing else than its sex."""
    return not re.search(r"\w", animal().sub("", sexes().sub("", text)))
