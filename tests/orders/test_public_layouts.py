"""Layouts of tables that shops publish and keep, under their very headers, with invented people."""

from __future__ import annotations

import pytest

from shopkeep.errors import AmbiguousFile, ImportRefused
from tests.orders.conftest import WriteCsv
from tests.orders.reading_text import lines, read_path, sums

READ: dict[str, tuple[str, list[tuple[str, str, int, int]]]] = {
    "glued names, a flag for each order": (
        "OrderID,OrderDate,CustomerID,ProductName,Quantity,UnitPrice,Discount,ShippingCost,TotalAmount,OrderStatus\n"
        "ORD1,2023-01-31,C1,Drone,3,106.59,0.0,0.09,319.86,Delivered\n"
        "ORD2,2023-12-30,C2,Mic,1,251.37,0.05,1.74,259.64,Returned\n",
        [("ORD1", "paid", 319_86, 0), ("ORD2", "refunded", 259_64, 259_64)],
    ),
    "floats of a program": (
        "OrderID,OrderDate,CustomerID,Quantity,UnitPrice,TotalAmount,OrderStatus\n"
        "10004,2024-01-04,2270,5,48258.23,241291.15000000002,Completed\n",
        [("10004", "paid", 241_291_15, 0)],
    ),
    "names of a JavaScript program": (
        "id,date,customerName,phone,products_json,totalPrice,status,createdAt\n"
        'ord-1,2026-02-03T10:29:27.695Z,Ann,1,"[{""name"":""Tea""}]",1190,PACKED,2026-02-06T14:04:53.000Z\n',
        [("ord-1", "paid", 1190_00, 0)],
    ),
    "a page builder's shop, products in rows below": (
        "Order #,Order_Date_and_Time_Stamp,Fulfillment_Status,Payment_Status,Currency,Shipping_Cost,Taxes,"
        "Total,Coupon_Code,Discount,Shipping_Name,product_name,LineItem_SKU,LineItem_Qty,LineItem_Sale_Price\n"
        "R1,17-11-2020 18:38:33 +0530,Cancelled,Paid,INR,₹ 0.00,₹ 0.00,₹ 799.00,,₹ 0.00,Ann,Mic,M,1,₹ 799.00\n"
        "R2,08-11-2020 07:56:42 +0530,Unfulfilled,Unpaid,INR,₹ 0.00,₹ 0.00,₹ 599.00,,₹ 0.00,Ben,Cup,C,1,₹ 199.00\n"
        "R2,08-11-2020 07:56:42 +0530,Unfulfilled,Unpaid,INR,₹ 0.00,₹ 0.00,₹ 599.00,,₹ 0.00,Ben,Mic,M,1,₹ 400.00\n",
        [("R1", "cancelled", 799_00, 0), ("R2", "pending", 599_00, 0)],
    ),
    "units sold, and what they brought": (
        "Region,Item Type,Order Date,Order ID,Ship Date,Units Sold,Unit Price,Unit Cost,Total Revenue,Total Profit\n"
        "Asia,Snacks,10/18/2014,686,10/31/2014,8446,437.20,263.33,3692591.20,1468506.02\n",
        [("686", "paid", 3_692_591_20, 0)],
    ),
    "invoices of a till": (
        "Invoice ID,City,Product line,Unit price,Quantity,Tax 5%,Total,Date,Time,Payment\n"
        "750-67,Yangon,Health,74.69,7,26.1415,548.9715,1/5/2019,13:08,Cash\n"
        "226-31,Bago,Sports,15.28,5,3.82,80.22,3/28/2019,10:29,Cash\n",
        [("750-67", "paid", 548_97, 0), ("226-31", "paid", 80_22, 0)],
    ),
    "increment ids, the order's total in every row": (
        "item_id,status,created_at,sku,price,qty_ordered,grand_total,increment_id,discount_amount,Customer ID\n"
        "1,complete,7/21/2016,K,1950,1,1950,100147443,0,1\n"
        "2,canceled,7/1/2016,L,240,1,240,100147444,0,2\n"
        "3,order_refunded,7/1/2016,U,2450,1,3000,100147445,0,3\n"
        "4,order_refunded,7/1/2016,V,550,1,3000,100147445,0,3\n",
        [
            ("100147443", "paid", 1950_00, 0),
            ("100147444", "cancelled", 240_00, 0),
            ("100147445", "refunded", 3000_00, 3000_00),
        ],
    ),
    "units in brackets": (
        "Order Id,order date (DateOrders),Customer Id,Order State,Order Item Quantity,Product Price,Order Item Total,"
        "Order Status,Product Name\n"
        "77202,1/31/2018 22:56,20755,Java,1,327.75,314.6400146,COMPLETE,Watch\n"
        "75939,1/13/2018 12:27,19492,Goa,1,327.75,311.3599854,PENDING,Watch\n",
        [("77202", "paid", 314_64, 0), ("75939", "pending", 311_36, 0)],
    ),
    "products with totals of their own": (
        "order_id,order_date,customer_email,product,quantity,unit_price,total\n"
        "1,2026-01-05,ann@example.com,Tea,2,5.00,10.00\n"
        "1,2026-01-05,ann@example.com,Pot,1,20.00,20.00\n"
        "2,2026-02-05,ben@example.com,Tea,1,5.00,5.00\n",
        [("1", "paid", 30_00, 0), ("2", "paid", 5_00, 0)],
    ),
    "rupiahs of a bookkeeping program": (
        "transaction_no,transaction_date,customer,balance_due,total,status\n"
        "13314,14/06/2025,Ann,Rp.  0,Rp.  31.500.000,prepared\n"
        "13375,15/06/2025,Ben,Rp.  1.116.500,Rp.  1.116.500,prepared\n",
        [("13314", "paid", 31_500_000_00, 0), ("13375", "paid", 1_116_500_00, 0)],
    ),
}


@pytest.mark.parametrize("layout", READ)
def test_tables_of_shops_programs_are_read(write_csv: WriteCsv, layout: str) -> None:
    text, orders = READ[layout]
    assert sums(read_path(write_csv(*text.splitlines()), currency="EUR")) == orders


REFUSED = {
    "tasks of a project": (
        "Task ID,Created At,Completed At,Name,Assignee Email,Units Ordered,Ctn. Weight,PO Number\n"
        "121,2026-03-25,,HW0133,,1000,8.2,Y-1\n",
        "has no amounts of orders",
    ),
    "order heads without totals": (
        "order_id,customer_id,order_status,order_date,required_date,store_id,staff_id\n1,259,4,2016-01-01,2016-01-03,1,2\n",
        "has no amounts of orders",
    ),
    "freight is no total": (
        "orderID,customerID,employeeID,orderDate,shippedDate,shipVia,freight,shipName\n"
        "10248,VINET,5,1996-07-04,1996-07-16,3,32.38,Vins\n",
        "has no amounts of orders",
    ),
    "no line of names": (
        "1,2013-07-25 00:00:00.0,11599,CLOSED\n2,2013-07-25 00:00:00.0,256,PENDING_PAYMENT\n",
        "has no line with the names of its columns",
    ),
    "one name too many": (
        "Order ID,Order Number,Customer Name,Phone,Product(s),Qty,Grand Total,Status,Source,Date\n"
        "W-1,Ann,034,Kit,1,599,confirmed,admin,2026-03-11\nW-2,Ben,035,Kit,1,599,confirmed,bot,2026-03-12\n",
        "have fewer cells than its header has names",
    ),
    "PayPal's history with fees but without codes": (
        "Date,Time,Time zone,Name,Type,Status,Currency,Gross,Fee,Net,Receipt ID,Balance,Tip\n"
        "21/10/2022,21:21:14,BST,Ann,Website Payment,Completed,GBP,16.99,0.80,16.19,,8.59,\n",
        "is PayPal's short history",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_holds_no_orders_is_refused_with_the_true_reason(write_csv: WriteCsv, kind: str) -> None:
    text, reason = REFUSED[kind]
    with pytest.raises(ImportRefused, match=reason) as refused:
        read_path(write_csv(*text.splitlines()), currency="EUR")
    assert not isinstance(refused.value, AmbiguousFile)
    assert refused.value.next_step


def test_a_currency_above_the_amounts_is_theirs(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order Ref,Placed On (UTC),Email,Grand Total (GBP)", 'A-1,2026-01-31 10:00,a@example.com,"1,250.00"'
    )
    (order,) = read_path(path).orders
    assert (order.number, order.currency, order.total, order.placed_at.hour) == ("A-1", "GBP", 1250_00, 10)


def test_orders_without_numbers_are_known_by_buyer_moment_and_total(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Email,Pickup Date,Cart Order,Cart Total,Date and Time of Order",
        'ann@example.com,02/25 Tues,1x Loaf ($12),12.00,"2/23/2025, 9:12:00 AM"',
        'ben@example.com,03/03 Mon.,1x Loaf ($12),12.00,"2/23/2025, 9:26:26 AM"',
        'ann@example.com,02/25 Tues,1x Loaf ($12),12.00,"2/23/2025, 9:12:00 AM"',
    )
    parsed = read_path(path, currency="USD")
    assert [(order.email, order.total) for order in parsed.orders] == [
        ("ann@example.com", 12_00),
        ("ben@example.com", 12_00),
    ]
    assert parsed.rows_skipped == 1
    assert any("no order numbers" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    "table",
    [
        "Date,Customer,Total,Balance\n2026-01-02,Ann,5.00,105.00\n",
        "Date,Customer,Product,Unit price,Total\n2026-01-02,Ann,Tea,5.00,5.00\n",
        "Date,Customer,Total\n2026-01-02,Ann,-5.00\n",
        "Date,Name,Total\n2026-01-02,Ann,5.00\n",
    ],
)
def test_accounts_and_products_without_numbers_are_not_taken_for_orders(write_csv: WriteCsv, table: str) -> None:
    with pytest.raises(AmbiguousFile, match="order number"):
        read_path(write_csv(*table.splitlines()), currency="EUR")


def test_a_sum_of_unknown_name_is_asked_about_before_prices_are_added_up(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Order Date,Email,Item,Price,Sum paid at till", "1,2026-01-02,a@example.com,Tea,5.00,17.50"
    )
    with pytest.raises(AmbiguousFile, match="Sum paid at till") as asked:
        read_path(path, currency="EUR")
    assert asked.value.option == "map"
    told = read_path(path, currency="EUR", mapping={"total": "Sum paid at till"})
    assert sums(told) == [("1", "paid", 17_50, 0)]
    assert lines(told.orders[0]) == [("Tea", 1, 5_00, 0)]
