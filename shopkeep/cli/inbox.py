"""`inbox`: reading replies, bounces and goodbyes, and looking at what was read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shopkeep import wording
from shopkeep.cli.common import Json, note, progress, reading, show, table, writing
from shopkeep.core.addresses import called
from shopkeep.core.records.inbox import InboxRead, InboxRow
from shopkeep.core.text import plain
from shopkeep.errors import UsageError

Which = Annotated[int, typer.Argument(metavar="ID", help="As `inbox` shows it.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Replies, bounces and goodbyes that came back.", invoke_without_command=True)
    group.callback()(inbox)
    group.command("show")(show_one)
    group.command("undo")(undo)
    app.add_typer(group, name="inbox")


def inbox(
    context: typer.Context,
    mbox: Annotated[Path | None, typer.Option(metavar="FILE", help="Read an mbox file, or a single .eml.")] = None,
    maildir: Annotated[Path | None, typer.Option(metavar="DIR", help="Read a Maildir, or a folder of .eml.")] = None,
    imap: Annotated[bool, typer.Option("--imap", help="Read the mailbox of imap.host; nothing in it changes.")] = False,
    json: Json = False,
) -> None:
    """Read what came back; without a mailbox: list what was read before."""
    from shopkeep.jobs import inbox as job
    from shopkeep.jobs import inbox_reading

    if context.invoked_subcommand is not None:
        return
    if sum((mbox is not None, maildir is not None, imap)) > 1:
        raise UsageError("Only one mailbox is read at a time.", "", "Give --mbox, --maildir or --imap.")
    if mbox is None and maildir is None and not imap:
        with reading() as shop:
            rows = job.inbox(shop)
            lines = _lines(rows, shop.settings.get("shop.language"))
        show(rows, json, lines or ["Nothing was read yet. `shopkeep inbox --imap` reads the mailbox of your shop."])
        return
    with writing() as shop:
        if mbox is not None:
            found = inbox_reading.read_mbox(shop, mbox, progress())
        elif maildir is not None:
            found = inbox_reading.read_maildir(shop, maildir, progress())
        else:
            found = inbox_reading.read_imap(shop, progress())
        lines = [*job.summary(found), *_lines(found.mails, shop.settings.get("shop.language"))]
        waits = job.waiting(shop)
    show(_document(found), json, lines)
    if waits and not json:
        note(f"{wording.count(waits, 'mail wants', 'mails want')} to be read: shopkeep inbox show ID")


def show_one(id: Which, json: Json = False) -> None:
    """Read one mail that came back; from then on it no longer waits."""
    from shopkeep.jobs import inbox as job

    with reading() as shop:
        mail = job.read_one(shop, id)
    row = mail.row
    lines = [f"From: {plain(row.sender)}", f"Date: {row.at:%Y-%m-%d %H:%M} UTC", f"Subject: {plain(row.subject)}", ""]
    lines += [row.why, f"{row.effect}." if row.effect else "Nothing followed from it."]
    if row.undone:
        lines.append("That was taken back.")
    show(mail, json, [*lines, "", *mail.text.split("\n")])


def undo(id: Which) -> None:
    """Take back what followed from one mail: its address may be written to, its sequence goes on."""
    from shopkeep.jobs import inbox as job

    with writing() as shop:
        print(f"{job.undo(shop, id).says}.")


def _document(found: InboxRead) -> dict[str, object]:
    from shopkeep.core.asjson import as_json

    document: dict[str, object] = as_json(found)
    return document


def _lines(rows: list[InboxRow], language: str) -> list[str]:
    if not rows:
        return []
    now = rows[0].at.date()
    return table(
        [
            (
                row.id,
                "*" if row.waits else "",
                row.kind,
                called(row.name, row.email),
                wording.day(row.at.date(), now, language),
                "taken back" if row.undone else row.effect,
            )
            for row in rows
        ],
        ("id", "", "kind", "about", "on", "what followed"),
        frozenset({0}),
    )
