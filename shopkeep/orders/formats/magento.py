"""Magento and Adobe Commerce: the grid of orders, as it is exported to CSV. Magento 1 calls its columns otherwise.

The grid has no products and no currency column, and only the columns that were visible: without the
customers' addresses among them, the orders count for the shop's totals alone. What was paid stands in the
shop's own currency (Base) and in the buyer's (Purchased): the shop's is read, for one file has one currency.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderStatus
from shopkeep.errors import ImportRefused
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet
from shopkeep.orders.table import Table

_SHOPS = ("grand total base", "g t base", "gesamtsumme basis", "gesamtbetrag basis")
_BUYERS = ("grand total purchased", "g t purchased")
_COLUMNS = {
    "number": ("id", "order"),
    "date": ("purchase date", "purchased on", "kaufdatum"),
    "email": ("customer email", "email", "kunden e mail"),
    "name": ("customer name", "bill to name", "kundenname"),
    "sent_to": ("ship to name",),
    "total": (*_SHOPS, *_BUYERS),
    "shipping": ("shipping and handling", "versand und bearbeitung"),
    "refunded": ("total refunded",),
    "status": ("status",),
}
_GRID = {
    *("purchase point", "purchase date", "bill to name", "ship to name", "customer group", "shipping information"),
    *("kaufdatum", "kunden e mail", "versand und bearbeitung"),
}
_GRID_1 = {"purchased on", "purchased from store", "bill to name", "ship to name"}
_STATUS: dict[str, OrderStatus] = {
    "closed": "refunded",  # an order is closed by giving everything back
    "holded": "pending",
    "fraud": "pending",
    "suspected fraud": "pending",
    "payment review": "pending",
    "geschlossen": "refunded",
    "verarbeitung": "paid",
    "vollstandig": "paid",
}
_NO_EMAIL = (
    "This grid was exported without its column Customer Email, so nobody in it could be told apart. "
    "Show that column in Magento (Columns, above the list), export again and import that file too."
)


class Magento:
    name = "magento"
    title = "Magento"

    def recognise(self, columns: frozenset[str]) -> int:
        if "id" in columns and {"purchase point", "purchase date"} <= columns:
            return 95
        if not {*_SHOPS, *_BUYERS} & columns:
            return 0
        if "id" in columns and len(_GRID & columns) >= 2:
            return 95
        return 95 if "order" in columns and len(_GRID_1 & columns) >= 2 else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        if not {*_SHOPS, *_BUYERS} & table.keys and "total" not in mapping:
            raise ImportRefused(
                f"{PurePath(table.path).name} is Magento's list of orders without its totals.",
                "Only the columns that were shown are in it, and what was paid is not among them.",
                "Show Grand Total (Base) in Magento (Columns, above the list), export again, and import that file.",
            )
        named = {*_COLUMNS["email"]} & table.keys or "email" in mapping
        return Layout(
            self.name,
            _COLUMNS,
            "rows",
            says=_said,
            key=_number,
            warnings=() if named else (_NO_EMAIL,),
        )


def _number(sheet: Sheet, row: Row) -> str:
    """With the leading zeros that spreadsheets eat: `12` is `000000012`.

    Numbers of six digits and more are left as they are: shops that begin elsewhere than at 1 have those.
    """
    number = sheet.say(row, "number")
    return number.zfill(9) if len(number) < 6 and number.isascii() and number.isdigit() else number


def _said(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """The words of Magento alone; and what went back, which stands in the buyer's currency."""
    found: dict[str, Any] = {}
    status = _STATUS.get(text.key(sheet.first(rows, "status")))
    if status:
        found["status"] = status
    refunded = sheet.money(rows, "refunded", currency) if sheet.has("refunded") else None
    if refunded:
        shops = next((a for key in _SHOPS if (a := cells.amount(sheet, rows, key, currency))), None)
        buyers = next((a for key in _BUYERS if (a := cells.amount(sheet, rows, key, currency))), None)
        if shops and buyers and shops != buyers:
            found["refunded"] = min(shops, round(abs(refunded) * shops / buyers))
    return found


FORMAT = Magento()
