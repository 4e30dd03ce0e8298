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
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from shopkeep.core.text import plain
from shopkeep.tui import keys
from shopkeep.tui.widgets.columns import GAP, Cell, Column, as_cell, fit, layout

Row = TypeVar("Row")
Shown = TypeVar("Shown")

MARK = "●"
CHECK_LIMIT = 400
"""Characters of one cell that are looked at; more never fits a screen."""


class Rows(ScrollView, Generic[Row], can_focus=True, inherit_bindings=False):
    """See the module."""

    BINDINGS = keys.bindings("list")
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--head", "rows--cursor", "rows--cursor-away", "rows--muted", "rows--accent", "rows--success",
        "rows--warning", "rows--error", "rows--strong", "rows--marked",
    }  # fmt: skip
    DEFAULT_CSS = """
    Rows {
        height: 1fr; background: $background; color: $foreground; scrollbar-size-vertical: 1;
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
        header: bool = True,
        skip: Callable[[Row], bool] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = list(columns)
        self.cells = cells
        self.key = key
        self.sign = sign
        """One sign before an unmarked row, such as `✕`; None: no column for marks at all."""
        self.skip = skip
        """Rows that the cursor passes over, such as headings."""
        self.rows: list[Row] = []
        self.marked: set[Hashable] = set()
        self.cursor = 0
        self.sorted_by = ""
        self.descending = True
        self._empty = empty
        self._header = header
        self._layout: list[tuple[int, Column, int]] = []
        self._styles: dict[str, Style] = {}

    # What a screen calls.

    def show(self, rows: Sequence[Row], *, keep: bool = True) -> None:
        """Show these rows. With `keep` the cursor stays on the key it was on, else it goes to the top."""
        before = self.current_key if keep else None
        index = self.cursor
        self.rows = rows if isinstance(rows, list) else list(rows)
        if not keep:
            index = 0
        elif before is not None and not (index < len(self.rows) and self.key(self.rows[index]) == before):
            index = next((i for i, row in enumerate(self.rows) if self.key(row) == before), index)
        self._measure()
        self._put(max(0, min(index, len(self.rows) - 1)), tell=True)
        self.refresh()

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
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def current_key(self) -> Hashable | None:
        row = self.current
        return None if row is None else self.key(row)

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False where there is none."""
        for index, row in enumerate(self.rows):
            if self.key(row) == key:
                self._put(index)
                return True
        return False

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

    @property
    def marked_rows(self) -> list[Row]:
        """The marked rows in their order; rows that are no longer shown are not among them."""
        return [row for row in self.rows if self.key(row) in self.marked] if self.marked else []

    # Moving.

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height - self._head)

    @property
    def _head(self) -> int:
        return 1 if self._header else 0

    def _put(self, index: int, tell: bool = False) -> None:
        index = self._stop_at(max(0, min(index, len(self.rows) - 1)))
        moved = index != self.cursor
        self.cursor = index
        if not self.rows:
            return
        height = self._page
        top = round(self.scroll_offset.y)
        if index < top or self._first(index):
            self.scroll_to(y=0 if self._first(index) else index, animate=False, immediate=True)
        elif index >= top + height:
            self.scroll_to(y=index - height + 1, animate=False, immediate=True)
        if moved or tell:
            self.post_message(self.Highlighted(self, index, self.rows[index]))
        self.refresh()

    def _stop_at(self, index: int) -> int:
        """The row to stop at: this one, else the next that is not passed over, on in the same direction first."""
        if self.skip is None or not self.rows or not self.skip(self.rows[index]):
            return index
        after = range(index + 1, len(self.rows))
        before = range(index - 1, -1, -1)
        ways = (before, after) if index < self.cursor else (after, before)
        return next((i for way in ways for i in way if not self.skip(self.rows[i])), index)

    def _first(self, index: int) -> bool:
        """Whether all rows above are passed over: then they are shown with it."""
        return self.skip is not None and index > 0 and all(self.skip(row) for row in self.rows[:index])

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

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.rich_style
        if self._header and y == 0:
            return Strip(self._head_line()).adjust_cell_length(width, base).apply_style(base)
        index = y - self._head + round(self.scroll_offset.y)
        if index >= len(self.rows):
            return self._empty_line(y - self._head, width, base)
        segments = self._row_line(self.rows[index])
        if index == self.cursor:
            style = base + self._style("cursor" if self.has_focus else "cursor-away")
            return Strip([Segment(s.text, style) for s in segments]).adjust_cell_length(width, style)
        strip = Strip([Segment(s.text, base + s.style if s.style else base) for s in segments])
        return strip.adjust_cell_length(width, base)

    def _head_line(self) -> list[Segment]:
        style = self._style("head")
        segments = [Segment(" " * self._margin, style)]
        for number, (_start, column, width) in enumerate(self._layout):
            mark = ("▾" if self.descending else "▴") if column.sort and column.sort == self.sorted_by else ""
            title = f"{mark}{column.title}" if column.right else f"{column.title}{mark}"
            last = number == len(self._layout) - 1
            segments.append(Segment(fit(title, width, column.right), style))
            segments.append(Segment("" if last else " " * GAP, style))
        return segments

    def _row_line(self, row: Row) -> list[Segment]:
        segments = []
        if self.sign is not None:
            marked = self.key(row) in self.marked
            sign = Cell(MARK, "marked") if marked else as_cell(self.sign(row))
            segments.append(Segment(" " + fit(sign.text, 1) + " ", self._tone(sign)))
        else:
            segments.append(Segment(" "))
        cells = [as_cell(cell) for cell in self.cells(row)]
        numbers = {id(column): number for number, column in enumerate(self.columns)}
        for position, (_start, column, width) in enumerate(self._layout):
            cell = cells[numbers[id(column)]]
            segments.append(Segment(fit(plain(cell.text[:CHECK_LIMIT]), width, column.right), self._tone(cell)))
            if position < len(self._layout) - 1:
                segments.append(Segment(" " * GAP))
        return segments

    def _tone(self, cell: Cell) -> Style | None:
        return self._style(cell.tone) if cell.tone else None

    def _empty_line(self, y: int, width: int, base: Style) -> Strip:
        if self.rows or not self._empty or y < 1:
            return Strip.blank(width, base)
        content = self._empty if isinstance(self._empty, Content) else Content(self._empty)
        lines = content.wrap(max(10, width - 4))
        if y - 1 >= len(lines):
            return Strip.blank(width, base)
        text = Segment(lines[y - 1].plain, base + self._style("muted"))
        return Strip([Segment("  ", base), text]).adjust_cell_length(width, base)


__all__ = ["GAP", "Cell", "Column", "Rows", "fit", "layout"]
