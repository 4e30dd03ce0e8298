"""What the exports of marketplaces and payment services share: relayed addresses, and amounts over several rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderStatus
from shopkeep.errors import ImportRefused
from shopkeep.orders import people
from shopkeep.orders.layout import Refuse, Row, Sheet
from shopkeep.orders.table import Table

_RELAY = re.compile(
    r"@(?:marketplace\.amazon\.[a-z.]+|members\.ebay\.[a-z.]+|(?:[a-z0-9-]+\.)?scs\d*\.tiktokw?\.[a-z.]+"
    r"|(?:[a-z0-9-]+\.)*temuemail\.com|(?:[a-z0-9-]+\.)?trendyolmail\.com|allegromail\.[a-z]+)$|^point-of-sale-integration@"
)
REFUND_ALONE = "a refund of a sale that is not in this file; export from the day of the sale on"
REFUND_APART = "money given back under a number of its own; the file does not say for which sale"


def real_address(written: str) -> str:
    """A buyer's own address; empty for a marketplace's relay, which changes with every order, and for no address."""
    try:
        found = people.address(written)
    except ValueError:
        return ""
    return "" if _RELAY.search(found) else found


def name_and_place(name: str, postcode: str) -> str:
    """What stands for a buyer where a platform names nobody: name and postcode, if both are there and not masked."""
    name, postcode = text.key(name) if "*" not in name else "", text.key(postcode) if "*" not in postcode else ""
    return f"{name}, {postcode}" if name and postcode else ""


def amount(sheet: Sheet, row: Row, key: str, currency: str) -> int | None:
    """The amount in the column of that compared name, in minor units; None where there is none. Raises Refuse."""
    at = sheet.table.find(key)
    if at is None or not row[at].strip():
        return None
    try:
        return sheet.amounts.read(row[at], currency)
    except ValueError as error:
        raise Refuse(sheet.table.columns[at], row[at], str(error)) from None


def added(sheet: Sheet, rows: Iterable[Row], keys: Iterable[str], currency: str) -> int:
    """What several columns of several rows add up to, whatever their signs are written for. Raises Refuse."""
    names = tuple(keys)
    return sum(abs(amount(sheet, row, key, currency) or 0) for row in rows for key in names)


def cell(sheet: Sheet, row: Row, *keys: str) -> str:
    """The first of these columns, by compared name, that says something in this row."""
    for key in keys:
        at = sheet.table.find(key)
        if at is not None and (said := row[at].strip()):
            return said
    return ""


def refuse_unless(table: Table, is_one: Callable[[Row], bool], what: str, why: str, instead: str) -> None:
    """Raises ImportRefused where the file is seen whole and not one of its rows is what is looked for."""
    if not table.rows or table.stream is not None or any(map(is_one, table.rows)):
        return
    raise ImportRefused(f"{PurePath(table.path).name} {what}", why, instead)


def settled(status: OrderStatus, total: int, refunded: int) -> dict[str, Any]:
    """Status, total and refund of an order so that they say the same: paid back in full is refunded."""
    if status == "refunded" and not refunded:
        refunded = total
    elif status in ("paid", "pending") and refunded >= total > 0:
        status = "refunded"
    return {"status": status, "total": total, "refunded": refunded}
