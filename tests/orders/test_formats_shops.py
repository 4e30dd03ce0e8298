"""Squarespace, BigCommerce, Magento, PrestaShop and Ecwid: invented rows under their real headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core import text
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.orders.formats.bigcommerce import coupons, products
from tests.orders.conftest import WriteCsv
from tests.orders.samples import SAMPLES
from tests.orders.test_formats import read


def sample_lines(name: str) -> list[str]:
    return SAMPLES[name].splitlines()


# Squarespace


def test_squarespace_looks_like_shopify_and_is_not(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(*sample_lines("squarespace")))
    (order,) = parsed.orders
    assert (parsed.format, order.number, order.email, order.status) == ("squarespace", "41", "ann@example.com", "paid")
    assert (order.total, order.discount, order.shipping, order.refunded) == (3500, 250, 500, 0)
    assert (order.region, order.postcode, order.codes, order.gift) == ("MA", "01970", ("TEA",), False)
    assert (order.placed_at.isoformat(), order.paid_at) == ("2018-07-25T21:06:00+00:00", order.placed_at)
    assert [(x.title, x.sku, x.quantity, x.unit_price) for x in order.lines] == [
        ("Green tea - 200 g", "SQ1", 1, 1250),
        ("Pot", "SQ2", 2, 1000),
    ]


@pytest.mark.parametrize(
    ("financial", "refunded", "cancelled", "status", "net"),
    [
        ("pending", "0", "", "pending", 3500),
        ("PARTIALLY_REFUNDED", "10", "", "paid", 2500),
        ("REFUNDED", "35", "", "refunded", 0),
        ("PAID", "0", "7/26/2018 9:00", "cancelled", 3500),
    ],
)
def test_where_a_squarespace_order_stands(
    write_csv: WriteCsv, financial: str, refunded: str, cancelled: str, status: str, net: int
) -> None:
    header, first, second = sample_lines("squarespace")
    first = first.replace(",PAID,", f",{financial},").replace(",30,5,0,0,35,", f",30,5,0,{refunded},35,")
    first = first.replace(",,Stripe,", f",{cancelled},,Stripe,".replace(",,Stripe", ",Stripe", 1) + "")
    first = first if not cancelled else first.replace(f",,{cancelled},Stripe", f",{cancelled},,Stripe")
    (order,) = read(write_csv(header, first, second)).orders
    assert (order.status, order.net) == (status, net)


def test_a_squarespace_file_that_somebody_filled_up(write_csv: WriteCsv) -> None:
    header, first, second = sample_lines("squarespace")
    cells = first.split(",")
    cells[16:21] = second.split(",")[16:21]
    parsed = read(write_csv(header, first, ",".join(cells)))
    (order,) = parsed.orders
    assert (order.total, order.shipping, [x.title for x in order.lines]) == (3500, 500, ["Green tea - 200 g", "Pot"])


def test_what_is_asked_at_a_squarespace_checkout_may_tell_of_a_gift(write_csv: WriteCsv) -> None:
    header, first, second = sample_lines("squarespace")
    (order,) = read(write_csv(header, f"{first}Happy birthday", second)).orders
    assert order.gift


# BigCommerce


def test_bigcommerce_packs_its_products(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(*sample_lines("bigcommerce")))
    (order,) = parsed.orders
    assert (parsed.format, order.number, order.total, order.currency) == ("bigcommerce", "186", 2750, "USD")
    assert (order.shipping, order.tax, order.status, order.refunded) == (500, 250, "paid", 0)
    assert (order.name, order.postcode, order.city, order.country) == ("Ann Lee", "01970", "Salem", "United States")
    assert (parsed.dates, order.placed_at.date().isoformat()) == ("mdy", "2024-04-26")
    assert order.fulfilled_at is not None
    assert [(x.title, x.sku, x.quantity, x.unit_price) for x in order.lines] == [
        ("Tea | green, loose - Size: 200 g", "T-1", 1, 1250),
        ('Pot 5"', "P-1", 1, 1000),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "Product ID: 7, Product Name: Tea, Product SKU: T, Product Qty: 2, Product Total Price: 20 | "
            "Product ID: 8, Product Name: Cup, Product SKU: C, Product Qty: 1, Product Total Price: 5",
            [("Tea", "T", 2, 1000), ("Cup", "C", 1, 500)],
        ),
        (
            "Product ID: 7, Product Qty: 1, Product SKU: T, Product Name: Cocoa: 2 lb, strong, Product Options: , "
            "Product Unit Price: $21.95, Product Total: $21.95 Product ID: 8, Product Qty: 3, Product SKU: C, "
            "Product Name: Cup, Product Options: Colour: red, Product Unit Price: $1,000.00, Product Total: $3,000.00",
            [("Cocoa: 2 lb, strong", "T", 1, 2195), ("Cup - Colour: red", "C", 3, 100000)],
        ),
        (
            "Product ID: 7, Product Qty: 1, Product SKU: T-1, Product Name: , Product Unit Price: ?",
            [("T-1", "T-1", 1, 0)],
        ),
        (
            "Product ID: 0, Product Qty: 1, Product SKU: S, Product Name: Knife | BRAND, Product Variation Details: , "
            "Product Unit Price: 48.99, Product Unit Cost: 0.00, Product Index: 1, Product Total Cost: 0.00, "
            "Peachtree General Ledger Account: , Peachtree Tax Type: 1|Product ID: 1, Product Qty: 2, Product SKU: T, "
            "Product Name: Tea, Product Total Price: 9.00, Peachtree Tax Type: 1",
            [("Knife | BRAND", "S", 1, 4899), ("Tea", "T", 2, 450)],
        ),
        ("nothing known", []),
        ("", []),
    ],
)
def test_product_details(cell: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert [(x.title, x.sku, x.quantity, x.unit_price) for x in products(cell, "USD")] == expected


_NAMES = st.text("ab ,|:;-&.'", max_size=30).map(lambda middle: f"a{middle}b")
_PACKED = st.lists(st.tuples(_NAMES, st.integers(1, 99), st.integers(0, 10**6)), min_size=1, max_size=5)


@given(_PACKED, st.sampled_from(("|", " | ", "\n", " ")))
def test_product_details_with_any_name(sold: list[tuple[str, int, int]], between: str) -> None:
    cell = between.join(
        f"Product ID: {at}, Product Qty: {quantity}, Product SKU: S{at}, Product Name: {name}, Product Weight: 1.0, "
        f"Product Variation Details: , Product Unit Price: {price / 100:.2f}, Product Total Price: 0.00"
        for at, (name, quantity, price) in enumerate(sold)
    )
    assert [(x.title, x.quantity, x.unit_price) for x in products(cell, "USD")] == [
        (text.clean_name(name), quantity, price) for name, quantity, price in sold
    ]


def test_coupons_of_bigcommerce() -> None:
    found = [code.strip() for code in coupons("Coupon Code: TEA10, Coupon Value: 5.00|Coupon Code: B, Coupon Value: 1")]
    assert found == ["TEA10", "B"]
    assert coupons("TEA10") == ["TEA10"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Awaiting Fulfillment", "paid"),
        ("Completed", "paid"),
        ("Pending", "pending"),
        ("Awaiting Payment", "pending"),
        ("Manual Verification Required", "pending"),
        ("Declined", "cancelled"),
        ("Cancelled", "cancelled"),
        ("Refunded", "refunded"),
        ("Partially Refunded", "paid"),
    ],
)
def test_where_a_bigcommerce_order_stands(write_csv: WriteCsv, word: str, status: str) -> None:
    header, row = sample_lines("bigcommerce")
    assert read(write_csv(header, row.replace("Shipped", word, 1))).orders[0].status == status


def test_a_cart_that_was_left_is_no_order(write_csv: WriteCsv) -> None:
    header, row = sample_lines("bigcommerce")
    parsed = read(write_csv(header, row, row.replace("186,", "187,", 1).replace("Shipped", "Incomplete", 1)))
    assert ([order.number for order in parsed.orders], parsed.rows_skipped) == (["186"], 1)


def test_european_dates_of_bigcommerce_are_settled_from_the_column(write_csv: WriteCsv) -> None:
    header, row = sample_lines("bigcommerce")
    european = row.replace("04/26/2024", "26/04/2024").replace("04/29/2024", "29/04/2024")
    parsed = read(write_csv(header, european))
    assert (parsed.dates, parsed.orders[0].placed_at.month) == ("dmy", 4)
    with pytest.raises(AmbiguousFile) as asked:
        read(write_csv(header, row.replace("04/26/2024", "04/05/2024").replace("04/29/2024", "04/06/2024")))
    assert asked.value.option == "dates"


def test_a_bigcommerce_date_in_words(write_csv: WriteCsv) -> None:
    header, row = sample_lines("bigcommerce")
    parsed = read(write_csv(header, row.replace("04/26/2024", "Mar 13th 2026").replace("04/29/2024", "Mar 14th 2026")))
    assert parsed.orders[0].placed_at.date().isoformat() == "2026-03-13"


def test_a_bigcommerce_template_with_a_row_a_product(write_csv: WriteCsv) -> None:
    columns = (
        "Order ID,Customer Email,Order Date,Order Time,Order Status,Order Total (inc tax),Order Currency Code,"
        "Coupon Value,Product SKU,Product Name,Product Qty,Product Unit Price"
    )
    start = "9,ann@example.com,2024-04-26,10:15:00,Completed,30.00,EUR,2.00"
    parsed = read(write_csv(columns, f"{start},T-1,Tea,1,12.00", f"{start},P-1,Pot,2,10.00"))
    (order,) = parsed.orders
    assert (order.total, order.discount, len(order.lines), order.placed_at.hour) == (3000, 200, 2, 10)


# Magento


def test_magento_grid(write_csv: WriteCsv, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(SAMPLES["magento"], encoding="utf-8")
    parsed = read(path)
    (order,) = parsed.orders
    assert (parsed.format, order.number, order.email) == ("magento", "000000012", "ann@example.com")
    assert (order.total, order.currency, order.shipping, order.refunded) == (3639, "GBP", 500, 0)
    assert (order.status, order.name, order.lines) == ("paid", "Ann Lee", ())


MAGENTO = (
    "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,"
    "Customer Email,Customer Group,Total Refunded"
)


@pytest.mark.parametrize(
    ("word", "refunded", "status", "back"),
    [
        ("Complete", "0.0000", "paid", 0),
        ("Processing", "10.0000", "paid", 1000),
        ("Closed", "", "refunded", 3000),
        ("Canceled", "", "cancelled", 0),
        ("On Hold", "", "pending", 0),
        ("pending_payment", "", "pending", 0),
        ("Suspected Fraud", "", "pending", 0),
    ],
)
def test_where_a_magento_order_stands(write_csv: WriteCsv, word: str, refunded: str, status: str, back: int) -> None:
    row = (
        f"000000012,Shop,2026-09-16 07:13:27,Ann Lee,Ann Lee,30.0000,30.0000,{word},ann@example.com,General,{refunded}"
    )
    (order,) = read(write_csv(MAGENTO, row), currency="EUR").orders
    assert (order.status, order.refunded, order.total) == (status, back, 3000)


def test_magento_is_read_in_the_shops_own_currency(write_csv: WriteCsv) -> None:
    row = "12,Shop,2026-09-16 07:13:27,Ann Lee,Ann Lee,30.0000,60.0000,Processing,ann@example.com,General,20.0000"
    path = write_csv(MAGENTO, row)
    (order,) = read(path, currency="EUR").orders
    assert (order.number, order.total, order.refunded) == ("000000012", 3000, 1000)
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert asked.value.option == "currency"


@pytest.mark.parametrize(
    ("written", "number"), [("12", "000000012"), ("000000012", "000000012"), ("123001", "123001"), ("W-12", "W-12")]
)
def test_zeros_that_a_spreadsheet_ate_are_put_back(write_csv: WriteCsv, written: str, number: str) -> None:
    row = f"{written},Shop,2026-09-16 07:13:27,Ann Lee,Ann Lee,30.0000,30.0000,Complete,ann@example.com,General,"
    assert read(write_csv(MAGENTO, row), currency="EUR").orders[0].number == number


def test_a_magento_grid_without_addresses_says_which_column_to_show(write_csv: WriteCsv) -> None:
    columns = (
        "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status"
    )
    parsed = read(write_csv(columns, "000000012,Shop,2026-09-16 07:13:27,Ann,Ann,€30.00,€30.00,Complete"))
    assert (parsed.orders[0].total, parsed.orders[0].customer_key) == (3000, "")
    assert any("Customer Email" in warning for warning in parsed.warnings)


def test_a_magento_grid_without_totals_says_which_column_to_show(write_csv: WriteCsv) -> None:
    columns = "ID,Purchase Point,Bill-to Name,Purchase Date,Status"
    with pytest.raises(ImportRefused) as refused:
        read(write_csv(columns, "000000012,Shop,Ann,2026-09-16 07:13:27,Complete"))
    assert "what was paid" in refused.value.meaning


def test_a_german_magento_grid(write_csv: WriteCsv) -> None:
    columns = "ID,Kaufdatum,Gesamtsumme (Basis),Status,Kunden-E-Mail,Versand und Bearbeitung"
    parsed = read(write_csv(columns, '000000012,16.09.2026 07:13,"30,00 €",Geschlossen,ann@example.com,"5,00 €"'))
    (order,) = parsed.orders
    assert (parsed.format, order.total, order.status, order.shipping) == ("magento", 3000, "refunded", 500)


def test_the_grid_of_magento_1(write_csv: WriteCsv) -> None:
    columns = (
        "Order #,Purchased From (Store),Purchased On,Bill to Name,Ship to Name,G.T. (Base),G.T. (Purchased),Status"
    )
    parsed = read(write_csv(columns, '100000012,Shop,"Sep 16, 2014 7:13:27 AM",Ann,Ann,£30.00,£30.00,Complete'))
    assert (parsed.format, parsed.orders[0].number, parsed.orders[0].total) == ("magento", "100000012", 3000)


def test_the_recipe_for_magentos_sample_orders_is_refused(real: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(real / "magento/sampledata_orders.csv")
    assert not isinstance(refused.value, AmbiguousFile)
    assert "no order number" in refused.value.meaning


# PrestaShop


@pytest.mark.parametrize(
    "header",
    [
        "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date",
        "ID,Référence,Nouveau client,Livraison,Client,Total,Paiement,État,Date".replace(",", ";"),
        "ID;Referencia;Nuevo cliente;Entrega;Cliente;Total;Pago;Estado;Fecha",
        "ID;Riferimento;Nuovo cliente;Consegna;Cliente;Totale;Pagamento;Stato;Data",
        "ID;Artikel-Nr.;Neuer Kunde;Zustellung;Kunde;Gesamt;Zahlungsart;Status;Datum",
        "ID;Viite;New client;Delivery;Customer;Total;Payment;Status;Date",
    ],
)
def test_the_list_of_prestashop_in_several_languages(write_csv: WriteCsv, header: str) -> None:
    parsed = read(
        write_csv(
            header,
            '"6";"ABCDEFGHI";"0";"France";"M. ROE";"1 020,90 €";"Card";"Livré";"2026-09-25 10:12:01"',
            '"5";"KHWLILZLL";"1";"France";"J. DOE";"20,90 €";"Bank wire";"Annulé";"2026-09-24 10:12:01"',
        )
    )
    first, second = parsed.orders
    assert (parsed.format, first.number, first.total, first.currency) == ("prestashop", "ABCDEFGHI", 102090, "EUR")
    assert (first.name, first.country, first.status) == ("M. ROE", "France", "paid")
    assert (second.status, second.customer_key) == ("cancelled", "")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Payment accepted", "paid"),
        ("Awaiting bank wire payment", "pending"),
        ("On backorder (not paid)", "pending"),
        ("On backorder (paid)", "paid"),
        ("Payment error", "cancelled"),
        ("Canceled", "cancelled"),
        ("Refunded", "refunded"),
        ("En attente du paiement par chèque", "pending"),
        ("Paiement accepté", "paid"),
        ("Erreur de paiement", "cancelled"),
        ("Remboursé", "refunded"),
        ("Pago aceptado", "paid"),
        ("Pagamento accettato", "paid"),
        ("Anulowane", "cancelled"),
        ("Storniert", "cancelled"),
        ("Warten auf Zahlungseingang", "pending"),
    ],
)
def test_where_a_prestashop_order_stands(write_csv: WriteCsv, words: str, status: str) -> None:
    header = "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date"
    parsed = read(write_csv(header, f"5;KHWLILZLL;1;France;J. DOE;20,90 €;Card;{words};2026-09-24 10:12:01"))
    assert parsed.orders[0].status == status
    assert not any(words in warning for warning in parsed.warnings)


def test_a_prestashop_purchase_parted_for_sending_is_one_order(write_csv: WriteCsv) -> None:
    header = "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date"
    row = "{};KHWLILZLL;1;France;J. DOE;{} €;Card;Payment accepted;2026-09-24 10:12:01"
    (order,) = read(write_csv(header, row.format(5, "20,90"), row.format(6, "10,00"))).orders
    assert order.total == 3090


SQL = (
    "id_order;reference;id_customer;current_state;payment;total_discounts_tax_incl;total_paid_tax_incl;"
    "total_shipping_tax_incl;date_add"
)


@pytest.mark.parametrize(
    ("state", "status"), [("1", "pending"), ("2", "paid"), ("5", "paid"), ("6", "cancelled"), ("7", "refunded")]
)
def test_a_query_of_the_sql_manager(write_csv: WriteCsv, state: str, status: str) -> None:
    row = f"5;KHWLILZLL;12;{state};Card;2.000000;20.900000;4.000000;2026-09-24 10:12:01"
    parsed = read(write_csv(SQL, row), currency="EUR")
    (order,) = parsed.orders
    assert (parsed.format, order.number, order.customer_key) == ("prestashop", "KHWLILZLL", "prestashop:12")
    assert (order.total, order.discount, order.shipping, order.status) == (2090, 200, 400, status)


def test_a_query_joined_with_customers_and_products(write_csv: WriteCsv) -> None:
    columns = f"{SQL};email;firstname;lastname;product_name;product_quantity;unit_price_tax_incl;product_reference"
    start = "5;KHWLILZLL;12;5;Card;0.000000;30.000000;0.000000;2026-09-24 10:12:01;ann@example.com;Ann;Lee"
    path = write_csv(columns, f"{start};Tea;1;10.000000;T-1", f"{start};Pot;2;10.000000;P-1")
    (order,) = read(path, currency="EUR").orders
    assert (order.email, order.name, order.total) == ("ann@example.com", "Ann Lee", 3000)
    assert [(x.title, x.sku, x.quantity, x.unit_price) for x in order.lines] == [
        ("Tea", "T-1", 1, 1000),
        ("Pot", "P-1", 2, 1000),
    ]


# Ecwid


def test_ecwid_names_its_columns_after_its_fields(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(*sample_lines("ecwid")))
    (order,) = parsed.orders
    assert (parsed.format, order.number, order.email, order.total) == ("ecwid", "EBJFT", "ann@example.com", 3415)
    assert (order.discount, order.shipping, order.codes, order.currency) == (325, 490, ("TEA10",), "EUR")
    assert (order.name, order.country, order.postcode, order.consent) == ("Ann Lee", "DE", "01067", True)
    assert [(x.title, x.quantity, x.unit_price) for x in order.lines] == [("Green tea", 1, 1250), ("Pot", 2, 1000)]


def test_ecwid_with_spaces_underscores_and_another_delimiter(write_csv: WriteCsv) -> None:
    columns = "Order number;Create date;Email;payment_status;Fulfillment status;coupon_discount;Total;Currency"
    row = "20;2024-05-01 05:26:28 +0000;ann@example.com;AWAITING_PAYMENT;NEW;1.00;9.00;EUR;false"
    columns += ";Accept marketing"
    (order,) = read(write_csv(columns, row)).orders
    assert (order.platform, order.number, order.status) == ("ecwid", "20", "pending")
    assert (order.discount, order.consent) == (100, False)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PAID", "paid"),
        ("CANCELLED", "cancelled"),
        ("REFUNDED", "refunded"),
        ("PARTIALLY_REFUNDED", "paid"),
        ("QUEUED", "pending"),
        ("ACCEPTED", "paid"),
        ("DECLINED", "cancelled"),
    ],
)
def test_where_an_ecwid_order_stands(write_csv: WriteCsv, word: str, status: str) -> None:
    header, *rows = sample_lines("ecwid")
    (order,) = read(write_csv(header, *(row.replace(",PAID,", f",{word},") for row in rows))).orders
    assert order.status == status


def test_a_left_cart_of_ecwid_is_no_order_and_packed_products_are_read(write_csv: WriteCsv) -> None:
    columns = "id,createDate,email,paymentStatus,fulfillmentStatus,usdTotal,total,currency,items"
    items = '"[{""name"": ""Tea"", ""sku"": ""T-1"", ""quantity"": 2, ""price"": 4.5}]"'
    parsed = read(
        write_csv(
            columns,
            f"A1,2024-05-01 05:26:28 +0000,ann@example.com,PAID,SHIPPED,9.9,9.00,EUR,{items}",
            "A2,2024-05-01 05:27:28 +0000,bo@example.com,INCOMPLETE,AWAITING_PROCESSING,9.9,9.00,EUR,not a list",
        )
    )
    assert ([o.number for o in parsed.orders], parsed.rows_skipped) == (["A1"], 1)
    assert [(x.title, x.quantity, x.unit_price) for x in parsed.orders[0].lines] == [("Tea", 2, 450)]


# What is no order export


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (
            "Product ID [Non Editable],Variant ID [Non Editable],Product Page,Title,SKU,Price",
            "what is for sale",
        ),
        ("Email,First Name,Last Name,Subscriber Since,Order Count,Mailing Lists", "not what they ordered"),
        ("Item Type,Product ID,Product Name,Product Type,Product Code/SKU,Brand Name", "what is for sale"),
        ("Customer ID,First Name,Last Name,Email,Store Credit,Customer Group,Date Joined", "not what they ordered"),
        ("Shipment ID,Date Shipped,Order ID,Tracking No", "not what was paid"),
        ("ID,Name,Email,Group,Phone,ZIP,Country,State/Province,Customer Since,Web Site", "not what they ordered"),
    ],
)
def test_products_customers_and_shipments_are_refused(write_csv: WriteCsv, columns: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(write_csv(columns, ",".join("x" for _ in columns.split(","))))
    assert not isinstance(refused.value, AmbiguousFile)
    assert says in refused.value.meaning
