"""Readable text inside lines that cannot be read: `NGF`, `reactive oxygen species, ROS`, with where it stands."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from pipeline.core.blocks import Block, Fragment
from pipeline.lexicon.plausible import english_words, is_function_word
from pipeline.stages.separate.language import english_words_in

_BRACKETED = re.compile(r"[(（]\s*(?P<inside>[A-Za-z][A-Za-z0-9αβγ ,'’/\-]{3,100}?)\s*[)）]")
_INSIDE_RUN = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_PROSE = frozenset({"title", "abstract", "keywords", "heading", "paragraph", "caption", "note"})
_LEAST_LETTERS = 3


def fragments_of(blocks: Sequence[Block]) -> tuple[Fragment, ...]:
    """Everything readable in the garbled blocks of a document, in reading order.

    English phrases in brackets and in runs of words; abbreviations that readable text or such a phrase of the same
    document also has. A lone string of capitals is not believed: junk is full of them.
    """
    trusted = set(_abbreviations(b.text for b in blocks if b.garbled is None and b.kind in _PROSE))
    garbled = [b for b in blocks if b.garbled == "latin-noise"]
    for block in garbled:
        trusted |= set(_abbreviations(m["inside"] for m in _phrases(block.text)))
    return tuple(fragment for block in garbled for fragment in _of_block(block, trusted))


def _of_block(block: Block, trusted: Container[str]) -> Iterable[Fragment]:
    spans = [m.span("inside") for m in _phrases(block.text)]
    spans += [span for span in _runs(block.text) if not any(a < span[1] and span[0] < b for a, b in spans)]
    for match in _INSIDE_RUN.finditer(block.text):
        span = match.span()
        if not _inside(span, spans) and len(match.group()) >= _LEAST_LETTERS and match.group() in trusted:
            spans.append(span)
    return [Fragment(block.text[a:b], block.id, (a, b)) for a, b in sorted(spans)]


def _phrases(text: str) -> list[re.Match[str]]:
    """English in brackets: two words beyond doubt, or one with an abbreviation."""
    found = []
    for match in _BRACKETED.finditer(text):
        words = english_words_in(match["inside"])
        tokens = len(re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", match["inside"]))
        if (words >= 2 and words * 2 >= tokens) or (words == 1 and "," in match["inside"] and tokens <= 3):
            found.append(match)
    return found


def _runs(text: str) -> list[tuple[int, int]]:
    """Ranges of three or more English words in a row."""
    spans: list[tuple[int, int]] = []
    start = end = count = 0
    for match in re.finditer(r"\S+", text):
        word = match.group().strip(".,;:()[]").lower()
        good = word in english_words() and (len(word) > 3 or is_function_word(word)) and not match.group().isupper()
        if good:
            trailing = len(match.group()) - len(match.group().rstrip(".,;:()[]"))
            start = match.start() if not count else start
            end, count = match.end() - trailing, count + 1
        if (not good or match.end() == len(text)) and count:
            if count >= 3:
                spans.append((start, end))
            count = 0
    return spans


def _abbreviations(texts: Iterable[str]) -> Iterable[str]:
    return (m for text in texts for m in _INSIDE_RUN.findall(text) if len(m) >= _LEAST_LETTERS)


def _inside(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in spans)
