"""Cells: lines joined as a reader would, with who read them, how surely, and what the other witnesses read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.core.geometry import around
from pipeline.core.joining import HYPHENS, join_lines, keeps_hyphen
from pipeline.core.provenance import Flag, Reading
from pipeline.core.scripts import cjk_count, is_cjk, latin_count
from pipeline.core.tables import Cell
from pipeline.core.words import Word
from pipeline.stages.reconstruct.clues import CITATION, YEAR
from pipeline.stages.reconstruct.frame import Part, ink
from pipeline.stages.reconstruct.strips import Strip, line_text, strips
from pipeline.stages.reconstruct.torn_numbers import mended

_MESSAGES = {
    "ocr-disagreement": "two recognisers read this cell differently",
    "arrow-disputed": "the witnesses differ on an arrow",
    "low-confidence": "the recogniser was unsure of this cell",
}
_UNSURE = 0.6
_WORD_END = re.compile(r"[A-Za-z]+$")
_WORD_START = re.compile(r"[A-Za-z]+")
_SHORTEST_CUT = 5  # letters of a word that is cut
_CAPITALS_BROKEN = re.compile(rf"(?<![^\W\d_])([A-ZÀ-ÖØ-Þ]{{2,}})[{HYPHENS}]$")
_CAPITALS_GO_ON = re.compile(r"[A-ZÀ-ÖØ-Þ]{3,}(?![^\W\d_])")
_ENGLISH_TAIL = re.compile(r"^(?P<zh>[^A-Za-z]*[一-鿿][^A-Za-z]*?)\s*(?P<en>[A-Z][A-Za-z].*)$")


def make_cell(
    part: Part,
    row: int,
    col: int,
    words: Sequence[Word],
    *,
    known: Container[str],
    row_span: int = 1,
    col_span: int = 1,
    header: bool = False,
) -> Cell:
    """A cell of the words of one place (upright frame); its boxes are on the page again. words: at least one."""
    lines = _whole_words(strips(words), known)
    text, en, zh = (
        _header_text(lines, known) if header else (join_lines([s.text for s in lines], known=known), None, None)
    )
    ordered = [w for s in lines for w in s.words]
    source = Counter(w.source for w in ordered).most_common(1)[0][0]
    confidence = _confidence(ordered)
    text, torn = mended(text) if source.startswith("ocr:") else (text, ())
    return Cell(
        row=row,
        col=col,
        text=text,
        page=part.page,
        source=source,
        row_span=row_span,
        col_span=col_span,
        text_en=en,
        text_zh=zh,
        box=part.to_page(around(ink(w) for w in ordered)),
        confidence=confidence,
        alternatives=_alternatives(lines, text, known),
        flags=tuple({f.code: f for f in (*torn, *_flags(ordered, confidence))}.values())
        + _hyphen_doubt([s.text for s in lines], known),
        words=tuple(part.word_to_page(w) for w in ordered),
    )


def _whole_words(lines: Sequence[Strip], known: Container[str]) -> list[Strip]:
    """The lines, two made one where a word is cut between them without a hyphen, as some programs fill narrow columns:
    the halves make a known word, and one of them is none."""
    out: list[Strip] = []
    for line in lines:
        tail = _WORD_END.search(out[-1].text) if out else None
        head = _WORD_START.match(line.text)
        if tail is not None and head is not None and _is_cut(tail.group(), head.group(), known):
            out[-1] = replace(out[-1], text=out[-1].text + line.text, words=(*out[-1].words, *line.words))
        else:
            out.append(line)
    return out


def _is_cut(tail: str, head: str, known: Container[str]) -> bool:
    one_case = head.islower() if not tail.isupper() or len(tail) == 1 else head.isupper()
    whole = (tail + head).lower() in known and len(tail + head) >= _SHORTEST_CUT
    return one_case and whole and not (tail.lower() in known and head.lower() in known)


def _confidence(words: Sequence[Word]) -> float:
    """Weakest word and mean of all, half and half: one bad word spoils a cell, many good ones do not hide it."""
    weights = [max(1, len(w.text)) for w in words]
    mean = sum(w.confidence * n for w, n in zip(words, weights, strict=True)) / sum(weights)
    return round((mean + min(w.confidence for w in words)) / 2, 4)


def _flags(words: Sequence[Word], confidence: float) -> tuple[Flag, ...]:
    codes = list(dict.fromkeys(code for w in words for code in w.flags))
    flags = [Flag(code, _MESSAGES.get(code, code.replace("-", " ")), _rivals(words, code)) for code in codes]
    if confidence < _UNSURE and "low-confidence" not in codes:
        flags.append(Flag("low-confidence", _MESSAGES["low-confidence"]))
    return tuple(flags)


def _hyphen_doubt(lines: Sequence[str], known: Container[str]) -> tuple[Flag, ...]:
    """A flag where a name in capitals is broken at a hyphen that may be its own, and the document names it nowhere
    else: RAMÍREZ- / VÉLEZ is as printed as NIGHTIN- / GALE. The candidates are both names."""
    if not YEAR.search(" ".join(lines)) and not CITATION.search("".join(lines)):
        return ()
    for above, below in pairwise(lines):
        head, tail = _CAPITALS_BROKEN.search(above.strip()), _CAPITALS_GO_ON.match(below.strip())
        if head is None or tail is None:
            continue
        left, right = head.group(1), tail.group()
        if not keeps_hyphen(left, right, known=known) and (left + right).lower() not in known:
            message = "the hyphen at the end of the line may belong to the name"
            return (Flag("name-unconfirmed", message, (left + right, f"{left}-{right}")),)
    return ()


def _rivals(words: Sequence[Word], code: str) -> tuple[str, ...]:
    """What was read for the words that carry a flag: the reading kept and the others."""
    texts = [t for w in words if code in w.flags for t in (w.text, *(a.text for a in w.alternatives))]
    return tuple(dict.fromkeys(texts))


def _alternatives(lines: Sequence[Strip], text: str, known: Container[str]) -> tuple[Reading, ...]:
    """Whole-cell readings of the other witnesses: their words where they have any, the kept ones elsewhere."""
    words = [w for s in lines for w in s.words]
    sources = list(dict.fromkeys(a.source for w in words for a in w.alternatives))
    out: list[Reading] = []
    for source in sources:
        read = [[_read_by(w, source) for w in s.words] for s in lines]
        other = join_lines([line_text([w for w, _ in line]) for line in read], known=known)
        sure = [c for line in read for _, c in line]
        if other != text:
            out.append(Reading(source, other, round(sum(sure) / len(sure), 4)))
    return tuple(out)


def _read_by(word: Word, source: str) -> tuple[Word, float]:
    for a in word.alternatives:
        if a.source == source:
            return _said(word, a.text), a.confidence
    return word, word.confidence


def _said(word: Word, text: str) -> Word:
    return Word(text, word.box, word.source, space_before=word.space_before, size=word.size, raised=word.raised)


def _header_text(lines: Sequence[Strip], known: Container[str]) -> tuple[str, str | None, str | None]:
    """text, English side, Chinese side of a header cell; a unit in brackets goes with the line before it."""
    chinese: list[str] = []
    english: list[str] = []
    last = chinese
    for line in lines:
        text = line.text.strip()
        match = _ENGLISH_TAIL.match(text) if len(lines) == 1 else None
        if match and _is_english(match["en"]):
            chinese.append(match["zh"])
            english.append(match["en"])
            continue
        if any(is_cjk(c) for c in text):
            last = chinese
        elif latin_count(text) and not (text[0] in "(（[/" and (chinese or english)):
            last = english
        last.append(text)
    if chinese and english and not _is_english(" ".join(english)):
        whole = join_lines([s.text for s in lines], known=known)
        return whole, None, whole
    zh, en = join_lines(chinese, known=known) or None, join_lines(english, known=known) or None
    if zh and not cjk_count(zh) and en is None:
        zh, en = None, zh
    return " ".join(t for t in (zh, en) if t), en, zh


def _is_english(text: str) -> bool:
    """Whether a text is words rather than a unit or a symbol."""
    return any((len(w) >= 3 and w.isalpha()) or len(w) > 4 for w in re.findall(r"[A-Za-z]+", text)) or bool(
        re.fullmatch(r"[A-Z][A-Za-z]?[A-Za-z ]*", text.strip())
    )
