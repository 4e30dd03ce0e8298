"""Lazada's list of orders: one row a piece, its names written together (`orderItemId`, `paidPrice`).

There is no total: an order is what was paid for its pieces, and for sending each. The pieces that were cancelled
or came back say so in their own rows. No address is told, and the same buyer is known by an id only here and there.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet, title_of
from shopkeep.orders.marketplaces import amount, settled
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("ordernumber", "order number"),
    "date": ("createtime", "create time", "created at"),
    "name": ("customername", "customer name", "shippingname"),
    "sent_to": ("shippingname", "shipping name"),
    "total": ("paidprice", "paid price"),
    "shipping": ("shippingfee", "shipping fee"),
    "discount": ("sellerdiscounttotal", "seller discount total"),
    "status": ("status",),
    "fulfilled": ("delivereddate", "delivered date"),
    "country": ("shippingcountry", "shipping country"),
    "city": ("shippingcity", "shipping city"),
    "postcode": ("shippingpostcode", "shipping postcode"),
    "line_title": ("itemname", "item name"),
    "line_variant": ("variation",),
    "line_sku": ("sellersku", "seller sku"),
    "line_price": ("unitprice", "unit price"),
}
_COUNTRIES = {
    "philippines": "PHP",
    "malaysia": "MYR",
    "singapore": "SGD",
    "thailand": "THB",
    "indonesia": "IDR",
    "vietnam": "VND",
}


class Lazada:
    name = "lazada"
    title = "Lazada"

    def recognise(self, columns: frozenset[str]) -> int:
        joined = {key.replace(" ", "") for key in columns}
        return 97 if {"orderitemid", "ordernumber", "paidprice", "createtime"} <= joined else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        places = [at for key in _COLUMNS["country"] if (at := table.find(key)) is not None]
        lands = {row[at].strip().casefold() for at in places for row in table.rows} - {""}
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            currency=_COUNTRIES.get(lands.pop(), "") if len(lands) == 1 else "",
            addresses=False,
            states=frozenset(("total", "refunded", "status", "buyer")),
            warnings=("Lazada's list has no order totals: an order is worth what was paid for its pieces.",),
        )


def _state(sheet: Sheet, row: Row) -> OrderStatus:
    return judge((sheet.say(row, "status"),))[0]


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """An order is off when all of its pieces are; pieces that were paid for and came back were given back."""
    kept = [row for row in rows if _state(sheet, row) != "cancelled"] or rows
    paid = [(row, _worth(sheet, row, currency)) for row in kept]
    back = sum(worth for row, worth in paid if _state(sheet, row) == "refunded")
    states = {_state(sheet, row) for row in kept}
    status: OrderStatus = next((each for each in ("paid", "pending", "refunded") if each in states), "cancelled")
    found = settled(status, sum(worth for _, worth in paid), back)
    found["shipping"] = sum(sheet.each_money(kept, "shipping", currency))
    found["discount"] = sum(map(abs, sheet.each_money(kept, "discount", currency)))
    found["buyer"] = cells.by_name_and_postcode(sheet, rows)
    return found


def _worth(sheet: Sheet, row: Row, currency: str) -> int:
    price = sheet.money([row], "total", currency)
    if price is None:
        raise sheet.refuse([row], "total", "no amount")
    return price + (sheet.money([row], "shipping", currency) or 0)


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The pieces, those of one product together."""
    found: dict[tuple[str, str, int, int], int] = {}
    for row in rows:
        title, variant, sku = (sheet.say(row, name) for name in ("line_title", "line_variant", "line_sku"))
        price = sheet.money([row], "line_price", currency)
        price = price if price is not None else sheet.money([row], "total", currency) or 0
        off = abs(amount(sheet, row, "sellerdiscounttotal", currency) or 0)
        name = title_of(f"{title} - {variant}" if title and variant else title or sku)
        if name:
            key = (name, title_of(sku), price, off)
            found[key] = found.get(key, 0) + 1
    return [OrderLine(name, sku, many, price, off * many) for (name, sku, price, off), many in found.items()]


FORMAT = Lazada()
