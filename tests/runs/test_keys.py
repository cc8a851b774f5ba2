"""A key changes with what its half of the line is made of, and with nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.runs.code import Sources
from pipeline.runs.keys import PACKAGE, READ, UNDERSTAND, StageKeys, stage_keys
from pipeline.settings import Settings


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__")))


def keys(package: Path) -> StageKeys:
    return stage_keys(Settings(), package=package)


def edit(package: Path, name: str) -> None:
    path = package / name
    path.write_bytes(path.read_bytes() + b"\n# a change\n")


def test_a_copy_of_the_package_elsewhere_has_the_same_keys(package: Path) -> None:
    assert keys(package) == keys(PACKAGE)


@pytest.mark.parametrize(
    "name",
    [
        "lexicon/outcomes.toml",
        "lexicon/conditions.toml",
        "lexicon/units.toml",
        "lexicon/languages.toml",
        "lexicon/labels.toml",
        "lexicon/dump.toml",
        "stages/normalise/records.py",
        "stages/reconstruct/rows.py",
        "stages/separate/language.py",
        "core/studies.py",
        "publish/convert.py",
        "audit/corrections.py",
        "flow.py",
    ],
)
def test_what_only_understanding_uses_reads_no_page_again(package: Path, name: str) -> None:
    before = keys(package)
    edit(package, name)
    after = keys(package)
    assert (after.read, after.recognise) == (before.read, before.recognise)
    assert after.understand != before.understand


@pytest.mark.parametrize(
    "name", ["lexicon/layout.toml", "lexicon/english_words.txt", "core/scripts.py", "stages/extract/layout/columns.py"]
)
def test_what_reading_uses_makes_transcripts_anew_but_recognises_nothing_again(package: Path, name: str) -> None:
    before = keys(package)
    edit(package, name)
    after = keys(package)
    assert after.read != before.read
    assert after.understand != before.understand
    assert after.recognise == before.recognise


@pytest.mark.parametrize("name", ["adapters/ctc.py", "lexicon/recognition.toml"])
def test_a_change_in_an_engine_or_its_terms_recognises_again(package: Path, name: str) -> None:
    before = keys(package)
    edit(package, name)
    assert keys(package).recognise != before.recognise


@pytest.mark.parametrize("name", ["cli/run.py", "evaluate/score.py", "__init__.py", "audit/diff.py"])
def test_what_no_output_is_made_from_changes_no_key(package: Path, name: str) -> None:
    before = keys(package)
    edit(package, name)
    assert keys(package) == before


def test_a_setting_of_reading_changes_both_halves(package: Path) -> None:
    settings = Settings()
    other = replace(settings, extract=replace(settings.extract, ocr_dpi=150.0))
    before, after = stage_keys(settings, package=package), stage_keys(other, package=package)
    assert before.read != after.read
    assert before.understand != after.understand


def test_every_import_that_python_makes_for_a_worker_is_followed() -> None:
    sources = Sources(PACKAGE)
    assert sources.modules(READ) < sources.modules(UNDERSTAND)
    stages = {p for p in (PACKAGE / "stages").rglob("*.py") if p.name != "__init__.py"}
    assert not stages - sources.modules(UNDERSTAND)
