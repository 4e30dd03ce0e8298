"""Any other table of orders: columns found by their usual names, or named by the owner with --map.

Fields and their meaning: `orders/fields.py`. Needed are number, date, and total or a product's price. Without
addresses the buyers are known by the number the shop gave them, or are nobody in particular. One row an
order and one row a product (with the order repeated or left blank below) are both read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from shopkeep.core.records.orders import OrderLine
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.orders import (
    contents,
    counted,
    hundredths,
    people,
    refund_flags,
    row_states,
    side_by_side,
    unnumbered,
    whose_addresses,
    worth,
)
from shopkeep.orders.fields import FIELDS, Columns
from shopkeep.orders.found_columns import find, states_in_codes
from shopkeep.orders.given_back import GivenBack, lines_of_sales, unsaid_refunds
from shopkeep.orders.layout import Layout, Row, Sheet, Style, row_lines
from shopkeep.orders.mail_wishes import MailWishes
from shopkeep.orders.synonyms import SYNONYMS, names
from shopkeep.orders.table import Table, at_of

_Lines = Callable[[Sheet, list[Row], str], list[OrderLine]]
_LINES = ("line_title", "line_sku")
_PRICES = ("line_price", "line_total")
_POINT_ZERO = re.compile(r"(\d+)[.,]0+$")
_NO_TOTALS = "This file has no order totals; an order is worth what its products cost."
_BUYERS_ONLY = "This file has no e-mail addresses: its buyers can be looked at, but not be written to."
_NO_BUYERS = "This file does not say who bought: its orders count for the shop's totals only."
_NAMES_ONLY = (
    "This file knows its buyers by name only, and people of one name cannot be told apart: "
    "its orders count for the shop's totals only."
)

_CALLED = {
    "number": "the order number",
    "date": "the day of the order",
    "total": "the order's total",
    "email": "the e-mail address",
}
"""Fields within a sentence; others as FIELDS has them."""


class Generic:
    name = "generic"
    title = "CSV"

    def recognise(self, columns: frozenset[str]) -> int:
        kinds = (("number",), ("date",), ("email", "buyer"), ("total", *_PRICES))
        found = [fields for fields in kinds if any(names(columns, name) for name in fields)]
        if len(found) < 3 and not (("date",) in found and len(found) == 2):
            return 0
        return 10 * len(found) + min(9, sum(names(columns, name) for name in SYNONYMS) // 3)

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        columns = find(table, mapping)
        _ask_again(table, columns, mapping)
        beside = None if any(field.startswith("line_") for field in mapping) else side_by_side.find(table)
        if beside:
            columns = {field: keys for field, keys in columns.items() if not field.startswith("line_")}
        numbered = "number" in columns or not unnumbered.are_orders(table, columns)
        if numbered:
            _ask_for_missing(table, columns, mapping, bool(beside and beside.priced))
        whose_addresses.ask(table, columns, mapping)
        by_products = "total" not in columns
        warnings = [_NO_TOTALS] if by_products else []
        if not numbered:
            warnings.append(unnumbered.WARNING)
        if by_products and worth.has_returns(table, columns.get("line_quantity", ())):
            warnings.append(worth.RETURNS)
        if "email" not in columns:
            named = _NAMES_ONLY if columns.keys() & {"name", "last_name"} else _NO_BUYERS
            warnings.append(_BUYERS_ONLY if "buyer" in columns else named)
        hundredths.refuse(table, columns)
        given = GivenBack(table, columns)
        hooks = _Hooks(table, columns, given, beside)
        if (hooks.mixed and not by_products) or hooks.backs_unpriced(table, columns):
            warnings.append(row_states.IN_PART)
        if hooks.shares is not None:
            warnings.append(worth.SHARES)
        lines: _Lines = partial(worth.lines, shares=hooks.shares) if by_products else row_lines
        lines = beside.lines if beside else _of_kept(lines) if hooks.mixed else lines
        if not beside and not by_products and (listed := counted.column_of(table, columns, mapping)):
            columns["line_title"], lines = (listed,), counted.lines
        return Layout(
            self.name,
            columns,
            _style(table, columns, given) if numbered else "rows",
            lines_of_sales(given, lines) if given.parted else lines,
            says=hooks.says if hooks.needed else None,
            key=None if numbered else unnumbered.key,
            states=hooks.states,
            warnings=(*warnings, *given.warnings, *unsaid_refunds(table, columns), *states_in_codes(table, columns)),
        )


class _Hooks:
    """What columns alone do not tell: totals of products, refunds that are a flag, bare numbers of buyers."""

    def __init__(
        self, table: Table, columns: Columns, given: GivenBack, beside: side_by_side.SideBySide | None
    ) -> None:
        self.beside = beside
        self.shares = None if beside else worth.shares_in(table, columns)
        self.flag = refund_flags.column_of(table, columns, given.returned)
        self.given = given
        self.by_products = "total" not in columns
        self.buyers = "buyer" in columns
        self.mixed = _are_mixed(table, columns, given)
        self.wishes = MailWishes(table, (at_of(table, key) for keys in columns.values() for key in keys))
        asked = bool(self.wishes.asked)
        self.needed = self.flag is not None or self.by_products or self.buyers or given.told or asked or self.mixed
        refunds = self.flag is not None or given.parted or given.returned is not None or self.mixed or bool(given.went)
        self.states = frozenset(
            (
                *(["refunded"] if refunds else []),
                *(["status"] if given.off or given.due or given.went or given.why or self.mixed else []),
                *(["consent"] if asked else []),
                *(["lines"] if beside else []),
            )
        )

    def backs_unpriced(self, table: Table, columns: Columns) -> bool:
        """Whether some products of an order came back, and nothing tells what they cost."""
        if self.flag is None or "number" not in columns or columns.keys() & {*_PRICES}:
            return False
        return row_states.differ(table, at_of(table, columns["number"][0]), [self.flag])

    def says(self, sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
        sold = self.given.sold(rows)
        found: dict[str, Any] = {}
        if self.by_products and sold:
            found = self._of_products(sheet, sold, currency)
        if self.mixed:
            found |= row_states.says(sheet, sold, currency, self.by_products)
        if self.given.told:
            found |= self.given.says(sheet, rows, currency, found)
        if self.flag is not None:
            total = found.get("total", 0) if self.by_products else sheet.money(rows, "total", currency) or 0
            if back := refund_flags.paid_back(sheet, rows, self.flag, total, currency):
                found["refunded"] = back
        if self.wishes.asked:
            found["consent"] = self.wishes.of(sheet, rows)
        if self.buyers:
            found["buyer"] = _buyer(sheet.first(rows, "buyer"))  # an address goes before it
        return found

    def _of_products(self, sheet: Sheet, sold: list[Row], currency: str) -> dict[str, Any]:
        if self.beside is None:
            return worth.of_products(sheet, sold, currency, self.shares)
        off = abs(sheet.whole(sold, "discount", currency))
        return {"total": self.beside.worth(sheet, sold[:1], currency) - off}


def _are_mixed(table: Table, columns: Columns, given: GivenBack) -> bool:
    """Whether products have states of their own in an order."""
    if given.told or not {"number", "status"} <= columns.keys() or not columns.keys() & {*_LINES, *_PRICES}:
        return False
    return row_states.differ(table, at_of(table, columns["number"][0]), [at_of(table, k) for k in columns["status"]])


def _of_kept(lines: _Lines) -> _Lines:
    """The products that were not called off."""
    return lambda sheet, rows, currency: lines(sheet, row_states.kept(sheet, rows), currency)


def _buyer(written: str) -> str:
    """The shop's number of a buyer as it was before a spreadsheet made `17850.0` of it."""
    bare = _POINT_ZERO.sub(r"\1", written.strip("' "))
    return people.number_of(bare)[:200]


def _ask_again(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where the owner named a column that cannot be what it is used for."""
    fits = {
        "email": (lambda at: not contents.lacks_addresses(table, at), "addresses"),
        "date": (lambda at: not contents.lacks_dates(table, at), "dates"),
        "total": (lambda at: not contents.holds_words(table, at), "amounts"),
    }
    for field, (test, what) in fits.items():
        key = mapping.get(field, "")
        if not key or key not in table.keys or not contents.filled(table, at := at_of(table, key)) or test(at):
            continue
        name, such_as = table.columns[at], contents.filled(table, at)[0]
        missing = _missing(columns)
        more = f" Missing too: {', '.join(missing)}." if missing else ""
        raise AmbiguousFile(
            f"{name!r} is used for {_CALLED[field]}; its values are no {what}.",
            f"The first of them is {such_as[:60]!r}.{more}",
            f"Name the right column: --map {field}=COLUMN, where COLUMN is one of: {', '.join(table.columns[:40])}.",
            "map",
            tuple(table.columns),
        )


def _missing(columns: Columns, priced: bool = False) -> list[str]:
    priced = priced or any(field in columns for field in _PRICES)
    needed = ("number", "date", *(() if priced else ("total",)))
    return [field for field in needed if field not in columns]


def _ask_for_missing(table: Table, columns: Columns, mapping: dict[str, str], priced: bool) -> None:
    """Raises ImportRefused where nothing in the file could be what is needed, AmbiguousFile where it could."""
    name = table.path.replace("\\", "/").rsplit("/", 1)[-1]
    missing = _missing(columns, priced)
    if not missing:
        return
    _refuse_without_header(table, name, mapping)
    if table.short * 2 > len(table.rows):
        if not columns:
            raise ImportRefused(
                f"{name} is no table of orders.",
                "Its lines hold text, or columns of something else: no column is called as one of orders is.",
                "Choose the orders as your platform exports them: a CSV, a spreadsheet or a JSON file.",
            )
        raise ImportRefused(
            f"The rows of {name} have fewer cells than its header has names.",
            "So most values stand under the name of another column, and nobody could say what they mean.",
            "Open it in a spreadsheet, put each value under its name, and save it as CSV.",
        )
    if not columns.keys() & {"total", *_PRICES}:
        hundredths.refuse_named(table, (key for key in table.keys if contents.holds_amounts(table, at_of(table, key))))
    used = {key: field for field, keys in columns.items() for key in keys}
    found_by_name = used.keys() - set(mapping.values())
    could_be = {"date": contents.holds_dates, "total": contents.holds_amounts}
    elsewhere = ""
    for field, test in could_be.items():
        if field not in missing or not table.rows:
            continue
        fit = [key for key in table.keys if key not in found_by_name and test(table, at_of(table, key))]
        if not fit:
            what = "dates" if field == "date" else "amounts"
            raise ImportRefused(
                f"{name} has no {what} of orders.",
                f"No column of it holds {_CALLED[field]}, so it is a table of something else, or a part of one.",
                "Export the orders themselves, with their dates and totals.",
            )
        if all(key in used for key in fit):
            column = table.columns[at_of(table, fit[0])]
            elsewhere = elsewhere or f"{column!r} could be it, but is used for {_called(used[fit[0]])}."
    field = missing[0]
    more = f" Missing too: {', '.join(missing[1:])}." if missing[1:] else ""
    unknown = "The file is of no platform known here, so its columns must be understood one by one."
    raise AmbiguousFile(
        f"No column looks like {_CALLED[field]}.",
        (elsewhere if len(missing) == 1 and elsewhere else unknown) + more,
        f"Name it: --map {field}=COLUMN, where COLUMN is one of: {', '.join(table.columns[:40])}.",
        "map",
        tuple(table.columns),
    )


def _refuse_without_header(table: Table, name: str, mapping: dict[str, str]) -> None:
    """Raises ImportRefused where the first line holds values and not names."""
    values = [column for column in table.columns if contents.is_value(column)]
    if mapping or len(values) < 2:
        return
    raise ImportRefused(
        f"{name} has no line with the names of its columns.",
        f"Its first line holds values already, such as {values[0][:40]!r} and {values[1][:40]!r}.",
        "Put a line above it that names them: number, date, email, total and so on.",
    )


def _called(field: str) -> str:
    return _CALLED.get(field, FIELDS[field])


def _style(table: Table, columns: Columns, given: GivenBack) -> Style:
    """One row an order, or one a product: then the rows below an order's first repeat its number or are blank."""
    number = at_of(table, columns["number"][0])
    products = [at_of(table, columns[field][0]) for field in _LINES if field in columns]
    if not products and not given.parted and "total" in columns:
        priced = columns.keys() & {"line_quantity", *_PRICES}
        again = priced and contents.repeats(table, number, at_of(table, columns["total"][0]))
        return "groups" if again else "rows"
    if (
        given.kinds is None
        and "total" in columns
        and contents.goes_on(table, number, at_of(table, columns["total"][0]), products)
    ):
        return "blocks"
    numbers = [cell for cell in table.cells(number) if cell.strip()]
    return "groups" if len(set(numbers)) < len(numbers) else "rows"


FORMAT = Generic()
