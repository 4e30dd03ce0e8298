"""Figures that are kept: the same as those worked out, and made anew once orders, merges or settings change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shopkeep.core.records.metrics import Metrics
from shopkeep.jobs import metrics, triage
from shopkeep.jobs.shop import Shop
from shopkeep.store import kept_reports
from tests.customers import shops


@pytest.fixture
def keeping(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop of any size that keeps its figures."""
    monkeypatch.setattr(metrics, "KEPT_FROM", 1)
    return shop


def kept(shop: Shop) -> str | None:
    with shop.db.read() as tx:
        until = metrics._known_until(shop, tx)
        assert until is not None
        state = metrics._state(shop, tx, min(shop.today(), until))
        return kept_reports.get(tx, metrics.KEPT, f"{until} {state} {metrics._SHAPE}")


def test_kept_figures_are_the_same(keeping: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = metrics.metrics_of(keeping)
    assert kept(keeping)
    metrics._told.clear()  # as in another process
    monkeypatch.setattr(metrics, "_figures", lambda *_: pytest.fail("worked out again"))
    assert metrics.metrics_of(keeping) == first


def test_the_figures_are_told_before_months_cohorts_and_waits(keeping: Shop) -> None:
    told: list[Metrics] = []
    found = metrics.metrics_of(keeping, tell=told.append)
    [early] = told
    assert (early.months, early.cohorts, early.waits) == ([], [], [])
    assert replace(early, months=found.months, cohorts=found.cohorts, waits=found.waits) == found
    assert metrics.metrics_of(keeping, tell=told.append) == found
    assert len(told) == 1  # all of it was kept


def test_another_period_and_a_split_say_of_months_and_cohorts_what_the_usual_one_does(shop: Shop) -> None:
    first = shop.today() - timedelta(days=100)
    fresh = metrics.metrics_of(shop, first)
    metrics._told.clear()
    usual = metrics.metrics_of(shop)
    assert metrics.metrics_of(shop, first) == fresh
    assert metrics.metrics_of(shop, by="country").by == "country"
    assert metrics.metrics_of(shop) == usual


@pytest.mark.parametrize("change", ["order", "refund", "merge", "currency", "rate", "zone"])
def test_a_change_makes_them_anew(keeping: Shop, change: str) -> None:
    shops.add_customer(keeping, "abroad@example.com", [20], currency="USD")
    metrics.metrics_of(keeping)
    assert kept(keeping)
    {
        "order": lambda: shops.add_order(keeping, 1, 3),
        "refund": lambda: sql(keeping, "UPDATE orders SET refunded = 1 WHERE id = 1"),
        "merge": lambda: triage.merge(keeping, "ines@example.com", "yuki@example.com"),
        "currency": lambda: sql(keeping, "UPDATE orders SET currency = 'GBP' WHERE currency = 'USD'"),
        "rate": lambda: keeping.settings.set("shop.rates", "USD 0.9"),
        "zone": lambda: keeping.settings.set("shop.timezone", "Asia/Tokyo"),
    }[change]()
    assert kept(keeping) is None
    metrics.metrics_of(keeping)
    assert kept(keeping)


def sql(shop: Shop, statement: str) -> Any:
    with shop.db.write() as tx:
        return tx.exec_driver_sql(statement)


def test_a_small_shop_keeps_nothing(shop: Shop) -> None:
    metrics.prepare(shop)
    metrics.metrics_of(shop)
    assert kept(shop) is None


def test_a_large_shop_can_have_them_prepared(keeping: Shop) -> None:
    metrics.prepare(keeping)
    assert kept(keeping)


def test_merged_people_are_one_and_a_rate_brings_money_in(shop: Shop) -> None:
    before = metrics.metrics_of(shop).figures
    assert before.revenue.currency == "EUR"
    shops.add_customer(shop, "ines@example.org", [5], currency="USD", total=1000)
    with_other = metrics.metrics_of(shop)
    assert with_other.figures.customers_end == before.customers_end + 1
    assert [one.currency for one in with_other.other_money] == ["USD"]
    shops.refresh(shop)
    triage.merge(shop, "ines@example.com", "ines@example.org")
    assert metrics.metrics_of(shop).figures.customers_end == before.customers_end
    shop.settings.set("shop.rates", "USD 0.9")
    brought = metrics.metrics_of(shop).figures
    assert brought.revenue.amount == before.revenue.amount + 900
    assert metrics.metrics_of(shop).other_money == []


def test_a_split_by_what_a_file_said(shop: Shop) -> None:
    shops.tell(shop, 1, attributes={"Club": "gold"})
    found = metrics.metrics_of(shop, by="club")
    assert found.by == "Club"
    assert (found.groups[0].name, found.groups[0].figures.customers_end) == ("gold", 1)
    assert found.groups[-1].name == metrics.UNSAID
    assert sum(one.figures.customers_end for one in found.groups) == found.figures.customers_end
    assert "Club" in metrics.ways_to_split(shop)


def test_a_country_is_one_group_however_it_is_written(shop: Shop) -> None:
    for who, country in enumerate(("DE", "Germany", "Allemagne"), 1):
        shops.tell(shop, who, country=country)
    shop.settings.set("shop.language", "fr")
    names = [one.name for one in metrics.metrics_of(shop, by="country").groups]
    assert "DE" in names
    assert not {"Germany", "Allemagne"} & set(names)


def test_orders_that_are_known_for_part_of_the_days_alone_are_said(shop: Shop) -> None:
    from shopkeep.customers import metrics_words

    today = shop.today()
    until = metrics.metrics_of(shop).orders_until
    assert until == shops.day(2)
    said = metrics_words.sentences(metrics.metrics_of(shop, today - timedelta(days=364), today), "en")
    assert any(line.startswith("Orders are known up to 20 Nov 2026 alone") for line in said)
