"""The command line: parse, call a job, print. Heavy imports stand inside the commands.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done, 4 waits for your decision, 5 another
shopkeep holds this shop, 6 the shop file is damaged or newer than the program.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from shopkeep.cli import (
    account,
    codes,
    customers,
    imports,
    inbox,
    judging,
    metrics,
    outbox,
    pairs,
    products,
    results,
    segments,
    sending,
    sequences,
    upkeep,
)
from shopkeep.cli.common import PARTLY, console
from shopkeep.errors import ShopkeepError

app = typer.Typer(
    name="shopkeep",
    help="Win your customers back. Without a command: opens the app on your shop.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done, 4 waits for your decision, "
    "5 another shopkeep holds this shop, 6 the shop file is damaged or newer than the program.",
    no_args_is_help=False,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def shopkeep(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(envvar="SHOPKEEP_HOME", help="The shop's folder.", show_default=False),
    ] = None,
    debug: Annotated[bool, typer.Option(help="Show the technical trace of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", "-V", help="Show the version.")] = False,
) -> None:
    console.home = home
    console.debug = debug
    if version:
        from shopkeep import __version__

        print(f"shopkeep {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from shopkeep.tui.app import run_app

        raise typer.Exit(run_app(console.folder()))


COMMANDS = (
    imports, customers, segments, products, metrics, pairs, judging, sequences, codes, sending, outbox, account, inbox,
    results, upkeep,
)  # fmt: skip
for module in COMMANDS:
    module.register(app)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; errors are told in at most three lines."""
    command = typer.main.get_command(app)
    os.umask(0o077)
    try:
        result = command.main(args=arguments, prog_name="shopkeep", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except ShopkeepError as error:
        return _told(error.lines(), error.exit_code)
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        return _told(["Stopped.", "Nothing further was done."], 1)
    except typer.TyperException as error:
        return _told([error.format_message(), "`shopkeep --help` shows every command."], 2)
    except KeyboardInterrupt:
        return _told(["Stopped.", "What was done so far is kept; nothing is half-written."], 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _told(
            [
                f"The system refused: {where}{error.strerror or error}.",
                "What was done before that is kept; nothing is half-written.",
                "Check the path, its rights and the room on the disk.",
            ],
            1,
        )
    except Exception as error:
        return _told(
            [
                f"Something went wrong that shopkeep did not expect: {type(error).__name__}: {error}",
                "Your shop is as it was before this command, or as far as it said.",
                "Run it again with `shopkeep --debug …` and keep the output for a bug report.",
            ],
            1,
        )


def _told(lines: list[str], code: int) -> int:
    from shopkeep.core.text import visible

    for line in lines[:3]:
        print(visible(line).replace("\n", " ").rstrip(), file=sys.stderr)
    if console.debug:
        traceback.print_exc()
    return code


__all__ = ["PARTLY", "app", "run"]
