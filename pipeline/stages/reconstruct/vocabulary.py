"""Words that decide whether a hyphen at a line end is the author's."""

from __future__ import annotations

from collections.abc import Container, Iterable

# fmt: off
_TAILS = frozenset({
    "based", "like", "free", "induced", "related", "specific", "dependent", "controlled", "blind", "blinded", "week",
    "day", "month", "year", "hour", "minute", "point", "item", "reported", "rated", "assessed", "term", "up", "style",
    "label", "centre", "center", "intensity", "frequency", "dose", "rich", "fat", "protein", "calorie", "arm", "group",
    "level", "effect", "effects", "line", "type", "tailed", "way", "fold", "matched", "adjusted", "treated", "naive",
    "repetition", "supervised", "guided", "delivered", "care", "efficacy", "esteem", "management", "help",
})
# fmt: on


class Vocabulary:
    """Whole words, and compounds whose second half is nearly always hyphenated (mindfulness-based, follow-up)."""

    __slots__ = ("_words",)

    def __init__(self, words: Iterable[str]) -> None:
        self._words: Container[str] = frozenset(words)

    def __contains__(self, word: object) -> bool:
        if word in self._words:
            return True
        if not isinstance(word, str) or "-" not in word:
            return False
        head, _, tail = word.rpartition("-")
        return tail in _TAILS and (head in self if "-" in head else head in self._words or len(head) > 3)
