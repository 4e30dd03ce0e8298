"""A person's data handed over, and a person erased, from their page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from shopkeep.errors import NotFound
from shopkeep.jobs import customers
from shopkeep.tui.screens.customer import CustomerPage
from tests.tui.driver import Driver


async def test_a_person_is_handed_over_and_then_erased(sample_home: Path, tmp_path: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("enter")
        await app.settle()
        page = app.app.screen
        assert isinstance(page, CustomerPage)
        assert page.detail is not None
        email = page.detail.row.email
        await app.press("g")
        app.expect("Write all that is known of them")
        app.app.screen.query_one("#answer", Input).value = str(tmp_path / "person.json")
        await app.press("enter")
        app.expect("Written to")
        await app.press("enter")
        assert json.loads((tmp_path / "person.json").read_text())["email"] == email
        await app.press("d", "enter")  # the safe answer stands first
        await app.settle()
        assert app.app.screen is page
        await app.press("d", "down", "enter", "text:erase", "enter")
        await app.until(lambda: app.app.screen is not page and not app.app.screen.is_modal)
        await app.settle()
        assert "stay without a buyer" in app.toasts()[-1]
        with pytest.raises(NotFound):
            customers.customer(app.app.shop, email)
