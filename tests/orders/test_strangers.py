"""A list that counts anew, or another shop's export, does not overwrite orders of the same numbers; and orders that
are there under other numbers are not counted twice."""

from __future__ import annotations

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import ImportRefused
from shopkeep.jobs import erasing, importing
from shopkeep.jobs.shop import Shop
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump
from tests.orders.test_importing import HEADER, row, take

LAST_YEAR = [row(n, f"buyer{n}@example.com", f"2025-02-{n:02}", name=f"Buyer {n}") for n in range(1, 6)]


def test_a_list_that_counts_anew_is_refused_and_changes_nothing(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, *LAST_YEAR))
    before = dump(shop)
    anew = write_csv(HEADER, *(row(n, f"new{n}@example.com", f"2026-02-{n:02}", name=f"New {n}") for n in (1, 2, 9)))
    with pytest.raises(ImportRefused, match="others' orders") as why:
        take(shop, anew)
    assert "#1 is Buyer 1's, and in this file it is New 1's" in why.value.meaning
    with pytest.raises(ImportRefused, match="others' orders"):
        importing.preview_file(shop, anew, ImportOptions())
    assert dump(shop) == before


def test_a_single_order_that_went_to_somebody_else_is_said(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, *LAST_YEAR))
    moved = row(5, "other@example.com", "2026-02-01", name="Other")
    done = take(shop, write_csv(HEADER, *LAST_YEAR[:4], moved))
    assert done.orders_updated == 1
    [said] = [warning for warning in done.warnings if "another buyer and another day" in warning]
    assert "#5 was buyer5@example.com's and is other@example.com's now" in said
    erasing.forget(shop, "other@example.com")
    [kept] = importing.list_imports(shop)[0].warnings
    assert "other@" not in kept, "what is kept names nobody who was erased"
    assert "Other" not in kept


@pytest.mark.parametrize(
    "now",
    [
        row(1, "new.address@example.com", "2025-02-01", name="Someone"),  # another buyer on the same day
        row(1, "buyer1@example.com", "2025-03-09", name="Buyer 1"),  # the same buyer on another day
        row(1, "new.address@example.com", "2025-03-09", name="Buyer 1"),  # by name the same buyer
        row(1, "", "2025-03-09", name=""),  # nobody knows whose
    ],
)
def test_an_order_that_was_changed_is_no_strangers(shop: Shop, write_csv: WriteCsv, now: str) -> None:
    take(shop, write_csv(HEADER, LAST_YEAR[0]))
    done = take(shop, write_csv(HEADER, now, row(7, "late@example.com", "2026-01-01")))
    assert (done.orders_updated, done.orders_new) == (1, 1)
    assert not any("another buyer" in warning for warning in done.warnings)


LIST = "Order ID,Date,Customer Name,Total"


def _list(month: str, numbers: str) -> list[str]:
    return [f"{numbers.format(n)},2026-{month}-0{n},Ann {n},{n}0.00" for n in range(1, 6)]


def test_numbers_without_their_zeros_are_known_orders(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(LIST, *_list("03", "000{}")), currency="EUR")
    before = dump(shop)
    saved = write_csv(LIST, *_list("03", "{}"), *_list("04", "1{}"))
    for job in (importing.import_orders, importing.preview_file):
        with pytest.raises(ImportRefused, match="already, under other numbers") as why:
            job(shop, saved, ImportOptions(currency="EUR"))
        assert "Order 1 of 2026-03-01" in why.value.meaning
        assert "of order 0001" in why.value.meaning
    assert dump(shop) == before
    done = take(shop, write_csv(LIST, *_list("04", "1{}")), currency="EUR")
    assert (done.orders_new, done.orders_unchanged) == (5, 0)


def test_a_file_read_in_another_way_does_not_double_its_orders(shop: Shop, write_csv: WriteCsv) -> None:
    rows = [f"{n},A{n},2026-07-{n:02},ann{n}@example.com,{n}.00" for n in range(1, 6)]
    path = write_csv("Receipt,Reference,Date,Email,Total", *rows)
    take(shop, path, currency="EUR", mapping={"number": "Receipt"})
    with pytest.raises(ImportRefused, match="already, under other numbers"):
        take(shop, path, currency="EUR", mapping={"number": "Reference"})


def test_payments_of_a_shops_orders_are_said_to_be_like_them(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, *LAST_YEAR))
    paid = [f"ch_{n},2025-02-{n:02} 10:00:09,10.00,0.00,eur,Paid,buyer{n}@example.com" for n in range(1, 6)]
    header = "id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer Email"
    done = take(shop, write_csv(header, *paid))
    assert done.orders_new == 5
    [said] = [each for each in done.warnings if "already" in each]
    assert said.startswith("5 of 5 new orders looked at have the buyer, the day and the total of orders that you have")
    assert "ch_1 is like #1 of shopify" in said


def test_two_orders_of_a_day_are_two(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, *LAST_YEAR))
    again = row(8, "buyer2@example.com", "2025-02-02")
    others = [row(n, f"buyer{n}@example.com", "2025-02-03", "7.00") for n in (20, 21, 22)]
    done = take(shop, write_csv(HEADER, *LAST_YEAR, again, *others))
    assert done.orders_new == 4
    assert not any("already" in each for each in done.warnings)


def test_who_orders_the_same_every_day_is_no_double(shop: Shop, write_csv: WriteCsv) -> None:
    daily = [row(10 * day + n, f"buyer{n}@example.com", f"2026-02-0{day}") for day in (1, 2) for n in range(1, 6)]
    take(shop, write_csv(HEADER, *daily[:5]))
    done = take(shop, write_csv(HEADER, *daily[5:]))
    assert (done.orders_new, done.warnings) == (5, [])


def test_who_orders_twice_a_day_is_no_double_of_an_order_that_stands_beside_it(shop: Shop, write_csv: WriteCsv) -> None:
    morning = [row(n, "", "2026-02-01", "3.50", name="Guest") for n in range(1, 6)]
    evening = [row(n, "", "2026-02-01", "3.50", name="Guest") for n in range(6, 11)]
    take(shop, write_csv(HEADER, *morning))
    done = take(shop, write_csv(HEADER, *morning, *evening))
    assert (done.orders_new, done.orders_unchanged) == (5, 5)
    assert not any("already" in each for each in done.warnings)
    night = [row(n, "", "2026-02-01", "3.50", name="Guest") for n in range(11, 16)]
    assert take(shop, write_csv(HEADER, *night)).orders_new == 5


def test_a_list_without_numbers_that_a_spreadsheet_saved_anew_holds_the_same_orders(
    shop: Shop, write_csv: WriteCsv
) -> None:
    written = ["Timestamp,Email,Total"]
    written += [f"2026-07-{n} 09:33:{n},ann{n}@example.com,{n}.50" for n in range(10, 16)]
    saved = ["Timestamp;Email;Total"]
    saved += [f"{n}.07.2026 09:33;Ann{n}@example.com;{n},5" for n in range(10, 16)]
    take(shop, write_csv(*written), currency="EUR")
    done = take(shop, write_csv(*saved, "20.07.2026 09:33;eve@example.com;20"), currency="EUR")
    assert (done.orders_new, done.orders_unchanged + done.orders_updated) == (1, 6)
