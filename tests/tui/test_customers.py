"""Customers: segments, filter, order, triage with undo, and hostile names."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.jobs import customers, triage
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.screens.customers import Customers, matching
from shopkeep.tui.screens.customers_triage import a_day
from shopkeep.tui.widgets.people import thousands
from tests.tui.driver import Driver


def place(app: Driver) -> Customers:
    found = app.app.place
    assert isinstance(found, Customers)
    return found


async def test_the_list_starts_with_the_most_at_stake(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        rows = place(app).people.rows
        assert [r.at_stake.amount for r in rows] == sorted((r.at_stake.amount for r in rows), reverse=True)
        app.expect("At risk:", "at stake", "▾At stake", "by money at stake", rows[0].email)


async def test_marked_rows_are_left_out_together_and_one_u_brings_them_back(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("space", "space")
        app.expect("2 marked")
        await app.press("x")
        app.expect("Leave out 2 customers", "Trade customer")
        await app.press("enter")
        assert app.toasts() == ["Left out 2 customers. u undoes."]
        assert app.text().count("✕") == 2
        await app.press("u")
        assert "✕" not in app.text()


async def test_a_reason_of_ones_own(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        email = place(app).people.rows[0].email
        await app.press("x")
        await app.press("end", "enter")
        await app.press("text:moved to Mars", "enter")
        assert customers.customer(app.app.shop, email).row.left_out == "moved to Mars"


async def test_escape_in_a_dialog_changes_nothing(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        for key in ("x", "z", "n"):
            await app.press(key)
            await app.press("escape")
        assert app.toasts() == []
        assert triage.undo(app.app.shop).says == "Nothing to undo"


async def test_note_snooze_bring_back_and_never_again(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        email = place(app).people.rows[0].email
        await app.press("n")
        await app.press("text:likes tins", "enter")
        await app.press("z")
        await app.press("enter")
        detail = customers.customer(app.app.shop, email)
        assert detail.row.snoozed_until is not None
        assert "likes tins" in detail.notes[0]
        await app.press("b")
        assert customers.customer(app.app.shop, email).row.snoozed_until is None
        await app.press("s")
        assert not customers.customer(app.app.shop, email).row.can_email
        await app.press("u")
        assert app.toasts()
        assert "Taken back" in app.toasts()[-1]


async def test_filter_as_you_type_and_escape_shows_all_again(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("right")
        everybody = len(place(app).people.rows)
        await app.press("slash", "text:zoe")
        found = place(app).people.rows
        assert 0 < len(found) < everybody
        assert all("zo" in (r.name + r.email).lower() for r in found)
        app.expect("matching “zoe”")
        await app.press("escape")
        assert len(place(app).people.rows) == everybody
        await app.press("slash", "text:qqqqq")
        app.expect("Nobody here matches.")


async def test_order_cycles_and_is_shown(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("o")
        app.expect("by last order", "Last order▾")
        days = [r.last_order for r in place(app).people.rows]
        assert days == sorted(days, reverse=True)


async def test_segments_change_with_arrows_and_in_the_pane(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("right")
        app.expect("Lapsed:")
        await app.press("left", "left")
        app.expect("Everybody:")
        await app.press("g", "home")
        app.expect("At risk:")


async def test_a_narrow_terminal_chooses_segments_in_a_dialog(sample_home: Path) -> None:
    async with Driver(sample_home, size=(80, 24)) as app:
        await app.go("customers")
        app.refuse("Segments")
        app.expect("← → segment", "Usually", "At stake")
        await app.press("g")
        app.expect("Which customers?")
        await app.press("down", "enter")
        app.expect("Lapsed:")


async def test_enter_shows_the_whole_history(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        first = place(app).people.rows[0]
        await app.press("enter")
        app.expect("Orders", "Consent:", first.email)
        await app.press("escape")
        assert app.app.screen is place(app)


async def test_two_marked_rows_become_one_person(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("m")
        assert "Mark exactly two rows" in app.toasts()[-1]
        one, two = (r.email for r in place(app).people.rows[:2])
        await app.press("space", "space", "m")
        app.expect("One person")
        await app.press("enter")
        assert set(customers.customer(app.app.shop, one).addresses) == {one, two}
        await app.press("u")
        assert customers.customer(app.app.shop, one).addresses == [one]


async def test_a_shop_full_of_hostile_names(hostile_home: Path) -> None:
    async with Driver(hostile_home) as app:
        await app.go("customers")
        await app.press("left")
        app.expect("Everybody:")
        rows = place(app).people.rows
        assert rows
        for _ in range(0, len(rows), 10):
            await app.pilot.press("pagedown")
        for row in rows[:: max(1, len(rows) // 3)]:
            assert place(app).people.move_to(row.email)
            await app.press("enter", "escape", "n", "escape", "x", "escape")
        await app.press("slash", "text:[/]", "escape")
        shown = app.text()
        assert not any(ord(c) < 32 and c != "\n" for c in shown)
        assert app.app.is_running


async def test_an_empty_shop_says_what_would_be_here(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("customers")
        app.expect("No customers yet.", "brings in an export")
        await app.press("x", "e", "z", "n", "s", "b", "space", "enter", "o", "slash", "escape")
        assert app.app.is_running


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_place_as_a_picture(sample_home: Path, size: tuple[int, int]) -> None:
    async with Driver(sample_home, size=size) as app:
        await app.go("customers")
        await app.press("down", "down")
        app.snapshot(f"customers-{size[0]}x{size[1]}")
        await app.go("today")
        app.snapshot(f"today-{size[0]}x{size[1]}")


def test_matching_takes_every_word(sample_home: Path) -> None:
    shop = open_shop(sample_home)
    rows = customers.customer_table(shop, "all")
    shop.close()
    folded = [r.email for r in rows]
    assert 0 < len(matching(rows, folded, "example com")) < len(rows)
    assert matching(rows, folded, "example nowhere") == []


def test_days_are_chosen_or_typed() -> None:
    from datetime import date

    from shopkeep.errors import UsageError

    today = date(2026, 11, 21)
    assert a_day("Two weeks", today) == date(2026, 12, 5)
    assert a_day("2027-01-31", today) == date(2027, 1, 31)
    for wrong in ("soon", "2020-01-01"):
        with pytest.raises(UsageError):
            a_day(wrong, today)


def test_money_in_narrow_columns() -> None:
    from shopkeep.core.money import Money

    assert thousands(Money(5_806_900, "EUR"), "en") == "€58k"
    assert thousands(Money(133_800, "EUR"), "en") == "€1,338"
    assert thousands(Money(14_909_600, "EUR"), "de").startswith("149k")


async def test_win_back_adds_to_a_sequence(sample_home: Path) -> None:
    from shopkeep.jobs import sequences

    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("e")
        assert "There is no sequence yet" in app.toasts()[-1]
        sequences.new_sequence(app.app.shop, "spring", holdout=0.0)
        found = next(number for number, row in enumerate(place(app).people.rows) if row.can_email)
        email = place(app).people.rows[found].email
        place(app).people.move_to(email)
        await app.press("e")
        app.expect("Nothing is sent by this.")
        await app.press("enter")
        assert customers.customer(app.app.shop, email).row.in_sequence
        await app.press("u")
        assert not customers.customer(app.app.shop, email).row.in_sequence
