"""The page on how good the judging was, and the advice on how far to look."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.settings import Settings
from shopkeep.tui.screens.backtest import BackTestPage
from tests.tui.driver import Driver


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 36), marks=pytest.mark.long)])
async def test_the_page_says_how_it_went(sample_home: Path, size: tuple[int, int]) -> None:
    async with Driver(sample_home, size) as app:
        await app.go("customers")
        app.app.push_screen(BackTestPage())
        await app.until_text("we would have called at risk last quarter")
        app.expect("Came back, of a hundred", "At risk", "To win back")
        await app.press("end")
        await app.until_text("By the chance alone, whether late or not")
        await app.press("escape")
        assert not isinstance(app.app.screen, BackTestPage)


@pytest.mark.parametrize(("key", "kept"), [("a", False), pytest.param("n", True, marks=pytest.mark.long)])
async def test_advice_is_answered_with_one_key(sample_home: Path, key: str, kept: bool) -> None:
    Settings(sample_home).set("policy.horizon_days", "730")
    async with Driver(sample_home) as app:
        await app.until_text("do so within")
        await app.press("h")
        await app.until_text("looks that far ahead")
        await app.press(key)
        await app.until_text("as before" if kept else "from now on")
        await app.until(lambda: "looks that far ahead" not in app.text())
        assert (app.app.shop.settings.get("policy.horizon_days") == 730) is kept
