"""The list widget: any number of rows, any width, any text."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult

from shopkeep.tui.widgets.columns import GAP, Cell, Column, fit, layout
from shopkeep.tui.widgets.paging import Pages
from shopkeep.tui.widgets.rows import Rows
from tests.tui.driver import screen_text

COLUMNS = [
    Column("Name", weight=1, least=10, sort="name"),
    Column("Money", width=8, right=True, sort="money"),
    Column("Extra", width=12, drop=1),
]


class ListApp(App[None]):
    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.given = rows
        self.heard: list[tuple[str, Any]] = []

    def compose(self) -> ComposeResult:
        yield Rows(COLUMNS, lambda r: r, lambda r: r[0], sign=lambda _r: Cell(""), empty="Nothing here.")

    def on_mount(self) -> None:
        self.rows.show(self.given)
        self.rows.focus()

    @property
    def rows(self) -> Rows[tuple[str, str, str]]:
        return self.query_one(Rows)

    @on(Rows.Highlighted)
    def highlighted(self, event: Rows.Highlighted[Any]) -> None:
        self.heard.append(("highlighted", event.key))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen[Any]) -> None:
        self.heard.append(("chosen", event.key))

    @on(Rows.SortAsked)
    def sort_asked(self, event: Rows.SortAsked) -> None:
        self.heard.append(("sort", event.sort))


def people(count: int) -> list[tuple[str, str, str]]:
    return [(f"Person {n}", f"€{n}", "more") for n in range(count)]


async def test_keys_move_the_cursor_and_say_so() -> None:
    app = ListApp(people(200))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("down", "down", "up")
        assert app.rows.cursor == 1
        await pilot.press("pagedown")
        assert app.rows.cursor == 12
        await pilot.press("end")
        assert app.rows.cursor == 199
        assert "Person 199" in screen_text(app)
        await pilot.press("home", "up")
        assert app.rows.cursor == 0
        await pilot.press("enter")
        assert app.heard[-1] == ("chosen", "Person 0")
        assert ("highlighted", "Person 199") in app.heard


async def test_a_hundred_thousand_rows_format_only_what_is_seen() -> None:
    seen: set[str] = set()
    app = ListApp([])
    async with app.run_test(size=(80, 24)) as pilot:
        app.rows.cells = lambda r: (seen.add(r[0]), r)[1]  # type: ignore[func-returns-value]
        app.rows.show(people(100_000))
        await pilot.press("end", "pageup", "home")
        assert len(seen) < 200
        assert app.rows.virtual_size.height == 100_001


class Paged:
    """A list of which every key is known; rows come when `deliver` is called."""

    def __init__(self, app: ListApp, count: int) -> None:
        self.rows, self.asked = app.rows, list[tuple[int, int]]()
        keys = [f"Person {n}" for n in range(count)]
        self.pages: Pages[tuple[str, str, str]] = Pages(keys, key=lambda row: row[0])
        self.rows.pages_wanted = lambda first, last: self.asked.append((first, last))
        self.rows.show(self.pages)

    def deliver(self) -> None:
        keys = self.pages.missing(*self.rows.view)
        self.rows.take(self.pages, keys, [(str(key), "€1", "more") for key in keys])


async def test_rows_that_have_not_come_are_drawn_as_such_and_asked_for_with_a_screen_around() -> None:
    app = ListApp([])
    async with app.run_test(size=(60, 12)) as pilot:
        paged = Paged(app, 150_000)
        await pilot.pause()
        assert paged.asked[-1] == (0, 22), "eleven rows in view, and a screen below"
        assert screen_text(app).count("…") == 11
        assert "Person" not in screen_text(app)
        assert app.heard == [], "nothing is said of a row that is not there"
        paged.deliver()
        await pilot.pause()
        assert "Person 0" in screen_text(app)
        assert app.heard == [("highlighted", "Person 0")]
        paged.asked.clear()
        await pilot.press("down", "down")
        assert paged.asked == [], "what is there is not asked for again"


async def test_all_rows_are_reached_marked_and_kept_while_they_have_not_come() -> None:
    app = ListApp([])
    async with app.run_test(size=(60, 12)) as pilot:
        paged = Paged(app, 150_000)
        await pilot.press("end", "enter")
        assert app.rows.current_key == "Person 149999"
        assert app.rows.current is None
        assert app.heard == []
        app.rows.toggle_mark()
        assert app.rows.marked == {"Person 149999"}
        assert app.rows.marked_here == 1
        paged.deliver()
        await pilot.pause()
        assert "● Person 149999" in screen_text(app)
        await pilot.press("pageup")
        paged.deliver()
        await pilot.pause()
        assert app.heard[-1] == ("highlighted", "Person 149988")
        assert len(paged.pages._rows) < 60, "only what was looked at was asked for"
        await pilot.press("home")
        assert app.rows.move_to("Person 77777")
        assert not app.rows.move_to("Nobody")
        app.rows.show(Pages([f"Person {n}" for n in range(77_000, 78_000)], key=lambda row: row[0]))
        await pilot.pause()
        assert app.rows.current_key == "Person 77777"
        assert app.rows.marked_here == 0


async def test_the_cursor_is_in_view_in_a_list_that_was_too_short_to_scroll() -> None:
    app = ListApp([])
    async with app.run_test(size=(60, 12)) as pilot:
        app.rows.show(people(3))
        await pilot.press("down", "down")
        keys = [f"Person {n}" for n in range(3000, -1, -1)]
        app.rows.show(Pages(keys, key=lambda row: row[0], known=people(3000)))
        await pilot.pause()
        assert app.rows.current_key == "Person 2"
        assert "Person 2 " in screen_text(app)


async def test_what_is_in_view_is_asked_for_again_when_drawn() -> None:
    app = ListApp([])
    async with app.run_test(size=(60, 12)) as pilot:
        paged = Paged(app, 100)
        await pilot.pause()
        paged.asked.clear()  # lost
        app.rows.refresh()
        await pilot.pause()
        assert paged.asked == [(0, 22)]


async def test_rows_that_never_come_are_asked_for_once() -> None:
    app = ListApp([])
    async with app.run_test(size=(60, 12)) as pilot:
        paged = Paged(app, 30)
        app.rows.take(paged.pages, paged.pages.missing(0, 30), [])
        await pilot.press("end", "home", "x", "enter")
        assert paged.pages.missing(0, 30) == []
        assert screen_text(app).count("…") == 11
        app.rows.want_again()
        assert len(paged.pages.missing(0, 30)) == 30, "until one comes back to the list"


async def test_the_cursor_stays_on_its_row_when_rows_change() -> None:
    app = ListApp(people(50))
    async with app.run_test(size=(60, 20)) as pilot:
        assert app.rows.move_to("Person 30")
        app.rows.show(list(reversed(people(50))))
        await pilot.pause()
        assert app.rows.current_key == "Person 30"
        app.rows.show([r for r in people(50) if r[0] != "Person 30"])
        await pilot.pause()
        assert app.rows.current is not None


async def test_marks_are_kept_and_shown() -> None:
    app = ListApp(people(5))
    async with app.run_test(size=(60, 12)) as pilot:
        app.rows.toggle_mark()
        app.rows.toggle_mark()
        await pilot.pause()
        assert [r[0] for r in app.rows.marked_rows] == ["Person 0", "Person 1"]
        assert screen_text(app).count("●") == 2
        app.rows.clear_marks()
        await pilot.pause()
        assert "●" not in screen_text(app)


async def test_a_mark_leaves_the_sign_of_its_row_in_sight() -> None:
    app = ListApp(people(3))
    async with app.run_test(size=(80, 12)) as pilot:
        app.rows.sign = lambda row: Cell("✕" if row[0] == "Person 1" else "")
        app.rows.move_to("Person 1")
        app.rows.toggle_mark()
        app.rows.toggle_mark()
        await pilot.pause()
        shown = screen_text(app)
        assert "●✕ Person 1" in shown
        assert " ● Person 2" in shown


async def test_mouse() -> None:
    app = ListApp(people(50))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.click(Rows, offset=(10, 4))
        assert app.rows.current_key == "Person 3"
        await pilot.click(Rows, offset=(10, 4), times=2)
        assert app.heard[-1] == ("chosen", "Person 3")
        await pilot.click(Rows, offset=(5, 0))
        assert app.heard[-1] == ("sort", "name")


async def test_empty_text_and_no_rows_survive_every_key() -> None:
    app = ListApp([])
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("down", "up", "end", "home", "pagedown", "enter", "space")
        assert "Nothing here." in screen_text(app)
        assert app.heard == []


@pytest.mark.parametrize(
    "name",
    [
        "Bob [/red] Co",
        "[@click=app.quit]hi[/]",
        "[link=https://evil]a[/link]",
        "\x1b]2;PWNED\x07Anna",
        "\x1b[2J\x1b[HSPOOF",
        "a\x9b31mb",
        "\u202egnp.exe",
        "line\nbreak\ttab",
        "王小明" * 30,
        "👩‍👩‍👧‍👦 family",
        "é" * 5000,
        "",
    ],
)
async def test_hostile_names_are_only_text(name: str) -> None:
    app = ListApp([(name, "€1", "x"), ("After", "€2", "y")])
    async with app.run_test(size=(60, 8)) as pilot:
        await pilot.click(Rows, offset=(5, 1))
        await pilot.pause()
        lines = [app.rows.render_line(y) for y in range(4)]
        for line in lines:
            assert line.cell_length == app.rows.scrollable_content_region.width
            assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in line.text)
        if name.startswith("Bob"):
            assert "Bob [/red] Co" in screen_text(app)
        assert app.is_running


async def test_columns_line_up_whatever_the_script() -> None:
    names = ["Ines", "王小明", "Ünal Öz", "भारत", "😀😀"]
    app = ListApp([(n, "€1,234", "x") for n in names])
    async with app.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        ends = set()
        for y in range(1, 6):
            text = app.rows.render_line(y).text
            ends.add(cell_len(text[: text.index("€1,234")]))
        assert len(ends) == 1


async def test_narrow_lists_drop_columns_in_order_of_need() -> None:
    app = ListApp(people(3))
    async with app.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        assert "Extra" in screen_text(app)
        await pilot.resize_terminal(30, 8)
        await pilot.pause()
        shown = screen_text(app)
        assert "Extra" not in shown
        assert "Money" in shown
        for size in ((1, 1), (2, 3), (200, 50), (60, 8)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert "Person 0" in screen_text(app)


async def test_sort_mark_stands_at_its_title() -> None:
    app = ListApp(people(3))
    async with app.run_test(size=(60, 8)) as pilot:
        app.rows.sort_mark("money")
        await pilot.pause()
        assert "▾Money" in screen_text(app)
        app.rows.sort_mark("name", descending=False)
        await pilot.pause()
        assert "Name▴" in screen_text(app)


@given(st.text(max_size=80), st.integers(1, 60), st.booleans(), st.booleans())
def test_fit_is_exact(text: str, width: int, right: bool, ends: bool) -> None:
    from shopkeep.core.text import plain

    assert cell_len(fit(plain(text), width, right, ends)) == width


def test_a_name_of_a_file_keeps_its_end() -> None:
    assert fit("order_export_2026-11-28.csv", 21, ends=True) == "order_expo…-11-28.csv"


columns = st.lists(
    st.builds(
        Column,
        title=st.just("T"),
        width=st.integers(0, 20),
        weight=st.sampled_from([0.0, 1.0, 2.5]),
        least=st.integers(1, 20),
        drop=st.integers(0, 5),
    ),
    min_size=1,
    max_size=9,
)


@given(columns, st.integers(20, 250))
def test_layout_never_overlaps_and_fits_when_it_can(found: list[Column], width: int) -> None:
    placed = layout(found, width, 3)
    for (start, _c, size), (after, _d, _s) in itertools.pairwise(placed):
        assert start + size + GAP == after
    needed = sum(c.width or c.least for c in found if not c.drop) + GAP * len(found)
    if placed and needed <= width - 4:
        start, _column, size = placed[-1]
        assert start + size <= width
