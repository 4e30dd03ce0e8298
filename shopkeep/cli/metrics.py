"""`metrics` and `report`: how the shop does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopkeep.cli.common import AsOf, Json, day, reading, show, table
from shopkeep.errors import UsageError

if TYPE_CHECKING:
    from shopkeep.core.records.report import Table

From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="The first day; a year up to the last one unless given.")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="The last day; the last one known of unless given.")
]
By = Annotated[str, typer.Option(metavar="WHAT", help="Split by country, region, city, language or an attribute.")]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write them to a file: .csv, .md, or .svg for the charts.")
]


def register(app: typer.Typer) -> None:
    app.command()(metrics)
    app.command()(report)


def metrics(
    first: From = None,
    last: To = None,
    by: By = "",
    out: Out = None,
    explain: Annotated[bool, typer.Option("--formulas", help="Show how each figure is worked out.")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """How the shop does: who stays, who comes back and when, in money and in heads."""
    from shopkeep.jobs import metrics as job
    from shopkeep.jobs import metrics_report, report_files

    if json and out:
        raise UsageError("--json and --out do not go together.", "", "Choose one of the two.")
    with reading() as shop:
        language = str(shop.settings.get("shop.language"))
        found = job.metrics_of(shop, day(first, "--from"), day(last, "--to"), by, day(as_of))
        if json:
            show(found.document(), True, [])
            return
        page = metrics_report.report_of(shop, found, whole=out is not None and out.suffix.lower() == ".csv")
        if out:
            print(report_files.write(page, out, language).says)
            return
    lines = [*page.about, *(line for part in page.tables for line in _lines(part, language))]
    if explain:
        lines += ["", *page.notes]
    show(found, False, lines)


def report(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; the present folder unless given.", show_default=False)
    ] = None,
    first: From = None,
    last: To = None,
    by: By = "",
    as_of: AsOf = None,
) -> None:
    """A page on how the shop does and what its mails brought, to mail to an accountant."""
    from shopkeep.jobs import report as job
    from shopkeep.jobs import report_files

    with reading() as shop:
        language = str(shop.settings.get("shop.language"))
        page, until = job.report(shop, day(first, "--from"), day(last, "--to"), by, day(as_of))
        path = out or Path(f"shop-report-{until}.md")
        print(report_files.write(page, path, language).says)


def _lines(part: Table, language: str) -> list[str]:
    from shopkeep.jobs.report_files import shown

    kinds = [kind for _, kind in part.columns]
    rows = [tuple(shown(value, kind, language) for value, kind in zip(row, kinds, strict=True)) for row in part.rows]
    heads = tuple(head for head, _ in part.columns)
    right = frozenset(at for at, kind in enumerate(kinds) if kind != "text")
    return ["", part.title, *table(rows, heads, right)]
