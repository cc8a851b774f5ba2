"""Output folders of any size, as a run would leave them, made from numbers alone: the same number, the same bytes."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.core.studies import Direction, InterventionType
from pipeline.core.tables import ColumnField
from pipeline.publish import contract as out
from pipeline.publish.files import lines, pretty

CONDITIONS = ("DPN", "CIPN", "knee osteoarthritis", "偏头痛", "IBS", "fibromyalgia")
KINDS: tuple[InterventionType, ...] = ("aerobic", "resistance", "balance", "mind-body", "acupuncture", "drug")
MEASURES = ("Pain", "NCV", "VAS评分", "Balance", "QoL", "HbA1c")
DIRECTIONS: tuple[Direction, ...] = ("increase", "decrease", "no-change", "unknown")
ROWS = 12
TIME = "2026-01-01T00:00:00+00:00"


def write_outputs(folder: Path, documents: Sequence[int], *, edition: int = 0, failed: Sequence[int] = ()) -> None:
    """An output folder with these documents. edition: another one changes one record in six.

    failed: documents that the run failed on; their folders, if any, are left alone.
    """
    reports = []
    for number in documents:
        report = _report(number)
        if number in failed:
            reports.append(_failed(report))
            continue
        _write_document(folder / f"review-{number:05d}", number, edition, report)
        reports.append(report)
    counts = {"ok": len(documents) - len(failed), "partial": 0, "failed": len(failed), "skipped": 0, "cached": 0}
    moment = f"2026-01-{edition + 1:02d}T00:00:00+00:00"
    run = out.RunOut("1", "0", moment, moment, 1.0, {}, counts, tuple(reports))
    (folder / "run.json").write_bytes(pretty(run))


def _report(number: int) -> out.RunInputOut:
    return out.RunInputOut(
        f"corpus/review-{number:05d}.pdf",
        f"review-{number:05d}",
        _sha256(number),
        "ok",
        None,
        False,
        4,
        1,
        ROWS,
        6,
        1.0,
    )


def _failed(report: out.RunInputOut) -> out.RunInputOut:
    return out.RunInputOut(report.input, report.document_id, report.sha256, "failed", "broken", False, 0, 0, 0, 0, 1.0)


def _sha256(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _write_document(folder: Path, number: int, edition: int, report: out.RunInputOut) -> None:
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    records = tuple(record(number, row, edition) for row in range(1, ROWS + 1))
    (folder / "document.json").write_bytes(pretty(_document(number)))
    (folder / "tables" / "t1.json").write_bytes(pretty(_table(records)))
    (folder / "records.jsonl").write_bytes(lines(records))
    manifest = out.ManifestOut(
        "1", report.document_id or "", report.input, report.sha256 or "", 1, "application/pdf", f"{number}-{edition}",
        "", report, {}, {}, {}, {}, TIME, (), (),
    )  # fmt: skip
    (folder / "manifest.json").write_bytes(pretty(manifest))


def _document(number: int) -> out.DocumentOut:
    said = "Distal symmetric polyneuropathy is common, and exercise eases its pain. " * 6
    blocks = tuple(
        out.BlockOut(f"b{n}", 1 + n // 10, (50.0, 20.0 * n, 300.0, 20.0 * n + 15), None, "paragraph", "en", said,
                     "text-layer", 0.99, False, None)
        for n in range(40)
    )  # fmt: skip
    references = tuple(
        out.ReferenceOut(n, f"Author {n}. A trial of exercise [J]. Journal of Pain, 20{n:02d}, {n}(2): 1-9.", None)
        for n in range(1, 31)
    )
    pages = tuple(out.PageOut(n, 595.3, 841.9, 0, "text-layer", 0.99, ()) for n in range(1, 5))
    return out.DocumentOut(
        "1", f"review-{number:05d}", _sha256(number), "application/pdf",
        out.Words(f"Exercise for neuropathic pain, part {number}", f"运动治疗神经病理性疼痛 {number}"),
        out.Names(("Wang Mou",), ("王某",)), out.Words(said, "摘要" * 100), out.Names(("pain",), ("疼痛",)), None,
        pages, blocks, references, (), (), (),
    )  # fmt: skip


def _table(records: Sequence[out.RecordOut]) -> out.TableOut:
    heads = ("Study", "Condition", "N", "Type", "Dose", "Duration", "Outcomes")
    fields: tuple[ColumnField, ...] = (
        "study", "condition", "sample_size", "intervention", "dose", "duration", "outcome",
    )  # fmt: skip
    rows = [heads, *(_cells(r) for r in records)]
    cells = tuple(
        out.CellOut(r, c, 1, 1, said, None, None, 2, (70.0 * c, 20.0 * r, 70.0 * c + 60, 20.0 * r + 15), None,
                    "text-layer", 0.99, (), ())
        for r, row in enumerate(rows)
        for c, said in enumerate(row)
    )  # fmt: skip
    columns = tuple(
        out.ColumnOut(n, out.Words(head, None), kind) for n, (head, kind) in enumerate(zip(heads, fields, strict=True))
    )
    return out.TableOut(
        "1", "t1", out.Words("Table 1", "表1"), out.Words("Studies", "研究"), (2,), {"2": (0.0, 0.0, 500.0, 300.0)},
        len(rows), len(heads), 1, columns, cells, (), (), "ruled", 0.99, (),
    )  # fmt: skip


def _cells(record: out.RecordOut) -> tuple[str, ...]:
    condition = record.population.condition
    done = record.intervention
    return (
        record.study.label or "", (condition and condition.as_reported) or "", str(record.population.sample_size.total),
        done.as_reported or "", "3 times/W, 30-60 min", f"{done.duration.min if done.duration else ''} W",
        ", ".join(o.measure.as_reported or "" for o in record.outcomes),
    )  # fmt: skip


def record(number: int, row: int, edition: int = 0) -> out.RecordOut:
    """Row `row` of document `number`."""
    seed = number * ROWS + row
    changed = edition if seed % 6 == 0 else 0
    year = 1990 + seed % 36
    kind = KINDS[seed % len(KINDS)]
    low = 40 + seed % 30
    part = out.ComponentOut(
        "moderate", kind, out.QuantityOut(3, 3, "/wk"), out.QuantityOut(30, 30 + seed % 31, "min"), None, None, None,
        (out.IntensityOut("HRmax", low, low + 10, "%", "moderate"),),
    )  # fmt: skip
    outcomes = tuple(
        out.OutcomeOut(out.TermValue(MEASURES[(seed + n) % 6], None, None), DIRECTIONS[(seed + n) % 4], None, None)
        for n in range(2)
    )
    flags = (out.FlagOut("direction-uncertain", "/outcomes/0/direction", "an arrow is not clear", ("decrease",)),)
    return out.RecordOut(
        schema_version="1",
        record_id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number}/{row}")),
        document_id=f"review-{number:05d}",
        table_id="t1",
        row=row,
        study=out.StudyOut(f"AUTHOR{seed % 997} {year}", f"Author{seed % 997}", year, (row,), None, None, "RCT"),
        population=out.PopulationOut(
            out.TermValue(CONDITIONS[seed % 6], None, None),
            out.SampleSizeOut(40 + changed, (out.ArmOut("treatment", 20), out.ArmOut("control", 20 + changed))),
            None, None, None, None,
        ),
        intervention=out.InterventionOut("Aerobic", (kind,), out.QuantityOut(8, 8, "wk"), (part,)),
        comparator="usual care",
        outcomes=outcomes,
        follow_up=out.QuantityOut(12, 12, "wk"),
        adverse_events=None,
        mechanisms=(),
        other={"Setting": "community"},
        provenance=tuple(_sources(row)),
        flags=flags if seed % 2 else (),
        source_level="review_table",
        completeness=out.CompletenessOut(out.ItemsOut((1, 3), (2,)), out.ItemsOut(("8",), ("1",))),
        status="needs-review" if seed % 2 else "clean",
    )  # fmt: skip


_PATHS = (
    "/study/label", "/study/first_author", "/study/year", "/study/citations/0", "/study/design",
    "/population/condition/as_reported", "/population/sample_size/total", "/population/sample_size/arms/0/name",
    "/population/sample_size/arms/0/n", "/population/sample_size/arms/1/name", "/population/sample_size/arms/1/n",
    "/intervention/as_reported", "/intervention/types/0", "/intervention/duration/min", "/intervention/duration/max",
    "/intervention/duration/unit", "/intervention/components/0/name", "/intervention/components/0/type",
    "/intervention/components/0/frequency/min", "/intervention/components/0/frequency/max",
    "/intervention/components/0/frequency/unit", "/intervention/components/0/session/min",
    "/intervention/components/0/session/max", "/intervention/components/0/session/unit",
    "/intervention/components/0/intensity/0/metric", "/intervention/components/0/intensity/0/min",
    "/intervention/components/0/intensity/0/max", "/intervention/components/0/intensity/0/unit",
    "/intervention/components/0/intensity/0/label", "/comparator", "/outcomes/0/measure/as_reported",
    "/outcomes/0/direction", "/outcomes/1/measure/as_reported", "/outcomes/1/direction", "/follow_up/min",
    "/follow_up/max", "/follow_up/unit", "/other/Setting",
)  # fmt: skip


def _sources(row: int) -> Iterator[out.ProvenanceOut]:
    """As many sources as records of real reviews have (38 in the mean)."""
    for n, path in enumerate(_PATHS):
        box = (10.0 + n, 20.25 * row, 60.5 + n, 20.25 * row + 9)
        yield out.ProvenanceOut(
            path, "t1", row, n % 7, 2, box, None, "moderate aerobic exercise", (0, 8), "text-layer", 0.99, "some.rule"
        )
