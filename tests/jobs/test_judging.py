"""Summaries follow the orders: after an import, a merge, a new day, for another day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from shopkeep.core import clock
from shopkeep.core.records.customers import Summary
from shopkeep.customers import judgement
from shopkeep.jobs import judging
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import summaries
from shopkeep.store import tables as t
from tests.customers.shops import NOON, TODAY, add_customer, add_orders


def stored(shop: Shop) -> list[Summary]:
    with shop.db.read() as tx:
        return summaries.stored(tx)


def summary(shop: Shop, customer: int) -> Summary:
    return next(one for one in stored(shop) if one.customer_id == customer)


def unranked(found: list[Summary]) -> list[Summary]:
    return [replace(one, rank_365=0, rank_ever=0) for one in found]


def refresh(shop: Shop, ids: set[int] | None = None) -> None:
    with shop.db.write() as tx:
        judging.refresh(shop, tx, ids)


def searchable(shop: Shop, customer: int) -> str:
    with shop.db.read() as tx:
        return str(tx.execute(select(t.summaries.c.search).where(t.summaries.c.customer_id == customer)).scalar())


def change_at_random(shop: Shop, chance: random.Random) -> set[int]:
    """Some of what imports and merges do; the customers it touched."""
    with shop.db.write() as tx:
        ids = list(tx.execute(select(t.customers.c.id)).scalars())
        touched = set(chance.sample(ids, 3))
        for one in sorted(touched):
            what = chance.choice(("order", "cancel", "refund", "merge", "split"))
            theirs = t.orders.c.customer_id == one
            if what == "order":
                add_orders(shop, one, f"{one}-{chance.random()}", [chance.randrange(-3, 900)], chance.randrange(9000))
            elif what == "cancel":
                tx.execute(update(t.orders).where(theirs).values(counts=False, status="cancelled"))
            elif what == "refund":
                tx.execute(update(t.orders).where(theirs).values(refunded=t.orders.c.total // 2))
            elif what == "merge":
                other = chance.choice(ids)
                if other != one:
                    tx.execute(update(t.customers).where(t.customers.c.merged_into == one).values(merged_into=None))
                    tx.execute(update(t.customers).where(t.customers.c.id == other).values(merged_into=None))
                    tx.execute(update(t.customers).where(t.customers.c.id == one).values(merged_into=other))
                    touched |= set(ids)  # whoever was merged into them is somebody again
            else:
                tx.execute(update(t.customers).where(t.customers.c.merged_into == one).values(merged_into=None))
                tx.execute(update(t.customers).where(t.customers.c.id == one).values(merged_into=None))
                touched |= set(ids)
    return touched


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_what_a_few_changed_customers_bring_up_to_date_is_what_everybody_anew_would(shop: Shop, seed: int) -> None:
    touched = change_at_random(shop, random.Random(seed))
    refresh(shop, touched)
    few = stored(shop)
    refresh(shop)
    assert few == stored(shop)


def test_a_touched_customer_is_right_at_once_and_the_others_wait(shop: Shop) -> None:
    before = stored(shop)
    richest = max(before, key=lambda one: one.spent)
    add_orders(shop, richest.customer_id, "more", [1], total=10**6)
    with shop.db.write() as tx:
        judging.touch(shop, tx, {richest.customer_id})
    now = summary(shop, richest.customer_id)
    assert (now.spent, now.days_since, now.rank_ever, now.rank_365) == (richest.spent + 10**6, 1, 1, 1)
    assert [one for one in stored(shop) if one != now] == [one for one in before if one != richest]
    with shop.db.write() as tx:
        judging.touch(shop, tx, {one.customer_id for one in before})
    assert summary(shop, richest.customer_id) == now


def test_touching_merged_customers_moves_their_orders(shop: Shop) -> None:
    before = stored(shop)
    one, other = before[0], before[3]
    with shop.db.write() as tx:
        tx.execute(update(t.customers).where(t.customers.c.id == other.customer_id).values(merged_into=one.customer_id))
        judging.touch(shop, tx, {other.customer_id})
    assert summary(shop, one.customer_id).spent == one.spent + other.spent
    assert other.customer_id not in {each.customer_id for each in stored(shop)}
    with shop.db.write() as tx:
        tx.execute(update(t.customers).where(t.customers.c.id == other.customer_id).values(merged_into=None))
        judging.touch(shop, tx, {one.customer_id, other.customer_id})
    assert unranked(stored(shop)) == unranked(before)


@pytest.mark.parametrize("days", [-400, -100, -1, 0, 1, 40])
def test_another_day_aside_is_what_that_day_would_have_stored(shop: Shop, days: int) -> None:
    add_orders(shop, 1, "ahead", [-20])  # a clock that ran ahead: known from its day on
    refresh(shop)
    before, then = stored(shop), TODAY + timedelta(days=days)
    with shop.db.read() as tx:
        with judgement.on(tx, shop.settings, then) as basis:
            aside = summaries.stored(tx)
            assert basis.as_of == then
            assert basis.people == len(aside)
            assert basis.few
        assert summaries.stored(tx) == before
    with clock.at(NOON + timedelta(days=days)):
        refresh(shop)
        assert stored(shop) == aside
        with shop.db.read() as tx, judgement.on(tx, shop.settings, then) as stored_basis:
            assert stored_basis == basis


def test_a_day_inside_another_is_seen_and_gone_again(shop: Shop) -> None:
    with shop.db.read() as tx:
        before = summaries.stored(tx)
        days = [TODAY - timedelta(days=200), TODAY, TODAY - timedelta(days=300), TODAY + timedelta(days=9)]

        def inwards(left: list) -> None:
            with judgement.on(tx, shop.settings, left[0]), judgement.on(tx, shop.settings, left[0]):
                assert summaries.state(tx).newest == left[0]
                if left[1:]:
                    inwards(left[1:])
                assert summaries.state(tx).oldest == left[0]

        inwards(days)
        assert summaries.stored(tx) == before
        assert temporary(shop) == []


def temporary(shop: Shop) -> list[str]:
    with shop.db.read() as tx:
        return [row[0] for row in tx.exec_driver_sql("SELECT name FROM temp.sqlite_master").all()]


def test_an_error_inside_leaves_what_is_stored(shop: Shop) -> None:
    before, then = stored(shop), TODAY - timedelta(days=50)
    with pytest.raises(KeyError), shop.db.read() as tx, judgement.on(tx, shop.settings, then):
        raise KeyError
    with pytest.raises(KeyError), shop.db.write() as tx, judgement.on(tx, shop.settings, then):
        raise KeyError
    assert temporary(shop) == []
    assert stored(shop) == before
    with shop.db.read() as tx, judgement.on(tx, shop.settings, then):
        assert summaries.state(tx).newest == then


def test_a_shop_to_look_at_is_judged_aside_and_not_written_to(shop: Shop) -> None:
    before = stored(shop)
    with clock.at(NOON + timedelta(days=40)):
        looking = open_shop(shop.home, read_only=True)
        try:
            with looking.db.read() as tx:
                with judgement.on(tx, looking.settings, looking.today()) as basis:
                    assert {one.scored_on for one in summaries.stored(tx)} == {basis.as_of}
                    assert tx.exec_driver_sql("PRAGMA query_only").scalar() == 1
                assert tx.exec_driver_sql("PRAGMA query_only").scalar() == 1
                assert summaries.stored(tx) == before
            assert temporary(looking) == []
        finally:
            looking.close()


def test_a_refresh_inside_another_day_writes_what_is_stored(shop: Shop) -> None:
    with shop.db.write() as tx, judgement.on(tx, shop.settings, TODAY - timedelta(days=90)):
        aside = summaries.stored(tx)
        add_orders(shop, 1, "new", [0])
        judging.refresh(shop, tx, {1})
        assert summaries.stored(tx) == aside
    assert summary(shop, 1).days_since == 0


@pytest.mark.parametrize(
    ("setting", "value"), [("policy.horizon_days", "365"), ("shop.rates", "USD 0.5"), ("shop.currency", "USD")]
)
def test_other_settings_are_judged_anew(shop: Shop, setting: str, value: str) -> None:
    add_orders(shop, 1, "abroad", [5], total=9000, currency="USD")
    refresh(shop)
    before = stored(shop)
    shop.settings.set(setting, value)
    with shop.db.read() as tx:
        assert not judgement.is_stored(tx, shop.settings, TODAY)
        with judgement.on(tx, shop.settings, TODAY):
            aside = summaries.stored(tx)
    judging.ensure_current(shop)
    assert stored(shop) == aside != before


def test_a_rate_brings_money_of_other_currencies_in(empty: Shop) -> None:
    who = add_customer(empty, "a@example.com", [60], total=5000)
    add_orders(empty, who, "dollars", [30], total=9999, currency="USD")
    add_orders(empty, who, "yen", [10], total=1000, currency="JPY")
    refresh(empty)
    assert (summary(empty, who).spent, summary(empty, who).spent_365) == (5000, 5000)
    empty.settings.set("shop.rates", "USD 0.5, JPY 0.006")
    judging.ensure_current(empty)
    one = summary(empty, who)
    assert one.spent == one.spent_365 == 5000 + 5000 + 600  # 49.995 is rounded up; a yen has no cents
    assert one.last_spent == 600
    assert one.orders == 3


def test_a_margin_is_of_what_has_a_known_cost(empty: Shop) -> None:
    who = add_customer(empty, "a@example.com", [60, 30], line="Nettle Tea")
    other = add_customer(empty, "b@example.com", [20], line="Mug")
    mixed = add_customer(empty, "c@example.com", [20], line="Nettle tea")
    add_orders(empty, mixed, "dollars", [10], currency="USD", line="Nettle tea")
    with empty.db.write() as tx:
        tx.execute(update(t.order_lines).values(unit_price=1000, quantity=2, discount=500))
    refresh(empty)
    assert summary(empty, who).margin_share is None
    with empty.db.write() as tx:
        tea = {"key": "title:nettle tea", "title": "Nettle tea", "cost": 600, "currency": "EUR"}
        tx.execute(insert(t.products).values(tea))
    refresh(empty)
    assert summary(empty, who).margin_share == pytest.approx((1500 - 1200) / 1500)
    assert summary(empty, other).margin_share is None
    assert summary(empty, mixed).margin_share is None
    add_orders(empty, who, "mugs", [5, 4, 3], line="Mug")
    with empty.db.write() as tx:
        tx.execute(update(t.order_lines).where(t.order_lines.c.title == "Mug").values(unit_price=1000, quantity=2))
    refresh(empty, {who})
    assert summary(empty, who).margin_share is None  # the tea is now less than half


def test_season_is_learned_where_a_year_and_a_horizon_are_known(shop: Shop) -> None:
    with shop.db.read() as tx, judgement.on(tx, shop.settings, TODAY) as basis:
        assert basis.season_adjusted  # orders reach back 900 days
        assert basis.model.parameters.shift == basis.model.season_shift
    with shop.db.write() as tx:
        tx.execute(delete(t.order_lines))
        tx.execute(delete(t.orders).where(t.orders.c.placed_at < clock.stamp(NOON) - 400 * 86400))
        judging.refresh(shop, tx, None)
    with shop.db.read() as tx, judgement.on(tx, shop.settings, TODAY) as basis:
        assert not basis.season_adjusted
        assert basis.model.season_shift is None


@pytest.mark.parametrize(
    "visits", [[], [[0]], [[900]], [[5], [9]], [[40, 10], [800]], [[7]] * 30, [[9, 9, 9]] * 9, [[-4], [3]]]
)
def test_judging_never_fails(empty: Shop, visits: list[list[int]]) -> None:
    for number, ago in enumerate(visits):
        add_customer(empty, f"c{number}@example.com", ago, total=100 * number)
    refresh(empty)
    seen = [one for one in visits if any(ago >= 0 for ago in one)]
    assert len(stored(empty)) == len(seen)
    assert all(0 <= one.return_chance <= 1 for one in stored(empty))
    with empty.db.read() as tx, judgement.on(tx, empty.settings, TODAY) as basis:
        assert basis.people == len(seen)
        assert set(basis.constants) == {"second_order_wait", "long_wait"}
    with empty.db.read() as tx, judgement.on(tx, empty.settings, TODAY - timedelta(days=2000)) as basis:
        assert basis.people == 0


def test_the_search_text_is_folded(empty: Shop) -> None:
    who = add_customer(empty, "a@example.com", [5], name="Jörg Ștefan", city="Iași")
    refresh(empty)
    assert searchable(empty, who) == "jorg stefan a@example.com iasi"


def test_many_customers_keep_their_indexes(empty: Shop) -> None:
    def indexes() -> set[str]:
        with empty.db.read() as tx:
            query = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'summaries'"
            return {row[0] for row in tx.exec_driver_sql(query).all()}

    before = indexes()
    with empty.db.write() as tx:
        many = range(1, summaries.MANY + 2)
        tx.execute(insert(t.customers), [{"id": n, "email": f"c{n}@example.com"} for n in many])
        order = {"platform": "shopify", "currency": "EUR", "total": 700, "counts": True}
        at = clock.stamp(NOON)
        rows = [{**order, "number": f"#{n}", "customer_id": n, "placed_at": at - n * 9000} for n in many]
        tx.execute(insert(t.orders), rows)
        judging.refresh(empty, tx, None)
        judging.refresh(empty, tx, {1})
    assert indexes() == before
    assert len(stored(empty)) == summaries.MANY + 1
