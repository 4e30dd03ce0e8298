"""The review list, segments and one customer, over a shop of known orders."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from shopkeep.core import clock, text
from shopkeep.core.asjson import dumps
from shopkeep.core.records.rules import Wanted
from shopkeep.customers.rows import CustomerLine
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import customers, sequence_people
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import summaries
from shopkeep.store import tables as t
from shopkeep.store.customers import Contact
from tests.customers import shops
from tests.customers.shops import NOON, TODAY, add_customer, day

FIELDS = [
    "email", "name", "orders", "spent", "average_order", "first_order", "last_order", "days_since",
    "usual_gap_days", "overdue", "return_chance", "at_stake", "lapse", "rfm", "segments", "why",
    "can_email", "cannot_email_because",
]  # fmt: skip


def emails(shop: Shop, *args: object, **kwargs: object) -> list[str]:
    return [row.email for row in customers.list_customers(shop, *args, **kwargs)]  # type: ignore[arg-type]


def test_rows_have_the_promised_fields(shop: Shop) -> None:
    rows = json.loads(dumps(customers.list_customers(shop, search="ines@")))
    [row] = rows
    assert list(row)[: len(FIELDS)] == FIELDS
    assert row["orders"] == 5
    assert row["spent"] == {"amount": "250.00", "currency": "EUR"}
    assert row["average_order"] == {"amount": "50.00", "currency": "EUR"}
    assert row["last_order"] == day(96).isoformat()
    assert row["days_since"] == 96
    assert row["usual_gap_days"] == 34
    assert row["overdue"] == pytest.approx(96 / 34, abs=1e-5)
    assert 0 < row["return_chance"] < 1
    stake = 250 * (1 - row["return_chance"])
    assert float(row["at_stake"]["amount"]) == pytest.approx(stake, abs=0.01)
    assert row["lapse"] in ("at-risk", "lapsed")
    assert {"repeat", "all", "win-back", row["lapse"]} <= set(row["segments"])
    assert row["can_email"] is True
    assert row["cannot_email_because"] is None
    assert row["why"].startswith("Usually orders every 34 days, last order 96 days ago; ")
    assert "to order in the next 90 days" in row["why"]
    assert row["why"].endswith("€250 in the last year.")


def test_somebody_who_said_no_cannot_be_written_to(shop: Shop) -> None:
    [row] = customers.list_customers(shop, search="tom")
    assert not row.can_email
    assert row.cannot_email_because == "said no to marketing mail"
    assert row.overdue is None
    assert row.why.startswith("One order, 13 months ago; ")
    assert "nothing in the last year, €50 before" in row.why


@pytest.mark.parametrize("words", ["INES", "inês", "marchetti ines", "koln", "Köln", "ines@example.com"])
def test_search_forgives_case_and_accents(shop: Shop, words: str) -> None:
    assert emails(shop, search=words) == ["ines@example.com"]


def test_every_order_of_the_list(shop: Shop) -> None:
    keys = {
        "at_stake": lambda row: -row.at_stake.amount,
        "last_order": lambda row: -row.last_order.toordinal(),
        "spent": lambda row: -row.spent.amount,
        "overdue": lambda row: -(row.overdue or -1),
        "return_chance": lambda row: -row.return_chance,
        "name": lambda row: text.unaccented(row.name or row.email),
        "orders": lambda row: -row.orders,
        "spent_year": lambda row: -(row.spent_365.amount if row.spent_365 else 0),
    }
    assert set(keys) == set(customers.SORTS)
    for sort in customers.SORTS:
        rows = customers.list_customers(shop, sort=sort)
        assert rows == sorted(rows, key=keys[sort])
    assert customers.list_customers(shop) == customers.list_customers(shop, sort="at_stake")
    assert len(emails(shop, limit=3)) == 3
    with pytest.raises(UsageError):
        customers.list_customers(shop, sort="shoe size")
    with pytest.raises(UsageError):
        customers.list_customers(shop, "at-rsk")


def test_a_page_of_the_list_says_the_same(shop: Shop) -> None:
    rows = customers.list_customers(shop, "repeat", sort="spent")
    found = customers.find(shop, Wanted("repeat", sort="spent"))
    assert [line.row() for line in customers.lines(shop, found.ids)] == rows
    first = customers.first_page(shop, Wanted("repeat", sort="spent"), 5)
    assert [line.email for line in first] == [row.email for row in rows[:5]]
    assert (found.counted.customers, found.counted.spent) == (len(rows), sum(row.spent.amount for row in rows))
    assert found.counted.at_stake == sum(row.at_stake.amount for row in rows)
    assert found.counted.can_email == sum(row.can_email for row in rows)
    turned = customers.find(shop, Wanted("repeat", sort="spent", backwards=True))
    assert (turned.ids, turned.descending) == (found.ids[::-1], False)


@pytest.mark.parametrize("sort", customers.SORTS)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_first_page_is_the_beginning_of_the_whole_list(shop: Shop, sort: str, backwards: bool) -> None:
    for segment in ("all", "repeat", "lost"):
        wanted = Wanted(segment, sort=sort, backwards=backwards)
        whole = customers.find(shop, wanted).ids
        for count in (1, 2, 5, len(whole) + 1):  # from those alone that come first, and from all
            assert [line.customer_id for line in customers.first_page(shop, wanted, count)] == whole[:count]


def test_a_filter_narrows_a_segment_and_a_search_narrows_both(shop: Shop) -> None:
    assert emails(shop, where="city = koln") == ["ines@example.com"]
    assert emails(shop, "first-time", where="city = koln") == []
    assert set(emails(shop, "repeat", "example.com", where="spent >= 250")) <= set(emails(shop, "repeat"))
    assert emails(shop, where='bought "nettle TEA" and orders = 5') == ["ines@example.com"]
    with pytest.raises(UsageError):
        customers.list_customers(shop, where="spnt > 3")


def test_segments_count_what_the_list_shows(shop: Shop) -> None:
    rows = {row.name: row for row in customers.segments(shop)}
    assert list(rows)[:4] == ["at-risk", "lapsed", "lost", "active"]
    for name, row in rows.items():
        listed = customers.list_customers(shop, name)
        assert row.customers == len(listed)
        assert row.can_email == sum(one.can_email for one in listed)
        assert row.spent.amount == sum(one.spent.amount for one in listed)
        assert row.at_stake.amount == sum(one.at_stake.amount for one in listed)
        assert all(name in one.segments for one in listed)
    assert rows["all"].customers == 65
    assert sum(rows[name].customers for name in ("at-risk", "lapsed", "lost", "active")) == 65
    assert "gone@example.net" in emails(shop, "once-best")


def test_nobody_is_at_risk_before_they_are_late(shop: Shop) -> None:
    for row in customers.list_customers(shop):
        if row.overdue is not None and row.overdue <= 1:
            assert row.lapse == "active"


def test_a_favourite_is_the_same_on_the_page_and_in_mails_and_needs_no_prices(empty: Shop) -> None:
    who = add_customer(empty, "a@example.com", [])
    for ago, title, price in ((90, "Mug", 900), (60, "Mug", 900), (30, "Towel", 0), (20, "Towel", 0), (9, "Towel", 0)):
        order = shops.add_order(empty, who, ago, line=title)
        given = {"order_id": order, "position": 1, "title": "Pin", "quantity": 1}
        with empty.db.write() as tx:
            tx.execute(t.order_lines.update().where(t.order_lines.c.order_id == order).values(unit_price=price))
            if price:  # beside what was paid for, a line without a price is a gift
                tx.execute(
                    insert(t.order_lines), [given, given | {"position": 2, "title": "Shipping", "unit_price": 9}]
                )
    shops.refresh(empty)
    assert customers.customer(empty, "a@example.com").favourites == ["Towel, 3 of 5 orders", "Mug, 2 of 5 orders"]
    with empty.db.read() as tx:
        mailed = sequence_people.persons_of(empty, tx, [who], TODAY)[who]
    assert mailed.favourite is not None
    assert mailed.favourite.title == "Towel"


def test_detail(shop: Shop) -> None:
    detail = customers.customer(shop, " Ines@Example.com ")
    assert detail.row == customers.list_customers(shop, search="ines@")[0]
    assert detail.order_count_all == 5
    assert [order.on for order in detail.order_history] == [day(n) for n in (96, 130, 162, 196, 230)]
    assert detail.order_history[0].lines == ["2 x Nettle tea"]
    assert detail.favourites == ["Nettle tea, 5 of 5 orders"]
    assert detail.row.return_chance < detail.chance_after_last_order <= 1
    assert detail.reasons[0].startswith("5 order days since ")
    assert "2.8 times the usual gap" in detail.reasons[0]
    assert any("would bring the chance to" in reason for reason in detail.reasons)
    assert any("65 customers" in reason for reason in detail.reasons)
    assert detail.consent.startswith("Unknown")
    assert detail.city == "Köln"


def test_the_day_the_band_turns_is_true(shop: Shop) -> None:
    [row] = customers.list_customers(shop, search="yuki")
    assert row.lapse == "active"
    reasons = customers.customer(shop, row.email).reasons
    said = next(reason for reason in reasons if "they count as at risk from" in reason)
    turning = next(
        day
        for day in (TODAY + timedelta(days=n) for n in range(1, 1000))
        if customers.list_customers(shop, search="yuki", as_of=day)[0].lapse != "active"
    )
    assert f"{turning.day} {turning:%b %Y}" in said


def test_an_unknown_address_is_answered_with_the_nearest(shop: Shop) -> None:
    with pytest.raises(NotFound) as caught:
        customers.customer(shop, "ines@exmaple.com")
    assert "ines@example.com" in " ".join(caught.value.lines())


def test_orders_that_do_not_count_are_shown_and_not_counted(empty: Shop) -> None:
    who = add_customer(empty, "a@example.com", [50, 20])
    shops.add_orders(empty, who, "a@example.com", [5], status="cancelled")
    add_customer(empty, "never@example.com", [5], status="cancelled")
    shops.refresh(empty)
    assert emails(empty) == ["a@example.com"]
    detail = customers.customer(empty, "a@example.com")
    assert (detail.order_count_all, detail.row.orders, detail.row.days_since) == (3, 2, 20)
    with pytest.raises(NotFound):
        customers.customer(empty, "never@example.com")


def test_orders_in_another_currency_keep_the_rhythm_and_add_no_money(empty: Shop) -> None:
    who = add_customer(empty, "a@example.com", [60], total=5000)
    shops.add_orders(empty, who, "a@example.com", [30], total=99900, currency="USD")
    shops.refresh(empty)
    detail = customers.customer(empty, "a@example.com")
    assert detail.row.spent.plain() == "50.00"
    assert detail.row.usual_gap_days == 30
    assert any("999.00" in reason for reason in detail.reasons)


def test_as_of_another_day_stores_nothing_and_knows_nothing_later(shop: Shop) -> None:
    with shop.db.read() as tx:
        before = summaries.stored(tx)
    then = TODAY - timedelta(days=100)
    rows = {row.email: row for row in customers.list_customers(shop, as_of=then)}
    assert rows["ines@example.com"].orders == 4
    assert rows["ines@example.com"].days_since == 30
    assert "yuki@example.com" not in rows
    assert customers.customer(shop, "ines@example.com", as_of=then).row == rows["ines@example.com"]
    later = {row.email: row for row in customers.list_customers(shop, as_of=TODAY + timedelta(days=200))}
    assert later["yuki@example.com"].days_since == 202
    assert later["yuki@example.com"].return_chance < 0.5
    with shop.db.read() as tx:
        assert summaries.stored(tx) == before


def test_a_new_day_is_scored_on_opening_and_equals_the_same_day_aside(shop: Shop) -> None:
    tomorrow = TODAY + timedelta(days=1)
    aside = customers.list_customers(shop, as_of=tomorrow)
    with clock.at(NOON + timedelta(days=1)):
        customers.ensure_current(shop)
        with shop.db.read() as tx:
            state = summaries.state(tx)
        assert state.oldest == state.newest == tomorrow
        assert customers.list_customers(shop) == aside


def test_scores_are_of_today_also_where_nothing_can_be_written(shop: Shop) -> None:
    with clock.at(NOON + timedelta(days=40)):
        looking = open_shop(shop.home, read_only=True)
        try:
            customers.ensure_current(looking)
            [row] = customers.list_customers(looking, search="yuki")
            assert row.days_since == 42
        finally:
            looking.close()


def test_another_horizon_is_judged_anew(shop: Shop) -> None:
    [near] = customers.list_customers(shop, search="ines")
    shop.settings.set("policy.horizon_days", "365")
    [far] = customers.list_customers(shop, search="ines")
    assert far.return_chance > near.return_chance
    assert "in the next 365 days" in far.why
    customers.ensure_current(shop)
    assert customers.list_customers(shop, search="ines") == [far]


def test_an_empty_shop_has_empty_segments(empty: Shop) -> None:
    customers.ensure_current(empty)
    assert customers.list_customers(empty) == []
    assert all(row.customers == 0 for row in customers.segments(empty))


def test_hostile_names_pass_as_they_are(empty: Shop) -> None:
    hostile = ["[/]", "[@click=app.quit]x[/]", "=?utf-8?q?A=0D=0ABcc:_x=40example.com?=", "x" * 200, "' OR 1=1 --"]
    for number, name in enumerate(hostile):
        add_customer(empty, f"h{number}@example.com", [30, 10], name=name)
    shops.refresh(empty)
    assert {row.name for row in customers.list_customers(empty)} == set(hostile)
    assert emails(empty, search="' OR 1=1 --") == ["h4@example.com"]
    assert customers.customer(empty, "h0@example.com").row.name == "[/]"


def test_summaries_follow_the_orders(shop: Shop) -> None:
    with shop.db.write() as tx:
        gone = tx.execute(select(t.customers.c.id).where(t.customers.c.email == "tom@example.org")).scalar()
        tx.execute(t.order_lines.delete())
        tx.execute(t.orders.delete().where(t.orders.c.customer_id == gone))
        customers.refresh(shop, tx, {gone})
    assert emails(shop, search="tom@") == []
    assert len(emails(shop)) == 64


def test_who_ordered_today_is_sorted_as_not_late_at_all_and_before_one_time_buyers(empty: Shop) -> None:
    add_customer(empty, "once@example.com", [40])
    add_customer(empty, "today@example.com", [30, 0])
    add_customer(empty, "late@example.com", [90, 60])
    shops.refresh(empty)
    assert emails(empty, sort="overdue") == ["late@example.com", "today@example.com", "once@example.com"]


def test_an_average_is_exact_and_its_half_goes_to_the_even_cent(shop: Shop) -> None:
    with shop.db.read() as tx:
        [one] = [s for s in summaries.stored(tx) if s.orders == 5][:1]
    setting = customers.first_page(shop, Wanted(search="ines@"))[0]._setting
    for spent, orders, cents in ((4365, 2, 2182), (4367, 2, 2184), (1845, 6, 308), (105, 10, 10)):
        line = CustomerLine(
            Contact(1, "a@b.example", "", "", "", ""), replace(one, spent=spent, orders=orders), setting
        )
        assert line.average_order.amount == cents


def test_part_of_a_name_in_place_of_an_address_names_the_people_who_have_it(shop: Shop) -> None:
    with pytest.raises(NotFound) as caught:
        customers.customer(shop, "ines")
    assert "ines@example.com" in caught.value.meaning
    with pytest.raises(NotFound) as caught:
        customers.customer(shop, "nobody-at-all")
    assert "Did you mean" not in " ".join(caught.value.lines())
