"""One order from its rows: every field read, or the one cell named because of which it is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from shopkeep.core.records.orders import Told, ToldLine
from shopkeep.orders import gifts, left_out, order_days, people, tries
from shopkeep.orders.amounts import currency_of
from shopkeep.orders.currency_signs import in_words
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, row_lines, title_of
from shopkeep.orders.left_out import LeftOut
from shopkeep.orders.noted import NOTED_AT_MOST, Notes, noted_as
from shopkeep.orders.order_memory import Memory
from shopkeep.orders.order_words import codes_of, country_of, name_of, postcode_of
from shopkeep.orders.statuses import judge
from shopkeep.orders.told import as_given, new
from shopkeep.orders.watched import NeedsWholeFile

DIFFERENT_TOTALS = "the rows of this order give different totals"
_WHEN = ("date", "time", "zone", "paid", "fulfilled", "cancelled")
_MONEY = ("currency", "total", "refunded", "discount", "shipping", "tax")
_WHO = (
    *("email", "buyer", "name", "first_name", "last_name", "country", "region", "city", "postcode"),
    *("consent", "code", "test", "sent_to", "sent_to_first", "sent_to_last"),
)


class _Cells:
    """Picks the cells of some fields from a row: of each field the first column that says something."""

    def __init__(self, sheet: Sheet, names: Sequence[str]) -> None:
        nowhere = len(sheet.table.columns)  # the empty cell at the end of a row that is read
        where = [sheet.columns.get(name, ()) for name in names]
        self.first = itemgetter(*(at[0] if at else nowhere for at in where))
        self.others = [(i, at[1:]) for i, at in enumerate(where) if len(at) > 1]

    def of(self, row: Row) -> Sequence[str]:
        cells = self.first(row)
        for at, positions in self.others:
            if not cells[at] or cells[at].isspace():
                cells = list(cells)
                cells[at] = next((cell for p in positions if (cell := row[p]) and not cell.isspace()), "")
        return cells


class OrderReader:
    """Reads the orders of one file, with where each field stands looked up once.

    Cells are compared as they stand and what they mean is remembered, for amounts, places and products come
    again and again. Plain orders of large files go by PlainReader instead.
    """

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.notes = Notes()
        self.left_out: list[LeftOut] = []
        """The cells without which the order that was read last was taken in."""
        self._blocks = layout.style == "blocks"
        self._groups = layout.style == "groups"
        self._when = _Cells(sheet, _WHEN)
        self._costs = _Cells(sheet, _MONEY)
        self._who = _Cells(sheet, _WHO)
        self._states = sheet.columns.get("status", ())
        self._memory = Memory(sheet, layout)
        used = sorted({at for positions in sheet.columns.values() for at in positions})
        plain = not (layout.says or layout.key) and layout.lines is row_lines and len(used) > 1
        self._hashed = itemgetter(*used) if plain else tuple
        self._gift_columns = [
            (at, says)
            for name, says in (("gift", gifts.of_cell), ("notes", gifts.of_notes))
            for at in sheet.columns.get(name, ())
        ]

    def hash_of(self, rows: Sequence[Row], salt: str) -> int:
        """A number for the cells an order is read from; `salt` stands for how they are read."""
        cells = [salt]
        for row in rows:
            cells += self._hashed(row)
        digest = hashlib.blake2b("\x1f".join(cells).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True) or 1

    def read(self, all_rows: list[Row]) -> Told:
        """What the rows of one order tell; `left_out` are then the cells it was read without. Raises Refuse."""
        self.left_out = []
        for row in all_rows:
            row.append("")
        try:
            return self._read(all_rows, all_rows)
        except Refuse as refusal:
            return self._read_without(all_rows, refusal)
        finally:
            for row in all_rows:
                row.pop()

    def _read_without(self, all_rows: list[Row], refusal: Refuse) -> Told:
        """An order without the cells that it can do without. Raises Refuse for one that it cannot do without."""
        rows = [row[:] for row in all_rows]
        while len(self.left_out) < left_out.MOST and (cell := left_out.blank(self.sheet, rows, refusal)):
            if cell.field != "email" or all(known.field != "email" for known in self.left_out):
                self.left_out.append(cell)  # one address is enough to be told of
            try:
                return self._read(rows, all_rows)
            except Refuse as another:
                refusal = another
        raise refusal

    def _read(self, all_rows: list[Row], as_they_stand: list[Row]) -> Told:
        """`all_rows` may lack cells; what a platform says in its own way is read from them `as_they_stand`, so that
        no amount is worked out without one of them."""
        sheet, layout = self.sheet, self.layout
        rows = all_rows[:1] if self._blocks else all_rows  # the rows that speak of the whole order
        head = self._merged(rows) if self._groups and len(rows) > 1 else rows[0]
        date, time, zone, paid, fulfilled, cancelled_cell = self._when.of(head)
        code, *amounts = self._costs.of(head)
        (
            *(email, buyer, name, first_name, last_name, country, region, city, postcode),
            consent, codes, test, sent_to, sent_to_first, sent_to_last,
        ) = self._who.of(head)  # fmt: skip
        try:
            placed = sheet.dates.stamp(date, f"{time} {zone}".strip() if time or zone else "")
        except ValueError as error:
            raise order_days.refusal(sheet, rows, date, time, zone, str(error)) from None
        currency = code if code and code == sheet.currency else self._currency(rows, code.strip())
        given = layout.says(sheet, as_they_stand, currency) if layout.says else {}
        if "email" not in given or (layout.addresses and not given["email"]):  # also where it is none that is a relay's
            email = self._email(all_rows, email)
        self._memory.turn_to(currency)
        lines, gift = self._memory.lines(all_rows)
        known = self._memory.amounts
        try:
            total, refunded, discount, shipping, tax = [known[cell] for cell in amounts]
        except KeyError:
            total, refunded, discount, shipping, tax = self._amounts(rows, amounts, currency, given, lines)
        else:
            if len(rows) > 1 or amounts[0] in self._memory.absent or not amounts[0] or given:
                total, refunded, discount, shipping, tax = self._amounts(rows, amounts, currency, given, lines)
            elif refunded < 0 or discount < 0:
                refunded, discount = abs(refunded), abs(discount)
        status = given.get("status") or self._status(rows[0], head)
        is_off, cancelled = False, None
        if cancelled_cell or self.left_out:
            is_off, cancelled = order_days.cancelled(sheet, rows, cancelled_cell, self.left_out)
        if is_off and status in ("paid", "pending", "refunded"):
            status = "cancelled"
        if test and tries.is_try(test):
            status = "test"
        self.notes.below_zero += total < 0
        if status == "refunded" and not refunded:
            refunded = max(0, total)
        elif refunded and status in ("paid", "pending") and refunded >= total > 0:
            status = "refunded"
        if name:
            name = name_of(name)
        if not name and (first_name or last_name):
            name = people.person_name(first_name, last_name)
        if not gift and (sent_to or sent_to_last or self._gift_columns):
            gift = self._gift(all_rows, name, sent_to, sent_to_first, sent_to_last)
        told = new(
            Told,
            (
                placed,
                currency,
                total,
                refunded,
                discount,
                shipping,
                tax,
                codes_of(codes, layout.codes) if codes else "[]",
                status,
                total > refunded and status in ("paid", "pending"),
                email,
                name,
                country_of(country) if country else "",
                title_of(region) if region else "",
                title_of(city) if city else "",
                postcode_of(postcode) if postcode else "",
                gift,
                people.consent(consent) if consent else None,
                order_days.moment(sheet, rows, "paid", paid) if paid else None,
                order_days.moment(sheet, rows, "fulfilled", fulfilled) if fulfilled else None,
                cancelled,
                people.number_of(buyer) if buyer else "",
                lines,
            ),
        )
        if given:
            told = as_given(told, given)
        if not told.currency:
            raise sheet.refuse(rows, "currency", "no currency")
        return told

    def _merged(self, rows: list[Row]) -> Row:
        """The rows of an order as one: of each column what the first row says that says anything."""
        return [next((c for c in column if c and not c.isspace()), "") for column in zip(*rows, strict=True)]

    def _amounts(
        self, rows: list[Row], cells: list[str], currency: str, given: dict[str, Any], lines: Sequence[ToldLine]
    ) -> tuple[int, int, int, int, int]:
        """Total, refunds, discount, shipping and tax of an order. Raises Refuse."""
        discount = abs(self.sheet.whole(rows, "discount", currency))
        total, refunded = given.get("total"), given.get("refunded")
        if total is None:
            total = self._total(rows, currency, lines, discount)
        if refunded is None:
            refunded = abs(self.sheet.whole(rows, "refunded", currency))
        shipping, tax = self.sheet.whole(rows, "shipping", currency), self.sheet.whole(rows, "tax", currency)
        if len(rows) == 1 and not given:
            for cell in cells:
                self._memory.amount(cell)
        return total, refunded, discount, shipping, tax

    def _email(self, rows: list[Row], first: str) -> str:
        """The first cell that is an address; empty where all are blank or say that there is none. Raises Refuse
        where others are filled and none is one."""
        if first:
            try:
                if found := people.address(first):
                    return found
            except ValueError:
                pass
        wrong: Refuse | None = None
        for row in rows:
            for at in self.sheet.columns.get("email", ()):
                if row[at].strip() and not people.is_nobody(row[at]):
                    try:
                        found = people.address(row[at])
                    except ValueError as error:
                        wrong = wrong or Refuse(self.sheet.table.columns[at], row[at], str(error), "email", at)
                    else:
                        if found:
                            return found
        if wrong:
            raise wrong
        return ""

    def _currency(self, rows: list[Row], said: str) -> str:
        if not said and self.sheet.signed:
            paid = self.sheet.first(rows, "total") or self.sheet.first(rows, "line_total")
            by_sign = currency_of([paid or self.sheet.first(rows, "line_price")])
            if by_sign:
                return self.sheet.named(by_sign)
        if not said and not self.sheet.currency and self.sheet.table.stream is not None:
            raise NeedsWholeFile  # other rows may tell, or the owner is asked
        if not said:
            return self.sheet.silent()
        code = said.strip("'").upper()
        if len(code) == 3 and code.isascii() and code.isalpha():
            return self.sheet.named(code)
        by_sign = currency_of([f"{said}1"]) or in_words(said)
        if by_sign:
            return self.sheet.named(by_sign)
        raise self.sheet.refuse(rows, "currency", "not a currency of three letters")

    def _status(self, first: Row, head: Row) -> str:
        words = tuple(first[at] or head[at] for at in self._states)
        status, unknown = judge(words)
        if unknown and len(self.notes.unknown_words) < NOTED_AT_MOST:
            self.notes.unknown_words.add(noted_as(unknown))
        return status

    def _total(self, rows: list[Row], currency: str, lines: Sequence[ToldLine], discount: int) -> int:
        sheet = self.sheet
        if not sheet.has("total"):
            # No order total in the file: what the products cost, less what was taken off the whole order.
            for cell in self.left_out:
                if cell.field in left_out.PRODUCTS:
                    raise Refuse(cell.column, cell.value, cell.reason)
            return sum(line.quantity * line.unit_price - line.discount for line in lines) - discount
        found = sheet.each_money(rows, "total", currency)
        if not found:
            raise sheet.refuse(rows, "total", "no amount")
        if len(set(found)) > 1:
            raise sheet.refuse(rows, "total", DIFFERENT_TOTALS)
        return found[0]

    def _gift(self, rows: list[Row], buyer: str, sent_to: str, sent_to_first: str, sent_to_last: str) -> bool:
        for at, says in self._gift_columns:
            if any(row[at] and says(row[at]) for row in rows):
                return True
        if sent_to == buyer or not (sent_to or sent_to_last):
            return False
        return gifts.to_another(buyer, people.person_name(sent_to_first, sent_to_last) or name_of(sent_to))
