"""`pipeline accept`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.audit.snapshots import BASELINE, baseline_lines, load_snapshot
from pipeline.publish.atomic import write_bytes


@click.command(
    "accept",
    epilog="""\b
Examples:
  pipeline accept
  pipeline accept taichi-knee-born --out outputs""",
)
@click.argument("documents", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("outputs"),
              show_default=True, help="Output folder whose records are accepted.")  # fmt: skip
@click.option("--baseline", type=click.Path(path_type=Path, dir_okay=False), default=Path("corpus") / BASELINE,
              show_default=True, help="Baseline file, to be kept under version control.")  # fmt: skip
def command(documents: tuple[str, ...], out: Path, baseline: Path) -> None:
    """Make the present outputs of DOCUMENTS (all where none is named) the accepted baseline."""
    present = load_snapshot(out)
    unknown = sorted(set(documents) - set(present))
    if unknown:
        raise click.UsageError(f"{out} has no document {', '.join(unknown)}")
    accepted = load_snapshot(baseline) if baseline.is_file() and documents else {}
    chosen = {name: present[name] for name in documents or present}
    merged = {**accepted, **chosen}
    write_bytes(baseline, baseline_lines(merged.values()))
    click.echo(f"accepted {len(chosen)} documents into {baseline}")
