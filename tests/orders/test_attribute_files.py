"""Files about customers and products."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import ImportRefused
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump

ORDERS = "Order ID,Date,Email,Name,City,Total,Currency,Accepts Marketing,Product,SKU"


@pytest.fixture
def furnished(shop: Shop, write_csv: WriteCsv) -> Shop:
    path = write_csv(
        ORDERS,
        "1,2026-01-02,ann@example.com,Ann,Cork,5.00,EUR,yes,Tea,T-1",
        "2,2026-01-03,bo@example.com,Bo,,6.00,EUR,no,Pot,",
    )
    importing.import_orders(shop, path, ImportOptions())
    return shop


def customer(shop: Shop, email: str) -> dict[str, object]:
    with shop.db.read() as tx:
        return dict(tx.exec_driver_sql("SELECT * FROM customers WHERE email = ?", (email,)).mappings().one())


def test_attributes_join_by_address(furnished: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        "E-Mail;Vorname;Nachname;Ort;Sprache;Geburtstag;Interests",
        "ANN@example.com;Anna;Lee;Galway;de;1990-05-01;tea, cups",
        "bo@example.com;;;Galway;;;",
        "new@example.com;Nia;;;;;",
        name="people.csv",
    )
    done = importing.import_customers(furnished, path)
    assert (done.rows, done.updated, done.unchanged, done.unknown) == (3, 3, 0, 1)
    ann = customer(furnished, "ann@example.com")
    assert (ann["name"], ann["city"], ann["language"]) == ("Ann", "Cork", "de")  # orders know names better
    assert json.loads(str(ann["attributes"])) == {"birthday": "1990-05-01", "interests": "tea, cups"}
    assert customer(furnished, "bo@example.com")["city"] == "Galway"
    assert customer(furnished, "new@example.com")["name"] == "Nia"


@pytest.mark.parametrize(
    ("answer", "date", "consent"),
    [("no", "2026-02-01", "no"), ("no", "2025-02-01", "yes"), ("no", "", "no"), ("", "", "yes"), ("yes", "", "yes")],
)
def test_the_newest_answer_about_mail_counts(
    furnished: Shop, write_csv: WriteCsv, answer: str, date: str, consent: str
) -> None:
    path = write_csv("Email,Accepts Email Marketing,Consent Date", f"ann@example.com,{answer},{date}", name="c.csv")
    importing.import_customers(furnished, path)
    assert customer(furnished, "ann@example.com")["consent"] == consent


def test_a_no_from_a_file_survives_the_next_orders(furnished: Shop, write_csv: WriteCsv) -> None:
    importing.import_customers(
        furnished,
        write_csv("Email,Accepts Marketing,Consent Date", "ann@example.com,no,2026-06-01", name="c.csv"),
    )
    order = "3,2026-05-01,ann@example.com,Ann,Cork,5.00,EUR,yes,Tea,T-1"
    importing.import_orders(furnished, write_csv(ORDERS, order, name="o2.csv"), ImportOptions())
    assert customer(furnished, "ann@example.com")["consent"] == "no"
    newer = order.replace("3,2026-05", "4,2026-07")
    importing.import_orders(furnished, write_csv(ORDERS, newer, name="o3.csv"), ImportOptions())
    assert customer(furnished, "ann@example.com")["consent"] == "yes"


def test_products_by_sku_or_title(furnished: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        "SKU,Title,Category,Price,Cost,Link,Added",
        'T-1,Tea,Drinks,"1,250.00",3.10,https://example.com/tea,2024-01-02',
        ",Pot,Things,20.00,,,",
        "X-9,Unsold,Things,1.00,,javascript:alert(1),",
        ",,,,,,2024-01-01",
        name="products.csv",
    )
    done = importing.import_products(furnished, path)
    assert (done.updated, done.unknown, done.rejected_count) == (3, 1, 1)
    assert [r.reason for r in done.rejected] == ["neither SKU nor title"]
    assert done.warnings == ["One was left out: no address of a web page, such as 'javascript:alert(1)'."]
    with furnished.db.read() as tx:
        rows = tx.exec_driver_sql("SELECT title, category, price, cost, currency, link, added_on FROM products").all()
    assert sorted(map(tuple, rows)) == [
        ("Pot", "Things", 2000, None, "EUR", "", ""),
        ("Tea", "Drinks", 125000, 310, "EUR", "https://example.com/tea", "2024-01-02"),
        ("Unsold", "Things", 100, None, "EUR", "", ""),
    ]


def test_the_same_file_again_does_nothing_and_undo_takes_it_back(furnished: Shop, write_csv: WriteCsv) -> None:
    before = dump(furnished)
    people = write_csv("Email,Birthday,Language", "ann@example.com,1990-05-01,de", "z@example.com,,fr", name="c.csv")
    goods = write_csv("SKU,Title,Price", "T-1,Tea,5.00", name="p.csv")
    assert importing.import_customers(furnished, people).updated == 2
    middle = dump(furnished)
    assert importing.import_products(furnished, goods).updated == 1
    after = dump(furnished)
    assert importing.import_customers(furnished, people).updated == 0
    assert importing.import_products(furnished, goods).updated == 0
    assert dump(furnished) == after
    dearer = write_csv("SKU,Title,Price", "T-1,Tea,6.00", name="p2.csv")
    importing.import_products(furnished, dearer)
    for import_id, state in ((4, after), (3, middle), (2, before)):
        importing.undo_import(furnished, import_id)
        assert dump(furnished) == state


def test_a_file_without_addresses_or_products_is_refused(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Colour,Size", "red,L")
    for take in (importing.import_customers, importing.import_products):
        with pytest.raises(ImportRefused):
            take(shop, path)
    with pytest.raises(ImportRefused):
        importing.import_customers(shop, write_csv("Email,Name", "n/a,Nobody", name="c.csv"))
    assert importing.list_imports(shop) == []


def test_shopify_and_mail_tool_headers_are_known(shop: Shop, write_csv: WriteCsv, tmp_path: Path) -> None:
    path = write_csv(
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,Total Spent,Tags",
        "'123,Ann,Lee,ann@example.com,yes,Cork,10.00,vip",
    )
    assert importing.import_customers(shop, path).updated == 1
    ann = customer(shop, "ann@example.com")
    assert (ann["name"], ann["city"], ann["consent"]) == ("Ann Lee", "Cork", "yes")
    assert json.loads(str(ann["attributes"]))["tags"] == "vip"
