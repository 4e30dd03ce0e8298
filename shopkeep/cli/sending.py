"""`send`: who would get what, the typed count, and what became of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated, Any

import typer

from shopkeep import wording
from shopkeep.cli.common import (
    AsOf,
    Json,
    day,
    note,
    progress,
    reading,
    show,
    writing,
)
from shopkeep.cli.outbox import ANSWER, counts_line, exit_code, number
from shopkeep.cli.sequences import Name, Stage, only_stage, problem_lines
from shopkeep.core.asjson import as_json
from shopkeep.core.records.delivery import Outbox, SendResult
from shopkeep.errors import DecisionNeeded, SequenceProblem

ERRORS_SHOWN = 8
"""Errors of a sequence that a refused send lists."""


def register(app: typer.Typer) -> None:
    app.command()(send)


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
    from shopkeep.jobs import confirmed, notices, outbox, pacing, review, sending, sequences, single_mails

    with reading() if dry_run else writing() as shop:
        the_stage = stage or only_stage(sequences.load(shop, name))
        if test_to:
            reply = single_mails.send_test(shop, name, the_stage, 1, "A", test_to, day(as_of), account)
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
        sent = outbox.deliver(shop, progress(), limit=0)
        finishes_at = pacing.outlook(shop, 0, queued.account).finishes_at if sent.due else None
        result = replace(outbox.result_of(shop, queued), waits=sent.waits, finishes_at=finishes_at)
    show(document(result), json, _sent_lines(result, sent))
    if sent.waits:
        note(sent.waits)
    return exit_code(result.counts, sent.paused)


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
    return number(typer.prompt(f"Type {plan.counts.planned} to send", err=True))


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
    lines = [counts_line(result.counts)]
    if sent.paused:
        lines.append("Paused. `shopkeep outbox resume` goes on.")
    if result.counts.unknown or result.held:
        lines.append("Some may or may not have arrived: `shopkeep outbox` shows which.")
        lines.append(ANSWER)
    return lines
