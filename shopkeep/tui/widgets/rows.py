"""The one list widget: a header, columns, a cursor and marks over a plain list of rows.

Only visible rows are formatted and drawn, so a hundred thousand cost no more than fifty. Widths are
counted in terminal cells, so that wide characters stay in their columns. Text is drawn as plain
segments, never read as markup, and passes `core.text.plain` first: rows hold what strangers wrote.

    rows = Rows(
        [Column("Customer", weight=2, least=12), Column("Late", width=6, right=True, drop=2)],
        cells=lambda c: (c.name, Cell("2.1×", "warning")),     # one row as texts or Cells
        key=lambda c: c.email,                                  # what stays the same over a refresh
    )
    rows.show(customers)                                        # keeps the cursor on the same key
    @on(Rows.Highlighted) / @on(Rows.Chosen)                    # event.row, event.key, event.rows

Rows may also come page by page, while the cursor and the marks know all of them (widgets/paging.py).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from shopkeep.tui import place_keys
from shopkeep.tui.widgets import rows_draw as draw
from shopkeep.tui.widgets.columns import Cell, Column, as_cell, layout
from shopkeep.tui.widgets.listing import Listing, Row
from shopkeep.tui.widgets.paging import Pages

Shown = TypeVar("Shown")

MARK = "●"


class Rows(ScrollView, Listing[Row], can_focus=True, inherit_bindings=False):
    """See the module."""

    BINDINGS = place_keys.bindings("list")
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--head", "rows--cursor", "rows--cursor-away", "rows--muted", "rows--accent", "rows--success",
        "rows--warning", "rows--error", "rows--strong", "rows--marked",
    }  # fmt: skip
    DEFAULT_CSS = """
    Rows {
        height: 1fr; background: $background; color: $foreground; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        overflow-x: hidden; overflow-y: auto;
        & .rows--head { color: $text-muted; }
        & .rows--cursor { background: $accent; color: $background; text-style: bold; }
        & .rows--cursor-away { background: $panel; color: $foreground; text-style: bold; }
        & .rows--muted { color: $text-muted; }
        & .rows--accent { color: $accent; }
        & .rows--success { color: $success; }
        & .rows--warning { color: $warning; }
        & .rows--error { color: $error; }
        & .rows--strong { text-style: bold; }
        & .rows--marked { color: $accent; text-style: bold; }
    }
    """

    class Event(Message, Generic[Shown]):
        """Something about one row of a list."""

        def __init__(self, rows: Rows[Shown], index: int, row: Shown) -> None:
            super().__init__()
            self.rows = rows
            self.index = index
            self.row = row
            self.key = rows.key(row)

        @property
        def control(self) -> Rows[Shown]:
            return self.rows

    class Highlighted(Event[Shown]):
        """The cursor came to a row."""

    class Chosen(Event[Shown]):
        """Enter, or a click on the row under the cursor."""

    class SortAsked(Message):
        """A click on a column's title."""

        def __init__(self, rows: Rows[Any], sort: str) -> None:
            super().__init__()
            self.rows = rows
            self.sort = sort

        @property
        def control(self) -> Rows[Any]:
            return self.rows

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[Row], Sequence[str | Cell]],
        key: Callable[[Row], Hashable],
        *,
        sign: Callable[[Row], str | Cell] | None = None,
        empty: str | Content = "",
        waiting: str = "",
        header: bool = True,
        skip: Callable[[Row], bool] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`empty`: what is said once it is known that there are no rows; until then `waiting`."""
        super().__init__(id=id, classes=classes)
        Listing.__init__(self, key, skip)  # which the widget's own does not call
        self.columns = list(columns)
        self.cells = cells
        self.sign = sign
        """One sign before a row, such as `✕`, beside its mark; None: no column for marks at all."""
        self.pages_wanted: Callable[[int, int], object] | None = None
        """Called with the range of rows (first, and the one after the last) in and around view of which some
        have not come."""
        self.sorted_by = ""
        self.descending = True
        self._empty = empty
        self._waiting = waiting
        self._known = False
        """Rows were shown, or none: what stands here is what there is."""
        self._header = header
        self._layout: list[tuple[int, Column, int]] = []
        self._styles: dict[str, Style] = {}
        self._told: Hashable | None = None
        self._will_want = False

    # What a screen calls.

    def show(self, rows: Sequence[Row] | Pages[Row], *, keep: bool = True) -> None:
        """Show these rows. With `keep` the cursor stays on the key it was on, else it goes to the top."""
        before = self.current_key if keep else None
        index = self.cursor if keep else 0
        self.rows = rows if isinstance(rows, list | Pages) else list(rows)
        self._known = True
        if before is not None and not (index < len(self.rows) and self.key_at(index) == before):
            found = self.index_of(before)
            index = index if found is None else found
        self._told = None
        self._measure()
        self._put(max(0, min(index, len(self.rows) - 1)), tell=True)
        self._want()
        self.refresh()

    def take(self, pages: Pages[Row], asked: Iterable[Hashable], rows: Iterable[Row]) -> None:
        """Rows of `pages` that were asked for have come."""
        pages.put(asked, rows)
        if pages is self.rows:
            self._tell()
            self.refresh()

    def want_again(self) -> None:
        """Ask once more for what is in view and has not come, also for what was asked for in vain."""
        if isinstance(self.rows, Pages):
            self.rows.forget_absent()
        self._want()
        self.refresh()

    @property
    def view(self) -> tuple[int, int]:
        """The rows in view and a screen on both sides: the first, and the one after the last."""
        top, page = round(self.scroll_offset.y), self._page
        return max(0, top - page), min(len(self.rows), top + 2 * page)

    def set_empty(self, text: str | Content) -> None:
        """What to say where there are no rows."""
        self._empty = text
        self.refresh()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns, or the same ones titled anew."""
        self.columns = list(columns)
        self._measure()
        self.refresh()

    def sort_mark(self, sort: str, descending: bool = True) -> None:
        """Show that the rows are sorted by the column of this sort key."""
        self.sorted_by, self.descending = sort, descending
        self.refresh()

    @property
    def sort_shown(self) -> bool:
        """Whether the column that the rows are sorted by is in view, with its mark."""
        return any(column.sort == self.sorted_by for _start, column, _width in self._layout)

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False where there is none."""
        index = self.index_of(key)
        if index is not None:
            self._put(index)
        return index is not None

    def toggle_mark(self) -> None:
        """Mark or unmark the row under the cursor and go one down."""
        key = self.current_key
        if key is None:
            return
        self.marked ^= {key}
        self._put(min(self.cursor + 1, len(self.rows) - 1))
        self.refresh()

    def clear_marks(self) -> None:
        self.marked.clear()
        self.refresh()

    # Moving.

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height - self._head)

    @property
    def _head(self) -> int:
        return 1 if self._header else 0

    def _put(self, index: int, tell: bool = False) -> None:
        index = self.stop_at(max(0, min(index, len(self.rows) - 1)))
        moved = index != self.cursor
        self.cursor = index
        if not len(self.rows):
            return
        height = self._page
        top = round(self.scroll_offset.y)
        if index < top or self.is_first(index):
            self._scroll_to_row(0 if self.is_first(index) else index)
        elif index >= top + height:
            self._scroll_to_row(index - height + 1)
        if moved or tell:
            self._tell(again=True)
        self.refresh()

    def _scroll_to_row(self, top: int) -> None:
        # Forced, for a list that was short until now has no scrollbar yet, and would not be scrolled.
        self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def _tell(self, again: bool = False) -> None:
        """Say which row the cursor came to, once it is there."""
        row, key = self.current, self.current_key
        if row is None:
            self._told = None
        elif again or key != self._told:
            self._told = key
            self.post_message(self.Highlighted(self, self.cursor, row))

    def _want(self) -> None:
        """Ask for rows in and around view that have not come."""
        if self.pages_wanted is not None and isinstance(self.rows, Pages) and self.rows.missing(*self.view):
            self.pages_wanted(*self.view)

    def _want_soon(self) -> None:
        """Ask once what is being drawn is drawn: however a request was lost, what is seen is asked for."""
        if not self._will_want and self.pages_wanted is not None:
            self._will_want = True
            self.call_later(self._want_now)

    def _want_now(self) -> None:
        self._will_want = False
        self._want()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._want()

    def action_cursor_up(self) -> None:
        self._put(self.cursor - 1)

    def action_cursor_down(self) -> None:
        self._put(self.cursor + 1)

    def action_page_up(self) -> None:
        self._put(self.cursor - self._page)

    def action_page_down(self) -> None:
        self._put(self.cursor + self._page)

    def action_scroll_home(self) -> None:
        self._put(0)

    def action_scroll_end(self) -> None:
        self._put(len(self.rows) - 1)

    def action_choose(self) -> None:
        if self.current is not None:
            self.post_message(self.Chosen(self, self.cursor, self.current))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if self._header and offset.y == 0:
            self._click_title(offset.x)
            return
        index = offset.y - self._head + round(self.scroll_offset.y)
        if not 0 <= index < len(self.rows):
            return
        if index == self.cursor and self.has_focus and event.chain > 1:
            self.action_choose()
        self._put(index)

    def _click_title(self, x: int) -> None:
        for start, column, width in self._layout:
            if start <= x < start + width and column.sort:
                self.post_message(self.SortAsked(self, column.sort))

    # Measuring.

    def on_resize(self) -> None:
        self._measure()
        self._put(self.cursor)
        self._want()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width or self.size.width, len(self.rows) + self._head)
        self._layout = layout(self.columns, self.scrollable_content_region.width, self._margin)

    @property
    def _margin(self) -> int:
        return 3 if self.sign is not None else 1

    # Drawing.

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"rows--{name}", partial=True)
        return self._styles[name]

    def _tone(self, name: str) -> Style | None:
        return self._style(name) if name else None

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.rich_style
        if self._header and y == 0:
            titles = draw.head_line(self._layout, self._margin, self._style("head"), self.sorted_by, self.descending)
            return Strip(titles).adjust_cell_length(width, base).apply_style(base)
        index = y - self._head + round(self.scroll_offset.y)
        if index >= len(self.rows):
            says = "" if len(self.rows) else self._empty if self._known else self._waiting
            return draw.empty_line(says, y - self._head, width, base, self._style("muted"))
        segments = self._row_line(index)
        if index == self.cursor:
            style = base + self._style("cursor" if self.has_focus else "cursor-away")
            return Strip([Segment(s.text, style) for s in segments]).adjust_cell_length(width, style)
        strip = Strip([Segment(s.text, base + s.style if s.style else base) for s in segments])
        return strip.adjust_cell_length(width, base)

    def _row_line(self, index: int) -> list[Segment]:
        row = self.rows[index]
        if row is None:
            self._want_soon()
        cells = draw.not_yet(self.columns) if row is None else self.cells(row)
        signs = None
        if self.sign is not None:
            own = Cell("") if row is None else as_cell(self.sign(row))
            signs = [Cell(MARK, "marked"), own] if self.key_at(index) in self.marked else [own]
        return draw.row_line(self._layout, self.columns, cells, signs, self._tone)
