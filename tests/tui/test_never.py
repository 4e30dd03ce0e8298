"""The page of those who are never written to again: looked at, found, added to, and taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shopkeep.core import clock
from shopkeep.jobs import erasing, inbox_reading, triage
from shopkeep.tui.screens.never import NeverPage
from tests.built import once
from tests.delivery.mailboxes import MAILS, shop_with_people
from tests.delivery.mailboxes import NOW as READ
from tests.tui.driver import Driver


@pytest.fixture(scope="session")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with one entry of every kind."""

    def make(home: Path) -> None:
        with clock.at(READ):
            shop = shop_with_people(home)
            shop.settings.set("shop.name", "Tin & Thistle")
            for name in ("unsubscribe-first-line", "postfix-user-unknown", "yahoo-complaint"):
                inbox_reading.read_mbox(shop, MAILS / f"{name}.eml")
            triage.suppress(shop, "stranger@example.net", "rang me up")
            triage.suppress(shop, "gone@example.net", "gone")
            erasing.forget(shop, "gone@example.net")
            shop.close()

    return once(tmp_path_factory, "never-written-to", make)


@pytest.fixture
def home(listed: Path, tmp_path: Path) -> Path:
    shutil.copytree(listed, tmp_path / "shop")
    clock.set_now(READ)
    return tmp_path / "shop"


async def opened(app: Driver) -> NeverPage:
    await app.go("outbox")
    await app.press("n")
    await app.until(lambda: isinstance(app.app.screen, NeverPage))
    await app.settle()
    page = app.app.screen
    assert isinstance(page, NeverPage)
    return page


async def test_everybody_is_there_with_why(home: Path) -> None:
    async with Driver(home) as app:
        await opened(app)
        app.expect(
            "Never written to: 5 addresses", "dead address", "goodbye", "called it spam", "erased", "you said so"
        )
        await app.snapshots("never")


async def test_one_is_found_and_taken_back_and_undone(home: Path) -> None:
    async with Driver(home) as app:
        page = await opened(app)
        await app.press("slash", "text:rang", "enter")
        await app.until_text("1 address with “rang”")
        app.expect("stranger@example.net", "You said so yourself")
        await app.press("b")
        await app.until_text("Nobody on the list has “rang”")
        assert app.toasts()[-1] == "stranger@example.net may be written to again. u undoes."
        await app.press("u")
        await app.until(lambda: len(page.never.rows) == 1)
        await app.press("escape")
        await app.until_text("Never written to: 5 addresses")


async def test_who_said_no_is_asked_about_first(home: Path) -> None:
    async with Driver(home) as app:
        page = await opened(app)
        await app.press("slash", "text:unsubscribed", "enter")
        await app.until(lambda: len(page.never.rows) == 1)
        await app.press("b")
        app.expect("Write to them again only if", "No, leave it as it is")
        await app.press("enter")
        await app.settle()
        assert len(page.never.rows) == 1
        await app.press("b", "down", "enter")
        await app.until_text("Nobody on the list has")
        assert "may be written to again" in app.toasts()[-1]


async def test_an_erased_address_is_found_by_typing_all_of_it(home: Path) -> None:
    async with Driver(home) as app:
        page = await opened(app)
        await app.press("slash", "text:gone@example.net", "enter")
        await app.until(lambda: len(page.never.rows) == 1)
        app.expect("(erased)", "the address itself is not kept")
        await app.press("b", "text:nobody", "enter")
        app.expect("Type a whole e-mail address")
        await app.press(*["backspace"] * 6, "text:gone@example.net", "enter")
        await app.until_text("Nobody on the list has")


async def test_an_address_is_added_from_customers_too(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("customers")
        await app.press("l")
        await app.until_text("Never written to: 5 addresses")
        await app.press("a", "text:trade@example.org", "enter")
        await app.until_text("Never written to: 6 addresses")
        app.expect("trade@example.org")
        assert app.toasts()[-1] == (
            "Will never write to trade@example.org again. No customer of yours has this address; it is kept all the"
            " same. u undoes."
        )
        await app.press("escape")
        await app.settle()
        assert app.app.place.PLACE == "customers"
