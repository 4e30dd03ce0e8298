"""Bandcamp's sales report: one row an item, the items of a cart under one transaction id, in UTC.

Payouts stand among the sales and are no part of them; refunds and reversals are rows of their own, negative,
under the id of their sale. The id may be blank: then PayPal's stands in, else the moment and the item. Columns
about buyers are there where the owner ticked them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import people
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import REFUND_ALONE, amount, cell, real_address, refuse_unless, settled
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("bandcamp transaction id", "paypal transaction id"),
    "date": ("date",),
    "email": ("buyer email",),
    "name": ("buyer name",),
    "total": ("item total",),
    "currency": ("currency",),
    "shipping": ("shipping",),
    "tax": ("seller tax", "marketplace tax", "collected tax", "tax"),
    "code": ("discount code",),
    "country": ("ship to country code", "country code", "ship to country", "country"),
    "region": ("ship to state", "region state"),
    "city": ("ship to city", "city"),
    "postcode": ("ship to zip",),
    "sent_to": ("ship to name",),
    "fulfilled": ("ship date",),
    "line_title": ("item name",),
    "line_variant": ("option",),
    "line_sku": ("sku", "catalog number", "upc", "isrc"),
    "line_quantity": ("quantity",),
    "line_price": ("item price",),
    "line_total": ("sub total",),
}
_SALE_ID = re.compile(r"[A-Za-z0-9_-]{6,40}$")
_TAXES = ("seller tax", "marketplace tax", "collected tax", "tax")


class Bandcamp:
    name = "bandcamp"
    title = "Bandcamp"

    def recognise(self, columns: frozenset[str]) -> int:
        telling = {"bandcamp transaction id", "amount you received", "additional fan contribution"}
        return 100 if {"item type", "item name", "item total", "date"} <= columns and columns & telling else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        at = table.find("item type")
        refuse_unless(
            table,
            lambda row: at is None or _kind_of(row[at]) == "sale",
            "holds no sales.",
            "All of its rows are payouts, or refunds of sales that are in an earlier report.",
            "Choose a longer span of days for the sales report.",
        )
        told = "buyer email" in table.keys
        hint = "Tick the buyer's name and e-mail address when exporting, if you want to write to your buyers."
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            key=_key,
            skip=_payout,
            zone="UTC",
            addresses=told,
            states=frozenset(("refunded", "status")),
            warnings=() if told else (hint,),
        )


Kind = Literal["sale", "back", "payout", "none"]


@lru_cache(maxsize=256)
def _kind_of(written: str) -> Kind:
    key = text.key(written)
    if "payout" in key:
        return "payout"
    if any(word in key for word in ("refund", "reversal", "chargeback")):
        return "back"
    return "sale" if key else "none"


def _is_back(sheet: Sheet, row: Row) -> bool:
    return _kind_of(cell(sheet, row, "item type")) == "back"


def _payout(sheet: Sheet, row: Row) -> bool:
    kind = _kind_of(cell(sheet, row, "item type"))
    return kind == "payout" or (kind == "none" and not sheet.say(row, "total") and not sheet.say(row, "number"))


def _key(sheet: Sheet, row: Row) -> str:
    own = cell(sheet, row, "bandcamp transaction id")
    if own:
        return own
    by_paypal = cell(sheet, row, "paypal transaction id")
    if _SALE_ID.fullmatch(by_paypal):
        return by_paypal
    return " ".join(filter(None, (sheet.say(row, "date"), sheet.say(row, "email"), sheet.say(row, "line_title"))))


def _worth(sheet: Sheet, rows: list[Row], currency: str) -> int:
    return sum(sheet.money([row], "total", currency) or 0 for row in rows)


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    sold = [row for row in rows if not _is_back(sheet, row)]
    back = [row for row in rows if _is_back(sheet, row)]
    if not sold:
        raise sheet.refuse(rows, "number", REFUND_ALONE)
    if not sheet.first(sold, "total"):
        raise sheet.refuse(sold, "total", "no amount")
    try:
        placed = sheet.dates.read(sheet.first(sold, "date"))
    except ValueError as error:
        raise sheet.refuse(sold, "date", str(error)) from None
    email = real_address(sheet.first(sold, "email"))
    return {
        **settled("paid", _worth(sheet, sold, currency), abs(_worth(sheet, back, currency))),
        "placed_at": placed,
        "email": email,
        "buyer": "",
        "name": people.person_name(sheet.first(sold, "name")),
        "shipping": sum(sheet.money([row], "shipping", currency) or 0 for row in sold),
        "tax": sum(amount(sheet, row, key, currency) or 0 for row in sold for key in _TAXES),
    }


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    found = []
    for row in rows:
        if _is_back(sheet, row):
            continue
        title = cell(sheet, row, "item name") or cell(sheet, row, "package")
        option, quantity = sheet.say(row, "line_variant"), quantity_of(sheet.say(row, "line_quantity"))
        price = sheet.money([row], "line_price", currency)
        if price is None:
            price = round((sheet.money([row], "line_total", currency) or 0) / quantity)
        name = f"{title} - {option}" if option else title
        if title:
            found.append(OrderLine(title_of(name), title_of(sheet.say(row, "line_sku")), quantity, price))
    return found


FORMAT = Bandcamp()
