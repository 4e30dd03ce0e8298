"""The shell: starting, going about, errors, long work, leaving."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from shopkeep.core.progress import Step, Stop, Tell
from shopkeep.errors import ShopkeepError, Stopped
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.tui.app import ShopkeepApp
from shopkeep.tui.run import Works, task
from shopkeep.tui.screens.backtest import BackTestPage
from shopkeep.tui.screens.base import Frame
from shopkeep.tui.screens.customer import CustomerPage
from shopkeep.tui.screens.inbox import InboxPage
from shopkeep.tui.screens.never import NeverPage
from shopkeep.tui.screens.outbox_message import PracticePage
from shopkeep.tui.screens.pairs import PairsPage
from shopkeep.tui.screens.products import ProductsPage
from shopkeep.tui.screens.results_orders import OrdersPage
from shopkeep.tui.screens.settings_accounts import AccountsPage
from shopkeep.tui.screens.shop import ShopPage
from tests.tui.driver import PATIENCE, Driver, screen_text

HEAVY = ("sqlmodel", "sqlalchemy", "jinja2", "aiosmtplib", "keyring", "numpy", "pydantic", "tomlkit", "babel")


def test_the_first_paint_needs_no_heavy_library() -> None:
    code = f"import sys, shopkeep.tui.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_an_empty_shop_welcomes(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        app.expect("Welcome", "Bring in an export", "sample shop", "win them back")


async def test_digits_and_function_keys_go_everywhere(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.press("2")
        assert app.app.screen.NAME == "customers"  # type: ignore[attr-defined]
        await app.press("slash")
        await app.press("1")
        assert app.app.screen.NAME == "customers", "a digit in a text field is text"  # type: ignore[attr-defined]
        await app.press("f1")
        assert app.app.screen.NAME == "today"  # type: ignore[attr-defined]


async def test_reopening_starts_where_one_was(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
    async with Driver(sample_home) as app:
        assert app.app.place.PLACE == "customers"


async def test_keys_pressed_while_the_shop_is_opened_are_for_the_first_place(sample_home: Path) -> None:
    seen = threading.Event()

    def slowly(home: Path) -> Shop:
        assert seen.wait(PATIENCE)
        return open_shop(home)

    app = Driver(sample_home, opener=slowly)
    for key in ("2", "slash", "a"):
        app.app.call_later(app.app.post_message, events.Key(key, key if key.isalnum() else "/"))
    app.app.call_later(seen.set)
    async with app:
        await app.until(lambda: app.app.place.PLACE == "customers")
        await app.settle()
        assert app.app.screen.query_one("#filter", Input).value == "a"


async def test_all_keys_of_a_place_and_the_palette(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("question_mark")
        app.expect("All keys", "Leave out of mails, with a reason.")
        await app.press("escape", "colon")
        await app.press("text:never")
        await app.until_text("Never write again")


async def test_dialogs_keep_digits_to_themselves(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("x")
        await app.press("1", "f4")
        app.expect("Leave out")
        await app.press("escape")
        assert app.app.place.PLACE == "customers"


class Probe(Frame):
    """A page with work that fails, takes long, or waits."""

    PLACE = "today"

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Any] = []
        self.ended = ""

    @task
    async def known(self) -> None:
        def job(_shop: Shop) -> None:
            raise ShopkeepError("The pier is closed.", "No boats leave.", "Try the bridge.")

        await self.ask(job)

    @task
    async def unknown(self) -> None:
        def job(_shop: Shop) -> None:
            raise ZeroDivisionError("[/] seven by nought")

        await self.ask(job)

    @task
    async def long(self, before_quit: str = "") -> None:
        def job(_shop: Shop, tell: Tell, stop: Stop) -> int:
            for number in range(100_000):
                tell(Step("counting", number, 100_000))
                if stop():
                    raise Stopped("Stopped.")
                if number > 2_000:
                    time.sleep(0.001)
            return 1

        try:
            await self.follow(job, tell=self.told.append, title="Counting", before_quit=before_quit)
        except Stopped:
            self.ended = "stopped"


async def probe(app: Driver) -> Probe:
    page = Probe()
    await app.app.push_screen(page)
    await app.pilot.pause()
    return page


async def test_a_known_error_is_a_toast_with_the_next_step(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        page = await probe(app)
        page.known()
        await app.settle()
        assert app.toasts() == ["The pier is closed. No boats leave. Try the bridge."]


async def test_an_unknown_error_is_a_dialog_and_the_app_lives(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        page = await probe(app)
        page.unknown()
        await app.until_text("Something went wrong")
        app.expect("ZeroDivisionError", "[/] seven by nought")
        await app.press("escape")
        assert app.app.screen is page


class SlowToGo(Static):
    """A widget that goes after its neighbours; meanwhile the page's work gets its answer."""

    def __init__(self, answered: threading.Event) -> None:
        super().__init__()
        self._answered = answered

    async def on_unmount(self) -> None:
        while self.parent is not None and self.screen.query("#answer"):
            await asyncio.sleep(0.01)
        self._answered.set()
        await asyncio.sleep(0.2)


class Looks(ModalScreen[None], Works[None]):
    """A dialog that looks something up, which is done only when it has been left."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()
        self.wrote = ""

    def compose(self) -> ComposeResult:
        yield SlowToGo(self.answered)
        yield Input(id="answer")

    @task
    async def look(self) -> None:
        await self.ask_pure(self.answered.wait, PATIENCE)
        self.wrote = "looks"
        self.wrote = self.query_one("#answer", Input).value


async def test_a_dialog_left_while_it_looks_something_up_just_goes(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        left = Looks()
        await app.app.push_screen(left)
        left.look()
        await app.pilot.pause()
        left.dismiss()
        await app.until(lambda: not left.is_running)
        await app.settle()
        assert left.wrote == "looks", "the answer came between the widgets' end and the dialog's"
        assert "Something went wrong" not in app.text()


async def test_long_work_tells_seldom_and_stops_when_asked(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        page = await probe(app)
        page.long()
        await app.until(lambda: len(page.told) > 1)
        assert len(page.told) < 500, "thousands of events reach the screen as a few"
        page.stop_long("Counting")
        await app.until(lambda: page.ended == "stopped")
        assert app.app.long_jobs == []


async def test_quitting_while_sending_asks_and_the_safe_answer_stays(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        page = await probe(app)
        page.long("Mails are being sent.")
        await app.until(lambda: bool(page.told))
        await app.press("q")
        await app.until_text("Mails are being sent.")
        await app.press("enter")
        assert app.app.long_jobs, "Enter takes the first answer, which is to stay"
        await app.press("q")
        await app.until_text("Mails are being sent.")
        await app.press("down", "enter")
        await app.until(lambda: page.ended == "stopped")


async def test_a_second_app_looks_only_and_says_so(sample_home: Path) -> None:
    first = open_shop(sample_home)
    try:
        async with Driver(sample_home, opener=None) as app:
            assert app.app.read_only
            app.expect("looking only")
            await app.go("customers")
            await app.press("s", "down", "enter")
            assert any("has this shop open" in toast for toast in app.toasts())
    finally:
        first.close()


async def test_a_damaged_shop_is_told_in_words(tmp_path: Path) -> None:
    home = tmp_path / "shop"
    open_shop(home).close()
    (home / "shop.db").write_bytes(b"not a database at all, " * 400)
    app = ShopkeepApp(home)

    def said() -> str:
        return " ".join(screen_text(app).split())

    async with app.run_test(size=(100, 30)) as pilot:
        for _ in range(400):
            if "damaged" in said():
                break
            await pilot.pause(0.02)
        assert "is damaged" in said()
        assert "left untouched" in said()
        await pilot.press("q")
        await pilot.pause()
    assert app.leave_with == 6


SIZES = [(1, 1), (60, 20), *(pytest.param(size, marks=pytest.mark.long) for size in ((20, 5), (80, 24), (250, 70)))]


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_of_terminal(sample_home: Path, size: tuple[int, int]) -> None:
    async with Driver(sample_home, size=size) as app:
        for place in ("today", "customers"):
            await app.go(place)
            await app.pilot.resize_terminal(100, 30)
            await app.settle()
            await app.pilot.resize_terminal(*size)
            await app.settle()
        assert app.app.is_running


NOTHING_THERE = re.compile(r"\byet\b|\bNobody|\bNothing|\bNo [a-z]+|Here stands|is listed here|goes to your sequences")


async def test_nothing_is_said_to_be_empty_before_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask, known = Works.ask_pure, asyncio.Event()

    async def slow(self: Works[Any], *what: Any, **more: Any) -> Any:
        await known.wait()
        return await ask(self, *what, **more)

    def said(app: Driver) -> str:
        return "\n".join(app.text().splitlines()[2:])  # below the head and the bar

    async with Driver(tmp_path / "shop") as app:
        monkeypatch.setattr(Works, "ask_pure", slow)
        for name in ("customers", "sequences", "outbox", "results", "imports", "settings"):
            app.app.go(name)
            await app.until(lambda name=name: getattr(app.app.screen, "NAME", "") == name)  # type: ignore[misc]
            await app.pilot.pause()
            assert not NOTHING_THERE.search(said(app)), said(app)
        pages = [InboxPage(), PracticePage(), NeverPage(), PairsPage(), ProductsPage(), ShopPage(), OrdersPage("")]
        for page in [*pages, BackTestPage(), AccountsPage(), CustomerPage([1], 0, lambda _: True)]:
            app.app.push_screen(page)
            await app.until(lambda page=page: app.app.screen is page)  # type: ignore[misc]
            await app.pilot.pause()
            assert not NOTHING_THERE.search(said(app)), f"{page}: {said(app)}"
            await app.app.pop_screen()
        app.app.go("sequences")
        await app.until(lambda: getattr(app.app.screen, "NAME", "") == "sequences")
        await app.pilot.press("w")
        await app.until(lambda: bool(app.toasts()))
        assert app.toasts()[-1].startswith("Your sequences are still being read.")
        known.set()
        await app.until_text("No sequence yet.")
