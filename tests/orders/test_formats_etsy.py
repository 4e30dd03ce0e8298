"""Etsy's sold orders and sold order items: buyers without address, totals in one file, products in the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from tests.orders.conftest import WriteCsv
from tests.orders.samples import SAMPLES
from tests.orders.test_formats import read

ORDERS = SAMPLES["etsy"].splitlines()[0]
ITEMS = (
    "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,"
    "Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,"
    "Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,"
    "Listings Type,Payment Type,InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU"
)
OLDER_ITEMS = ITEMS.removesuffix(",InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU")
BRITISH = (
    "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Posted,"
    "Street 1,Street 2,Delivery City,Delivery State,Delivery Zipcode,Delivery Country,Currency,Order Value,"
    "Coupon Code,Coupon Details,Discount Amount,Delivery Discount,Delivery,Sales tax,Order total,Status,"
    "Card Processing Fees,Order Net,Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,"
    "Buyer,Order Type,Payment Type,InPerson Discount,InPerson Location,SKU"
)


def an_order(
    number: str = "1", buyer: str = "annlee", total: str = "31.50", adjusted: str = "0", status: str = "", zip: str = ""
) -> str:
    return (
        f"09/14/26,{number},{buyer},Ann Lee,Ann,Lee,2,Credit Card,09/16/26,1 Fern Lane,,Leeds,,{zip},United Kingdom,"
        f"GBP,30.00,tea10,10% off,3.00,0,4.50,0,{total},{status},1.60,29.90,{adjusted},0,0,Ann Lee,online,"
        "online_cc,,,T-1"
    )


def an_item(
    number: str = "1",
    title: str = "Tea",
    buyer: str = "annlee",
    off: str = "0.00",
    sent: str = "0.00",
    variations: str = "",
    tax: str = "0.00",
) -> str:
    return (
        f"09/14/26,{title},{buyer},2,10.00,TEA10,10% off,{off},0.00,{sent},{tax},20.00,GBP,77,88,09/15/26,09/16/26,"
        f'Ann Lee,1 Fern Lane,,Leeds,,LS1 1AA,United Kingdom,{number},"{variations}",online,listing,'
        "online_cc,,,0.00,T-1"
    )


def test_an_order_with_its_sums_and_a_buyer_known_by_account(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(ORDERS, an_order()))
    (order,) = parsed.orders
    assert (parsed.format, order.platform, order.number, order.email) == ("etsy", "etsy", "1", "")
    assert (order.customer_key, order.name) == ("etsy:annlee", "Ann Lee")
    assert (order.total, order.discount, order.shipping, order.codes) == (3150, 300, 450, ("TEA10",))
    assert (order.currency, order.country, order.status, order.refunded) == ("GBP", "United Kingdom", "paid", 0)
    assert order.fulfilled_at is not None
    assert order.lines == ()


def test_a_guest_is_known_by_name_and_postcode_and_without_one_is_nobody(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(ORDERS, an_order("1", "", zip="ls1 1AA"), an_order("2", "")))
    assert [order.customer_key for order in parsed.orders] == ["etsy:ann lee, ls1 1aa", ""]


@pytest.mark.parametrize(
    ("adjusted", "total", "refunded"),
    [("0", 3150, 0), ("0.00", 3150, 0), ("", 3150, 0), ("31.50", 3150, 0), ("21.50", 3150, 1000), ("33.00", 3300, 0)],
)
def test_an_adjusted_total_of_nothing_is_no_refund(
    write_csv: WriteCsv, adjusted: str, total: int, refunded: int
) -> None:
    (order,) = read(write_csv(ORDERS, an_order(adjusted=adjusted))).orders
    assert (order.total, order.refunded, order.status) == (total, refunded, "paid")


def test_a_cancelled_order_does_not_count(write_csv: WriteCsv) -> None:
    (order,) = read(write_csv(ORDERS, an_order(status="Canceled"))).orders
    assert (order.status, order.counts) == ("cancelled", False)


def test_a_copy_saved_with_tabs_under_the_same_name(write_csv: WriteCsv) -> None:
    row = an_order().replace("09/14/26", "9/14/2026").replace("09/16/26", "9/16/2026")
    parsed = read(write_csv(ORDERS.replace(",", "\t"), row.replace(",", "\t")))
    assert (parsed.delimiter, parsed.orders[0].total, parsed.orders[0].placed_at.day) == ("\t", 3150, 14)


def test_british_columns(write_csv: WriteCsv) -> None:
    (order,) = read(write_csv(BRITISH, an_order(zip="LS1 1AA"))).orders
    assert (order.total, order.shipping, order.city, order.postcode) == (3150, 450, "Leeds", "LS1 1AA")
    assert order.fulfilled_at is not None


@pytest.mark.parametrize("second", [("0.00", "0.00"), ("3.00", "4.50")])
def test_items_with_discount_and_shipping_on_one_row_or_repeated_on_each(
    write_csv: WriteCsv, second: tuple[str, str]
) -> None:
    off, sent = second
    parsed = read(write_csv(ITEMS, an_item(off="3.00", sent="4.50"), an_item(title="Pot", off=off, sent=sent)))
    (order,) = parsed.orders
    assert (parsed.format, order.total, order.discount, order.shipping) == ("etsy", 4150, 300, 450)
    assert [(x.title, x.sku, x.quantity, x.unit_price) for x in order.lines] == [
        ("Tea", "T-1", 2, 1000),
        ("Pot", "T-1", 2, 1000),
    ]
    assert (order.customer_key, order.paid_at is not None) == ("etsy:annlee", True)


def test_the_older_items_and_a_number_sign_before_the_order(write_csv: WriteCsv) -> None:
    row = an_item("#1", tax="1.08").removesuffix(",,,0.00,T-1")
    (order,) = read(write_csv(OLDER_ITEMS, row)).orders
    assert (order.number, order.total, order.tax, order.lines[0].sku) == ("1", 2108, 108, "")


@pytest.mark.parametrize(
    ("buyer", "key"),
    [
        ("annlee", "etsy:annlee"),
        ("Ann Lee (annlee)", "etsy:annlee"),
        ("Ann Lee", "etsy:ann lee, ls1 1aa"),
        ("Ann", "etsy:ann lee, ls1 1aa"),
        ("", "etsy:ann lee, ls1 1aa"),
    ],
)
def test_the_buyer_of_items(write_csv: WriteCsv, buyer: str, key: str) -> None:
    assert read(write_csv(ITEMS, an_item(buyer=buyer))).orders[0].customer_key == key


@pytest.mark.parametrize(
    ("title", "variations", "expected"),
    [
        ("Print", "Size:A4, Color:Red", "Print - Size:A4, Color:Red"),
        ("Print", "Size:A4, Personalization:For Bo, with love", "Print - Size:A4"),
        ("Print", "Personalisation:Bo", "Print"),
        ("Tom&#39;s &quot;Fern&quot; &amp; more", "", 'Tom\'s "Fern" & more'),
    ],
)
def test_a_product_is_named_with_its_variation_but_not_with_what_is_written_on_it(
    write_csv: WriteCsv, title: str, variations: str, expected: str
) -> None:
    assert read(write_csv(ITEMS, an_item(title=title, variations=variations))).orders[0].lines[0].title == expected


def test_orders_and_items_in_one_table(write_csv: WriteCsv) -> None:
    columns = "Sale Date,Order ID,Item Name,Quantity,Price,Ship Name,Ship Zipcode,Order Total,Currency,Transaction ID"
    row = "09/14/26,1,{},1,{},Ann Lee,LS1,31.50,GBP,{}"
    (order,) = read(write_csv(columns, row.format("Tea", "12.00", 7), row.format("Pot", "15.00", 8))).orders
    assert (order.total, len(order.lines), order.customer_key) == (3150, 2, "etsy:ann lee, ls1")


def test_a_row_without_its_order_is_refused_alone(write_csv: WriteCsv) -> None:
    parsed = read(write_csv(ITEMS, an_item(), an_item("")))
    assert [(r.line, r.reason) for r in parsed.rejected] == [(3, "no order number")]
    assert len(parsed.orders) == 1


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details", "fees and deposits"),
        (
            "Payment ID,Buyer Username,Buyer Name,Order ID,Gross Amount,Fees,Net Amount,Posted Gross,Posted Fees,"
            "Posted Net,Adjusted Gross,Adjusted Fees,Adjusted Net,Currency,Listing Amount,Listing Currency,"
            "Exchange Rate,VAT Amount,Gift Card Applied?,Status,Funds Available,Order Date,Buyer,Order Type,"
            "Payment Type,Refund Amount",
            "payments with their fees",
        ),
        ("TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1", "what is for sale"),
    ],
)
def test_the_other_downloads_are_refused(write_csv: WriteCsv, columns: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(write_csv(columns, ",".join("x" for _ in columns.split(","))))
    assert not isinstance(refused.value, AmbiguousFile)
    assert says in refused.value.meaning


def test_real_orders(real: Path) -> None:
    parsed = read(real / "etsy/digidoughnut_EtsySoldOrders2026-9.csv")
    assert parsed.dates == "mdy"
    assert [(o.number, o.total, o.discount, o.codes, o.refunded, o.customer_key) for o in parsed.orders] == [
        ("9001", 7600, 0, (), 0, "etsy:1"),
        ("9002", 3030, 270, ("SAVE10",), 0, "etsy:2"),
    ]
    assert {o.currency for o in parsed.orders} == {"CAD"}


def test_real_items(real: Path) -> None:
    parsed = read(real / "etsy/daromele_EtsySoldOrderItems2026.csv")
    assert [(o.number, o.total, o.discount, len(o.lines)) for o in parsed.orders] == [
        ("3812345671", 1708, 0, 1),
        ("3812345672", 3200, 800, 2),
        ("3812345600", 2050, 0, 1),
    ]
    assert [o.customer_key for o in parsed.orders][::2] == ["etsy:jane placeholder, 90000"] * 2


@pytest.mark.parametrize("order", [("orders", "items"), ("items", "orders")])
def test_both_downloads_together_give_whole_orders(shop: Shop, write_csv: WriteCsv, order: tuple[str, str]) -> None:
    paths = {
        "orders": write_csv(ORDERS, an_order("1", total="41.50"), an_order("2", buyer="", zip="LS1 1AA"), name="o.csv"),
        "items": write_csv(
            ITEMS, an_item(off="3.00", sent="4.00"), an_item(title="Pot"), an_item("2", buyer=""), name="i.csv"
        ),
    }
    for name in order:
        importing.import_orders(shop, paths[name], ImportOptions())
    with shop.db.read() as tx:
        orders = tx.exec_driver_sql(
            "SELECT o.number, c.email, o.total, group_concat(l.title) FROM orders o"
            " LEFT JOIN customers c ON c.id = o.customer_id LEFT JOIN order_lines l ON l.order_id = o.id"
            " GROUP BY o.id ORDER BY o.number"
        ).all()
        (customers,) = tx.exec_driver_sql("SELECT count(*) FROM customers").one()
    assert [tuple(each) for each in orders] == [
        ("1", "etsy:annlee", 4150, "Tea,Pot"),
        ("2", "etsy:ann lee, ls1 1aa", 3150, "Tea"),
    ]
    assert customers == 2


def test_variations_written_over_lines_stand_in_one_line_of_the_title(write_csv: WriteCsv) -> None:
    path = write_csv(ITEMS, an_item(variations="Colour: Green\nSize: Big\x02"))
    parsed = read(path)
    (line,) = parsed.orders[0].lines
    assert line.title == "Tea - Colour: Green Size: Big"


def test_what_went_back_is_told_by_what_the_shop_was_left_with(write_csv: WriteCsv) -> None:
    """Downloads of some years leave the adjusted total at 0 and adjust the fees and the net amount."""
    row = an_order("1", total="36.20").replace("1.60,29.90,0,0,0,", "1.60,29.90,0.00,0.90,21.60,")
    [order] = read(write_csv(f"{ORDERS}\n{row}\n")).orders
    assert (order.total, order.refunded, order.status) == (36_20, 9_00, "paid")


def test_a_code_used_for_several_products_is_one_code(write_csv: WriteCsv) -> None:
    row = an_order().replace(",tea10,10% off,", ",tea10;tea10;cup5,% off;% off;% off,")
    assert read(write_csv(f"{ORDERS}\n{row}\n")).orders[0].codes == ("TEA10", "CUP5")
