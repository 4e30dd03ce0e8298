"""The Settings place: values edited with their check in place, the account tested, colours tried live."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shopkeep.jobs import accounts
from shopkeep.settings import IMAP_PASSWORD, KEYS, PASSWORD, Settings
from shopkeep.tui.screens import settings_forms as forms
from shopkeep.tui.screens.settings import SettingsPlace
from shopkeep.tui.widgets.rows import Rows
from tests.tui.driver import Driver


async def choose(app: Driver, name: str) -> None:
    """Put the cursor on a setting."""
    place = app.app.screen
    assert isinstance(place, SettingsPlace)
    assert place.query_one("#form", Rows).move_to(name)
    await app.press()


def test_every_setting_has_its_line(tmp_path: Path) -> None:
    found = [line.name for line in forms.lines(Settings(tmp_path)) if line.name]
    assert sorted(found) == sorted([*KEYS, PASSWORD, IMAP_PASSWORD])


async def test_a_value_is_changed_with_its_help_beside_it(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        app.expect("Shop name", "Tin & Thistle", "As customers know it.")
        await app.press("enter")
        await app.press("end", *["backspace"] * 7, "text:Nettle", "enter")
        app.expect("Tin & Nettle")
        assert Settings(sample_home).get("shop.name") == "Tin & Nettle"


async def test_what_does_not_fit_is_said_in_place(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        await choose(app, "shop.timezone")
        await app.press("enter", "end", "text:x", "enter")
        app.expect("It should be a time zone such as Europe/Berlin")
        await app.press("backspace", "enter")
        assert app.app.shop.settings.get("shop.timezone") == "Europe/Dublin"
        await choose(app, "limits.per_hour")
        await app.press("enter", "text:many", "enter")
        app.expect("It should be a number.")
        await app.press("escape")
        assert app.app.shop.settings.get("limits.per_hour") == 0


async def test_another_place_can_lead_to_one_setting(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        app.app.go("settings", "policy.consent")
        await app.until_text("Whom you may write to ─")
        app.app.go("settings", "smtp.host")
        await app.until_text("Mail server ─")


async def test_consent_is_chosen_by_what_each_answer_means(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        await choose(app, "policy.consent")
        app.expect("Only those who said yes")
        await app.press("enter")
        app.expect("The safe answer")
        reached = re.findall(r"(?:said yes|never said no): ([\d,]+) of ([\d,]+) customers", app.text())
        (yes, every), (not_no, _) = [(int(a.replace(",", "")), int(b.replace(",", ""))) for a, b in reached]
        assert 0 < yes < not_no < every
        await app.press("end", "enter")
        assert app.app.shop.settings.get("policy.consent") == "existing"


async def test_the_account_is_tested_and_the_answer_stays(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        await app.press("t")
        await app.settle()
        app.expect("✓ The practice mailbox answers.")
        app.app.shop.settings.set("smtp.port", "1")
        await app.press("t")
        await app.settle()
        app.expect("! ")
        app.refuse("✓ The practice")


async def test_the_practice_mailbox_in_one_key(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("settings")
        app.expect("▲ From address")
        await app.press("p")
        await app.settle()
        assert accounts.is_practice(app.app.shop)
        app.expect("practice mailbox")


async def test_a_real_account_is_not_dropped_without_a_question(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        app.app.shop.settings.set("smtp.port", "2525")
        await app.go("settings")
        await app.press("p")
        app.expect("Use the practice mailbox?", "Keep my mail account")
        await app.press("enter")
        assert app.app.shop.settings.get("smtp.port") == 2525
        await app.press("p", "down", "enter")
        assert accounts.is_practice(app.app.shop)


async def test_colours_are_tried_while_choosing(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        before = app.app.theme
        await choose(app, "theme.terminal")
        await app.press("enter", "down")
        tried = app.app.theme
        assert tried != before
        await app.press("escape")
        assert app.app.theme == before
        await app.press("enter", "down", "enter")
        assert app.app.theme == tried
        assert Settings(sample_home).get("theme.terminal") == tried


async def test_a_password_is_hidden_and_never_in_the_file(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    async with Driver(sample_home) as app:
        await app.go("settings")
        await app.press("w")
        app.expect("Password of", "never into a file")
        await app.press("text:hunter2secret")
        app.refuse("hunter2secret")
        await app.press("enter")
        await app.settle()
        assert app.app.shop.settings.password() == "hunter2secret"
        assert "hunter2secret" not in (sample_home / "settings.toml").read_text(encoding="utf-8")
        app.expect("known")


async def test_how_it_looks(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        await app.snapshots("settings")


@pytest.mark.long
async def test_the_cursor_passes_over_headings(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("settings")
        form = app.app.screen.query_one("#form", Rows)
        seen = [form.current.name]
        for _ in range(len(form.rows)):
            await app.pilot.press("down")
            seen.append(form.current.name)
        assert "" not in seen
        await app.press("home", "up")
        assert form.current.name == "shop.name"
        app.expect("── Shop ──")
