"""A correction holds on every run, says who made it, and never hides a changed reading."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import CORPUS, quiet

from pipeline.audit.corrections import (
    Correction,
    CorrectionError,
    append_correction,
    apply_corrections,
    beside,
    load_corrections,
)
from pipeline.runs.run import RunOptions, run

Record = dict[str, Any]
DAY = datetime.date(2026, 1, 31)
ENTRY = "[[correction]]\nrecord='r'\npath='/x'\nread=1\nvalue=2\nwho='w'\nwhen=2026-01-01\nwhy='y'"


def record(**changes: Any) -> Record:
    row = {"path": "/duration/min", "table_id": "t1", "row": 1, "col": 3, "page": 2, "bbox": [1, 2, 3, 4], "line": None,
           "raw": "15W", "span": [0, 2], "source": "text-layer", "confidence": 0.9, "rule": "duration"}  # fmt: skip
    flag = {"code": "low-confidence", "path": "/duration", "message": "", "candidates": []}
    base = {"record_id": "r1", "duration": {"min": 15, "max": 15}, "name": None, "provenance": [row], "flags": [flag]}
    return {**base, **changes}


def correction(**changes: Any) -> Correction:
    base = {
        "record": "r1",
        "path": "/duration/min",
        "read": 15,
        "value": 12,
        "who": "mei",
        "when": DAY,
        "why": "the page",
    }
    return Correction(**{**base, **changes})


def test_a_corrected_value_stands_with_its_author() -> None:
    fixed = apply_corrections(record(), [correction()])
    assert fixed["duration"] == {"min": 12, "max": 15}
    (row,) = fixed["provenance"]
    assert (row["source"], row["raw"], row["bbox"]) == ("human:mei", "12", [1, 2, 3, 4])


def test_a_correction_answers_the_flag_on_its_path() -> None:
    assert (
        apply_corrections(record(), [correction(path="/duration", read={"min": 15, "max": 15}, value=None)])["flags"]
        == []
    )


def test_a_changed_reading_is_not_overwritten_but_flagged_with_both() -> None:
    now = apply_corrections(record(duration={"min": 16, "max": 16}), [correction()])
    assert now["duration"]["min"] == 16
    (flag,) = [f for f in now["flags"] if f["code"] == "correction-stale"]
    assert (flag["path"], flag["candidates"]) == ("/duration/min", ["16", "12"])
    assert now["status"] == "needs-review"


def test_a_correction_of_a_place_that_is_gone_is_said() -> None:
    codes = [f["code"] for f in apply_corrections(record(), [correction(path="/nowhere")])["flags"]]
    assert "correction-lost" in codes


def test_another_record_is_left_alone() -> None:
    assert apply_corrections(record(), [correction(record="r2")])["duration"]["min"] == 15


@given(st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=("Cs", "Cc"))).filter(bool)))
def test_what_is_appended_is_loaded(tmp_path_factory: pytest.TempPathFactory, value: int | str | None) -> None:
    path = tmp_path_factory.mktemp("c") / "a.corrections.toml"
    append_correction(path, correction())
    append_correction(path, correction(value=value))
    assert load_corrections(path) == (correction(), correction(value=value))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[correction]]\nrecord = 'r'\n", "line 1: the correction has no path"),
        (
            "\n\n[[correction]]\nrecord='r'\npath='x'\nread=1\nvalue=2\nwho='w'\nwhen=2026-01-01\nwhy='y'",
            "line 3.*starts with /",
        ),
        (
            "[[correction]]\nrecord='r'\npath='/x'\nread=1\nvalue=2\nwho=''\nwhen=2026-01-01\nwhy='y'",
            "who must be a text",
        ),
        (
            "[[correction]]\nrecord='r'\npath='/x'\nread=1\nvalue=2\nwho='w'\nwhen='soon'\nwhy='y'",
            "when must be a date",
        ),
        ("[[corection]]\n", "corection"),
        ("a = \n", "line 1"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.corrections.toml"
    path.write_text(text)
    with pytest.raises(CorrectionError, match=said) as caught:
        load_corrections(path)
    assert path.name in str(caught.value)


def test_a_correction_survives_the_next_run(tmp_path: Path) -> None:
    source, out = tmp_path / "in" / "knee.pdf", tmp_path / "out"
    source.parent.mkdir()
    shutil.copy(CORPUS / "taichi-knee-born.pdf", source)

    def first() -> Record:
        run([source.parent], out, options=RunOptions(jobs=1), console=quiet())
        found: Record = json.loads((out / "records.jsonl").read_text("utf-8").splitlines()[0])
        return found

    before = first()
    path = "/intervention/duration"
    read = before["intervention"]["duration"]
    longer = {**read, "max": read["max"] + 1}
    append_correction(beside(source), correction(record=before["record_id"], path=path, read=read, value=longer))
    after = first()
    assert after["intervention"]["duration"] == longer
    assert "human:mei" in {row["source"] for row in after["provenance"]}
    assert first() == after
