"""Pairs as the owner decides them, in a shop that goes on importing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import customers, importing, pairs, triage
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import tables as t
from shopkeep.store.pairs import kept_apart
from tests.customers import shops
from tests.jobs.test_triage import everything

HEAD = (
    "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Billing Name,Billing Zip,Billing Country"
)
ANN, TYPO, WORK, BEN = "ann.lee@example.com", "ann.leee@example.com", "a.l@work.example", "ben.lee@example.com"


def order(number: int, day: str, email: str, name: str, total: str = "20.00") -> str:
    return f"#{number},{email},paid,EUR,{total},{day} 10:00:00 +0000,1,Tea,{total},{name},D02 AF30,IE"


FIRST = [
    order(1, "2026-01-05", ANN, "Ann Lee"),
    order(2, "2026-02-05", TYPO, "Ann Lee"),
    order(3, "2026-03-05", WORK, "Ann Lee", "70.00"),
    order(4, "2026-03-06", BEN, "Ben Lee"),
]
LATER = [*FIRST, order(5, "2026-05-05", TYPO, "Ann Lee"), order(6, "2026-05-06", WORK, "Ann Lee")]


def file(tmp_path: Path, name: str, rows: list[str]) -> Path:
    path = tmp_path / name
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    return path


@pytest.fixture
def ann(tmp_path: Path) -> Iterator[Shop]:
    shop = open_shop(tmp_path / "shop")
    shop.settings.set("shop.timezone", "Europe/Dublin")
    shop.settings.set("policy.consent", "existing")
    importing.import_orders(shop, file(tmp_path, "first.csv", FIRST), ImportOptions())
    yield shop
    shop.close()


def addresses(shop: Shop) -> list[set[str]]:
    return [{row.one.email, row.other.email} for row in pairs.likely_same(shop)]


def test_pairs_with_what_both_bought(ann: Shop) -> None:
    rows = pairs.likely_same(ann)
    assert len(rows) == 3
    first = rows[0]
    assert (first.one.email, first.other.email, first.sure) == (TYPO, ANN, "very likely")
    assert (first.one.orders, first.one.spent.plain(), str(first.one.last_order)) == (1, "20.00", "2026-02-05")
    assert len(pairs.likely_same(ann, limit=1)) == 1
    assert not any(BEN in pair for pair in addresses(ann))


def test_kept_apart_until_taken_back(ann: Shop) -> None:
    before = addresses(ann)
    assert pairs.keep_apart(ann, WORK, ANN).can_undo
    assert {ANN, WORK} not in addresses(ann)
    assert not pairs.keep_apart(ann, ANN, WORK).can_undo
    triage.undo(ann)
    assert addresses(ann) == before
    with pytest.raises(NotFound):
        pairs.keep_apart(ann, ANN, "nobody@example.com")


def test_a_merge_lasts_over_the_same_file_and_a_newer_one(ann: Shop, tmp_path: Path) -> None:
    triage.merge(ann, ANN, TYPO)
    triage.merge(ann, ANN, WORK)
    assert pairs.likely_same(ann) == []
    importing.import_orders(ann, file(tmp_path, "first.csv", FIRST), ImportOptions())
    assert customers.customer(ann, TYPO).row.orders == 3
    importing.import_orders(ann, file(tmp_path, "later.csv", LATER), ImportOptions())
    detail = customers.customer(ann, WORK)
    assert (detail.row.email, detail.row.orders, detail.row.spent.plain()) == (ANN, 5, "150.00")
    assert len(customers.list_customers(ann)) == 2
    importing.undo_import(ann, 2)
    assert customers.customer(ann, WORK).row.orders == 3
    with pytest.raises(UsageError):
        pairs.keep_apart(ann, ANN, TYPO)


def stored(shop: Shop) -> list[object]:
    """All that review can change, and of the summaries what the orders alone decide."""
    s = t.summaries.c
    facts = select(s.customer_id, s.orders, s.order_days, s.spent, s.first_on, s.last_on, s.search)
    with shop.db.read() as tx:
        return [*everything(shop)[:-1], sorted(map(tuple, tx.execute(facts).all())), kept_apart(tx)]


def test_undo_restores_row_for_row(ann: Shop) -> None:
    triage.leave_out(ann, TYPO, "a friend")
    triage.note(ann, TYPO, "Likes mint")
    states = [stored(ann)]
    triage.merge(ann, ANN, TYPO)
    states.append(stored(ann))
    triage.merge(ann, WORK, ANN)
    states.append(stored(ann))
    pairs.unmerge(ann, TYPO)
    for state in reversed(states):
        triage.undo(ann)
        assert stored(ann) == state


def test_split_again(ann: Shop) -> None:
    triage.merge(ann, ANN, TYPO)
    triage.merge(ann, ANN, WORK)
    with pytest.raises(UsageError, match="several merged"):
        pairs.unmerge(ann, ANN)
    pairs.unmerge(ann, WORK)
    assert customers.customer(ann, WORK).row.orders == 1
    assert customers.customer(ann, ANN).row.orders == 2
    assert {ANN, WORK} not in addresses(ann)  # the owner has said so
    pairs.unmerge(ann, ANN)  # one is left, so it is clear which
    assert customers.customer(ann, TYPO).row.email == TYPO
    with pytest.raises(UsageError, match="not merged"):
        pairs.unmerge(ann, BEN)


def test_whoever_was_left_out_or_suppressed_stays_so_as_one_person(ann: Shop) -> None:
    triage.leave_out(ann, TYPO, "a friend")
    triage.note(ann, TYPO, "Likes mint")
    triage.suppress(ann, WORK)
    triage.merge(ann, ANN, TYPO)
    [row] = customers.list_customers(ann, search=ANN)
    assert row.left_out == "a friend"
    assert "Likes mint" in customers.customer(ann, ANN).notes[0]
    triage.merge(ann, ANN, WORK)
    assert not customers.list_customers(ann, search=ANN)[0].can_email
    pairs.unmerge(ann, TYPO)
    assert customers.customer(ann, TYPO).row.left_out == "a friend"
    assert customers.customer(ann, ANN).row.left_out == "a friend"


def test_kept_apart_holds_for_those_merged_since(ann: Shop) -> None:
    pairs.keep_apart(ann, TYPO, WORK)
    triage.merge(ann, ANN, TYPO)
    assert {ANN, WORK} not in addresses(ann)
    with ann.db.read() as tx:
        assert len(tx.execute(t.kept_apart.select()).all()) == 1


def test_a_no_under_any_address_of_a_person_is_a_no(shop: Shop) -> None:
    shops.add_customer(shop, "ana@example.com", [50, 20], name="Ana Rot", consent="yes")
    shops.add_customer(shop, "ana.rot@example.org", [90], name="Ana Rot", consent="no")
    shops.refresh(shop)
    triage.merge(shop, "ana@example.com", "ana.rot@example.org")
    assert customers.customer(shop, "ana@example.com").row.cannot_email_because == "said no to marketing mail"
    assert "ana@example.com" not in {row.email for row in customers.list_customers(shop, where="may_email")}
    triage.undo(shop)
    assert customers.customer(shop, "ana@example.com").row.can_email


def test_a_merge_whose_import_was_taken_back_does_not_stand_in_the_way(ann: Shop, tmp_path: Path) -> None:
    triage.leave_out(ann, BEN, "friend")
    new = "a.new@example.com"
    rows = [*FIRST, order(7, "2026-06-05", new, "Ann Lee")]
    later = importing.import_orders(ann, file(tmp_path, "later.csv", rows), ImportOptions()).import_id
    triage.note(ann, new, "Wrote from work")
    triage.merge(ann, ANN, new)
    assert later is not None
    importing.undo_import(ann, later)
    said = [triage.undo(ann).says for _ in range(3)]
    assert said[0].startswith("Taken back: merged")  # whom the owner spoke of stays
    assert said[2] == "Taken back: left out Ben Lee"
    assert customers.customer(ann, BEN).row.left_out is None


def test_a_no_comes_with_its_own_day_and_a_merged_address_is_found(shop: Shop) -> None:
    shops.add_customer(shop, "ana@example.com", [50, 20], name="Ana Rot", consent="yes")
    other = shops.add_customer(shop, "work@example.org", [90], name="Ana Rot", consent="no")
    with shop.db.write() as tx:
        tx.execute(update(t.customers).where(t.customers.c.id == other).values(consent_source="customers.csv"))
    shops.refresh(shop)
    triage.merge(shop, "ana@example.com", "work@example.org")
    assert customers.customer(shop, "ana@example.com").consent == "Said no to marketing mail (customers.csv)."
    assert [row.email for row in customers.list_customers(shop, search="work@example")] == ["ana@example.com"]


def test_a_country_written_two_ways_speaks_for_nobody_being_two(ann: Shop) -> None:
    with ann.db.write() as tx:
        tx.execute(update(t.customers).where(t.customers.c.email == TYPO).values(country="Ireland"))
    assert not [reason for pair in pairs.likely_same(ann) for reason in pair.against if "lives in" in reason]
