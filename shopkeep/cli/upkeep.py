"""`demo`, `backup`, `restore`, `doctor`, `paths`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from shopkeep.cli.common import Json, console, reading, show, table


def register(app: typer.Typer) -> None:
    app.command()(demo)
    app.command()(backup)
    app.command()(restore)
    app.command()(doctor)
    app.command()(paths)


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Run the whole job, print each step.")] = False,
    keep: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the demo's shop in this folder.")] = None,
) -> int:
    """Try everything on a made-up shop, with a practice mailbox. Nothing leaves this machine."""
    from shopkeep import demo as the_demo

    if headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return the_demo.headless(keep)
    return the_demo.on_screen(keep)


def backup(file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None) -> None:
    """A checked copy of the shop file, while it is in use or not."""
    from shopkeep.jobs import upkeep

    with reading() as shop:
        print(f"Backed up and checked: {upkeep.backup(shop, file)}")


def restore(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Go back to a backup. The shop as it is now is kept beside it."""
    from shopkeep.jobs import upkeep

    print(upkeep.restore(console.folder(), file).says)


def doctor(json: Json = False) -> int:
    """Look the shop over: file, folder, settings, disk."""
    from shopkeep.jobs import upkeep

    found = upkeep.doctor(console.folder())
    lines = [f"{c.status:>4}  {c.name}: {c.says}{f' {c.do}' if c.do else ''}" for c in found.checks]
    show(found, json, lines)
    return 1 if found.worst == "fail" else 0


def paths(json: Json = False) -> None:
    """Where everything lies."""
    from shopkeep.jobs import upkeep

    found = upkeep.paths(console.folder())
    show(
        found, json, table(list(found.items()), ("what", "where"), widest=sys.maxsize)
    )  # a path that is cut leads nowhere
