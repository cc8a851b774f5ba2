"""`pipeline doctor`."""

from __future__ import annotations

import platform
import shutil
import subprocess

import click

from pipeline.runs.keys import ENGINES, LIBRARIES, installed_version, tesseract_version

LANGUAGES = ("eng", "chi_sim")
_ADVICE = "install it with: apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-chi-sim"


@click.command("doctor", epilog="Exit code: 0 everything is here, 1 something is missing.")
def command() -> None:
    """Say which engines are here, with versions, and what is missing."""
    missing: list[str] = []
    _line("python", platform.python_version())
    for name in (*ENGINES, *LIBRARIES):
        found = installed_version(name)
        _line(name, found)
        if found == "absent":
            missing.append(f"{name}: run `make` to install the pinned packages")
    found = tesseract_version()
    _line("tesseract", found)
    if found == "absent":
        missing.append(f"tesseract: {_ADVICE}")
    else:
        here = _languages()
        _line("tesseract languages", ", ".join(sorted(here)) or "none")
        missing += [f"tesseract language {name}: {_ADVICE}" for name in LANGUAGES if name not in here]
    for sentence in missing:
        click.echo(f"missing  {sentence}")
    if missing:
        raise click.exceptions.Exit(1)
    click.echo("everything is here")


def _line(name: str, said: str) -> None:
    click.echo(f"{name:20} {said}")


def _languages() -> frozenset[str]:
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    said = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    return frozenset((said.stdout or said.stderr).splitlines()[1:])
