"""WooCommerce, which has no order export of its own: the layouts of the WebToffee and SkyVerge plugins.

Both pack products into cells (one row an order), or write one row a product and repeat the order, or leave
the order's money blank below its first row. Of Metorik's columns, which owners choose, the usual are known.
The analytics download and Advanced Order Export have files of their own; all three speak of the same
platform, so that an order known from one is the same in the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import packed
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, row_lines, title_of
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order number formatted", "order number", "order id", "id"),
    "date": ("order date", "date", "created at", "date created", "order created at"),
    "email": ("billing email", "billing address email", "customer email", "user email"),
    "buyer": ("customer id", "customer user"),
    "name": ("customer name", "billing full name"),
    "first_name": ("billing first name", "billing address first name", "customer first name", "shipping first name"),
    "last_name": ("billing last name", "billing address last name", "customer last name", "shipping last name"),
    "total": ("order total", "total"),
    "currency": ("order currency", "currency"),
    "refunded": ("refunded total", "total refunded", "total refunds"),
    "discount": ("discount total", "total discount", "cart discount", "order discount"),
    "shipping": ("shipping total", "order shipping", "total shipping", "shipping cost"),
    "tax": ("tax total", "total tax", "order tax", "cart tax"),
    "code": ("coupon items", "coupons", "coupon code"),
    "status": ("status", "order status"),
    "paid": ("paid date", "date paid", "payment date", "meta paid date", "meta date paid"),
    "fulfilled": ("completed date", "date completed", "completed at", "meta completed date", "meta date completed"),
    "country": ("billing country", "billing address country", "shipping country"),
    "region": ("billing state", "billing address state", "shipping state"),
    "city": ("billing city", "billing address city", "shipping city"),
    "postcode": ("billing postcode", "billing address postcode", "shipping postcode"),
    "sent_to_first": ("shipping first name",),
    "sent_to_last": ("shipping last name",),
    "gift": ("gift message", "gift wrap", "is gift", "meta gift message", "meta gift wrap", "meta is gift"),
    "line_title": ("item name", "product name"),
    "line_sku": ("item sku", "product sku", "sku"),
    "line_quantity": ("item quantity", "product quantity", "quantity"),
    "line_total": ("item subtotal", "item total", "line total"),
}
_PACKED = re.compile(r"(?:line|order) item \d+$")
_COLUMN = re.compile(r"product item (\d+) name$")
_REFUNDS = {"refund items", "refunds", "item refunded"}
_TELLING = {"item name", "wt import key", "line items", "order number formatted", "order items", "order shipping"}
_TELLING |= {
    "order key",
    "billing first name",
    "order subtotal",
    "billing postcode",
    "cart tax",
    "download permissions",
}


class WooCommerce:
    name = "woocommerce"
    title = "WooCommerce"

    def recognise(self, columns: frozenset[str]) -> int:
        spread = "product item 1 name" in columns
        if not columns & {"order id", "order number"} or not (spread or columns & set(_COLUMNS["email"][:3])):
            return 0
        if not columns & set(_COLUMNS["date"]) or not columns & {"order total", "total"}:
            return 0
        known = len(columns & _TELLING) + any(_PACKED.match(key) for key in columns) + spread
        return min(100, 80 + 4 * known) if known else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        numbered = [key for key in table.keys if _PACKED.match(key)]
        numbered.sort(key=lambda key: int(key.rsplit(" ", 1)[1]))
        whole = [key for key in ("line items", "order items") if key in table.keys]
        cells = [at for key in numbered + whole if (at := table.find(key)) is not None]

        def packed_lines(_sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
            return [line for at in cells for line in packed.items(rows[0][at], currency)]

        spread = sorted(int(found[1]) for key in table.keys if (found := _COLUMN.match(key)))
        if spread:
            return Layout(
                self.name, _COLUMNS, "rows", _spread(table, spread), codes=packed.codes, states=frozenset({"lines"})
            )

        stated = bool(table.keys & set(_COLUMNS["refunded"])) or not table.keys & _REFUNDS
        states = (set() if stated else {"refunded"}) | ({"lines"} if cells else set())
        return Layout(
            self.name,
            _COLUMNS,
            "rows" if cells else "groups",
            packed_lines if cells else _before_and_after(table),
            says=None if stated else _refunds,
            codes=packed.codes,
            states=frozenset(states),
        )


def _spread(table: Table, places: list[int]) -> Callable[[Sheet, list[Row], str], list[OrderLine]]:
    """The products of rows that have columns of their own for the first, the second and so on."""
    fields = ("name", "sku", "quantity", "subtotal", "total")
    columns = [[table.find(f"product item {place} {field}") for field in fields] for place in places]

    def lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
        found = []
        for *named, before, after in columns:
            title, sku, many = (rows[0][at] if at is not None else "" for at in named)
            if not title.strip() and not sku.strip():
                continue
            quantity = quantity_of(many.strip())
            full, paid = (sheet.money_at(rows[0], at, "line_total", currency) for at in (before, after))
            full = (paid if full is None else full) or 0
            off = 0 if paid is None else max(0, full - paid)
            found.append(OrderLine(title_of(title or sku), title_of(sku), quantity, round(full / quantity), off))
        return found

    return lines


def _before_and_after(table: Table) -> Callable[[Sheet, list[Row], str], list[OrderLine]]:
    """The products of rows that say what they cost before and after discounts; else what one column says."""
    before, after = table.find("item subtotal"), table.find("item total")
    if before is None or after is None:
        return row_lines

    def lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
        found = []
        for row in rows:
            title, sku = sheet.say(row, "line_title"), sheet.say(row, "line_sku")
            if not title and not sku:
                continue
            quantity = quantity_of(sheet.say(row, "line_quantity"))
            full, paid = (sheet.money_at(row, at, "line_total", currency) for at in (before, after))
            full = (paid if full is None else full) or 0
            off = 0 if paid is None else max(0, full - paid)
            found.append(OrderLine(title_of(title or sku), title_of(sku), quantity, round(full / quantity), off))
        return found

    return lines


def _refunds(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, int]:
    """What went back, where the only trace is a packed cell or a column a product."""
    if sheet.has("refunded"):
        return {}
    for key in ("refund items", "refunds"):
        at = sheet.table.find(key)
        if at is not None:
            return {"refunded": packed.refunded(rows[0][at], currency)}
    at = sheet.table.find("item refunded")
    if at is None:
        return {}
    try:
        return {"refunded": sum(abs(sheet.amounts.read(row[at], currency) or 0) for row in rows)}
    except ValueError as error:
        raise sheet.refuse(rows, "refunded", str(error)) from None


FORMAT = WooCommerce()
