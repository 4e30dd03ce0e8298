"""`send` and `outbox …`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from shopkeep import wording
from shopkeep.cli.common import (
    PARTLY,
    WAITS,
    AsOf,
    Json,
    console,
    day,
    note,
    progress,
    reading,
    show,
    stamp,
    table,
    writing,
)
from shopkeep.cli.sequences import Name, Stage, only_stage, problem_lines
from shopkeep.core.asjson import as_json
from shopkeep.core.records.delivery import Counts, MessageRow, Outbox, SendResult, State
from shopkeep.core.text import plain
from shopkeep.errors import DecisionNeeded, SequenceProblem, UsageError

CLUES = 5
"""Messages of unknown outcome of which is said what to look for; `outbox show` says it of any."""
ERRORS_SHOWN = 8
"""Errors of a sequence that a refused send lists."""
ANSWER = (
    "`shopkeep outbox resolve ID --as sent` says that one arrived, `--as resend` sends it again; `all` in place of the "
    "ID answers for every one."
)


def register(app: typer.Typer) -> None:
    app.command()(send)
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


def send(
    name: Name,
    stage: Stage = None,
    segment: Annotated[str | None, typer.Option(help="Only these customers.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many messages.")] = None,
    test_to: Annotated[str | None, typer.Option(metavar="ADDR", help="One test mail to yourself instead.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Who gets what, who not and why; sends nothing.")] = False,
    yes: Annotated[int | None, typer.Option(metavar="N", help="The number of messages, instead of typing it.")] = None,
    account: Annotated[str, typer.Option(metavar="NAME", help="Which mail account; else the sequence's.")] = "",
    only_due: Annotated[bool, typer.Option("--only-due", help="Only those already in the sequence.")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> int:
    """Send every customer's next due mail of one stage."""
    from shopkeep.jobs import confirmed, notices, pacing, review, sending, sequences

    with reading() if dry_run else writing() as shop:
        the_stage = stage or only_stage(sequences.load(shop, name))
        if test_to:
            reply = sending.send_test(shop, name, the_stage, 1, "A", test_to, day(as_of), account)
            note(f"Test mail sent to {test_to}: {reply}")
            return 0
        found = sequences.check(shop, name)
        _check(found)
        new = not only_due
        plan = sending.plan(shop, name, the_stage, segment, limit, day(as_of), account, newcomers=new)
        said: list[str] = []
        samples: list[str] = []
        if plan.counts.planned:
            said = notices.notices(shop, name, the_stage, segment, limit, day(as_of), newcomers=new)
            said += [
                *review.costs(shop, plan, day(as_of)),
                pacing.outlook(shop, plan.counts.planned, plan.account).says,
            ]
            said += problem_lines([one for one in found if one.severity == "warning"])
            samples = [
                f"  {why}: {one.email}  {one.mail}{one.variant}  {one.subject}"
                for why, one in review.samples(shop, plan)
            ]
        if dry_run:
            _notes(said)
            show(document(plan), json, _plan_lines(plan, samples))
            return 0
        if plan.counts.planned + plan.held == 0:
            show(document(plan), json, [*_plan_lines(plan, samples), "Nothing is due."])
            return 0
        lines = [*said, *_plan_lines(plan, samples)]
        expected = yes if yes is not None else 0 if not plan.counts.planned else _ask(plan, lines)
        if expected != plan.counts.planned:
            raise DecisionNeeded(
                f"{plan.counts.planned} messages would be sent, and you said {expected}.",
                "Nothing was queued or sent.",
                f"Look at them with --dry-run, then confirm with --yes {plan.counts.planned}.",
            )
        queued = sending.queue(
            shop, name, the_stage, expected, segment, limit, day(as_of), progress(), account=account, newcomers=new
        )
        others = confirmed.due_now(shop) - queued.counts.planned
        waited = f", and {others:,} that waited {'goes' if others == 1 else 'go'} with them" if others > 0 else ""
        note(f"{wording.count(queued.counts.planned, 'message')} queued{waited}")
        sent = sending.deliver(shop, progress(), limit=0)
        finishes_at = pacing.outlook(shop, 0, queued.account).finishes_at if sent.due else None
        result = replace(sending.result_of(shop, queued), waits=sent.waits, finishes_at=finishes_at)
    show(document(result), json, _sent_lines(result, sent))
    if sent.waits:
        note(sent.waits)
    return _code(result.counts, sent.paused)


def outbox(
    context: typer.Context,
    state: Annotated[State | None, typer.Option(help="Only messages in this state.")] = None,
    json: Json = False,
) -> None:
    """Every message and its state."""
    from shopkeep.jobs import meanings, sending

    if context.invoked_subcommand is not None:
        return
    with reading() as shop:
        box = sending.outbox(shop, only=state)
        lines = [_counts_line(box.counts)] + (["Paused."] if box.paused else [])
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
            [f"None is {state}: {_counts_line(box.counts)}"] if state and box.counts.planned else ["No messages yet."]
        )
    show(_box(box), json, lines)


def resume(
    yes: Annotated[
        int | None, typer.Option(metavar="N", help="How many to send that were confirmed for another server.")
    ] = None,
    json: Json = False,
) -> int:
    """Go on sending what is due."""
    from shopkeep.jobs import confirmed, sending

    with writing() as shop:
        if (asked := confirmed.to_ask(shop)) is not None:
            if yes is None and sys.stdin.isatty():
                note(asked.says)
                yes = _number(typer.prompt(f"Type {asked.number} to send them there", err=True))
            confirmed.confirm(shop, yes)
        sending.unpause(shop.home)
        box = sending.deliver(shop, progress())
    lines = [_counts_line(box.counts)] + (["Paused."] if box.paused else [])
    show(_box(box), json, lines + ([ANSWER] if box.counts.unknown else []))
    if box.waits:
        note(box.waits)
    return _code(box.counts, box.paused)


def pause() -> None:
    """Stop between two mails, also while another shopkeep is sending."""
    from shopkeep.jobs import sending

    sending.pause(console.folder())
    print("Paused: no further mail goes out. `shopkeep outbox resume` goes on.")


def cancel(
    yes: Annotated[int | None, typer.Option(metavar="N", help="How many wait, instead of typing it.")] = None,
) -> None:
    """Take back what is queued or deferred; those people never get this mail."""
    from shopkeep.jobs import sending

    with writing() as shop:
        counts = sending.outbox(shop, limit=0).counts
        waiting = counts.queued + counts.deferred
        if yes is None and waiting and sys.stdin.isatty():
            note("The people they are for never get this mail: it is not made for them again.")
            yes = _number(typer.prompt(f"Type {waiting} to cancel {'it' if waiting == 1 else 'them'}", err=True))
        if yes is not None and yes != waiting:
            raise DecisionNeeded(
                f"{wording.count(waiting, 'message waits', 'messages wait')}, and you said {yes}.",
                "Nothing was cancelled.",
                f"To cancel all that wait: shopkeep outbox cancel --yes {waiting}.",
            )
        print(sending.cancel(shop).says)


def retry(
    failed: Annotated[bool, typer.Option("--failed", help="Those that failed, too, but for dead addresses.")] = False,
) -> None:
    """Queue deferred messages again now."""
    from shopkeep.jobs import sending

    with writing() as shop:
        print(sending.retry(shop).says)
        if failed:
            print(f"Of those that had failed: {sending.retry_failed(shop).says}")


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
    from shopkeep.jobs import sending

    with writing() as shop:
        if message == "all":
            unknown = sending.outbox(shop, limit=0).counts.unknown
            if as_ == "resend" and yes is None and unknown and sys.stdin.isatty():
                yes = _number(typer.prompt(f"Some may come twice. Type {unknown} to send them again", err=True))
            print(sending.resolve_all(shop, as_, yes).says)
            return
        print(sending.resolve(shop, message, as_).says)


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


def document(result: SendResult) -> dict[str, Any]:
    """A send as its JSON: the counts spread among its fields."""
    values: dict[str, Any] = as_json(result)
    counts = values.pop("counts")
    return {
        "sequence": values.pop("sequence"),
        "stage": values.pop("stage"),
        "planned": result.counts.planned,
        **counts,
        **values,
    }


def _box(box: Outbox) -> dict[str, Any]:
    values: dict[str, Any] = as_json(box)
    return {**values.pop("counts"), **values}


def _mail_of(message: MessageRow) -> str:
    return f"{message.sequence} {message.stage} {message.mail}{message.variant}"


def _check(problems: list[Any]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if not errors:
        return
    first, *others = problem_lines(errors)
    if not others:
        raise SequenceProblem(first, "It would spoil the mails, so nothing was sent.")
    _notes([first, *others][:ERRORS_SHOWN])
    more = len(errors) - ERRORS_SHOWN
    raise SequenceProblem(
        f"{'These ' if more <= 0 else ''}{len(errors)} errors would spoil the mails, so nothing was sent.",
        "",
        "`shopkeep sequence check` shows all of them." if more > 0 else "",
    )


def _notes(lines: list[str]) -> None:
    for line in lines:
        note(line)


def _ask(plan: SendResult, said: list[str]) -> int:
    if not sys.stdin.isatty():
        raise DecisionNeeded(
            f"{plan.counts.planned} messages wait for your word.",
            "Nothing was queued or sent.",
            f"Look at them with --dry-run, then confirm with --yes {plan.counts.planned}.",
        )
    _notes(said)
    return _number(typer.prompt(f"Type {plan.counts.planned} to send", err=True))


def _number(typed: str) -> int:
    try:
        return int(typed)
    except ValueError:
        raise UsageError(f"{typed!r} is not that number.", "Nothing was changed or sent.") from None


def _plan_lines(plan: SendResult, samples: list[str]) -> list[str]:
    from shopkeep.jobs import held

    lines = [f"{plan.sequence}, {plan.stage}: {wording.count(plan.counts.planned, 'message')}"]
    lines += [f"  variant {name}: {count}" for name, count in plan.variants.items() if len(plan.variants) > 1]
    if plan.holdout:
        lines.append(f"  holdout: {wording.count(plan.holdout, 'customer')} get nothing, to compare with")
    lines += [f"  held: {says}" for says in [held.plan_says(plan.held)] if says]
    lines += [f"  left out: {count} {reason}" for reason, count in plan.left_out.items()]
    lines += samples
    if len(plan.messages) > len(samples):
        lines.append(f"  and {len(plan.messages) - len(samples)} more; --json lists them all")
    return lines


def _sent_lines(result: SendResult, sent: Outbox) -> list[str]:
    lines = [_counts_line(result.counts)]
    if sent.paused:
        lines.append("Paused. `shopkeep outbox resume` goes on.")
    if result.counts.unknown or result.held:
        lines.append("Some may or may not have arrived: `shopkeep outbox` shows which.")
        lines.append(ANSWER)
    return lines


def _counts_line(counts: Counts) -> str:
    parts = [f"{value} {name}" for name, value in as_json(counts).items() if value]
    return ", ".join(parts) or "nothing"


def _code(counts: Counts, paused: bool) -> int:
    """4 where the owner must answer or go on, 1 where none went out, 3 where some did not."""
    if counts.unknown or (paused and counts.queued + counts.deferred):
        return WAITS
    left = counts.queued + counts.deferred + counts.failed
    if left and not counts.sent:
        return 1
    return PARTLY if left else 0
