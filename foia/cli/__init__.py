"""The `foia` command: a face. Each command lives in a module of this folder and is imported only when it is called, so that
`foia law show` never loads a language model. Contract: exit codes and formats in docs/commands.md."""

from __future__ import annotations

import importlib
import sys

import click

from foia.errors import FoiaError

COMMANDS = {
    "app": "foia.cli.case",
    "demo": "foia.cli.case",
    "respond": "foia.cli.case",
    "ledger": "foia.cli.case",
    "backup": "foia.cli.case",
    "restore": "foia.cli.case",
    "law": "foia.cli.law",
    "decide": "foia.cli.law",
    "due": "foia.cli.requests",
    "intake": "foia.cli.requests",
    "detect": "foia.cli.detect",
    "triage": "foia.cli.detect",
    "redact": "foia.cli.redact",
    "prove": "foia.cli.redact",
    "inspect": "foia.cli.redact",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[name]), name)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="foia")
def cli() -> None:
    """From a FOIA request to a lawful, proven response (Illinois, 5 ILCS 140). Not legal advice."""


def main() -> None:
    """Run the command; a FoiaError becomes its message on stderr and its exit code."""
    try:
        cli(standalone_mode=False)
    except FoiaError as error:
        click.echo(f"foia: {error}", err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        click.echo("foia: stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
