"""The mail at the right of Sequences is what the customer whose name stands above it would be sent."""

from __future__ import annotations

from pathlib import Path

from shopkeep.core.records.sequences import Group
from shopkeep.jobs import sequences
from shopkeep.jobs.sequence_readers import of_copy, readers
from shopkeep.jobs.shop import open_shop
from shopkeep.sequences import copies
from tests.sequences.making import small_shop
from tests.tui.driver import Driver
from tests.tui.test_sequences import begun, filled, home, place

__all__ = ["begun", "filled", "home"]  # the shops of those tests

OWN = "1-offer/1.dearest.md"


def with_dearest(home: Path) -> None:
    """Five of the sequence are a group with words of its own."""
    shop = open_shop(home)
    groups = sequences.load(shop, "win-back").groups
    sequences.set_groups(shop, "win-back", (Group("dearest", "Five dearest", "all", where="first 5"), *groups))
    text = sequences.read_mail(shop, "win-back", "1-offer/1.md").replace("It has been {{", "Our dearest, {{", 1)
    sequences.write_mail(shop, "win-back", OWN, text)
    shop.close()


async def test_every_copy_is_shown_as_somebody_who_gets_that_very_copy(begun: Path) -> None:
    with_dearest(begun)
    async with Driver(begun) as app:
        await app.go("sequences")
        sequence = place(app).sequence
        stage = sequence.stages[0]
        sent = {one.email: one for one in place(app).due["offer"]}
        for file in ("1-offer/1.md", OWN, "1-offer/1@b.md"):
            place(app).go_to_file(file)
            await app.settle()
            assert place(app).preview.mail.file == file
            emails = [email for email, _ in place(app).people]
            assert emails
            assert {copies.copy_of(stage, sent[one], "").file for one in emails} == {file}
            theirs = sent[place(app).email]
            shown = sequences.render_preview(
                app.app.shop, "win-back", "offer", theirs.mail, theirs.variant, theirs.email
            )
            assert place(app).preview.mail.text == shown.text
            app.expect("gets it")
        place(app).go_to_file(OWN)
        await app.settle()
        app.expect("Our dearest", "1 of ")


async def test_a_copy_that_nobody_gets_says_so(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).go_to_file("1-offer/1.once.md")
        await app.until_text("nobody of the sequence gets this copy")
        app.expect("would get it")


def test_the_readers_of_a_copy_are_those_to_whom_it_goes(tmp_path: Path) -> None:
    shop = small_shop(tmp_path / "home")
    sequences.new_sequence(shop, "win-back")
    stage = sequences.load(shop, "win-back").stages[0]
    due, _ = sequences.audience(shop, "win-back", "offer")
    every = readers(shop, "win-back")
    for copy in (mail for mail in stage.mails if mail.number == 1 and not mail.language):
        got = {one.email for one in due if not one.holdout and copies.copy_of(stage, one, "").file == copy.file}
        assert {one.person.email for one in of_copy(every, stage, copy, due)} == got
    shop.close()


async def test_a_broken_copy_never_shows_the_last_version_of_another(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).go_to_file("1-offer/1@b.md")
        await app.settle()
        await app.press("enter")
        place(app).editor.load_text("---\nsubject: Pine {{ customer.first_nam }}\n---\n")
        await app.until_text("Last version without errors")
        await app.press("escape")
        place(app).go_to_file("1-offer/1.md")
        await app.settle()
        app.expect("It has been a while")
        place(app).go_to_file("1-offer/1@b.md")
        await app.until_text("Not to be shown yet")
        app.refuse("Last version without errors", "gets it")


async def test_another_segment_shows_the_mail_as_somebody_of_it_at_once(begun: Path) -> None:
    async with Driver(begun) as app:
        await app.go("sequences")
        place(app).go_to_file("1-offer/1.md")
        await app.settle()
        before = place(app).email
        place(app).nodes.move_to("segment")
        await app.settle()
        await app.press("enter")
        await app.until_text("Tab types a rule")
        await app.press("tab", f"text:email != {before}", "enter")
        await app.until(lambda: place(app).sequence.segment != "win-back")
        await app.settle()
        inside = {one.person.email for one in readers(app.app.shop, "win-back")}
        assert before not in inside
        assert place(app).preview.mail.email in inside
