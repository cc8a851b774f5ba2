"""`pipeline accept`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.audit.snapshots import BASELINE, accept


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
    count = accept(out, baseline, documents)
    click.echo(f"accepted {count} document{'s' if count != 1 else ''} into {baseline}")
