"""Twelve customers, reckoned by hand (worked.py): exactly this comes out, and after the owner's word exactly that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shopkeep.cli import run
from shopkeep.core import clock
from shopkeep.core.money import Money
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.records.results import Results
from shopkeep.errors import NotFound
from shopkeep.jobs import importing, inbox, inbox_reading, order_owners, results, triage
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import enrolments
from tests.built import once
from tests.results import worked

NOW = worked.berlin("2026-12-01 09:00")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        folder.mkdir()
        with clock.at(NOW):
            worked.made(folder).close()

    return once(tmp_path_factory, "worked", make)


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copytree(built / "shop", tmp_path / "shop")
    with clock.at(NOW):
        made = open_shop(tmp_path / "shop")
        yield made
        made.close()


def eur(amount: str) -> Money:
    return Money(round(float(amount) * 100), "EUR")


def back(found: Results) -> list[tuple[str, str, date, Money, str, bool, str]]:
    """Who came back, as the owner reads it."""
    return [
        (row.email.split("@")[0], row.order, row.on, row.amount, row.after_stage, row.code_used, row.how)
        for row in found.returned
    ]


def test_who_came_back_is_exactly_this(shop: Shop) -> None:
    found = results.results(shop, "win-back", date(2026, 11, 30))
    assert back(found) == [
        ("anna", "#201", date(2026, 11, 5), eur("45"), "offer", True, "address"),
        ("ben", "#202", date(2026, 11, 9), eur("50"), "value", False, "address"),
        ("dora", "#204", date(2026, 11, 12), eur("40"), "value", False, "merged address"),
        ("fritz", "#206", date(2026, 11, 22), eur("25"), "value", False, "address"),
    ]
    assert (found.mailed.customers, found.mailed.returned) == (9, 4)
    assert (found.holdout.customers, found.holdout.returned) == (3, 1)
    # 45 and 15 of Anna, 80 less 30 of Ben, 40 of Dora, 25 of Fritz; Jan's 70 against them
    assert found.mailed.revenue == eur("175")
    assert (found.mailed.refunded, found.mailed.discounts, found.mailed.given) == (eur("30"), eur("5"), eur("5"))
    assert (found.mailed.orders, found.mailed.buyers) == (5, 4)
    assert (found.holdout.revenue, found.holdout.given) == (eur("70"), eur("0"))
    assert found.lift.returns == pytest.approx(4 / 9 - 1 / 3)
    assert found.lift.revenue == eur("-35")  # 175 less 70 x 9 / 3
    assert found.lift.revenue_interval is None
    assert found.lift.anyway == pytest.approx(3.0)  # a third of nine
    assert found.lift.given_anyway == eur("3.75")  # of 5.00, three of four would have come anyway
    assert found.came_back_before == 2  # Carl and Kira, by themselves
    assert found.unsubscribed == 1
    assert found.lift.verdict.startswith("Cannot tell yet: only 5 customers came back in all")


def test_stages_mails_and_variants_are_exactly_these(shop: Shop) -> None:
    found = results.results(shop, "win-back")
    stages = [(s.name, s.sent, s.returned, s.revenue, s.unsubscribed, s.held, s.held_returned) for s in found.stages]
    assert stages == [
        ("offer", 9, 1, eur("60"), 1, 3, 1),
        ("value", 7, 3, eur("115"), 0, 2, 0),
    ]
    [test] = found.tests
    # Within 14 days of the offer, whichever mail came last: Anna (A), Ben and Dora (B); Fritz came a week later.
    assert [(v.name, v.sent, v.returned, v.revenue) for v in test.variants] == [
        ("A", 5, 1, eur("45")),
        ("B", 4, 2, eur("90")),
    ]
    assert test.verdict == "Cannot tell yet: fewer than 10 ordered after this mail."
    assert [(w.days, w.mailed_returned, w.mailed, w.holdout_returned, w.holdout) for w in found.within] == [
        (7, 1, 9, 1, 3),
        (14, 3, 9, 1, 3),
        (30, 0, 0, 0, 0),  # thirty days have not passed yet
    ]


def test_a_code_under_another_address_waits_for_the_owners_word(shop: Shop) -> None:
    found = results.results(shop, "win-back")
    [asked] = found.to_confirm
    assert (asked.order, asked.email, asked.placed_by) == ("#205", "emil@example.com", "emil.office@example.com")
    assert asked.why == "used the code made for them"

    said = order_owners.answer(shop, "205", True)
    assert said.says == "Order #205 is emil@example.com's"
    after = results.results(shop, "win-back")
    assert ("emil", "#205", date(2026, 11, 10), eur("54"), "value", True, "confirmed by you") in back(after)
    assert after.mailed.revenue == eur("229")
    assert after.mailed.given == eur("11")
    assert after.to_confirm == []
    assert left(shop, "emil@example.com") == "came back"

    assert triage.undo(shop).says.startswith("Taken back: order #205")
    assert back(results.results(shop, "win-back")) == back(found)
    assert left(shop, "emil@example.com") == ""

    order_owners.answer(shop, "#205", False)
    denied = results.results(shop, "win-back")
    assert denied.to_confirm == []
    assert denied.mailed.returned == 4
    order_owners.answer(shop, "#205", True)  # a change of mind
    assert results.results(shop, "win-back").mailed.returned == 5
    with pytest.raises(NotFound):
        order_owners.answer(shop, "#201", True)


def test_a_later_export_corrects_what_was_told(shop: Shop, tmp_path: Path) -> None:
    """Anna sends all of her first order back, Hugo's cancelled one is placed after all."""
    table = worked.LATER.replace("45.00  0         BACK-ANNA", "45.00  45.00     BACK-ANNA")
    path = worked.orders_file(tmp_path, "latest.csv", f"{table}212 lars 2026-11-29 10:00 5.00 0 - 0\n", set())
    importing.import_orders(shop, path, ImportOptions())
    found = results.results(shop, "win-back")
    assert [row[:4] for row in back(found)] == [
        ("anna", "#211", date(2026, 11, 20), eur("15")),
        ("ben", "#202", date(2026, 11, 9), eur("50")),
        ("dora", "#204", date(2026, 11, 12), eur("40")),
        ("fritz", "#206", date(2026, 11, 22), eur("25")),
        ("hugo", "#208", date(2026, 11, 6), eur("90")),
    ]
    assert found.mailed.revenue == eur("220")


def test_profit_where_costs_are_known(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("SKU,Title,Category,Price,Cost,Currency\n,Tea,Tea,50.00,20.00,EUR\n")
    importing.import_products(shop, path)
    found = results.results(shop, "win-back")
    # Each order is one packet of tea that costs 20: Anna 25 - 5, Ben (80 - 20) x 5 / 8, Dora 20, Fritz 5
    assert found.mailed.profit == eur("82.50")
    assert found.holdout.profit == eur("50")
    assert found.lift.profit == eur("-67.50")
    offer = found.stages[0]
    assert (offer.profit, offer.given, offer.return_on_given) == (eur("20"), eur("5"), 12.0)


def test_what_came_back_by_mail_counts_with_the_mail_it_answers(shop: Shop, tmp_path: Path) -> None:
    """Ben writes back to the value mail. Fritz, who came back already, wants no more after the offer."""
    before = results.results(shop, "win-back")
    heard = [
        ("ben", "value", "Re: hello", "Lovely, thank you. Do you still have the big tin?", "Tue, 10 Nov 2026 09:00:00"),
        ("fritz", "offer", "unsubscribe", "unsubscribe", "Wed, 25 Nov 2026 09:00:00"),
    ]
    mbox = tmp_path / "back.mbox"
    mbox.write_text(
        "".join(
            f"From {who}@example.com Wed Nov 25 09:00:00 2026\nFrom: {who}@example.com\nTo: shop@example.com\n"
            f"Subject: {subject}\nDate: {when} +0100\nMessage-ID: <{who}@elsewhere.example>\n"
            f"In-Reply-To: <{stage}-{who}@example.com>\n\n{said}\n\n"
            for who, stage, subject, said, when in heard
        )
    )
    read = inbox_reading.read_mbox(shop, mbox)
    assert [row.kind for row in read.mails] == ["reply", "unsubscribe"]
    found = results.results(shop, "win-back")
    assert (found.unsubscribed, found.replied) == (2, 1)  # Ida and Fritz; Ben
    assert [(s.name, s.unsubscribed, s.replied) for s in found.stages] == [("offer", 2, 0), ("value", 0, 1)]
    assert [(v.name, v.unsubscribed) for v in found.tests[0].variants] == [("A", 1), ("B", 1)]
    assert [(g.unsubscribed, g.replied) for g in found.groups] == [(2, 1)]
    assert results.results(shop, "win-back", date(2026, 11, 24)).unsubscribed == 1  # Fritz had not written yet
    assert back(found) == back(before)
    inbox.undo(shop, read.mails[1].id)
    assert results.results(shop, "win-back").unsubscribed == 1


def test_the_programme_of_one_sequence_says_the_same(shop: Shop) -> None:
    one, whole = results.results(shop, "win-back"), results.programme(shop)
    assert whole.mailed == one.mailed
    assert whole.holdout == one.holdout
    assert whole.lift.returns == pytest.approx(one.lift.returns)
    assert [part.name for part in whole.sequences] == ["win-back"]


def test_as_of_an_earlier_day_nothing_later_is_known(shop: Shop) -> None:
    found = results.results(shop, "win-back", date(2026, 11, 6))
    assert [row[0] for row in back(found)] == ["anna"]
    assert "window is open until 15 Nov 2026" in found.lift.verdict
    assert [part.name for part in found.stages] == ["offer"]


def left(shop: Shop, email: str) -> str:
    with shop.db.read() as tx:
        return next(row.left_because for row in enrolments.everybody(tx, "win-back") if row.email == email)


def test_the_command_line_asks_and_takes_the_answer(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(shop.home)]
    shop.close()

    def said(*words: str, code: int = 0) -> str:
        assert run([*home, *words]) == code
        return capsys.readouterr().out

    asked = said("results", "win-back")
    assert "1 order under another address may be a return" in asked
    assert (
        "#205  2026-11-10  €54.00  by emil.office@example.com: emil@example.com? used the code made for them" in asked
    )
    assert said("results", "confirm", "#205") == "Order #205 is emil@example.com's\n"
    whole = json.loads(said("results", "--json"))
    assert (whole["sequence"], whole["mailed"]["returned"], whole["to_confirm"]) == ("", 5, [])
    assert said("results", "deny", "205", "emil@example.com") == "Order #205 is not emil@example.com's\n"
    assert "4 ÷ 9 = 44.4 %" in said("results", "win-back", "--formulas")
    said("results", "confirm", code=2)
    said("results", "confirm", "999", code=1)
