"""Today: what to do now, in sentences with their keys."""

from __future__ import annotations

from pathlib import Path

from shopkeep.core.records.rules import Wanted
from shopkeep.jobs import customers, today
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.widgets.rows import Rows
from tests.tui.driver import Driver


async def test_the_sample_shop_says_who_is_at_risk_and_w_goes_there(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        app.expect("Tin & Thistle", "at risk, with €", "No sequence of mails yet", "practice mailbox")
        await app.press("w")
        await app.until_text("At risk:")


async def test_a_line_about_some_of_a_segment_opens_these_alone_with_nobody_marked(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.press("w")
        await app.until_text("At risk:")
        await app.press("space")
        rule = "mailed = 0 and orders > 3"
        wanted = len(customers.find(app.app.shop, Wanted("at-risk", rule)).ids)
        assert 0 < wanted < len(customers.find(app.app.shop, Wanted("at-risk")).ids)
        await app.go("today")
        app.app.go("customers", f"at-risk {rule}")
        await app.until_text(rule)
        await app.settle()
        people = app.app.screen.query_one("#people", Rows)
        assert (len(people.rows), people.marked, people.has_focus) == (wanted, set(), True)
        await app.press("escape")
        await app.settle()
        assert len(people.rows) > wanted


async def test_enter_does_the_first_line(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.press("enter")
        assert app.app.place.PLACE == "customers"


async def test_the_empty_shop_offers_the_sample_in_its_own_folder(tmp_path: Path) -> None:
    home = tmp_path / "shop"
    async with Driver(home) as app:
        await app.press("t")
        await app.until(lambda: app.app.next_home is not None)
        assert app.app.next_home == home / "sample-shop"
    assert (home / "sample-shop" / "shop.db").exists()
    own = open_shop(home)
    assert today.today(own).empty, "trying the sample leaves the own shop empty"
    own.close()


def test_a_shop_of_old_orders_says_that_they_are_old(sample_home: Path) -> None:
    from datetime import timedelta

    from shopkeep.core import clock

    clock.set_now(clock.now() + timedelta(days=60))
    shop = open_shop(sample_home)
    items = {item.kind: item for item in today.today(shop).items}
    shop.close()
    assert "newest order" in items["stale"].says
    assert items["stale"].key == "i"


def test_the_most_pressing_comes_first(sample_home: Path) -> None:
    shop = open_shop(sample_home)
    weights = [item.weight for item in today.today(shop).items]
    shop.close()
    assert weights == sorted(weights, reverse=True)


def test_the_last_place_is_remembered(tmp_path: Path) -> None:
    shop = open_shop(tmp_path / "shop")
    assert today.last_place(shop) == ""
    today.remember_place(shop, "outbox")
    assert today.last_place(shop) == "outbox"
    shop.close()
