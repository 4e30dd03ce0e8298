"""What an order is worth by its products alone, where a file has no order totals.

Products are added up as they are written and rounded once, so that prices of four decimals come out right.
Invoices whose quantities are below zero are returns.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from shopkeep.core.money import minor
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import amounts
from shopkeep.orders.layout import Row, Sheet, quantity_of, quantity_said, title_of
from shopkeep.orders.table import Table

RETURNS = (
    "Orders whose quantities are below zero are returns: they are kept as cancelled, "
    "and what they gave back is not taken off the orders they belong to."
)


def has_returns(table: Table, quantity: tuple[str, ...]) -> bool:
    """Whether some quantities of a table are below zero."""
    places = [at for key in quantity if (at := table.find(key)) is not None]
    return any(cell.lstrip(" '").startswith("-") for at in places for cell in table.cells(at))


def of_products(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """The total of an order, and that it is a return where more goes back than is bought. Raises Refuse."""
    exact = sum((_row_worth(sheet, row) for row in rows), Decimal(0))
    total = minor(exact, currency)
    if total < 0 or (total == 0 and all(_quantity(sheet, row) < 0 for row in rows)):
        return {"total": -total, "status": "cancelled"}
    return {"total": total - abs(sheet.whole(rows, "discount", currency))}


def lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    """The products. In a return all are what went back; elsewhere one that goes back has a price below zero."""
    back = all(_quantity(sheet, row) < 0 for row in rows)
    found = []
    for row in rows:
        title, sku = sheet.say(row, "line_title"), sheet.say(row, "line_sku")
        if not title and not sku:
            continue
        variant, quantity = sheet.say(row, "line_variant"), _quantity(sheet, row)
        count = quantity_of(str(abs(quantity)))
        unit = sheet.money([row], "line_price", currency)
        if unit is None:
            unit = round(abs(sheet.money([row], "line_total", currency) or 0) / count)
        off = sheet.money([row], "line_discount", currency) or 0
        name = f"{title} - {variant}" if title and variant else title or sku
        price = -unit if quantity < 0 and not back else unit
        found.append(OrderLine(title_of(name), title_of(sku), count, price, abs(off)))
    return found


def _row_worth(sheet: Sheet, row: Row) -> Decimal:
    worth = _exact(sheet, row, "line_total")
    if worth is None:
        worth = (_exact(sheet, row, "line_price") or Decimal(0)) * _quantity(sheet, row)
        worth -= abs(_exact(sheet, row, "line_discount") or Decimal(0))
    return worth


def _exact(sheet: Sheet, row: Row, name: str) -> Decimal | None:
    try:
        return amounts.parse(sheet.say(row, name), sheet.amounts.mark)
    except ValueError as error:
        raise sheet.refuse([row], name, str(error)) from None


def _pieces(sheet: Sheet, row: Row, written: str) -> Decimal:
    try:
        return Decimal(quantity_said(written))
    except ValueError as error:
        raise sheet.refuse([row], "line_quantity", str(error)) from None


def _quantity(sheet: Sheet, row: Row) -> Decimal:
    """How many, below zero for what goes back; one where a row does not say. Raises Refuse."""
    written = sheet.say(row, "line_quantity").strip("'")
    try:
        found = amounts.parse(written, sheet.amounts.mark)
    except ValueError:
        try:
            found = Decimal(written.replace(",", "."))
        except InvalidOperation:
            found = _pieces(sheet, row, written)
    return found if found is not None and found.is_finite() and abs(found) < 1_000_000 else Decimal(1)
