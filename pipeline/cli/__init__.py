"""The command line: each command in a file of its own, loaded only when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from pipeline import __version__
from pipeline.errors import PipelineError

USAGE_ERROR = 2

# name → (module under pipeline.cli, its one-line help): what `pipeline --help` needs, without loading an engine
COMMANDS = {
    "run": ("run", "Read files and folders into an output folder."),
    "doctor": ("doctor", "Say which engines are here, with versions, and what is missing."),
    "cache": ("cache", "Show or prune what former runs have read."),
    "diff": ("diff", "What changed between two extractions, and why."),
    "accept": ("accept", "Make the present outputs the accepted baseline."),
    "correct": ("correct", "Correct a value so that it stays corrected."),
    "explain": ("explain", "Where a value comes from: cell, words, page and box."),
    "adjudicate": ("adjudicate", "Bring two extractions of one document together."),
    "serve": ("serve", "Open the outputs in a browser, to accept and correct by a click."),
    "load": ("load", "Load an output folder into an evidence database."),
    "query": ("query", "Ask the evidence database with a SELECT."),
    "studies": ("studies", "The studies held, by condition, type or date."),
    "outcomes": ("outcomes", "The outcomes held, with direction and effect."),
    "flags": ("flags", "What a reviewer should look at."),
    "export": ("export", "Write the records in another format."),
    "dictionary": ("dictionary", "Write the data dictionary of the evidence database."),
    "schemas": ("schemas", "Write the JSON Schemas of the output files."),
    "evaluate": ("evaluate", "Score outputs against gold, per modality."),
}


class _Commands(click.Group):
    """A group that knows its commands' names and loads their modules when they are called.

    Source: click's documentation, "Lazily Loading Subcommands".
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"pipeline.cli.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: pipeline run corpus --out outputs",
)
@click.version_option(__version__, prog_name="pipeline")
def cli() -> None:
    """Bilingual review PDFs in, study records out: every value traceable to the ink it came from."""


def main() -> None:
    """Run the command line; an error of this package is one clear line, exit code 2, 130 after Ctrl-C."""
    try:
        # without its standalone mode, click hands back the code of an Exit instead of raising it
        code = cli.main(prog_name="pipeline", standalone_mode=False)
        if isinstance(code, int) and code:
            sys.exit(code)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE_ERROR)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped: everything finished so far is kept", err=True)
        sys.exit(130)
    except PipelineError as error:
        click.echo(f"pipeline: {error}", err=True)
        sys.exit(USAGE_ERROR)
