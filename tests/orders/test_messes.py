"""What owners, spreadsheets and file managers do to exports of known platforms before they are imported."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.orders.reading import read_orders
from tests.orders.conftest import WriteCsv
from tests.orders.reading_text import lines, read_path, read_text, sums

HEADER = "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price"
FIRST = (
    "#1001,ann@example.com,paid,EUR,30.00,34.90,2026-01-13 09:14:01 +0100,1,Tea,13.00",
    "#1001,,,,,,2026-01-13 09:14:01 +0100,2,Pot,10.00",
)
SECOND = "#1002,ben@example.com,refunded,EUR,10.00,14.90,2026-01-14 09:14:01 +0100,1,Pot,10.00"
ORDERS = [("#1001", "paid", 34_90, 0), ("#1002", "refunded", 14_90, 14_90)]


def _turned(row: str) -> str:
    return ",".join(reversed(row.split(",")))


MESSES = {
    "as it is": [HEADER, *FIRST, SECOND],
    "a title above, sums below": ["My orders", "", HEADER, *FIRST, SECOND, "Total,,,,40.00,49.80,,,,"],
    "a sum behind its word": [HEADER, *FIRST, SECOND, ",,Grand total,,40.00,49.80,,,,"],
    "the header again": [HEADER, *FIRST, HEADER, SECOND],
    "the header again, in capitals": [HEADER, *FIRST, HEADER.upper(), SECOND],
    "the header again, behind another mark of its encoding": [HEADER, *FIRST, f"\ufeff{HEADER}", SECOND],
    "the header again, its columns in another order": [HEADER, *FIRST, _turned(HEADER), _turned(SECOND)],
    "columns in another order": [*map(_turned, (HEADER, *FIRST, SECOND))],
    "columns of the owner's own": [f"{HEADER},Checked", *(f"{row},yes" for row in (*FIRST, SECOND))],
    "blank rows and columns": [f",{HEADER},", *(f",{row}," for row in FIRST), ",,,,,,,,,,,", f",{SECOND},"],
    "each row in one cell": [f'"{row}"' for row in (HEADER, *FIRST, SECOND)],
    "each row in one cell, semicolons behind": [f'"{row}";;' for row in (HEADER, *FIRST, SECOND)],
    "semicolons behind each row": [f"{row};;;" for row in (HEADER, *FIRST, SECOND)],
    "guards against spreadsheets": [HEADER, *FIRST, re.sub(r"(1002|14\.90|Pot)", r'="\1"', SECOND).replace("#=", "=")],
    "semicolons and decimal commas": [
        row.replace(",", ";").replace(".00", ",00").replace(".90", ",90") for row in (HEADER, *FIRST, SECOND)
    ],
}


@pytest.mark.parametrize("mess", MESSES)
def test_the_same_orders_whatever_was_done_to_their_file(tmp_path: Path, mess: str) -> None:
    for written in ("utf-8", "utf-8-sig", "utf-16"):
        parsed = read_text(tmp_path, "\n".join(MESSES[mess]) + "\n", written=written)
        orders = [(f"#{number.lstrip('#')}", *rest) for number, *rest in sums(parsed)]
        assert (parsed.format, orders, parsed.rejected) == ("shopify", ORDERS, ())
        assert lines(parsed.orders[0]) == [("Tea", 1, 13_00, 0), ("Pot", 2, 10_00, 0)]


def test_the_rows_of_another_table_below_are_refused_and_nothing_guessed(write_csv: WriteCsv) -> None:
    parsed = read_path(write_csv(HEADER, *FIRST, HEADER.replace("Subtotal", "Taxes"), SECOND, HEADER, SECOND))
    assert sums(parsed) == ORDERS
    assert [each.line for each in parsed.rejected] == [4, 5]
    assert all("another table begins in line 4" in each.reason for each in parsed.rejected)


def test_a_row_in_whose_midst_the_file_ends_is_refused(tmp_path: Path) -> None:
    parsed = read_text(tmp_path, "\n".join([HEADER, *FIRST, SECOND[:-9]]))
    assert sums(parsed) == ORDERS[:1]
    assert [(each.line, each.reason) for each in parsed.rejected] == [(4, "the file ends in the midst of this row")]


def test_numbers_that_a_spreadsheet_shortened_are_no_numbers(write_csv: WriteCsv) -> None:
    rows = ("1.00E+05,2026-01-13,a@example.com,10", "5.76461E+17,2026-01-14,b@example.com,20", "E5,2026-01-15,,30")
    parsed = read_path(write_csv("Order ID,Date,Email,Total", *rows), currency="EUR")
    assert sums(parsed) == [("E5", "paid", 30_00, 0)]
    assert all("a spreadsheet shortened" in each.reason for each in parsed.rejected)


def test_a_spreadsheets_mark_of_a_text_is_no_part_of_a_number(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total", "'0001,'2026-01-13,a@example.com,'1234.90")
    assert sums(read_path(path, currency="EUR")) == [("0001", "paid", 1234_90, 0)]


SIGNED = ("Order ID,Date,Email,Total", "1,2026-01-13,a@example.com,€5.00", "2,2026-01-14,b@example.com,£6.00")


def test_signs_tell_orders_of_several_currencies_apart(write_csv: WriteCsv) -> None:
    parsed = read_path(write_csv(*SIGNED, "3,2026-01-15,c@example.com,$7.00"), currency="USD")
    assert [(order.currency, order.total) for order in parsed.orders] == [("EUR", 5_00), ("GBP", 6_00), ("USD", 7_00)]
    assert [order.currency for order in read_path(write_csv(*SIGNED)).orders] == ["EUR", "GBP"]


def test_a_sign_that_is_not_the_shops_is_asked_about(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total", "1,2026-01-13,a@example.com,$5.00")
    with pytest.raises(AmbiguousFile, match=r"carry \$, and this shop counts in EUR") as asked:
        read_path(path, currency="EUR")
    assert asked.value.option == "currency"
    told = read_orders(path, ImportOptions(currency="CAD"), "UTC", "EUR").parsed
    assert told.orders[0].currency == "CAD"


PAGE = """<html><head><meta charset="windows-1252"><title>Orders</title></head><body>
<table><tr><td>Menu</td></tr></table>
<table border=1><tr><th>Order ID</th><th>Date</th><th>Customer</th><th>Email</th><th>Total</th></tr>
<tr><td>1<td>2026-01-13<td>Zo\xeb &amp; Co<td>zoe@example.com<td>&euro; 34.90</tr>
<tr><td>2</td><td>2026-01-14</td><td>Ben<br>Roe</td><td>ben@example.com</td><td>\x80 14.90</td></tr>
</table></body></html>"""
SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Orders"><Table>
<Row><Cell><Data ss:Type="String">ID</Data></Cell><Cell><Data ss:Type="String">Purchase Point</Data></Cell>
<Cell><Data ss:Type="String">Purchase Date</Data></Cell><Cell><Data ss:Type="String">Customer Email</Data></Cell>
<Cell><Data ss:Type="String">Grand Total (Base)</Data></Cell><Cell><Data ss:Type="String">Status</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">000000012</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">May 5, 2024 4:05:06 PM</Data></Cell>
<Cell><Data ss:Type="String">ann@example.com</Data></Cell><Cell><Data ss:Type="Number">115.00</Data></Cell>
<Cell><Data ss:Type="String">Closed</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_a_page_that_is_called_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.xls"
    path.write_bytes(PAGE.encode("latin-1"))
    parsed = read_path(path)
    assert [(o.number, o.name, o.total, o.currency) for o in parsed.orders] == [
        ("1", "Zoë & Co", 34_90, "EUR"),
        ("2", "Ben Roe", 14_90, "EUR"),
    ]


def test_magentos_excel_xml_is_read(tmp_path: Path) -> None:
    parsed = read_text(tmp_path, SHEET, currency="EUR")
    assert (parsed.format, sums(parsed)) == ("magento", [("000000012", "refunded", 115_00, 115_00)])
    assert parsed.orders[0].email == "ann@example.com"


def test_a_page_that_was_saved_in_place_of_its_file_is_refused(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><head><style>td{}</style></head><body><form><table><tr><td>Log in</td></tr></table>"
    with pytest.raises(ImportRefused, match="is a web page, not a table"):
        read_text(tmp_path, page)


def _workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_months_on_sheets_of_their_own_are_all_read(tmp_path: Path) -> None:
    head = ["Order #", "Date", "Email", "Total"]
    turned = ["Date", "Order #", "Email", "Total"]
    sheets: dict[str, list[list[object]]] = {
        "Jan": [head, ["1", "2026-01-13", "a@example.com", 5]],
        "Feb": [["Orders of February"], turned, ["2026-02-14", "2", "b@example.com", 6]],
        "All": [head, ["1", "2026-01-13", "a@example.com", 5], ["3", "2026-03-13", "c@example.com", 7]],
    }
    parsed = read_path(_workbook(tmp_path / "orders.xlsx", sheets), currency="EUR")
    assert sums(parsed) == [("1", "paid", 5_00, 0), ("2", "paid", 6_00, 0)]
    assert any("'Jan', 'Feb'" in warning for warning in parsed.warnings)
    assert any("Not read was 'All'" in warning for warning in parsed.warnings)


def test_a_price_beside_a_quantity_is_asked_about(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Customer,Item,Qty,Sale price", "1,2026-01-13,Ann,Mug,2,20.00")
    with pytest.raises(AmbiguousFile, match="'Sale price' may be what one") as asked:
        read_path(path, currency="EUR")
    assert asked.value.option == "map"
    assert sums(read_path(path, currency="EUR", mapping={"total": "Sale price"})) == [("1", "paid", 20_00, 0)]
    assert sums(read_path(path, currency="EUR", mapping={"line_price": "Sale price"})) == [("1", "paid", 40_00, 0)]


def test_what_a_tick_says_is_not_paid_is_pending(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Paid?", "1,2026-01-13,a@example.com,5,Yes", "2,2026-01-14,,6,No")
    assert sums(read_path(path, currency="EUR")) == [("1", "paid", 5_00, 0), ("2", "pending", 6_00, 0)]


AMAZON = "amazon-order-id,purchase-date,order-status,item-status,sku,quantity,currency,item-price"
TWO_MONTHS = (
    "1,2026-01-30T10:00:00Z,Shipped,Shipped,T,1,EUR,5.00",
    "1,2026-01-30T10:00:00Z,Shipped,Shipped,P,1,EUR,9.00",
    "2,2026-01-31T10:00:00Z,Pending,Pending,T,1,EUR,5.00",
)


def test_files_that_overlap_put_one_under_another_count_once(write_csv: WriteCsv) -> None:
    changed = TWO_MONTHS[2].replace("Pending", "Shipped")
    path = write_csv(AMAZON, *TWO_MONTHS, AMAZON, *TWO_MONTHS[:2], changed, "3,2026-02-01T10:00:00Z,,,T,1,EUR,7.00")
    parsed = read_path(path)
    assert sums(parsed) == [("1", "paid", 14_00, 0), ("2", "pending", 5_00, 0), ("3", "paid", 7_00, 0)]
    assert parsed.rows_skipped == 3
    assert [(each.line, each.value) for each in parsed.rejected] == [(8, "2")]


def test_rows_that_stand_again_further_down_are_said(write_csv: WriteCsv) -> None:
    parsed = read_path(write_csv(AMAZON, *TWO_MONTHS, *TWO_MONTHS))
    assert any("3 rows say the same as an earlier row of their order" in warning for warning in parsed.warnings)
    same = read_path(write_csv(AMAZON, TWO_MONTHS[0], TWO_MONTHS[0]))
    assert sums(same) == [("1", "paid", 10_00, 0)]  # two of a product, each on a row of its own


def test_a_sign_of_money_alone_tells_the_encoding(tmp_path: Path) -> None:
    table = "Order ID,,Date,Email,,Total\n1,,2026-01-13,a@example.com,,£5.00\n"
    (order,) = read_text(tmp_path, table, written="cp1252").orders
    assert (order.total, order.currency) == (5_00, "GBP")


def test_strayed_control_characters_do_not_make_a_table_noise(tmp_path: Path) -> None:
    table = "Order ID,Date,Email,Item,Total\n1,2026-01-13,a@example.com,Bell\x07\x1b\x07\x1b\x07\x1b,5.00 EUR\n"
    (order,) = read_text(tmp_path, table).orders
    assert (order.total, order.lines[0].title) == (5_00, "Bell")
