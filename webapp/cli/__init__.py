"""The command `mayors`: a file a command, printing only here.

Exit status: 0 done, 1 something failed, 2 wrong usage. A command's module is imported
only when it is called, so that `mayors --help` answers at once.
"""

from __future__ import annotations

import importlib
import keyword
import os
import sys

import click

from corpus.errors import MayorsError, UsageError
from webapp.settings import load_settings

COMMANDS = {
    "backup": "write all that must not be lost to one file",
    "build": "build store and index from the shipped corpus",
    "contacts": "list contacts nobody has checked for long",
    "doctor": "say whether everything is there",
    "evaluate": "measure relevance on judged questions",
    "export": "write the whole corpus to a file or to standard output",
    "import": "bring in what another site exported",
    "ingest": "read files of statements into the corpus",
    "judge": "grow the judged questions",
    "redact": "take a person's own data out of everything",
    "restore": "put a backup back in its place",
    "reviewer": "make, list and remove reviewers' accounts",
    "search": "ask a question",
    "serve": "serve the web pages and the JSON interface",
    "verify": "check the index file by file",
}


class _LazyGroup(click.Group):
    """Finds `webapp.cli.<name>` and its function `<name>_command` on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        stem = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"webapp.cli.{stem}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise click.UsageError(str(error)) from error
        except MayorsError as error:
            click.echo(f"mayors: {error}", err=True)
            sys.exit(1)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mayors-search", prog_name="mayors")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Find what other mayors have said and done, and whom to ask about it.

    Example: mayors search "responses to ICE raids"
    """
    ctx.obj = load_settings(os.environ)
