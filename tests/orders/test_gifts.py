"""Presents, postcodes and the days things happened, as orders say them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from shopkeep.orders import gifts
from shopkeep.orders.attribute_names import birthday
from shopkeep.orders.reading import read_orders
from tests.orders.conftest import WriteCsv
from tests.orders.test_attribute_files import customer


@pytest.mark.parametrize(
    ("title", "gift"),
    [
        ("Gift Card - €25.00", True),
        ("Geschenkverpackung", True),
        ("Papier cadeau", False),
        ("Carte cadeau 20 €", True),
        ("Buono regalo", True),
        ("E-Gift Card", True),
        ("Gift wrapping", True),
        ("Yuletide gift wrap set", False),
        ("Tea for Two: gift set", False),
        ("Gifted hands mug", False),
        ("Vouchering", False),
    ],
)
def test_titles_in_whole_words(title: str, gift: bool) -> None:
    assert gifts.of_title(title) is gift


@pytest.mark.parametrize(
    ("buyer", "receiver", "another"),
    [
        ("John Smith", "Mary Jones", True),
        ("John Smith", "J. Smith", False),
        ("John Smith", "Mary Smith", False),
        ("Smith, John", "JOHN SMITH", False),
        ("John Smith", "", False),
        ("John Smith", "Mum", False),
        ("John Smith", "Acme Ltd", False),
        ("J. S.", "John Smith", False),
    ],
)
def test_a_parcel_to_somebody_else(buyer: str, receiver: str, another: bool) -> None:
    assert gifts.to_another(buyer, receiver) is another
    assert gifts.to_another(receiver, buyer) is another


def test_columns_of_any_table(shop: Shop, write_csv: WriteCsv) -> None:
    head = "Order ID,Date,Email,Name,Total,Currency,PLZ,Ship Name,Is gift,Gift message,Date paid,Date shipped"
    path = write_csv(
        head,
        "1,2026-01-02,a@example.com,Ann Lee,5.00,EUR,'01067,Ann Lee,no,,2026-01-02,2026-01-20",
        "2,2026-02-02,a@example.com,Ann Lee,5.00,EUR,,Bo Ray,no,,,",
        "3,2026-03-02,a@example.com,Ann Lee,5.00,EUR,01069,Ann Lee,no,With love,,",
        "4,2026-01-01,a@example.com,Ann Lee,5.00,EUR,00000,Ann Lee,yes,,,",
    )
    orders = read_orders(path, ImportOptions(), "UTC", "").parsed.orders
    assert [order.gift for order in orders] == [False, True, True, True]
    assert [order.postcode for order in orders] == ["01067", "", "01069", ""]
    assert (str(orders[0].paid_at)[:10], str(orders[0].fulfilled_at)[:10]) == ("2026-01-02", "2026-01-20")
    importing.import_orders(shop, path, ImportOptions())
    assert customer(shop, "a@example.com")["postcode"] == "01069"
    importing.undo_import(shop, 1)


def test_real_files_tell_postcodes_and_presents(real: Path) -> None:
    shopify = read_orders(real / "shopify/transporter_orders.csv", ImportOptions(), "", "").parsed.orders
    assert (shopify[0].postcode, shopify[0].gift) == ("K2P 1L4", True)  # billed and sent to two people
    wix = read_orders(real / "wix/spreadconnect_single_order.REDACTED.csv", ImportOptions(), "", "").parsed.orders
    assert (wix[0].postcode, wix[0].gift) == ("12345", False)
    masked = read_orders(real / "shopify/daromele_orders_export_1.csv", ImportOptions(), "", "").parsed.orders
    assert {o.postcode for o in masked} == {""}
    assert masked[0].paid_at is not None


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("01/05/1990", "1990-05-01"),
        ("1. Mai 1970", "1970-05-01"),
        ("--05-13", "--05-13"),
        ("1 May", "--05-01"),
        ("13/05", "--05-13"),
        ("1900-02-03", "--02-03"),
        ("soon", "soon"),
    ],
)
def test_birthdays(written: str, stored: str) -> None:
    assert birthday(written, "dmy") == stored


def test_attributes_have_one_name_and_form(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Email,Date of birth,NPS score,Geschlecht,Invited by", "a@b.de,24/12/1980,9/10,Frau,X@B.de")
    importing.import_customers(shop, path)
    assert json.loads(str(customer(shop, "a@b.de")["attributes"])) == {
        "birthday": "1980-12-24", "nps": "9", "gender": "female", "referred_by": "x@b.de",
    }  # fmt: skip
