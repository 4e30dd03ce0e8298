"""Today, once mails went out: newer orders first, what they brought, whom to try next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from shopkeep.core import clock
from shopkeep.core.records import results as records
from shopkeep.core.records.rules import Wanted
from shopkeep.jobs import customers, results, sending, sequences, today, today_next
from shopkeep.jobs.shop import Shop
from shopkeep.store import tables as t
from tests.customers import shops


@pytest.fixture
def mailed(shop: Shop) -> Shop:
    """Two hundred customers of whom those at risk had the first mail of a sequence today."""
    for name, value in (
        ("shop.name", "Tin & Thistle"),
        ("shop.url", "https://tinandthistle.example"),
        ("shop.address", "4 Harbour Row, Westport"),
        ("shop.owner", "Nora Finch"),
        ("mail.from", "nora@example.com"),
        ("smtp.host", "127.0.0.1"),
    ):
        shop.settings.set(name, value)
    for number in range(140):
        shops.add_customer(shop, f"once{number}@example.com", [500 + number], total=9000)
    shops.refresh(shop)
    sequences.new_sequence(shop, "win-back", "win-back", 0.0)
    stage = sequences.load(shop, "win-back").stages[0].name
    sending.queue(shop, "win-back", stage, sending.plan(shop, "win-back", stage, segment="at-risk").counts.planned,
                  segment="at-risk")  # fmt: skip
    with shop.db.write() as tx:
        tx.execute(t.messages.update().values(state="sent", sent_at=clock.stamp(clock.now())))
    return shop


def items(shop: Shop) -> dict[str, records.TodayItem]:
    return {item.kind: item for item in today.today(shop).items}


def test_the_last_sequence_says_what_it_brought_and_a_new_group_is_proposed(mailed: Shop) -> None:
    found = items(mailed)
    assert found["results"].target == "win-back"
    count = results.results(mailed, "win-back").mailed.customers
    assert count > 0
    assert f"0 of {count} customer" in found["results"].says
    assert not any("dated after today" in note for note in results.results(mailed, "win-back").notes)
    new = found["never-written"]
    assert (new.key, new.place) == ("g", "customers")
    assert new.target.partition(" ")[0] in ("lost", "lapsed", "first-time")
    assert "You have never written to your " in new.says


def test_a_group_written_to_a_little_is_not_called_never_written_to(mailed: Shop) -> None:
    new = items(mailed)["never-written"]
    name, _, rule = new.target.partition(" ")
    everybody = customers.find(mailed, Wanted(name)).ids
    with mailed.db.write() as tx:  # three mails of a sequence went to people of that group after all
        rows = tx.execute(select(t.enrolments.c.id).limit(3)).scalars().all()
        for enrolment, customer in zip(rows, everybody, strict=False):
            tx.execute(t.enrolments.update().where(t.enrolments.c.id == enrolment).values(customer_id=customer))
    says, found = items(mailed)["never-written"].says, customers.find(mailed, Wanted(name, rule)).ids
    assert f"You have written to 3 of your {len(everybody):,} " in says
    assert f": {len(found):,} more may be written to" in says
    assert not set(everybody[:3]) & set(found)


def test_refused_mails_reached_nobody_and_orders_of_days_to_come_are_told_apart(mailed: Shop) -> None:
    count = results.results(mailed, "win-back").mailed.customers
    with mailed.db.write() as tx:
        one = tx.execute(select(t.messages.c.id)).scalars().first()
        tx.execute(t.messages.update().where(t.messages.c.id == one).values(state="failed"))
    assert f"0 of {count - 1} customers written to came back so far." in items(mailed)["results"].says
    shops.add_customer(mailed, "early@example.com", [-12])
    shops.refresh(mailed)
    assert today.headline(mailed).orders_until == shops.TODAY
    says = "Your files hold orders dated after today, up to 4 Dec 2026. They are counted too, by their dates."
    assert says in results.results(mailed, "win-back").notes
    assert says in results.programme(mailed).notes


def test_nothing_is_said_of_sequences_before_any_mail_went_out(shop: Shop) -> None:
    assert not {"results", "never-written", "newer-orders"} & items(shop).keys()


def test_newer_orders_come_before_a_next_stage(mailed: Shop) -> None:
    clock.set_now(clock.now() + timedelta(days=9))  # the second mails are due, and no order is newer than the first
    found = items(mailed)
    if not any(row.due for row in sequences.list_sequences(mailed)):
        pytest.fail("nothing is due")
    assert found["newer-orders"].key == "i"
    assert "Bring in newer orders first" in found["newer-orders"].says
    shops.add_customer(mailed, "newest@example.com", [-5])
    shops.refresh(mailed)
    assert "newer-orders" not in items(mailed)


def test_each_stage_that_is_due_has_a_line_that_leads_there(mailed: Shop) -> None:
    with mailed.db.write() as tx:
        one = tx.execute(select(t.enrolments.c.id).where(t.enrolments.c.holdout.is_(False))).scalars().first()
        tx.execute(insert(t.messages).values(
            enrolment_id=one, sequence="win-back", stage="offer", mail=2, email="a@example.com", state="sent",
            message_id="<2@x>", queued_at=clock.stamp(clock.now()), sent_at=clock.stamp(clock.now()),
        ))  # fmt: skip
    clock.set_now(clock.now() + timedelta(days=9))
    found = [item for item in today.today(mailed).items if item.kind == "sequence"]
    assert [item.target for item in found] == ["win-back/offer", "win-back/value"]
    assert found[1].says == "Win back: 1 mail of Value is due now."
    [row] = sequences.list_sequences(mailed)
    assert row.due == sum(row.due_by_stage.values())


@pytest.mark.parametrize(
    ("before", "after"),
    [('segment = "once-best"', 'where = "ordrs > 1"'), ('segment = "once-best"', 'segment = "gone"'),
     ('segment = "win-back"', 'segment = "gone"')],
)  # fmt: skip
def test_a_running_sequence_that_asks_for_what_is_gone_is_listed_to_be_mended(
    mailed: Shop, before: str, after: str
) -> None:
    head = mailed.home / "sequences" / "win-back" / "sequence.toml"
    head.write_text(head.read_text("utf-8").replace(before, after), "utf-8")
    [row] = sequences.list_sequences(mailed)
    assert (row.problems, row.due, row.next_step) == (1, 0, "Mend 1 problem before it can be sent.")
    assert "results" in items(mailed)


def test_a_decided_test_is_to_be_closed_while_its_variants_are_there(mailed: Shop) -> None:
    test = records.TestResult("offer 1", [], {"A": 0.01, "B": 0.99}, "B is the better mail.", winner="B")
    other = records.TestResult("offer 9", [], {}, "A is the better mail.", winner="A")
    undecided = records.TestResult("offer 1", [], {}, "Cannot tell yet.")
    [item] = today_next._decided(mailed, "win-back", "Win back", [test, other, undecided])
    assert item.says.startswith("Win back: the test of offer 1 is decided. B is the better mail. Take the other")
    assert (item.key, item.target) == ("r", "win-back")


def test_many_sequences_that_are_not_begun_are_one_line(mailed: Shop) -> None:
    for number in range(today.EACH_SAID + 1):
        sequences.new_sequence(mailed, f"later-{number}", "birthday", 0.0)
    said = [item.says for item in today.today(mailed).items if item.kind == "sequence"]
    assert [says for says in said if "not begun" in says] == [
        f"{today.EACH_SAID + 1} sequences are written and not begun. Choose one to review and send."
    ]
    assert not any(says.startswith("Birthday") for says in said)
