"""Regions taken apart into pieces of one language: stacked captions, bilingual headings, notes in both languages."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from pipeline.core.provenance import TEXT_FILE
from pipeline.core.scripts import CJK_RANGES, cjk_count, latin_count
from pipeline.core.words import Line, Region, RegionKind, Word
from pipeline.stages.separate.garble import marks, noise_runs, spared
from pipeline.stages.separate.labels import heading_twins, label_of
from pipeline.stages.separate.language import Tongue, english_words_in, tongue

WHOLE_KINDS: frozenset[RegionKind] = frozenset({"table", "figure", "header", "footer", "reference"})
_SENTENCE_END = re.compile(r"[。！？；.!?;:：」』”\])）]\s*(?:\[[\d,\-–~ ]+\]\s*)?$")
_BRACKETED_ENGLISH = re.compile(
    rf"^(?P<zh>[^A-Za-z]*[{CJK_RANGES}][^A-Za-z]*?)\s*(?P<en>[(（][A-Z][A-Za-z ,'\-]+[)）])\s*$"
)
_UNREAD_TWIN = re.compile(r"^(?P<before>.*\S)\s*(?P<en>[(（][A-Z][A-Za-z ]+[)）])\s*$")
_ENGLISH_TAIL = re.compile(rf"(?<=[{CJK_RANGES}》）)。】\]])\s+(?=[A-Z][A-Za-z]+|\d+(?:\.\d+)*\s+[A-Z][a-z]+)")
_ENGLISH_LABEL_INSIDE = re.compile(
    rf"(?<=[{CJK_RANGES}》）)。；;.】\]\s])"
    r"(?=(?:Table|Tab\.|Figure|Fig\.?)\s*\d|(?:\[\s*)?(?:Abstract|ABSTRACT|Key\s?words|KEY\s?WORDS|Keywords)\b|Notes?\s*:)"
)
_CHINESE_TAIL = re.compile(rf"(?<=[A-Za-z.)\]\d])\s+(?=(?:[表图]\s*\d+)|[{CJK_RANGES}]{{2}})")
_SPLIT_IN_LINE: frozenset[RegionKind] = frozenset({"title", "heading", "caption", "keywords", "abstract", "note"})
_PROSE: frozenset[RegionKind] = frozenset({"title", "heading", "paragraph", "caption"})
_TRUSTED_READER = 3.5
_DOUBT: dict[RegionKind, float] = {"author": 2.5, "affiliation": 1.5, "title": 0.5}


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one region that are in one language. region: where they came from. garbled: why they cannot be read."""

    region: Region
    kind: RegionKind
    lines: tuple[Line, ...]
    tongue: Tongue
    garbled: str | None = None
    merged_from: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(line.text for line in self.lines)


def pieces_of(region: Region, *, known: Container[str]) -> tuple[Piece, ...]:
    """`region` as one piece for each stretch in one language or that cannot be read, in reading order.

    A table, figure or reference stays whole. known: words of the document beyond doubt, see `garble.marks`.
    """
    if region.kind in WHOLE_KINDS:
        return (Piece(region, region.kind, region.lines, tongue(" ".join(line.text for line in region.lines))),)
    parts = [_parts_of_line(line, region.kind) for line in region.lines]
    halves = [(line, len(group) > 1) for group in parts for line in group]
    cuts = [(line, noise, cut) for half, cut in halves for line, noise in _without_noise(half, known)]
    lines, cut = [line for line, _, _ in cuts], [cut for _, _, cut in cuts]
    doubt = _DOUBT.get(region.kind, 0.0) + _reader_doubt(lines)
    texts = [line.text for line in lines]
    marked = marks(texts, known=known, doubt=doubt)
    if not _dumped(lines):
        marked = spared(texts, marked)
    reasons = ["latin-noise" if noise else why for (_, noise, _), why in zip(cuts, marked, strict=True)]
    first: list[Tongue] = ["neutral" if why else tongue(line.text) for line, why in zip(lines, reasons, strict=True)]
    tongues = _settled(first, lines, cut, region.kind)
    pieces: list[Piece] = []
    for line, said, why in zip(lines, tongues, reasons, strict=True):
        if pieces and not _parts_here(pieces[-1], line, said, why):
            pieces[-1] = replace(pieces[-1], lines=(*pieces[-1].lines, line))
        else:
            pieces.append(Piece(region, _kind(region.kind, line), (line,), "neutral" if why else said, why))
    return tuple(pieces)


def judged(piece: Piece, *, known: Container[str]) -> Piece:
    """`piece` marked garbled where only the whole of it tells.

    A reference entry, because half an entry is names and initials; and a piece of a dump that has Latin letters but no
    English word at all.
    """
    if piece.kind in _PROSE and piece.tongue == "en" and _dumped(piece.lines):
        return piece if any(english_words_in(text) for text in piece.texts) else _junk(piece)
    if piece.kind != "reference":
        return piece
    text = " ".join(piece.texts)
    return replace(
        piece, tongue=tongue(text), garbled=marks([text], known=known, doubt=1.0 + _reader_doubt(piece.lines))[0]
    )


def _junk(piece: Piece) -> Piece:
    return replace(piece, tongue="neutral", garbled="latin-noise")


def _dumped(lines: Sequence[Line]) -> bool:
    """Whether all the words come from a text dump."""
    return all(word.source == TEXT_FILE for line in lines for word in line.words)


def _reader_doubt(lines: Sequence[Line]) -> float:
    """How much more it takes to call lines junk that come from a page: its text layer was weighed, its pixels were read
    by a recogniser of both languages. A text dump is what its maker left."""
    return 0.0 if _dumped(lines) else _TRUSTED_READER


def _parts_here(before: Piece, line: Line, said: Tongue, why: str | None) -> bool:
    """Whether `line` starts a piece of its own after `before`."""
    if (before.garbled is None) != (why is None):
        return True
    if why is not None:
        return False
    label = label_of(line.text)
    return before.tongue != said or (label is not None and _starts_part(label.kind))


def cut_line(line: Line, offset: int) -> tuple[Line, Line] | None:
    """`line` in two at `offset` of its text, None where one side would be empty. A word across the cut is cut too."""
    left: list[Word] = []
    right: list[Word] = []
    at = 0
    for i, word in enumerate(line.words):
        start = at + (1 if i and word.space_before else 0)
        at = start + len(word.text)
        if at <= offset:
            left.append(word)
        elif start >= offset:
            right.append(word)
        else:
            before, after = cut_word(word, offset - start)
            left.append(before)
            right.append(after)
    if not left or not right:
        return None
    return Line(tuple(left), line.page), Line(tuple(right), line.page)


def cut_word(word: Word, at: int) -> tuple[Word, Word]:
    """`word` in two before its character `at` (0 < at < length); boxes of characters and spans in a dump follow."""
    boxes = word.char_boxes
    whole = len(boxes) == len(word.text)
    span = word.span
    before = replace(
        word,
        text=word.text[:at],
        char_boxes=boxes[:at] if whole else (),
        span=(span[0], span[0] + at) if span else None,
    )
    after = replace(
        word,
        text=word.text[at:],
        char_boxes=boxes[at:] if whole else (),
        span=(span[0] + at, span[1]) if span else None,
        space_before=False,
    )
    return before, after


def _parts_of_line(line: Line, kind: RegionKind) -> tuple[Line, ...]:
    """A line that says the same in both languages side by side, as two lines."""
    unread = _UNREAD_TWIN.match(line.text) if kind == "heading" and _dumped((line,)) else None
    if unread and not english_words_in(unread["before"]) and _is_conventional(unread["en"]):
        return cut_line(line, unread.start("en")) or (line,)
    if kind not in _SPLIT_IN_LINE or not cjk_count(line.text) or latin_count(line.text) < 3:
        return (line,)
    offset = _language_break(line.text, kind)
    cut = cut_line(line, offset) if offset else None
    return cut if cut else (line,)


def _without_noise(line: Line, known: Container[str]) -> tuple[tuple[Line, bool], ...]:
    """A dumped Chinese line with the scraps of Latin in it apart: (part, whether it is noise), in order."""
    rest, at = line, 0
    parts: list[tuple[Line, bool]] = []
    for start, end in noise_runs(line.text, known=known) if _dumped((line,)) else ():
        before = cut_line(rest, start - at)
        if before:
            parts.append((before[0], False))
            at += _offset(rest, before[1])
            rest = before[1]
        after = cut_line(rest, end - at)
        if after is None:
            return (*parts, (rest, True))
        parts.append((after[0], True))
        at += _offset(rest, after[1])
        rest = after[1]
    return (*parts, (rest, False))


def _offset(whole: Line, tail: Line) -> int:
    """Where the text of a line's tail starts in its text."""
    return len(whole.text) - len(tail.text)


def _language_break(text: str, kind: RegionKind) -> int | None:
    """Where in a line of both languages the other one starts, None where it is one sentence with foreign terms."""
    bracketed = _BRACKETED_ENGLISH.match(text)
    if bracketed and kind in ("heading", "title") and _is_twin_heading(bracketed["zh"], bracketed["en"]):
        return bracketed.start("en")
    for match in _ENGLISH_LABEL_INSIDE.finditer(text):
        if cjk_count(text[: match.start()]):
            return match.start()
    for match in _ENGLISH_TAIL.finditer(text):
        rest = text[match.end() :]
        enough = english_words_in(rest) >= 2 or _is_twin_heading(text[: match.start()], rest)
        if not cjk_count(rest) and enough:
            return match.end()
    for match in _CHINESE_TAIL.finditer(text):
        before, rest = text[: match.start()], text[match.end() :]
        if (
            not cjk_count(before)
            and tongue(rest) == "zh"
            and (english_words_in(before) >= 2 or _is_twin_heading(rest, before))
        ):
            return match.end()
    return None


def _is_conventional(en: str) -> bool:
    """Whether it is a heading that every journal prints, in brackets or not."""
    return any(en.strip(" ()（）").lower() in english for english, _ in heading_twins())


def _is_twin_heading(zh: str, en: str) -> bool:
    """Whether both say the same conventional heading (参考文献, References)."""
    plain_zh = re.sub(rf"[^{CJK_RANGES}]", "", zh)
    plain_en = en.strip(" ()（）[]:：.0123456789").lower()
    return any(plain_en in english and plain_zh in chinese for english, chinese in heading_twins())


def _settled(tongues: Sequence[Tongue], lines: Sequence[Line], cut: Sequence[bool], kind: RegionKind) -> list[Tongue]:
    """The language of each line once its neighbours are heard: neutral lines follow the line before, an English line
    inside a Chinese sentence is Chinese. cut: lines that are half of a printed line of both languages."""
    settled = list(tongues)
    for i, said in enumerate(settled):
        if said == "neutral":
            settled[i] = next((t for t in [*reversed(settled[:i]), *settled[i + 1 :]] if t != "neutral"), "neutral")
    start = 0
    while start < len(settled):
        end = start
        while end < len(settled) and settled[end] == settled[start]:
            end += 1
        if start and settled[start] == "en" and not cut[start] and not _stands_alone(lines, start, end, kind):
            settled[start:end] = ["zh"] * (end - start)
        start = end
    return settled


def _stands_alone(lines: Sequence[Line], start: int, end: int, kind: RegionKind) -> bool:
    """Whether English lines [start, end) after a Chinese line are a text of their own and not part of its sentence."""
    text = " ".join(line.text for line in lines[start:end])
    if label_of(text):
        return True
    words = english_words_in(text)
    followed = end < len(lines)
    ended = _SENTENCE_END.search(lines[start - 1].text) is not None
    if kind in ("paragraph", "abstract"):
        return words >= 8 and ended and text[:1].isupper()
    if followed and not ended:
        return words >= 4 and text[:1].isupper()
    return words >= 2 or (kind in ("author", "affiliation", "keywords") and latin_count(text) >= 4)


def _starts_part(kind: str) -> bool:
    """Labels that start a block of their own wherever they stand at the head of a line."""
    return kind in ("abstract", "keywords", "furniture")


def _kind(kind: RegionKind, line: Line) -> RegionKind:
    """The region's kind, unless the line's label knows better."""
    label = label_of(line.text)
    if label is None:
        return kind
    if label.kind in ("abstract", "keywords") and kind in (
        "paragraph",
        "abstract",
        "keywords",
        "author",
        "affiliation",
    ):
        return "abstract" if label.kind == "abstract" else "keywords"
    if label.kind == "furniture":
        return "footer"
    if label.kind in ("table", "figure") and kind == "note":
        return "caption"
    return kind
