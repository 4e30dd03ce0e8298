"""The line of time: orders where they belong, silence up to today, the day an order was due."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from shopkeep.tui.widgets.timeline import DUE, MANY, ORDER, SILENCE, TODAY, timeline

NOW = date(2026, 11, 21)


def test_orders_then_silence_then_today() -> None:
    days = [NOW - timedelta(days=n) for n in (300, 200, 100)]
    marks, beats, months = timeline(days, NOW, 50.0, 61).plain.split("\n")
    assert (marks[0], marks[-1]) == (ORDER, TODAY)
    assert marks.count(ORDER) == 3
    assert (marks[40], marks[50]) == (ORDER, DUE), "due half way between the last order and today"
    assert set(marks[41:60]) == {SILENCE, DUE}
    assert beats.count("·") == 5
    assert months.index("Mar") < months.index("Jul") < months.index("Nov")


def test_nobody_is_due_before_their_usual_gap() -> None:
    marks = timeline([NOW - timedelta(days=90), NOW - timedelta(days=10)], NOW, 80.0, 60).plain.split("\n")[0]
    assert DUE not in marks


def test_several_orders_in_one_cell_are_one_bigger_mark() -> None:
    days = [NOW - timedelta(days=n) for n in (700, 699, 698, 2)]
    assert MANY in timeline(days, NOW, 30.0, 40).plain


def test_no_orders_no_line() -> None:
    assert timeline([], NOW, None, 60).plain == ""


@given(
    st.lists(st.integers(0, 4000), min_size=1, max_size=60),
    st.one_of(st.none(), st.floats(0.5, 900)),
    st.integers(0, 200),
    st.booleans(),
)
def test_it_always_fits(ages: list[int], gap: float | None, width: int, beats: bool) -> None:
    days = sorted(NOW - timedelta(days=age) for age in ages)
    for line in timeline(days, NOW, gap, width, beats=beats).plain.split("\n"):
        assert cell_len(line) <= width
