"""The Inbox: what came back, read, undone, and Today's word of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shopkeep.core import clock
from shopkeep.jobs import inbox_reading
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.screens.inbox import InboxMailPage, InboxPage
from tests.built import once
from tests.delivery.mailboxes import MAILS, shop_with_people
from tests.delivery.mailboxes import NOW as READ
from tests.tui.driver import Driver

FEW = (
    *("reply-plain", "unsubscribe-first-line", "postfix-user-unknown", "gmail-over-quota", "yahoo-complaint"),
    *("exchange-oof-german", "postfix-delayed", "outlook-com-blocked"),
)


@pytest.fixture(scope="session")
def written_to(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(home: Path) -> None:
        shop = shop_with_people(home)
        shop.settings.set("shop.name", "Tin & Thistle")
        shop.close()

    return once(tmp_path_factory, "people-of-the-inbox", make)


@pytest.fixture
def home(written_to: Path, tmp_path: Path) -> Path:
    shutil.copytree(written_to, tmp_path / "shop")
    clock.set_now(READ)
    return tmp_path / "shop"


def came_back(home: Path) -> None:
    shop = open_shop(home)
    for name in FEW:
        inbox_reading.read_mbox(shop, MAILS / f"{name}.eml")
    shop.close()


async def opened(app: Driver) -> InboxPage:
    await app.go("outbox")
    await app.press("i")
    await app.until(lambda: isinstance(app.app.screen, InboxPage))
    await app.settle()
    page = app.app.screen
    assert isinstance(page, InboxPage)
    return page


async def test_an_empty_inbox_says_what_fills_it_and_reads_a_file(home: Path) -> None:
    async with Driver(home) as app:
        await opened(app)
        app.expect("Here stands what comes back", "reads the mailbox of your shop")
        await app.press("r")
        app.expect("No mailbox is set up to be read", "Read a file instead")
        await app.press("escape", "o", f"text:{MAILS / 'reply-plain.eml'}", "enter")
        await app.until_text("wrote back")
        await app.settle()
        app.expect("Inbox: 1 mail, 1 to read", "Left win-back")
        await app.press("o", "text:/nowhere/at-all", "enter")
        await app.settle()
        assert "There is no file /nowhere/at-all." in app.toasts()[-1]


async def test_a_mail_is_read_and_what_followed_is_taken_back(home: Path) -> None:
    came_back(home)
    async with Driver(home) as app:
        await opened(app)
        app.expect("Inbox: 8 mails, 1 to read")
        await app.press("enter")
        await app.until(lambda: isinstance(app.app.screen, InboxMailPage))
        await app.settle()
        app.expect("Is the nettle tea still the one from Westport?", "Matched by the Message-ID it quotes.")
        await app.press("escape")
        await app.settle()
        app.expect("Inbox: 8 mails")
        app.refuse("to read")
        await app.press("u")
        await app.settle()
        page = app.app.screen
        assert isinstance(page, InboxPage)
        assert page.came.current is not None
        assert page.came.current.undone
        app.expect("What followed was taken back.")


async def test_replies_stand_on_today_until_they_were_read(home: Path) -> None:
    came_back(home)
    shop = open_shop(home)
    with shop.db.write() as tx:
        from shopkeep.store import imports

        imports.begin(tx, {"kind": "orders", "file": "a.csv", "digest": "1"})
    shop.close()
    async with Driver(home) as app:
        await app.go("today")
        app.expect("1 person wrote back. Read what they say.")
        await app.press("a")
        await app.until(lambda: isinstance(app.app.screen, InboxPage))
        await app.settle()
        await app.press("enter")
        await app.settle()
        await app.go("today")
        app.refuse("wrote back")


async def test_how_it_looks(home: Path) -> None:
    came_back(home)
    async with Driver(home) as app:
        await opened(app)
        await app.snapshots("inbox")
