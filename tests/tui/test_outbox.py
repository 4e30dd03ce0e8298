"""The Outbox: review, typed count, sending with a pause, reading, answers for unknown messages."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from shopkeep.core import clock
from shopkeep.core.records.delivery import RESTS, Counts, LedgerList, Progress, SendResult
from shopkeep.jobs import outbox, send_report, sending, sequence_writing, sequences
from shopkeep.jobs import review as review_of
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import attempts, facts
from shopkeep.store import tables as t
from shopkeep.tui.screens.outbox import OutboxPlace
from shopkeep.tui.screens.outbox_message import MessagePage, PracticePage
from shopkeep.tui.screens.outbox_pace import beside, of_the_whole
from shopkeep.tui.screens.outbox_review import ReviewPage
from shopkeep.tui.screens.outbox_standing import standing
from shopkeep.tui.screens.outbox_words import counts_lines
from shopkeep.tui.screens.sequences import Sequences
from shopkeep.tui.widgets.rows import Rows
from tests.built import once
from tests.tui.conftest import NOW, copied
from tests.tui.driver import Driver


@pytest.fixture(scope="session")
def ready_built(sample_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop with a sequence whose first stage is due; the draw of holdout and variants fixed."""

    def make(home: Path) -> None:
        shutil.copytree(sample_built, home)
        with clock.at(NOW):
            shop = open_shop(home)
            with shop.db.write() as tx:
                facts.put(tx, "key", "11" * 32)
            sequences.new_sequence(shop, "win-back", "win-back", 0.2)
            shop.close()

    return once(tmp_path_factory, "ready", make)


@pytest.fixture
def home(ready_built: Path, tmp_path: Path) -> Path:
    return copied(ready_built, tmp_path)


def ledger(app: Driver) -> OutboxPlace:
    place = app.app.get_screen("outbox")
    assert isinstance(place, OutboxPlace)
    return place


async def review(app: Driver, target: str = "win-back/offer") -> None:
    app.app.go("outbox", target)
    await app.until(lambda: isinstance(app.app.screen, ReviewPage))
    await app.settle()


async def confirm(app: Driver) -> int:
    """Enter, type the count that is asked for; the last Enter is the caller's."""
    await app.press("enter")
    found = re.search(r"Type (\d+) to send", app.text())
    assert not app.app.screen.query_one(Input).placeholder  # a pale number would look typed already
    assert found, app.text()
    await app.press(f"text:{found[1]}")
    return int(found[1])


async def few(app: Driver, number: int) -> None:
    """Only so many mails."""
    await app.press("l", f"text:{number}", "enter")


def counts(shop: Shop) -> dict[str, int]:
    box = outbox.outbox(shop).counts
    return {"sent": box.sent, "queued": box.queued, "unknown": box.unknown, "cancelled": box.cancelled}


async def test_an_empty_outbox_says_where_to_begin(tmp_path: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("outbox")
        app.expect("To begin, write a sequence", "3  goes to your sequences")


async def test_the_review_says_who_who_not_and_why_and_another_count_sends_nothing(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("sequences")
        await review(app)
        plan = sending.plan(app.app.shop, "win-back", "offer")
        app.expect(f"{plan.counts.planned} mails of Win back, Offer", f"{plan.holdout} customers held out", "left out")
        for reason in plan.left_out:
            app.expect(reason)
        app.expect("Sample 1 of 3: a typical one", "Subject:", "No limit is set", "mails offer", "offers cost about")
        await app.press("right_square_bracket")
        app.expect("Sample 2 of 3: the oddest")
        await app.press("right_square_bracket", "right_square_bracket", "left_square_bracket")
        app.expect("Sample 3 of 3: the least known")
        await app.press("g")
        inside = review_of.within_each(app.app.shop, plan)
        app.expect("Send only to", f"At risk: {inside['at-risk']} of these", "Lost: none of these")
        assert inside["all"] == plan.counts.planned > inside["at-risk"] > inside["lost"] == 0
        await app.press("escape", "enter", "text:7", "enter")
        app.expect("to go on, or press Esc")
        await app.press("escape", "escape")
        await app.until(lambda: getattr(app.app.screen, "NAME", "") == "sequences")  # from where it was opened
        assert outbox.outbox(app.app.shop).messages == []


async def test_a_send_with_a_pause_while_other_places_stay_usable(home: Path) -> None:
    async with Driver(home) as app:
        app.app.shop.settings.set("limits.per_second", "4")
        await review(app)
        await few(app, 12)
        app.expect("12 mails of Win back, Offer", "only the first 12", "At 4 a second")
        assert await confirm(app) == 12
        await asyncio.wait_for(app.pilot.press("enter"), 20)
        await app.until(lambda: counts(app.app.shop)["sent"] >= 2)
        app.app.go("today")
        await app.until(lambda: getattr(app.app.screen, "NAME", "") == "today")
        app.app.go("outbox")
        await app.until(lambda: app.app.screen is ledger(app))
        await app.until_text("a minute")
        app.expect("Sending", "of 12", "queued")
        ledger(app).action_pause()
        await app.until(lambda: not app.app.long_jobs)
        await app.settle()
        held = counts(app.app.shop)
        assert 2 <= held["sent"] < 12
        assert held["sent"] + held["queued"] == 12
        app.expect("Paused.", f"{held['queued']} messages wait", "p Go on")
        app.app.shop.settings.set("limits.per_second", "0")
        await app.press("p")
        await app.until(lambda: counts(app.app.shop)["sent"] == 12)
        await app.settle()
        app.expect("✓ 12 sent", "Everything is settled.")
        assert len(outbox.practice_mails(app.app.shop)) == 12
        await app.press("enter")
        assert isinstance(app.app.screen, MessagePage)
        await app.settle()
        app.expect("Where it stands", "Filed in the practice mailbox", "Subject:", "Hello")
        app.refuse("Message-ID")
        await app.press("h")
        app.expect("Message-ID", "List-Unsubscribe")
        await app.press("escape", "m")
        assert isinstance(app.app.screen, PracticePage)
        await app.settle()
        app.expect("Practice mailbox: 12 mails", "From: Tin & Thistle", "Hello")
        await app.press("down")
        app.expect("Subject:")
        app.expect("It takes every mail.")
        await app.press("b", "down", "down", "enter")
        await app.settle()
        app.expect("It puts every fourth customer off.")
        assert app.app.shop.settings.get("practice.behaviour") == ("greylist",)


@pytest.mark.long
async def test_a_pause_while_the_mails_are_written_lets_none_go_out(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = threading.Event()
    queue = sending.queue

    def slow(*args: Any, **kwargs: Any) -> SendResult:
        assert written.wait(20)
        return queue(*args, **kwargs)

    monkeypatch.setattr(sending, "queue", slow)
    async with Driver(home) as app:
        await review(app)
        await few(app, 5)
        await confirm(app)
        await app.pilot.press("enter")
        await app.until(lambda: app.app.screen is ledger(app) and bool(app.app.long_jobs))
        await app.until_text("Nothing has gone out yet")
        await app.pilot.press("p")
        await app.until_text("It pauses before the first mail")
        app.refuse("Nothing in it", "p Pause")
        written.set()
        await app.until(lambda: not app.app.long_jobs and counts(app.app.shop)["queued"] == 5)
        await app.settle()
        app.expect("Paused.", "5 messages wait", "p Go on")
        assert counts(app.app.shop)["sent"] == 0
        await app.press("p")
        await app.until(lambda: counts(app.app.shop)["sent"] == 5)


@pytest.mark.long
@pytest.mark.long
async def test_stopping_leaves_the_rest_queued_and_c_cancels_it(home: Path) -> None:
    async with Driver(home) as app:
        app.app.shop.settings.set("limits.per_second", "3")
        await review(app)
        await few(app, 9)
        await confirm(app)
        await app.pilot.press("enter")
        await app.until(lambda: counts(app.app.shop)["sent"] >= 1)
        ledger(app).action_stop()
        await app.until(lambda: not app.app.long_jobs)
        await app.settle()
        left = counts(app.app.shop)["queued"]
        assert 0 < left < 9
        app.expect("You stopped it.", f"{left} messages can go out now")
        await app.press("c", "enter")
        assert counts(app.app.shop)["queued"] == left
        await app.press("c", "down", "enter")
        assert counts(app.app.shop)["cancelled"] == left
        assert not app.app.shop.db.read_only


def make_unknown(shop: Shop, number: int) -> None:
    """Queue some mails and leave them as a crash in mid-air would."""
    with clock.at(datetime(2026, 11, 21, 12, 0, tzinfo=UTC)):
        sending.queue(shop, "win-back", "offer", number, limit=number)
        with shop.db.write() as tx:
            tx.execute(t.messages.update().values(state="sending", attempts=1))
            for (id,) in tx.execute(t.messages.select().with_only_columns(t.messages.c.id)).all():
                attempts.add(tx, id, "practice", clock.stamp_now(), "sending")
        outbox.recover(shop)


async def test_what_has_gone_out_is_not_taken_back_unasked(home: Path) -> None:
    shop = open_shop(home)
    text = sequences.read_mail(shop, "win-back", "1-offer/1.md")
    with clock.at(datetime(2026, 11, 21, 11, 0, tzinfo=UTC)):
        write = (sequences.write_mail, "win-back", "1-offer/1.md", f"{text}\nMore.")
        _, step = sequence_writing.recorded(shop, "win-back", "Wrote mail 1", *write)
    assert sequence_writing.gone_out(shop, step) == 0
    make_unknown(shop, 3)
    elsewhere = replace(step, before={"2-value/1.md": ""}, after={"2-value/1.md": "x"})
    assert sequence_writing.gone_out(shop, elsewhere) == 0
    shop.close()
    async with Driver(home) as app:
        await app.go("sequences")
        place = app.app.screen
        assert isinstance(place, Sequences)
        place.nodes.move_to("1-offer/1.md")
        place.steps.append(step)
        await app.press("u")
        await app.until_text("Take back: Wrote mail 1?")
        app.expect("3 mails have gone out with it since")
        await app.press("enter")
        await app.settle()
        assert place.steps == [step], "kept: the first answer"
        await app.press("x")
        await app.until_text("was sent already")
        assert "Take it out" not in app.text()
        await app.press("escape", "u", "down", "enter")
        await app.settle()
        assert sequences.read_mail(app.app.shop, "win-back", "1-offer/1.md") == text


async def test_the_owner_answers_for_unknown_messages(home: Path) -> None:
    shop = open_shop(home)
    make_unknown(shop, 3)
    shop.close()
    async with Driver(home) as app:
        await app.go("outbox")
        app.expect("? 3 unknown", "not known whether 3 messages arrived", "y It arrived", "a Send again")
        app.expect("Look in the practice mailbox for the", "shows the practice mailbox.")
        app.refuse("sent folder", "sent mail")
        said = ledger(app).query_one("#chosen", Static).visual.plain.splitlines()  # type: ignore[attr-defined]
        assert said[1].startswith("? unknown"), "where it stands is read first, for there may be little room"
        assert said[-1].startswith("win-back, offer")
        await app.press("y")
        app.expect("Did it arrive?", "cannot be taken back")
        await app.press("enter")
        assert counts(app.app.shop)["unknown"] == 3
        messages = ledger(app).query_one("#messages", Rows)
        first, _, third = messages.rows.keys
        await app.press("down", "y", "down", "enter")  # the next one is then under the cursor
        assert (messages.cursor, messages.current_key) == (1, third)
        await app.press("y", "down", "enter")  # it was the last of them: now the one before
        assert (messages.cursor, messages.current_key) == (0, first)
        assert counts(app.app.shop) == {"sent": 2, "queued": 0, "unknown": 1, "cancelled": 0}
        await app.press("a", "down", "enter")
        assert counts(app.app.shop)["unknown"] == 0
        await app.press("p")
        await app.until(lambda: counts(app.app.shop)["sent"] == 3)
        await app.settle()
        assert len(outbox.practice_mails(app.app.shop)) == 1


@pytest.mark.long
async def test_only_messages_of_one_state(home: Path) -> None:
    shop = open_shop(home)
    make_unknown(shop, 2)
    shop.close()
    async with Driver(home) as app:
        await app.go("outbox")
        await app.press("f")
        app.expect("Show which messages?", "All (2)", "? unknown (2)")
        await app.press("down", "enter")
        app.expect("2 messages, only unknown")


async def test_a_test_mail_goes_to_the_owner_alone(home: Path) -> None:
    async with Driver(home) as app:
        await review(app)
        await app.press("right_square_bracket")
        await app.settle()
        shown = app.app.screen.query_one("#sample", Static).visual.plain  # type: ignore[attr-defined]
        await app.press("t", "enter")
        await app.settle()
        found = outbox.practice_mails(app.app.shop)
        assert [mail.to for mail in found] == ["nora@example.com"]
        assert found[0].subject.startswith("[test] ")
        assert f"Subject: {found[0].subject.removeprefix('[test] ')}\n" in shown, "it is the sample on screen"
        text = outbox.practice_mail(app.app.shop, found[0].file).text
        assert text.strip().splitlines()[0] in shown
        assert outbox.outbox(app.app.shop).messages == []


async def test_what_cannot_be_sent_leads_to_where_it_is_mended(home: Path) -> None:
    mail = home / "sequences" / "win-back" / "1-offer" / "1.md"
    mail.write_text(mail.read_text("utf-8").replace("subject: ", "subject: {{ customer.frist_name }} ", 1), "utf-8")
    async with Driver(home, (80, 24)) as app:
        await review(app)
        app.expect("customer.frist_name, which is not known", "c in Sequences lists all", "3 Sequences   Esc Back")
        app.refuse("Send fewer", "shopkeep sequence")


async def test_without_an_account_the_review_says_so(home: Path) -> None:
    async with Driver(home) as app:
        app.app.shop.settings.set("mail.from", "")
        await review(app)
        app.expect("There is no from address yet.", "Set it: press , and go to “From address”")
        await app.press("enter")
        assert isinstance(app.app.screen, ReviewPage)


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 36), marks=pytest.mark.long)])
async def test_how_it_looks(home: Path, size: tuple[int, int]) -> None:
    async with Driver(home, size) as app:
        await review(app)
        app.snapshot(f"outbox-review-{size[0]}x{size[1]}")
        await few(app, 6)
        await confirm(app)
        await app.press("enter")
        await app.until(lambda: counts(app.app.shop)["sent"] == 6)
        await app.until(lambda: not app.app.long_jobs)
        app.app.clear_notifications()
        await app.settle()
        app.expect("✓ 6 sent", "Everything is settled.")
        await app.press("m")
        await app.settle()
        app.expect("Practice mailbox: 6 mails")


@pytest.mark.parametrize(
    ("deferred", "failed", "does"),
    [(0, 12, ["tries 12 again"]), (23, 0, ["tries now"]), (23, 12, ["asks which to try again"])],
)
def test_the_panel_says_what_t_does(deferred: int, failed: int, does: list[str]) -> None:
    ledger = LedgerList(Counts(deferred=deferred, failed=failed), [], False, 0, failed)
    said = standing(ledger, "", None, "", None).plain
    assert re.findall(r"\bt (tries.*|asks.*)\.$", said, re.MULTILINE) == does


def test_trouble_of_every_kind_is_said_in_four_lines_of_a_narrow_screen() -> None:
    counts = Counts(sent=28, queued=186, deferred=32, failed=28, unknown=18)
    trouble = "4 mails went wrong since the last that went through: No answer after the mail. " + "Look there. " * 20
    lines = standing(LedgerList(counts, [], False, 186, 28), trouble, None, "", None, narrow=True).plain.split("\n")
    assert sum(-(-len(line) // 76) for line in lines) <= 4
    assert lines[-1] == "? Did it arrive? y yes, a send again.  ! Enter shows why, t asks which."
    only = LedgerList(Counts(sent=2, deferred=32), [], False, 0, 0)
    said = standing(only, f"{RESTS} 14:35.", None, "14:35", None).plain
    assert said == "… 32 messages put off, again at 14:35 while this is open. t now, s stops."


@pytest.mark.parametrize("width", [30, 56, 71, 76, 116])
def test_no_count_stands_apart_from_its_word(width: int) -> None:
    lines = counts_lines(Counts(16, 2, 235, 16, 15, 10, 4), width).plain.split("\n")
    assert all(len(line) <= width for line in lines)
    assert re.findall(r"(\d+) ([a-z]+)", "\n".join(lines))[-2:] == [("10", "unknown"), ("4", "cancelled")]
    assert len(re.findall(r"\S \d+ [a-z]+", "\n".join(lines))) == 7


def test_a_pause_is_no_part_of_the_pace() -> None:
    assert send_report.sending_seconds([0, 1, 2, 3, 903, 904, 905]) == 5
    assert send_report.sending_seconds([0, 120, 240, 360]) == 360, "a slow limit is no pause"
    assert send_report.sending_seconds([7]) == 0


async def test_an_empty_outbox_leads_to_the_sequence_there_is(home: Path) -> None:
    async with Driver(home) as app:
        await app.go("outbox")
        app.expect("To send Win back, go to its")


def test_a_run_that_goes_on_counts_the_whole_send() -> None:
    begun = Counts(queued=7, sent=2, deferred=2, failed=1)
    run = Progress(Counts(queued=4, sending=1, sent=2), 7, 60.0, None, False, "")
    whole = of_the_whole(run, begun)
    assert (whole.total, whole.counts) == (12, Counts(queued=4, sending=1, sent=4, deferred=2, failed=1))
    assert of_the_whole(run, Counts(queued=3)) == run, "mails of other sends go out with it"
    assert of_the_whole(run, None) == run


def test_a_run_says_what_goes_out_beside_the_number_that_was_typed() -> None:
    assert beside(211, 1) == "211 of this send, and 1 that waited"
    assert beside(211, 0) == beside(None, 5) == ""


@pytest.mark.long
async def test_trying_again_sends_no_others_unasked(home: Path) -> None:
    async with Driver(home) as app:
        shop = app.app.shop
        sending.queue(shop, "win-back", "offer", 5, limit=5)
        with shop.db.write() as tx:
            tx.execute(t.messages.update().where(t.messages.c.id <= 2).values(state="failed", attempts=1))
        app.app.go("outbox")
        await app.settle()
        await app.press("t", "enter")
        await app.until(lambda: "Send the others too?" in app.text())
        app.expect("5 messages would go out now", "Send all 5 now")
        await app.press("enter")
        assert counts(shop) == {"sent": 0, "queued": 5, "unknown": 0, "cancelled": 0}
