"""Codes that are passed on: a later order by somebody else credits the customer who had the code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from shopkeep.core import clock
from shopkeep.core.records.rules import Wanted
from shopkeep.jobs import codes, customers, erasing, results, sending, sequences, today
from shopkeep.jobs.shop import Shop
from shopkeep.store import tables as t
from tests.sequences.making import add_order
from tests.sequences.test_own_codes import make_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Twelve customers, each with a code to pass on; the mails went out five days ago."""
    opened = make_shop(tmp_path / "home")
    sequences.new_sequence(opened, "friend", "referral", 0.0)
    codes.make(opened, "friend", 12)
    sending.queue(opened, "friend", "invite", 12, "all")
    with opened.db.write() as tx:
        tx.execute(update(t.messages).values(state="sent", sent_at=clock.stamp(clock.now())))
    clock.set_now(clock.now() + timedelta(days=5))
    yield opened
    opened.close()
    clock.set_now(None)


def code_of(shop: Shop, customer: int) -> str:
    with shop.db.read() as tx:
        query = select(t.messages.c.code).where(t.messages.c.email == f"c{customer}@example.com")
        return str(tx.execute(query).scalar_one())


def order(shop: Shop, customer: int, number: str, code: str) -> None:
    with shop.db.write() as tx:
        add_order(tx, customer, number, shop.today() - timedelta(days=1))
        tx.execute(update(t.orders).where(t.orders.c.number == number).values(codes=f'["{code}"]'))
        customers.refresh(shop, tx, [customer])


def newcomer(shop: Shop) -> int:
    with shop.db.write() as tx:
        tx.execute(insert(t.customers).values(id=99, email="new@example.com", name="Una Byrne", attributes="{}"))
    return 99


def brought(shop: Shop) -> list[int]:
    return customers.find(shop, Wanted("referrers")).ids


def test_a_friends_order_credits_who_passed_the_code_on(shop: Shop) -> None:
    assert brought(shop) == []
    order(shop, newcomer(shop), "#900", code_of(shop, 1).lower())
    assert brought(shop) == [1]
    [said] = customers.customer(shop, "c1@example.com").friends
    assert said.startswith("Brought Una Byrne: order #900 on ")
    [came] = customers.customer(shop, "new@example.com").friends
    assert came.startswith("Came by ")
    [item] = [one for one in today.today(shop).items if one.kind == "friends"]
    assert (item.key, item.target) == ("b", "referrers")
    assert "1 friend ordered with the code of" in item.says
    found = results.results(shop, "friend")
    assert found.to_confirm == []  # the code is for others: nobody is asked whether it was the customer after all
    assert any(note.startswith("1 friend brought by 1 customer") for note in found.notes)


def test_ones_own_order_and_an_ordinary_code_credit_nobody(shop: Shop) -> None:
    order(shop, 2, "#901", code_of(shop, 2))
    order(shop, newcomer(shop), "#902", "AUTUMN15")
    assert brought(shop) == []
    assert not [one for one in today.today(shop).items if one.kind == "friends"]


def test_the_credit_stays_when_the_sequence_is_gone_and_goes_with_the_person(shop: Shop) -> None:
    order(shop, newcomer(shop), "#903", code_of(shop, 3))
    (shop.home / "sequences" / "friend" / "sequence.toml").unlink()
    assert brought(shop) == [3]
    clock.set_now(clock.now() + timedelta(days=40))
    assert not [one for one in today.today(shop).items if one.kind == "friends"]  # said for a month
    erasing.forget(shop, "c3@example.com")
    assert brought(shop) == []
