"""What a document says twice, once in each language: whole blocks, key words, legend entries, glosses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.core.blocks import Block, Pair, PairKind
from pipeline.core.joining import join_lines
from pipeline.core.layers import block_keywords, layer_text
from pipeline.core.legend import LegendEntry, legend_entries
from pipeline.core.scripts import CJK_RANGES
from pipeline.stages.separate.anchors import abbreviations, in_order, likeness
from pipeline.stages.separate.glosses import glosses, known_terms
from pipeline.stages.separate.labels import heading_twins, label_of
from pipeline.stages.separate.metadata import carried_on
from pipeline.stages.separate.places import place

_FRONT: tuple[tuple[PairKind, str], ...] = (
    ("title", "title"), ("authors", "author"), ("affiliation", "affiliation"), ("abstract", "abstract"),
    ("keywords", "keywords"),
)  # fmt: skip
_PARTS = frozenset({"keyword", "abbreviation", "term"})
_SECTION = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)[.．、\s]*")
_NEAR = 4


def find_pairs(blocks: Sequence[Block]) -> tuple[Pair, ...]:
    """All pairs of a document: front matter, captions, notes and headings whole, then their parts."""
    readable = tuple(b for b in blocks if b.garbled is None and b.language in ("en", "zh") and b.text)
    whole = (*_front(readable), *_captions(readable), *_notes(readable), *_headings(readable))
    parts = (*_keywords(readable), *_abbreviations(readable))
    return (*whole, *parts, *_terms(readable, (*whole, *parts)))


def _front(blocks: Sequence[Block]) -> tuple[Pair, ...]:
    """Title, authors, affiliation, abstract and keywords: the first of each in either language."""
    found: list[Pair] = []
    for kind, block_kind in _FRONT:
        en, zh = (carried_on(blocks, block_kind, language) for language in ("en", "zh"))
        if en and zh:
            en_text, zh_text = (join_lines([layer_text(b).strip() for b in side]) for side in (en, zh))
            found.append(_pair(kind, en[0], zh[0], en_text, zh_text, 0.95))
    return tuple(found)


def _captions(blocks: Sequence[Block]) -> tuple[Pair, ...]:
    """Captions of the same table or figure, by the number on their label; without one, by standing together."""
    found: list[Pair] = []
    captions = [b for b in blocks if b.kind == "caption" and b.body]
    taken: set[str] = set()
    for zh in (b for b in captions if b.language == "zh"):
        options = [
            (_caption_score(zh, en, blocks), -i, en)
            for i, en in enumerate(captions)
            if en.language == "en" and en.id not in taken
        ]
        best = max(options, key=lambda o: o[:2], default=None)
        if best and best[0] > 0.5:
            taken.add(best[2].id)
            found.append(_pair("caption", best[2], zh, best[2].body, zh.body, best[0]))
    return tuple(found)


def _caption_score(zh: Block, en: Block, blocks: Sequence[Block]) -> float:
    """How likely two captions are twins, 0..1."""
    a, b = label_of(zh.text), label_of(en.text)
    near = abs(blocks.index(zh) - blocks.index(en)) <= 2 and zh.page == en.page
    if a and b:
        same = a.kind == b.kind and a.number == b.number
        return (0.98 if near else 0.9) if same else 0.0
    return 0.7 if near else 0.0


def _notes(blocks: Sequence[Block]) -> tuple[Pair, ...]:
    """Notes that stand near each other and share abbreviations, numbers and signs."""
    notes = [b for b in blocks if b.kind == "note"]
    index = {b.id: i for i, b in enumerate(blocks)}
    options: list[tuple[float, int, Block, Block]] = []
    for zh in (b for b in notes if b.language == "zh"):
        for en in (b for b in notes if b.language == "en"):
            apart = abs(index[zh.id] - index[en.id])
            if apart <= _NEAR and abs(zh.page - en.page) <= 1:
                options.append((likeness(en.body, zh.body) + 0.25 / apart, -apart, zh, en))
    found: list[Pair] = []
    taken: set[str] = set()
    for score, _, zh, en in sorted(options, key=lambda o: (-o[0], -o[1], index[o[2].id])):
        if score >= 0.35 and not {zh.id, en.id} & taken:
            taken |= {zh.id, en.id}
            found.append(_pair("note", en, zh, en.text, zh.text, min(0.98, 0.5 + score / 2)))
    return tuple(sorted(found, key=lambda p: index[p.zh_source.block or ""]))


def _headings(blocks: Sequence[Block]) -> tuple[Pair, ...]:
    """Headings printed in both languages, one after the other: the same section number, or twins by convention."""
    headings = [b for b in blocks if b.kind == "heading"]
    index = {b.id: i for i, b in enumerate(blocks)}
    found: list[Pair] = []
    for first, second in pairwise(headings):
        if {first.language, second.language} != {"en", "zh"} or index[second.id] - index[first.id] != 1:
            continue
        en, zh = (first, second) if first.language == "en" else (second, first)
        score = _heading_score(en, zh)
        if score:
            found.append(_pair("heading", en, zh, layer_text(en), layer_text(zh), score))
    return tuple(found)


def _heading_score(en: Block, zh: Block) -> float:
    a, b = _SECTION.match(en.text), _SECTION.match(zh.text)
    plain_en = layer_text(en)[a.end() if a else 0 :].strip(" .:：()（）").lower()
    plain_zh = re.sub(rf"[^{CJK_RANGES}]", "", layer_text(zh)[b.end() if b else 0 :])
    if any(plain_en in english and plain_zh in chinese for english, chinese in heading_twins()):
        return 0.98
    if a and b:
        return 0.9 if a.group(1) == b.group(1) else 0.0
    return 0.75 if en.region == zh.region or (a is None) != (b is None) else 0.0


def _keywords(blocks: Sequence[Block]) -> tuple[Pair, ...]:
    """Key words term by term, where both lists are equally long."""
    en, zh = _first(blocks, "keywords", "en"), _first(blocks, "keywords", "zh")
    if en is None or zh is None:
        return ()
    left, right = block_keywords(en), block_keywords(zh)
    if not in_order(left, right):
        return ()
    return tuple(_pair("keyword", en, zh, a, b, 0.9) for a, b in zip(left, right, strict=True))


def _abbreviations(blocks: Sequence[Block]) -> tuple[Pair, ...]:
    """Legend entries of notes, paired by their abbreviation; the nearest note in the other language comes first."""
    entries: list[tuple[LegendEntry, Block, int]] = [
        (entry, block, i)
        for i, block in enumerate(blocks)
        if block.kind == "note"
        for entry in legend_entries(block.body)
    ]
    found: list[Pair] = []
    for entry, block, i in entries:
        if entry.zh is None:
            continue
        if entry.en is not None:
            found.append(_pair("abbreviation", block, block, entry.en, entry.zh, 0.95, short=entry.short))
            continue
        twins = [
            (abs(j - i), other, e) for e, other, j in entries if e.en and not e.zh and _same_short(e.short, entry.short)
        ]
        if twins:
            _, other, twin = min(twins, key=lambda t: t[0])
            found.append(_pair("abbreviation", other, block, twin.en or "", entry.zh, 0.95, short=entry.short))
    return tuple(found)


def _same_short(a: str, b: str) -> bool:
    return re.sub(r"[\s‐–-]", "", a).upper() == re.sub(r"[\s‐–-]", "", b).upper()


def _terms(blocks: Sequence[Block], pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Glosses inside sentences, each term once."""
    terms = known_terms([p.zh for p in pairs if p.kind in ("keyword", "abbreviation")])
    everything = "\n".join(b.text for b in blocks if b.language == "zh")
    found: list[Pair] = []
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        if block.kind not in ("paragraph", "abstract", "note", "heading"):
            continue
        for gloss in glosses(block.text, terms=terms, elsewhere=everything):
            key = (gloss.en.lower(), gloss.zh)
            if key not in seen:
                seen.add(key)
                confidence = 0.95 if gloss.certain else 0.7
                found.append(_pair("term", block, block, gloss.en, gloss.zh, confidence, short=gloss.short))
    return tuple(found)


def _first(blocks: Sequence[Block], kind: str, language: str) -> Block | None:
    return next((b for b in blocks if b.kind == kind and b.language == language and b.body.strip()), None)


def _pair(
    kind: PairKind, en: Block, zh: Block, en_text: str, zh_text: str, confidence: float, *, short: str | None = None
) -> Pair:
    """A pair with both places; texts that share many anchors are believed a little more, those that share none less."""
    shared = abbreviations(en_text) & abbreviations(zh_text)
    sure = min(0.99, confidence + 0.01 * min(len(shared), 3))
    part = kind in _PARTS
    en_at, zh_at = place(en, en_text if part else None), place(zh, zh_text if part else None)
    return Pair(kind, en_text, zh_text, en_at, zh_at, round(sure, 3), short)
