"""One person or two: the page of suggested pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.tui.screens.pairs import PairsPage
from tests.tui.driver import Driver

SIZES = ((120, 36), pytest.param((80, 24), marks=pytest.mark.long))


@pytest.mark.parametrize("size", SIZES)
async def test_merge_keep_apart_and_take_back(sample_home: Path, size: tuple[int, int]) -> None:
    async with Driver(sample_home, size) as app:
        await app.go("customers")
        await app.app.push_screen(PairsPage())
        await app.settle()
        app.expect("One person or two?", "sian_hughes8@example.org", "For one person", "Two people")
        assert size[0] < 120 or "only dots differ" in app.text()
        await app.press("m", "enter")
        app.expect("Merged sian_hughes8@example.net")
        page = app.app.screen
        assert isinstance(page, PairsPage)
        count = len(page.found.rows)
        await app.press("a")
        app.expect("apart")
        assert len(page.found.rows) == count - 1
        await app.press("u", "u")
        assert len(page.found.rows) == count + 1
        await app.press("escape")
        assert not isinstance(app.app.screen, PairsPage)


async def test_an_empty_shop_says_what_would_be_here(hostile_home: Path) -> None:
    async with Driver(hostile_home) as app:
        await app.go("customers")
        await app.app.push_screen(PairsPage())
        await app.settle()
        app.expect("Nobody here looks like two addresses of one person", "Esc")
