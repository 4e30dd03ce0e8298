"""Mercado Libre's sales report, Mercado Livre's in Brazil: a few lines of title above, one row a sale.

Its `Total` is what is left to the seller after fees. What the buyer paid is what came in for the products and
for sending them. A parcel of several products has a row of its own with the money, and below it the products
without any: these are left out. Buyers are known by name only.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderStatus
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.marketplaces import settled
from shopkeep.orders.table import Table

_NUMBER = ("de venta", "n de venta", "n o de venta", "de venda", "n de venda", "n o de venda", "numero de venda")
_DATE = ("fecha de venta", "data da venda", "data de venda")
_PRODUCTS = ("ingresos por productos", "receita por produtos")
_PAID = (
    *_PRODUCTS,
    "ingresos por envio",
    "receita por envio",
    "receita por acrescimo no preco",
    "ingresos por recargo",
)
_BACK = ("anulaciones y reembolsos", "cancelamentos e reembolsos")
_COLUMNS = {
    "number": _NUMBER,
    "date": _DATE,
    "name": ("comprador",),
    "status": ("estado",),
    "city": ("ciudad", "cidade"),
    "postcode": ("codigo postal", "cep"),
    "country": ("pais",),
    "line_title": ("titulo de la publicacion", "titulo do anuncio"),
    "line_variant": ("variante", "variacao"),
    "line_sku": ("sku",),
    "line_quantity": ("unidades",),
}
_CURRENCIES = ("ars", "brl", "mxn", "clp", "cop", "uyu", "pen", "usd")


def _like(columns: frozenset[str] | tuple[str, ...], begins: tuple[str, ...]) -> tuple[str, ...]:
    """Names that begin so: the currency stands behind, in brackets."""
    return tuple(key for key in sorted(columns) if key.startswith(begins))


class MercadoLibre:
    name = "mercado-libre"
    title = "Mercado Libre"

    def recognise(self, columns: frozenset[str]) -> int:
        known = columns & {*_NUMBER} and columns & {*_DATE} and "estado" in columns
        return 95 if known and _like(columns, _PRODUCTS) else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        price = _like(table.keys, ("precio unitario de venta", "preco unitario de venda"))
        back = _like(table.keys, _BACK)
        columns = {**_COLUMNS, "total": _like(table.keys, _PRODUCTS), "line_price": price, "refunded": back}
        paid = _like(table.keys, _PAID)
        codes = {key.rsplit(" ", 1)[-1] for key in paid} & {*_CURRENCIES}
        return Layout(
            self.name,
            columns,
            "rows",
            row_lines,
            says=lambda sheet, rows, currency: _says(sheet, rows, currency, paid),
            skip=_part_of_parcel,
            currency=codes.pop().upper() if len(codes) == 1 else "",
            addresses=False,
            states=frozenset(("total", "refunded", "status")),
        )


def _part_of_parcel(sheet: Sheet, row: Row) -> bool:
    return not sheet.say(row, "total") and bool(sheet.say(row, "line_title") or sheet.say(row, "line_sku"))


def _says(sheet: Sheet, rows: list[Row], currency: str, paid: tuple[str, ...]) -> dict[str, Any]:
    if sheet.money(rows, "total", currency) is None:
        raise sheet.refuse(rows, "total", "no amount")
    total = sum(abs(cells.amount(sheet, rows, key, currency) or 0) for key in paid)
    status: OrderStatus = "cancelled" if "cancel" in text.key(sheet.first(rows, "status")) else "paid"
    refunded = abs(sheet.money(rows, "refunded", currency) or 0)
    return settled(status, total, 0 if status == "cancelled" else min(refunded, total))


FORMAT = MercadoLibre()
