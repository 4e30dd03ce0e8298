"""The Results place: what came back, compared with who got nothing, and honest words where it cannot tell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.widgets import Static

from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.records.results import Arm, Lift, Results
from shopkeep.jobs import importing, results, sample, sending, sequences
from shopkeep.jobs.shop import open_shop
from shopkeep.store import facts
from shopkeep.store import tables as t
from shopkeep.tui.screens import results_draw as draw
from tests.built import once
from tests.results import worked
from tests.tui.conftest import NOW, copied
from tests.tui.driver import Driver


@pytest.fixture(scope="session")
def mailed_built(sample_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop three weeks after its first stage went out."""

    def make(home: Path) -> None:
        shutil.copytree(sample_built, home)
        with clock.at(NOW):
            shop = open_shop(home)
            with shop.db.write() as tx:
                facts.put(tx, "key", "11" * 32)
            sequences.new_sequence(shop, "win-back", "win-back", 0.2)
            sending.queue(shop, "win-back", "offer", sending.plan(shop, "win-back", "offer").counts.planned)
            with shop.db.write() as tx:
                tx.execute(t.messages.update().values(state="sent", sent_at=clock.stamp(NOW)))
            files = sample.files(shop)
            assert files is not None
            importing.import_orders(shop, files.later, ImportOptions())
            shop.close()

    return once(tmp_path_factory, "mailed", make)


@pytest.fixture
def home(mailed_built: Path, tmp_path: Path) -> Path:
    return copied(mailed_built, tmp_path)


async def test_a_text_gets_the_lines_it_needs_also_while_others_are_laid_out(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("results")
        page = app.app.screen
        nothing = page.query_one("#nothing", Static)
        nothing.update("One line.")
        await app.settle()
        nothing.refresh(layout=True)
        page._clear_arrangement_cache()
        page._refresh_layout()  # as a sibling has it, before the request above is handed on
        nothing.update("Many words. " * 20 + "The last line.")
        await app.settle()
        app.expect("The last line.")


async def test_without_a_sequence_it_says_where_to_begin(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        await app.go("results")
        await app.until_text("3  goes to your sequences")
        app.expect("Here you will see who came back")


@pytest.mark.long
async def test_a_sequence_not_sent_yet_says_so(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        sequences.new_sequence(app.app.shop, "win-back", "win-back", 0.2)
        await app.go("results")
        app.expect("Win back", "Nothing of this sequence was sent yet.")


async def test_who_came_back_and_what_it_brought(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("results")
        found = results.results(app.app.shop, "win-back")
        assert found.mailed.returned > 0
        app.expect(
            found.lift.verdict,
            f"{found.mailed.returned} of {found.mailed.customers}",
            f"{found.holdout.returned} of {found.holdout.customers}",
            f"{len(found.returned)} customers came back",
            "By stage",
            "By group",
            "├",
            "●",
        )
        newest = max(found.returned, key=lambda row: row.on)
        app.expect(newest.email[:20])


@pytest.mark.long
async def test_another_sequence_by_key(home: Path) -> None:
    async with Driver(home) as app:
        sequences.new_sequence(app.app.shop, "spring", "win-back", 0.0)
        await app.go("results")
        app.expect("s shows another of 2 sequences")
        await app.press("s")
        app.expect("Results of which sequence?")
        chosen = [row.name for row in sequences.list_sequences(app.app.shop)].index("spring")
        await app.press(*["down"] * chosen, "enter")
        app.expect("Nothing of this sequence was sent yet.")


async def test_how_it_looks(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("results")
        await app.snapshots("results")
        await app.press("v")
        app.expect("By stage", "reached", "brought")


@pytest.mark.long
async def test_how_figures_came_about(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("results")
        mailed = results.results(app.app.shop, "win-back").mailed
        await app.press("f")
        app.expect("Win back: formulas", f"{mailed.returned:,} ÷ {mailed.customers:,} =", "Newcombe")
        await app.press("escape")
        app.expect("What worked")


async def test_an_order_under_another_address_is_given_to_whom_it_is_of(tmp_path: Path) -> None:
    with clock.at(worked.berlin("2026-12-01 09:00")):
        worked.made(tmp_path).close()
        async with Driver(tmp_path / "shop", (80, 24)) as app:
            await app.go("results")
            app.expect("4 of 9", "1 order under another address may be a return: o asks you whose.")
            await app.press("o")
            app.expect("#205", "emil@example.com", "It used the code made for")
            await app.press("y")
            assert app.toasts()[-1] == "Order #205 is emil@example.com's. u undoes."
            app.expect("No order waits for your word.")
            await app.press("escape")
            app.expect("5 of 9")
            app.refuse("under another address")
            await app.press("u")
            app.expect("4 of 9")


@pytest.mark.long
async def test_all_sequences_together_by_key(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("results")
        await app.press("a")
        assert app.toasts()[-1] == "There is one sequence only: it is the whole programme."
        sequences.new_sequence(app.app.shop, "spring", "win-back", 0.0)
        with app.app.shop.db.write() as tx:
            tx.execute(t.enrolments.update().where(t.enrolments.c.id % 2 == 0).values(sequence="spring"))
            even = t.messages.c.enrolment_id % 2 == 0
            tx.execute(t.messages.update().where(even).values(sequence="spring"))
        app.app.place.changed("sequences")
        await app.settle()
        await app.press("a")
        app.expect("The whole programme", "By sequence")
        await app.press("a")
        app.refuse("The whole programme")


async def test_before_sending_it_says_what_the_list_can_tell(sample_home: Path) -> None:
    async with Driver(sample_home) as app:
        sequences.new_sequence(app.app.shop, "win-back", "win-back", 0.2)
        await app.go("results")
        app.expect("of your customers order in 14 days anyway", "a rise of", "in 100 or more")


def test_money_is_drawn_around_nothing() -> None:
    assert draw.drawn_around_nothing(-50, 0, 50, 11) == "├────●────┤"
    assert draw.drawn_around_nothing(-20, 40, 80, 11) == "├─┆───●───┤"
    assert draw.drawn_around_nothing(20, 60, 100, 11) == "┆ ├───●───┤"


def test_a_range_is_drawn_on_its_scale() -> None:
    assert draw.drawn(0.0, 0.5, 1.0, 1.0, 11) == "├────●────┤"
    assert draw.drawn(0.1, 0.2, 0.4, 0.5, 11) == "  ├─●───┤  "
    assert [draw.scale_top(x) for x in (0.03, 0.09, 0.25, 0.4, 0.7)] == [0.05, 0.1, 0.3, 0.5, 1.0]


def nothing(currency: str = "EUR") -> Money:
    return Money(0, currency)


def test_without_a_holdout_only_one_bar_is_drawn() -> None:
    arm = Arm(40, 3, 0.075, (0.026, 0.199), Money(12000, "EUR"), nothing(), nothing())
    held = Arm(0, 0, None, None, nothing(), nothing(), nothing())
    lift = Lift(None, None, None, None, None, "Cannot tell what the mails did: nobody was held out to compare with.")
    found = Results("x", 14, None, arm, held, lift, None, [], [], [], [])
    said = draw.comparison(found, "en", 100).plain
    assert "Cannot tell" in said
    assert "Mailed" in said
    assert "Held out" not in said
    assert "Difference" not in said
