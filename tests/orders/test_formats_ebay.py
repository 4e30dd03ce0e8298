"""eBay's orders report of several countries, and its look-alikes."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import ImportRefused
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples_marketplaces import EBAY_DE, EBAY_UK, EBAY_US, ebay_text, text_of

_TWO = "Sales Record Number=102 | Order Number=12-2 | Buyer Username=TeaLover | Sale Date=Jul-22-25"


def test_an_order_of_several_products_is_summed_up_by_a_row_of_its_own(tmp_path: Path) -> None:
    text = ebay_text(
        EBAY_US,
        f"{_TWO} | Buyer Name=Bo Ray | Buyer Email=0a1b@members.ebay.com | Ship To Country=United States | Quantity=3"
        " | Sold For=$40.00 | Shipping And Handling=$6.00 | eBay Collected Tax=$2.40 | Total Price=$48.40"
        " | Paid On Date=Jul-22-25",
        f"{_TWO} | Item Number=2002 | Item Title=Tea | Custom Label=T-1 | Quantity=2 | Sold For=$10.00"
        " | Paid On Date=Jul-22-25 | Shipped On Date=Jul-23-25 | Variation Details=[Size:Large]",
        f"{_TWO} | Item Number=2003 | Item Title=Pot | Quantity=1 | Sold For=$20.00 | Paid On Date=Jul-22-25",
    )
    parsed = read_text(tmp_path, text)
    assert (parsed.format, parsed.currency, parsed.rows, parsed.rows_skipped) == ("ebay", "USD", 6, 3)
    [order] = parsed.orders
    assert (order.number, order.total, order.shipping, order.tax) == ("12-2", 48_40, 6_00, 2_40)
    assert lines(order) == [("Tea - Size:Large", 2, 10_00, 0), ("Pot", 1, 20_00, 0)]
    assert (order.email, order.buyer, order.name, order.country) == ("", "tealover", "Bo Ray", "United States")
    assert order.fulfilled_at is not None


@pytest.mark.parametrize(("sold", "total"), [("$20.00", "$45.00"), ("$40.00", "$45.00")])
def test_the_price_of_one_is_told_from_the_price_of_all(tmp_path: Path, sold: str, total: str) -> None:
    row = f"Item Number=2 | Item Title=Mug | Quantity=2 | Sold For={sold} | Shipping And Handling=$5.00"
    [order] = read_text(tmp_path, ebay_text(EBAY_US, f"{_TWO} | {row} | Total Price={total}")).orders
    assert (order.total, lines(order)) == (45_00, [("Mug", 2, 20_00, 0)])


def test_an_order_that_was_never_paid_goes_by_its_record_number(tmp_path: Path) -> None:
    row = "Sales Record Number=103 | Buyer Username=late | Item Title=Cup | Item Number=1 | Quantity=1"
    text = ebay_text(EBAY_US, f"{row} | Sold For=$9.00 | Total Price=$13.00 | Sale Date=Sep-30-26 23:45:00")
    parsed = read_text(tmp_path, text)
    assert sums(parsed) == [("103", "pending", 13_00, 0)]
    assert parsed.orders[0].placed_at.hour == 23


def test_british_headers_and_pounds(tmp_path: Path) -> None:
    row = "Order number=04-2 | Sales record number=12 | Buyer username=bo | Post to postcode=YO1 1AA"
    text = text_of(
        EBAY_UK,
        f"{row} | Item title=Tea | Quantity=2 | Sold for=£10.00 | Postage and packaging=£2.00 | Total price=£32.00"
        " | Sale date=21-Jul-25 | Paid on date=21-Jul-25 | Buyer email=bo@example.co.uk",
        f"{row} | Item title=Pot | Quantity=1 | Sold for=£10.00 | Postage and packaging=£0.00 | Total price=£32.00"
        " | Sale date=21-Jul-25 | Paid on date=21-Jul-25",
    )
    parsed = read_text(tmp_path, text)
    assert sums(parsed) == [("04-2", "paid", 32_00, 0)]
    assert (parsed.currency, parsed.orders[0].email, parsed.orders[0].postcode) == (
        "GBP",
        "bo@example.co.uk",
        "YO1 1AA",
    )


def test_rows_that_each_say_their_share_are_added(tmp_path: Path) -> None:
    row = "Order number=04-3 | Buyer username=bo | Quantity=1 | Sale date=21-Jul-25 | Paid on date=21-Jul-25"
    share = f"{row} | Item title=Cup | Sold for=£10.00 | Postage and packaging=£2.00 | Total price=£12.00"
    assert sums(read_text(tmp_path, text_of(EBAY_UK, share, share))) == [("04-3", "paid", 24_00, 0)]


@pytest.mark.parametrize(("written", "code"), [("AU $45.00", "AUD"), ("C $45.00", "CAD"), ("EUR 45,00", "EUR")])
def test_signs_of_currencies(tmp_path: Path, written: str, code: str) -> None:
    row = f"Order Number=1-1 | Buyer Username=bo | Item Title=Mug | Sale Date=Jul-22-25 | Total Price={written}"
    [order] = read_text(tmp_path, text_of(EBAY_US, row)).orders
    assert (order.currency, order.total) == (code, 45_00)


def test_the_oldest_reports_had_addresses(tmp_path: Path) -> None:
    header = (
        "Sales Record Number,User Id,Buyer Fullname,Buyer Phone Number,Buyer Email,Buyer Address 1,Buyer City,"
        "Buyer State,Buyer Zip,Buyer Country,Item Number,Item Title,Custom Label,Quantity,Sale Price,"
        "Shipping and Handling,US Tax,Insurance,Cash on delivery fee,Total Price,Payment Method,Sale Date,"
        "Checkout Date,Paid on Date,Shipped on Date,Feedback left,PayPal Transaction ID,Transaction ID,Order ID"
    )
    text = text_of(
        header,
        "Sales Record Number=501 | User Id=bo | Buyer Fullname=Bo Ray | Buyer Email=Bo@Example.com | Quantity=2"
        " | Sale Price=$30.00 | Shipping and Handling=$6.00 | Total Price=$36.00 | Sale Date=Jul-22-14"
        " | Paid on Date=Jul-22-14 | Order ID=77",
        "Sales Record Number=501 | User Id=bo | Item Number=2 | Item Title=Tea | Quantity=1 | Sale Price=$10.00",
        "Sales Record Number=501 | User Id=bo | Item Number=3 | Item Title=Pot | Quantity=1 | Sale Price=$20.00",
    )
    footer = '"1","record(s) downloaded,from ","Jul-21-14"," to Jul-22-14"'
    parsed = read_text(tmp_path, f"{text}\n1 record(s) downloaded,from,Jul-21-14\n{footer}\nSeller ID: tea\n")
    [order] = parsed.orders
    assert (parsed.format, order.number, order.total, order.email) == ("ebay", "501", 36_00, "bo@example.com")
    assert (lines(order), order.buyer) == ([("Tea", 1, 10_00, 0), ("Pot", 1, 20_00, 0)], "bo")


def test_german_headers_dates_and_amounts(tmp_path: Path) -> None:
    text = f"{EBAY_DE}\n1;23-12345-12345;1.116,99 €;10-Dez-25;10-Dez-25;buyer;--\n2;--;5,00 €;11-Dez-25;--;other;Bo\n"
    parsed = read_text(tmp_path, text, written="cp1252")
    assert sums(parsed) == [("23-12345-12345", "paid", 1116_99, 0), ("2", "pending", 5_00, 0)]
    assert (parsed.currency, parsed.orders[0].placed_at.month, parsed.orders[0].name) == ("EUR", 12, "")


def test_an_empty_report_says_so(tmp_path: Path, real: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, ebay_text(EBAY_US))
    assert refused.value.title.endswith("holds no orders.")
    with pytest.raises(ImportRefused) as refused:
        read_path(real / "ebay/shifted_orders_report_header_only.csv")
    assert refused.value.title.endswith("holds no orders.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '"Transaction report"\n"Start date","2026-09-01"\n\n"Transaction creation date","Type","Order number",'
            '"Buyer username","Net amount","Payout ID"\n"Sep 5, 2026","Order","12-1","bo","21.46","P1"\n',
            "movements of money",
        ),
        ("Order number,Buyer username,Post to name,Post to city\n04-1,bo,Bo Ray,York\n", "where to send"),
        ("Item number,Title,Available quantity,Current price\n1,Mug,5,$9.00\n", "what is for sale"),
    ],
)
def test_other_reports_are_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text(tmp_path, text)
    assert says in refused.value.meaning


def test_the_older_german_report_is_known_with_its_last_lines(tmp_path: Path) -> None:
    text = (
        "Verkaufsprotokollnummer;Mitgliedsname;Vollständiger Name des Käufers;E-Mail-Adresse des Käufers;"
        "Ort des Käufers;Postleitzahl des Käufers;Land des Käufers;Artikelnummer;Artikelbezeichnung;Stückzahl;"
        "Verkaufspreis;Verpackung und Versand;Gesamtpreis;Verkaufsdatum;Bezahldatum;Versanddatum;Bestandseinheit\n"
        "101;ann_1;Ann Lee;ann@example.com;Berlin;10115;Deutschland;230;Lampe;2;EUR 45,99;EUR 4,90;EUR 96,88;"
        "21-Mrz-19;21-Mrz-19;22-Mrz-19;L1\n\n"
        "1;Datensätze heruntergeladen von ;01.03.19; bis ;31.03.19\nVerkäufer-ID: tea\n"
    )
    parsed = read_text(tmp_path, text)
    [order] = parsed.orders
    assert (parsed.format, order.number, order.total, order.currency) == ("ebay", "101", 96_88, "EUR")
    assert (order.name, order.email, order.city, order.postcode) == ("Ann Lee", "ann@example.com", "Berlin", "10115")
    assert (lines(order), order.placed_at.month) == ([("Lampe", 2, 45_99, 0)], 3)
