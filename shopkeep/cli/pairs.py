"""`likely-same`, `keep-apart` and `unmerge`: people who may be one."""

from __future__ import annotations

from typing import Annotated

import typer

from shopkeep import wording
from shopkeep.cli.common import Json, reading, show, writing
from shopkeep.core.addresses import shown_address
from shopkeep.core.text import plain

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


def register(app: typer.Typer) -> None:
    app.command("likely-same")(likely_same)
    app.command("keep-apart")(keep_apart)
    app.command()(unmerge)


def likely_same(
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None, json: Json = False
) -> None:
    """Pairs of customers who may be one person, surest first."""
    from shopkeep.jobs import pairs

    with reading() as shop:
        rows = pairs.likely_same(shop, limit)
        language = shop.settings.get("shop.language")
    lines = []
    for row in rows:
        lines.append(f"{row.sure}: {shown_address(row.one.email)}  {shown_address(row.other.email)}")
        for party in (row.one, row.other):
            said = (plain(party.name) or "no name", plain(party.city), wording.count(party.orders, "order"))
            spent = wording.money(party.spent, language)
            lines.append(f"    {', '.join(part for part in said if part)}, {spent}  <{plain(party.email)}>")
        lines.append(f"    because: {plain('; '.join(row.why))}")
        if row.against:
            lines.append(f"    but: {plain('; '.join(row.against))}")
    nobody = ["Nobody here looks like two addresses of one person."]
    after = ["", "`shopkeep merge KEEP OTHER` makes them one, `shopkeep keep-apart EMAIL EMAIL` says they are two."]
    show(rows, json, [*lines, *after] if rows else nobody)


def keep_apart(email: Email, other: Annotated[str, typer.Argument(metavar="EMAIL")]) -> None:
    """Two customers who look alike are two people: never suggest them again."""
    from shopkeep.jobs import pairs

    with writing() as shop:
        print(pairs.keep_apart(shop, email, other).says)


def unmerge(email: Email) -> None:
    """A merged address is a customer of its own again."""
    from shopkeep.jobs import pairs

    with writing() as shop:
        print(pairs.unmerge(shop, email).says)
