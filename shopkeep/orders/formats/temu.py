"""Temu's list of orders, in English or German: one row a product, its amounts without tax and the tax beside.

There is no total: an order is what its products and sending them cost with tax, less what the seller took off.
What Temu takes off on its own account it pays to the seller. Lists without the buyers' prices tell what Temu pays
for the goods, and then orders are worth that. The address in `Virtual Email` is Temu's own and another one for
each order; buyers are known by name and postcode.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import added, amount, settled
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("order id", "bestell id"),
    "date": ("purchase date", "kaufdatum"),
    "name": ("recipient name", "name des empfangers"),
    "total": (
        *("retail price total", "retail price total after discounts tax excl", "gesamteinzelhandelspreis"),
        *("base price total", "gesamtbasispreis"),
    ),
    "country": ("ship country", "versandland"),
    "region": ("ship state", "versandbundesland"),
    "city": ("ship city", "versandort"),
    "postcode": (
        "ship postal code must be shipped to the following zip code",
        "versandpostleitzahl muss an die folgende postleitzahl gesendet werden",
    ),
    "status": ("order item status", "status der bestellartikel", "order status", "bestellstatus"),
    "line_title": ("product name", "produktname"),
    "line_variant": ("variation",),
    "line_sku": ("contribution sku", "beitrags sku", "sku id"),
    "line_quantity": ("quantity purchased", "gekaufte menge"),
}
_SHIPPING = ("shipping cost", "shipping total tax excl", "versandkosten")
_TAXES = ("product tax total", "produktsteuer gesamtbetrag", "shipping tax total", "versandsteuer gesamtbetrag")
_OFF = ("discount from seller", "rabatt vom verkaufer")
_REFUNDS = ("product refund", "shipping refund")
_BUYERS_PRICES = _COLUMNS["total"][:3]
_NO_TOTALS = "Temu's list has no order totals: an order is worth its products and their shipping, with tax."
_BASE_PRICES = "This list has no prices that buyers paid: an order is worth what Temu pays for its goods."


class Temu:
    name = "temu"
    title = "Temu"

    def recognise(self, columns: frozenset[str]) -> int:
        english = {"order id", "order item id", "contribution sku", "purchase date"} <= columns
        german = {"bestell id", "bestellartikel id", "beitrags sku", "kaufdatum"} <= columns
        return 97 if (english or german) and not columns.isdisjoint(_COLUMNS["total"]) else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            addresses=False,
            states=frozenset(("discount", "shipping", "tax", "refunded", "status", "buyer")),
            warnings=(_BASE_PRICES if table.keys.isdisjoint(_BUYERS_PRICES) else _NO_TOTALS,),
        )


def _state(sheet: Sheet, row: Row) -> OrderStatus:
    found = (judge((cells.word(sheet, [row], key),))[0] for key in _COLUMNS["status"])
    return next((each for each in found if each != "paid"), "paid")


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """An order is off when all of its products are."""
    kept = [row for row in rows if _state(sheet, row) != "cancelled"]
    counted = kept or rows
    sold = [sheet.money([row], "total", currency) for row in counted]
    if None in sold:
        raise sheet.refuse(rows, "total", "no amount")
    shipping, tax, off = (added(sheet, counted, keys, currency) for keys in (_SHIPPING, _TAXES, _OFF))
    status: OrderStatus = _state(sheet, kept[0]) if kept else "cancelled"
    total = sum(each or 0 for each in sold) + shipping + tax - off
    found = settled(status, max(0, total), added(sheet, counted, _REFUNDS, currency))
    return found | {
        "discount": off,
        "shipping": shipping,
        "tax": tax,
        "buyer": cells.by_name_and_postcode(sheet, rows),
    }


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The products that were not called off, each at its price with tax."""
    found = []
    for row in [row for row in rows if _state(sheet, row) != "cancelled"] or rows:
        title, variant, sku = (sheet.say(row, name) for name in ("line_title", "line_variant", "line_sku"))
        quantity = quantity_of(sheet.say(row, "line_quantity"))
        paid = (sheet.money([row], "total", currency) or 0) + sum(
            amount(sheet, row, k, currency) or 0 for k in _TAXES[:2]
        )
        name = title_of(f"{title} - {variant}" if title and variant else title or sku)
        if name:
            found.append(OrderLine(name, title_of(sku), quantity, round(paid / quantity)))
    return found


FORMAT = Temu()
