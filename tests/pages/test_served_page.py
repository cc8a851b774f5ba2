"""A reviewer at the served pages: the command listens here only, and a click saves."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect
from sampling import Sample

from pipeline.audit.corrections import beside, load_corrections

DOCUMENT = "taichi-knee-born"


@pytest.fixture
def address(sample: Sample, tmp_path: Path) -> Iterator[str]:
    out = tmp_path / "outputs"
    shutil.copytree(sample.out, out)
    place = out / DOCUMENT / "manifest.json"
    known = msgspec.json.decode(place.read_bytes())
    place.write_bytes(msgspec.json.encode({**known, "input": str(tmp_path / "knee.pdf")}))
    words = [sys.executable, "-m", "pipeline", "serve", "--out", out, "--baseline", tmp_path / "accepted.jsonl"]
    with subprocess.Popen([*map(str, words)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def test_a_click_saves_a_correction_and_a_baseline(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address.replace("index.html", f"{DOCUMENT}/audit.html"))
    page.locator(".value[data-path='/study/year'] .said").first.click()
    page.fill("#editor-inputs input", "1999")
    page.fill("#editor-why", "the page says so")
    page.fill("#editor-who", "mei")
    page.click("#editor-save")
    expect(page.locator("#saved")).not_to_be_empty()
    (one,) = load_corrections(beside(tmp_path / "knee.pdf"))
    assert one.value == 1999
    page.goto(address)
    button = page.locator(f"[data-accept='{DOCUMENT}']")
    button.click()
    expect(button).to_be_disabled()
    assert DOCUMENT in (tmp_path / "accepted.jsonl").read_text("utf-8")


def test_it_listens_on_127_0_0_1_only(address: str) -> None:
    port = int(address.split(":")[2].split("/")[0])
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.1", port)) == 0
    for other in ("127.0.0.2", socket.gethostbyname(socket.gethostname())):
        if other != "127.0.0.1":
            with socket.socket() as probe:
                probe.settimeout(2)
                assert probe.connect_ex((other, port)) != 0
