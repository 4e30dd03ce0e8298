"""The page an owner can mail: how the shop does, and what each sequence of mails brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shopkeep.core.records.customers import Done
from shopkeep.core.records.report import Report, Table, Value
from shopkeep.jobs import metrics, metrics_report, report_files, results, sequences
from shopkeep.jobs.shop import Shop

FOLDER = "reports"
"""Where in the shop's folder the app writes them."""


def report(
    shop: Shop, first: date | None = None, last: date | None = None, by: str = "", as_of: date | None = None
) -> tuple[Report, date]:
    """The report of a period and its last day. Raises as `metrics.metrics_of`."""
    found = metrics.metrics_of(shop, first, last, by, as_of)
    page = metrics_report.report_of(shop, found)
    table = _sequences(shop, as_of)
    return replace(page, tables=[page.tables[0], table, *page.tables[1:]] if table.rows else page.tables), found.last


def keep(shop: Shop, ending: str, first: date | None = None, last: date | None = None, by: str = "") -> Done:
    """Write the report into the shop's folder of reports, in the form of an ending (`.md`). Raises as `report`."""
    page, until = report(shop, first, last, by)
    language = str(shop.settings.get("shop.language"))
    return report_files.write(page, shop.home / FOLDER / f"{until}-shop{ending}", language)


def _sequences(shop: Shop, as_of: date | None) -> Table:
    """What every sequence brought whose mails went out."""
    rows: list[list[Value]] = []
    notes = []
    for row in sequences.list_sequences(shop):
        if not row.sent:
            continue
        found = results.results(shop, row.name, as_of)
        mailed, holdout = found.mailed, found.holdout
        rows.append(
            [
                found.title or found.sequence, mailed.customers, mailed.returned, mailed.return_rate,
                holdout.customers, holdout.return_rate, mailed.revenue, mailed.refunded, mailed.discounts,
            ]
        )  # fmt: skip
        notes.append(f"{found.title or found.sequence}: {found.lift.verdict}")
    return Table(
        "What the mails brought",
        [
            ("Sequence", "text"), ("Written to", "count"), ("Came back", "count"), ("Share", "share"),
            ("Held out", "count"), ("Share of these", "share"), ("Brought", "money"), ("Refunded", "money"),
            ("Discounts", "money"),
        ],
        rows,
        " ".join(notes),
    )  # fmt: skip
