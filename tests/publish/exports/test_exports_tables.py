"""The flat exports, read back by other libraries and compared with the records."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from frictionless import Package, validate
from sampling import Sample

from pipeline.errors import EngineMissing
from pipeline.publish.contract import RecordOut
from pipeline.publish.exports import formats
from pipeline.publish.exports.formats import Format, export
from pipeline.publish.exports.tidy import SHEETS, tidy
from tests.publish.exports.conftest import FORMULA


def _wanted(outputs: Path) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {sheet.name: [] for sheet in SHEETS}
    for document in tidy(outputs):
        for name, rows in document.items():
            found[name] += rows
    return found


def _studies(written: Sequence[RecordOut]) -> list[tuple[Any, ...]]:
    """Some columns of every record, straight from it."""
    return [
        (r.record_id, r.study.label, r.study.year, r.population.sample_size.total, r.comparator, r.status)
        for r in written
    ]


STUDY = ("record_id", "label", "year", "sample_size", "comparator", "status")


def test_parquet_read_by_pyarrow_holds_every_value(
    outputs: Path, written: tuple[RecordOut, ...], tmp_path: Path
) -> None:
    count = export("parquet", outputs, tmp_path / "p")
    wanted = _wanted(outputs)
    total = 0
    for sheet in SHEETS:
        table = pq.read_table(tmp_path / "p" / f"{sheet.name}.parquet")
        rows = [tuple(row.values()) for row in table.to_pylist()]
        assert rows == wanted[sheet.name]
        assert all(table.schema.field(f.name).metadata[b"comment"].decode() == f.about for f in sheet.fields)
        total += len(rows)
    assert total == count
    studies = pq.read_table(tmp_path / "p" / "studies.parquet", columns=list(STUDY)).to_pylist()
    assert [tuple(row[name] for name in STUDY) for row in studies] == _studies(written)
    sources = pq.read_table(tmp_path / "p" / "provenance.parquet").num_rows
    assert sources == sum(len(r.provenance) for r in written)


def test_duckdb_joins_the_parquet_files(outputs: Path, written: tuple[RecordOut, ...], tmp_path: Path) -> None:
    export("parquet", outputs, tmp_path / "p")
    query = (
        f"SELECT s.label, c.frequency_min, i.min FROM '{tmp_path}/p/studies.parquet' s "
        f"JOIN '{tmp_path}/p/components.parquet' c USING (record_id) "
        f"JOIN '{tmp_path}/p/intensities.parquet' i ON i.record_id = c.record_id AND i.component_n = c.n"
    )
    found = duckdb.connect().sql(query).fetchall()
    wanted = [(r.study.label, 3.0, float(c.intensity[0].min or 0)) for r in written for c in r.intervention.components]
    assert sorted(found) == sorted(wanted)


def test_a_workbook_read_by_openpyxl_holds_every_value_and_no_formula(
    outputs: Path, written: tuple[RecordOut, ...], tmp_path: Path
) -> None:
    export("xlsx", outputs, tmp_path / "evidence.xlsx")
    book = openpyxl.load_workbook(tmp_path / "evidence.xlsx")
    assert book.sheetnames == ["dictionary", *(sheet.name for sheet in SHEETS)]
    wanted = _wanted(outputs)
    for sheet in SHEETS:
        page = book[sheet.name]
        assert page.freeze_panes == "A2"
        heads, *rows = page.iter_rows(values_only=True)
        assert heads == tuple(f.name for f in sheet.fields)
        assert [tuple(v for v in row) for row in rows] == [
            tuple(v or (None if v == "" else v) for v in r) for r in wanted[sheet.name]
        ]
        assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    column = [f.name for f in SHEETS[5].fields].index("comparator")
    risky = next(row[column] for row in book["studies"].iter_rows() if row[column].value == FORMULA)
    assert (risky.data_type, risky.quotePrefix) == ("s", True)
    assert book["provenance"].max_row == 1 + sum(len(r.provenance) for r in written)


def test_csv_is_tidy_and_safe_in_a_spreadsheet(outputs: Path, written: tuple[RecordOut, ...], tmp_path: Path) -> None:
    export("csv", outputs, tmp_path / "c")
    with (tmp_path / "c" / "studies.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [tuple("" if v is None else str(v) for v in row) for row in _studies(written)]
    assert [tuple(r[name].removeprefix("'") for name in STUDY) for r in rows] == wanted
    assert rows[0]["comparator"] == "'" + FORMULA
    with (tmp_path / "c" / "other_fields.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["text"] == "line one\nline two"


def test_the_data_package_is_valid_and_read_back_by_frictionless(
    outputs: Path, written: tuple[RecordOut, ...], tmp_path: Path
) -> None:
    export("datapackage", outputs, tmp_path / "d")
    report = validate(tmp_path / "d" / "datapackage.json")
    assert report.valid, report.flatten(["title", "message"])
    package = Package(tmp_path / "d" / "datapackage.json")
    rows = package.get_resource("studies").read_rows()
    assert [tuple(row[name] for name in STUDY) for row in rows] == _studies(written)
    assert rows[0]["completeness"]["tidier"]["reported"] == [1, 3]
    sources = package.get_resource("provenance").read_rows()
    assert [s["raw"] for s in sources] == [p.raw for r in written for p in r.provenance]
    assert package.get_resource("studies").schema.primary_key == ["record_id"]


def test_a_key_that_is_broken_makes_the_data_package_invalid(outputs: Path, tmp_path: Path) -> None:
    export("datapackage", outputs, tmp_path / "d")
    studies = tmp_path / "d" / "studies.csv"
    studies.write_text("\r\n".join(studies.read_text("utf-8").split("\r\n")[:-3]) + "\r\n", "utf-8")
    assert not validate(tmp_path / "d" / "datapackage.json").valid


def test_the_data_package_of_a_real_run_is_valid(sample: Sample, tmp_path: Path) -> None:
    export("datapackage", sample.out, tmp_path / "d")
    report = validate(tmp_path / "d" / "datapackage.json")
    assert report.valid, report.flatten(["title", "message"])


def test_an_export_again_replaces_the_former_whole(outputs: Path, tmp_path: Path) -> None:
    export("csv", outputs, tmp_path / "c")
    before = {p.name: p.read_bytes() for p in (tmp_path / "c").iterdir()}
    export("csv", outputs, tmp_path / "c")
    assert {p.name: p.read_bytes() for p in (tmp_path / "c").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["c"]


def test_a_library_that_is_missing_is_named_with_its_remedy(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(formats.FORMATS, "odd", Format("no_such_module", "x", "a format whose library is missing"))
    with pytest.raises(EngineMissing, match=r"pip install 'review-evidence-pipeline\[exports\]'"):
        export("odd", outputs, tmp_path / "x")
