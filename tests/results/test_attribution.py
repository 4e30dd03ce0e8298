"""Who counts as come back: by the window, alike for both arms, by the last mail before the order."""

from datetime import UTC, datetime, timedelta

from shopkeep.core.money import Money
from shopkeep.results.reckoning import Known, Plan, of_sequence
from shopkeep.results.words import Say
from shopkeep.store.results import Bought, Enrolled, Touch

START = datetime(2026, 11, 1, 9, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def person(number: int, *, holdout: bool = False, group: str = "best", left: str = "", code: str = "") -> Enrolled:
    return Enrolled(number, number, f"c{number}@example.com", group, holdout, code, left)


def order(
    who: int, at: float, total: int = 5000, refunded: int = 0, codes: str = "[]", currency: str = "EUR"
) -> Bought:
    return Bought(who, f"#{who}-{at}", day(at), currency, total, refunded, 500, codes)


def reckon(people, touches, orders, until=60.0, zone="UTC", **more):
    plan = Plan("autumn", "Autumn", 14, {"offer": "Offer", "best": "Once our best"}, codes=frozenset({"WELCOME20"}))
    return of_sequence(plan, Known(people, touches, orders, day(until), "EUR", Say("en", zone), **more))


def test_only_orders_within_the_window_count():
    """It is open until midnight of the fourteenth day: the mails went out at nine in the morning."""
    people = [person(n) for n in range(1, 5)]
    touches = [Touch(n, "offer", 1, "A", day(0)) for n in range(1, 5)]
    found = reckon(people, touches, [order(1, -1), order(2, 0.5), order(3, 14.6), order(4, 14.7)])
    assert [row.email for row in found.returned] == ["c2@example.com", "c3@example.com"]
    assert found.mailed.returned == 2
    assert found.mailed.revenue == Money(10000, "EUR")
    assert found.mailed.discounts == Money(1000, "EUR")


def test_a_later_stage_moves_the_close_for_both_arms_alike():
    people = [person(1), person(2, holdout=True)]
    touches = [
        Touch(1, "offer", 1, "A", day(0)),
        Touch(2, "offer", 1, "", day(0)),
        Touch(1, "value", 1, "A", day(20)),
        Touch(2, "value", 1, "", day(20)),
    ]
    found = reckon(people, touches, [order(1, 33), order(2, 33)])
    assert (found.mailed.returned, found.holdout.returned) == (1, 1)
    assert found.returned[0].after_stage == "value"
    assert [row.email for row in found.returned] == ["c1@example.com"]


def test_refunds_are_taken_off_and_other_currencies_never_added():
    found = reckon(
        [person(1), person(2)],
        [Touch(1, "offer", 1, "A", day(0)), Touch(2, "offer", 1, "A", day(0))],
        [order(1, 1, 5000, 2000), order(2, 1, 9000, currency="USD")],
    )
    assert found.mailed.returned == 2
    assert found.mailed.revenue == Money(3000, "EUR")
    assert found.mailed.refunded == Money(2000, "EUR")
    assert found.returned[1].amount == Money(9000, "USD")


def test_a_code_is_seen_whatever_its_case():
    found = reckon([person(1)], [Touch(1, "offer", 1, "A", day(0))], [order(1, 1, codes='["welcome20"]')])
    assert found.returned[0].code_used
    personal = reckon([person(1, code="XY-1")], [Touch(1, "offer", 1, "A", day(0))], [order(1, 1, codes='["XY-1"]')])
    assert personal.returned[0].code_used


def test_variants_are_compared_and_little_is_called_little():
    people = [person(n) for n in range(1, 9)]
    touches = [Touch(n, "offer", 1, "A" if n % 2 else "B", day(0)) for n in range(1, 9)]
    found = reckon(people, touches, [order(1, 2)])
    test = found.tests[0]
    assert [(v.name, v.sent, v.returned) for v in test.variants] == [("A", 4, 1), ("B", 4, 0)]
    assert test.verdict.startswith("Cannot tell")


def test_verdicts_say_what_can_be_told():
    nothing = reckon([], [], [])
    assert nothing.lift.verdict == "Nothing was sent yet."
    assert nothing.mailed.return_rate is None
    alone = reckon([person(1)], [Touch(1, "offer", 1, "A", day(0))], [])
    assert "nobody was held out" in alone.lift.verdict
    people = [person(n) for n in range(1, 201)] + [person(n, holdout=True) for n in range(201, 301)]
    touches = [Touch(p.id, "offer", 1, "" if p.holdout else "A", day(0)) for p in people]
    bought = [order(n, 3) for n in range(1, 41)] + [order(n, 3) for n in range(201, 206)]
    clear = reckon(people, touches, bought)
    assert clear.lift.verdict == "Autumn brought between 7.1 and 22 more of 100 customers back than doing nothing."
    assert clear.lift.returns == 40 / 200 - 5 / 100
    assert clear.lift.revenue == Money(40 * 5000 - 5 * 5000 * 2, "EUR")
    assert "is open until 15 Nov 2026" in reckon(people, touches, bought, until=5).lift.verdict


def test_who_left_and_why_is_counted():
    found = reckon(
        [person(1, left="came back"), person(2, left="unsubscribed"), person(3, left="came back")],
        [Touch(n, "offer", 1, "A", day(0)) for n in (1, 2, 3)],
        [],
    )
    assert found.left == {"came back": 2, "unsubscribed": 1}


def test_one_person_under_two_addresses_counts_once_and_as_written_to():
    both = [person(1), Enrolled(2, 1, "other@example.com", "best", True, "", "")]
    touches = [Touch(2, "offer", 1, "", day(0)), Touch(1, "offer", 1, "A", day(1)), Touch(3, "offer", 1, "A", day(1))]
    found = reckon([*both, person(3)], touches, [order(1, 5), order(3, 6)])
    assert (found.mailed.customers, found.mailed.returned, found.holdout.customers) == (2, 2, 0)
    assert found.mailed.revenue == Money(10000, "EUR")
    assert [row.order for row in found.returned] == ["#1-5", "#3-6"]
