"""Stripe's list of payments: of the old kind in snake case, and of the new one with columns of choice.

Amounts are in `Currency` (lower case); the converted ones are the account's. A payment stays `Paid` when it is
paid back, in part or in full: `Amount Refunded` says so. Failed payments are in the list, and in test mode all
are tests. Fields of the shop's own end in `(metadata)`; one of them may hold the address.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderStatus
from shopkeep.orders import people
from shopkeep.orders.layout import Layout, Row, Sheet
from shopkeep.orders.marketplaces import cell, real_address, settled
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("id", "paymentintent id", "payment intent id"),
    "date": ("created date utc", "created utc", "created", "created date"),
    "email": ("customer email", "receipt email", "billing details email", "email"),
    "name": ("card name", "shipping name", "customer name", "billing details name"),
    "total": ("amount",),
    "currency": ("currency",),
    "refunded": ("amount refunded",),
    "status": ("status",),
    "country": ("card address country", "shipping address country", "billing address country"),
    "region": ("card address state", "shipping address state"),
    "city": ("card address city", "shipping address city"),
    "postcode": ("card address zip", "shipping address postal code", "shipping address zip"),
    "sent_to": ("shipping name",),
}
_STATES: dict[str, OrderStatus] = {
    **dict.fromkeys(("paid", "succeeded", "partial refund", "partially refunded", "disputed", "captured"), "paid"),
    **dict.fromkeys(
        ("pending", "processing", "uncaptured", "requires capture", "authorized", "partial capture"), "pending"
    ),
    **dict.fromkeys(("refunded", "lost", "dispute lost"), "refunded"),
    **dict.fromkeys(("failed", "canceled", "cancelled", "incomplete", "blocked", "expired", "declined"), "cancelled"),
    **dict.fromkeys(("requires payment method", "requires action", "requires confirmation"), "cancelled"),
}


class Stripe:
    name = "stripe"
    title = "Stripe"

    def recognise(self, columns: frozenset[str]) -> int:
        numbers, dates = columns & set(_COLUMNS["number"]), columns & set(_COLUMNS["date"])
        if not numbers or not dates or not {"amount", "amount refunded", "status"} <= columns:
            return 0
        stripes = {"created utc", "created date utc", "seller message", "captured", "converted amount", "customer id"}
        return 94 if columns & stripes else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        own = [key for key in sorted(table.keys) if key.endswith("metadata")]
        emails = tuple(key for key in own if "email" in key or "e mail" in key)
        names = tuple(key for key in own if key in ("name metadata", "customer name metadata", "full name metadata"))
        columns = {
            **_COLUMNS,
            "email": (*_COLUMNS["email"], *emails),
            "name": (*_COLUMNS["name"], *names),
        }
        has_addresses = any(table.find(key) is not None for key in columns["email"])
        return Layout(self.name, columns, "rows", says=_says, skip=_was_only_begun, zone="UTC", addresses=has_addresses)


def _was_only_begun(sheet: Sheet, row: Row) -> bool:
    """Whether a payment was begun and never made: nothing was charged, which is what has a number."""
    return not sheet.say(row, "number") and _STATES.get(text.key(sheet.say(row, "status"))) == "cancelled"


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    row = rows[0]
    found = settled(
        _state(sheet, row), _money(sheet, row, "total", currency), abs(_money(sheet, row, "refunded", currency))
    )
    mode = cell(sheet, row, "mode").lower()
    if mode == "test" or cell(sheet, row, "livemode").lower() == "false":
        found["status"] = "test"
    told = sheet.table.find("customer description")
    found["email"] = next((a for at in sheet.columns.get("email", ()) if (a := real_address(row[at]))), "")
    found["buyer"] = people.number_of(cell(sheet, row, "customer id"))
    name = sheet.say(row, "name")
    if not name and told is not None and "@" not in row[told]:
        name = row[told].strip()
    found["name"] = people.person_name(name)
    return found


def _money(sheet: Sheet, row: Row, name: str, currency: str) -> int:
    found = sheet.money([row], name, currency)
    if found is None and name == "total":
        raise sheet.refuse([row], name, "no amount")
    return found or 0


def _state(sheet: Sheet, row: Row) -> OrderStatus:
    said = text.key(sheet.say(row, "status"))
    status = _STATES.get(said, "paid")
    captured = cell(sheet, row, "captured").lower()
    if status == "paid" and captured == "false":
        return "pending"
    lost = text.key(cell(sheet, row, "dispute status")) in ("lost", "dispute lost")
    return "refunded" if status == "paid" and lost else status


FORMAT = Stripe()
