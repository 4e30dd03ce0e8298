"""Codes of their own: made, loaded, given once and never again, and groups, offers and caps in a real shop."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.sequences import Group, Offer
from shopkeep.errors import NotFound, SequenceProblem, UsageError
from shopkeep.jobs import (
    codes,
    customers,
    foresight,
    notices,
    offer_costs,
    outbox,
    review,
    segments,
    sending,
    sequences,
    today,
    triage,
    variant_tests,
)
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import coupon_files, files
from shopkeep.store import codes as store
from shopkeep.store import enrolments
from shopkeep.store import tables as t
from tests.sequences.making import add_order, small_shop

HEAD = """title = "Spring"
segment = "all"

[[groups]]
name = "repeat"
where = "orders > 1"
offer = { kind = "percent", value = "20", codes = "personal:COME", until = "2030-12-31" }

[[groups]]
name = "rest"
offer = { kind = "free-shipping", codes = "pool:ship" }

[[stages]]
name = "offer"

[[stages]]
name = "goodbye"
wait_days = 7
"""
FIRST = "---\nsubject: Hi\n---\n{% if offer %}{{ offer.says }}: {{ offer.code }}{% else %}Hello{% endif %}"
SECOND = '---\nsubject: More\nwait: 5\noffer: { value = "25" }\n---\n{% if offer %}{{ offer.code }}{% endif %}'


def make_shop(home: Path, people: int = 12) -> Shop:
    shop = small_shop(home, people)
    for key, value in (("smtp.host", "127.0.0.1"), ("smtp.port", "0"), ("smtp.security", "none")):
        shop.settings.set(key, value)
    folder = shop.home / "sequences" / "spring"
    folder.mkdir(parents=True)
    write(shop, **{"sequence.toml": HEAD, "1-offer/1.md": FIRST, "1-offer/2.md": SECOND, "2-goodbye/1.md": FIRST})
    return shop


def write(shop: Shop, **texts: str) -> None:
    folder = shop.home / "sequences" / "spring"
    for file, text in texts.items():
        files.write_text(folder, file, text)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path / "home")
    yield opened
    opened.close()


def pool(shop: Shop, *found: str) -> None:
    path = shop.home.parent / "ship.txt"
    path.write_text("\n".join(found), encoding="utf-8")
    codes.load(shop, "ship", path)


def send(shop: Shop, stage: str = "offer", day: date | None = None) -> list[tuple[str, str]]:
    """Queue a stage; (address, code) of its mails."""
    planned = sending.plan(shop, "spring", stage, as_of=day)
    done = sending.queue(shop, "spring", stage, planned.counts.planned, as_of=day)
    assert [m.code for m in planned.messages] == [m.code for m in done.messages], "the dry run is the truth"
    return [(m.email, m.code) for m in done.messages]


def test_running_out_is_found_before_anything_is_sent(shop: Shop) -> None:
    assert {(n.codes, n.gives): n.missing for n in codes.needs(shop, "spring")} == {
        ("personal:COME", "20% off"): 9,
        ("personal:COME", "25% off"): 9,
        ("pool:ship", "free shipping"): 3,
    }
    said = [p for p in sequences.check(shop, "spring") if "missing among" in p.says]
    assert {p.severity for p in said} == {"warning"}
    assert [p.where for p in said] == ["sequence.toml:7", "sequence.toml:7", "sequence.toml:11"]
    assert said[0].says == (
        "9 are missing among the codes made here (COME-…), for 20% off in Offer 1 and Goodbye 1: 9 needed, 0 there."
        " y in Sequences makes them."
    )
    with pytest.raises(SequenceProblem, match="9 are missing") as refused:
        sending.plan(shop, "spring", "offer")
    assert "y in Sequences makes them" in refused.value.next_step
    assert codes.make(shop, "spring").count == 18
    pool(shop, "SHIP-1", "SHIP-2")
    with pytest.raises(SequenceProblem, match=r"1 is missing among the codes of the file ship"):
        sending.plan(shop, "spring", "offer")
    pool(shop, "ship-3")
    assert not [p for p in sequences.check(shop, "spring") if "missing among" in p.says]
    assert codes.make(shop, "spring").says == "No codes are missing."


def test_a_stage_without_codes_goes_out_while_later_mails_lack_theirs(shop: Shop) -> None:
    write(shop, **{"1-offer/1.md": "---\nsubject: Hi\n---\nHello"})
    assert [p.severity for p in sequences.check(shop, "spring") if "missing among" in p.says] == ["warning"] * 3
    assert not [p for p in sequences.check(shop, "spring") if p.severity == "error"]
    planned = sending.plan(shop, "spring", "offer")
    assert (planned.counts.planned, review.costs(shop, planned)) == (12, [])
    assert dict(send(shop)) == {f"c{n}@example.com": "" for n in range(1, 13)}
    outbox.deliver(shop)
    with pytest.raises(SequenceProblem, match="9 are missing"):
        sending.plan(shop, "spring", "offer", as_of=shop.today() + timedelta(days=5))


def test_a_review_counts_the_mails_that_carry_the_offer(shop: Shop) -> None:
    codes.make(shop, "spring")
    pool(shop, "SHIP-1", "SHIP-2", "SHIP-3")
    before = " ".join(review.costs(shop, sending.plan(shop, "spring", "offer")))
    assert "order within 14 days, as without a mail, the offers cost about" in before
    write(shop, **{"1-offer/1.repeat.md": "---\nsubject: Hi\noffer: none\n---\nHello {{ offer.says }}"})
    said = review.costs(shop, sending.plan(shop, "spring", "offer"))
    assert said[0].startswith("3 mails offer free shipping to ")
    assert "20% off" not in "".join(said)
    assert foresight.of_list(shop, 300, 0, 0.0, 14).says.endswith(
        "Hold out 20 % of these 300, and a rise of 10 in 100 or more would show for sure."
    )


def test_everybody_gets_their_own_and_keeps_it(shop: Shop) -> None:
    codes.make(shop, "spring")
    assert sequences.render_preview(shop, "spring", "offer", email="c4@example.com").code == "SHIP-XXXXX-XXXXX"
    pool(shop, "SHIP-1", "SHIP-2", "SHIP-3")
    foreseen = {
        f"c{n}@example.com": sequences.render_preview(shop, "spring", "offer", email=f"c{n}@example.com")
        for n in (1, 4)
    }
    first = dict(send(shop))
    assert {name: mail.code for name, mail in foreseen.items()} == {name: first[name] for name in foreseen}
    assert len(set(first.values())) == len(first) == 12
    assert sum(code.startswith("COME-") for code in first.values()) == 9
    outbox.deliver(shop)
    for name, code in first.items():
        preview = sequences.render_preview(shop, "spring", "offer", email=name)
        assert (preview.code, code in preview.text) == (code, True)
    later = shop.today() + timedelta(days=5)
    second = dict(send(shop, day=later))
    repeat = [name for name, code in first.items() if code.startswith("COME-")]
    assert all(second[name].startswith("COME-") and second[name] != first[name] for name in repeat), "25 % is another"
    assert all(second[name] == first[name] for name in first if name not in repeat), (
        "free shipping has no value to raise"
    )
    outbox.deliver(shop)
    third = dict(send(shop, "goodbye", later + timedelta(days=7)))
    assert third == first, "the same offer again is the same code again"


def test_the_file_for_the_shop(shop: Shop, tmp_path: Path) -> None:
    done = codes.make(shop, "spring", 3)
    assert done.file.startswith(str(shop.home / "codes" / "spring-woocommerce-"))
    assert oct(Path(done.file).stat().st_mode)[-3:] == "600"
    rows = list(csv.DictReader(io.StringIO(Path(done.file).read_text(encoding="utf-8"))))
    assert len({row["post_title"] for row in rows}) == len(rows) == 6
    assert {(r["discount_type"], r["coupon_amount"], r["usage_limit"], r["date_expires"]) for r in rows} == {
        ("percent", "20", "1", "2030-12-31"),
        ("percent", "25", "1", "2030-12-31"),
    }
    again = codes.make(shop, "spring", 1)
    assert again.file != done.file
    assert len(Path(again.file).read_text().splitlines()) == 3, "only those that stand in no file yet"
    table = codes.export(shop, "spring", tmp_path / "all.csv", "csv")
    assert table.count == 8
    pool(shop, "SHIP-1")
    assert codes.export(shop, "ship", tmp_path / "ship.csv", "csv", "free").count == 1
    with pytest.raises(NotFound, match="no codes of 'autumn'"):
        codes.export(shop, "autumn")
    with pytest.raises(UsageError, match="kind of file"):
        codes.export(shop, "spring", form="xml")


def test_files_of_codes_are_read_as_they_come(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("Coupon code;Amount\nsummer-1;5\nSUMMER-2;5\nsummer-1;5\n", encoding="utf-16")
    done = codes.load(shop, "summer", file)
    assert (done.count, done.known) == (2, 1)
    assert (
        codes.load(shop, "other", file).says
        == "Took 0 codes into pool:other; 3 were known already or stood there twice"
    )
    file.write_text("GOOD-1\n=cmd|x\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"codes.csv, line 2 has '=CMD\|X', which is no code"):
        codes.load(shop, "summer", file)
    assert [(p.codes, p.total) for p in codes.pools(shop)] == [("pool:summer", 2)]
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(UsageError, match="holds no codes"):
        codes.load(shop, "summer", file)


steps = st.lists(st.sampled_from(["make", "queue", "crash", "cancel", "forget"]), min_size=2, max_size=8)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_no_code_is_ever_given_twice(tmp_path_factory: pytest.TempPathFactory, does: list[str]) -> None:
    """Whatever happens between making and sending: crashes in the middle, taking back, erasing people."""
    shop = make_shop(tmp_path_factory.mktemp("codes") / "home", 4)
    pool(shop, *(f"SHIP-{n}" for n in range(9)))
    seen: dict[str, str] = {}
    try:
        for step in does:
            if step == "make":
                codes.make(shop, "spring", 2)
            elif step in ("queue", "crash"):
                try:
                    given = queue_and_crash(shop) if step == "crash" else send(shop)
                except SequenceProblem:
                    continue  # not enough codes: nothing is queued
                for email, code in given:
                    assert seen.setdefault(code, email) == email or not code
            elif step == "cancel":
                outbox.cancel(shop)
            else:
                with shop.db.write() as tx:
                    tx.execute(delete(t.messages))
                    tx.execute(delete(t.enrolments))
        with shop.db.read() as tx:
            every = list(tx.execute(select(t.codes.c.code)).scalars())
            assert len(every) == len(set(every))
            free = set(store.free(tx, "pool:ship", "", 99))
        assert not free & {code for code in seen if code}
    finally:
        shop.close()


def queue_and_crash(shop: Shop) -> list[tuple[str, str]]:
    """Queue a stage and lose the transaction before it is kept: nobody was given anything."""
    planned = sending.plan(shop, "spring", "offer")
    keep = enrolments.settle_variants

    def dies(*_: object) -> None:
        raise MemoryError

    enrolments.settle_variants = dies
    try:
        with pytest.raises(MemoryError):
            sending.queue(shop, "spring", "offer", planned.counts.planned)
    finally:
        enrolments.settle_variants = keep
    return []


def test_codes_are_of_signs_nobody_misreads() -> None:
    made = [coupon_files.fresh("COME-") for _ in range(500)]
    assert len(set(made)) == 500
    assert all(code.startswith("COME-") and not set(code[5:]) & set("01258ABEIOSUZL") for code in made)


# --- groups, offers that depend on the chance, tests, caps ---------------------------------------------------


def test_the_first_group_that_fits_wins_and_a_wrong_rule_names_its_line(shop: Shop) -> None:
    assert sequences.group_sizes(shop, "spring") == {"repeat": 9, "rest": 3}
    repeat, rest = sequences.load(shop, "spring").groups
    sequences.set_groups(shop, "spring", (rest, repeat))
    assert sequences.group_sizes(shop, "spring") == {"rest": 12}
    assert "nobody is in it: 9 customers fit it and are in rest already" in "".join(
        p.says for p in sequences.check(shop, "spring")
    )
    write(shop, **{"sequence.toml": HEAD.replace("orders > 1", "ordrs > 1")})
    [error] = [p for p in sequences.check(shop, "spring") if p.severity == "error"]
    assert error.where == "sequence.toml:6"
    assert "group repeat" in error.says
    assert "orders" in error.says + error.do
    with pytest.raises(SequenceProblem, match=r"sequence\.toml, line 6 has a rule for group repeat"):
        sending.plan(shop, "spring", "offer")


def test_whoever_gets_no_mail_is_in_no_groups_count(shop: Shop) -> None:
    once, often = (customers.list_customers(shop, where=f"orders {n}")[0].email for n in ("= 1", "> 1"))
    triage.leave_out(shop, once, "a friend")
    triage.suppress(shop, often)
    assert sequences.group_sizes(shop, "spring") == {"repeat": 8, "rest": 2}


def test_a_group_of_the_first_so_many_counts_the_customers_of_the_sequence(shop: Shop) -> None:
    write(shop, **{"sequence.toml": HEAD.replace("orders > 1", "first 2").replace('"all"', '"one"')})
    segments.save_segment(shop, "one", "orders = 1", "One order")
    assert sequences.group_sizes(shop, "spring") == {"repeat": 2, "rest": 1}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limits=st.lists(st.integers(0, 120), min_size=1, max_size=5))
def test_whatever_the_rules_the_first_that_fits_wins(shop: Shop, limits: list[int]) -> None:
    groups = tuple(Group(f"g{n}", f"g{n}", "all", Offer(), f"spent > {limit}") for n, limit in enumerate(limits))
    with shop.db.read() as tx:
        spent = list(tx.execute(select(t.summaries.c.spent)).scalars())
    expected = Counter(next((f"g{n}" for n, low in enumerate(limits) if cents > 100 * low), "") for cents in spent)
    sequences.set_groups(shop, "spring", groups)
    assert sequences.group_sizes(shop, "spring") == expected


def test_who_would_come_anyway_is_offered_nothing_in_the_whole_sequence(shop: Shop) -> None:
    write(shop, **{"sequence.toml": HEAD.replace('until = "2030-12-31"', "only_if_chance_below = 0.0001")})
    codes.make(shop, "spring", 20)
    pool(shop, "SHIP-1", "SHIP-2", "SHIP-3")
    mails = dict(send(shop))
    without = [name for name, code in mails.items() if not code]
    assert len(without) == 9
    costs = {c.group: c for c in offer_costs.offer_costs(shop, "spring") if not c.mail}
    assert (costs["repeat"].customers, costs["repeat"].offered) == (9, 0)
    assert "9 of 9 are offered nothing" in costs["repeat"].says
    outbox.deliver(shop)
    write(shop, **{"sequence.toml": HEAD})
    assert not any(code for name, code in send(shop, day=shop.today() + timedelta(days=5)) if name in without)


def test_what_an_offer_costs_beside_what_an_order_leaves(shop: Shop) -> None:
    unknown = offer_costs.offer_costs(shop, "spring")[0]
    assert unknown.margin is None
    assert "Product costs would tell" in unknown.says
    with shop.db.write() as tx:
        tx.execute(t.products.update().values(cost=395))
        tx.execute(t.summaries.update().values(margin_share=0.5))
    known, climbed, rest = offer_costs.offer_costs(shop, "spring")
    assert known.average_order
    assert known.cost
    assert known.margin
    assert known.cost.amount == round(known.average_order.amount * 0.2)
    assert known.margin.amount == round(known.average_order.amount * 0.5)
    assert known.says.startswith("Costs about €")
    assert known.says.endswith(" margin an order.")
    assert (climbed.mail, climbed.offer) == ("offer 2", "25% off")
    assert rest.cost == Money(0, "EUR")


def test_variants_with_another_wait_and_another_offer(shop: Shop) -> None:
    pool(shop, "SHIP-1", "SHIP-2", "SHIP-3")
    write(shop, **{"1-offer/2@b.md": '---\nsubject: Later\nwait: 9\noffer: { value = "30" }\n---\n{{ offer.code }}'})
    codes.make(shop, "spring", 20)
    send(shop)
    outbox.deliver(shop)
    day = shop.today()
    assert sending.plan(shop, "spring", "offer", as_of=day + timedelta(days=4)).counts.planned == 0
    half = sending.plan(shop, "spring", "offer", as_of=day + timedelta(days=5)).counts.planned
    assert 5 <= half <= 7, "half of each group, of 9 and of 3, waits for the later one"
    soon = sending.queue(shop, "spring", "offer", half, as_of=day + timedelta(days=5))
    assert soon.variants == {"A": half}
    outbox.deliver(shop)
    assert sending.plan(shop, "spring", "offer", as_of=day + timedelta(days=8)).counts.planned == 0
    late = sending.queue(shop, "spring", "offer", 12 - half, as_of=day + timedelta(days=9))
    assert late.variants == {"B": 12 - half}
    [test] = variant_tests.variant_tests(shop, "spring")
    assert (test.stage, test.mail, test.variants, test.enough) == ("offer", 2, ("A", "B"), False)
    assert any("no difference could be told" in says or "would show" in says for says in notices_of(shop, day))


def notices_of(shop: Shop, day: date) -> list[str]:
    return [*notices.notices(shop, "spring", "goodbye", as_of=day), variant_tests.variant_tests(shop, "spring")[0].says]


@pytest.mark.parametrize(("cap", "goes"), [(0, True), (1, False), (2, False), (3, True)])
def test_at_most_so_many_mails_a_month_over_all_sequences(shop: Shop, cap: int, goes: bool) -> None:
    shop.settings.set("policy.mails_a_month", str(cap))
    with shop.db.write() as tx:
        for who, days in ((1, (3, 29, 30)), (2, (40,))):
            at = clock.now() - timedelta(days=90)
            id = enrolments.add(tx, "older", who, f"c{who}@example.com", at)
            tx.execute(t.enrolments.update().where(t.enrolments.c.id == id).values(left_at=clock.stamp(at)))
            for n, ago in enumerate(days):
                then = clock.stamp(clock.start_of(shop.today() - timedelta(days=ago), shop.zone)) + 40_000
                tx.execute(
                    t.messages.insert().values(
                        enrolment_id=id, sequence="older", stage="offer", mail=n, email="x", state="sent",
                        message_id=f"<{id}-{n}>", queued_at=then, sent_at=then,
                    )
                )  # fmt: skip
    chosen, left = sequences.audience(shop, "spring", "offer")
    assert ("c1@example.com" in {one.email for one in chosen}) == goes
    assert "c2@example.com" in {one.email for one in chosen}
    assert [one.reason for one in left if one.email == "c1@example.com"] == (
        [] if goes else ["had enough mails this month"]
    )


def test_today_says_who_is_held_back_and_until_when(shop: Shop) -> None:
    shop.settings.set("policy.mails_a_month", "1")
    codes.make(shop, "spring")
    pool(shop, "SHIP-1", "SHIP-2", "SHIP-3")
    send(shop)
    outbox.deliver(shop)
    with shop.db.write() as tx:
        back = 10 * 86_400
        tx.execute(
            t.messages.update().values(sent_at=t.messages.c.sent_at - back, queued_at=t.messages.c.queued_at - back)
        )
    assert sequences.held_back(shop, "spring") == (12, shop.today() + timedelta(days=20))
    assert sequences.due(shop, "spring")["offer"] == (0, shop.today() + timedelta(days=20))
    assert any("12 customers wait, having had 1 mail in 30 days" in item.says for item in today.today(shop).items)
    planned = sending.plan(shop, "spring", "offer")
    assert planned.left_out == {"had enough mails this month": 12}


def test_a_mail_that_would_promise_what_is_over_is_not_sent(shop: Shop) -> None:
    codes.make(shop, "spring")
    pool(shop, "SHIP-1", "SHIP-2", "SHIP-3")
    with pytest.raises(SequenceProblem, match=r"20% off was until 31 December 2030, and Offer still speaks of it"):
        sending.plan(shop, "spring", "offer", as_of=date(2031, 1, 1))


def test_an_offer_that_recent_orders_had_anyway_is_said(shop: Shop) -> None:
    with shop.db.write() as tx:
        for n in range(8):
            add_order(tx, 1 + n, f"sale-{n}", shop.today() - timedelta(days=20 + n))
        tx.execute(
            t.orders.update().where(t.orders.c.number.startswith("sale")).values(discount=1000, codes='["AUTUMN"]')
        )
    said = [p.says for p in sequences.check(shop, "spring")]
    assert any("20% off is no more than the code AUTUMN gave lately" in says for says in said)
