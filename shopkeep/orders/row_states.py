"""Orders whose products have states of their own: one was called off or came back, and the others were sent."""

from __future__ import annotations

from typing import Any

from shopkeep.core.records.orders import OrderStatus
from shopkeep.orders import worth
from shopkeep.orders.layout import Row, Sheet
from shopkeep.orders.marketplaces import settled
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table

IN_PART = (
    "In some orders a product was called off or came back, and the file does not say what was paid back for it: "
    "they count in full."
)


def differ(table: Table, number: int, states: list[int]) -> bool:
    """Whether the rows of an order say different things of where it stands."""
    said: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        words = tuple(row[at].strip() for at in states)
        if any(words) and said.setdefault(row[number], words) != words:
            return True
    return False


def state_of(sheet: Sheet, row: Row) -> OrderStatus:
    """Where the product of one row stands."""
    return judge(tuple(row[at] for at in sheet.columns.get("status", ())))[0]


def kept(sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The products that were not called off, unless all were."""
    return [row for row in rows if state_of(sheet, row) != "cancelled"] or rows


def says(sheet: Sheet, rows: list[Row], currency: str, by_products: bool) -> dict[str, Any]:
    """Status of an order of mixed rows; where its total is that of its products, total and refund as well.

    Empty for an order whose rows say the same.
    """
    told = [row for row in rows if any(row[at].strip() for at in sheet.columns.get("status", ()))]
    states = [state_of(sheet, row) for row in told]
    if len(set(states)) < 2 or {"test", "draft"} & {*states}:
        return {}
    status: OrderStatus = next((each for each in ("paid", "pending", "refunded") if each in states), "cancelled")
    if not by_products:
        return {"status": status}
    left = kept(sheet, rows)
    back = [row for row in left if state_of(sheet, row) == "refunded"]
    total = worth.of_products(sheet, left, currency)["total"]
    return settled(status, total, min(total, worth.of_products(sheet, back, currency)["total"]) if back else 0)
