"""From a sequence to the outbox and out: plan, confirm, queue, deliver, on the sample shop."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from shopkeep import wording
from shopkeep.core import clock, share
from shopkeep.core.records.orders import ImportOptions
from shopkeep.delivery import outbox as ledger
from shopkeep.errors import DecisionNeeded, MailProblem, Stopped
from shopkeep.jobs import importing, outbox, sample, sending, sequences, single_mails, upkeep
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import tables as t

NAME = "autumn"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample shop with orders and a sequence, made once."""
    home = tmp_path_factory.mktemp("ready")
    shop = open_shop(home)
    files = sample.write_files(home, shop.today())
    sample.set_profile(shop)
    importing.import_orders(shop, files.orders[1], ImportOptions())
    sequences.new_sequence(shop, NAME, "win-back", 0.2)
    shop.close()
    return home


@pytest.fixture
def shop(ready: Path, tmp_path: Path) -> Iterator[Shop]:
    home = tmp_path / "shop"
    shutil.copytree(ready, home)
    opened = open_shop(home)
    opened.settings.set("policy.consent", "existing")
    yield opened
    opened.close()
    clock.set_now(None)


def count(shop: Shop, table) -> int:
    with shop.db.read() as tx:
        return tx.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_plan_changes_nothing_and_is_what_is_queued(shop: Shop) -> None:
    plan = sending.plan(shop, NAME, "offer")
    assert plan.counts.planned > 20
    assert plan.holdout > 0
    assert count(shop, t.messages) == count(shop, t.enrolments) == count(shop, t.shadows) == 0
    queued = sending.queue(shop, NAME, "offer", plan.counts.planned)
    assert [(m.email, m.subject, m.message_id) for m in queued.messages] == [
        (m.email, m.subject, m.message_id) for m in plan.messages
    ]
    assert queued.counts == outbox.outbox(shop).counts
    assert sum(plan.variants.values()) == plan.counts.planned
    assert count(shop, t.enrolments) == plan.counts.planned + plan.holdout
    assert count(shop, t.shadows) == plan.holdout


@pytest.mark.parametrize("off", [-1, 1])
def test_another_number_than_the_planned_queues_nothing(shop: Shop, off: int) -> None:
    planned = sending.plan(shop, NAME, "offer").counts.planned
    with pytest.raises(DecisionNeeded, match=str(planned)):
        sending.queue(shop, NAME, "offer", planned + off)
    assert count(shop, t.messages) == count(shop, t.enrolments) == 0


def test_a_stop_while_the_mails_are_made_queues_nothing(shop: Shop) -> None:
    with pytest.raises(Stopped):
        sending.queue(shop, NAME, "offer", 1, stop=lambda: True)
    assert count(shop, t.messages) == 0


def test_what_was_shown_is_what_arrives(shop: Shop) -> None:
    planned = sending.plan(shop, NAME, "offer", limit=25)
    queued = sending.queue(shop, NAME, "offer", 25, limit=25)
    box = outbox.deliver(shop)
    result = outbox.result_of(shop, queued)
    assert result.counts.sent == result.counts.planned == 25 == box.counts.sent
    assert all(m.state == "sent" for m in result.messages)
    arrived = outbox.practice_mails(shop)
    assert Counter(getaddresses([m.to])[0][1] for m in arrived) == Counter(m.email for m in planned.messages)
    stored = outbox.message_parts(shop, box.messages[0].id)
    filed = [outbox.practice_mail(shop, m.file) for m in arrived]
    assert stored in filed


def test_the_queue_is_not_filled_twice(shop: Shop) -> None:
    planned = sending.plan(shop, NAME, "offer").counts.planned
    sending.queue(shop, NAME, "offer", planned)
    again = sending.plan(shop, NAME, "offer")
    assert again.counts.planned == 0
    with pytest.raises(DecisionNeeded):
        sending.queue(shop, NAME, "offer", planned)


def test_a_backup_from_before_a_send_does_not_send_it_again(shop: Shop) -> None:
    backup = upkeep.backup(shop)
    sending.queue(shop, NAME, "offer", 10, limit=10)
    assert outbox.deliver(shop).counts.sent == 10
    had = {m.email for m in outbox.outbox(shop).messages}
    shop.close()
    assert "10 mails went out that this shop file does not know of" in upkeep.restore(shop.home, backup).says
    again = open_shop(shop.home)
    try:
        plan = sending.plan(again, NAME, "offer", limit=14)
        assert (plan.held, plan.counts.planned) == (10, 4)
        assert not had & {m.email for m in plan.messages}
        queued = sending.queue(again, NAME, "offer", 4, limit=14)
        assert (queued.held, queued.counts.planned) == (10, 4)
        box = outbox.deliver(again)
        assert (box.counts.sent, box.counts.unknown, box.counts.planned) == (4, 10, 14)
        assert {m.email for m in box.messages if m.state == "unknown"} == had
        assert len(outbox.practice_mails(again)) == 14
        outbox.resolve_all(again, "sent")
        with clock.at(clock.now() + timedelta(days=10)):
            later = sending.plan(again, NAME, "offer")
            assert had <= {m.email for m in later.messages if m.mail == 2}
    finally:
        again.close()


def test_the_holdout_gets_nothing_in_any_mail(shop: Shop) -> None:
    queued = sending.queue(shop, NAME, "offer", 40, limit=40)
    outbox.deliver(shop)
    with shop.db.read() as tx:
        e = t.enrolments.c
        held = set(tx.execute(select(e.email).where(e.holdout)).scalars())
        mailed = set(tx.execute(select(t.messages.c.email)).scalars())
    assert len(held) == queued.holdout > 0
    assert not held & mailed
    with clock.at(clock.now() + timedelta(days=10)):
        later = sending.plan(shop, NAME, "offer")
        assert not held & {m.email for m in later.messages}
        assert {m.mail for m in later.messages} == {1, 2}


def test_an_unknown_mail_holds_back_that_person_and_nobody_else(shop: Shop) -> None:
    sending.queue(shop, NAME, "offer", 10, limit=10)
    with shop.db.write() as tx:
        number = outbox.outbox(shop).messages[0].id
        ledger.begin(tx, number, "main")
    email = outbox.outbox(shop).messages[0].email
    outbox.deliver(shop)
    assert outbox.outbox(shop).counts.unknown == 1
    with clock.at(clock.now() + timedelta(days=10)):
        second = {m.email for m in sending.plan(shop, NAME, "offer").messages if m.mail == 2}
        assert len(second) == 9
        assert email not in second
        outbox.resolve(shop, number, "sent")
        assert email in {m.email for m in sending.plan(shop, NAME, "offer").messages if m.mail == 2}


def test_a_test_mail_goes_to_oneself_and_leaves_no_trace(shop: Shop) -> None:
    assert single_mails.send_test(shop, NAME, "offer", 1, "A", "me@example.com").startswith("250")
    mails = outbox.practice_mails(shop)
    assert [m.to for m in mails] == ["me@example.com"]
    assert count(shop, t.messages) == count(shop, t.attempts) == count(shop, t.enrolments) == 0
    headers = dict(outbox.practice_mail(shop, mails[0].file).headers)
    assert headers["List-Unsubscribe"].endswith("unsubscribe%20test>")
    assert headers["Subject"].startswith("[test] ")
    with pytest.raises(MailProblem):
        single_mails.send_test(shop, NAME, "offer", 1, "A", "no address")


def test_a_test_mail_is_the_one_previewed(shop: Shop) -> None:
    email = sending.plan(shop, NAME, "offer").messages[7].email
    source = (
        "---\nsubject: Hello {{ customer.first_name }}\n---\n\n# Hello\n\nA new sentence for {{ customer.email }}.\n"
    )
    previewed = sequences.render_preview(shop, NAME, "offer", 1, "A", email, source, file="1-offer/1.md")
    shown = {"email": email, "source": source, "file": "1-offer/1.md"}
    single_mails.send_test(shop, NAME, "offer", 1, "A", "me@example.com", **shown)
    [mail] = outbox.practice_mails(shop)
    assert mail.subject == f"[test] {previewed.subject}"
    assert f"A new sentence for {email}." in outbox.practice_mail(shop, mail.file).text


def test_a_mail_whose_offer_ended_while_it_waited_is_not_sent(shop: Shop) -> None:
    queued = sending.queue(shop, NAME, "offer", 4, limit=4)
    first, second, *_ = (m.message_id for m in queued.messages)
    with shop.db.write() as tx:
        m = t.messages.c
        tx.execute(update(t.messages).where(m.message_id == first).values(state="failed", last_reply="550 no"))
        tx.execute(update(t.messages).where(m.message_id == second).values(state="deferred", next_at=1))
    ends = shop.today() + timedelta(days=14)
    assert f"{ends.day} " in outbox.message_parts(shop, outbox.outbox(shop).messages[0].id).text
    over = f"offer ended on {wording.day_full(ends)}"
    with clock.at(clock.now() + timedelta(days=15)):
        assert outbox.retry_failed(shop).says == f"Queued 0 messages again. 1 mail was not sent: its {over}"
        assert outbox.retry(shop).says == f"Queued 0 messages again. 1 mail was not sent: its {over}"
        box = outbox.deliver(shop)
        assert box.waits == f"2 mails were not sent: their {over}."
        assert (box.counts.failed, box.counts.cancelled, box.counts.planned) == (1, 3, 4)
        assert {m.last_reply for m in box.messages if m.state == "cancelled"} == {f"Not sent: its {over}"}
        assert outbox.practice_mails(shop) == []


def test_a_mail_goes_out_late_while_its_offer_holds(shop: Shop) -> None:
    sending.queue(shop, NAME, "offer", 2, limit=2)
    with clock.at(clock.now() + timedelta(days=14)):
        box = outbox.deliver(shop)
    assert (box.counts.sent, box.waits) == (2, "")


@pytest.mark.parametrize(
    ("holds", "kept", "after", "sent"),
    [(5, True, 14, 2), (30, True, 15, 0), (5, False, 5, 2), (5, False, 6, 0)],
    ids=["shortened", "lengthened", "queued before the day was kept", "and over as the sequence says it now"],
)
def test_the_day_that_a_mail_was_written_with_counts(shop: Shop, holds: int, kept: bool, after: int, sent: int) -> None:
    sending.queue(shop, NAME, "offer", 2, limit=2)
    if not kept:
        with shop.db.write() as tx:
            tx.execute(update(t.messages).values(offer_ends=None))
    manifest = shop.home / "sequences" / NAME / "sequence.toml"
    manifest.write_text(manifest.read_text().replace("valid_days = 14", f"valid_days = {holds}"))
    with clock.at(clock.now() + timedelta(days=after)):
        box = outbox.deliver(shop)
    assert (box.counts.sent, box.counts.cancelled) == (sent, 2 - sent)


def test_as_bytes_is_the_mail_that_would_go_out(shop: Shop) -> None:
    planned = sending.plan(shop, NAME, "offer", limit=1).messages[0]
    mail = sequences.render_preview(shop, NAME, "offer", 1, planned.variant, planned.email)
    raw = message_from_bytes(single_mails.as_bytes(shop, mail), policy=policy.compat32)
    assert raw["Message-ID"] == planned.message_id


def test_hostile_customers_get_an_ordinary_mail(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    sample.set_profile(shop)
    shop.settings.set("policy.consent", "existing")
    sequences.new_sequence(shop, NAME, "win-back", 0)
    importing.import_orders(shop, share.shared("sample_data") / "hostile_orders.csv", ImportOptions())
    planned = sending.plan(shop, NAME, "offer", segment="all")
    hostile = {m.email for m in planned.messages}
    with shop.db.read() as tx:
        c = t.customers.c
        names = dict(tx.execute(select(c.email, c.name)).all())
    assert any("[" in names[email] for email in hostile)
    sending.queue(shop, NAME, "offer", planned.counts.planned, segment="all")
    box = outbox.deliver(shop)
    assert box.counts.sent == planned.counts.planned
    for path in (shop.home / "practice").glob("*.eml"):
        raw = path.read_bytes()
        top = message_from_bytes(raw, policy=policy.compat32)
        assert len(set(top.keys())) == len(top.keys())
        assert not {"bcc", "cc"} & {name.lower() for name in top}
        assert len(getaddresses([top["To"]])) == 1
        assert not set(raw) & (set(range(32)) - {10, 13})
    shop.close()
    clock.set_now(None)
