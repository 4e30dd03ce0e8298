"""How the shop does, on the screen: every view, formulas, other days, a split, a file; and nothing there."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core.records.report import Bars, Curves, Grid, Line
from shopkeep.customers import months
from shopkeep.tui import looks
from shopkeep.tui.screens.shop_draw import VIEWS
from shopkeep.tui.widgets import charts
from tests.tui.driver import Driver
from tests.tui.test_looks import FILES, contrast, luminance


async def test_every_view_formulas_and_back(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("results")
        await app.until_text("shows how your shop does")
        await app.press("h")
        await app.settle()
        app.expect("[Who stays]", "of the money was lost", "First-time and new", "An order is worth €")
        app.snapshot("shop-120x36")
        words = ("Heads", "+11", "Of 100 first-time buyers", "◂ peak")
        for title, said in zip(list(VIEWS.values())[1:], words, strict=True):
            await app.press("v")
            app.expect(f"[{title}]", said)
        await app.press("f")
        app.expect("Retention rate = (customers at the end − new ones) ÷ customers at the start", " ÷ ")
        await app.press("escape")
        app.expect("[The year]")
        await app.press("escape")
        assert app.app.screen is app.app.place


async def test_the_figures_are_shown_while_the_months_are_added_up(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, month_by_month = threading.Event(), months.month_by_month

    def later(*args: Any) -> Any:
        assert go_on.wait(20)
        return month_by_month(*args)

    monkeypatch.setattr(months, "month_by_month", later)
    async with Driver(sample_home) as app:
        await app.go("results")
        await app.pilot.press("h")  # not waiting for the work
        await app.until_text("of the money was lost")
        await app.pilot.press("v")
        await app.pilot.pause()
        app.expect("[Month by month]", "Adding up your orders")
        go_on.set()
        await app.until_text("Heads")


async def test_how_it_looks_where_there_is_little_room(sample_home: Path) -> None:
    async with Driver(sample_home, (80, 24)) as app:
        await app.go("results")
        await app.press("h")
        await app.settle()
        for view in ("months", "cohorts"):
            await app.press("v")
            app.snapshot(f"shop-{view}-80x24")


async def test_split_other_days_and_a_file(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("results")
        await app.press("h")
        await app.settle()
        await app.press("b", "down", "enter")
        await app.settle()
        app.expect("By country", "United Kingdom")
        await app.press("d", "down", "enter")
        await app.settle()
        app.expect("from 1 Jan 2026")
        await app.press("w", "enter")
        app.expect("The figures are written", "reports/")
        await app.press("enter")
        [written] = (sample_home / "reports").iterdir()
        assert written.suffix == ".md"
        text = written.read_text(encoding="utf-8")
        assert "By country" in text
        assert "1 Jan 2026" in text


async def test_an_empty_shop_says_what_would_be_here(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("results")
        await app.press("h")
        await app.settle()
        app.expect("who stays with your shop", "brings in an export")


def test_curves_are_named_in_the_order_of_their_ends_and_fit() -> None:
    lines = [Line(name, [(0, 0.0), (50, end), (100, end)]) for name, end in (("low", 0.44), ("high", 0.46))]
    drawn = charts.curves(Curves("", lines, [(0, "begin"), (100, "end")]), 60, 9).plain.splitlines()
    assert all(len(row) <= 60 for row in drawn)
    [high] = [at for at, row in enumerate(drawn) if row.endswith("high")]
    [low] = [at for at, row in enumerate(drawn) if row.endswith("low")]
    assert high < low
    assert drawn[0].startswith("  50 % ┤")
    assert drawn[-1].strip().startswith("begin")
    assert drawn[-1].strip().endswith("end")


def test_a_heat_map_holds_its_numbers_and_bars_theirs() -> None:
    grid = Grid("", ["+1", "+2"], [("Jan (9)", [0.5, 0.07]), ("Feb (10)", [0.0, None])])
    rows = charts.heat(grid, 40).plain.splitlines()
    assert rows[1].split() == ["Jan", "(9)", "50", "7"]
    assert rows[2].split() == ["Feb", "(10)", "0"]
    drawn = charts.bars(Bars("", [("Jan", 0.5), ("Dec", 1.5)], 1.0), 60, ["Dec"]).plain.splitlines()
    assert "0.5×" in drawn[0]
    assert "┊" in drawn[0]
    assert drawn[1].endswith("◂ peak")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_deepest_cell_can_be_read_in_every_theme(file: Path) -> None:
    from textual.color import Color

    theme = looks.read_theme(file)
    assert theme is not None
    assert theme.foreground
    assert theme.background
    assert theme.accent
    deepest = Color.parse(theme.background).blend(Color.parse(theme.accent), charts.DEEPEST / 100)
    assert luminance(deepest) != luminance(Color.parse(theme.background))
    assert contrast(theme.foreground, deepest.hex) >= 4.5
