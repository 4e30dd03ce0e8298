"""Files as shops and their programs really wrote them: the same columns and kinds of cells, with invented people."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from shopkeep.core.records.orders import Order
from shopkeep.core.text import key
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.orders.marketplaces import real_address
from tests.orders.conftest import WriteCsv
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples import SAMPLES

GUMROAD = SAMPLES["gumroad"].splitlines()
QUICKBOOKS = SAMPLES["quickbooks"].splitlines()
MATRIXIFY = SAMPLES["shopify-matrixify"].splitlines()

SHOPIFY_2014 = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
    "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Billing Name,Billing Zip,Billing Country,Payment Method,Refunded Amount,Vendor,Id,Tags\n"
)
TRIED = (
    '#1001,ann@example.com,authorized,,pending,,yes,USD,19.99,10.00,0.00,29.99,"",0.00,Standard,'
    '2014-05-28 11:49:25 -0400,1,Mug,19.99,Ann Lee,"=""91754""",US,(for testing) Bogus Gateway,0.00,Kiln,258641987,""\n'
)
BOUGHT = (
    '#1002,ben@example.com,paid,2014-06-01 09:00:00 -0400,fulfilled,,no,USD,20.00,0.00,0.00,20.00,"",0.00,Standard,'
    '2014-06-01 09:00:00 -0400,1,Mug,20.00,Ben Lee,"=""10001""",US,Shopify Payments,0.00,Kiln,258641988,""\n'
)


def test_orders_of_a_shop_tried_out_are_tests(tmp_path: Path) -> None:
    tried, bought = read_text(tmp_path, SHOPIFY_2014 + TRIED + BOUGHT).orders
    assert (tried.status, tried.counts, tried.postcode) == ("test", False, "91754")
    assert (bought.status, bought.counts) == ("paid", True)


def test_in_a_large_file_they_stand_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopkeep.orders.reader.SMALL", 0)
    monkeypatch.setattr("shopkeep.orders.reader.SAMPLE", 2_000)
    many = "".join(BOUGHT.replace("1002", str(number)) for number in range(2_000, 2_100))
    orders = read_text(tmp_path, SHOPIFY_2014 + many + TRIED).orders
    assert [order.number for order in orders if order.status == "test"] == ["#1001"]


def test_an_export_trimmed_to_places_and_money_is_shopifys(tmp_path: Path) -> None:
    header = "Name,Subtotal,Shipping,Taxes,Total,Created at,Billing City,Billing Zip,Billing Province,Billing Country\n"
    parsed = read_text(
        tmp_path,
        f"{header}#1030,88.88,11.75,9.15,100.63,2014-11-25 14:45:53 +1100,Darwin,'0812,NT,AU\n"
        "#1409,17.95,8,1.63,17.95,2016-01-20 13:20:26 +1100,Sydney,'2000,NSW,AU\n",
        currency="AUD",
    )
    assert parsed.format == "shopify"
    assert sums(parsed) == [("#1030", "paid", 100_63, 0), ("#1409", "paid", 17_95, 0)]
    people = f"{header}Ann Lee,88.88,11.75,9.15,100.63,2014-11-25 14:45:53 +1100,Darwin,'0812,NT,AU\n"
    with pytest.raises(ImportRefused, match="order number"):
        read_text(tmp_path, people, currency="AUD")


def test_temus_orders_are_worth_what_buyers_paid_with_tax(tmp_path: Path) -> None:
    parsed = read_text(tmp_path, SAMPLES["temu"])
    assert (parsed.format, parsed.currency) == ("temu", "EUR")
    assert sums(parsed) == [("PO-1", "paid", 22_81, 0), ("PO-2", "paid", 21_81, 0), ("PO-3", "cancelled", 22_81, 0)]
    first, second, third = parsed.orders
    assert first.placed_at.isoformat() == "2025-12-01T11:32:00+00:00"
    assert second.placed_at.isoformat() == "2026-06-30T04:18:00+00:00"
    assert lines(first) == [("Kerzen - Rot", 2, 9_91, 0)]
    assert not first.email
    assert first.customer_key == third.customer_key != second.customer_key
    assert not real_address("2d@eu.shipping.temuemail.com")


def test_temus_english_list_behind_its_preamble_is_read(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Only orders of the last 90 days are in this file,,,,,,,,",
        "Order ID,order status,Order item ID,product name,contribution sku,quantity purchased,recipient name,"
        "purchase date,Base price total",
        'PO-211,Shipped,211-1,Mug,M-1,1,Ann,"Nov 24, 2025, 08:24 pm PST(UTC-8)",$9.90',
        'PO-211,Shipped,211-2,Pot,P-1,1,Ann,"Nov 24, 2025, 08:24 pm PST(UTC-8)",$5.10',
    )
    parsed = read_path(path, currency="USD")
    assert sums(parsed) == [("PO-211", "paid", 15_00, 0)]
    assert parsed.orders[0].placed_at.isoformat() == "2025-11-25T04:24:00+00:00"
    assert any("what Temu pays" in said for said in parsed.warnings)


READ: dict[str, tuple[str, list[tuple[str, str, int, int]]]] = {
    "an Italian list whose customers are addresses": (
        "order_id,date,customer,product,price,quantity,revenue\n"
        "ORD23,2025-02-17,luca@example.com,Zaino,89.9,3,269.7\nORD22,2025-02-23,mia@example.com,Cappello,14.9,1,14.9\n",
        [("ORD23", "paid", 269_70, 0), ("ORD22", "paid", 14_90, 0)],
    ),
    "a Turkish workshop that is paid in liras and euros": (
        "Sipariş ID,Tarih,İrsaliye No,Müşteri,Malzeme Adı,Adet,Birim Fiyat,Para Birimi,Toplam Tutar,Durum\n"
        "DRK1,19.07.2026,DR1,Doruk,Dişli,2,63.0,TL (₺),11264.4,Tamamlandı\n"
        "DRK3,20.07.2026,,Deltal,Manifold,3,1.8,EURO (€),43.2,Tamamlandı\n",
        [("DRK1", "paid", 11_264_40, 0), ("DRK3", "paid", 43_20, 0)],
    ),
    "a copy of a WooCommerce shop that once was at Shopify": (
        "wc_order_id,shopify_order_id,order_key,status,currency,date_created,date_paid,discount_code,discount_total,"
        "subtotal,shipping_total,tax_total,order_total,billing_name,billing_email,billing_phone\n"
        "1,6618080000000,shopify_66180,pending,PKR,2026-01-08 23:28:53 +0500,,,0.0,2400.0,300.0,384.0,3084.0,Ann,"
        "ann@example.com,3174233906\n"
        "2,,noid,cancelled,PKR,2026-01-06 12:22:06 +0500,,12%Off,0.0,8100.0,0.0,0.0,8100.0,,ben@example.com,9.23E+11\n",
        [("1", "pending", 3084_00, 0), ("2", "cancelled", 8100_00, 0)],
    ),
    "a Russian shop, its units sold": (
        "Номер заказа,Дата заказа,Название товара,Категория товара,Количество продаж,Цена за единицу,Общая стоимость\n"
        "001,2022-05-01,Мяч,Игры,10,900,9000\n002,2022-05-02,Кукла,Игры,5,400,2000\n",
        [("001", "paid", 9000_00, 0), ("002", "paid", 2000_00, 0)],
    ),
    "a Chinese platform, when orders were paid": (
        "order_id,paid_time,sku_id,quantity,paid_amount,refund_status_optional\n"
        "o1,2026-05-30 10:00:00,s1,1,129,\no3,2026-06-01 18:00:00,s1,3,387,\n",
        [("o1", "paid", 129_00, 0), ("o3", "paid", 387_00, 0)],
    ),
    "lines with what they brought": (
        "order_line_id,order_id,order_date,customer_id,product_category,revenue_amount,quantity,order_status\n"
        "OL1,ORD1,2024-10-15,C0,Protein,138.86,3,COMPLETED\nOL2,ORD2,2022-06-05,C4,Vitamins,88.0,3,CANCELLED\n",
        [("ORD1", "paid", 138_86, 0), ("ORD2", "cancelled", 88_00, 0)],
    ),
    "products known by numbers alone, with the total in each row": (
        "ORDER_ID,ORDER_DATE,CUSTOMER_ID,ORDER_TOTAL,PROMO_ID,LINE_ITEM_ID,PRODUCT_ID,UNIT_PRICE,QUANTITY\n"
        "2354,14-JUL-08,104,46257,,6,3143,16,53\n2354,14-JUL-08,104,46257,,3,3123,79,47\n"
        "2370,26-JUN-08,117,126,1,1,1910,14,9\n",
        [("2354", "paid", 46_257_00, 0), ("2370", "paid", 126_00, 0)],
    ),
    "a report that says true where an order was paid back": (
        "order_id,date,sku,units,revenue,refund,ship_days,channel\n"
        "O-1,2026-06-01,SKU-A,2,198.00,false,2,tiktok\nO-2,2026-06-01,SKU-B,1,129.00,true,5,tmall\n",
        [("O-1", "paid", 198_00, 0), ("O-2", "refunded", 129_00, 129_00)],
    ),
    "a table that says 1 where an order came back": (
        "order_id,order_date,customer_id,sku,order_value,channel,returned\n"
        "7,2026-06-01,142,TSHIRT,62.16,instagram,1\n8,2026-06-02,154,HOODIE,22.56,instagram,0\n",
        [("7", "refunded", 62_16, 62_16), ("8", "paid", 22_56, 0)],
    ),
    "and 1 where the column is called after refunds": (
        "order_id,order_date,total,refunded\n7,2026-06-01,62.16,1\n8,2026-06-02,22.56,0\n",
        [("7", "refunded", 62_16, 62_16), ("8", "paid", 22_56, 0)],
    ),
    "products of which some came back": (
        "order_id,order_date,item,quantity,price,is_returned\n"
        "7,2026-06-01,Tea,2,5.00,No\n7,2026-06-01,Pot,1,20.00,Yes\n8,2026-06-02,Tea,1,5.00,Yes\n",
        [("7", "paid", 30_00, 20_00), ("8", "refunded", 5_00, 5_00)],
    ),
    "a shop's own report with the total in each row": (
        "Order ID,Date Created,Date Paid,Status,Customer ID,Name,Email,Product ID,Product Name,Total Amount,"
        "Total Discount\n"
        "88601,2025-04-05 09:25:08,2025-04-05T09:25:13,processing,0,Ann,ann@example.com,59403,Lab | PSA,1183.93,0.00\n"
        "88601,2025-04-05 09:25:08,2025-04-05T09:25:13,processing,0,Ann,ann@example.com,15686,$594/6 Mon,1183.93,0.00\n"
        "88635,2025-04-05 18:18:40,,failed,0,Ben,ben@example.com,82841,$357/3 Month,371.24,0.00\n"
        "88637,2025-04-05 18:27:41,2025-04-05T18:29:09,refunded,0,Ben,ben@example.com,33326,$1068/12,1110.61,0.00\n",
        [("88601", "paid", 1183_93, 0), ("88635", "cancelled", 371_24, 0), ("88637", "refunded", 1110_61, 1110_61)],
    ),
}


@pytest.mark.parametrize("layout", READ)
def test_files_are_read_as_their_owner_would(write_csv: WriteCsv, layout: str) -> None:
    text, orders = READ[layout]
    parsed = read_path(write_csv(*text.splitlines()), currency="EUR")
    assert sums(parsed) == orders
    assert parsed.rejected == ()


def _orders(write_csv: WriteCsv, *rows: str) -> tuple[Order, ...]:
    return read_path(write_csv(*rows), currency="EUR").orders


def test_currencies_written_out_are_understood(write_csv: WriteCsv) -> None:
    rows = [
        f"{n},2026-07-{n:02},9.90,{said}" for n, said in enumerate(("TL (₺)", "Euro", "US Dollar", "EUR - Euro"), 1)
    ]
    orders = _orders(write_csv, "Order ID,Date,Total,Currency", *rows)
    assert [order.currency for order in orders] == ["TRY", "EUR", "USD", "EUR"]


def test_customers_may_be_addresses_or_numbers(write_csv: WriteCsv) -> None:
    [order] = _orders(write_csv, "Order ID,Date,Customer,Total", "1,2026-07-19,ann@example.com,9.90")
    assert (order.email, order.name) == ("ann@example.com", "")
    [order] = _orders(write_csv, "Order ID,Date,Customer,Total", "1,2026-07-19,2270,9.90")
    assert (order.buyer, order.name) == ("2270", "")
    [order] = _orders(write_csv, "pedido_id,cliente_id,data_pedido,valor_total", "1001,C01,2024-01-15,189.90")
    assert order.buyer == "C01"
    [order] = _orders(write_csv, "ID,Cliente,Total,Fecha", "1,Ana Ruiz,9.90,2026-07-19")
    assert (order.buyer, order.name) == ("", "Ana Ruiz")


def test_a_form_in_dutch_has_its_moments(write_csv: WriteCsv) -> None:
    parsed = read_path(
        write_csv(
            "Tijdstip,Naam,Email,Telefoon,Kruidkoek,Cupcakes,Smaken,Totaal,Dag,Betaalvoorkeur",
            '"6-3-2026, 13:06:15","Petra","petra@example.com","",1,1,"1x wafel",13.50,"Dinsdag 17 maart","op locatie"',
            '"16-3-2026, 09:33:50","Anja","anja@example.com","06",1,0,"",17.50,"Vrijdag 20 maart","tikkie vooraf"',
        ),
        currency="EUR",
    )
    assert [(o.email, o.total, o.placed_at.day, o.placed_at.month) for o in parsed.orders] == [
        ("petra@example.com", 13_50, 6, 3),
        ("anja@example.com", 17_50, 16, 3),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "products"),
    [
        ("Cart Order", "2x Sourdough ($12), 1x Rye", [("Sourdough ($12)", 2, 0, 0), ("Rye", 1, 0, 0)]),
        ("line_items", "BGT.K6 x 412 | BGT.TA5 x 2", [("BGT.K6", 412, 0, 0), ("BGT.TA5", 2, 0, 0)]),
        (
            "items",
            '[{""name"": ""Shirt"", ""price"": 45.5, ""quantity"": 2}, {""name"": ""Cap"", ""qty"": 1}]',
            [("Shirt", 2, 45_50, 0), ("Cap", 1, 0, 0)],
        ),
        ("Productos_JSON", '{""Lisa"": 2, ""Roja"": 1}', [("Lisa", 2, 0, 0), ("Roja", 1, 0, 0)]),
        ("items", '[{""cantidad"": 3, ""item"": ""Macchiato""}]', [("Macchiato", 3, 0, 0)]),
        ("items", "[{not json", []),
        ("items", '[{""name"": ""Tea"", ""quantity"": ""two"", ""price"": NaN}]', [("Tea", 1, 0, 0)]),
        ("items", '[{""name"": ""Tea"", ""quantity"": -3, ""price"": 1e400}]', [("Tea", 1, 0, 0)]),
        ("items", '[{""name"": ""Tea"", ""quantity"": 1e400, ""price"": 1e30}]', [("Tea", 1, 0, 0)]),
        ("Product name", "Poster 20 x 30", [("Poster 20 x 30", 1, 0, 0)]),
        ("Product name", "Tea &amp; Pot", [("Tea & Pot", 1, 0, 0)]),
    ],
)
def test_products_of_an_order_in_one_cell_are_told_apart(
    write_csv: WriteCsv, column: str, cell: str, products: list[tuple[str, int, int, int]]
) -> None:
    [order] = _orders(write_csv, f"Order ID,Date,Total,Coupon,{column}", f'1,2026-07-19,36.00,None,"{cell}"')
    assert lines(order) == products
    assert order.codes == ()


REFUSED = {
    "what a shop ordered from suppliers known by number": (
        "id_ordine,data_ordine,id_fornitore,importo,stato\n101,2024-01-15,1,250.00,consegnato\n",
        "purchases from suppliers",
    ),
    "the same in English": (
        "order_id,order_date,supplier_id,amount,status\n101,2024-01-15,1,250.00,received\n",
        "purchases from suppliers",
    ),
    "what an owner bought at Amazon": (
        "Order Date,Order ID,Title,Category,Quantity,Purchase Price Per Unit\n"
        "2024-03-10,111-1234567-1234567,Cable,Electronics,1,$12.99\n",
        "purchases at Amazon",
    ),
    "hundredths of a currency": (
        "order_id,order_date,customer_id,net_amount_paise,gross_amount_paise,payment_id,status\n"
        "ord_1,2026-02-01 16:08:00,cust_1,1958810,2311396,pay_1,paid\n",
        "are hundredths",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_would_be_read_wrongly_is_refused_with_its_reason(write_csv: WriteCsv, kind: str) -> None:
    text, reason = REFUSED[kind]
    with pytest.raises(ImportRefused, match=reason):
        read_path(write_csv(*text.splitlines()), currency="EUR")


def test_hundredths_are_refused_though_the_owner_named_them(write_csv: WriteCsv) -> None:
    path = write_csv("order_id,amount_cents,created_at", "ord_1,1000,2024-03-01T12:00:00+00:00")
    with pytest.raises(ImportRefused, match="are hundredths"):
        read_path(path, currency="EUR", mapping={"total": "amount_cents"})


def _without(column: str, rows: list[str]) -> list[str]:
    """An export out of which its owner took a column."""
    delimiter = max(",;\t", key=rows[0].count)
    read = list(csv.reader(rows, delimiter=delimiter))
    at = read[0].index(column)
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(row[:at] + row[at + 1 :] for row in read)
    return written.getvalue().splitlines()


def test_exports_out_of_which_a_column_was_taken_say_the_same_orders(write_csv: WriteCsv) -> None:
    for rows, column in ((GUMROAD, "Item Name"), (QUICKBOOKS, "Product/Service"), (MATRIXIFY, "Payment: Status")):
        whole = read_path(write_csv(*rows), currency="USD")
        part = read_path(write_csv(*_without(column, rows)), currency="USD")
        assert part.format == whole.format
        assert [(o.number, o.total, o.refunded, o.status != "draft") for o in part.orders] == [
            (o.number, o.total, o.refunded, True) for o in whole.orders
        ]


@pytest.mark.parametrize(
    ("platform", "column"),
    [
        ("shopify", "Financial Status"),
        ("woocommerce", "status"),
        ("shopify-matrixify", "Payment: Status"),
        ("etsy", "Status"),
        ("bigcommerce", "Order Status"),
    ],
)
def test_a_file_that_cannot_say_what_became_of_an_order_is_told_to_be_such(
    write_csv: WriteCsv, platform: str, column: str
) -> None:
    rows = SAMPLES[platform].splitlines()
    said = f"The column '{key(column)}' is missing: orders that were cancelled or never paid cannot be told"
    assert not any(said in each for each in read_path(write_csv(*rows), currency="EUR").warnings)
    assert any(said in each for each in read_path(write_csv(*_without(column, rows)), currency="EUR").warnings)


@pytest.mark.parametrize(
    ("platform", "column"),
    [
        ("woocommerce", "refund_items"),
        ("woocommerce-advanced", "Order Refund Amount"),
        ("bigcommerce", "Refund Amount"),
    ],
)
def test_a_file_that_cannot_say_what_was_paid_back_is_told_to_be_such(
    write_csv: WriteCsv, platform: str, column: str
) -> None:
    rows = SAMPLES[platform].splitlines()
    said = "is missing: what was paid back in part is not told, and those orders count in full"
    assert not any(said in each for each in read_path(write_csv(*rows), currency="EUR").warnings)
    assert any(said in each for each in read_path(write_csv(*_without(column, rows)), currency="EUR").warnings)


def test_drafts_of_shopify_are_none_of_its_orders(write_csv: WriteCsv) -> None:
    rows = _without("Payment: Status", [row.replace("#1001", "#D7") for row in MATRIXIFY])
    parsed = read_path(write_csv(*rows), currency="EUR")
    assert {order.status for order in parsed.orders} == {"draft"}
    assert not any("is missing" in each for each in parsed.warnings)


def test_totals_without_tax_are_told_to_be_such(write_csv: WriteCsv) -> None:
    rows = SAMPLES["bigcommerce"].splitlines()
    assert not any("without tax" in each for each in read_path(write_csv(*rows)).warnings)
    assert any(
        "without tax" in each for each in read_path(write_csv(*_without("Order Total (inc tax)", rows))).warnings
    )


def test_a_sign_above_the_amounts_may_be_another_currency_than_the_shops(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Sale Price ($)", "1,2026-07-19,9.90")
    assert read_path(path, currency="CAD").orders[0].currency == "CAD"
    with pytest.raises(AmbiguousFile, match="amounts of this file carry"):
        read_path(path, currency="EUR")


def test_files_put_one_under_another_are_read_as_each_alone(write_csv: WriteCsv) -> None:
    """What the header says once more is no country of Lazada's, and no currency."""
    for platform in ("lazada", "shopify", "ebay"):
        rows = [row for row in SAMPLES[platform].splitlines() if row.strip(",")]
        once, twice = read_path(write_csv(*rows), currency="USD"), read_path(write_csv(*rows, *rows), currency="USD")
        assert once.orders == twice.orders
        assert twice.rejected == ()
        assert twice.rows == twice.rows_in_orders + twice.rows_skipped


def test_a_total_may_name_its_currency_in_a_word(write_csv: WriteCsv) -> None:
    pesos = write_csv("ID_Pedido,Fecha,Cliente,Total_Pesos,Estado", "P1,2026-06-02 13:47,Ana,9000,Entregado")
    assert [(o.total, o.currency) for o in read_path(pesos, currency="ARS").orders] == [(9000_00, "ARS")]
    with pytest.raises(AmbiguousFile, match="amounts of this file carry"):
        read_path(pesos, currency="EUR")
    [order] = _orders(write_csv, "Pedido,Data,Cliente,Total reais", "P1,2026-06-02 13:47,Ana,90.00")
    assert (order.total, order.currency) == (90_00, "BRL")
