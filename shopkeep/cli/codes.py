"""`codes list|load|make|export`: discount codes that one customer alone is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shopkeep.cli.common import Json, reading, show, table, writing

Form = Annotated[str, typer.Option("--format", help="woocommerce (its coupon columns) or csv (a plain table).")]
File = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="Where to; else the shop's folder codes.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Discount codes that one customer alone is given.")
    group.command("list")(list_all)
    group.command("load")(load)
    group.command("make")(make)
    group.command("export")(export)
    app.add_typer(group, name="codes")


def list_all(
    sequence: Annotated[str | None, typer.Option("--for", metavar="SEQUENCE", help="What it needs.")] = None,
    json: Json = False,
) -> None:
    """All codes by where they come from: how many are free; or with --for, what a sequence needs."""
    from shopkeep.jobs import codes as job

    with reading() as shop:
        if sequence is not None:
            needs = job.needs(shop, sequence)
            rows = [(n.codes, n.gives, n.needed, n.free, n.missing) for n in needs]
            lines = table(rows, ("codes", "gives", "needed", "free", "missing"), frozenset({2, 3, 4}))
            show(needs, json, lines if needs else [f"{sequence} gives nobody a code of their own."])
            return
        pools = job.pools(shop)
    rows_of_all = [(p.codes, p.gives, p.total, p.free, p.taken, p.last_file) for p in pools]
    lines = table(rows_of_all, ("codes", "gives", "all", "free", "given", "file"), frozenset({2, 3, 4}))
    show(pools, json, lines if pools else ["No codes yet: shopkeep codes make SEQUENCE, or codes load NAME FILE."])


def load(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The pool: offers name it as pool:NAME.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One code a line, or a CSV with a column `code`.")],
    json: Json = False,
) -> None:
    """Take codes that your shop has made into a pool, from a file."""
    from shopkeep.jobs import codes as job

    with writing() as shop:
        done = job.load(shop, name, file)
    show(done, json, [done.says])


def make(
    sequence: Annotated[str, typer.Argument(metavar="SEQUENCE")],
    count: Annotated[
        int | None, typer.Option(min=1, help="So many for each offer; else as many as are missing.")
    ] = None,
    form: Form = "woocommerce",
    file: File = None,
    json: Json = False,
) -> None:
    """Make the codes a sequence needs, and the file that makes them work in your shop."""
    from shopkeep.jobs import codes as job

    with writing() as shop:
        done = job.make(shop, sequence, count, form, file)
    show(done, json, [done.says])


def export(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A sequence, or what `codes list` names.")],
    form: Form = "woocommerce",
    file: File = None,
    which: Annotated[str, typer.Option("--which", help="all, free or taken.")] = "all",
    json: Json = False,
) -> None:
    """Write codes to a file again: all of them, the free ones or those that were given."""
    from shopkeep.jobs import codes as job

    with reading() as shop:
        done = job.export(shop, name, file, form, which)
    show(done, json, [done.says])
