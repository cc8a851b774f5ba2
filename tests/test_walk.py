"""The README's way from a file to a corrected record in the database, walked to the letter."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sampling import CORPUS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "pregabalin-fibromyalgia-born.pdf"


def steps(readme: str) -> list[str]:
    """The commands of the first block after the heading about one's own PDF."""
    text = (ROOT / readme).read_text("utf-8")
    block = re.search(r"```sh\n((?:(?!```).)*my-review(?:(?!```).)*)```", text, re.DOTALL)
    assert block is not None
    return [re.sub(r"\s+#.*", "", line) for line in block[1].splitlines()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A stranger's home with a PDF, in it a clone whose corpus has nothing yet."""
    (tmp_path / "Downloads").mkdir()
    shutil.copy(CORPUS / SOURCE, tmp_path / "Downloads" / "my-review.pdf")
    (tmp_path / "clone" / "corpus").mkdir(parents=True)
    return tmp_path


def test_what_is_dropped_in_is_read_corrected_and_stays_so(home: Path) -> None:
    clone = home / "clone"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def said(command: str) -> str:
        make = "pipeline run corpus --out outputs"  # what `make` does once everything is set up
        done = subprocess.run(
            ["sh", "-c", command.replace("RECORD", record(clone)) if command != "make" else make],
            cwd=clone, capture_output=True, text=True, check=False,
            env={**os.environ, "HOME": str(home), "PATH": path},
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    commands = steps("README.md")
    assert commands == steps("README.zh-CN.md")
    assert [c.split()[0] for c in commands] == ["cp", "make", "pipeline", "pipeline", "make", "pipeline"]
    for command in commands[:-1]:
        said(command)
    fixed = json.loads(said(f"{commands[-1]} --format json"))[0]
    assert (fixed["duration_min"], fixed["duration_max"], fixed["duration_unit"]) == (12, 12, "wk")
    assert (clone / "corpus" / "my-review.corrections.toml").is_file()
    raw = said("pipeline query \"SELECT count(*) FROM provenance WHERE source LIKE 'human:%'\" --format csv")
    assert int(raw.split()[1]) > 0


def record(clone: Path) -> str:
    """The short id of the first record, as `pipeline studies` prints it; "" before there is any."""
    place = clone / "outputs" / "records.jsonl"
    return json.loads(place.read_text("utf-8").splitlines()[0])["record_id"][:8] if place.is_file() else ""
