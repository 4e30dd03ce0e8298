"""Trendyol's list of orders: one row a product, in Turkish.

There is no total: an order is what is invoiced for its products (`Faturalanacak Tutar`), less discounts already.
Products that were cancelled or came back say so in their own rows. The address is lent by Trendyol for one order,
so that buyers are known by name only.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import cell, real_address, settled
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("siparis numarası", "siparis numarasi", "siparis no"),
    "date": ("siparis tarihi",),
    "email": ("e posta",),
    "name": ("alıcı", "alici"),
    "total": ("faturalanacak tutar",),
    "status": ("siparis statusu", "siparis durumu"),
    "fulfilled": ("kargoya teslim tarihi",),
    "country": ("ulke",),
    "region": ("il",),
    "city": ("ilce",),
    "line_title": ("urun adı", "urun adi"),
    "line_sku": ("stok kodu", "barkod"),
    "line_quantity": ("adet",),
    "line_price": ("birim fiyatı", "birim fiyati"),
    "line_total": ("satıs tutarı", "satis tutari"),
}
_OFF = ("iptal", "tedarik edilemedi", "bolundu", "cancel")
_BACK = ("iade", "return")
_UNPAID = ("odeme", "bekle", "askida", "askıda")


class Trendyol:
    name = "trendyol"
    title = "Trendyol"

    def recognise(self, columns: frozenset[str]) -> int:
        told = columns & {*_COLUMNS["number"]} and columns & {*_COLUMNS["date"]} and "faturalanacak tutar" in columns
        return 97 if told and columns & {"paket no", "butik numarası", "trendyol indirim tutarı", "barkod"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        places = [at for key in _COLUMNS["email"] if (at := table.find(key)) is not None]
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            currency="TRY",
            addresses=any(real_address(each) for at in places for each in table.cells(at)),
            states=frozenset(("total", "refunded", "status", "discount")),
            warnings=("Trendyol's list has no order totals: an order is worth what is invoiced for its products.",),
        )


def _state(sheet: Sheet, row: Row) -> OrderStatus:
    said = text.key(sheet.say(row, "status"))
    words: tuple[tuple[OrderStatus, tuple[str, ...]], ...] = (
        ("cancelled", _OFF),
        ("refunded", _BACK),
        ("pending", _UNPAID),
    )
    return next((status for status, known in words if any(word in said for word in known)), "paid")


def _worth(sheet: Sheet, row: Row, currency: str) -> int:
    worth = sheet.money([row], "total", currency)
    if worth is None:
        raise sheet.refuse([row], "total", "no amount")
    return worth


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """An order is off when all of its products are; those that came back were given back."""
    kept = [row for row in rows if _state(sheet, row) != "cancelled"] or rows
    states = [_state(sheet, row) for row in kept]
    status: OrderStatus = next((each for each in ("paid", "pending", "refunded") if each in states), "cancelled")
    worth = [_worth(sheet, row, currency) for row in kept]
    back = sum(each for each, state in zip(worth, states, strict=True) if state == "refunded")
    return {
        **settled(status, sum(worth), back),
        "email": real_address(sheet.first(rows, "email")),
        "discount": sum(_off(sheet, row, currency) for row in kept),
    }


def _off(sheet: Sheet, row: Row, currency: str) -> int:
    """What was taken off a product: from its price to what is invoiced for it."""
    return max(0, (sheet.money([row], "line_total", currency) or 0) - _worth(sheet, row, currency))


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    found = []
    for row in rows:
        title, sku = sheet.say(row, "line_title"), cell(sheet, row, "stok kodu", "barkod")
        quantity = quantity_of(sheet.say(row, "line_quantity"))
        price = sheet.money([row], "line_price", currency)
        if price is None:
            price = round(_worth(sheet, row, currency) / quantity)
        if title or sku:
            found.append(OrderLine(title_of(title or sku), title_of(sku), quantity, price, _off(sheet, row, currency)))
    return found


FORMAT = Trendyol()
