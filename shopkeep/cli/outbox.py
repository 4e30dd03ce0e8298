"""`outbox …`: every message and its state, and the owner's hand on them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from shopkeep import wording
from shopkeep.cli.common import PARTLY, WAITS, Json, console, note, progress, reading, show, stamp, table, writing
from shopkeep.cli.sequences import Stage
from shopkeep.core.asjson import as_json
from shopkeep.core.records.delivery import Counts, MessageRow, Outbox, State
from shopkeep.core.text import plain
from shopkeep.errors import DecisionNeeded, UsageError

CLUES = 5
"""Messages of unknown outcome of which is said what to look for; `outbox show` says it of any."""
ANSWER = (
    "`shopkeep outbox resolve ID --as sent` says that one arrived, `--as resend` sends it again; `all` in place of the "
    "ID answers for every one."
)


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Every message and its state.", invoke_without_command=True, no_args_is_help=False)
    group.callback()(outbox)
    group.command("resume")(resume)
    group.command("pause")(pause)
    group.command("cancel")(cancel)
    group.command("retry")(retry)
    group.command("report")(report)
    group.command("resolve")(resolve)
    group.command("show")(show_message)
    app.add_typer(group, name="outbox")


def outbox(
    context: typer.Context,
    state: Annotated[State | None, typer.Option(help="Only messages in this state.")] = None,
    json: Json = False,
) -> None:
    """Every message and its state."""
    from shopkeep.jobs import meanings
    from shopkeep.jobs import outbox as job

    if context.invoked_subcommand is not None:
        return
    with reading() as shop:
        box = job.outbox(shop, only=state)
        lines = [counts_line(box.counts)] + (["Paused."] if box.paused else [])
        lines += table(
            [(m.id, m.state, m.email, _mail_of(m), stamp(m.sent_at, shop.zone), m.last_reply) for m in box.messages],
            ("id", "state", "to", "mail", "sent", "last reply"),
            frozenset({0}),
        )
        unknown = [m for m in box.messages if m.state == "unknown"]
        lines += [f"? {m.id}: {meanings.look_for(shop, m)}" for m in unknown[:CLUES]]
        lines += [ANSWER] if unknown else []
    if not box.messages:
        lines = (
            [f"None is {state}: {counts_line(box.counts)}"] if state and box.counts.planned else ["No messages yet."]
        )
    show(_box(box), json, lines)


def resume(
    yes: Annotated[
        int | None, typer.Option(metavar="N", help="How many to send that were confirmed for another server.")
    ] = None,
    json: Json = False,
) -> int:
    """Go on sending what is due."""
    from shopkeep.jobs import confirmed
    from shopkeep.jobs import outbox as job

    with writing() as shop:
        if (asked := confirmed.to_ask(shop)) is not None:
            if yes is None and sys.stdin.isatty():
                note(asked.says)
                yes = number(typer.prompt(f"Type {asked.number} to send them there", err=True))
            confirmed.confirm(shop, yes)
        job.unpause(shop.home)
        box = job.deliver(shop, progress())
    lines = [counts_line(box.counts)] + (["Paused."] if box.paused else [])
    show(_box(box), json, lines + ([ANSWER] if box.counts.unknown else []))
    if box.waits:
        note(box.waits)
    return exit_code(box.counts, box.paused)


def pause() -> None:
    """Stop between two mails, also while another shopkeep is sending."""
    from shopkeep.jobs import outbox as job

    job.pause(console.folder())
    print("Paused: no further mail goes out. `shopkeep outbox resume` goes on.")


def cancel(
    yes: Annotated[int | None, typer.Option(metavar="N", help="How many wait, instead of typing it.")] = None,
) -> None:
    """Take back what is queued or deferred; those people never get this mail."""
    from shopkeep.jobs import outbox as job

    with writing() as shop:
        counts = job.outbox(shop, limit=0).counts
        waiting = counts.queued + counts.deferred
        if yes is None and waiting and sys.stdin.isatty():
            note("The people they are for never get this mail: it is not made for them again.")
            yes = number(typer.prompt(f"Type {waiting} to cancel {'it' if waiting == 1 else 'them'}", err=True))
        if yes is not None and yes != waiting:
            raise DecisionNeeded(
                f"{wording.count(waiting, 'message waits', 'messages wait')}, and you said {yes}.",
                "Nothing was cancelled.",
                f"To cancel all that wait: shopkeep outbox cancel --yes {waiting}.",
            )
        print(job.cancel(shop).says)


def retry(
    failed: Annotated[bool, typer.Option("--failed", help="Those that failed, too, but for dead addresses.")] = False,
) -> None:
    """Queue deferred messages again now."""
    from shopkeep.jobs import outbox as job

    with writing() as shop:
        print(job.retry(shop).says)
        if failed:
            print(f"Of those that had failed: {job.retry_failed(shop).says}")


def report(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="The sequence; the newest send of all without it.")
    ] = "",
    stage: Stage = None,
    file: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Write it as .md or .csv instead of showing it.")
    ] = None,
) -> None:
    """How the newest send went, as a page to keep or print."""
    from shopkeep.jobs import report_files, send_report

    with reading() as shop:
        page = send_report.report(shop, name, stage)
        if file is not None:
            print(send_report.write(shop, page, file.expanduser()).says)
            return
        show(None, False, report_files.as_markdown(page, str(shop.settings.get("shop.language"))).split("\n"))


def resolve(
    message: Annotated[str, typer.Argument(metavar="ID", help="As `outbox` shows it; `all` for every unknown one.")],
    as_: Annotated[Literal["sent", "resend"], typer.Option("--as", help="It arrived, or send it again.")],
    yes: Annotated[int | None, typer.Option(metavar="N", help="With `all --as resend`: how many, as typed.")] = None,
) -> None:
    """Answer for a message of unknown outcome, or for all of them."""
    from shopkeep.jobs import outbox as job

    with writing() as shop:
        if message == "all":
            unknown = job.outbox(shop, limit=0).counts.unknown
            if as_ == "resend" and yes is None and unknown and sys.stdin.isatty():
                yes = number(typer.prompt(f"Some may come twice. Type {unknown} to send them again", err=True))
            print(job.resolve_all(shop, as_, yes).says)
            return
        print(job.resolve(shop, message, as_).says)


def show_message(
    message: Annotated[str, typer.Argument(metavar="ID", help="As `outbox` shows it.")], json: Json = False
) -> None:
    """One message: where it stands, what the server said, what that means and what to do."""
    from shopkeep.jobs import meanings

    with reading() as shop:
        found = meanings.look(shop, message)
        row = found.message
        said = (
            ("To", row.email),
            ("Subject", row.subject),
            ("Mail", _mail_of(row)),
            ("State", f"{row.state}, tried {wording.count(row.attempts, 'time')}"),
            ("Sent", stamp(row.sent_at, shop.zone)),
            ("Next try", stamp(row.next_try_at, shop.zone)),
            ("Last reply", row.last_reply),
            ("It means", found.means),
            ("What to do", found.do),
            ("Look for", meanings.look_for(shop, row)),
            ("Message-ID", row.message_id),
        )
    values: dict[str, Any] = as_json(found)
    show(
        {**values.pop("message"), **values}, json, [f"{name + ':':<12}{plain(value)}" for name, value in said if value]
    )


def _box(box: Outbox) -> dict[str, Any]:
    values: dict[str, Any] = as_json(box)
    return {**values.pop("counts"), **values}


def _mail_of(message: MessageRow) -> str:
    return f"{message.sequence} {message.stage} {message.mail}{message.variant}"


def number(typed: str) -> int:
    """A typed number of messages. Raises UsageError."""
    try:
        return int(typed)
    except ValueError:
        raise UsageError(f"{typed!r} is not that number.", "Nothing was changed or sent.") from None


def counts_line(counts: Counts) -> str:
    """`312 sent, 3 deferred`: the states that there are."""
    parts = [f"{value} {name}" for name, value in as_json(counts).items() if value]
    return ", ".join(parts) or "nothing"


def exit_code(counts: Counts, paused: bool) -> int:
    """4 where the owner must answer or go on, 1 where none went out, 3 where some did not."""
    if counts.unknown or (paused and counts.queued + counts.deferred):
        return WAITS
    left = counts.queued + counts.deferred + counts.failed
    if left and not counts.sent:
        return 1
    return PARTLY if left else 0
