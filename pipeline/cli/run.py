"""`pipeline run`."""

from __future__ import annotations

import re
from dataclasses import replace

import click
from rich.console import Console

from pipeline.runs.anywhere import here
from pipeline.runs.pool import Limits
from pipeline.runs.run import RunOptions, run
from pipeline.settings import ExtractSettings, Settings

SOME_FAILED = 3
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def _bytes(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    """`2G`, `1500M` or a number of bytes."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)i?b?", value.strip(), re.IGNORECASE)
    if found is None:
        raise click.BadParameter(f"{value!r} is no amount of memory; give 2G or 1500M")
    return int(float(found[1]) * _UNITS[found[2].lower()])


@click.command(
    "run",
    epilog="""\b
Examples:
  pipeline run corpus --out outputs
  pipeline run review.pdf scan.png dump.txt --out outputs --jobs 2

Exit code: 0 every input gave output, 3 some failed (all others are done), 2 wrong usage.""",
)
@click.argument("inputs", nargs=-1, required=True, type=str)
@click.option(
    "--out", default="outputs", show_default=True, help="Output folder, or a URL such as s3://bucket/outputs."
)
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes; one a core where it is not given.")
@click.option("--timeout", type=click.FloatRange(min=1), default=1800.0, show_default=True,
              help="Seconds one document may take.")  # fmt: skip
@click.option("--page-timeout", type=click.FloatRange(min=1), default=300.0, show_default=True,
              help="Processor seconds one page may take; over them it is left out.")  # fmt: skip
@click.option("--memory", callback=_bytes, default="4G", show_default=True, help="Memory one worker may use.")
@click.option("--max-pages", type=click.IntRange(min=1), default=ExtractSettings().max_pages, show_default=True,
              help="Pages one file may have.")  # fmt: skip
@click.option("--max-pixels", type=click.IntRange(min=1), default=ExtractSettings().max_pixels, show_default=True,
              help="Pixels one drawn page or image may have.")  # fmt: skip
@click.option("--scheduler", help="Address of a Dask scheduler (tcp://host:8786) whose workers do the work.")
@click.option("--force", is_flag=True, help="Do every document again, even what is up to date.")
def command(
    inputs: tuple[str, ...],
    out: str,
    jobs: int | None,
    timeout: float,
    page_timeout: float,
    memory: int,
    max_pages: int,
    max_pixels: int,
    scheduler: str | None,
    force: bool,
) -> None:
    """Read INPUTS (PDF, page images, text dumps, folders or URLs of them) into study records.

    Only what changed since the last run is done again; a broken file is reported and harms no other.
    """
    console = Console()
    settings = Settings(extract=replace(ExtractSettings(), max_pages=max_pages, max_pixels=max_pixels))
    limits = Limits(timeout=timeout, memory=memory, page=page_timeout)
    options = RunOptions(jobs=jobs, force=force, limits=limits, settings=settings, scheduler=scheduler)
    with here(inputs, out) as local:
        result = run(local.places, local.out, options=options, console=console, names=local.names)
    counts = result.counts
    done = counts["ok"] + counts["partial"]
    said = (
        f"{done} documents, {counts['cached']} of them up to date, {counts['records']} records, {result.seconds:.1f} s"
    )
    tail = f"; {counts['failed']} failed" if counts["failed"] else ""
    console.print(f"{said}{tail}: {out}", markup=False, highlight=False, soft_wrap=True)
    if counts["failed"]:
        raise click.exceptions.Exit(SOME_FAILED)
