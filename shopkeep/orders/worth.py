"""What an order is worth by its products alone, where a file has no order totals.

Products are added up as they are written and rounded once, so that prices of four decimals come out right.
Invoices whose quantities are below zero are returns.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from shopkeep.core.money import minor
from shopkeep.core.records.orders import OrderLine
from shopkeep.orders import amounts, contents
from shopkeep.orders.fields import Columns
from shopkeep.orders.layout import Row, Sheet, quantity_of, quantity_said, title_of
from shopkeep.orders.table import Table, at_of

RETURNS = (
    "Orders whose quantities are below zero are returns: they are kept as cancelled, "
    "and what they gave back is not taken off the orders they belong to."
)


SHARES = "Its discounts are shares of the price (0.1 is 10 %), and were taken off the prices."
_SHARED = frozenset(
    (
        *("discount", "line discount", "item discount", "discount applied", "discount rate", "discount pct"),
        *("discount percent", "discount percentage", "rabatt", "remise", "descuento", "sconto", "korting", "desconto"),
    )
)


def shares_in(table: Table, columns: Columns) -> int | None:
    """The column of discounts that are shares of a product's price, where prices and quantities alone tell a worth."""
    if (
        columns.keys() & {"total", "line_total", "line_discount"}
        or not {"line_price", "line_quantity"} <= columns.keys()
    ):
        return None
    used = {key for keys in columns.values() for key in keys}
    keys = (key for key in (table.key_at(at) for at in range(len(table.columns))) if key not in used)
    found = (at_of(table, key) for key in keys if key in _SHARED)
    return next((at for at in found if contents.holds_shares(table, at)), None)


def has_returns(table: Table, quantity: tuple[str, ...]) -> bool:
    """Whether some quantities of a table are below zero."""
    places = [at for key in quantity if (at := table.find(key)) is not None]
    return any(cell.lstrip(" '").startswith("-") for at in places for cell in table.cells(at))


def of_products(sheet: Sheet, rows: list[Row], currency: str, shares: int | None = None) -> dict[str, Any]:
    """The total of an order, and that it is a return where more goes back than is bought. `shares` is the column of
    discounts that are parts of the price. Raises Refuse."""
    exact = sum((_row_worth(sheet, row) * (1 - _share(sheet, row, shares)) for row in rows), Decimal(0))
    total = minor(exact, currency)
    if total < 0 or (total == 0 and all(_quantity(sheet, row) < 0 for row in rows)):
        return {"total": -total, "status": "cancelled"}
    return {"total": total - abs(sheet.whole(rows, "discount", currency))}


def lines(sheet: Sheet, rows: list[Row], currency: str, shares: int | None = None) -> list[OrderLine]:
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
        off = sheet.money([row], "line_discount", currency) or round(unit * count * _share(sheet, row, shares))
        name = f"{title} - {variant}" if title and variant else title or sku
        price = -unit if quantity < 0 and not back else unit
        found.append(OrderLine(title_of(name), title_of(sku), count, price, abs(off)))
    return found


def _share(sheet: Sheet, row: Row, at: int | None) -> Decimal:
    """The part of its price that is taken off a product: 0.1 for `0.1`, `10 %` and 10 under `Discount (%)`."""
    if at is None:
        return Decimal(0)
    written = row[at].strip().strip("'")
    try:
        found = Decimal(written.rstrip("% ").replace(",", ".") or 0)
    except InvalidOperation:
        return Decimal(0)
    if "%" in written or "%" in sheet.table.columns[at]:
        found /= 100
    return min(max(found, Decimal(0)), Decimal(1)) if found.is_finite() else Decimal(0)


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
