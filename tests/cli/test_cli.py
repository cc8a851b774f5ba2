"""The command line as a user meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sampling import CORPUS, Sample

from pipeline.cli import COMMANDS
from pipeline.evaluate.report import COLUMNS


def pipeline(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, words)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself_with_its_first_line_as_listed(name: str) -> None:
    said = pipeline(name, "--help")
    assert said.returncode == 0, said.stderr
    assert "Usage: pipeline" in said.stdout


def test_help_loads_no_engine() -> None:
    check = "import sys; import pipeline.cli; assert not {'numpy', 'spacy', 'cv2', 'pdfplumber'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_wrong_usage_exits_with_2() -> None:
    assert pipeline("run").returncode == 2
    assert pipeline("run", "no-such-file.pdf").returncode == 2
    assert pipeline("nonsense").returncode == 2


def test_some_failed_exits_with_3_and_says_which(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    said = pipeline("run", tmp_path / "empty.pdf", CORPUS / "exercise-neuropathy-dump.txt", "--out", tmp_path / "out")
    assert said.returncode == 3
    assert "empty.pdf" in said.stdout
    assert (tmp_path / "out" / "exercise-neuropathy-dump" / "records.jsonl").is_file()


def test_doctor_lists_the_engines_with_versions() -> None:
    said = pipeline("doctor")
    assert "rapidocr" in said.stdout
    assert "pdfplumber" in said.stdout


def test_scores_are_printed_whole_where_no_terminal_gives_them_a_width(sample: Sample) -> None:
    said = pipeline("evaluate", sample.out, CORPUS / "gold")
    assert said.returncode == 0
    assert "…" not in said.stdout
    born = next(line for line in said.stdout.splitlines() if "born" in line)
    assert len([cell for cell in born.strip("│").split("│") if cell.strip()]) == len(COLUMNS)
