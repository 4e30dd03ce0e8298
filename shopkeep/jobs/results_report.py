"""Results as a report: what mails brought, mailed beside held out, part by part."""

from __future__ import annotations

from shopkeep.core.records.report import Chart, Kind, Ranges, Report, Table, Value
from shopkeep.core.records.results import Arm, Results, Slice, TestResult
from shopkeep.results import words

_PARTS: list[tuple[str, Kind]] = [
    ("", "text"), ("Reached", "count"), ("Came back", "count"), ("Share", "share"), ("Brought", "money"),
    ("Profit", "money"), ("Given", "money"), ("Brought for each one given", "times"), ("Unsubscribed", "count"),
    ("Wrote back", "count"), ("Verdict", "text"),
]  # fmt: skip


def report_of(found: Results, people: bool = False) -> Report:
    """The report of what a sequence, or all of them, brought; with everybody who came back (`people`)."""
    title = found.title or found.sequence or "All sequences together"
    about = [found.lift.verdict, *([found.lift.money_says] if found.lift.money_says else []), *found.notes]
    tables = [
        arms(found),
        *(parts(name, rows) for name, rows in (
            ("By sequence", found.sequences), ("By stage", found.stages), ("By mail", found.mails),
            ("By group", found.groups), ("By offer", found.offers),
        )),
        _tests(found.tests, found.window_days),
        *([_returned(found)] if people else []),
    ]  # fmt: skip
    return Report(
        f"{title}: who came back after the mails",
        list(dict.fromkeys(about)),
        [table for table in tables if table.rows],
        _charts(found),
        [f"{one.name}: {one.rule} = {one.filled}" for one in found.formulas],
    )


def arms(found: Results) -> Table:
    """Mailed and held out beside each other."""
    heads: list[tuple[str, Kind]] = [
        ("", "text"), ("Customers", "count"), ("Came back", "count"), ("Share", "share"), ("At least", "share"),
        ("At most", "share"), ("Brought", "money"), ("Refunded", "money"), ("Discounts", "money"), ("Profit", "money"),
    ]  # fmt: skip
    rows = [_arm(name, one) for name, one in (("Written to", found.mailed), ("Held out", found.holdout))]
    return Table("Written to and held out", heads, [row for row in rows if row[1]])


def parts(title: str, rows: list[Slice]) -> Table:
    """What each part brought."""
    return Table(
        title,
        _PARTS,
        [
            [
                one.title, one.sent, one.returned, one.rate, one.revenue, one.profit, one.given, one.return_on_given,
                one.unsubscribed, one.replied, one.verdict,
            ]
            for one in rows
        ],
    )  # fmt: skip


def _arm(name: str, one: Arm) -> list[Value]:
    low, high = one.interval or (None, None)
    return [
        name, one.customers, one.returned, one.return_rate, low, high, one.revenue, one.refunded, one.discounts,
        one.profit,
    ]  # fmt: skip


def _tests(tests: list[TestResult], days: int) -> Table:
    heads: list[tuple[str, Kind]] = [
        ("Mail", "text"), ("Variant", "text"), ("Sent", "count"), ("Came back", "count"), ("Share", "share"),
        ("Brought", "money"), ("Unsubscribed", "count"), ("Verdict", "text"),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [test.mail, one.name, one.sent, one.returned, one.rate, one.revenue, one.unsubscribed, test.verdict]
        for test in tests
        for one in test.variants
    ]
    return Table("Variants", heads, rows, words.variants_apart(days) if rows else "")


def _returned(found: Results) -> Table:
    heads: list[tuple[str, Kind]] = [
        ("Day", "text"), ("Customer", "text"), ("First order", "text"), ("Orders", "count"), ("Amount", "money"),
        ("After", "text"), ("With the code", "text"), ("Known by", "text"),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [one.on.isoformat(), one.email, one.order, one.orders, one.brought or one.amount,
         one.after_stage or "no mail", "yes" if one.code_used else "no", one.how]
        for one in sorted(found.returned, key=lambda one: one.on, reverse=True)
    ]  # fmt: skip
    return Table("Who came back", heads, rows)


def _charts(found: Results) -> list[Chart]:
    """The shares that came back with the ranges they likely lie in."""
    sides = [("Written to", found.mailed), ("Held out", found.holdout)]
    whole = [
        (name, one.interval[0], one.return_rate, one.interval[1])
        for name, one in sides
        if one.interval and one.return_rate is not None
    ]
    drawn: list[Chart] = [Ranges("The share that came back", whole, found.lift.verdict)] if whole else []
    for test in found.tests:
        rows = [
            (f"{test.mail} {one.name}", one.interval[0], one.rate, one.interval[1])
            for one in test.variants
            if one.interval and one.rate is not None
        ]
        if rows:
            drawn.append(Ranges(f"Variants of {test.mail}", rows, test.verdict))
    return drawn
