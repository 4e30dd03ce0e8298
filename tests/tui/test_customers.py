"""Customers: segments, filters by words and by rules, order, triage with undo, and hostile names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.orders import ImportOptions
from shopkeep.customers.rows import CustomerLine
from shopkeep.errors import UsageError
from shopkeep.jobs import customers, importing, sequences, triage
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.screens.customer import CustomerPage
from shopkeep.tui.screens.customers import Customers
from shopkeep.tui.screens.customers_filter import slug
from shopkeep.tui.screens.customers_triage import a_day, mail_link, write_to
from shopkeep.tui.widgets.paging import Pages
from shopkeep.tui.widgets.people import Heading, many, thousands
from tests.tui.driver import Driver


def place(app: Driver) -> Customers:
    found = app.app.place
    assert isinstance(found, Customers)
    return found


def page(app: Driver) -> CustomerPage:
    assert isinstance(app.app.screen, CustomerPage)
    return app.app.screen


def seen(app: Driver) -> list[CustomerLine]:
    """The rows that have come, in their order."""
    return [row for row in place(app).people.rows if row is not None]


def of(app: Driver, row: CustomerLine) -> CustomerLine:
    """The same customer, asked for again."""
    [line] = customers.lines(app.app.shop, [row.customer_id])
    return line


async def the_same_row_everywhere(app: Driver) -> None:
    """The cursor, the preview and Enter are about one row, and it is in view."""
    people = place(app).people
    row = people.current
    assert row is not None
    await app.until(lambda: row.name in str(place(app).query_one("#detail").border_title))
    assert 0 <= people.cursor - round(people.scroll_offset.y) < people._page
    await app.press("enter")
    assert page(app).meant().ids == [row.customer_id]
    app.expect(row.email)
    await app.press("escape")


def waiting(app: Driver) -> list[int]:
    """The rows in view that have not come."""
    people = place(app).people
    top = round(people.scroll_offset.y)
    return [index for index in range(top, min(top + people._page, len(people.rows))) if people.rows[index] is None]


async def everybody(app: Driver) -> None:
    """Go to the list of all customers."""
    app.app.go("customers", "all")
    await app.until_text("Everybody:")
    await app.settle()


@pytest.mark.long
async def test_rows_in_view_come_however_they_were_asked_for(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await everybody(app)
        here = place(app)
        people = here.people
        length = len(people.rows)
        assert length > 500, "more than come at once"

        async def all_come() -> None:
            await app.settle()
            await app.until(lambda: len(people.rows) == length and not waiting(app))
            assert " …  " not in app.text()

        people.action_scroll_end()  # rows are asked for, and the request is cancelled in the middle
        assert waiting(app)
        await app.until(lambda: here._fetching, every=0.0005)
        app.app.workers.cancel_all()
        await all_come()
        people.action_scroll_home()
        for step in range(4):  # pages, dialogs and refreshes over rows that are on their way
            people.action_page_down()
            await app.pilot.press(("d", "n", "enter", "slash")[step])
            here.hear(("customers",))
            await app.pilot.press("escape")
            if step % 2:
                app.app.workers.cancel_all()
        await app.until(lambda: app.app.screen is here)
        here.refresh_now()
        await all_come()
        here.filter_by("orders > 14", "")  # another list in the middle of a fetch
        people.action_scroll_end()
        here.refresh_now()
        await app.pilot.pause()
        here.filter_by("", "")
        await all_come()
        await the_same_row_everywhere(app)


@pytest.mark.long
async def test_rows_asked_for_in_vain_come_when_one_comes_back(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await everybody(app)
        people = place(app).people
        pages = people.rows
        assert isinstance(pages, Pages)
        pages._rows.clear()
        people.take(pages, pages.missing(*people.view), [])
        await app.pilot.pause()
        assert waiting(app)
        await app.press("d", "escape")
        assert not waiting(app)


@pytest.mark.long
async def test_the_cursor_is_in_view_when_a_short_list_becomes_long(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await everybody(app)
        await app.press("end")
        last = place(app).people.current
        assert last is not None
        await app.press("slash", f"text:{last.email}", "enter")
        assert len(place(app).people.rows) == 1
        await the_same_row_everywhere(app)
        await app.press("space", "escape")
        assert app.toasts() == ["1 marked stay. Esc again takes the marks away."]
        await the_same_row_everywhere(app)


@pytest.mark.long
async def test_a_filter_typed_on_a_customers_page_or_on_the_way_there_is_typed(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("enter", "text:/szxb")
        assert app.app.screen is place(app)
        assert place(app).box.text == "szxb"
        assert app.toasts() == []
        await app.press("escape", "text:1x5", "text:,2/15")
        await app.until(lambda: isinstance(app.app.screen, Customers) and place(app).box.text == "15")
        assert app.toasts() == []


@pytest.mark.long
async def test_a_day_that_cannot_be_read_stays_in_the_dialog(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        row = seen(app)[0]
        await app.press("z", "end", "enter", "text:next tuesday", "enter")
        app.expect("'next tuesday' is not a day.", "Type one like 31 Jan 2027")
        for typed, says in (("31 jan 2020", "31 Jan 2020 is not to come any more."), ("30.2.2027", "is not a day")):
            app.app.screen.query_one("#own", Input).value = typed
            await app.press("enter")
            app.expect(says)
        app.app.screen.query_one("#own", Input).value = "15 jan 2027"
        await app.press("enter")
        assert of(app, row).snoozed_until == date(2027, 1, 15)


@pytest.mark.long
async def test_a_column_that_is_not_in_view_is_named_with_its_direction(sample_home: Path) -> None:
    async with Driver(sample_home, size=(80, 24)) as app:
        await app.go("customers")
        place(app).sort_by("spent")
        await app.settle()
        app.expect("by money spent ▾")
        await app.press("r")
        app.expect("by money spent, turned round ▴")


async def test_the_list_starts_with_the_most_at_stake_and_can_be_turned_round(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        stakes = [row.at_stake.amount for row in seen(app)]
        assert stakes == sorted(stakes, reverse=True)
        app.expect("At risk:", "at stake", "may be written to", "▾At stake", "by money at stake")
        await app.press("o")
        app.expect("by last order", "Last order▾")
        days = [row.last_order for row in seen(app)]
        assert days == sorted(days, reverse=True)
        await app.press("r")
        app.expect("by last order, turned round", "Last order▴")
        days = [row.last_order for row in seen(app)]
        assert days == sorted(days)


async def test_marks_stay_over_filters_and_segments_and_are_left_out_as_one_step(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        first, second = seen(app)[:2]
        await app.press("space", "space")
        app.expect("2 marked")
        await app.press("right")
        app.expect("Lapsed:", "2 marked, 0 of them here")
        await app.press("left", "slash", f"text:{first.email[:9]}", "enter")
        app.expect("2 marked, 1 of them here")
        await app.press("escape", "x")
        app.expect("Leave out 2 customers", "Trade customer")
        await app.press("enter")
        assert app.toasts() == ["Left out 2 customers. u undoes."]
        app.expect(f"✕ {first.name}")
        assert of(app, second).left_out == "Knows us personally"
        await app.press("u")
        assert app.toasts() == ["Taken back: left out 2 customers."]
        assert "✕" not in app.text()


async def test_all_of_a_filter_are_marked_also_those_out_of_view(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        everybody = place(app).found
        assert everybody is not None
        count = len(everybody.ids)
        await app.press("a")
        app.expect(f"{count} marked")
        await app.press("z", "enter")
        assert f"Snoozed {count} customers until" in app.toasts()[-1]
        assert len(customers.find(app.app.shop, place(app).wanted).ids) == count
        assert all(row.snoozed_until for row in customers.lines(app.app.shop, everybody.ids))
        await app.press("u", "a", "a")
        assert not place(app).people.marked
        assert not any(row.snoozed_until for row in customers.lines(app.app.shop, everybody.ids))


@pytest.mark.long
async def test_a_step_is_about_the_row_under_the_cursor_when_its_key_was_pressed(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.until(lambda: len(seen(app)) > 1)
        rows = seen(app)
        place(app).people.action_cursor_down()
        place(app).action_bring_back()  # each as the app calls them, with nothing in between
        place(app).action_leave_out()
        place(app).people.action_scroll_end()
        await app.until_text(f"Leave out {rows[1].name}")
        await app.press("enter")
        assert of(app, rows[1]).left_out is not None
        assert rows[1].name in app.toasts()[-1]


@pytest.mark.long
async def test_reasons_of_ones_own_notes_snooze_bring_back_and_never_again(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        row = seen(app)[0]
        await app.press("x", "end", "enter", "text:moved to Mars", "enter")
        assert of(app, row).left_out == "moved to Mars"
        await app.press("n", "text:likes tins", "enter")
        assert "likes tins" in customers.customer(app.app.shop, row.email).notes[0]
        await app.press("z", "end", "enter", "text:3 weeks", "enter")
        assert of(app, row).snoozed_until == date(2026, 12, 12)
        await app.press("slash", "text:left_out and snoozed")
        app.expect(": 1 customer,")
        await app.press("escape", "b")
        assert (of(app, row).left_out, of(app, row).snoozed_until) == (None, None)
        assert place(app).people.move_to(row.customer_id)
        await app.press("s")
        app.expect("Never write to", "No, leave it as it is")
        await app.press("enter")
        assert of(app, row).can_email == row.can_email, "Enter alone changes nothing"
        await app.press("s", "down", "enter")
        assert not of(app, row).can_email
        app.expect(f"⊘ {row.name}", "not to be written to")
        await app.press("question_mark")
        app.expect("✕ left out", "⊘ never written")
        await app.press("escape")
        await app.press("u")
        assert "Taken back: will never write to" in app.toasts()[-1]


async def test_escape_in_a_dialog_changes_nothing_and_what_is_typed_in_it_is_taken(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        for key in ("x", "z", "n"):
            await app.press(key)
            await app.press("escape")
        assert app.toasts() == []
        assert triage.undo(app.app.shop).says == "Nothing to undo"
        row = seen(app)[0]
        await app.press("z", "text:10 weeks", "enter")
        assert of(app, row).snoozed_until == date(2027, 1, 30), "not the two weeks under the cursor"


async def test_words_are_searched_as_they_are_typed(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        everybody = len(place(app).people.rows)
        await app.press("slash", "text:zoe")
        found = seen(app)
        assert 0 < len(found) < everybody
        assert all("zo" in (row.name + row.email).lower() for row in found)
        app.expect("matching “zoe”", f"{len(found)} customers")
        await app.press("escape")
        assert len(place(app).people.rows) == everybody
        app.expect("At risk:")
        await app.press("slash", "text:qqqqq")
        app.expect("Nobody here matches.", "Esc  shows all of At risk again")
        app.refuse("looks in Everybody")
        await app.press("escape")
        place(app).go_to_segment("lapsed")
        await app.settle()
        other = seen(app)[0].email
        place(app).go_to_segment("at-risk")
        await app.settle()
        await app.press("slash", f"text:{other}")
        app.expect("Nobody here matches.", "Enter  looks in Everybody: 1 customer matches", "Enter In Everybody")
        await app.press("enter")
        assert [row.email for row in seen(app)] == [other]
        app.expect("Everybody matching")


async def test_a_rule_is_completed_counted_and_said_in_words(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("slash", "text:count")
        app.expect("country", "Tab Take it")
        await app.press("tab", "text: = ")
        app.expect("GB", "DE")
        app.refuse("missing")
        app.expect("At risk, not filtered yet:")
        assert app.toasts() == [], "what is not finished yet is no mistake"
        await app.press("down", "tab")
        chosen = place(app).box.text
        assert chosen.startswith("country = ")
        await app.press("text: and spent > 200")
        app.expect("filtered:", "Country is", "spent more than €200")
        found = seen(app)
        assert found
        assert {row.country for row in found} == {chosen.strip()[-2:]}
        await app.press("text: and")
        app.refuse("ends too early")
        app.expect("filtered as before:")
        assert [row.email for row in seen(app)] == [row.email for row in found], "the list waits"
        await app.press("enter")
        assert place(app).focused is place(app).box.input, "unfinished, so it is not kept"
        app.expect("ends too early")
        for key in ("backspace",) * 4 + ("enter",):  # faster than the text is understood
            app.app.post_message(events.Key(key, None))
        await app.settle()
        assert place(app).focused is place(app).people
        app.expect("Country is")


@pytest.mark.long
async def test_a_filter_becomes_a_segment_of_ones_own_and_goes_again(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("v")
        assert "A segment is kept from a rule" in app.toasts()[-1]
        await app.press("slash", "text:spent > 200", "enter", "v")
        app.expect("Keep as a segment called", "“At risk”")
        await app.press("text:Big spenders", "enter")
        assert app.toasts() == ["Saved the segment Big spenders. u undoes."]
        app.expect("Yours", "Big spenders")
        inside = place(app).found
        own = next(row for row in customers.segments(app.app.shop) if row.own)
        assert inside is not None
        assert (own.name, own.customers) == ("big-spenders", inside.counted.customers)
        await app.press("escape", "f")
        assert "Only your own" in app.toasts()[-1]
        await app.press("left")
        app.expect("Big spenders:")
        await app.press("down", "f", "enter")
        app.expect("Big spenders:")
        await app.press("f", "down", "enter")
        app.expect("Everybody:")
        await the_same_row_everywhere(app)
        assert not any(row.own for row in customers.segments(app.app.shop))
        await app.press("u")
        assert any(row.own for row in customers.segments(app.app.shop))


async def test_what_a_segment_is_and_examples_to_start_from(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("i")
        app.expect("lapse = at-risk", "return chance of 20 to 50 %", "RFM 5·2·4", "may be written to")
        app.snapshot("customers-explained-120x36")
        await app.press("enter")
        assert place(app).box.text == "lapse = at-risk"
        app.expect("Everybody, filtered:")
        await app.press("escape", "i", "escape")
        app.expect("Everybody:")


async def test_segments_stand_by_family_and_change_with_arrows_and_in_the_pane(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        app.expect("Slipping away", "Buyers")
        await app.press("right")
        app.expect("Lapsed:")
        await app.press("left", "g", "home", "down")
        app.expect("Lapsed:")
        side = place(app).query_one("#segments")
        assert app.app.focused is side
        await app.press("home")
        app.expect("At risk:")
        assert not isinstance(place(app).query_one("#segments").current, Heading)  # type: ignore[attr-defined]


@pytest.mark.long
async def test_a_narrow_terminal_chooses_segments_in_a_dialog(sample_home: Path) -> None:
    async with Driver(sample_home, size=(80, 24)) as app:
        await app.go("customers")
        app.refuse("Segments")
        app.expect("← → segment", "Usually", "At stake")
        place(app).segments = []  # as long as they are being counted
        await app.press("g")
        app.expect("Which customers?")
        await app.press("down", "enter")
        app.expect("Lapsed:")
        await app.press("slash", "text:country = ")
        app.snapshot("customers-filter-80x24")


async def test_the_whole_customer_and_on_to_the_next(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        first, second, third = seen(app)[:3]
        triage.note(app.app.shop, first.email, "Likes tins\nand hates bags. " + "Long. " * 40)
        await app.press("enter")
        app.expect("Orders", first.email, "silent", "Likes tins", "hates bags", "1 of ")
        await app.press("pagedown")
        app.expect("Consent:", "Segments: ", "At risk")
        await app.press("right_square_bracket")
        app.expect(second.email, "2 of ")
        await app.press("j", "x", "enter")
        app.expect(third.email, "✕ Left out: Knows us personally")
        await app.press("k", "z", "enter")
        app.expect(second.email, "… Snoozed: until")
        await app.press("u")
        app.refuse("Snoozed")
        await app.press("up")
        app.expect(first.email)
        await app.press("tab", "down", "escape", "down", "escape")
        assert place(app).people.current_key == second.customer_id, "the list follows"


@pytest.mark.long
async def test_two_marked_rows_become_one_person(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("m")
        assert "Mark exactly two rows" in app.toasts()[-1]
        one, two = (row.email for row in seen(app)[:2])
        await app.press("space", "space", "m")
        app.expect("One person")
        await app.press("enter")
        assert set(customers.customer(app.app.shop, one).addresses) == {one, two}
        await app.press("u")
        assert customers.customer(app.app.shop, one).addresses == [one]


async def test_copying_and_writing_oneself(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    async with Driver(sample_home) as app:
        await app.go("customers")
        one, two = (row.email for row in seen(app)[:2])
        await app.press("y")
        assert app.app.clipboard == one
        assert app.toasts() == [f"Copied {one}, if your terminal allows it."]
        await app.press("t")
        assert one in app.toasts()[-1], "on another machine no mail program can be opened"
        await app.press("space", "space", "y")
        assert set(app.app.clipboard.split(", ")) == {one, two}
        await app.press("t")
        assert "One at a time" in app.toasts()[-1]


async def test_pages_over_the_list(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        for key in ("p", "d", "h"):
            await app.press(key)
            assert not isinstance(app.app.screen, Customers), key
            await app.press("escape")
            assert isinstance(app.app.screen, Customers), key


@pytest.mark.long
async def test_a_whole_review_takes_few_keys(sample_home: Path) -> None:
    """The twenty at risk worth most; look at five, leave two out, snooze one, undo, save a segment."""
    pressed: list[str] = []

    async def press(*keys: str) -> None:
        for key in keys:
            pressed.extend(key[5:] if key.startswith("text:") else [key])
        await app.press(*keys)

    async with Driver(sample_home) as app:
        await app.go("today")
        await press("2")
        await app.until_text("At risk:")
        await press(*["space"] * 20)
        app.expect("20 marked")
        twenty = [row.customer_id for row in seen(app)[:20]]
        assert place(app).people.marked == set(twenty)
        await press(
            "escape", "home", "enter", "right_square_bracket", "x", "enter", "right_square_bracket", "x", "enter"
        )
        await press("right_square_bracket", "right_square_bracket", "z", "enter", "u", "escape")
        left_out = [row.left_out is not None for row in customers.lines(app.app.shop, twenty[:5])]
        assert left_out == [False, True, True, False, False]
        assert not customers.lines(app.app.shop, twenty[4:5])[0].snoozed_until
        await press("slash", "text:spent > 200", "enter", "v", "text:big", "enter")
        assert "Saved the segment big" in app.toasts()[-1]
        assert len(pressed) <= 60, len(pressed)


@pytest.mark.long
async def test_a_shop_full_of_hostile_names(hostile_home: Path) -> None:
    async with Driver(hostile_home) as app:
        app.app.go("customers", "all")
        await app.until_text("Everybody:")
        await app.settle()
        rows = seen(app)
        assert rows
        for _ in range(0, len(place(app).people.rows), 10):
            await app.pilot.press("pagedown")
        await app.settle()
        for row in rows[:: max(1, len(rows) // 3)]:
            assert place(app).people.move_to(row.customer_id)
            await app.press("enter", "escape", "n", "escape", "x", "escape")
        await app.press("slash", "text:[/]", "escape", "slash", 'text:city = "[red', "escape")
        shown = app.text()
        assert not any(ord(c) < 32 and c != "\n" for c in shown)
        assert app.app.is_running


async def test_an_empty_shop_says_what_would_be_here(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("customers")
        app.expect("No customers yet.", "brings in an export")
        app.refuse("Space Mark", "Leave out")  # keys that would do nothing
        await app.press(
            "x", "e", "z", "n", "s", "b", "y", "t", "a", "space", "enter", "o", "r", "v", "f", "slash", "escape"
        )
        assert app.app.is_running
        app.refuse("few customers")


async def test_the_place_as_a_picture(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("down", "down")
        await app.snapshots("customers")
        await app.press("enter")
        await app.snapshots("customer")
        await app.press("escape")
        await app.go("today")
        await app.snapshots("today")


async def test_win_back_adds_to_a_sequence(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("customers")
        await app.press("e")
        assert "There is no sequence yet" in app.toasts()[-1]
        sequences.new_sequence(app.app.shop, "spring", holdout=0.0)
        row = next(row for row in seen(app) if row.can_email)
        place(app).people.move_to(row.customer_id)
        await app.press("e")
        app.expect("Nothing is sent by this.")
        await app.press("enter")
        assert of(app, row).in_sequence
        await app.press("u")
        assert not of(app, row).in_sequence


def test_days_are_chosen_or_typed() -> None:
    today = date(2026, 11, 21)
    assert a_day("Two weeks", today) == date(2026, 12, 5)
    assert a_day("2027-01-31", today) == date(2027, 1, 31)
    assert a_day("10 days", today) == a_day("in 10 days", today) == date(2026, 12, 1)
    assert a_day("2 months", today) == date(2027, 1, 20)
    for same in ("15 Jan 2027", "15 jan 2027", "15. Januar 2027", "15.1.2027", "15/01/2027", "Jan 15, 2027", "15 jan"):
        assert a_day(same, today, "de") == date(2027, 1, 15), same
    for language in ("en", "de", "nl"):
        for month in range(1, 13):
            day = date(2027, month, 9)
            assert a_day(wording.day_long(day, language), today, language) == day
    assert a_day("3 months", today) == date(2027, 2, 19)
    for wrong in ("soon", "2020-01-01", "10 moons", "31.2.2027", "next tuesday", "1 Feb 2026", "", "999999 years"):
        with pytest.raises(UsageError):
            a_day(wrong, today)


def test_numbers_in_narrow_columns() -> None:
    assert thousands(Money(5_806_900, "EUR"), "en") == "€58k"
    assert thousands(Money(133_800, "EUR"), "en") == "€1,338"
    assert thousands(Money(1_272_500, "EUR"), "en") == "€13k"
    assert [thousands(Money(n, "EUR"), "en") for n in (999_949, 999_950, 99_949_999, 99_950_000)] == [
        "€9,999", "€10k", "€999k", "€1m",
    ]  # fmt: skip
    assert thousands(Money(14_909_600, "EUR"), "de").startswith("149k")
    assert thousands(Money(479_633_600, "EUR"), "en") == "€4.8m"
    assert thousands(Money(25_000, "JPY"), "ja") == "￥25k"
    assert (many(1_471), many(150_123)) == ("1,471", "150k")


def test_a_mail_link_holds_one_address_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mail_link("ines@example.com") == "mailto:ines@example.com"
    hostile = mail_link("a@b.example?bcc=all@x.example&body=hi\r\n --attach /etc/passwd")
    assert not set("?&\r\n /") & set(hostile.removeprefix("mailto:"))
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    assert not write_to("ines@example.com")


def test_short_names_of_segments() -> None:
    assert slug("Größte Käufer, 2026") == "grosste-kaufer-2026"
    assert len(slug("long " * 40)) <= 40


ETSY = (
    "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
    "Street 1,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,Discount Amount,Shipping,"
    "Sales Tax,Order Total,Status,Card Processing Fees,Order Net,Adjusted Order Total,Buyer,Order Type,Payment Type,SKU"
)


async def test_whom_no_platform_gives_an_address_for_can_neither_be_written_to_nor_copied(tmp_path: Path) -> None:
    file = tmp_path / "etsy.csv"
    rows = [
        f"01/13/26,{number},{buyer},{buyer} Lee,{buyer},Lee,1,CC,,1 Quay,Cork,,D02,Ireland,EUR,20.00,,0.00,0.00,0.00,"
        f"20.00,Shipped,0.50,19.00,0.00,{buyer},online,online_cc,"
        for number, buyer in ((1, "Ann"), (2, "Bo"))
    ]
    file.write_text("\n".join((ETSY, *rows)) + "\n")
    shop = open_shop(tmp_path / "shop")
    importing.import_orders(shop, file, ImportOptions(consent="existing"))
    shop.close()
    async with Driver(tmp_path / "shop") as app:
        await app.go("customers")
        app.app.go("customers", "all")
        await app.settle()
        for key in ("t", "y"):
            await app.press(key)
            assert any("Lee has no e-mail address." in said for said in app.toasts())
        await app.press("space", "space", "y")
        assert any("None of them has an e-mail address." in said for said in app.toasts())
