"""Today: what to do now, in sentences with their keys."""

from __future__ import annotations

from pathlib import Path

from shopkeep.jobs import today
from shopkeep.jobs.shop import open_shop
from tests.tui.driver import Driver


async def test_the_sample_shop_says_who_is_at_risk_and_w_goes_there(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        app.expect("Tin & Thistle", "at risk, with €", "No sequence of mails yet", "practice mailbox")
        await app.press("w")
        await app.until_text("At risk:")


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
