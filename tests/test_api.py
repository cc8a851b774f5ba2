"""The library as a notebook uses it."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest
from sampling import CORPUS, Sample

import pipeline
from pipeline.errors import InputError


def test_records_are_loaded_as_typed_values(sample: Sample) -> None:
    records = pipeline.load_records(sample.out)
    assert len(records) == sample.report.counts["records"]
    assert all(r.study.label for r in records if r.document_id.endswith("-born"))


def test_a_frame_has_a_row_a_record_and_a_column_a_pointer(sample: Sample) -> None:
    records = pipeline.load_records(sample.out / "taichi-knee-born")
    frame = pipeline.frame(records, library="polars")
    assert isinstance(frame, polars.DataFrame)
    assert frame.height == len(records)
    assert frame["/study/year"].to_list() == [r.study.year for r in records]


def test_a_file_that_holds_no_records_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text('{"record_id": 1}\n')
    with pytest.raises(InputError, match=r"records\.jsonl, line 1"):
        pipeline.load_records(tmp_path)
    with pytest.raises(InputError, match="run the pipeline first"):
        pipeline.load_records(tmp_path / "nowhere")


def test_a_run_from_python_reports_every_input(tmp_path: Path) -> None:
    report = pipeline.run(CORPUS / "exercise-neuropathy-dump.txt", tmp_path, jobs=1)
    assert [(r.document_id, r.status) for r in report.inputs] == [("exercise-neuropathy-dump", "ok")]


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        pipeline.nonsense  # noqa: B018
