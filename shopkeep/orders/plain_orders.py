"""Orders in which nothing is out of the ordinary, read quickly: nearly all of a large export.

They are read column by column: what a cell means is remembered, and a whole column looked up at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import compress
from operator import itemgetter, ne
from typing import Any, NamedTuple

from shopkeep.orders import gifts, people
from shopkeep.orders.columns import UNREAD, Line, Memo
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, row_lines, title_of
from shopkeep.orders.noted import NOTED_AT_MOST, noted_as
from shopkeep.orders.order_words import codes_of, country_of, name_of, postcode_of
from shopkeep.orders.statuses import judge

_FIELDS = (
    *("date", "paid", "fulfilled", "cancelled", "currency", "total", "refunded", "discount", "shipping", "tax"),
    *("consent", "email", "buyer", "name", "country", "region", "city", "postcode", "code", "sent_to"),
)
_UNUSUAL = ("time", "zone", "first_name", "last_name", "test", "sent_to_first", "sent_to_last")
_LINE = ("line_title", "line_variant", "line_sku", "line_quantity", "line_price", "line_total", "line_discount")
_OPEN = ("paid", "pending")


class Plain(NamedTuple):
    """What plain orders tell. At the places of the others stands whatever it may."""

    columns: list[list[Any]]
    """The fields of Told but the products."""
    lines: list[Line]
    """The product of each row, where it has one."""
    others: list[int]
    """The places of orders that are not plain."""


def are_possible(sheet: Sheet, layout: Layout) -> bool:
    """Whether the orders of a file may be plain."""
    plain = layout.style != "groups" and not (layout.says or layout.key) and layout.lines is row_lines
    needed = all(map(sheet.has, ("email", "total", "date", "currency"))) and sheet.currency
    return plain and bool(needed) and not any(sheet.has(name) for name in _UNUSUAL)


class PlainReader:
    """Reads the orders in which nothing is out of the ordinary, in a fraction of the time that others take.

    What it reads it reads as OrderReader does; of anything else it says nothing.
    """

    def __init__(self, sheet: Sheet, layout: Layout, noted: set[str]) -> None:
        """`noted` are the status words that are noted as not known, while this reads."""
        self._sheet = sheet
        self._noted = noted
        self._columns = {name: sheet.columns[name] for name in _FIELDS if sheet.has(name)}
        self._states = sheet.columns.get("status", ())
        every = [at for where in (*self._columns.values(), self._states) for at in where]
        self._pick = itemgetter(*every, *every[:1])
        self._line_at = [at for name in _LINE for at in sheet.columns.get(name, ())]
        self._pick_line = itemgetter(*self._line_at, *self._line_at[:1]) if len(self._line_at) > 0 else None
        self._gifts = [
            (at, Memo(says))
            for name, says in (("gift", gifts.of_cell), ("notes", gifts.of_notes))
            for at in sheet.columns.get(name, ())
        ]
        self._amounts = Memo(self._amount)
        self._emails = Memo(_address if len(self._columns["email"]) > 1 else _address_or_nobody)
        self._names = Memo(lambda cell: name_of(cell) if cell else "")
        self._buyers = Memo(lambda cell: people.number_of(cell) if cell else "")
        self._places = Memo(title_of)
        self._countries = Memo(country_of)
        self._postcodes = Memo(postcode_of)
        self._consents = Memo(people.consent)
        self._codes = Memo(lambda cell: codes_of(cell, layout.codes) if cell else "[]")
        self._statuses = Memo(self._judged)
        self._unknown: dict[tuple[str, ...], str] = {}
        """Words of which one is not known, and that one as it is to be noted."""
        self._lines = Memo(self._line)
        self._wrapped: set[Line] = set()
        """Products that make an order a gift."""

    def read(self, rows: list[Row], starts: list[int]) -> Plain:
        """What orders tell. The first row of each speaks of the whole order; `starts` ends behind the last row."""
        heads = [rows[at] for at in starts[:-1]]
        many, others = len(heads), set[int]()
        cut = iter(zip(*map(self._pick, heads), strict=True))
        cells = {name: self._first_said([next(cut) for _ in where]) for name, where in self._columns.items()}
        states = [next(cut) for _ in self._states]

        def read(name: str, memo: Memo, silent: Any) -> list[Any]:
            if name not in cells:
                return [silent] * many
            found = list(map(memo.__getitem__, cells[name]))
            if memo.unread:
                unread = [at for at, value in enumerate(found) if value is UNREAD]
                others.update(unread)
                for at in unread:
                    found[at] = silent
            return found

        def when(name: str) -> list[Any]:
            if name not in cells or not any(cells[name]):
                return [None] * many
            found = self._sheet.dates.stamps(cells[name])
            if None in found:
                others.update(at for at, cell in enumerate(cells[name]) if cell and found[at] is None)
            return found

        if set(cells["currency"]) != {self._sheet.currency}:
            others.update(at for at, code in enumerate(cells["currency"]) if code != self._sheet.currency)
        placed, paid, fulfilled, cancelled = map(when, ("date", "paid", "fulfilled", "cancelled"))
        if not all(cells["date"]):
            others.update(at for at, cell in enumerate(cells["date"]) if not cell)
        if not all(cells["total"]):
            others.update(at for at, cell in enumerate(cells["total"]) if not cell)
        amounts = ("total", "refunded", "discount", "shipping", "tax")
        total, refunded, discount, shipping, tax = (read(name, self._amounts, 0) for name in amounts)
        names = read("name", self._names, "")
        emails = read("email", self._emails, "")
        if not all(emails):
            others.update(at for at, email in enumerate(emails) if not email and starts[at + 1] - starts[at] > 1)
        status = self._status(states, many, others)
        self._settle(total, refunded, status, cancelled, others)
        lines, gift = self._products(rows, starts, others)
        self._gifts_of(rows, starts, names, cells.get("sent_to", ()), gift)
        counts = [one > other and word in _OPEN for one, other, word in zip(total, refunded, status, strict=True)]
        # fmt: off
        columns = [
            placed, list(cells["currency"]), total, refunded, discount, shipping, tax,
            read("code", self._codes, "[]"), status, counts, emails, names,
            read("country", self._countries, ""), read("region", self._places, ""), read("city", self._places, ""),
            read("postcode", self._postcodes, ""), gift, read("consent", self._consents, None),
            paid, fulfilled, cancelled, read("buyer", self._buyers, ""),
        ]
        # fmt: on
        return Plain(columns, lines, sorted(others))

    def _first_said(self, columns: list[tuple[str, ...]]) -> Sequence[str]:
        """Of a field of several columns the first that says something counts."""
        first, *more = columns
        if not more or (all(first) and not any(map(str.isspace, first))):
            return first
        return [next((c for c in cells if c and not c.isspace()), "") for cells in zip(*columns, strict=True)]

    def _amount(self, cell: str) -> Any:
        if not cell:
            return 0
        try:
            amount = self._sheet.amounts.read(cell, self._sheet.currency)
        except ValueError:
            return UNREAD
        return UNREAD if amount is None or amount < 0 else amount

    def _status(self, states: list[tuple[str, ...]], many: int, others: set[int]) -> list[Any]:
        words = list(zip(*states, [""] * many, strict=True))
        found = list(map(self._statuses.__getitem__, words))
        if self._unknown and len(self._noted) < NOTED_AT_MOST:
            others.update(at for at, each in enumerate(words) if self._unknown.get(each, "") not in {"", *self._noted})
        return found

    def _judged(self, words: tuple[str, ...]) -> str:
        status, unknown = judge(words[:-1])
        if unknown:
            self._unknown[words] = noted_as(unknown)
        return status

    def _settle(
        self, total: list[int], refunded: list[int], status: list[str], cancelled: list[int | None], others: set[int]
    ) -> None:
        """What was paid back and cancelled, as OrderReader settles it."""
        told = {at for at, word in enumerate(status) if word == "refunded"}
        told.update(at for at, amount in enumerate(refunded) if amount)
        told.update(at for at, moment in enumerate(cancelled) if moment is not None)
        for at in told - others:
            if cancelled[at] is not None and status[at] in (*_OPEN, "refunded"):
                status[at] = "cancelled"
            if status[at] == "refunded" and not refunded[at]:
                refunded[at] = total[at]
            elif status[at] in _OPEN and refunded[at] >= total[at] > 0:
                status[at] = "refunded"

    def _products(self, rows: list[Row], starts: list[int], others: set[int]) -> tuple[list[Line], list[bool]]:
        """The product of each row; which orders are a gift by one of theirs."""
        gift = [False] * (len(starts) - 1)
        if self._pick_line is None:
            return [None] * len(rows), gift
        lines = [self._lines[cells] for cells in map(self._pick_line, rows)]
        if self._lines.unread:
            others.update(_orders_at(starts, (at for at, line in enumerate(lines) if line is UNREAD)))
        if self._wrapped:
            for at in _orders_at(starts, (at for at, line in enumerate(lines) if line in self._wrapped)):
                gift[at] = True
        return lines, gift

    def _line(self, cells: tuple[str, ...]) -> Any:
        row = [""] * len(self._sheet.table.columns)
        for at, cell in zip(self._line_at, cells, strict=False):
            row[at] = cell
        try:
            found = row_lines(self._sheet, [row], self._sheet.currency)
        except Refuse:
            return UNREAD
        if not found:
            return None
        [line] = found
        told = (line.title, line.sku, line.quantity, line.unit_price, line.discount)
        if gifts.of_title(line.title):
            self._wrapped.add(told)
        return told

    def _gifts_of(
        self, rows: list[Row], starts: list[int], names: list[str], sent_to: Sequence[str], gift: list[bool]
    ) -> None:
        """Mark the orders whose notes or parcels say that they went to somebody else."""
        for at, says in self._gifts:
            cells = list(map(itemgetter(at), rows))
            if any(cells):
                speaking = (place for place, cell in enumerate(cells) if cell and says[cell])
                for order in _orders_at(starts, speaking):
                    gift[order] = True
        for order in compress(range(len(sent_to)), map(ne, names, sent_to)):
            if sent_to[order] and gifts.to_another(names[order], self._names[sent_to[order]]):
                gift[order] = True


def _address(cell: str) -> Any:
    """An address as it is to be stored, where it is one of nothing but ASCII and not guarded against formulas."""
    email = cell.lower()
    return email if not email or (email[0] != "'" and people.is_plain(email)) else UNREAD


def _address_or_nobody(cell: str) -> Any:
    """The same, of a file in which no other column of the row could have one."""
    found = _address(cell)
    return "" if found is UNREAD and people.is_nobody(cell) else found


def _orders_at(starts: list[int], rows: Iterable[int]) -> list[int]:
    """The orders to which some rows belong."""
    return [bisect_right(starts, row) - 1 for row in rows]
