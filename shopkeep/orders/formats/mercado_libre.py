"""Mercado Libre's sales report, Mercado Livre's in Brazil: a few lines of title above, one row a sale.

Its `Total` is what is left to the seller after fees. What the buyer paid is what came in for the products and
for sending them. A parcel of several products (`Paquete de 2 productos`) has a row of its own with the money and
no product; its products stand in the rows below, without money and often under numbers of their own. A sale over
several rows has its money on the first. Buyers are known by name only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.marketplaces import added, settled
from shopkeep.orders.table import Table
from shopkeep.orders.watched import NeedsWholeFile

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
_PARCEL = re.compile(r"(?:paquete|pacote) de (\d+) produc?tos?")
_CAME_BACK = ("devol", "reembols", "contracargo", "chargeback")
_ALL_BELOW = 1_000_000
_NO_PARCEL = "it has no amount, and the row of its parcel, which has, does not stand above it"


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
        if table.stream is not None:
            raise NeedsWholeFile  # of which parcel a product is, the rows above it tell
        price = _like(table.keys, ("precio unitario de venta", "preco unitario de venda"))
        back = _like(table.keys, _BACK)
        columns = {**_COLUMNS, "total": _like(table.keys, _PRODUCTS), "line_price": price, "refunded": back}
        paid = _like(table.keys, _PAID)
        codes = {key.rsplit(" ", 1)[-1] for key in paid} & {*_CURRENCIES}
        parcels = _parcels(table, columns)
        return Layout(
            self.name,
            columns,
            "groups",
            _lines,
            says=lambda sheet, rows, currency: _says(sheet, rows, currency, paid),
            key=lambda sheet, row: parcels.get(id(row)) or sheet.say(row, "number"),
            currency=codes.pop().upper() if len(codes) == 1 else "",
            addresses=False,
            states=frozenset(("total", "refunded", "status")),
            warnings=_unsaid_returns(table, columns),
        )


def _saying(table: Table, columns: Mapping[str, tuple[str, ...]]) -> Callable[[Row, str], str]:
    """What a row says of a field, before there is a Sheet to ask."""
    places = {name: [at for at in map(table.find, keys) if at is not None] for name, keys in columns.items()}
    return lambda row, name: next((said for at in places[name] if (said := row[at].strip())), "")


def _parcels(table: Table, columns: Mapping[str, tuple[str, ...]]) -> dict[int, str]:
    """The number of the sale above it for each row that is a product of that sale's parcel, by the row's identity."""
    say = _saying(table, columns)
    found: dict[int, str] = {}
    number, left = "", 0
    for row in table.rows:
        product = bool(say(row, "line_title") or say(row, "line_sku"))
        if say(row, "total").strip("0.,-") or not product:
            if not any(cell.strip() for cell in row):
                continue
            number = say(row, "number")
            parcel = _PARCEL.search(text.key(say(row, "status")))
            left = int(parcel[1][:4]) if parcel else 0 if product else _ALL_BELOW
        elif number and (left or say(row, "number") in ("", number)):
            found[id(row)] = number
            left = max(0, left - 1)
    return found


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The products; a parcel's own row has none, whatever its title says."""
    return row_lines(sheet, [row for row in rows if not _is_parcel(sheet, row)], currency)


def _is_parcel(sheet: Sheet, row: Row) -> bool:
    return bool(_PARCEL.search(text.key(sheet.say(row, "status")))) and not sheet.say(row, "line_sku")


def _says(sheet: Sheet, rows: list[Row], currency: str, paid: tuple[str, ...]) -> dict[str, Any]:
    products = [row for row in rows if not _is_parcel(sheet, row)]
    off = [_is_off(sheet, row) for row in products]
    cancelled = _is_off(sheet, rows[0]) or (bool(off) and all(off))
    if sheet.money(rows, "total", currency) is None:
        if not cancelled:
            raise sheet.refuse(rows, "total", _NO_PARCEL if sheet.first(rows, "line_title") else "no amount")
        total = sum(line.quantity * line.unit_price for line in _lines(sheet, rows, currency))
        return settled("cancelled", total, 0)
    total = added(sheet, rows, paid, currency)
    refunded = sum(map(abs, sheet.each_money(rows, "refunded", currency)))
    status: OrderStatus = "cancelled" if cancelled else "paid"
    return settled(status, total, 0 if cancelled else min(refunded, total))


def _is_off(sheet: Sheet, row: Row) -> bool:
    return "cancel" in text.key(sheet.say(row, "status"))


def _unsaid_returns(table: Table, columns: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What to say where products came back and no row tells what was paid back for them."""
    say = _saying(table, columns)
    count = sum(
        any(word in text.key(say(row, "status")) for word in _CAME_BACK) and not say(row, "refunded").strip("0.,-")
        for row in table.rows
        if say(row, "total")
    )
    if not count:
        return ()
    whom = "One sale" if count == 1 else f"{count} sales"
    return (f"{whom} came back or may do so, with no amount paid back in the report: counted in full.",)


FORMAT = MercadoLibre()
