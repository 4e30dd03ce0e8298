"""Small steps of review, and each one taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from shopkeep.core.records.customers import Done
from shopkeep.core.records.rules import Wanted
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import customers, never_written, triage
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import suppressions
from shopkeep.store import tables as t
from tests.customers import shops
from tests.customers.shops import TODAY

INES, YUKI, TOM = "ines@example.com", "yuki@example.com", "tom@example.org"


def a_sequence(shop: Shop, name: str = "spring") -> None:
    folder = shop.home / "sequences" / name
    folder.mkdir(parents=True)
    (folder / "sequence.toml").write_text('title = "Spring"\n')


def reopened(shop: Shop) -> Shop:
    shop.close()
    return open_shop(shop.home)


def everything(shop: Shop) -> list[list[tuple[object, ...]]]:
    """All rows that review can change."""
    tables = (t.triage, t.customers, t.suppressions, t.enrolments, t.summaries)
    with shop.db.read() as tx:
        return [sorted(map(tuple, tx.execute(select(table)).all()), key=repr) for table in tables]


STEPS: dict[str, Callable[[Shop], Done]] = {
    "enrol": lambda shop: triage.enrol(shop, "spring", INES),
    "leave out": lambda shop: triage.leave_out(shop, INES, "a friend"),
    "leave out with another reason": lambda shop: triage.leave_out(shop, TOM, "a better reason"),
    "bring back": lambda shop: triage.bring_back(shop, TOM),
    "snooze": lambda shop: triage.snooze(shop, INES, TODAY + timedelta(days=30)),
    "note": lambda shop: triage.note(shop, INES, "Likes nettle"),
    "merge": lambda shop: triage.merge(shop, INES, YUKI),
    "suppress": lambda shop: triage.suppress(shop, INES),
    "suppress a stranger": lambda shop: triage.suppress(shop, "stranger@example.com", "wrote to me"),
    "unsuppress": lambda shop: triage.unsuppress(shop, YUKI),
}


BULK: dict[str, Callable[[Shop], Done]] = {
    "leave several out": lambda shop: triage.leave_out(shop, [INES, TOM, "new@example.org"], "friends"),
    "bring several back": lambda shop: triage.bring_back(shop, ids_of(shop)),
    "snooze everybody": lambda shop: triage.snooze(shop, ids_of(shop), TODAY + timedelta(days=30)),
    "note about everybody": lambda shop: triage.note(shop, ids_of(shop), "Asked at the fair"),
    "enrol everybody": lambda shop: triage.enrol(shop, "spring", ids_of(shop)),
    "suppress everybody": lambda shop: triage.suppress(shop, ids_of(shop), "closing down"),
}


def ids_of(shop: Shop) -> list[int]:
    with shop.db.read() as tx:
        return list(tx.execute(select(t.customers.c.id)).scalars())


@pytest.fixture
def reviewed(shop: Shop) -> Shop:
    """A shop in which some steps were made before: Tom is left out, Yuki suppressed."""
    a_sequence(shop)
    triage.leave_out(shop, TOM, "moved away")
    triage.suppress(shop, YUKI, "asked by phone")
    return shop


@pytest.mark.parametrize("step", [*STEPS, *BULK])
def test_every_step_can_be_taken_back(reviewed: Shop, step: str) -> None:
    shops.refresh(reviewed)
    before = everything(reviewed)
    done = (STEPS | BULK)[step](reviewed)
    assert done.can_undo
    after = everything(reviewed)
    assert after != before
    back = triage.undo(reviewed)
    assert back.says.startswith("Taken back: ")
    shops.refresh(reviewed)  # the ranks of others follow at the next import or day
    assert everything(reviewed) == before


def test_undo_goes_back_step_by_step_to_the_beginning(reviewed: Shop) -> None:
    with reviewed.db.read() as tx:
        assert tx.execute(select(t.triage)).all()
    steps = [*STEPS.values(), *BULK.values()]
    made = sum(step(reviewed).can_undo for step in steps)
    for _ in range(made + 2):
        assert triage.undo(reviewed).says != "Nothing to undo"
    assert triage.undo(reviewed) == Done("Nothing to undo", can_undo=False)
    marks, _, suppressed, enrolled, _ = everything(reviewed)
    assert marks == suppressed == enrolled == []


def test_leaving_out_is_seen_and_said(shop: Shop) -> None:
    assert triage.leave_out(shop, INES, "a friend").says == "Left out Inês Marchetti"
    [row] = customers.list_customers(shop, search=INES)
    assert row.left_out == "a friend"
    assert row.can_email  # left out by the owner is another thing than not being allowed
    counted = customers.find(shop, Wanted(search=INES)).counted
    assert (counted.can_email, counted.set_aside, counted.get_mail) == (1, 1, 0)
    everybody = next(one for one in customers.segments(shop) if one.name == "all")
    assert everybody.can_email - everybody.get_mail == 1  # every count of a segment says the same
    triage.bring_back(shop, INES)
    assert customers.list_customers(shop, search=INES)[0].left_out is None
    assert not triage.bring_back(shop, INES).can_undo


def test_a_snooze_ends_by_itself(shop: Shop) -> None:
    until = TODAY + timedelta(days=30)
    assert "Snoozed Inês Marchetti until 22 Dec 2026" in triage.snooze(shop, INES, until).says
    assert customers.list_customers(shop, search=INES)[0].snoozed_until == until
    assert customers.list_customers(shop, search=INES, as_of=until)[0].snoozed_until is None
    with pytest.raises(UsageError):
        triage.snooze(shop, INES, TODAY)


def test_notes_are_kept_newest_first(shop: Shop) -> None:
    triage.note(shop, INES, "Likes nettle")
    triage.note(shop, INES, "Prefers\x1b[31m bags")
    assert customers.customer(shop, INES).notes == [
        "22 Nov 2026: Prefers[31m bags",
        "22 Nov 2026: Likes nettle",
    ]
    with pytest.raises(UsageError):
        triage.note(shop, INES, " ")


def test_merged_customers_are_one_person(shop: Shop) -> None:
    people = len(customers.list_customers(shop))
    triage.merge(shop, INES, YUKI)
    assert len(customers.list_customers(shop)) == people - 1
    detail = customers.customer(shop, YUKI)
    assert detail.row.email == INES
    assert detail.row.orders == 9
    assert detail.addresses == [INES, YUKI]
    assert detail.row.days_since == 2
    # A later import of more orders under the other address still counts for the one kept.
    with shop.db.read() as tx:
        yuki = tx.execute(select(t.customers.c.id).where(t.customers.c.email == YUKI)).scalar_one()
    shops.add_orders(shop, yuki, YUKI, [1])
    with shop.db.write() as tx:
        customers.refresh(shop, tx, {yuki})
    assert customers.customer(shop, INES).row.orders == 10
    assert not triage.merge(shop, INES, YUKI).can_undo


def test_merging_someone_who_has_merged_leaves_no_chain(shop: Shop) -> None:
    triage.merge(shop, YUKI, TOM)
    triage.merge(shop, INES, YUKI)
    assert customers.customer(shop, TOM).row.email == INES
    assert customers.customer(shop, INES).row.orders == 10
    triage.undo(shop)
    assert customers.customer(shop, TOM).row.email == YUKI
    assert customers.customer(shop, INES).row.orders == 5


def test_suppression_holds_for_the_whole_person_and_survives_erasure(shop: Shop) -> None:
    triage.suppress(shop, " YUKI@example.com ")
    assert [(row.email, row.reason) for row in never_written.find(shop)] == [(YUKI, "never write again")]
    [row] = customers.list_customers(shop, search=YUKI)
    assert row.cannot_email_because == "never to be written to"
    assert customers.customer(shop, YUKI).never_because == "never write again"
    triage.merge(shop, INES, YUKI)
    assert not customers.list_customers(shop, search=INES)[0].can_email
    with shop.db.write() as tx:
        tx.execute(t.suppressions.update().values(email=""))  # what an erasure leaves: the keyed hash
        assert suppressions.is_suppressed(tx, "Yuki@Example.com")
        assert not suppressions.is_suppressed(tx, "other@example.com")
        assert suppressions.suppressed_set(tx) == {YUKI}
    assert not customers.list_customers(shop, search=INES)[0].can_email
    assert triage.unsuppress(shop, YUKI).can_undo
    assert customers.list_customers(shop, search=INES)[0].can_email
    with pytest.raises(UsageError):
        triage.suppress(shop, "not an address")


def test_enrolling_by_hand(shop: Shop) -> None:
    with pytest.raises(NotFound):
        triage.enrol(shop, "spring", INES)
    with pytest.raises(NotFound):
        triage.enrol(shop, "../../etc", INES)
    a_sequence(shop)
    assert triage.enrol(shop, "spring", INES).says == "Added Inês Marchetti to spring"
    assert customers.list_customers(shop, search=INES)[0].in_sequence == "spring"
    assert not triage.enrol(shop, "spring", INES).can_undo
    with pytest.raises(UsageError):
        triage.enrol(shop, "spring", TOM)  # said no


def test_a_step_that_led_to_a_mail_is_not_taken_back(shop: Shop) -> None:
    a_sequence(shop)
    triage.enrol(shop, "spring", INES)
    with shop.db.write() as tx:
        enrolment = tx.execute(select(t.enrolments.c.id)).scalar_one()
        mail = {"enrolment_id": enrolment, "sequence": "spring", "stage": "offer", "mail": 1, "variant": "A"}
        tx.execute(
            insert(t.messages).values(mail | {"email": INES, "message_id": "<1@x>", "queued_at": 1, "group": ""})
        )
    with pytest.raises(UsageError):
        triage.undo(shop)
    assert customers.list_customers(shop, search=INES)[0].in_sequence == "spring"


def test_a_step_inside_a_failed_transaction_leaves_nothing(shop: Shop) -> None:
    before = everything(shop)

    def two_of_whom_one_is_unknown() -> None:
        with shop.db.write():
            triage.leave_out(shop, INES, "a friend")
            triage.leave_out(shop, "nobody@nowhere.example", "?")

    with pytest.raises(NotFound):
        two_of_whom_one_is_unknown()
    assert everything(shop) == before
    assert triage.undo(shop).says == "Nothing to undo"


def test_many_at_once_are_one_step_and_are_said_in_one_sentence(shop: Shop) -> None:
    everybody = ids_of(shop)
    assert triage.leave_out(shop, everybody, "closing").says == f"Left out {len(everybody)} customers"
    assert all(row.left_out == "closing" for row in customers.list_customers(shop))
    assert triage.leave_out(shop, [INES], "a friend").says == "Left out Inês Marchetti"
    assert triage.bring_back(shop, everybody).says == f"Brought back {len(everybody)} customers"
    assert triage.bring_back(shop, everybody).says.endswith("was left out or snoozed")
    assert triage.undo(shop).says == f"Taken back: brought back {len(everybody)} customers"
    [ines] = customers.list_customers(shop, search=INES)
    assert ines.left_out == "a friend"
    assert triage.undo(shop).says == "Taken back: left out Inês Marchetti"
    assert triage.undo(shop).says == f"Taken back: left out {len(everybody)} customers"
    assert triage.undo(shop).says == "Nothing to undo"


def test_of_several_only_those_who_fit_are_enrolled_and_the_others_are_named_by_reason(shop: Shop) -> None:
    a_sequence(shop)
    triage.suppress(shop, YUKI)
    done = triage.enrol(shop, "spring", [INES, TOM, YUKI, "new@example.org"])
    assert done.says.startswith("Added 2 customers to spring. Passed over: ")
    assert "1 said no to marketing mail" in done.says
    assert "1 never to be written to" in done.says
    assert triage.undo(shop).says == "Taken back: added 2 customers to spring"
    assert customers.list_customers(shop, search=INES)[0].in_sequence is None
    with pytest.raises(UsageError):
        triage.enrol(shop, "spring", [TOM, YUKI])


def test_an_unknown_address_among_several_changes_nothing(shop: Shop) -> None:
    before = everything(shop)
    with pytest.raises(NotFound):
        triage.leave_out(shop, [INES, "nobody@nowhere.example"], "?")
    with pytest.raises(NotFound):
        triage.leave_out(shop, [999_999], "?")
    assert everything(shop) == before


def test_merged_people_are_meant_once(shop: Shop) -> None:
    triage.merge(shop, INES, YUKI)
    assert triage.leave_out(shop, [INES, YUKI]).says == "Left out Inês Marchetti"
    assert triage.suppress(shop, [YUKI, TOM]).says == "Will never write to 2 customers again"
    assert not customers.list_customers(shop, search=INES)[0].can_email


def test_fifty_steps_are_taken_back_across_restarts_and_older_ones_are_forgotten(shop: Shop) -> None:
    for number in range(60):
        triage.note(shop, INES, f"note {number}")
    again = reopened(shop)
    with again.db.read() as tx:
        assert len(tx.execute(select(t.triage_steps)).all()) == 50
    for _ in range(50):
        assert triage.undo(again).says == "Taken back: noted about Inês Marchetti"
    assert triage.undo(again).says == "Nothing to undo"
    assert [note.split(": ")[1] for note in customers.customer(again, INES).notes] == [
        f"note {number}" for number in range(9, -1, -1)
    ]
    again.close()


def test_what_was_taken_back_leaves_room_for_others(shop: Shop) -> None:
    for _ in range(70):
        triage.leave_out(shop, ids_of(shop))
        triage.undo(shop)
    triage.note(shop, INES, "kept")
    with shop.db.read() as tx:
        assert len(tx.execute(select(t.triage_steps)).all()) == 1


def test_customers_who_are_gone_do_not_come_back_with_their_marks(shop: Shop) -> None:
    lone = shops.add_customer(shop, "lone@example.com", [])
    triage.leave_out(shop, [INES, "lone@example.com"])
    triage.bring_back(shop, [INES, "lone@example.com"])
    with shop.db.write() as tx:
        tx.execute(t.customers.delete().where(t.customers.c.id == lone))
    triage.undo(shop)
    assert customers.list_customers(shop, search=INES)[0].left_out == ""
