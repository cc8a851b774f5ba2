"""`pipeline evaluate`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from pipeline.evaluate.report import markdown, terminal
from pipeline.evaluate.score import by_modality, score_outputs

WIDTH = 170  # characters; in less the figures are cut to nothing, and a terminal can be scrolled or made wider


@click.command("evaluate", epilog="Example: pipeline evaluate outputs corpus/gold")
@click.argument("outputs", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("gold", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--each", is_flag=True, help="A line a document instead of the means per modality.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
def command(outputs: Path, gold: Path, each: bool, as_markdown: bool) -> None:
    """Score OUTPUTS against GOLD: tables, records, silent errors, provenance, character errors."""
    scores = score_outputs(outputs, gold)
    if not scores:
        raise click.UsageError(f"no document of {outputs} has gold in {gold} (a document is called NAME-MODALITY)")
    lines = scores if each else by_modality(scores)
    if as_markdown:
        click.echo(markdown(lines), nl=False)
    else:
        Console(width=max(Console().width, WIDTH)).print(terminal(lines, title=f"{outputs} against {gold}"))
