"""Deliveries against real servers that behave and misbehave: every message ends where it should."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from shopkeep.core import clock
from shopkeep.core.records.delivery import Progress
from shopkeep.delivery import outbox as ledger
from shopkeep.delivery import pace, turns
from shopkeep.errors import MailProblem, NotFound, ShopBusy, ShopkeepError
from shopkeep.jobs import meanings, send_report
from shopkeep.jobs import outbox as jobs
from shopkeep.jobs.accounts import try_account
from shopkeep.jobs.shop import Shop
from shopkeep.store import leaving, suppressions, triage
from shopkeep.store import tables as t
from tests.delivery.ledgers import fill, shop_at
from tests.delivery.servers import HANG_UP, Script, Server, usual


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits for a server that is away are as short as a test can bear."""
    monkeypatch.setattr("shopkeep.delivery.replies.UNREACHABLE", 0.05)


@pytest.fixture
def shops(tmp_path: Path) -> Iterator:
    made: list[Shop] = []

    def make(port: int, **settings: object) -> Shop:
        made.append(shop_at(tmp_path / f"shop{len(made)}", port, **settings))
        return made[-1]

    yield make
    for shop in made:
        shop.close()


def states(shop: Shop) -> dict[str, int]:
    return dict(Counter(m.state for m in jobs.outbox(shop).messages))


def on(verb: str, reply: str, *counts: int) -> Script:
    """Answer `reply` to a verb, the given times it is asked (every time where none are given)."""
    return lambda v, _a, n: reply if v == verb and (not counts or n in counts) else None


HALTS: dict[str, tuple[Script, str]] = {
    "454 at login time is an hour's matter": (on("CONNECT", "554 5.7.1 blocked", 1), "will not talk"),
    "sender refused": (on("MAIL", "553 5.7.1 sender address rejected: not owned by user"), "may not send"),
    "login wanted": (on("MAIL", "530 5.7.0 authentication required"), "login"),
    "relay denied": (on("RCPT", "554 5.7.1 relay access denied"), "login"),
    "daily limit": (on("MAIL", "550 5.4.5 daily user sending limit exceeded"), "in a day"),
    "daily limit at the dot": (on("CONTENT", "550 5.4.5 daily sending quota exceeded"), "in a day"),
    "always away": (on("CONNECT", HANG_UP), "cannot be reached"),
    "always drops at RCPT": (on("RCPT", HANG_UP), "broke off"),
    "three refusals of the mail itself": (on("CONTENT", "554 5.7.1 spam"), "3 mails went wrong since"),
    "never answers after the dot": (on("CONTENT", HANG_UP), "3 mails went wrong since"),
}


@pytest.mark.parametrize("halt", HALTS)
def test_trouble_with_the_account_ends_the_run_and_says_so(shops, halt: str) -> None:
    script, says = HALTS[halt]
    with Server(script) as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 12)
        box = jobs.deliver(shop)
        assert says in box.waits
        assert says in (jobs.account_problem(shop) or "")
        assert box.counts.planned == 12
        assert box.counts.queued >= 7
        server.script = usual
        jobs.retry(shop)
        again = jobs.deliver(shop)
        assert again.counts.queued == again.counts.deferred == 0
        assert jobs.account_problem(shop) is None
        assert len(set(server.message_ids)) == len(server.accepted)


def test_a_server_that_is_not_there_leaves_everything_queued(shops) -> None:
    with Server() as server:
        port = server.port
    shop = shops(port)
    fill(shop, 3)
    assert "cannot be reached" in jobs.deliver(shop).waits
    assert states(shop) == {"queued": 3}


def test_a_hard_bounce_is_never_written_to_again(shops) -> None:
    with Server(on("RCPT", "550 5.1.1 no such user", 1)) as server:
        shop = shops(server.port, smtp__connections=1)
        first = fill(shop, 2)[0]
        jobs.deliver(shop)
        failed = next(m for m in jobs.outbox(shop).messages if m.id == first)
        assert failed.state == "failed"
        assert failed.last_reply == "550 5.1.1 no such user"
        with shop.db.read() as tx:
            assert "no such user" in (suppressions.why_suppressed(tx, failed.email) or "")


def test_a_full_mailbox_is_no_reason_never_to_write_again(shops) -> None:
    with Server(on("RCPT", "552 5.2.2 mailbox full")) as server:
        shop = shops(server.port)
        fill(shop, 2)
        jobs.deliver(shop)
        with shop.db.read() as tx:
            assert suppressions.everything(tx) == []


def test_who_was_suppressed_or_left_meanwhile_gets_nothing(shops) -> None:
    with Server() as server:
        shop = shops(server.port)
        fill(shop, 3)
        with shop.db.write() as tx:
            suppressions.add(tx, "person0@example.com", "asked", clock.now())
            leaving.leave(tx, [id for id, _ in leaving.running(tx, None, "person1@example.com")], "came back", 1)
        jobs.deliver(shop)
        assert states(shop) == {"cancelled": 2, "sent": 1}
        assert [to for to, _ in server.accepted] == ["person2@example.com"]


def test_what_the_owner_or_the_customer_said_meanwhile_holds(shops) -> None:
    with Server() as server:
        shop = shops(server.port)
        fill(shop, 5)
        today = clock.today(shop.zone)
        later = today + timedelta(days=9)
        with shop.db.write() as tx:
            person = dict(tx.execute(select(t.customers.c.email, t.customers.c.id)).all())
            triage.add_mark(tx, person["person0@example.com"], triage.LEFT_OUT, clock.now(), "a friend")
            triage.add_mark(tx, person["person1@example.com"], triage.SNOOZED, clock.now(), until=later)
            triage.add_mark(tx, person["person3@example.com"], triage.SNOOZED, clock.now(), until=today)
            tx.execute(update(t.customers).where(t.customers.c.email == "person2@example.com").values(consent="no"))
        box = jobs.deliver(shop)
        said = {m.email[6]: (m.state, m.last_reply) for m in box.messages}
    assert said["0"] == ("cancelled", "Not sent: left out by you")
    assert said["1"] == ("cancelled", f"Not sent: snoozed until {later}")
    assert said["2"] == ("cancelled", "Not sent: said no to marketing mail")
    assert (said["3"][0], said["4"][0], len(server.accepted)) == ("sent", "sent", 2)


@pytest.mark.parametrize("said", ["suppressed", "left out", "snoozed", "no", "cancelled", "left the sequence"])
def test_what_is_said_in_mid_run_keeps_the_next_mail_back(shops, said: str) -> None:
    """Mails are read ahead, some fifty at a time; what was said since holds all the same, to the last moment:
    here while the server was asked for the third mail, so that its content would have been next."""
    email = "person2@example.com"

    def say() -> None:
        with shop.db.write() as tx:
            c = t.customers.c
            person = tx.execute(select(c.id).where(c.email == email)).scalar_one()
            if said == "suppressed":
                suppressions.add(tx, email, "asked", clock.now())
            elif said == "left out":
                triage.add_mark(tx, person, triage.LEFT_OUT, clock.now(), "a friend")
            elif said == "snoozed":
                until = clock.today(shop.zone) + timedelta(days=2)
                triage.add_mark(tx, person, triage.SNOOZED, clock.now(), until=until)
            elif said == "no":
                tx.execute(update(t.customers).where(c.id == person).values(consent="no"))
            elif said == "left the sequence":
                leaving.leave(tx, [id for id, _ in leaving.running(tx, None, email)], "came back", 1)
            else:
                number = tx.execute(select(t.messages.c.id).where(t.messages.c.email == email)).scalar_one()
                ledger.drop(tx, number, "why")

    def script(verb: str, argument: str, _count: int) -> None:
        if verb == "DATA" and argument == email:
            say()

    with Server(script) as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 6)
        box = jobs.deliver(shop)
    assert email not in [to for to, _ in server.accepted]
    assert (box.counts.sent, box.counts.cancelled) == (5, 1)


def test_a_deferred_mail_is_tried_when_its_time_has_come_and_not_before(shops) -> None:
    with Server(on("RCPT", "450 4.2.0 greylisted", 1, 2)) as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 1)
        start = clock.now()
        with clock.at(start):
            assert "tried again from" in jobs.deliver(shop).waits
        next_try = jobs.outbox(shop).messages[0].next_try_at
        assert next_try is not None
        assert timedelta(minutes=4) < next_try - start < timedelta(minutes=6)
        with clock.at(start + timedelta(minutes=4)):
            jobs.deliver(shop)
            assert server.total["RCPT"] == 1
        with clock.at(start + timedelta(minutes=6)):
            jobs.deliver(shop)
            assert states(shop) == {"deferred": 1}
            assert server.total["RCPT"] == 2
        with clock.at(start + timedelta(minutes=22)):
            jobs.deliver(shop)
            row = jobs.outbox(shop).messages[0]
            assert (row.state, row.attempts, row.next_try_at) == ("sent", 3, None)


def test_a_mail_that_waited_for_days_says_when_it_goes_out_and_is_kept_as_it_went(shops) -> None:
    with Server() as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 1)
        number = jobs.outbox(shop).messages[0].id
        before = jobs.message(shop, number).raw
        later = clock.now() + timedelta(days=3)
        with clock.at(later):
            jobs.deliver(shop)
        _, arrived = server.accepted[0]
        after = jobs.message(shop, number).raw
        assert later - parsedate_to_datetime(message_from_bytes(arrived)["Date"]) < timedelta(minutes=1)
        assert arrived == after, "what the owner can look at is what was sent"
        lines = zip(before.split(b"\r\n"), after.split(b"\r\n"), strict=True)
        changed = [new for old, new in lines if old != new]
        assert [new[:6] for new in changed] == [b"Date: "]


def test_after_three_days_a_mail_is_given_up(shops) -> None:
    with Server(on("RCPT", "450 4.2.0 greylisted")) as server:
        shop = shops(server.port)
        fill(shop, 1)
        start = clock.now()
        for hours in (0, 24, 48, 73):
            with clock.at(start + timedelta(hours=hours)):
                jobs.deliver(shop)
        row = jobs.outbox(shop).messages[0]
        assert row.state == "failed"
        assert row.last_reply.startswith("Given up after three days")


def test_a_patient_run_waits_for_the_deferred(shops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopkeep.delivery.replies.BACKOFF", (1,))
    with Server(on("RCPT", "450 4.2.0 greylisted", 1)) as server:
        shop = shops(server.port)
        fill(shop, 2)
        jobs.deliver(shop)
        assert states(shop) == {"sent": 2}


def test_a_pause_is_seen_between_two_mails_and_cancels_none(shops) -> None:
    with Server() as server:
        shop = shops(server.port, smtp__connections=3)
        fill(shop, 30)

        def pause_at_the_tenth(verb: str, _argument: str, count: int) -> None:
            if verb == "CONTENT" and count == 10:
                jobs.pause(shop.home)

        server.script = pause_at_the_tenth
        box = jobs.deliver(shop)
        assert box.paused
        assert box.waits.startswith("Paused")
        assert 10 <= box.counts.sent == len(server.accepted) <= 12, "those in flight, and no more"
        assert box.counts.sending == box.counts.unknown == 0
        assert jobs.deliver(shop).paused
        jobs.unpause(shop.home)
        assert jobs.deliver(shop).counts.sent == 30
        assert len(set(server.message_ids)) == len(server.accepted) == 30


def test_a_stop_leaves_the_rest_queued(shops) -> None:
    with Server() as server:
        shop = shops(server.port)
        fill(shop, 60)
        box = jobs.deliver(shop, stop=lambda: len(server.accepted) >= 5)
        assert 5 <= box.counts.sent == len(server.accepted) < 60
        assert box.counts.queued == 60 - box.counts.sent


def test_a_limit_holds_and_a_longer_one_ends_the_run(shops, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as server:
        shop = shops(server.port, smtp__connections=1, limits__per_second=5, limits__per_hour=12)
        fill(shop, 20)
        now, waited_after, said = [clock.now().timestamp()], [], []

        async def wait(_turns: turns.Turns, seconds: float) -> float:
            """Let the time pass at once."""
            waited_after.append(len(server.accepted))
            now[0] += seconds
            return seconds

        monkeypatch.setattr(turns.Turns, "_wait", wait)
        monkeypatch.setattr(pace, "_Ticks", lambda: lambda: now[0])
        box = jobs.deliver(shop, lambda e: said.append(e.held_by) if isinstance(e, Progress) else None)
        assert set(waited_after) == {5, 10}  # 12 at 5 a second: five, a wait, five more, a wait, and the last two
        assert box.counts.sent == 12
        assert "12 an hour is reached" in box.waits
        assert any("5 a second" in one for one in said)
        assert jobs.deliver(shop).counts.sent == 12  # the log of tries outlives the run
        assert len(server.accepted) == 12


def test_progress_adds_up_and_ends_where_the_ledger_stands(shops) -> None:
    events: list[Progress] = []
    with Server(on("RCPT", "550 5.1.1 no", 3)) as server:
        shop = shops(server.port, smtp__connections=2)
        fill(shop, 40)
        box = jobs.deliver(shop, lambda e: events.append(e) if isinstance(e, Progress) else None)
    assert all(e.total == e.counts.planned == 40 for e in events)
    assert events[-1].counts == box.counts
    assert all(len(e.last) <= 20 for e in events)
    assert events[-1].seconds_left == 0


def test_more_connections_are_used_but_never_more_than_set(shops) -> None:
    with Server() as server:
        shop = shops(server.port, smtp__connections=3)
        fill(shop, 60)
        jobs.deliver(shop)
        assert 2 <= server.most_open <= 3
        assert len(set(server.message_ids)) == 60


def test_unknown_waits_for_the_owner(shops) -> None:
    with Server(on("CONTENT", HANG_UP, 1, 2)) as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 3)
        jobs.deliver(shop)
        jobs.deliver(shop)
        assert states(shop) == {"unknown": 2, "sent": 1}
        arrived, again = [m for m in jobs.outbox(shop).messages if m.state == "unknown"]
        jobs.resolve(shop, arrived.id, "sent")
        jobs.resolve(shop, again.message_id, "resend")
        assert jobs.deliver(shop).counts.sent == 3
        assert Counter(server.message_ids)[again.message_id] == 2
        assert Counter(server.message_ids)[arrived.message_id] == 1
        summary = send_report.summary(shop)
        assert summary is not None
        assert "Of 1 you said that it arrived; of that one the server's answer never came." in summary.says
        with pytest.raises(ShopkeepError):
            jobs.resolve(shop, arrived.id, "resend")
        with pytest.raises(NotFound):
            jobs.resolve(shop, "<nobody@nowhere>", "sent")


def test_what_was_being_sent_is_unknown_after_a_restart(shops) -> None:
    with Server() as server:
        shop = shops(server.port)
        ids = fill(shop, 2)
        with shop.db.write() as tx:
            ledger.begin(tx, ids[0], "main")
        jobs.deliver(shop)
        assert states(shop) == {"unknown": 1, "sent": 1}
        assert len(server.accepted) == 1


def test_the_bytes_sent_are_the_bytes_stored(shops) -> None:
    with Server(on("CONTENT", "451 4.3.0 later", 1)) as server:
        shop = shops(server.port)
        number = fill(shop, 1)[0]
        jobs.deliver(shop)
        jobs.retry(shop)
        jobs.deliver(shop)
        assert server.accepted[0][1] == jobs.message(shop, number).raw
        assert jobs.message_parts(shop, number).text == "Hello Ines\n."


def test_cancel_takes_back_what_has_not_begun(shops) -> None:
    with Server(on("RCPT", "450 later", 1)) as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 3)
        jobs.deliver(shop, stop=lambda: len(server.accepted) >= 1)
        assert jobs.cancel(shop).says.startswith("Cancelled")
        assert set(states(shop)) == {"sent", "cancelled"}
        jobs.deliver(shop)
        assert len(server.accepted) == 1


def test_a_disk_that_fails_stops_before_the_next_mail(shops, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 150)
        with shop.db.read() as tx:  # the file may not grow by a single page: SQLite's own "disk is full"
            pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
            tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ShopkeepError, match="could not be written"):
            jobs.deliver(shop)
        counts = jobs.outbox(shop).counts
        assert counts.queued > 0
        assert len(server.accepted) == counts.sent + counts.sending
        assert counts.sending <= 1
        with shop.db.read() as tx:
            tx.exec_driver_sql("PRAGMA max_page_count = 100000")
        jobs.deliver(shop)
        assert len(set(server.message_ids)) == len(server.accepted) == 150


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("reply", [None, "550 5.1.1 no such user"])
def test_what_is_cancelled_while_its_turn_comes_does_not_go_out(shops, verb: str, reply: str | None) -> None:
    taken_back: list[str] = []

    def script(asked: str, _argument: str, count: int) -> str | None:
        if asked == verb and count == 3:
            taken_back.append(jobs.cancel(shop).says)
            return reply
        return None

    with Server(script) as server:
        shop = shops(server.port, smtp__connections=1)
        fill(shop, 6)
        box = jobs.deliver(shop)
        assert taken_back
        assert (box.counts.sent, box.counts.cancelled) == (2, 4)
        assert len(server.accepted) == 2


def test_a_server_that_restarts_costs_the_mails_in_flight_and_no_more(shops) -> None:
    with Server(on("CONTENT", HANG_UP, 1, 2, 3)) as server:
        shop = shops(server.port, smtp__connections=3)
        fill(shop, 30)
        box = jobs.deliver(shop)
        assert (box.counts.unknown, box.counts.sent) == (3, 27)


def test_ten_connections_that_break_at_once_are_one_trouble(shops) -> None:
    until = [0.0]

    def restarting(verb: str, _argument: str, count: int) -> str | None:
        """Drops whoever is in the middle of something for a moment, once 20 mails are through."""
        if verb == "CONTENT" and count == 20:
            until[0] = time.monotonic() + 0.04
        return HANG_UP if verb in ("RCPT", "DATA") and time.monotonic() < until[0] else None

    with Server(restarting) as server:
        shop = shops(server.port, smtp__connections=10)
        fill(shop, 60)
        box = jobs.deliver(shop)
        assert box.counts.queued == 0
        assert box.counts.deferred + box.counts.sent == 60


def test_without_an_account_the_owner_is_told(shops) -> None:
    shop = shops(2525, smtp__host="")
    fill(shop, 1)
    with pytest.raises(MailProblem, match="no mail account"):
        jobs.deliver(shop)


def test_a_test_of_the_account_sends_nothing(shops) -> None:
    with Server() as server:
        assert "answers" in try_account(shops(server.port))
        assert server.accepted == []
        assert not any(one.startswith("MAIL") for one in server.seen)
    with pytest.raises(MailProblem):
        try_account(shops(1))


def test_the_loop_of_a_delivery_is_its_own(shops) -> None:
    """It runs from any thread, as the screens do it, while the shop is read elsewhere."""
    with Server() as server:
        shop = shops(server.port)
        fill(shop, 50)
        thread = threading.Thread(target=jobs.deliver, args=(shop,))
        thread.start()
        while thread.is_alive():
            assert jobs.outbox(shop).counts.planned == 50
            assert jobs.recover(shop) == 0  # those in flight are nobody's crash
        assert states(shop) == {"sent": 50}


def test_only_one_delivery_at_a_time(shops) -> None:
    with Server() as server:
        shop = shops(server.port)
        fill(shop, 5)
        caught: list[ShopkeepError] = []

        def second(event: object) -> None:
            try:
                jobs.deliver(shop)
            except ShopBusy as error:
                caught.append(error)

        jobs.deliver(shop, second)
        assert caught
        assert states(shop) == {"sent": 5}
        assert len(server.accepted) == 5


def test_the_pause_file_is_all_there_is_to_a_pause(tmp_path: Path) -> None:
    assert not jobs.is_paused(tmp_path)
    jobs.pause(tmp_path)
    jobs.pause(tmp_path)
    assert jobs.is_paused(tmp_path)
    assert (tmp_path / "pause").exists()
    jobs.unpause(tmp_path)
    jobs.unpause(tmp_path)
    assert not jobs.is_paused(tmp_path)


def test_what_a_reply_means_can_be_looked_up(shops) -> None:
    with Server(on("RCPT", "550 5.1.1 no such user", 1)) as server:
        shop = shops(server.port, smtp__connections=1)
        first, second = fill(shop, 2)
        jobs.deliver(shop)
        found = meanings.look(shop, first)
        assert (found.message.state, found.means) == ("failed", "There is no such mailbox.")
        assert found.do
        assert meanings.look(shop, second).means == ""
        with pytest.raises(NotFound):
            meanings.look(shop, 99)
