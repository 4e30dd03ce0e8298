"""Any other table of orders: columns found by their usual names, or named by the owner with --map.

Fields and their meaning: `layout.FIELDS`. Needed are number, date, email, and total or a product's price.
One row an order and one row a product (with the order repeated or left blank below) are both read.
"""

from __future__ import annotations

from collections.abc import Callable

from shopkeep.errors import AmbiguousFile
from shopkeep.orders import people
from shopkeep.orders.layout import FIELDS, MONEY, Layout, Row, Sheet, Style, row_lines
from shopkeep.orders.synonyms import STATUSES, SYNONYMS
from shopkeep.orders.table import Table

_LINES = ("line_title", "line_sku")
_SEVERAL = ("postcode", "gift")
"""Fields that may stand in several columns, the first that is filled going first."""
_PRICES = ("line_price", "line_total")


class Generic:
    name = "generic"
    title = "CSV"

    def recognise(self, columns: frozenset[str]) -> int:
        found = [f for f in ("number", "date", "email", "total") if columns & set(SYNONYMS[f])]
        if len(found) < 3 and not ("date" in found and len(found) == 2):
            return 0
        return 10 * len(found) + min(9, sum(bool(columns & set(names)) for names in SYNONYMS.values()) // 3)

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        columns = _found(table, mapping)
        self._ask_for_missing(table, columns)
        warnings: tuple[str, ...] = ()
        if "total" not in columns:
            warnings = ("This file has no order totals; an order is worth what its products cost.",)
        one_row = not any(f in columns for f in _LINES) or not _repeats(table, columns["number"][0])
        style: Style = "rows" if one_row else "groups"
        return Layout(self.name, columns, style, row_lines, says=_flagged(table), warnings=warnings)

    def _ask_for_missing(self, table: Table, columns: dict[str, tuple[str, ...]]) -> None:
        needed = ["number", "date", "email"]
        if not any(f in columns for f in _PRICES):
            needed.append("total")
        missing = [f for f in needed if f not in columns]
        if not missing:
            return
        field = missing[0]
        more = f" Missing too: {', '.join(missing[1:])}." if missing[1:] else ""
        what = f"No column of this file was recognised as {FIELDS[field]}."
        if field == "email":
            more += " Without addresses nobody in it could be written to."
        raise AmbiguousFile(
            what,
            f"The file is of no platform known here, so its columns must be understood one by one.{more}",
            f"Name it: --map {field}=COLUMN, where COLUMN is one of: {', '.join(table.columns[:40])}.",
            "map",
            tuple(table.columns),
        )


def _found(table: Table, mapping: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """field -> column; each column serves one field, and what the owner mapped goes first."""
    taken = set(mapping.values())
    columns: dict[str, tuple[str, ...]] = {name: (key,) for name, key in mapping.items()}
    for name, names in SYNONYMS.items():
        free = [key for key in names if key in table.keys and key not in taken]
        if name in MONEY:
            free = [key for key in free if not _holds_flags(table, key)]
        if name not in columns and free:
            columns[name] = tuple(free) if name in _SEVERAL else (free[0],)
            taken.update(columns[name])
    if "status" not in columns:
        words = tuple(key for key in STATUSES if key in table.keys)
        if words:
            columns["status"] = words
    return columns


def _holds_flags(table: Table, key: str) -> bool:
    """Whether a column says true and false where its name would suggest an amount."""
    at = table.find(key)
    assert at is not None
    return any(cell.strip().casefold() in ("true", "false", "yes", "no") for cell in table.cells(at))


def _flagged(table: Table) -> Callable[[Sheet, list[Row], str], dict[str, int]]:
    """Refunds in full that are only a flag, as in `Fully Refunded?`."""
    keys = [key for key in ("fully refunded", "refunded") if key in table.keys and _holds_flags(table, key)]
    at = table.find(keys[0]) if keys else None

    def refunded(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, int]:
        if at is None or not people.consent(rows[0][at]):
            return {}
        return {"refunded": sheet.money(rows, "total", currency) or 0}

    return refunded


def _repeats(table: Table, key: str) -> bool:
    at = table.find(key)
    assert at is not None
    filled = [cell for cell in table.cells(at) if cell.strip()]
    return len(set(filled)) < len(filled)


FORMAT = Generic()
