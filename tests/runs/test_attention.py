"""A page that a worker hangs at or dies at costs that page; a worker that dies by chance costs nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hostile_files import nested_forms
from sampling import CORPUS, quiet
from test_run import stable_bytes

from pipeline.publish.contract import RunOut
from pipeline.runs.attention import Attention, noted
from pipeline.runs.pool import AT, Limits
from pipeline.runs.run import STATE, RunOptions, run

DEFAULT = Limits()
BORN = CORPUS / "pregabalin-fibromyalgia-born.pdf"


def holder(place: Path) -> int | None:
    """The process that has the file open."""
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if link.readlink() == place:
                return int(link.parts[2])
        except OSError:
            continue
    return None


@contextmanager
def killing(out: Path, page: int, *, times: int) -> Iterator[list[int]]:
    """Workers that turn to `page` are killed, the first `times` of them; yields their process numbers."""
    killed: list[int] = []
    over = threading.Event()

    def is_here(note: Path) -> bool:
        try:
            return note.read_bytes().strip() == str(page).encode()
        except OSError:
            return False

    def look() -> None:
        while not over.wait(0.002) and len(killed) < times:
            for note in filter(is_here, (out / STATE / AT).glob("*")):
                if (pid := holder(note.resolve())) is not None and pid not in killed and pid != os.getpid():
                    os.kill(pid, signal.SIGSTOP)  # it may have turned the page meanwhile
                    still = is_here(note)
                    os.kill(pid, signal.SIGKILL if still else signal.SIGCONT)
                    killed.extend([pid] if still else [])

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def done(inputs: list[Path], out: Path, *, limits: Limits = DEFAULT) -> RunOut:
    return run(inputs, out, options=RunOptions(jobs=1, limits=limits), console=quiet())


def test_a_worker_killed_once_in_a_document_leaves_no_trace(tmp_path: Path) -> None:
    with killing(tmp_path / "hit", 2, times=1) as killed:
        report = done([BORN], tmp_path / "hit")
    assert len(killed) == 1
    assert report.counts["ok"] == 1
    done([BORN], tmp_path / "clean")
    assert stable_bytes(tmp_path / "hit") == stable_bytes(tmp_path / "clean")


def test_a_page_at_which_every_worker_dies_is_left_out_and_named(tmp_path: Path) -> None:
    with killing(tmp_path, 2, times=2) as killed:
        report = done([BORN], tmp_path)
    assert len(killed) == 2
    (fate,) = report.inputs
    assert (fate.status, fate.pages) == ("partial", 2)
    assert "p2: left out: the worker process died twice" in (fate.reason or "")
    assert "p1" not in (fate.reason or "")


def test_a_page_that_hangs_costs_no_other_page(tmp_path: Path) -> None:
    path = tmp_path / "hanging.pdf"
    with pikepdf.open(BORN) as whole, pikepdf.open(BytesIO(nested_forms())) as bad:
        whole.pages.insert(1, bad.pages[0])
        whole.save(path)
    start = time.monotonic()
    report = done([path], tmp_path / "out", limits=Limits(page=6.0))
    (fate,) = report.inputs
    assert (fate.status, fate.pages) == ("partial", 3)
    assert "p2: left out: took more than 6 s" in (fate.reason or "")
    assert fate.records > 0
    assert time.monotonic() - start < 60


def test_a_note_is_forgotten_once_it_is_read(tmp_path: Path) -> None:
    attention = Attention()
    attention.begin(tmp_path / "note")
    assert noted(tmp_path / "nowhere") is None
    attention.at(7)
    attention.at(12)
    found = noted(tmp_path / "note")
    assert found is not None
    assert found.page == 12
    assert not (tmp_path / "note").exists()


@pytest.mark.parametrize("pages", [(), (3,)])
def test_a_worker_between_pages_is_at_none(tmp_path: Path, pages: tuple[int, ...]) -> None:
    attention = Attention()
    attention.begin(tmp_path / "note")
    for page in pages:
        attention.at(page)
    attention.end()
    assert attention.seconds() == 0
    assert noted(tmp_path / "note") is None
