"""One bad cell costs no order: what cannot be read is left out and told, and can be mended."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions, ImportResult, Order, ParsedFile
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.orders import people
from shopkeep.orders.layout import quantity_of
from shopkeep.orders.reading import read_orders
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump, meaning

HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Refunded Amount,"
    "Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem discount,"
    "Billing Name,Cancelled at"
)


def row(number: int, email: str = "ann@example.com", day: int = 1, **cells: str) -> str:
    at = f"2026-03-{day:02} 10:00:00 +0000"
    said = {
        "Name": f"#{number}",
        "Email": f'"{email}"',
        "Financial Status": "paid",
        "Paid at": at,
        "Currency": "EUR",
        "Subtotal": "8.00",
        "Shipping": "2.00",
        "Taxes": "1.00",
        "Total": "10.00",
        "Created at": at,
        "Lineitem quantity": "1",
        "Lineitem name": "Tea",
        "Lineitem price": "8.00",
        "Billing Name": "Ann Lee",
        **cells,
    }
    return ",".join(said.get(name, "") for name in HEADER.split(","))


def read(path: Path, **options: str) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), "Europe/Dublin", "").parsed  # type: ignore[arg-type]
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


def take(shop: Shop, path: Path) -> ImportResult:
    done = importing.import_orders(shop, path, ImportOptions())
    assert done.rows == done.rows_in_orders + done.rows_skipped + done.rejected_count
    return done


def buyers_of(shop: Shop) -> dict[str, str | None]:
    return {number: email for _, number, email, *_ in meaning(shop)["orders"]}


def cells(parsed: ParsedFile) -> list[tuple[int, str, str, str]]:
    return [(cell.line, cell.column, cell.value, cell.reason) for cell in parsed.left_out]


# An address.


@pytest.mark.parametrize("written", ["foo@", "see notes", "x@y,z", "ann@example", "@example.com", "ann example.com"])
def test_an_order_whose_address_cannot_be_read_is_kept_as_nobodys_and_told(write_csv: WriteCsv, written: str) -> None:
    parsed = read(write_csv(HEADER, row(1), row(2, written, 2)))
    assert [(order.number, order.customer_key, order.total) for order in parsed.orders] == [
        ("#1", "ann@example.com", 1000),
        ("#2", "", 1000),
    ]
    assert cells(parsed) == [(3, "Email", written, people.NO_ADDRESS)]
    assert [each for each in parsed.warnings if "1 order has an e-mail address that cannot be read (line 3)" in each]
    assert not parsed.rejected


@pytest.mark.parametrize(
    "written",
    ["n/a", "N/A", "-", "--", "none", "NULL", "guest", "Gast", "?", "(none)", "no e-mail", "j***@example.com"],
)
def test_a_word_for_no_address_is_none_and_nothing_is_said(write_csv: WriteCsv, written: str) -> None:
    parsed = read(write_csv(HEADER, row(1), row(2, written, 2), ",".join(["#2", written, *[""] * 18])))
    assert [order.email for order in parsed.orders] == ["ann@example.com", ""]
    assert (parsed.left_out, parsed.rejected, parsed.warnings) == ((), (), ())


def test_many_lines_are_counted_and_the_first_of_them_named(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(HEADER, row(1), *(row(number, f"a{number}@", 2) for number in range(2, 10))))
    [said] = parsed.warnings
    assert "8 orders have an e-mail address that cannot be read (lines 3, 4, 5, 6, 7 and 3 more)" in said
    assert len(parsed.left_out) == 8


def test_an_address_that_another_cell_of_the_order_has_counts(write_csv: WriteCsv) -> None:
    header = "Order Number,Order Date,Billing Email,Customer Email,Billing First Name,Order Total,Currency"
    rows = ["1,2026-03-01,foo@,ann@example.com,Ann,10.00,EUR", "2,2026-03-02,n/a,bo@example.com,Bo,10.00,EUR"]
    parsed = read(write_csv(header, *rows, "3,2026-03-03,foo@,see notes,Cy,10.00,EUR"))
    assert [order.email for order in parsed.orders] == ["ann@example.com", "bo@example.com", ""]
    assert cells(parsed) == [(4, "Billing Email", "foo@", people.NO_ADDRESS)]  # once an order


@pytest.mark.parametrize("written", ["foo@", "n/a", ""])
def test_another_column_may_say_whose_the_order_is(write_csv: WriteCsv, written: str) -> None:
    header = "Order number,Date,E-mail,Customer ID,Total,Currency"
    parsed = read(write_csv(header, "1,2026-03-01,ann@example.com,u1,5.00,EUR", f"2,2026-03-02,{written},u2,5.00,EUR"))
    assert [order.customer_key for order in parsed.orders] == ["ann@example.com", "generic:u2"]
    assert len(parsed.left_out) == (written == "foo@")


def test_a_platform_that_gives_addresses_in_its_own_way_tells_those_that_cannot_be_read(write_csv: WriteCsv) -> None:
    header = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status,Customer ID,Customer Email,Mode"
    rows = [
        f"ch_{email[:2]},2026-03-01 10:00,5.00,0.00,eur,true,Paid,,{email},Live"
        for email in ("a@example.com", "b@", "n/a")
    ]
    parsed = read(write_csv(header, *rows))
    assert [(parsed.format, order.email) for order in parsed.orders] == [
        ("stripe", e) for e in ("a@example.com", "", "")
    ]
    assert [(cell.line, cell.value) for cell in parsed.left_out] == [(3, "b@")]


def test_a_list_without_numbers_knows_its_orders_by_their_addresses(write_csv: WriteCsv) -> None:
    """With its address mended an order would be another one, and the one of nobody would count besides it."""
    rows = ["ann@example.com,Ann,5.00", "bo@,Bo,5.00", "n/a,Cy,5.00", "guest,Di,5.00"]
    parsed = read(write_csv("Date,Email,Name,Total,Currency", *(f"2026-03-01,{row},EUR" for row in rows)))
    assert [order.name for order in parsed.orders] == ["Ann", "Cy", "Di"]
    [refused] = parsed.rejected
    assert (refused.line, refused.value) == (3, "bo@")
    assert refused.reason == "not an e-mail address, and there is no order number to know the order by"


def test_the_rows_of_an_order_of_several_are_kept_together_to_be_mended(shop: Shop, write_csv: WriteCsv) -> None:
    more = ",".join(["#2", "foo@", *[""] * 12, "1", "Cup", "2.00", "", "", ""])
    done = take(shop, write_csv(HEADER, row(1), row(2, "foo@", 2), more, row(3, day=32), name="march.csv"))
    assert (done.orders_new, done.orders_without_email, done.rejected_count, done.left_out_count) == (2, 1, 1, 1)
    with Path(done.rejects_file or "").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(each["Name"], each["refused in line"], each["refused because"]) for each in rows] == [
        ("#2", "3", "left out: not an e-mail address"),
        ("#2", "4", "belongs to order #2, which is kept without a cell of line 3"),
        ("#3", "5", "no such day"),
    ]
    assert [each.line for each in importing.rejected_rows(shop, done.import_id or 0)] == [5, 3]


@pytest.fixture
def bad(write_csv: WriteCsv) -> Path:
    """The order without an address is not the newest: mended by itself it comes in a file that is older."""
    return write_csv(HEADER, row(1, day=20), row(2, "bo@", 2), name="march.csv")


def test_a_mended_address_gives_the_order_to_its_buyer_and_undo_takes_it_back(shop: Shop, bad: Path) -> None:
    refused = Path(take(shop, bad).rejects_file or "")
    before = dump(shop)
    again = take(shop, refused)  # as it was: told once more
    assert (again.orders_updated, again.left_out_count) == (0, 1)
    assert [each.mended for each in importing.list_imports(shop)] == [False, False]
    importing.undo_import(shop, again.import_id or 0)
    refused.write_text(refused.read_text("utf-8-sig").replace("bo@", "bo@example.com"), "utf-8")
    mended = take(shop, refused)
    assert (mended.orders_updated, mended.customers_new, mended.left_out_count) == (1, 1, 0)
    assert buyers_of(shop) == {"#1": "ann@example.com", "#2": "bo@example.com"}
    assert [each.mended for each in importing.list_imports(shop)][-1]
    importing.undo_import(shop, mended.import_id or 0)
    assert {name: rows for name, rows in dump(shop).items() if name != "imports"} == {
        name: rows for name, rows in before.items() if name != "imports"
    }


def test_files_in_any_order_give_the_same_shop(tmp_path: Path, write_csv: WriteCsv) -> None:
    files = [
        write_csv(HEADER, row(1, "bo@", 2), row(2, "see notes", 4), row(8, day=20), name="bad.csv"),
        write_csv(HEADER, row(1, "bo@example.com", 2, Taxes="2.00"), name="good.csv"),
        write_csv(HEADER, row(1, "bo@", 2), row(2, "cy@example.com", 4), row(9, day=25), name="newer.csv"),
    ]
    found = []
    for number, order in enumerate(itertools.permutations(files)):
        shop = open_shop(tmp_path / f"shop{number}")
        for file in order:
            take(shop, file)
        found.append(meaning(shop))
        assert buyers_of(shop) == dict(
            zip(["#1", "#2", "#8", "#9"], ["bo@example.com", "cy@example.com", *["ann@example.com"] * 2], strict=True)
        )
        shop.close()
    assert all(each == found[0] for each in found)


def test_the_same_file_again_changes_nothing_and_a_newer_one_tells_again(
    shop: Shop, bad: Path, write_csv: WriteCsv
) -> None:
    once = take(shop, bad)
    before = dump(shop)
    again = take(shop, bad)
    assert (again.already_known, again.left_out, again.left_out_count) == (True, once.left_out, 1)
    assert dump(shop) == before
    newer = take(shop, write_csv(HEADER, row(3, day=25), row(1, day=20), row(2, "bo@", 2), name="april.csv"))
    assert (newer.orders_new, newer.orders_updated, newer.orders_unchanged, newer.left_out_count) == (1, 0, 2, 1)


def test_what_is_looked_at_first_is_what_comes(shop: Shop, bad: Path) -> None:
    would = importing.preview_file(shop, bad, ImportOptions()).would
    done = take(shop, bad)
    assert replace(would, seconds=0) == replace(done, seconds=0, import_id=None, rejects_file=None)
    assert importing.list_imports(shop)[0].left_out_count == 1


# Other cells.


def one(parsed: ParsedFile) -> Order:
    assert not parsed.rejected
    [order] = parsed.orders
    return order


@pytest.mark.parametrize(
    ("column", "written", "reason", "holds"),
    [
        ("Shipping", "free?", "not an amount", lambda o: (o.shipping, o.tax) == (0, 100)),
        ("Taxes", "1.0.0", "not an amount", lambda o: (o.shipping, o.tax) == (200, 0)),
        ("Discount Amount", "10 %", "not an amount", lambda o: o.discount == 0),
        ("Lineitem price", "ask", "not an amount", lambda o: (o.lines[0].title, o.lines[0].unit_price) == ("Tea", 0)),
        ("Lineitem discount", "half", "not an amount", lambda o: o.lines[0].unit_price == 800),
        ("Lineitem quantity", "some", "not a quantity", lambda o: o.lines[0].quantity == 1),
        ("Paid at", "2026-02-30", "no such day", lambda o: o.paid_at is None and o.status == "paid"),
        ("Fulfilled at", "32.01.2026", "no such day", lambda o: o.fulfilled_at is None),
        ("Cancelled at", "2026-02-30", "no such day", lambda o: (o.status, o.cancelled_at) == ("cancelled", None)),
    ],
)
def test_a_cell_that_an_order_can_do_without_is_left_out(
    write_csv: WriteCsv, column: str, written: str, reason: str, holds: Callable[[Order], bool]
) -> None:
    parsed = read(write_csv(HEADER, row(1, **{column: written})))
    order = one(parsed)
    assert (order.total, order.customer_key) == (1000, "ann@example.com")
    assert holds(order)
    assert cells(parsed) == [(2, column, written, reason)]
    [said] = parsed.warnings
    assert said.startswith(f"1 cell of {column} cannot be read (line 2) and is left out")
    assert ("counts as cancelled" in said) == (column == "Cancelled at")


@pytest.mark.parametrize("column", ["Total", "Refunded Amount", "Created at", "Currency"])
def test_an_orders_money_and_its_day_must_be_right(write_csv: WriteCsv, column: str) -> None:
    parsed = read(
        write_csv(HEADER, row(1), row(2, "foo@", **{column: "what?"}), row(3, Taxes="?", **{column: "1.2.3.4"}))
    )
    assert [order.number for order in parsed.orders] == ["#1"]
    assert [(each.line, each.column) for each in parsed.rejected] == [(3, column), (4, column)]
    assert not parsed.left_out


@pytest.mark.parametrize(("column", "written"), [("Price", "ask"), ("Quantity", "some"), ("Discount", "half")])
def test_where_products_tell_what_an_order_is_worth_they_must_be_right(
    write_csv: WriteCsv, column: str, written: str
) -> None:
    cells_of = {"Quantity": "2", "Price": "4.00", "Discount": "1.00"}
    path = write_csv(
        "Order number,Date,Email,Product,Quantity,Price,Discount,Currency",
        *(
            f"{number},2026-03-01,{email},Tea,{','.join(said.values())},EUR"
            for number, email, said in (
                (1, "a@example.com", cells_of),
                (2, "a@", {**cells_of, column: written}),
                (3, "b@", cells_of),
            )
        ),
    )
    parsed = read(path)
    assert [(order.number, order.total) for order in parsed.orders] == [("1", 700), ("3", 700)]
    assert [(each.line, each.column, each.value) for each in parsed.rejected] == [(3, column, written)]
    assert [cell.line for cell in parsed.left_out] == [4]


@pytest.mark.parametrize(
    ("written", "status"),
    [("no", "paid"), ("0000-00-00 00:00:00", "paid"), ("-", "paid"), ("yes", "cancelled"), ("Cancelled", "cancelled")],
)
def test_a_word_may_say_whether_an_order_was_called_off(write_csv: WriteCsv, written: str, status: str) -> None:
    parsed = read(write_csv(HEADER, row(1, **{"Cancelled at": written})))
    assert (one(parsed).status, parsed.left_out) == (status, ())


def test_a_sum_of_several_rows_is_left_out_whole(write_csv: WriteCsv) -> None:
    header = "Order Number,Date,Email,Product,Quantity,Price,Shipping,Total,Currency"
    rows = [f"1,2026-03-01,a@example.com,{each},10.00,EUR" for each in ("Tea,1,4.00,2.00", "Cup,1,4.00,?", "Pot,1,1,2")]
    parsed = read(write_csv(header, *rows))
    assert (one(parsed).shipping, one(parsed).total) == (0, 1000)  # and not 4.00, of an order sent for 2.00
    assert [cell.line for cell in parsed.left_out] == [3]


@pytest.mark.parametrize(
    ("day", "time", "kept"),
    [("Dec 8, 2024", "9:15 AM", "08 09:15"), ("Dec 8, 2024", "soon", "08 12:00"), ("Dec 32, 2024", "9:15 AM", "")],
)
def test_the_day_of_an_order_counts_without_its_time(write_csv: WriteCsv, day: str, time: str, kept: str) -> None:
    header = "Order number,Date created,Time,Total order quantity,Contact email,Item,Qty,Price,Total,Currency"
    rows = [
        f'{n},"{d}",{t},1,a@example.com,Tea,1,5.00,5.00,EUR'
        for n, d, t in ((9, "Dec 9, 2024", "9:00 AM"), (1, day, time))
    ]
    parsed = read(write_csv(header, *rows), format="wix")
    assert [f"{order.placed_at:%d %H:%M}" for order in parsed.orders] == ["09 09:00", *filter(None, [kept])]
    assert [cell.column for cell in parsed.left_out] == ["Time"] * (time == "soon")
    assert [row.column for row in parsed.rejected] == ["Date created"] * (not kept)


def test_an_older_file_that_can_be_read_fills_what_a_newer_one_cannot_say(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, row(1, Taxes="oops"), row(2, day=20), name="newer.csv"))
    take(shop, write_csv(HEADER, row(1, Taxes="1.50"), name="older.csv"))
    with shop.db.read() as tx:
        assert tx.exec_driver_sql("SELECT tax FROM orders WHERE number = '#1'").scalar_one() == 150


def test_an_order_of_too_many_cells_that_cannot_be_read_is_refused(write_csv: WriteCsv) -> None:
    more = (",".join(["#1", "", *[""] * 12, "1", "Tea", f"{n} or {n}", "", "", ""]) for n in range(60))
    parsed = read(write_csv(HEADER, row(1), *more, row(2)))
    assert [order.number for order in parsed.orders] == ["#2"]
    assert len(parsed.rejected) == 61


def test_several_bad_cells_of_one_order_are_all_told(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(HEADER, row(1, "foo@", Taxes="?!", **{"Lineitem price": "x1", "Paid at": "2026-02-30"})))
    assert one(parsed).total == 1000
    assert {cell.column for cell in parsed.left_out} == {"Email", "Taxes", "Lineitem price", "Paid at"}


@pytest.mark.parametrize(
    ("written", "many"), [("2", 2), ("2 pcs", 2), ("3x", 3), ("× 2", 2), ("2,0", 2), ("1.2.3", 1), ("-", 1), ("", 1)]
)
def test_how_many_is_read_with_its_unit(written: str, many: int) -> None:
    assert quantity_of(written) == many


# Files about products and customers.


def test_a_product_is_known_without_the_cells_that_cannot_be_read(shop: Shop, write_csv: WriteCsv) -> None:
    rows = ["T-1,Tea,Drinks,ask us,1.50,2026-02-30", "C-1,Cup,Ware,4.00,2.00,2026-02-01"]
    done = importing.import_products(shop, write_csv("SKU,Title,Category,Price,Cost,Added", *rows))
    assert (done.updated, done.rejected_count) == (2, 0)
    assert done.warnings == [
        "1 cell of Price cannot be read (line 2) and is left out.",
        "1 cell of Added cannot be read (line 2) and is left out.",
    ]
    with shop.db.read() as tx:
        tea = tx.exec_driver_sql("SELECT category, price, cost, added_on FROM products WHERE sku = 'T-1'").one()
    assert tuple(tea) == ("Drinks", None, 150, "")


def test_a_customer_is_known_without_a_day_that_cannot_be_read(shop: Shop, write_csv: WriteCsv) -> None:
    rows = ["ann@example.com,Ann,yes,2026-02-30", "bo@example.com,Bo,yes,2026-02-01", "cy@example.com,Cy,no,"]
    done = importing.import_customers(shop, write_csv("Email,Name,Accepts marketing,Consent date", *rows))
    assert (done.updated, done.rejected_count) == (3, 0)
    assert done.warnings == ["1 cell of Consent date cannot be read (line 2) and is left out."]


def test_an_order_known_by_its_buyer_needs_one(write_csv: WriteCsv) -> None:
    (refused,) = read(
        write_csv("Date,Name,Email,Amount", "2026-03-01,Ann,a@example.com,€50", "2026-03-01,,,€29.53")
    ).rejected
    told = "no buyer, and there is no order number to know the order by"
    assert (refused.line, refused.column, refused.reason) == (3, "Email", told)
