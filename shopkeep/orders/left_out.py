"""Cells that an order can do without, where they cannot be read: it is taken in without them, and the owner is told.

An order's money and its day must be right, or it is refused. A buyer's address, what sending it cost, a product's
price beside the order's own total: of these none is worth an order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shopkeep import wording
from shopkeep.core.records.orders import Rejected
from shopkeep.orders.layout import Refuse, Row, Sheet, shown

PRODUCTS = frozenset(("discount", "line_title", "line_quantity", "line_price", "line_total", "line_discount"))
"""What an order is worth where the file has no totals: then it cannot do without."""
_OF_ORDER = frozenset(("discount", "shipping", "tax"))
"""What several rows of an order add up to: without one of them the sum would be wrong."""
_ADDRESS, _CANCELLED = "email", "cancelled"
_SPARED = PRODUCTS | _OF_ORDER | {_ADDRESS, "time", "paid", "fulfilled", _CANCELLED}
_SHOWN_LINES = 5
MOST = 50
"""So many cells of one order that cannot be read are too many: then it is refused."""


class LeftOut(NamedTuple):
    """A cell that an order was taken in without."""

    row: int
    """The place of its row among those of the order."""
    field: str
    column: str
    value: str
    reason: str


def blank(sheet: Sheet, rows: Sequence[Row], refusal: Refuse) -> LeftOut | None:
    """Blank the cell of a refusal in the rows of its order, and all that mean nothing without it; None, and
    nothing is blanked, where the order cannot do without."""
    field, at = refusal.field, refusal.at
    if field not in _SPARED or at < 0:
        return None
    found = [place for place, row in enumerate(rows) if row[at].strip() and shown(row[at]) == refusal.value]
    if not found:
        return None
    for row in rows if field in _OF_ORDER else [rows[place] for place in found]:
        for column in sheet.columns[field] if field in _OF_ORDER else (at,):
            row[column] = ""
    return LeftOut(found[0], field, refusal.column, refusal.value, refusal.reason)


def sentences(cells: Iterable[tuple[str, Rejected]]) -> Iterator[str]:
    """What to say of cells left out, each with its field: how many, where, and what that means."""
    found: dict[tuple[str, str], list[int]] = {}
    for field, cell in cells:
        found.setdefault((field, "" if field == _ADDRESS else cell.column), []).append(cell.line)
    for (field, column), lines in found.items():
        where, many = _where(sorted(lines)), len(lines)
        if field == _ADDRESS:
            have = wording.count(many, "order has", "orders have")
            kept, goes = ("is", "it goes to its buyer") if many == 1 else ("are", "they go to their buyers")
            yield (
                f"{have} an e-mail address that cannot be read ({where}) and {kept} among those without one: "
                f"mended among the rows to mend and imported, {goes}."
            )
            continue
        meaning = "left out"
        if field == _CANCELLED:
            meaning += f", and {'the order counts' if many == 1 else 'the orders count'} as cancelled"
        yield (
            f"{wording.count(many, 'cell')} of {column} cannot be read ({where}) and "
            f"{'is' if many == 1 else 'are'} {meaning}."
        )


def _where(lines: list[int]) -> str:
    shown_lines = [f"{line:,}" for line in lines[:_SHOWN_LINES]]
    more = len(lines) - len(shown_lines)
    said = wording.listed([*shown_lines, *([f"{more:,} more"] if more else [])])
    return f"{'line' if len(lines) == 1 else 'lines'} {said}"
