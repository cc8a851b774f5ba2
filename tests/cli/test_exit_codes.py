"""What a script can tell from the exit code alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from sampling import Sample


def code(*words: str | Path) -> int:
    done = subprocess.run([sys.executable, "-m", "pipeline", *map(str, words)], capture_output=True, check=False)
    return done.returncode


def test_diff_says_same_different_or_error(sample: Sample, tmp_path: Path) -> None:
    other, html = tmp_path / "other", tmp_path / "changes.html"
    shutil.copytree(sample.out, other)
    assert code("diff", sample.out, other) == 0
    shutil.rmtree(other / "taichi-knee-born")
    assert code("diff", sample.out, other, "--html", html) == 1
    assert "taichi-knee-born" in html.read_text("utf-8")
    assert code("diff", sample.out, html) == 2
