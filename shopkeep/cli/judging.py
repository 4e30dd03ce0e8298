"""`back-test` and `look-ahead`: how good the judging was, and how far it should look."""

from __future__ import annotations

from typing import Annotated

import typer

from shopkeep import wording
from shopkeep.cli.common import AsOf, Json, day, reading, show, table, writing
from shopkeep.core.asjson import as_json
from shopkeep.core.records.judging import BackTest, BandResult, ListResult


def register(app: typer.Typer) -> None:
    app.command("back-test")(back_test)
    app.command("look-ahead")(look_ahead)


def back_test(as_of: AsOf = None, json: Json = False) -> None:
    """How our judging would have turned out on your shop's own past."""
    from shopkeep.jobs import backtest

    with reading() as shop:
        found = backtest.back_test(shop, day(as_of))
    show(found, json, [*found.sentences, *_figures(found)])


def look_ahead(
    accept: Annotated[bool, typer.Option("--accept", help="Look as far ahead as advised.")] = False,
    decline: Annotated[bool, typer.Option("--decline", help="Keep the present one and do not ask again.")] = False,
    json: Json = False,
) -> None:
    """How many days ahead the return chance should look, by your shop's own gaps between orders."""
    from shopkeep.jobs import backtest

    if accept or decline:
        with writing() as shop:
            done = backtest.accept_horizon(shop) if accept and not decline else backtest.decline_horizon(shop)
            days = shop.settings.get("policy.horizon_days")
        show({"horizon_days": days, "advice": None}, json, [f"{done.says}."])
        return
    with reading() as shop:
        days = shop.settings.get("policy.horizon_days")
        found = backtest.horizon_advice(shop)
    says = found.says if found else f"Nothing to advise: the return chance looks {days} days ahead."
    show({"horizon_days": days, "advice": as_json(found)}, json, [says])


def _figures(found: BackTest) -> list[str]:
    if not found.can_tell:
        return []
    without = "win-back without gate"
    return [
        "",
        *_bands(found.bands),
        "",
        *_lists([one for one in found.lists if one.name != without]),
        "",
        "By the chance alone, whether late or not:",
        *_bands(found.bands_without_gate),
        "",
        *_lists([one for one in found.lists if one.name == without]),
    ]


def _bands(bands: list[BandResult]) -> list[str]:
    rows = [
        (band.band, f"{band.customers:,}", wording.percent(band.predicted), wording.percent(band.came_back))
        if band.customers
        else (band.band, "0", "", "")
        for band in bands
    ]
    return table(rows, ("called", "customers", "we would have said", "came back"), frozenset({1, 2, 3}))


def _lists(lists: list[ListResult]) -> list[str]:
    rows = [
        (
            one.name.partition(" ")[0],
            f"{one.customers:,}",
            wording.percent(one.money_caught),
            wording.percent(one.lapsed),
        )
        for one in lists
    ]
    return table(rows, ("list", "people", "of the spending that then stopped", "stayed away"), frozenset({1, 2, 3}))
