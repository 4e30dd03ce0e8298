"""Amazon's order reports for sellers: All Orders, new orders, and what Amazon shipped (FBA).

One row a product. There is no total: it is what prices, shipping and gift wrap add up to, less promotions, each
for the whole quantity; taxes come on top of them where prices do not hold them. Cancelled and pending products
have no price. Buyers are not told: where the report has an address it is a relay of that one order.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import price_taxes
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import added, amount, cell, name_and_place, real_address
from shopkeep.orders.table import Table

_PRICES = ("item price", "shipping price", "gift wrap price", "amount")
_TAXES = ("item tax", "shipping tax", "gift wrap tax")
_PROMOTIONS = ("item promotion discount", "ship promotion discount")
_COLUMNS = {
    "number": ("amazon order id", "order id"),
    "date": ("purchase date", "date"),
    "email": ("buyer email",),
    "name": ("buyer name", "recipient name"),
    "currency": ("currency",),
    "discount": _PROMOTIONS,
    "shipping": ("shipping price",),
    "tax": _TAXES,
    "status": ("order status", "status"),
    "paid": ("payments date",),
    "fulfilled": ("shipment date",),
    "country": ("ship country",),
    "region": ("ship state",),
    "city": ("ship city",),
    "postcode": ("ship postal code",),
    "sent_to": ("recipient name",),
    "line_title": ("product name", "style"),
    "line_sku": ("sku",),
    "line_quantity": ("quantity", "quantity purchased", "quantity shipped", "qty"),
    "line_total": ("item price", "amount"),
    "line_discount": ("item promotion discount",),
}
_SITES = {
    "EUR": "de,fr,it,es,nl,be,ie,com be",
    "USD": "com",
    "CAD": "ca",
    "MXN": "com mx",
    "BRL": "com br",
    "GBP": "co uk",
    "SEK": "se",
    "PLN": "pl",
    "TRY": "com tr",
    "AED": "ae",
    "SAR": "sa",
    "EGP": "eg",
    "INR": "in",
    "JPY": "co jp,jp",
    "SGD": "sg",
    "AUD": "com au",
    "ZAR": "co za",
}
_CURRENCIES = {site: code for code, sites in _SITES.items() for site in sites.split(",")}
_BACK = ("returned to seller", "returning to seller", "rejected by buyer")


class Amazon:
    name = "amazon"
    title = "Amazon"

    def recognise(self, columns: frozenset[str]) -> int:
        priced = bool(columns & {"item price", "amount"})
        if {"amazon order id", "purchase date"} <= columns and priced:
            return 99
        if {"order id", "order item id", "purchase date", "item price"} <= columns:
            return 98
        return 97 if {"order id", "date", "fulfilment", "asin", "amount", "qty"} <= columns else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        told = ("item price", "item tax", "item promotion discount", "quantity", "currency")
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=partial(_says, price_taxes.come_on_top(table, *told)),
            skip=_elsewhere,
            addresses=False,
            states=frozenset(("total", "buyer")),
            warnings=("Amazon's order reports do not tell refunds: net sales are those before refunds.",),
            optional=frozenset(("status",)),
        )


def _elsewhere(sheet: Sheet, row: Row) -> bool:
    """Whether Amazon only sent a parcel that was sold elsewhere, or the row names no order at all."""
    return not any(row) or text.key(cell(sheet, row, "sales channel")).startswith("non amazon")


@lru_cache(maxsize=1024)
def _state(words: str) -> OrderStatus | None:
    key = text.key(words)
    if not key:
        return None
    if "cancel" in key or key == "unfulfillable":
        return "cancelled"
    if key in ("returned", "refunded") or any(back in key for back in _BACK):
        return "refunded"
    return "pending" if key.startswith(("pending", "payment pending")) else "paid"


def _bought(sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The products that were not cancelled; a cancelled one may still carry its price."""
    return [row for row in rows if _state(cell(sheet, row, "item status")) != "cancelled"]


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    found = []
    for row in _bought(sheet, rows) or rows:
        quantity = quantity_of(sheet.say(row, "line_quantity"))
        price = sheet.money([row], "line_total", currency) or 0
        off = abs(sheet.money([row], "line_discount", currency) or 0)
        sku = title_of(sheet.say(row, "line_sku"))
        title = title_of(sheet.say(row, "line_title")) or sku
        if title:
            found.append(OrderLine(title, sku, quantity, round(price / quantity), off))
    return found


def _site_currency(sheet: Sheet, rows: list[Row]) -> str:
    """The currency of the site that sold; empty where none is named, or another one than those known."""
    site = text.key(next((s for s in (cell(sheet, row, "sales channel") for row in rows) if s), ""))
    return _CURRENCIES.get(site.removeprefix("amazon "), "")


def _says(taxed_on_top: bool, sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    states = [_state(sheet.say(row, "status")) or "paid" for row in rows]
    bought = _bought(sheet, rows)
    # An order is cancelled when all of it is: a shipped one may hold a cancelled product.
    status: OrderStatus = next((s for s in states if s != "cancelled"), "cancelled") if bought else "cancelled"
    counted = bought if status != "cancelled" else rows
    site = _site_currency(sheet, rows)
    within = not taxed_on_top and price_taxes.are_within(site or currency)
    priced = _PRICES if within else (*_PRICES, *_TAXES)
    plus = sum(amount(sheet, row, key, currency) or 0 for row in counted for key in priced)
    off = added(sheet, counted, _PROMOTIONS, currency)
    found: dict[str, Any] = {
        "email": real_address(sheet.first(rows, "email")),
        "buyer": name_and_place(sheet.first(rows, "name"), sheet.first(rows, "postcode")),
        "status": status,
        "total": max(0, plus - off),
        "discount": off,
        "shipping": added(sheet, counted, ("shipping price",), currency),
        "tax": added(sheet, counted, _TAXES, currency),
    }
    if found["email"]:
        found["buyer"] = ""
    if not currency:  # pending orders name none, in a file of several
        found["currency"] = site or "USD"
    return found


FORMAT = Amazon()
