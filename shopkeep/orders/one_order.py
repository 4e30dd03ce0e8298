"""One order from its rows: every field read, or the one cell named because of which it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from shopkeep.core import text
from shopkeep.core.records.orders import Order, OrderLine, OrderStatus
from shopkeep.orders import gifts, people
from shopkeep.orders.amounts import currency_of
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, title_of
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import unguard

_SETTLED = frozenset(("email", "status", "total", "refunded"))
"""What a platform's own way of saying decides before the order is put together."""
DIFFERENT_TOTALS = "the rows of this order give different totals"


@dataclass(slots=True)
class Notes:
    """What was passed over in orders that were taken in all the same."""

    unread_dates: dict[str, int] = field(default_factory=dict)
    """column -> how many of its cells are no dates."""
    unknown_words: set[str] = field(default_factory=set)
    """Status words that are not known, a few of them."""


def read_order(sheet: Sheet, layout: Layout, number: str, all_rows: list[Row], notes: Notes) -> Order:
    rows = all_rows[:1] if layout.style == "blocks" else all_rows  # the rows that speak of the whole order
    try:
        placed = sheet.dates.read(sheet.first(rows, "date"), _clock(sheet, rows))
    except ValueError as error:
        raise sheet.refuse(rows, "date", str(error)) from None
    currency = _currency(sheet, rows)
    given = layout.says(sheet, all_rows, currency) if layout.says else {}
    email = given["email"] if "email" in given else _email(sheet, all_rows)
    lines = layout.lines(sheet, all_rows, currency)
    unknown = ""
    status: OrderStatus | None = given.get("status")
    if status is None:
        status, unknown = judge(tuple(rows[0][at] for at in sheet.columns.get("status", ())))
    if unknown and len(notes.unknown_words) < 5:
        notes.unknown_words.add(text.plain(unknown)[:40])
    cancelled = _moment(sheet, rows, "cancelled", notes)
    if cancelled and status in ("paid", "pending", "refunded"):
        status = "cancelled"
    test = sheet.first(rows, "test")
    if test and (test.casefold() == "test" or people.consent(test)):
        status = "test"
    discount = abs(_sum(sheet, rows, "discount", currency))
    total = given.get("total")
    if total is None:
        total = _total(sheet, rows, currency, lines, discount)
    refunded = given.get("refunded")
    if refunded is None:
        refunded = abs(_sum(sheet, rows, "refunded", currency))
    if status == "refunded" and not refunded:
        refunded = total
    elif status in ("paid", "pending") and refunded >= total > 0:
        status = "refunded"
    order = Order(
        platform=layout.platform,
        number=number,
        placed_at=placed,
        currency=currency,
        total=total,
        email=email,
        buyer="" if email else title_of(sheet.first(rows, "buyer")),
        name=_name(sheet, rows),
        refunded=refunded,
        discount=discount,
        shipping=_sum(sheet, rows, "shipping", currency),
        tax=_sum(sheet, rows, "tax", currency),
        codes=_codes(layout, sheet.first(rows, "code")),
        status=status,
        paid_at=_moment(sheet, rows, "paid", notes),
        fulfilled_at=_moment(sheet, rows, "fulfilled", notes),
        cancelled_at=cancelled,
        country=_country(sheet.first(rows, "country")),
        region=title_of(sheet.first(rows, "region")),
        city=title_of(sheet.first(rows, "city")),
        postcode=_postcode(sheet.first(rows, "postcode")),
        gift=_gift(sheet, all_rows, lines),
        consent=people.consent(sheet.first(rows, "consent")),
        lines=tuple(lines),
    )
    others = {name: value for name, value in given.items() if name not in _SETTLED}
    return replace(order, **others) if others else order


def _clock(sheet: Sheet, rows: list[Row]) -> str:
    """The time of day and its zone, where they have columns of their own."""
    return f"{sheet.first(rows, 'time')} {sheet.first(rows, 'zone')}".strip()


def _email(sheet: Sheet, rows: list[Row]) -> str:
    """The first cell that is an address. Raises Refuse where cells are filled and none is one."""
    wrong: Refuse | None = None
    for row in rows:
        for at in sheet.columns.get("email", ()):
            if row[at].strip():
                try:
                    found = people.address(row[at])
                except ValueError as error:
                    wrong = wrong or Refuse(sheet.table.columns[at], row[at], str(error))
                else:
                    if found:
                        return found
    if wrong:
        raise wrong
    return ""


def _currency(sheet: Sheet, rows: list[Row]) -> str:
    said = sheet.first(rows, "currency")
    if not said:
        return sheet.currency
    code = said.strip("'").upper()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    by_sign = currency_of([f"{said}1"])
    if by_sign:
        return by_sign
    raise sheet.refuse(rows, "currency", "not a currency of three letters")


def _total(sheet: Sheet, rows: list[Row], currency: str, lines: list[OrderLine], discount: int) -> int:
    if not sheet.has("total"):
        # No order total in the file: what the products cost, less what was taken off the whole order.
        return sum(line.quantity * line.unit_price - line.discount for line in lines) - discount
    found = sheet.each_money(rows, "total", currency)
    if not found:
        raise sheet.refuse(rows, "total", "no amount")
    if len(set(found)) > 1:
        raise sheet.refuse(rows, "total", DIFFERENT_TOTALS)
    return found[0]


def _sum(sheet: Sheet, rows: list[Row], name: str, currency: str) -> int:
    """An amount of the whole order: where every row repeats it, once; else what the rows add up to."""
    if len(rows) == 1:
        return sheet.money(rows, name, currency) or 0
    found = sheet.each_money(rows, name, currency)
    if len(found) == len(rows) and len(set(found)) == 1:
        return found[0]
    return sum(found)


def _moment(sheet: Sheet, rows: list[Row], name: str, notes: Notes) -> datetime | None:
    """A moment that an order can do without: None where it is missing or unreadable."""
    said = sheet.first(rows, name)
    if not said:
        return None
    try:
        return sheet.dates.read(said)
    except ValueError:
        column = sheet.refuse(rows, name, "").column
        notes.unread_dates[column] = notes.unread_dates.get(column, 0) + 1
        return None


def _name(sheet: Sheet, rows: list[Row]) -> str:
    whole = people.person_name(sheet.first(rows, "name"))
    return whole or people.person_name(sheet.first(rows, "first_name"), sheet.first(rows, "last_name"))


def _gift(sheet: Sheet, rows: list[Row], lines: list[OrderLine]) -> bool:
    if gifts.of_titles(line.title for line in lines):
        return True
    for name, says in (("gift", gifts.of_cell), ("notes", gifts.of_notes)):
        if any(says(row[at]) for at in sheet.columns.get(name, ()) for row in rows if row[at]):
            return True
    if not sheet.has("sent_to") and not sheet.has("sent_to_last"):
        return False
    parcel = people.person_name(sheet.first(rows, "sent_to_first"), sheet.first(rows, "sent_to_last"))
    parcel = parcel or people.person_name(sheet.first(rows, "sent_to"))
    return gifts.to_another(_name(sheet, rows), parcel)


def _codes(layout: Layout, cell: str) -> tuple[str, ...]:
    """Discount codes in capitals: shops do not tell small letters from large ones there."""
    if not cell:
        return ()
    found = (text.clean(unguard(code.strip()), 80).upper() for code in layout.codes(cell))
    return tuple(dict.fromkeys(code for code in found if code))


def _postcode(written: str) -> str:
    """In capitals; the quotes that keep spreadsheets from counting, and zeros that stand for none, left out."""
    found = title_of(written.strip("'\"= ")).upper()[:20]
    return found if found.strip("0- ") else ""


def _country(written: str) -> str:
    country = title_of(written)
    return country.upper() if len(country) == 2 else country
