"""A run does what is stale, reports what is broken, and leaves the same bytes whatever the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pikepdf
import pytest
from filelock import FileLock
from PIL import Image, ImageDraw
from sampling import CORPUS, Sample, quiet

from pipeline.errors import OutputError
from pipeline.runs.pool import Limits
from pipeline.runs.run import STATE, RunOptions, run

BORN = CORPUS / "taichi-knee-born.pdf"
UNSTABLE = {"manifest.json", "run.json"}  # times and host facts live here, by contract


def stable_bytes(out: Path) -> dict[str, bytes]:
    files = (p for p in out.rglob("*") if p.is_file() and STATE not in p.parts and p.name not in UNSTABLE)
    return {str(p.relative_to(out)): p.read_bytes() for p in files if p.suffix != ".sqlite"}


def test_every_sample_gives_records(sample: Sample) -> None:
    assert {r.document_id: r.status for r in sample.report.inputs} == {
        r.document_id: "ok" for r in sample.report.inputs
    }
    assert all(r.records >= 8 for r in sample.report.inputs), sample.printed


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    out = tmp_path / "outputs"
    run([BORN], out, options=RunOptions(jobs=1), console=quiet())
    before = (out / "taichi-knee-born" / "manifest.json").stat().st_mtime_ns
    again = run([BORN], out, options=RunOptions(jobs=1), console=quiet())
    assert again.counts["cached"] == 1
    assert (out / "taichi-knee-born" / "manifest.json").stat().st_mtime_ns == before


def test_one_job_and_two_leave_the_same_bytes(tmp_path: Path) -> None:
    places = [BORN, CORPUS / "pregabalin-fibromyalgia-born.pdf", CORPUS / "exercise-neuropathy-dump.txt"]
    for jobs in (1, 2):
        run(places, tmp_path / str(jobs), options=RunOptions(jobs=jobs), console=quiet())
    assert stable_bytes(tmp_path / "1") == stable_bytes(tmp_path / "2")


def test_the_pages_of_one_scan_are_shared_by_two_workers(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    pages = [Image.new("L", (500, 200), 255) for _ in range(3)]
    for number, page in enumerate(pages, start=1):
        ImageDraw.Draw(page).text((20, 80), f"Exercise and pain, page {number}", fill=0, font_size=30)
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200))
    for jobs in (1, 2):
        report = run([path], tmp_path / str(jobs), options=RunOptions(jobs=jobs), console=quiet())
        assert (report.inputs[0].status, report.inputs[0].pages) == ("ok", 3)
    assert stable_bytes(tmp_path / "1") == stable_bytes(tmp_path / "2")


def test_bad_input_is_named_with_its_reason_and_the_rest_is_done(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "empty.pdf").write_bytes(b"")
    (inputs / "really-text.pdf").write_text("this is no PDF")
    with pikepdf.open(BORN) as pdf:
        pdf.save(inputs / "locked.pdf", encryption=pikepdf.Encryption(owner="owner", user="user"))
    shutil.copy(BORN, inputs / "good.pdf")
    report = run([inputs], tmp_path / "out", options=RunOptions(jobs=1), console=quiet())
    fate = {Path(r.input).name: (r.status, r.reason) for r in report.inputs}
    assert fate["good.pdf"] == ("ok", None)
    for name in ("empty.pdf", "really-text.pdf", "locked.pdf"):
        status, reason = fate[name]
        assert status == "failed"
        assert reason is not None
        assert name in reason
        assert "\n" not in reason
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["counts"]["failed"] == 3


def test_the_same_bytes_under_two_names_are_read_once(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    shutil.copy(BORN, inputs / "a.pdf")
    shutil.copy(BORN, inputs / "b.pdf")
    report = run([inputs], tmp_path / "out", options=RunOptions(jobs=1), console=quiet())
    assert [r.status for r in report.inputs] == ["ok", "skipped"]
    assert str(inputs / "a.pdf") in (report.inputs[1].reason or "")


def test_a_renamed_input_is_recognised_and_keeps_its_record_ids(tmp_path: Path) -> None:
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    shutil.copy(BORN, inputs / "old.pdf")
    run([inputs], out, options=RunOptions(jobs=1), console=quiet())
    before = [json.loads(line)["record_id"] for line in (out / "records.jsonl").read_text("utf-8").splitlines()]
    (inputs / "old.pdf").rename(inputs / "new.pdf")
    report = run([inputs], out, options=RunOptions(jobs=1), console=quiet())
    after = [json.loads(line)["record_id"] for line in (out / "records.jsonl").read_text("utf-8").splitlines()]
    assert after == before
    old = next(r for r in report.inputs if r.document_id == "old")
    assert (old.status, old.reason) == ("skipped", "renamed: its outputs are now under new")


def test_two_runs_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / STATE).mkdir()
    with FileLock(tmp_path / STATE / "lock"), pytest.raises(OutputError, match="another run"):
        run([BORN], tmp_path, console=quiet())


def test_a_document_that_takes_too_long_is_stopped_and_named(tmp_path: Path) -> None:
    options = RunOptions(jobs=1, limits=Limits(timeout=0.05))
    report = run([CORPUS / "taichi-knee-scan.pdf"], tmp_path, options=options, console=quiet())
    assert report.inputs[0].status == "failed"
    assert "--timeout" in (report.inputs[0].reason or "")
