"""Two columns of one name that say different things: which of them is meant, the rows tell, or the owner is asked."""

from __future__ import annotations

from decimal import Decimal

from shopkeep.errors import AmbiguousFile
from shopkeep.orders import amounts
from shopkeep.orders.fields import Columns
from shopkeep.orders.layout import Row
from shopkeep.orders.table import Table

_ASKED = {
    "total": "the order's total",
    "number": "the order's number",
    "date": "the day of the order",
    "email": "the buyer's address",
    "refunded": "what was paid back",
    "line_price": "the price of one piece",
    "line_quantity": "the quantity bought",
    "line_total": "what all pieces of a product cost",
}
_CENT = Decimal("0.011")


def settle(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Puts each of two columns called `Total` in its place. Raises AmbiguousFile where the rows do not tell."""
    settled: Columns = {}
    for field, called in _ASKED.items():
        if field in mapping or field in settled or field not in columns:
            continue
        key = columns[field][0]
        first, second = table.find(key), table.find(f"{key} 2")
        if first is None or second is None or not (row := _differing(table, first, second)):
            continue
        if field == "total" and "line_total" not in columns and (settled := _by_products(table, columns, key)):
            columns.update(settled)
            continue
        name, other = table.columns[first], f"{table.columns[first]} 2"
        raise AmbiguousFile(
            f"Two columns are called {name!r}, and they say different things.",
            f"In one row the first says {row[first].strip()!r} and the second {row[second].strip()!r}.",
            f"Say which is {called}: --map {field}={name!r} for the first, --map {field}={other!r} for the second.",
            "map",
            (name, other),
        )


def _differing(table: Table, first: int, second: int) -> Row:
    """A row in which both say something else; empty where there is none."""
    return next((row for row in table.rows if _unlike(row[first].strip(), row[second].strip())), [])


def _unlike(one: str, other: str) -> bool:
    return (
        bool(one and other) and one != other and amounts.by_either_mark(one) != (amounts.by_either_mark(other) or other)
    )


def _by_products(table: Table, columns: Columns, key: str) -> Columns:
    """Which of both is price times quantity in every row, the other being the order's; empty if not just one is."""
    if not {"line_price", "line_quantity"} <= columns.keys():
        return {}
    fit = [each for each in (key, f"{key} 2") if _is_product(table, columns, each)]
    if len(fit) != 1:
        return {}
    (other,) = {key, f"{key} 2"} - set(fit)
    return {"line_total": (fit[0],), "total": (other,)}


def _is_product(table: Table, columns: Columns, key: str) -> bool:
    places = [table.find(each) for each in (key, columns["line_price"][0], columns["line_quantity"][0])]
    for row in table.rows:
        found = [amounts.by_either_mark(row[at]) for at in places if at is not None]
        if None in found:
            return False
        whole, one, many = (value or Decimal(0) for value in found)
        if abs(whole - one * many) > _CENT * max(abs(many), Decimal(1)):
            return False
    return bool(table.rows)
