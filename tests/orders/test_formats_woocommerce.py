"""WooCommerce's exporters: every layout they write tells the same order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shopkeep.core.records.orders import ImportOptions, Order, ParsedFile
from shopkeep.errors import ImportRefused
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from shopkeep.orders.reading import read_orders
from tests.orders.conftest import WriteCsv
from tests.orders.samples import SAMPLES
from tests.orders.tables import meaning


def read(path: Path, **options: Any) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), "UTC", "").parsed
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


def products(order: Order) -> list[tuple[str, str, int, int, int]]:
    return [(x.title, x.sku, x.quantity, x.unit_price, x.discount) for x in order.lines]


@pytest.mark.parametrize("name", ["woocommerce", "woocommerce-advanced", "woocommerce-analytics"])
def test_all_exporters_speak_of_the_same_order(tmp_path: Path, name: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(SAMPLES[name], encoding="utf-8")
    order = read(path, **({"currency": "EUR"} if name == "woocommerce-advanced" else {})).orders[0]
    assert (order.platform, order.number, order.currency) == ("woocommerce", "1007", "EUR")
    assert (order.total, order.refunded, order.status, order.name) == (34_90, 4_00, "paid", "Ann Lee")
    assert f"{order.placed_at:%Y-%m-%d %H:%M}" == "2026-01-02 10:00"
    assert [line.quantity for line in order.lines] == [1, 2]


SKYVERGE = (
    "order_id,order_number,order_number_formatted,date,status,shipping_total,tax_total,discount_total,order_total,"
    "refunded_total,order_currency,customer_id,billing_first_name,billing_last_name,billing_email,billing_postcode,"
    "billing_country,"
)
HEAD = "7,7,WC-7,2026-01-02 10:00:00,completed,4.90,5.57,3.00,34.90,4.00,EUR,0,Ann,Lee,ann@example.com,01067,DE,"


def test_skyverge_one_row_a_product(write_csv: WriteCsv) -> None:
    items = "item_id,item_product_id,item_name,item_sku,item_quantity,item_subtotal,item_total,item_refunded"
    parsed = read(
        write_csv(
            SKYVERGE + items,
            HEAD + "1,5,Tea,T-1,1,13.00,10.00,0",
            HEAD + "2,6,Pot,P-1,2,20.00,20.00,4.00",
        )
    )
    (order,) = parsed.orders
    assert (order.number, order.total, order.refunded) == ("WC-7", 34_90, 4_00)
    assert products(order) == [("Tea", "T-1", 1, 13_00, 3_00), ("Pot", "P-1", 2, 10_00, 0)]


def test_skyverge_csv_import_keeps_json_in_its_cells(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "id,order_number,created_at,status,total,total_shipping,cart_tax,shipping_tax,total_discount,"
            "total_refunded,currency,customer_user,billing_email,billing_first_name,line_items,coupons",
            "7,1007,2026-01-02 10:00:00,completed,34.90,4.90,5.57,0,3.00,4.00,EUR,0,ann@example.com,Ann,"
            '"[{""id"":1,""name"":""Tea; strong"",""sku"":null,""quantity"":1,""subtotal"":""13.00"",""total"":10}]",'
            '"[{""code"":""tea10"",""amount"":3}]"',
        )
    )
    (order,) = parsed.orders
    assert (order.number, order.total, order.refunded, order.codes) == ("1007", 34_90, 4_00, ("TEA10",))
    assert products(order) == [("Tea; strong", "", 1, 13_00, 3_00)]


def test_skyverge_legacy_numbers_its_products(write_csv: WriteCsv) -> None:
    numbers = range(1, 12)
    parsed = read(
        write_csv(
            "order_id,date,status,order_shipping,order_tax,order_total,order_currency,billing_email,"
            + ",".join(f"order_item_{n}" for n in numbers),
            "7,2026-01-02 10:00:00,completed,4.90,5.57,34.90,EUR,ann@example.com,"
            + ",".join(f"name:Tea {n}|quantity:1|total:1.00" for n in numbers),
            "8,2026-01-03 10:00:00,completed,0,0,9.00,EUR,bo@example.com,product_id:20|quantity:2|total:9.00"
            + "," * 10,
        )
    )
    first, second = parsed.orders
    assert [line.title for line in first.lines] == [f"Tea {n}" for n in numbers]
    assert products(second) == [("Product 20", "", 2, 4_50, 0)]


def test_later_rows_may_leave_only_the_money_blank(write_csv: WriteCsv) -> None:
    head = "7,1007,2026-01-02 10:00:00,2026-01-02 9:05:00,completed,ann@example.com,Ann,Lee,01067,EUR,"
    parsed = read(
        write_csv(
            "order_id,order_number,order_date,paid_date,status,billing_email,billing_first_name,billing_last_name,"
            "billing_postcode,order_currency,order_total,shipping_total,tax_total,discount_total,product_name,sku,"
            "quantity,item_total",
            head + "34.90,4.90,5.57,3.00,Tea,T-1,1,13.00",
            head + ",,,,Pot,P-1,2,20.00",
        )
    )
    (order,) = parsed.orders
    assert (order.total, order.shipping, order.tax, order.discount) == (34_90, 4_90, 5_57, 3_00)
    assert products(order) == [("Tea", "T-1", 1, 13_00, 0), ("Pot", "P-1", 2, 10_00, 0)]


def test_a_guard_before_negative_amounts_is_no_part_of_them(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(SKYVERGE + "line_items", HEAD.replace("3.00,34.90,4.00", "'-3.00,34.90,'-4.00") + "name:Tea")
    )
    assert (parsed.orders[0].discount, parsed.orders[0].refunded) == (3_00, 4_00)


def test_metorik_with_the_columns_an_owner_chose(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "order_id,order_number,status,order_created_at,currency,total,total_refunds,customer_email,line_items",
            '7,1007,completed,2026-01-02 10:00:00,EUR,34.90,4.00,ann@example.com,"Tea x 1, Pot x 2"',
        )
    )
    (order,) = parsed.orders
    assert (parsed.format, order.number, order.total, order.refunded) == ("woocommerce", "1007", 34_90, 4_00)
    assert [(line.title, line.quantity) for line in order.lines] == [("Tea", 1), ("Pot", 2)]


ADVANCED = "Order Number,Order Status,Order Date,Email (Billing),Order Total Amount,Order Refund Amount,Currency,"


def test_advanced_order_export_in_numbered_columns(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            ADVANCED + "Item Name #1,SKU #1,Quantity #1,Item Cost #1,Item Name #2,SKU #2,Quantity #2,Item Cost #2",
            "1007,Completed,2026-01-02 10:00,ann@example.com,33.00,0,EUR,Tea,T-1,1,13.00,Pot,P-1,2,10.00",
            "1008,Cancelled,2026-01-03 10:00,bo@example.com,13.00,0,EUR,Tea,T-1,1,13.00,,,,",
        )
    )
    first, second = parsed.orders
    assert products(first) == [("Tea", "T-1", 1, 13_00, 0), ("Pot", "P-1", 2, 10_00, 0)]
    assert (second.status, len(second.lines)) == ("cancelled", 1)


@pytest.mark.parametrize("filled", [True, False])
def test_advanced_order_export_with_a_row_a_product(write_csv: WriteCsv, filled: bool) -> None:
    head = "1007,Completed,2026-01-02 10:00,ann@example.com,33.00,4.00,EUR,"
    parsed = read(
        write_csv(
            ADVANCED + "Product Name,SKU,Quantity,Item Cost",
            head + "Tea,T-1,1,13.00",
            (head if filled else ",,,,,,,") + "Pot,P-1,2,10.00",
            "1008,Completed,2026-01-03 10:00,bo@example.com,13.00,0,EUR,Tea,T-1,1,13.00",
        )
    )
    first, second = parsed.orders
    assert (first.total, first.refunded, len(first.lines), second.total) == (33_00, 4_00, 2, 13_00)


def test_advanced_order_export_that_has_only_what_is_left_after_refunds(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "Order Number,Order Date,Email (Billing),Order Total Amount (- Refund),Order Refund Amount,Currency,SKU",
            "1007,2026-01-02 10:00,ann@example.com,29.00,4.00,EUR,T-1",
        )
    )
    assert (parsed.orders[0].total, parsed.orders[0].refunded) == (33_00, 4_00)


ANALYTICS = {
    "en": "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales",
    "fr": "Date,Commande n°,CA net (formaté),État,Client,Type de client,Produit(s),Articles vendus,Code(s) promo,"
    "Ventes nettes",
    "de": "Datum,Bestellung #,Umsatz,Status,Kunde,Kundentyp,Produkt(e),Verkaufte Artikel,Gutschein(e),Nettoumsatz",
    "es": "Fecha,Pedido n.º,Ingresos,Estado,Cliente,Tipo de cliente,Producto(s),Artículos vendidos,Cupón(es),"
    "Ventas netas",
    "nl": "Datum,Bestelling #,Omzet,Status,Klant,Klanttype,Product(en),Verkochte artikelen,Waardebon(nen),Netto omzet",
}


@pytest.mark.parametrize("language", ANALYTICS)
def test_the_analytics_download_is_known_in_the_language_of_the_site(write_csv: WriteCsv, language: str) -> None:
    path = write_csv(
        ANALYTICS[language],
        '2026-01-05 08:00:00,1007,€34.90,refunded,Ann Lee,new,"-1× Pot",-1,,-4.00',
        '2026-01-02 10:00:00,1007,€34.90,completed,Ann Lee,new,"1× Tea, green, 2× Pot, large",3,"tea10, x5",30.00',
        "2026-01-02 11:00:00,#1008,€5.00,completed,,returning,1× Tea,1,,4.20",
    )
    parsed = read(path, currency="EUR")
    assert parsed.format == "woocommerce-analytics"
    first, second = parsed.orders
    assert [(line.title, line.quantity) for line in first.lines] == [("Tea, green", 1), ("Pot, large", 2)]
    assert (first.number, f"{first.placed_at:%d}", first.refunded, first.codes[0]) == ("1007", "02", 4_00, "TEA10")
    assert (second.number, second.customer_key) == ("1008", "")
    assert any("who bought" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    ("written", "total", "refunded"),
    [
        ("€34.90", 34_90, 0),
        ("€34.90 €30.90", 34_90, 4_00),
        ("34.90 € 30.90 €", 34_90, 4_00),
        ("€1,234.90 €1,230.90", 1234_90, 4_00),
        ("1 234.90 kr 1 230.90 kr", 1234_90, 4_00),
        ("34,90\u00a0€ 30,90\u00a0€", 34_90, 4_00),
        ("34,90 €", 34_90, 0),
    ],
)
def test_the_analytics_total_says_what_is_left_after_refunds(
    write_csv: WriteCsv, written: str, total: int, refunded: int
) -> None:
    row = f'2026-01-02 10:00:00,1007,"{written}",completed,Ann Lee,new,1× Tea,1,,30.5'
    order = read(write_csv(ANALYTICS["en"], row), currency="EUR").orders[0]
    assert (order.total, order.refunded) == (total, refunded)


def test_a_refund_whose_order_is_not_in_the_download_is_refused_and_said_so(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            ANALYTICS["en"],
            "2026-01-05 08:00:00,1001,€34.90,refunded,Ann Lee,new,-1× Pot,-1,,-4.00",
            "2026-01-06 08:00:00,1009,€4.90,completed,Ann Lee,new,1× Tea,1,,4.00",
        )
    )
    assert [order.number for order in parsed.orders] == ["1009"]
    assert "only the refund" in parsed.rejected[0].reason


def test_the_short_analytics_download_says_that_its_sales_are_net(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net sales,Attribution",
            "2026-01-02 10:00:00,1007,completed,Ann Lee,new,1× Tea,1,,30.00,Direct",
        ),
        currency="EUR",
    )
    assert parsed.orders[0].total == 30_00
    assert any("without tax" in warning for warning in parsed.warnings)


def test_a_download_of_nothing_but_refunds_holds_no_orders(write_csv: WriteCsv) -> None:
    row = "2026-01-05 08:00:00,1001,€34.90,refunded,Ann Lee,new,-1× Pot,-1,,-4.00"
    with pytest.raises(ImportRefused):
        read(write_csv(ANALYTICS["en"], row))


@pytest.mark.parametrize("turn", [("woocommerce", "woocommerce-analytics"), ("woocommerce-analytics", "woocommerce")])
def test_an_order_known_from_two_exporters_is_one_order_of_its_buyer(
    shop: Shop, tmp_path: Path, turn: tuple[str, str]
) -> None:
    for name in turn:
        path = tmp_path / f"{name}.csv"
        path.write_text(SAMPLES[name], encoding="utf-8")
        importing.import_orders(shop, path, ImportOptions())
    known = meaning(shop)
    assert [(order[0], order[1], order[2], order[5], order[6]) for order in known["orders"]] == [
        ("woocommerce", "1007", "ann@example.com", 34_90, 4_00)
    ]
    assert [line[4] for line in known["lines"]] == ["T-1", "P-1"]
