"""What is installed from the wheel works without the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from sampling import CORPUS

from pipeline import __version__

ROOT = Path(__file__).resolve().parent.parent
DUMP = "exercise-neuropathy-dump"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = target.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment with the wheel in it; what the wheel depends on is lent from this one."""
    home = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel]
    subprocess.run(install, check=True, capture_output=True)
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    # a path that a .pth adds has none of its own .pth files read: the editable package of this environment stays out
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return home / "bin"


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "pipeline"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {name for name in listed if (ROOT / name).is_file()}


def test_the_installed_command_reads_a_file_and_answers_without_the_repository(fresh: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PATH": f"{fresh}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}

    def said(*words: str) -> str:
        done = subprocess.run(["pipeline", *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert said("--version").strip().endswith(__version__)
    said("run", str(CORPUS / f"{DUMP}.txt"), "--out", "outputs", "--jobs", "1")
    assert (tmp_path / "outputs" / DUMP / "audit.html").is_file()
    assert json.loads(said("studies", "--format", "json"))
    where = [fresh / "python", "-c", "import pipeline; print(pipeline.__file__)"]
    place = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
    assert str(ROOT / "pipeline") not in place


def test_the_version_is_said_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
