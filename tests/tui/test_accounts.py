"""The page of mail accounts: a preset in four keys, a second account, a test, and which one sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.settings import Settings
from shopkeep.tui.screens.settings_accounts import AccountsPage
from shopkeep.tui.widgets.rows import Rows
from tests.tui.driver import Driver


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


async def test_a_provider_is_chosen_and_what_is_left_to_do_is_said(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("settings")
        await app.press("a")
        assert isinstance(app.app.screen, AccountsPage)
        await app.settle()
        app.expect("There is no mail account yet.", "No limit is set.")
        await app.press("p", "enter", "text:nora@gmail.com", "enter")
        app.expect("Password of nora@gmail.com", "https://myaccount.google.com/apppasswords")
        await app.press("text:canary", "enter")
        await app.settle()
        app.expect("smtp.gmail.com", "500 a day", "500 more may go today", "It has no from address yet.")
        text = (tmp_path / "shop" / "settings.toml").read_text()
        assert "canary" not in text
        assert app.app.shop.settings.password() == "canary"
        settings = Settings(tmp_path / "shop")
        assert (settings.get("smtp.port"), settings.get("limits.per_day")) == (465, 500)
        assert settings.get("imap.host") == "imap.gmail.com"


async def test_a_second_account_can_send_and_be_dropped(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        await app.press("a")
        await app.settle()
        app.expect("practice mailbox", "It sends unless a sequence or you name another.")
        await app.press("n", "text:news", "enter", "end", "enter", "text:x", "enter", "escape")
        await app.settle()
        assert app.app.shop.settings.accounts() == ["main"], "Esc at the last question leaves everything as it was"
        await app.press("n", "text:news", "enter", "end", "enter", "text:x", "enter", "enter")
        await app.settle()
        app.expect("mail.example.com", "200 an hour")
        await app.press("down", "s")
        await app.settle()
        assert app.app.shop.settings.get("mail.account") == "news"
        await app.press("t")
        await app.settle()
        app.expect("! The password of")
        await app.press("x", "down", "enter")
        await app.settle()
        assert app.app.shop.settings.accounts() == ["main"]
        assert app.app.shop.settings.get("mail.account") == "main"


async def test_keys_typed_before_the_list_has_come_are_of_the_main_account(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("settings")
        await app.press("a")
        app.app.screen.query_one("#rows", Rows).show([])  # as it is until the accounts have been read
        await app.press("p")
        await app.until(lambda: "Whose server is it?" in app.text())
        await app.press("escape")
