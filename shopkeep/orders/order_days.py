"""When an order was placed, paid, sent and called off: what a cell that names no moment means."""

from __future__ import annotations

from shopkeep.orders import people
from shopkeep.orders.layout import Refuse, Row, Sheet
from shopkeep.orders.left_out import LeftOut
from shopkeep.orders.statuses import judge


def refusal(sheet: Sheet, rows: list[Row], date: str, time: str, zone: str, reason: str) -> Refuse:
    """The refusal of a moment: of its time of day alone, where the day by itself can be read."""
    try:
        sheet.dates.stamp(date, zone)
    except ValueError:
        time = ""
    return sheet.refuse(rows, "time" if time.strip() else "date", reason)


def moment(sheet: Sheet, rows: list[Row], name: str, cell: str) -> int | None:
    """A moment; None where a cell names none: it is blank, MySQL's `0000-00-00 00:00:00`, or a word. Raises
    Refuse."""
    try:
        return sheet.dates.stamp(cell)
    except ValueError as error:
        if cell.strip("0-/.: ") and any(map(str.isdigit, cell)):
            raise sheet.refuse(rows, name, str(error)) from None
        return None


def cancelled(sheet: Sheet, rows: list[Row], said: str, left_out: list[LeftOut]) -> tuple[bool, int | None]:
    """Whether an order was called off, and when, where that can be told. Raises Refuse."""
    if any(cell.field == "cancelled" for cell in left_out):
        return True, None
    try:
        return True, sheet.dates.stamp(said)
    except ValueError as error:
        if not said.strip("0-/.: ") or people.is_nobody(said) or people.consent(said) is False:
            return False, None
        if people.consent(said) or judge((said,))[0] == "cancelled":
            return True, None
        raise sheet.refuse(rows, "cancelled", str(error)) from None
