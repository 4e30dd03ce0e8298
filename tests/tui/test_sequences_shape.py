"""The shape of a sequence by keys: things added, moved, taken out and taken back; the job of a newcomer."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from shopkeep.core.records.sequences import Group
from shopkeep.jobs import codes, segments, sequences
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.widgets.rows import Rows
from tests.tui.driver import Driver
from tests.tui.test_sequences import begun, filled, home, place

__all__ = ["begun", "filled", "home"]  # the shops of those tests


async def test_a_mail_is_added_moved_taken_out_and_brought_back(begun: Path) -> None:
    folder = begun / "sequences" / "win-back" / "3-goodbye"
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).nodes.move_to("stage:goodbye")
        await app.press("a")
        await app.until_text("A mail after this one")
        await app.press("enter")
        await app.until_text("How long after the mail before it?")
        await app.press("backspace", "text:4", "enter")
        await app.until(lambda: (folder / "2.md").exists())
        await app.settle()
        assert place(app).editor.has_focus
        assert "wait: 4" in (folder / "2.md").read_text("utf-8")
        await app.press("escape", "minus")
        await app.until(lambda: "wait: 4" in (folder / "1.md").read_text("utf-8"))
        assert (folder / "2.best.md").exists()
        await app.settle()
        place(app).nodes.move_to("3-goodbye/1.md")
        await app.press("x")
        await app.until_text("Take out mail 1 of Goodbye?")
        await app.press("down", "enter")
        await app.until(lambda: not (folder / "2.md").exists())
        await app.settle()
        await app.press("u")
        await app.until(lambda: (folder / "2.md").exists())
        assert "wait: 4" in (folder / "1.md").read_text("utf-8")


@pytest.mark.long
async def test_a_stage_is_added_renamed_and_given_another_wait(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).nodes.move_to("stage:value")
        await app.press("a", "down", "enter")  # from a mail, the first of what a stage can have
        await app.until_text("What is the new stage called?")
        await app.press("text:Reminder", "enter")
        await app.until_text("How long after")
        await app.press("enter")
        await app.until(lambda: [s.title for s in place(app).sequence.stages][2:3] == ["Reminder"])
        await app.press("escape")
        await app.settle()
        place(app).nodes.move_to("stage:reminder")
        await app.press("e")
        await app.until_text("Begins")
        await app.press("down", "enter")
        await app.until_text("How long after the last mail")
        await app.press("backspace", "text:3", "enter")
        await app.until(lambda: place(app).sequence.stages[2].wait_days == 3)


@pytest.mark.long
async def test_a_newcomer_makes_a_sequence_with_two_groups_a_variant_and_codes_in_few_keys(home: Path) -> None:
    pressed = 0
    async with Driver(home) as app:

        async def keys(*names: str) -> None:
            nonlocal pressed
            pressed += sum(len(name) - 5 if name.startswith("text:") else 1 for name in names)
            await app.press(*names)

        await app.go("sequences")
        await keys("n", "enter")
        await app.until_text("What should it be called?")
        await keys("enter")
        await app.until_text("Who gets Win back?")
        await keys("enter")
        await app.until_text("Without one")
        await keys("enter")
        await app.settle()
        for rule, title, percent in (("country = IE", "Ireland", "15"), ("orders > 5", "Regulars", "18")):
            await keys("end", "a")
            await app.until_text("Add what?")
            await keys("enter")
            await app.until_text("Which customers should the new group have?")
            await keys("tab", f"text:{rule}")
            await app.until_text("may be written to")
            await keys("enter")
            await app.until_text("What should the group be called?")
            await keys(f"text:{title}", "enter")
            await app.until_text("What is offered?")
            await keys("down", "enter")
            await app.until_text("How many percent off?")
            await keys(f"text:{percent}", "enter")
            await app.until_text("Orders from")
            await keys("enter")
            await app.until_text("Which code do they type?")
            await keys("down", "down", "enter")
            await app.until_text("What do their codes begin with?")
            await keys("enter")
            await app.until_text("and the file for your shop?")
            await keys("enter")
            await app.until_text("The codes are made")
            await keys("enter", "escape")
            await app.settle()
        place(app).nodes.move_to("2-value/1.md")
        await keys("a", "enter")
        await app.until_text("What should variant B change?")
        await keys("enter")
        await app.settle()
        shop, name = app.app.shop, place(app).name_now
        sequence = sequences.load(shop, name)
        assert {"ireland", "regulars"} <= {group.name for group in sequence.groups}
        assert sequence.stage("value").variants(1) == ["A", "B"]
        assert all(one.missing == 0 for one in codes.needs(shop, name))
        assert [one.total for one in codes.pools(shop)] != []
    assert pressed < 120


async def test_keys_pressed_fast_each_count_and_the_menu_keeps_its_order(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        groups = [g.name for g in place(app).sequence.groups]
        place(app).nodes.move_to(f"group:{groups[-1]}")
        for _ in range(2):  # both before the first is done
            app.app.post_message(events.Key("minus", "-"))
        await app.until(lambda: [g.name for g in place(app).sequence.groups] == [groups[-1], *groups[:-1]])
        await app.settle()
        await app.press("a")
        await app.until_text("Add what?")
        app.expect("A variant of this mail, to test against it: go to a mail", "A stage after this one: go to a stage")
        assert app.app.screen.query_one("#choices", Rows).current[0] == "group"


async def test_a_whole_sequence_is_removed_and_brought_back(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        await app.press("delete")
        await app.until_text("Remove the sequence Win back?")
        app.expect("they stay in the folder removed")
        await app.press("down", "enter")
        await app.until(lambda: (begun / "removed" / "win-back" / "sequence.toml").exists())
        await app.settle()
        assert not (begun / "sequences" / "win-back").exists()
        await app.press("u")
        await app.until(lambda: (begun / "sequences" / "win-back" / "sequence.toml").exists())
        assert not (begun / "removed" / "win-back").exists()


async def test_a_mail_in_several_languages_is_one_row(begun: Path) -> None:
    folder = begun / "sequences" / "win-back" / "2-value"
    (folder / "1~ro.md").write_text("---\nsubject: Salut\n---\nBun\u0103 ziua.\n", "utf-8")
    async with Driver(begun) as app:
        await app.go("sequences")
        app.expect("Mail 1 EN ro")
        place(app).nodes.move_to("2-value/1.md")
        await app.press("i")
        app.expect("Mail 1 en RO")
        await app.until(lambda: place(app).copy.file == "2-value/1~ro.md")
        assert place(app).node.key == "2-value/1~ro.md"


async def test_an_empty_group_says_which_other_has_its_customers(begun: Path) -> None:
    shop = open_shop(begun)
    groups = sequences.load(shop, "win-back").groups
    few = Group("few", "A few", "all", where="first 5")
    sequences.set_groups(shop, "win-back", (*groups[1:], Group("all", "All the rest", "all"), groups[0], few))
    shop.close()
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).nodes.move_to("group:few")
        await app.press("enter")
        await app.until_text("Nobody is in it")
        said = " ".join(app.text().replace("│", " ").split())
        assert "Nobody is in it: 5 customers fit it and are in Repeat buyers" in said
        await app.press("escape")
        await app.press("c")
        await app.until_text("All the rest: nobody is in it: 13 customers fit it")
        await app.press("escape")
        place(app).nodes.move_to("group:repeat")
        await app.press("enter")
        await app.until_text("customers are in it and may be written to")


async def test_segments_and_groups_are_called_as_the_owner_called_them(begun: Path) -> None:
    shop = open_shop(begun)
    segments.save_segment(shop, "tea-fans", "orders > 0", "Fond of tea")
    shop.close()
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).nodes.move_to("segment")
        await app.press("enter")
        await app.until_text("Tab types a rule")
        rows = app.app.screen.query_one("#segments", Rows)
        assert rows.rows[0].title == "Fond of tea"  # first, as in Customers
        rows.move_to("tea-fans")
        await app.press("enter")
        await app.until_text("Who: Fond of tea")
        place(app).nodes.move_to("stage:offer")
        await app.press("enter")
        await app.until_text("Who gets it")
        await app.until_text("Repeat buyers")
