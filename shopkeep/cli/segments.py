"""`segments` and `segment save|drop|show`, and how a filter that cannot be read is pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from shopkeep import wording
from shopkeep.cli.common import AsOf, Json, day, reading, show, table, writing
from shopkeep.core.records.customers import SegmentRow
from shopkeep.errors import UsageError

Name = Annotated[str, typer.Argument(metavar="NAME")]
Where = Annotated[
    str,
    typer.Option(
        metavar="RULE",
        help="A filter, such as 'country = Romania and spent > 200 and bought \"Nettle tea\"',"
        " or segments together: 'in birthday-soon and in at-risk'.",
    ),
]
_AROUND = 60
"""Signs of a long filter shown before the place that is pointed at."""

group = typer.Typer(help="Segments of your own.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(segments)
    group.command()(save)
    group.command()(drop)
    group.command("show")(definition)
    app.add_typer(group, name="segment")


def segments(as_of: AsOf = None, json: Json = False) -> None:
    """The segments with counts and money."""
    from shopkeep.jobs import customers as job

    with reading() as shop:
        rows = job.segments(shop, day(as_of))
        language = shop.settings.get("shop.language")
    show(rows, json, _table(rows, language))


def save(
    name: Name,
    where: Where,
    title: Annotated[str, typer.Option(help="What it is called in lists; else the name.")] = "",
) -> None:
    """Keep a filter as a segment of your own, or change one."""
    from shopkeep.jobs import segments as job

    with writing() as shop, pointed(where):
        print(f"{job.save_segment(shop, name, where, title).says}: {job.rule_in_words(shop, where)}")


def drop(name: Name) -> None:
    """Forget a segment of your own."""
    from shopkeep.jobs import segments as job

    with writing() as shop:
        print(job.drop_segment(shop, name).says)


def definition(name: Name, json: Json = False) -> None:
    """One segment: its rule in words, the rule itself, and who is in it."""
    from shopkeep.jobs import segments as job

    with reading() as shop:
        row = job.definition(shop, name)
        language = shop.settings.get("shop.language")
    people = wording.count(row.customers, "customer")
    money = wording.money_short(row.at_stake, language)
    lines = [f"{row.title}: {row.about}", f"  {row.rule or 'no rule: everybody'}"]
    show(row, json, [*lines, f"{people}, {row.get_mail:,} of them may be written to; {money} at stake."])


@contextmanager
def pointed(rule: str) -> Iterator[None]:
    """Within, a filter that cannot be read is told in three lines: what is wrong, where, and what to do."""
    from shopkeep.customers.rules.problems import RuleProblem

    try:
        yield
    except RuleProblem as problem:
        if not problem.title or problem.at > len(rule):
            raise
        raise UsageError(problem.title, *_pointed(rule, problem.at, problem.length, problem)) from problem


def _pointed(rule: str, at: int, length: int, problem: UsageError) -> tuple[str, str]:
    """The filter, and a line of carets under the place with what to do about it."""
    from rich.cells import cell_len

    from shopkeep.core.text import visible

    start = max(0, at - _AROUND)
    before = visible(rule[start:at].replace("\n", " "))
    there = visible(rule[at : at + max(1, length)].replace("\n", " "))
    after = visible(rule[at + max(1, length) :][:_AROUND].replace("\n", " "))
    lead = "  …" if start else "  "
    carets = "^" * max(1, min(cell_len(there), _AROUND))
    said = problem.next_step or problem.meaning
    return f"{lead}{before}{there}{after}", f"{' ' * cell_len(lead + before)}{carets} {said}"


def _table(rows: list[SegmentRow], language: str) -> list[str]:
    return table(
        [
            (
                row.name,
                row.title,
                f"{row.customers:,}",
                f"{row.get_mail:,}",
                wording.money_short(row.at_stake, language),
            )
            for row in rows
        ],
        ("name", "segment", "customers", "may write to", "at stake"),
        frozenset({2, 3, 4}),
    )
