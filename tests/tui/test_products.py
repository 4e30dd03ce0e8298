"""Products: every view, one product's next and months, hostile titles, nothing there."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.tui.screens.products import ProductsPage
from shopkeep.tui.screens.products_words import VIEWS
from tests.tui.driver import Driver


async def opened(app: Driver, segment: str = "all") -> ProductsPage:
    await app.go("customers")
    page = ProductsPage(segment)
    app.app.push_screen(page)
    await app.settle()
    return page


@pytest.mark.long
async def test_v_goes_through_every_view_and_back_to_the_first(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        page = await opened(app, "at-risk")
        app.expect("What “At risk” used to buy", "[Used to buy]", "than others")
        for title in list(VIEWS.values())[1:]:
            await app.press("v")
            app.expect(f"[{title}]")
            assert page.report is not None
        await app.press("v")
        app.expect("[Used to buy]")
        await app.press("left")
        app.expect("[Months]", "Orders by month")
        await app.press("escape")
        assert app.app.screen is app.app.place


@pytest.mark.long
async def test_a_filter_is_named_shortly_and_all_customers_are_not_compared(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        app.app.push_screen(ProductsPage("all", "spent > 100 and country = DE"))
        await app.settle()
        app.expect("What customers of this filter used to buy", "Likely range")
        assert ".: " not in app.text(), "a filter in words is no sentence before a colon"
        await app.press("escape")
        app.app.push_screen(ProductsPage("all"))
        await app.settle()
        app.expect("What customers used to buy", "there is nobody to compare them with")
        app.refuse("cannot tell yet")


async def test_one_product_further(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        page = await opened(app)
        await app.press("v")
        row = page.rows.rows[0]
        assert row is not None
        first = row.title
        app.expect("came back (", "in the whole shop", "surely better")
        await app.press("enter")
        app.expect(f"After {first}", "later bought something new")
        await app.press("escape")
        app.expect("[First orders]")
        await app.press("m")
        app.expect(f"Orders by month: {first}", "January", "December", "█")
        await app.press("escape")
        app.expect("[First orders]")


@pytest.mark.long
async def test_the_other_way_and_folding(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await opened(app)
        await app.press("v", "v")
        app.expect("in one order")
        await app.press("o")
        app.expect("by the same customer")
        await app.press("v")
        app.expect("Best sellers")
        await app.press("o", "f")
        app.expect("Slowest sellers", "variants folded", "Gift Card")
        app.refuse("Gift Card - €50.00")


async def test_an_empty_shop_says_how_to_fill_it(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await opened(app)
        for _ in VIEWS:
            app.expect("brings in an export")
            await app.press("enter", "m", "o", "f", "v")
        assert app.app.is_running


@pytest.mark.long
async def test_hostile_titles(hostile_home: Path) -> None:
    async with Driver(hostile_home) as app:
        await opened(app)
        for _ in VIEWS:
            await app.press("down", "enter", "escape", "v")
        shown = app.text()
        assert not any(ord(c) < 32 and c != "\n" for c in shown)


async def test_views_as_pictures(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await opened(app)
        await app.press("v")
        await app.snapshots("products-first")
        await app.press("v")
        await app.snapshots("products-together")
        await app.press("left", "left", "left")
        await app.snapshots("products-months")
