"""The page an owner can mail: how the shop does, and what each sequence of mails brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shopkeep.core.records.customers import Done
from shopkeep.core.records.report import Report
from shopkeep.jobs import metrics, metrics_report, report_files, results, results_report
from shopkeep.jobs.shop import Shop

FOLDER = "reports"
"""Where in the shop's folder the app writes them."""


def report(
    shop: Shop, first: date | None = None, last: date | None = None, by: str = "", as_of: date | None = None
) -> tuple[Report, date]:
    """The report of a period and its last day: how the shop did, and what all mails brought so far.

    Raises as `metrics.metrics_of`.
    """
    found = metrics.metrics_of(shop, first, last, by, as_of)
    page = metrics_report.report_of(shop, found)
    mails = results.programme(shop, as_of)
    if mails.mailed.customers:
        brought = [results_report.arms(mails), results_report.parts("What each sequence brought", mails.sequences)]
        page = replace(
            page,
            about=[*page.about, f"What your mails brought: {mails.lift.verdict}"],
            tables=[page.tables[0], *(table for table in brought if table.rows), *page.tables[1:]],
        )
    return page, found.last


def keep(shop: Shop, ending: str, first: date | None = None, last: date | None = None, by: str = "") -> Done:
    """Write the report into the shop's folder of reports, in the form of an ending (`.md`). Raises as `report`."""
    page, until = report(shop, first, last, by)
    language = str(shop.settings.get("shop.language"))
    return report_files.write(page, shop.home / FOLDER / f"{until}-shop{ending}", language)
