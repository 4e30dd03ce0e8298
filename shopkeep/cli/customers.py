"""`customers`, `customer` and the small steps of review."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from shopkeep import wording
from shopkeep.cli.common import AsOf, Json, day, reading, show, table, today, writing
from shopkeep.cli.segments import Where, pointed
from shopkeep.core.addresses import address_of, called, named_address, shown_address
from shopkeep.core.asjson import as_json
from shopkeep.core.records.customers import CustomerDetail, CustomerOrder, CustomerRow
from shopkeep.core.text import csv_safe, plain
from shopkeep.errors import DecisionNeeded, UsageError

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


def register(app: typer.Typer) -> None:
    app.command()(customers)
    app.command()(customer)
    app.command("leave-out")(leave_out)
    app.command("bring-back")(bring_back)
    app.command()(snooze)
    app.command()(note)
    app.command()(merge)
    app.command()(enrol)
    app.command()(undo)
    app.command()(suppress)
    app.command()(unsuppress)
    app.command()(suppressed)
    app.command()(forget)


def customers(
    segment: Annotated[str, typer.Option(help="A segment's name or title; `segments` lists them.")] = "all",
    where: Where = "",
    search: Annotated[str, typer.Option(help="Part of a name, address or city.")] = "",
    sort: Annotated[str, typer.Option(help="at_stake, last_order, spent, overdue, name …")] = "at_stake",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write them to a file.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """The review list: who, when last, what is at stake and why."""
    from shopkeep.jobs import customers as job

    if json and csv_file:
        raise UsageError("--json and --csv do not go together.", "", "Choose one of the two.")
    with reading() as shop, pointed(where):
        rows = job.list_customers(shop, segment, search, sort, limit, day(as_of), where)
        if csv_file:
            _write_csv(csv_file, rows)
            print(f"{wording.count(len(rows), 'customer')} written to {csv_file}")
            return
        language = shop.settings.get("shop.language")
        now = day(as_of) or today(shop)
        lines = table(
            [
                (
                    called(row.name, row.email),
                    shown_address(row.email),
                    wording.day(row.last_order, now, language),
                    f"{row.usual_gap_days:.0f} d" if row.usual_gap_days else "",
                    f"{row.overdue:.1f}x" if row.overdue else "",
                    wording.percent(row.return_chance),
                    wording.money_short(row.at_stake, language),
                    row.lapse,
                )
                for row in rows
            ],
            ("customer", "address", "last order", "usually", "late", "chance", "at stake", "lapse"),
            frozenset({3, 4, 5, 6}),
        )
    show(rows, json, lines if rows else ["Nobody here."])


def customer(
    email: Email,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all that is known of this person to a file.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """One customer: orders, rhythm, reasons, messages."""
    from shopkeep.jobs import customers as job
    from shopkeep.jobs import handing_over

    with reading() as shop:
        if export:
            print(handing_over.write(shop, email, export).says)
            return
        detail = job.customer(shop, email, day(as_of))
        lines = _detail_lines(detail, shop.settings.get("shop.language"))
    show(_flat(detail), json, lines)


def leave_out(email: Email, reason: Annotated[str, typer.Option(help="Why, for yourself.")] = "") -> None:
    """Leave a customer out of win-back, with a reason."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(triage.leave_out(shop, email, reason).says)


def bring_back(email: Email) -> None:
    """Take back that a customer was left out."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(triage.bring_back(shop, email).says)


def snooze(email: Email, until: Annotated[str, typer.Option(metavar="DATE", help="YYYY-MM-DD")]) -> None:
    """Write to a customer no sooner than a day."""
    from shopkeep.jobs import triage

    until_day = day(until, "--until")
    assert until_day is not None
    with writing() as shop:
        print(triage.snooze(shop, email, until_day).says)


def note(email: Email, text: Annotated[str, typer.Argument(metavar="TEXT")]) -> None:
    """Keep a note about a customer."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(triage.note(shop, email, text).says)


def merge(email: Email, other: Annotated[str, typer.Argument(metavar="EMAIL")]) -> None:
    """The second address is the same person as the first; lasts over later imports."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(triage.merge(shop, email, other).says)


def enrol(sequence: Annotated[str, typer.Argument(metavar="NAME")], email: Email) -> None:
    """Put one customer into a sequence by hand."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(triage.enrol(shop, sequence, email).says)


def undo() -> None:
    """Take the last step of review back."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(triage.undo(shop).says)


def suppress(address: Annotated[str, typer.Argument(metavar="ADDR")]) -> None:
    """Never write to an address again."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(triage.suppress(shop, address).says)


def unsuppress(
    address: Annotated[str, typer.Argument(metavar="ADDR")],
    asked: Annotated[bool, typer.Option("--asked", help="They asked you to write again.")] = False,
) -> None:
    """Let an address be written to again. Who said no themselves must have asked for it."""
    from shopkeep.jobs import triage

    with writing() as shop:
        print(f"{triage.unsuppress(shop, address, asked).says}.")


def suppressed(
    search: Annotated[str, typer.Option(help="Part of an address, a name or a reason.")] = "",
    json: Json = False,
) -> None:
    """The addresses never to write to again."""
    from shopkeep.jobs import never_written

    with reading() as shop:
        found = never_written.find(shop, search)
    names = ("email", "reason", "at", "name", "why")
    rows = [(row.email or "(erased)", row.reason, row.at, row.name, row.why) for row in found]
    lines = table([(email, reason, f"{at:%Y-%m-%d}") for email, reason, at, *_ in rows], ("address", "why", "since"))
    show([dict(zip(names, row, strict=True)) for row in rows], json, lines if rows else ["Nobody."])


def forget(
    email: Email,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Also delete the backups and kept import files that hold them.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Erase a person. Their orders stay without a name, and nobody writes to the address again."""
    from shopkeep.jobs import erasing

    with writing() as shop:
        if everywhere and not yes:
            _confirm_everywhere(email)
        done = erasing.forget(shop, email, everywhere)
    show(done, json, erasing.summary(done))


def _confirm_everywhere(email: str) -> None:
    """What deletes backups is asked for. Raises DecisionNeeded."""
    if sys.stdin.isatty() and typer.confirm(f"Erase {plain(email)} and delete every backup that holds them?", err=True):
        return
    raise DecisionNeeded(
        "Backups and kept import files would be deleted, and that needs your word.",
        "Nothing was erased.",
        "Add --yes, or leave out --everywhere to keep them.",
    )


def _flat(detail: CustomerDetail) -> dict[str, object]:
    """The detail as one flat document: the list's fields first, then the rest."""
    document: dict[str, object] = as_json(detail)
    row = document.pop("row")
    assert isinstance(row, dict)
    return {**row, **document}


def _detail_lines(detail: CustomerDetail, language: str) -> list[str]:
    row = detail.row
    lines = [named_address(row.name, row.email), row.why, ""]
    lines += [f"- {reason}" for reason in detail.reasons]
    lines += ["", "Orders"]
    lines += [
        f"  {order.on}  {order.number}  {wording.money(order.total, language)}"
        f"  {_state(order, language)}  {', '.join(order.lines)}"
        for order in detail.order_history
    ]
    if detail.messages:
        lines += ["", "Messages"]
        lines += [
            f"  {m.at:%Y-%m-%d}  {m.sequence} {m.stage} {m.mail}  {m.state}  {m.subject}" for m in detail.messages
        ]
    lines += ["", *(f"Friends: {one}" for one in detail.friends), f"Consent: {detail.consent}"]
    if row.cannot_email_because:
        lines.append(f"Not to be written to: {detail.never_because or row.cannot_email_because}")
    return lines + [f"Note: {note}" for note in detail.notes]


def _state(order: CustomerOrder, language: str) -> str:
    """`paid`, and what was paid back of it."""
    back = f", {wording.money(order.refunded, language)} paid back" if order.refunded.amount else ""
    return f"{order.status}{back}"


def _write_csv(path: Path, rows: list[CustomerRow]) -> None:
    heads = [
        "email", "name", "orders", "spent", "currency", "first_order", "last_order", "days_since",
        "usual_gap_days", "overdue", "return_chance", "at_stake", "lapse", "rfm", "can_email", "why",
        "known_as",
    ]  # fmt: skip
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for row in rows:
            writer.writerow(
                [
                    csv_safe(plain(address_of(row.email))),
                    csv_safe(plain(row.name)),
                    row.orders,
                    row.spent.plain(),
                    row.spent.currency,
                    row.first_order,
                    row.last_order,
                    row.days_since,
                    "" if row.usual_gap_days is None else round(row.usual_gap_days, 1),
                    "" if row.overdue is None else round(row.overdue, 2),
                    round(row.return_chance, 4),
                    row.at_stake.plain(),
                    row.lapse,
                    row.rfm,
                    "yes" if row.can_email else "no",
                    csv_safe(plain(row.why)),
                    csv_safe(plain(row.email)),
                ]
            )
