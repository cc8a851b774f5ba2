"""A document's scores and their means per modality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.layers import character_error, impurity, pair_recall, table_words
from pipeline.evaluate.outputs import Json, golds, matched, written
from pipeline.evaluate.records import RecordScore, score_records
from pipeline.evaluate.tables import TableScore, mean, score_tables


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document, or the mean of several. spurious: written tables that are none. cer: character error of a layer."""

    name: str
    modality: str
    tables: TableScore
    spurious: float
    records: RecordScore
    cer_en: float | None
    cer_zh: float | None
    impurity_en: float | None
    impurity_zh: float | None
    pair_recall: float | None


def score_document(name: str, modality: str, gold: Json, folder: Path) -> DocumentScore:
    """One output folder against its gold."""
    out = written(folder)
    tables, spurious = score_tables(gold["tables"], out.tables)
    layers = gold["layers"]
    return DocumentScore(
        name=name,
        modality=modality,
        tables=tables,
        spurious=spurious,
        records=score_records(gold["records"], out.records, gold.get("ambiguous") or ()),
        cer_en=character_error(layers["en"], out.en, language="en"),
        cer_zh=character_error(layers["zh"], out.zh, language="zh"),
        impurity_en=impurity(layers["en"], out.en, language="en"),
        impurity_zh=impurity(layers["zh"], out.zh, language="zh", known=table_words(gold)),
        pair_recall=pair_recall(gold["pairs"], out.pairs),
    )


def score_outputs(outputs: Path, gold_folder: Path) -> tuple[DocumentScore, ...]:
    """Every document of `outputs` that has gold, in name order."""
    gold = golds(gold_folder)
    return tuple(score_document(n, m, gold[n], folder) for n, m, folder in matched(outputs, gold))


def _mean(values: Iterable[float | None]) -> float | None:
    kept = [v for v in values if v is not None]
    return sum(kept) / len(kept) if kept else None


def by_modality(scores: Sequence[DocumentScore]) -> tuple[DocumentScore, ...]:
    """Means of the documents of each modality (records: over all their values), in the order they first come."""
    out: list[DocumentScore] = []
    for modality in dict.fromkeys(s.modality for s in scores):
        some = [s for s in scores if s.modality == modality]
        tables = mean([s.tables for s in some])
        rest = {
            n: _mean(getattr(s, n) for s in some)
            for n in ("cer_en", "cer_zh", "impurity_en", "impurity_zh", "pair_recall")
        }
        records = sum((s.records for s in some), RecordScore())
        spurious = _mean(s.spurious for s in some) or 0.0
        name = f"{len(some)} document{'s' if len(some) != 1 else ''}"
        out.append(DocumentScore(name, modality, tables, spurious, records, **rest))
    return tuple(out)
