"""What real export files hold, counted with the csv module alone and without a line of shopkeep.

`python tests/orders/truth_by_hand.py FOLDER` prints the figures that `test_real_files.py` expects, and a test
there compares the two. Each function says in a few lines how a person would count that file.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]


class Truth(NamedTuple):
    """Orders and lines; different addresses and different buyers without one; orders of nobody in particular;
    totals and refunds in cents over all orders, cancelled ones included; orders by where they stand."""

    orders: int
    lines: int
    emails: int
    buyers: int
    nobody: int
    total: int
    refunded: int
    by_status: dict[str, int]


def cents(amount: str | Decimal) -> int:
    value = amount if isinstance(amount, Decimal) else Decimal(amount.strip(" ¥$\t").replace(",", "") or "0")
    return int((value * 100).quantize(Decimal(1), ROUND_HALF_EVEN))


def table(path: Path, delimiter: str = ",") -> list[Row]:
    """The rows of a file; a row that stands whole in one quoted cell is taken out of it."""
    found = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=delimiter))
    rows = [next(csv.reader(row)) if len(row) == 1 and "," in row[0] else row for row in found[1:] if row]
    return [dict(zip((name.strip() for name in found[0]), row, strict=False)) for row in rows]


def by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return dict(found)


def shopify(path: Path) -> Truth:
    """A row with a Total begins an order."""
    rows = table(path)
    heads = [row for row in rows if row["Total"]]
    states = Counter(
        "cancelled" if row.get("Cancelled at") or row.get("Financial Status") == "voided" else "paid" for row in heads
    )
    emails = [row["Email"].lower() for row in heads]
    return Truth(
        len(heads),
        sum(bool(row["Lineitem name"]) for row in rows),
        len({email for email in emails if email}),
        0,
        emails.count(""),
        sum(cents(row["Total"]) for row in heads),
        sum(cents(row["Refunded Amount"]) for row in heads),
        dict(states),
    )


def transporter(path: Path) -> Truth:
    """No totals: what was sold by a transaction, else the products. A cancelled order stays, and does not count.

    The second product stands one column too far to the right; its SKU still says that the row is a product.
    """
    orders = by(table(path), "Name")
    total = back = lines = 0
    states: Counter[str] = Counter()
    for rows in orders.values():
        products = [row for row in rows if row["Lineitem sku"]]
        sales = [cents(row["Transaction amount"]) for row in rows if row["Transaction kind"] == "sale"]
        back += sum(cents(row["Transaction amount"]) for row in rows if row["Transaction kind"] == "refund")
        total += sum(sales) or sum(cents(row["Lineitem price"]) * int(row["Lineitem quantity"]) for row in products)
        lines += len(products)
        states["cancelled" if rows[0]["Cancelled At"] else "paid"] += 1
    return Truth(
        len(orders), lines, len({rows[0]["Email"] for rows in orders.values()}), 0, 0, total, back, dict(states)
    )


def marketplace(path: Path) -> Truth:
    """Line totals less the discounts of the rows; the second order is only authorised."""
    rows = table(path)
    orders = by(rows, "Marketplace Order ID")
    total = sum(cents(row["Line Total"]) - cents(row["Discount"]) for row in rows)
    states = Counter("pending" if "authorized" in of[0]["Payment Status"] else "paid" for of in orders.values())
    return Truth(len(orders), len(rows), len({row["Customer Email"] for row in rows}), 0, 0, total, 0, dict(states))


def taobao(path: Path) -> Truth:
    """A row an order; closed because nobody paid is cancelled, wholly paid back is refunded; no buyers."""
    rows = table(path)
    states: Counter[str] = Counter()
    for row in rows:
        back, paid = cents(row["退款金额"]), cents(row["买家实付金额"])
        closed = row["订单当前状态"].startswith("已关闭")
        states["cancelled" if closed else "refunded" if back == paid else "paid"] += 1
    total = sum(cents(row["买家实付金额"]) for row in rows)
    return Truth(len(rows), len(rows), 0, 0, len(rows), total, sum(cents(r["退款金额"]) for r in rows), dict(states))


def classic_models(path: Path) -> Truth:
    """SALES is a line's. No addresses and no numbers of customers."""
    rows = table(path)
    orders = by(rows, "ORDERNUMBER")
    worth = {number: sum(cents(row["SALES"]) for row in of) for number, of in orders.items()}
    names = {"Shipped": "paid", "In Process": "paid", "Resolved": "paid", "On Hold": "pending"}
    names |= {"Cancelled": "cancelled", "Disputed": "refunded"}
    states = {number: names[of[0]["STATUS"]] for number, of in orders.items()}
    back = sum(worth[number] for number, state in states.items() if state == "refunded")
    return Truth(len(orders), len(rows), 0, 0, len(orders), sum(worth.values()), back, dict(Counter(states.values())))


def superstore(path: Path) -> Truth:
    """Sales is a line's, with four decimals; an order is rounded once. Buyers have numbers."""
    rows = table(path)
    orders = by(rows, "Order ID")
    total = sum(cents(sum((Decimal(row["Sales"]) for row in of), Decimal(0))) for of in orders.values())
    return Truth(
        len(orders), len(rows), 0, len({row["Customer ID"] for row in rows}), 0, total, 0, {"paid": len(orders)}
    )


def online_retail(path: Path) -> Truth:
    """Price times quantity. Where only things go back (C-invoices, corrections of the stock) it is cancelled."""
    orders = by(table(path), "InvoiceNo")
    total = nobody = 0
    buyers: set[str] = set()
    states: Counter[str] = Counter()
    for rows in orders.values():
        worth = sum((Decimal(row["UnitPrice"]) * int(row["Quantity"]) for row in rows), Decimal(0))
        back = worth < 0 or (worth == 0 and all(int(row["Quantity"]) < 0 for row in rows))
        states["cancelled" if back else "paid"] += 1
        total += abs(cents(worth))
        known = {row["CustomerID"].removesuffix(".0") for row in rows} - {""}
        nobody += not known
        buyers |= known
    return Truth(len(orders), sum(map(len, orders.values())), 0, len(buyers), nobody, total, 0, dict(states))


def woo_rest(path: Path) -> Truth:
    orders = json.loads(path.read_text(encoding="utf-8"))
    return Truth(
        len(orders),
        sum(len(order["line_items"]) for order in orders),
        len({order["billing"]["email"] for order in orders}),
        0,
        0,
        sum(cents(order["total"]) for order in orders),
        sum(-cents(refund["total"]) for order in orders for refund in order["refunds"]),
        {"paid": len(orders)},
    )


def amazon(path: Path) -> Truth:
    """Prices, taxes and shipping of the rows less promotions; neither addresses nor names."""
    rows = table(path, "\t")
    orders = by(rows, "amazon-order-id")
    plus = ("item-price", "item-tax", "shipping-price", "shipping-tax")
    less = ("item-promotion-discount", "ship-promotion-discount")
    total = sum(sum(cents(row[name]) for name in plus) - sum(cents(row[name]) for name in less) for row in rows)
    return Truth(len(orders), len(rows), 0, 0, len(orders), total, 0, {"paid": len(orders)})


def etsy_items(path: Path) -> Truth:
    """Products less discount, with shipping and tax; buyers by name and postcode."""
    rows = table(path)
    orders = by(rows, "Order ID")
    plus = ("Item Total", "Order Shipping", "Order Sales Tax")
    total = sum(sum(cents(row[name]) for name in plus) - cents(row["Discount Amount"]) for row in rows)
    buyers = {(row["Ship Name"], row["Ship Zipcode"]) for row in rows}
    return Truth(len(orders), len(rows), 0, len(buyers), 0, total, 0, {"paid": len(orders)})


def etsy_orders(path: Path) -> Truth:
    rows = table(path)
    total = sum(cents(row["Order Total"]) for row in rows)
    return Truth(len(rows), 0, 0, len({row["Buyer User ID"] for row in rows}), 0, total, 0, {"paid": len(rows)})


def bandcamp(path: Path) -> Truth:
    """A transaction is an order, a sale without a transaction id one of its own; payouts are none."""
    rows = [row for row in table(path) if row["item type"] != "payout"]
    sales = [row for row in rows if row["item type"] != "refund"]
    total, back = (
        sum(cents(row["item total"]) for row in sales),
        sum(-cents(r["item total"]) for r in rows if r not in sales),
    )
    numbers = [row["bandcamp transaction id"] or f"row {at}" for at, row in enumerate(sales)]
    gone = {row["bandcamp transaction id"] for row in rows if row not in sales}
    emails = {row["buyer email"] for row in sales if row.get("buyer email")}
    states = Counter("refunded" if number in gone else "paid" for number in set(numbers))
    nobody = 0 if emails else len(set(numbers))
    return Truth(len(set(numbers)), len(sales), len(emails), 0, nobody, total, back, dict(states))


def one_row_an_order(total: str, email: str = "", lines: int = 0) -> Callable[[Path], Truth]:
    """Payments and sales: a row each; those without an address are of nobody in particular."""

    def count(path: Path) -> Truth:
        rows = table(path)
        known = [row[email] for row in rows if email and row[email]]
        worth = sum(cents(row[total]) for row in rows)
        return Truth(
            len(rows), lines * len(rows), len(set(known)), 0, len(rows) - len(known), worth, 0, {"paid": len(rows)}
        )

    return count


def gumroad(path: Path) -> Truth:
    rows = table(path)
    back = [cents(row["Sale Price ($)"]) if row["Fully Refunded?"] == "true" else 0 for row in rows]
    states = Counter("refunded" if each else "paid" for each in back)
    total = sum(cents(row["Sale Price ($)"]) for row in rows)
    return Truth(
        len(rows), len(rows), len({row["Purchase Email"] for row in rows}), 0, 0, total, sum(back), dict(states)
    )


def square(path: Path) -> Truth:
    """A refund is a row of its own under the transaction's number; what was bought stands in the description."""
    rows = table(path)
    sales = [row for row in rows if row["Event Type"] == "Payment"]
    money = {row["Transaction ID"]: cents(row["Total Collected"].replace("$", "")) for row in sales}
    back = {
        row["Transaction ID"]: cents(row["Total Collected"].replace("-$", ""))
        for row in rows
        if row["Event Type"] == "Refund"
    }
    states = Counter("refunded" if back.get(number) == worth else "paid" for number, worth in money.items())
    buyers = {row["Customer ID"] for row in sales if row["Customer ID"]}
    lines = sum(row["Description"].count(" x ") for row in sales)
    nobody = sum(not row["Customer ID"] for row in sales)
    return Truth(len(sales), lines, 0, len(buyers), nobody, sum(money.values()), sum(back.values()), dict(states))


def wix(path: Path) -> Truth:
    rows = table(path)
    states = Counter("pending" if row["Payment status"] == "Unpaid" else "paid" for row in rows)
    emails = {row["Contact email"] for row in rows if "@" in row["Contact email"]}
    nobody = sum("@" not in row["Contact email"] for row in rows)
    return Truth(len(rows), len(rows), len(emails), 0, nobody, sum(cents(r["Total"]) for r in rows), 0, dict(states))


COUNTED: dict[str, Callable[[Path], Truth]] = {
    "amazon/all_orders_de_sample.tsv": amazon,
    "bandcamp/labelpayouts_label-sample.csv": bandcamp,
    "bandcamp/trackshift_bandcamp-non-ascii.csv": bandcamp,
    "datasets/online_retail_2010-12-01.csv": online_retail,
    "datasets/sales_data_sample_rows_quoted_whole.csv": classic_models,
    "datasets/superstore_epoch_ms.csv": superstore,
    "etsy/daromele_EtsySoldOrderItems2026.csv": etsy_items,
    "etsy/digidoughnut_EtsySoldOrders2026-9.csv": etsy_orders,
    "fourthwall/daromele_fourthwall_orders.csv": one_row_an_order("Total", lines=1),
    "generic/autoecom_taobao_style.EXCERPT.csv": taobao,
    "generic/generic_marketplace_sheet.csv": marketplace,
    "gumroad/daromele_Sales_gumroad.csv": gumroad,
    "kofi/daromele_kofi_sales.csv": one_row_an_order("Received", lines=1),
    "shopify/daromele_orders_export_1.csv": shopify,
    "shopify/ltvkit_shopify_orders_fixture.csv": shopify,
    "shopify/ltvkit_shopify_orders_sample.csv": shopify,
    "shopify/transporter_orders.csv": transporter,
    "square/daromele_transactions-2026-09.csv": square,
    "stripe/csv2ofx_stripe-default.csv": one_row_an_order("amount", email="customer_email"),
    "wix/spreadconnect_malformed_data.csv": wix,
    "wix/spreadconnect_single_order.REDACTED.csv": wix,
    "woocommerce/restdocs_orders_v2.json": woo_rest,
}

if __name__ == "__main__":
    for name, count in COUNTED.items():
        print(f'    "{name}": {tuple(count(Path(sys.argv[1]) / name))},')
