"""A file of several tables under one another, each with its header: orders first, then the products of all of them.

The first column says of which table a row is (`order`, `lineItem`), the second names the order in each. The columns
of the tables below are put beside those of the first, so that all rows of an order are found by its number.
"""

from __future__ import annotations

from shopkeep.orders.table import Table, column_key

_BEGIN = ("type", "orderid")


def joined(table: Table) -> Table:
    """The tables of a file as one, where it has several; else the table as it is."""
    if tuple(map(column_key, table.columns[:2])) != _BEGIN:
        return table
    width = len(table.columns)
    columns = list(table.columns)
    place = 0
    rows: list[list[str]] = []
    for row in table.rows:
        if tuple(map(column_key, row[:2])) == _BEGIN:
            place = len(columns)
            columns += row[2:]
        if place:
            row = row[:2] + [""] * (place - 2) + row[2 : 2 + len(columns) - place]
        rows.append(row)
    if len(columns) == width:
        return table
    found = Table(
        table.path, table.digest, table.encoding, table.delimiter, tuple(columns), rows, table.lines, table.broken
    )
    found.warnings, found.source, found.torn, found.again = table.warnings, table.source, table.torn, table.again
    return found
