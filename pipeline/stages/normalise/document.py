"""The document around a table, as a witness: its text in both languages, its pairs, its reference list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.blocks import Block, Layered, Pair, Place
from pipeline.core.provenance import TEXT_LAYER, Evidence
from pipeline.core.tables import Abbreviation

_TERM_KINDS = ("term", "keyword", "abbreviation", "header")
_PROSE = ("title", "abstract", "keywords", "heading", "paragraph", "caption", "note")
_CJK = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[^。；;!?！？\n]+?(?:[。；;!?！？\n]|\.(?=\s)|$)")


@dataclass(frozen=True, slots=True)
class Witness:
    """The prose and the term pairs of one document, to look words up in."""

    blocks: tuple[Block, ...]
    pairs: tuple[Pair, ...]

    def printed(self, term: str, rule: str) -> Evidence | None:
        """Where the document's prose prints `term`: the first sentence that holds it, None where no one does."""
        wanted = _pattern(term)
        for block in self.blocks:
            if hit := wanted.search(block.text):
                return _quoted(block, hit.start(), hit.end(), rule)
        return None

    def twins(self, text: str) -> tuple[tuple[str, Evidence], ...]:
        """What the document itself pairs `text` with in the other language, each with its ink."""
        found: list[tuple[str, Evidence]] = []
        for pair in self.pairs:
            if _same(pair.en, text):
                found.append((pair.zh, self._at(pair.zh, pair.zh_source, pair)))
            elif _same(pair.zh, text):
                found.append((pair.en, self._at(pair.en, pair.en_source, pair)))
        return tuple(found)

    def _at(self, text: str, place: Place, pair: Pair) -> Evidence:
        source = next((b.source for b in self.blocks if b.id == place.block), TEXT_LAYER)
        return Evidence(
            page=place.page,
            raw=text,
            source=source,
            rule=f"pair.{pair.kind}",
            span=(0, len(text)),
            confidence=pair.confidence,
            box=place.box,
            line=place.line,
        )


def witness_of(layered: Layered) -> Witness:
    """The readable prose of a document and its pairs of terms."""
    prose = [b for b in layered.blocks if b.kind in _PROSE and b.garbled is None]
    return Witness(blocks=tuple(prose), pairs=tuple(p for p in layered.pairs if p.kind in _TERM_KINDS))


def document_abbreviations(layered: Layered) -> tuple[Abbreviation, ...]:
    """Abbreviations that the document pairs outside the table's own note."""
    return tuple(
        Abbreviation(
            short=pair.short,
            en=pair.en or None,
            zh=pair.zh or None,
            page=pair.en_source.page,
            box=pair.en_source.box,
            line=pair.en_source.line,
        )
        for pair in layered.pairs
        if pair.kind == "abbreviation" and pair.short
    )


def _pattern(term: str) -> re.Pattern[str]:
    if _CJK.search(term):
        return re.compile(r"\s*".join(re.escape(c) for c in term if not c.isspace()), re.IGNORECASE)
    words = r"\s+".join(re.escape(word) for word in term.split())
    return re.compile(rf"(?<![A-Za-z]){words}(?![A-Za-z])", re.IGNORECASE)


def _same(a: str, b: str) -> bool:
    return re.sub(r"\s", "", a).casefold() == re.sub(r"\s", "", b).casefold()


def _quoted(block: Block, start: int, end: int, rule: str) -> Evidence:
    """The sentence of a block around a hit, boxed by the line that prints it where one does."""
    quote = next((m for m in _SENTENCE.finditer(block.text) if m.start() <= start < m.end()), None)
    low, high = (quote.start(), max(quote.end(), end)) if quote else (start, end)
    raw = block.text[low:high].strip()
    at = raw.find(block.text[start:end])
    line = next((ln for ln in block.lines if block.text[start:end] in ln.text), None)
    word = line.words[0] if line else None
    return Evidence(
        page=line.page if line else block.page,
        raw=raw,
        source=block.source,
        rule=rule,
        span=(at, at + end - start) if at >= 0 else None,
        confidence=block.confidence,
        box=block.box,
        line=word.line if word else None,
    )
