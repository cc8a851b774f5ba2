"""`pipeline serve`."""

from __future__ import annotations

import webbrowser
from importlib import import_module
from pathlib import Path

import click

from pipeline.audit.snapshots import BASELINE


@click.command(
    "serve",
    epilog="""\b
Examples:
  pipeline serve
  pipeline serve --out outputs --port 8765 --open

Listens on 127.0.0.1 only; the address holds a token that is new each time. Ctrl-C ends it.""",
)
@click.option("--out", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("outputs"),
              show_default=True, help="Output folder to open.")  # fmt: skip
@click.option("--baseline", type=click.Path(path_type=Path, dir_okay=False), default=Path("corpus") / BASELINE,
              show_default=True, help="Baseline file that `accept` writes.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port; any that is free where it is not given.")
@click.option("--open", "browse", is_flag=True, help="Open the address in the browser.")
def command(out: Path, baseline: Path, port: int, browse: bool) -> None:
    """Open the outputs in a browser of this computer; corrections are saved beside the inputs by a click."""
    try:
        listen = import_module("pipeline.serve.listen")  # its packages come with an extra
    except ModuleNotFoundError as error:
        raise click.UsageError(f"{error.name} is not installed: install this package with its extra `serve`") from error

    def opened(address: str) -> None:
        click.echo(address)
        if browse:
            webbrowser.open(address)

    try:
        listen.serve(out, baseline, port=port, opened=opened)
    except OSError as error:
        raise click.UsageError(f"port {port} cannot be used ({error.strerror})") from error
