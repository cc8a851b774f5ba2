"""A bilingual glossary that grows with the corpus: terms both languages give, how often, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.core.blocks import Pair
from pipeline.core.scripts import cjk_count

_TERM_KINDS = frozenset({"keyword", "abbreviation", "term", "header"})
HEADER = "English\tChinese\tabbreviation\tcount\twhere"


@dataclass(frozen=True, slots=True)
class GlossaryRow:
    """A term. short: its abbreviation, or None. count: how often it was paired. where: `document:page`, each once."""

    en: str
    zh: str
    short: str | None
    count: int
    where: tuple[str, ...]


def glossary(documents: Iterable[tuple[str, Iterable[Pair]]]) -> tuple[GlossaryRow, ...]:
    """Rows for (document id, its pairs), most frequent first, then by English: the same corpus gives the same rows.

    Case and spaces do not make two terms of one; the first printed form is kept.
    """
    forms: dict[tuple[str, str], tuple[str, str]] = {}
    shorts: dict[tuple[str, str], str] = {}
    places: dict[tuple[str, str], list[str]] = {}
    for document, pairs in documents:
        for pair in pairs:
            if pair.kind not in _TERM_KINDS or not cjk_count(pair.zh):
                continue
            key = (_folded(pair.en), re.sub(r"\s", "", pair.zh))
            forms.setdefault(key, (_flat(pair.en), _flat(pair.zh)))
            if pair.short:
                shorts.setdefault(key, _flat(pair.short))
            places.setdefault(key, []).append(f"{document}:{pair.en_source.page}")
    rows = [
        GlossaryRow(en, zh, shorts.get(key), len(places[key]), tuple(dict.fromkeys(places[key])))
        for key, (en, zh) in forms.items()
    ]
    return tuple(sorted(rows, key=lambda r: (-r.count, r.en.lower(), r.zh)))


def glossary_tsv(rows: Iterable[GlossaryRow]) -> str:
    """The rows as tab-separated text with a header line."""
    lines = [f"{r.en}\t{r.zh}\t{r.short or ''}\t{r.count}\t{' '.join(r.where)}" for r in rows]
    return "\n".join([HEADER, *lines]) + "\n"


def _folded(text: str) -> str:
    return re.sub(r"[\s\-‐–]+", " ", text).strip().lower()


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
