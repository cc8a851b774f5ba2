"""What the documents say is so."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from sampling import CORPUS, Sample

from pipeline.publish.schemas import schemas

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))
build = import_module("build")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_both_readmes_give_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        said = [
            line
            for kind in ("sh", "console", "python")
            for block in blocks(ROOT / name, kind)
            for line in block.splitlines()
        ]
        return [re.sub(r"\s+#.*", "", line).strip() for line in said]

    assert commands("README.md") == commands("README.zh-CN.md")


def test_the_tour_shows_the_import_order_that_is_enforced() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [layer.replace("pipeline.", "") for layer in contracts[0]["layers"]]
    shown = re.search(r"<!-- layers -->\n(.*?)<!-- /layers -->", (ROOT / "docs/tour.md").read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert re.findall(r"^\d+\. `(.*)`$", shown[1], re.MULTILINE) == layers, "run `make docs`"


def test_decisions_are_numbered_without_a_gap_and_say_what_was_decided() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(p.name[:4]) for p in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text("utf-8")
        assert text.startswith((f"# {int(page.name[:4])}. ", f"# {page.name[:4]} ")), page.name
        assert "**Decision.**" in text or page.name.startswith("0002"), page.name


def test_generated_parts_are_up_to_date() -> None:
    for path, text in build.generated().items():
        assert path.read_text("utf-8") == text, f"{path.name}: run `make docs`"


def test_outputs_page_names_every_key_of_the_files() -> None:
    said = (ROOT / "docs" / "outputs.md").read_text("utf-8")
    known = set(re.findall(r"[a-z_0-9]+", said))
    for name in ("document", "table", "record", "pair"):
        keys = {key for part in schemas()[name]["$defs"].values() for key in part.get("properties", {})}
        assert keys - known == set(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_and_python_example_runs(page: Path, sample: Sample, tmp_path: Path) -> None:
    commands = [line[2:] for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ ")]
    programs = [textwrap.dedent(block) for block in blocks(page, "python")]
    if not commands and not programs:
        return
    (tmp_path / "outputs").symlink_to(sample.out)
    (tmp_path / "corpus").symlink_to(CORPUS)
    bin_folder = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in commands + [f"{sys.executable} -c {shlex.quote(program)}" for program in programs]:
        said = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": bin_folder},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, f"{command}\n{said.stdout}{said.stderr}"
