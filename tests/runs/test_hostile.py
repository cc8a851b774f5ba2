"""Hostile files end in an error or a partial result with a reason on one line, and harm no good one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hostile_files import MADE, odd_images, odd_names, odd_places
from sampling import CORPUS, quiet
from test_run import stable_bytes

from pipeline.publish.contract import RunInputOut
from pipeline.runs.pool import Limits
from pipeline.runs.printable import printable
from pipeline.runs.run import RunOptions, run

SLOW = {"bomb.pdf", "big-image.pdf", "nested-forms.pdf", "long-line.txt", "remote-stream.pdf", "no-page-box.pdf"}
UNREADABLE = {
    "blank.txt", "cut.jpg", "cut.png", "cut.tif", "empty.pdf", "empty.tif", "empty.txt", "encrypted.pdf", "loop.tif",
    "header-only.pdf", "huge.png", "no-catalog.pdf", "rubbish.pdf", "really-text.pdf", "really-pdf.png",
    "really-pdf.txt", "tree-cycle.pdf", "tree-parent.pdf", "tree-empty.pdf", "truncated.png", "wide-page.pdf",
    "loop-a.pdf", "loop-b.pdf", "nowhere.pdf", "pipe.pdf", "device.txt",
}  # fmt: skip
GOOD = "exercise-neuropathy-dump.txt"


@pytest.fixture(scope="module")
def fates(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, RunInputOut], Path, Path]:
    root = tmp_path_factory.mktemp("hostile")
    folder, out = root / "in", root / "out"
    folder.mkdir()
    for name, make in MADE.items():
        if name not in SLOW:
            (folder / name).write_bytes(make())
    odd_images(folder)
    odd_places(folder)
    odd_names(folder)
    shutil.copy(CORPUS / GOOD, folder)
    limits = Limits(timeout=60, memory=2 << 30)
    report = run([folder], out, options=RunOptions(jobs=2, limits=limits), console=quiet())
    return {Path(r.input).name: r for r in report.inputs}, folder, out


Fates = tuple[dict[str, RunInputOut], Path, Path]


def test_every_file_has_a_fate_and_every_failure_a_reason_on_one_line(fates: Fates) -> None:
    found, folder, _ = fates
    here = {p for p in folder.iterdir() if p.suffix in (".pdf", ".txt", ".png", ".jpg", ".tif") and not p.is_dir()}
    assert len(found) == len(here)
    for name, report in found.items():
        if report.status != "ok":
            assert report.reason, name
            assert report.reason == printable(report.reason), name


def test_what_cannot_be_read_fails_and_all_else_is_done(fates: Fates) -> None:
    found, _, _ = fates
    failed = {name for name, report in found.items() if report.status == "failed"}
    assert failed - UNREADABLE <= {"nul.txt", "locked.txt"}
    assert not {n for n in UNREADABLE if n in found and found[n].status == "ok"}


def test_a_page_that_cannot_be_drawn_costs_no_other_page(fates: Fates) -> None:
    report = fates[0]["one-wide-page.pdf"]
    assert (report.status, report.pages) == ("partial", 3)
    assert "p2" in (report.reason or "")


def test_a_page_whose_content_cannot_be_decoded_is_named(fates: Fates) -> None:
    report = fates[0]["one-broken-page.pdf"]
    assert (report.status, report.pages) == ("partial", 3)
    assert "p2: its content cannot be decoded" in (report.reason or "")


def test_the_good_document_is_as_in_a_clean_run(fates: Fates, tmp_path: Path) -> None:
    run([CORPUS / GOOD], tmp_path, options=RunOptions(jobs=1), console=quiet())
    name = Path(GOOD).stem
    assert stable_bytes(fates[2] / name) == stable_bytes(tmp_path / name)


def test_nothing_is_written_beside_the_output_folder(fates: Fates) -> None:
    _, folder, out = fates
    assert {p.name for p in folder.parent.iterdir()} == {folder.name, out.name}
    assert not list(folder.parent.rglob("escaped.txt"))


def test_no_markup_or_formula_or_escape_sequence_gets_out(fates: Fates) -> None:
    _, _, out = fates
    for path in (*out.rglob("*.html"), *out.rglob("*.csv")):
        text = path.read_text("utf-8")
        assert "\x1b" not in text, path
        if path.suffix == ".html":
            assert "<script>alert(1)</script>" not in text, path
        else:
            cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(",")]
            assert not [c for c in cells if c.startswith(("=", "+cmd", "@"))], path


def test_a_name_with_a_newline_is_printed_on_one_line() -> None:
    assert printable("a\nb\x1b[31m\u202e\udc80 运动") == r"a\nb\x1b[31m\u202e\udc80 运动"
