"""The finer rules of the reckoning: clocks, waves, doubtful orders, tests and the programme."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shopkeep.core.money import Money
from shopkeep.results import attribution, doubtful, reckoning
from shopkeep.results.books import Gift, LineCosts
from shopkeep.results.reckoning import Known, Plan
from shopkeep.results.words import Say
from shopkeep.store.order_owners import Known as Named
from shopkeep.store.order_owners import Strange
from shopkeep.store.results import Bought, Enrolled, Touch

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAY = Say("en", "UTC")


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def person(number: int, holdout: bool = False, group: str = "", sequence: str = "spring", **more: object) -> Enrolled:
    return Enrolled(
        number, number % 10_000, f"c{number % 10_000}@example.com", group, holdout, "", "", sequence, day(-1), **more
    )


def bought(who: int, at: float, total: int = 5000, **more: object) -> Bought:
    return Bought(who, f"#{who}", day(at), "EUR", total, 0, 0, "[]", id=who, **more)


def known(people, touches, orders, until=200.0, **more):
    touches, orders = sorted(touches, key=lambda t: t.at), sorted(orders, key=lambda o: o.at)
    return Known(people, touches, orders, day(until), "EUR", SAY, **more)


def journeys(people, touches, orders):
    had, placed = attribution.touches_of(touches), attribution.orders_of(orders)
    return attribution.journeys(people, had, placed, 14, "UTC")


def test_whoever_comes_in_later_has_a_window_of_their_own():
    """A sequence that runs for months: each day's newcomers are reckoned by their own stages."""
    people = [person(1), person(2), person(3)]
    touches = [
        Touch(1, "offer", 1, "A", day(0)), Touch(1, "value", 1, "A", day(7)),
        Touch(2, "offer", 1, "A", day(60)), Touch(3, "offer", 1, "A", day(60.3)),
    ]  # fmt: skip
    ways = journeys(people, touches, [bought(1, 20), bought(2, 70), bought(3, 75)])
    assert [(way.person.id, way.returned) for way in ways] == [(1, True), (2, True), (3, False)]
    assert ways[0].closes.date() == day(21).date()
    assert ways[1].closes == ways[2].closes


def test_a_running_sequence_is_judged_by_evidence_and_one_send_once():
    def told(spread: float) -> tuple[str, bool]:
        people = [person(n, holdout=n % 2 == 0) for n in range(1, 401)]
        touches = [Touch(p.id, "offer", 1, "" if p.holdout else "A", day(spread * p.id / 400)) for p in people]
        orders = [bought(p.id, spread * p.id / 400 + 3) for p in people if not p.holdout and p.id % 3 == 0]
        lift = reckoning.of_sequence(Plan("spring", "Spring", holdout=0.5), known(people, touches, orders)).lift
        return lift.verdict, lift.decided

    assert told(1.0)[0].startswith("Spring earned between") or told(1.0)[0].startswith("Spring brought between")
    assert told(120.0)[1]


def test_tests_leave_out_a_group_with_one_variant():
    people = [person(n, group="best" if n <= 20 else "rest") for n in range(1, 61)]
    touches = [Touch(p.id, "offer", 1, "A" if p.id <= 20 or p.id % 2 else "B", day(0)) for p in people]
    found = reckoning.of_sequence(Plan("spring", "Spring"), known(people, touches, [bought(n, 2) for n in (1, 2, 3)]))
    [test] = found.tests
    assert [(v.name, v.sent, v.returned) for v in test.variants] == [("A", 20, 0), ("B", 20, 0)]


def test_a_clear_winner_is_named_once_the_window_has_closed():
    people = [person(n) for n in range(1, 401)]
    touches = [Touch(p.id, "offer", 1, "AB"[p.id % 2], day(0)) for p in people]
    orders = [bought(n, 3) for n in range(1, 81, 2)] + [bought(n, 3) for n in range(2, 21, 2)]
    plan = Plan("spring", "Spring")
    [test] = reckoning.of_sequence(plan, known(people, touches, orders, base_rate=0.05)).tests
    assert (test.winner, test.looked, test.prior) == ("B", "once", (1, 19))
    assert test.verdict.startswith("B is the better mail (a chance of over 99 %): between")
    [early] = reckoning.of_sequence(plan, known(people, touches, orders, until=10)).tests
    assert (early.winner, early.verdict) == ("", "Too early: its window is open until 16 Mar 2026.")


def test_the_same_test_is_pooled_over_sequences():
    plans = {name: Plan(name, name.title()) for name in ("spring", "summer")}
    people = [person(n) for n in range(1, 31)]
    people += [person(10_000 + n, sequence="summer") for n in range(101, 131)]
    touches = [
        Touch(p.id, "offer", 1, "AB"[p.id % 2], day(0 if p.sequence == "spring" else 40)) for p in people
    ]  # fmt: skip
    everything = known(people, touches, [bought(1, 2), bought(101, 42)])
    ways = {name: reckoning.ways_of(plan, everything) for name, plan in plans.items()}
    found = reckoning.programme(plans, everything, ways)
    [test] = found.pooled
    assert (test.runs, test.looked, sum(v.sent for v in test.variants)) == (2, "daily", 60)
    assert [part.name for part in found.sequences] == ["spring", "summer"]
    assert found.mailed.customers == 60


def test_the_programme_counts_each_customer_once_a_season_on_the_side_they_came_in_by():
    """Held out in spring and written to in summer, which has no holdout: still compared as held out."""
    plans = {"spring": Plan("spring", "Spring", holdout=0.5), "summer": Plan("summer", "Summer")}
    people = [person(1, holdout=True), person(2), person(10_001, sequence="summer"), person(10_002, sequence="summer")]
    touches = [
        Touch(1, "offer", 1, "", day(0)), Touch(2, "offer", 1, "A", day(0)),
        Touch(10_001, "offer", 1, "A", day(50)), Touch(10_002, "offer", 1, "A", day(50)),
    ]  # fmt: skip
    everything = known(people, touches, [bought(1, 55)])
    ways = {name: reckoning.ways_of(plan, everything) for name, plan in plans.items()}
    found = reckoning.programme(plans, everything, ways)
    assert (found.mailed.customers, found.holdout.customers, found.holdout.returned) == (1, 1, 1)


def test_strata_are_compared_each_with_its_own():
    """Spring holds out a tenth of good customers, summer half of poor ones: pooled bluntly the mails would shine."""
    plans = {"spring": Plan("spring", "Spring", holdout=0.1), "summer": Plan("summer", "Summer", holdout=0.5)}
    people, orders = [], []
    for n in range(1, 1001):
        people.append(person(n, holdout=n % 10 == 0))
        people.append(person(10_000 + 1000 + n, holdout=n % 2 == 0, sequence="summer"))
        if n % 10 in (0, 1) and (n // 10) % 2:
            orders.append(bought(n, 2))  # a tenth of either side
    touches = [Touch(p.id, "offer", 1, "" if p.holdout else "A", day(0)) for p in people]
    everything = known(people, touches, orders)
    ways = {name: reckoning.ways_of(plan, everything) for name, plan in plans.items()}
    found = reckoning.programme(plans, everything, ways)
    mailed = sum(1 for p in people if p.sequence == "spring" and not p.holdout)
    back = sum(1 for o in orders if not people[0].holdout and o.customer_id % 10 == 1)
    held = sum(1 for o in orders if o.customer_id % 10 == 0)
    assert found.lift.returns is not None
    expected = (back / mailed - held / 100) * mailed / (mailed + 500)
    assert abs(found.lift.returns - expected) < 1e-9


def test_what_could_not_be_delivered_counts_in_the_comparison_and_not_as_reached():
    people = [person(1), person(2)]
    touches = [Touch(1, "offer", 1, "A", day(0)), Touch(2, "offer", 1, "A", day(0), arrived=False)]
    found = reckoning.of_sequence(Plan("spring", "Spring"), known(people, touches, []))
    assert (found.mailed.customers, found.stages[0].sent) == (2, 1)
    assert "1 of those written to could not be reached" in found.notes[-1]


def test_nobody_is_after_a_mail_that_was_refused():
    people = [person(n, group="best") for n in range(1, 7)]
    touches = [Touch(n, "offer", 1, "AB"[n % 2], day(0), arrived=n > 2) for n in range(1, 7)]
    touches.append(Touch(2, "value", 1, "A", day(7)))
    orders = [bought(1, 2), bought(2, 9), bought(3, 2)]
    found = reckoning.of_sequence(Plan("spring", "Spring"), known(people, touches, orders))
    assert (found.mailed.customers, found.mailed.returned) == (6, 3), "the comparison counts everybody"
    assert {row.email: row.after_stage for row in found.returned} == {
        "c1@example.com": "",
        "c2@example.com": "value",
        "c3@example.com": "offer",
    }
    assert [(part.sent, part.returned) for part in found.stages] == [(4, 1), (1, 1)]
    assert [(part.sent, part.returned) for part in found.groups] == [(5, 2)]
    [test] = found.tests
    assert {one.name: (one.sent, one.returned) for one in test.variants} == {"A": (2, 0), "B": (2, 1)}


def test_a_gift_costs_once_unless_the_order_lists_it():
    people = [person(1, group="best"), person(2, group="best"), person(3, group="best", no_offer=True)]
    touches = [Touch(p.id, "offer", 1, "A", day(0)) for p in people]
    orders = [bought(1, 2), bought(2, 2), bought(3, 2)]
    costs = {n: LineCosts(5000, 5000, 2000) for n in (1, 2, 3)}
    gifts = {("spring", "best"): Gift(300, by_code=False, in_lines=frozenset({2}))}
    found = reckoning.of_sequence(Plan("spring", "Spring"), known(people, touches, orders, costs=costs, gifts=gifts))
    assert found.mailed.given == Money(300, "EUR")
    assert found.mailed.profit == Money(3 * 3000 - 300, "EUR")


def strange(number: int, who: int | None, name: str, postcode: str, at: float, codes: str = "[]") -> Strange:
    return Strange(number, f"#{number}", who, f"c{who}@example.com", name, postcode, day(at), "EUR", 4000, 0, codes)


def test_the_same_name_and_postcode_is_asked_about_for_both_sides_alike():
    people = [person(1), person(2, holdout=True), person(3)]
    touches = [Touch(p.id, "offer", 1, "A", day(0)) for p in people]
    ways = journeys(people, touches, [bought(3, 1)])
    names = [Named(1, "Ana Silva", "1000-001"), Named(2, "Jörg Maier", "50667"), Named(3, "Tom Okafor", "E1 6AN")]
    orders = [
        strange(11, 91, "Silva Ana", "1000 001".replace(" ", "-"), 3),
        strange(12, 92, "jorg maier", "50667", 4),
        strange(13, 93, "Tom Okafor", "E16AN", 5),  # came back under his own address already
        strange(14, 94, "Ana", "1000-001", 3),  # a first name alone tells nothing
        strange(15, 95, "Ana Silva", "1000-001", 30),  # after the window
        strange(16, 96, "Ana Silva", "1000-001", 3),  # the owner said that they are two
    ]
    found = doubtful.find(ways, names, {}, [], orders, {}, frozenset({(1, 96)}), "UTC")
    assert [(one.order, one.email) for one in found] == [("#12", "c2@example.com"), ("#11", "c1@example.com")]
    answered = {(11, 1): False, (12, 2): True}
    assert doubtful.find(ways, names, {}, [], orders, answered, frozenset({(1, 96)}), "UTC") == []


def test_a_code_of_several_is_nobodys_own():
    codes = [(1, "back-1"), (2, "BACK-2"), (3, "SPRING"), (4, "spring"), (5, "WELCOME")]
    assert doubtful.own_codes(codes, frozenset({"WELCOME"})) == {"BACK-1": 1, "BACK-2": 2}
