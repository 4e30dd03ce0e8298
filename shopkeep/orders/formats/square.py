"""Square's transactions and its items export.

Transactions say what was paid (with tips), one row a payment; items say what was bought, one row a product.
Both name a sale by its Transaction ID, so that they make one order. A refund is a row of its own with negative
amounts under the same Transaction ID. Times are local, in a zone with a name of its own kind. There are no
addresses; a few sales know their customer by an id.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders.dates import DateReader
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import REFUND_ALONE, amount, cell, refuse_unless, settled
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("transaction id",),
    "date": ("date",),
    "buyer": ("customer id",),
    "name": ("customer name",),
    "total": ("total collected",),
    "discount": ("discounts",),
    "tax": ("tax",),
    "refunded": ("partial refunds",),
    "line_title": ("item",),
    "line_variant": ("price point name",),
    "line_sku": ("sku",),
    "line_quantity": ("qty",),
    "line_total": ("gross sales",),
    "line_discount": ("discounts",),
}
ZONES = {
    "Eastern Time (US & Canada)": "America/New_York",
    "Central Time (US & Canada)": "America/Chicago",
    "Mountain Time (US & Canada)": "America/Denver",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Arizona": "America/Phoenix",
    "Alaska": "America/Juneau",
    "Hawaii": "Pacific/Honolulu",
    "Puerto Rico": "America/Puerto_Rico",
    "Atlantic Time (Canada)": "America/Halifax",
    "Newfoundland": "America/St_Johns",
    "Saskatchewan": "America/Regina",
    "Guam": "Pacific/Guam",
    "London": "Europe/London",
    "Edinburgh": "Europe/London",
    "Dublin": "Europe/Dublin",
    "Lisbon": "Europe/Lisbon",
    "Madrid": "Europe/Madrid",
    "Paris": "Europe/Paris",
    "Amsterdam": "Europe/Amsterdam",
    "Berlin": "Europe/Berlin",
    "Rome": "Europe/Rome",
    "Tokyo": "Asia/Tokyo",
    "Osaka": "Asia/Tokyo",
    "Sapporo": "Asia/Tokyo",
    "Sydney": "Australia/Sydney",
    "Melbourne": "Australia/Melbourne",
    "Canberra": "Australia/Sydney",
    "Brisbane": "Australia/Brisbane",
    "Hobart": "Australia/Hobart",
    "Adelaide": "Australia/Adelaide",
    "Darwin": "Australia/Darwin",
    "Perth": "Australia/Perth",
    "AWST": "Australia/Perth",
    "Auckland": "Pacific/Auckland",
    "Wellington": "Pacific/Auckland",
    "UTC": "UTC",
}
"""Names of time zones as Square writes them."""
_BETWEEN = re.compile(r",(?![^(]*\))")
"""A comma between products, and none within the brackets behind one."""
_COUNTED = re.compile(r"(?P<first>[\d.]+) ?[x×] (?P<after>.+)|(?P<before>.+) [x×] ?(?P<last>[\d.]+)|(?P<bare>.+)")
_LANDS = {
    "Australia/": "AUD",
    "Pacific/Auckland": "NZD",
    "Asia/Tokyo": "JPY",
    "America/Halifax": "CAD",
    "America/St_Johns": "CAD",
    "America/Regina": "CAD",
    "America/Indiana/": "USD",
    "America/Phoenix": "USD",
    "America/Juneau": "USD",
    "America/Puerto_Rico": "USD",
    "Pacific/Honolulu": "USD",
    "Pacific/Guam": "USD",
}
"""What the bare signs of amounts mean in a zone that lies in one country; the large American ones lie in two."""


class Square:
    name = "square"
    title = "Square"

    def recognise(self, columns: frozenset[str]) -> int:
        if not {"transaction id", "gross sales", "net sales", "date"} <= columns:
            return 0
        return 95 if columns & {"event type", "total collected", "price point name", "modifiers applied"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        event = table.find("event type")
        refuse_unless(
            table,
            lambda row: event is None or row[event].strip().lower() != "refund",
            "holds no sales.",
            "All of its rows are refunds, and the sales they belong to are in an earlier export.",
            "Export from the day of the first of those sales on.",
        )
        items = table.find("total collected") is None
        zone, unknown = _zone(table)
        readers: dict[str, DateReader] = {}
        warnings = [
            "This is Square's list of items: tips are missing in it. Import its transactions as well."
            if items
            else "This is Square's list of transactions: it has no prices of products. Import its items as well."
        ]
        if unknown:
            warnings.append(
                f"Square's time zone {unknown!r} is not known here; its times were read in the shop's zone."
            )
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            key=_key,
            says=lambda sheet, rows, currency: _says(sheet, rows, currency, zone, readers),
            skip=_nothing,
            currency=next((code for start, code in _LANDS.items() if zone.startswith(start)), ""),
            zone=zone,
            addresses=False,
            states=frozenset(("total", "refunded", "status") if items else ("refunded", "status")),
            derived=frozenset(("total", "refunded") if items else ("lines",)),
            warnings=tuple(warnings),
        )


def zone_of(written: str) -> str:
    """The IANA name of a zone; empty where it is not known."""
    written = written.strip()
    return ZONES.get(written) or (written if written in available_timezones() else "")


def _zone(table: Table) -> tuple[str, str]:
    """The zone of the first rows that name one, and a name that is not known."""
    at = table.find("time zone")
    said = [cell.strip() for cell in table.cells(at) if cell.strip()] if at is not None else []
    return (zone_of(said[0]) if said else "", next((name for name in set(said) if not zone_of(name)), ""))


def _nothing(sheet: Sheet, row: Row) -> bool:
    """Rows without sale: totals below the list, and payments that were never taken."""
    return not sheet.say(row, "number") and not cell(sheet, row, "payment id", "date")


def _key(sheet: Sheet, row: Row) -> str:
    """The sale's id; where somebody took the ids out of the file, its moment and its amount."""
    own = sheet.say(row, "number") or cell(sheet, row, "payment id")
    moment = (cell(sheet, row, "date"), cell(sheet, row, "time"), cell(sheet, row, "total collected", "net sales"))
    return own or " ".join(filter(None, moment))


def _sales(sheet: Sheet, rows: list[Row], currency: str) -> tuple[list[Row], list[Row]]:
    """What was sold and what was given back, by the kind of row, else by its sign."""
    sold: list[Row] = []
    back: list[Row] = []
    for row in rows:
        event = cell(sheet, row, "event type").lower()
        worth = amount(sheet, row, "total collected", currency) or amount(sheet, row, "net sales", currency) or 0
        (back if event == "refund" or (not event and worth < 0) else sold).append(row)
    return sold, back


def _worth(sheet: Sheet, rows: list[Row], currency: str) -> int:
    """What rows of either export add up to."""
    if sheet.has("total"):
        return sum(amount(sheet, row, "total collected", currency) or 0 for row in rows)
    return sum((amount(sheet, row, key, currency) or 0) for row in rows for key in ("net sales", "tax"))


def _says(sheet: Sheet, rows: list[Row], currency: str, zone: str, readers: dict[str, DateReader]) -> dict[str, Any]:
    """`zone` is that of the first rows; shops in several places have several, unless the owner named one."""
    if sheet.has("total"):  # of the same payment twice, as in exports that were put together, one counts
        rows = list({tuple(row): row for row in rows}.values())
    sold, back = _sales(sheet, rows, currency)
    if not sold:
        raise sheet.refuse(rows, "number", REFUND_ALONE)
    partial = 0 if back else sum(abs(amount(sheet, row, "partial refunds", currency) or 0) for row in sold)
    status: OrderStatus = judge((cell(sheet, sold[0], "transaction status"),))[0]
    found = settled(status, _worth(sheet, sold, currency), abs(_worth(sheet, back, currency)) + partial)
    own, reader = zone_of(cell(sheet, sold[0], "time zone")), sheet.dates
    if own and own != zone and reader.zone.key == zone:
        reader = readers.get(own) or readers.setdefault(own, DateReader(sheet.dates.order, own))
    try:
        found["placed_at"] = reader.read(sheet.say(sold[0], "date"), cell(sheet, sold[0], "time"))
    except ValueError as error:
        raise sheet.refuse(sold, "date", str(error)) from None
    found["discount"] = sum(abs(amount(sheet, row, "discounts", currency) or 0) for row in sold)
    found["tax"] = sum(amount(sheet, row, "tax", currency) or 0 for row in sold)
    return found


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The products of the items export (priced for the whole quantity, before discounts), else those described."""
    sold, found = _sales(sheet, rows, currency)[0], []
    if not sheet.has("line_title"):
        return [line for row in sold for line in _described(sheet, row, currency)]
    for row in sold:
        title, variant = sheet.say(row, "line_title"), sheet.say(row, "line_variant")
        if not title:
            continue
        quantity = quantity_of(sheet.say(row, "line_quantity"))
        name = f"{title} - {variant}" if variant and variant.lower() not in ("regular", title.lower()) else title
        price = round((sheet.money([row], "line_total", currency) or 0) / quantity)
        off = abs(sheet.money([row], "line_discount", currency) or 0)
        found.append(OrderLine(title_of(name), title_of(sheet.say(row, "line_sku")), quantity, price, off))
    return found


def _described(sheet: Sheet, row: Row, currency: str) -> list[OrderLine]:
    """`Mug x 1, 2 x Tea (Green, large)` as products. A price is known only where there is just one of them."""
    found = []
    for part in _BETWEEN.split(cell(sheet, row, "description")):
        match = _COUNTED.fullmatch(part.strip())
        if match:
            title, quantity = match["after"] or match["before"] or match["bare"], match["first"] or match["last"] or "1"
            found.append(OrderLine(title_of(title), "", quantity_of(quantity)))
    if len(found) == 1:
        worth = amount(sheet, row, "gross sales", currency) or 0
        found = [replace(found[0], unit_price=round(worth / found[0].quantity))]
    return found


FORMAT = Square()
