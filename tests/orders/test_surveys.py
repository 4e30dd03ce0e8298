"""Answers of a survey by customer: the newest counts, whatever the order of rows and files."""

from __future__ import annotations

import json
from itertools import islice, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.records.orders import ImportOptions
from shopkeep.jobs import customers, importing
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.orders.survey_files import newest
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump

GOOGLE = "Timestamp,Email Address,How likely are you to recommend Tin & Thistle to a friend?,What is the main reason?"


def said(shop: Shop, email: str = "ann@example.com") -> dict[str, str]:
    with shop.db.read() as tx:
        row = tx.exec_driver_sql("SELECT attributes FROM customers WHERE email = ?", (email,)).scalar()
    return dict(json.loads(row))


def test_a_google_form(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        GOOGLE,
        "2026/03/01 10:00:00 AM GMT+1,ann@example.com,9,Lovely tea",
        "2026/03/02 10:00:00 AM GMT+1,bo@example.com,3,I would not recommend it",
    )
    importing.import_customers(shop, path)
    ann = said(shop)
    assert (ann["nps"], ann["nps_on"], ann["what_is_the_main_reason"]) == ("9", "2026-03-01T09:00:00Z", "Lovely tea")
    assert said(shop, "bo@example.com")["nps"] == "3"


def test_a_typeform_with_the_address_as_a_question(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        '#,"What\'s your best email, please?",How satisfied are you with your order?,'
        "How likely is it that you would recommend us?,Start Date (UTC),Submit Date (UTC),Network ID",
        "a1,ann@example.com,Very satisfied,10,2026-03-01 09:59:00,2026-03-01 10:00:00,abc",
        "a2,bo@example.com,4,7,2026-03-01 09:59:00,2026-03-01 10:00:00,abd",
    )
    importing.import_customers(shop, path)
    assert {k: v for k, v in said(shop).items() if k[0] in "nc"} == {
        "nps": "10", "nps_on": "2026-03-01T10:00:00Z", "csat": "5", "csat_on": "2026-03-01T10:00:00Z",
    }  # fmt: skip
    assert said(shop, "bo@example.com")["csat"] == "4"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("9", "9"), ("9/10", "9"), ("10 - Extremely likely", "10"), ("0", "0"), ("7.5", "7.5"), ("8 (likely)", "8")],
)
def test_answers_as_forms_write_them(shop: Shop, write_csv: WriteCsv, written: str, kept: str) -> None:
    importing.import_customers(shop, write_csv("Email,NPS", f'ann@example.com,"{written}"'))
    assert said(shop)["nps"] == kept


@pytest.mark.parametrize("written", ["95", "90%", "4/5", "7-8", "yes", "-1"])
def test_what_is_no_answer_is_left_out_and_told(shop: Shop, write_csv: WriteCsv, written: str) -> None:
    done = importing.import_customers(shop, write_csv("Email,NPS", f"ann@example.com,{written}", "bo@example.com,9"))
    assert "nps" not in said(shop)
    assert [w for w in done.warnings if "1 answer" in w]


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)])
def test_the_newest_answer_counts_in_any_order_of_files_and_rows(
    tmp_path: Path, write_csv: WriteCsv, every: int
) -> None:
    """In every fifth order of the files, so that each file comes first once or twice; the long run takes all 24."""
    answers = [("2025-01-05", "3"), ("2025-06-07", "10"), ("2026-02-03", "8"), ("2026-02-03", "6")]
    rows = [f"{day} 10:00:00,ann@example.com,{score}," for day, score in answers]
    files = [write_csv(GOOGLE, *rows[:1], name="1.csv"), write_csv(GOOGLE, *rows[1:3], name="2.csv")]
    files += [write_csv(GOOGLE, *rows[:0:-1], name="3.csv"), write_csv("Email,NPS", "ann@example.com,1", name="4.csv")]
    found = set()
    for number, order in enumerate(islice(permutations(files), 0, None, every)):
        shop = open_shop(tmp_path / f"shop{number}")
        for file in order:
            importing.import_customers(shop, file)
        found.add((said(shop)["nps"], said(shop)["nps_on"]))
        shop.close()
    assert found == {("6", "2026-02-03T10:00:00Z")}


_ANSWER = st.fixed_dictionaries({"nps": st.sampled_from("0579")}, optional={"nps_on": st.sampled_from(("a", "b", "c"))})


@given(st.lists(_ANSWER.filter(lambda one: "nps_on" in one), min_size=1, max_size=5).flatmap(
    lambda all: st.tuples(st.permutations(all), st.permutations(all))
))  # fmt: skip
def test_dated_answers_give_the_same_in_any_order(orders: tuple[list[dict[str, str]], list[dict[str, str]]]) -> None:
    results = []
    for order in orders:
        known: dict[str, str] = {}
        for answer in order:
            known = newest(known, answer)
        results.append(known)
    assert results[0] == results[1]


def test_segments_of_promoters_and_detractors_and_the_same_file_again(shop: Shop, write_csv: WriteCsv) -> None:
    orders = write_csv(
        "Order ID,Date,Email,Total,Currency",
        "1,2026-01-02,ann@example.com,5.00,EUR",
        "2,2026-01-03,bo@example.com,6.00,EUR",
        name="o.csv",
    )
    importing.import_orders(shop, orders, ImportOptions())
    before = dump(shop)
    path = write_csv(GOOGLE, "2026-03-01,ann@example.com,9,", "2026-03-01,bo@example.com,2,", name="s.csv")
    first = importing.import_customers(shop, path)
    counts = {row.name: row.customers for row in customers.segments(shop)}
    assert (counts["promoters"], counts["detractors"]) == (1, 1)
    after = dump(shop)
    importing.import_customers(shop, path)
    wider = write_csv(GOOGLE, "2026-03-01,bo@example.com,2,", "2026-03-01,ann@example.com,9,", "", name="s2.csv")
    assert importing.import_customers(shop, wider).updated == 0
    assert dump(shop) == after
    importing.undo_import(shop, (first.import_id or 0) + 1)
    importing.undo_import(shop, first.import_id or 0)
    assert dump(shop) == before
