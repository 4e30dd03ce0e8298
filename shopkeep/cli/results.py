"""`results`: one sequence, or the whole programme; and the owner's word on orders under other addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from shopkeep import wording
from shopkeep.cli.common import AsOf, Json, day, reading, show, writing
from shopkeep.core.records.results import Arm, Doubtful, Results, Return, Slice, TestResult
from shopkeep.core.text import plain
from shopkeep.errors import UsageError

ANSWERS = {"confirm": True, "deny": False}


def register(app: typer.Typer) -> None:
    app.command()(results)


def results(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A sequence; without one, all together. Or: confirm, deny."),
    ] = None,
    order: Annotated[
        str | None, typer.Argument(metavar="[ORDER]", help="After confirm or deny: the order, as `results` lists it.")
    ] = None,
    email: Annotated[
        str | None, typer.Argument(metavar="[EMAIL]", help="Whose it is, where it may be several customers'.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All sequences together: the whole programme.")] = False,
    formulas: Annotated[bool, typer.Option("--formulas", help="How each figure came about.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write them to a file: .csv, .md, or .svg for the charts.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Who came back and what it brought, mailed against holdout.

    `results confirm ORDER` says that an order under another address is the customer's it may be of,
    `results deny ORDER` that it is not.
    """
    if name in ANSWERS and order is not None:
        _answer(order, ANSWERS[name], email or "")
        return
    if name in ANSWERS:
        raise UsageError(f"`results {name}` wants an order.", "", "`shopkeep results` lists those that wait.")
    if order is not None:
        raise UsageError(
            f"{plain(order)} is one word too many.", "", "`shopkeep results NAME`, or `results confirm ORDER`."
        )
    from shopkeep.jobs import results as job

    with reading() as shop:
        whole = every or name is None
        found = job.programme(shop, day(as_of)) if whole else job.results(shop, name or "", day(as_of))
        language = shop.settings.get("shop.language")
    if out:
        from shopkeep.jobs import report_files, results_report

        if json:
            raise UsageError("--json and --out do not go together.", "", "Choose one of the two.")
        page = results_report.report_of(found, people=out.suffix.lower() == ".csv")
        print(report_files.write(page, out, language).says)
        return
    lines = list(_formulas(found) if formulas else _lines(found, language))
    show(found, json, lines)


def _answer(order: str, theirs: bool, email: str) -> None:
    from shopkeep.jobs import order_owners

    with writing() as shop:
        print(order_owners.answer(shop, order, theirs, email).says)


def _formulas(found: Results) -> Iterator[str]:
    yield found.title or found.sequence
    for one in found.formulas:
        yield from ("", one.name, f"  {one.rule}", f"  {one.filled}")


def _lines(found: Results, language: str) -> Iterator[str]:
    yield found.title or found.sequence
    if found.before is not None:
        yield found.before.says
        return
    yield found.lift.verdict
    for name, arm in (("Mailed", found.mailed), ("Held out", found.holdout)):
        yield _arm(name, arm, language)
    yield from _money(found, language)
    parts = (("stage", found.stages), ("mail", found.mails), ("group", found.groups), ("offer", found.offers))
    for what, slices in (*parts, ("sequence", found.sequences)):
        if slices:
            yield f"By {what}"
            yield from (_slice(part, language) for part in slices)
    for test in (*found.tests, *found.pooled):
        yield from _test(test)
    yield from _returned(found.returned, language)
    yield from _waiting(found.to_confirm, language)
    yield from found.notes


def _arm(name: str, arm: Arm, language: str) -> str:
    rate = f" ({wording.percent(arm.return_rate)})" if arm.return_rate is not None else ""
    return f"{name}: {arm.returned} of {arm.customers} came back{rate}, {wording.money(arm.revenue, language)}"


def _money(found: Results, language: str) -> Iterator[str]:
    """What the mails brought more, with its range or why there is none."""
    lift = found.lift
    if lift.revenue is None:
        return
    more = f"More than doing nothing: {wording.money(lift.revenue, language)} revenue"
    if lift.revenue_interval is not None:
        low, high = lift.revenue_interval
        more += f", likely {wording.money(low, language)} to {wording.money(high, language)}"
    yield more
    if lift.profit is not None:
        yield f"  profit after discounts and product cost: {wording.money(lift.profit, language)}"
    given = found.mailed.given
    if given is not None and given.amount and lift.given_anyway is not None:
        anyway = wording.money(lift.given_anyway, language)
        yield f"  given: {wording.money(given, language)}, about {anyway} of it to those who would have come anyway"
    if lift.money_says:
        yield f"  {lift.money_says}"


def _returned(returned: list[Return], language: str) -> Iterator[str]:
    """Everybody who came back, newest first, with all that they ordered in the window: it adds up to the sum above."""
    if returned:
        yield "Who came back, newest first, with all they ordered in the window"
    for row in sorted(returned, key=lambda one: one.on, reverse=True):
        order = f"{row.order} +{row.orders - 1}" if row.orders > 1 else row.order
        code = "  with code" if row.code_used else ""
        after = f"after {row.after_stage} {row.after_mail}" if row.after_stage else "no mail reached them"
        how = "" if row.how == "address" else f"  ({row.how})"
        brought = wording.money(row.brought or row.amount, language)
        yield f"  {row.on}  {row.email}  {order}  {brought}  {after}{code}{how}"


def _slice(part: Slice, language: str) -> str:
    rate = "" if part.rate is None else f" ({wording.percent(part.rate)})"
    says = f"  {part.title}: {part.sent} reached, {part.returned} came back{rate}"
    says += f", {wording.money(part.revenue, language)}"
    if part.profit is not None and part.revenue.amount:
        says += f", profit {wording.money(part.profit, language)}"
    if part.return_on_given is not None:
        says += f", {part.return_on_given:.1f} times what was given"
    if part.unsubscribed:
        says += f", {part.unsubscribed} unsubscribed"
    if part.replied:
        says += f", {part.replied} wrote back"
    return f"{says}. {part.verdict}"


def _test(test: TestResult) -> Iterator[str]:
    over = f", {test.runs} sequences together" if test.runs > 1 else ""
    yield f"Variants of {test.mail}{over}"
    for one in test.variants:
        rate = "" if one.rate is None else f" ({wording.percent(one.rate)})"
        left = f", {one.unsubscribed} unsubscribed" if one.unsubscribed else ""
        yield f"  {one.name}: {one.returned} of {one.sent} ordered{rate}{left}"
    yield f"  {test.verdict}"


def _waiting(orders: list[Doubtful], language: str) -> Iterator[str]:
    if not orders:
        return
    may_be = wording.count(len(orders), "order under another address", "orders under other addresses")
    yield f"{may_be} may be a return. Say: shopkeep results confirm ORDER, or deny ORDER"
    for one in orders:
        by = one.placed_by or one.placed_name or "no address"
        yield f"  {one.order}  {one.on}  {wording.money(one.amount, language)}  by {by}: {one.email}? {one.why}"
