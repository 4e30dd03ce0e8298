"""Orders in which nothing is out of the ordinary, read quickly: nearly all of a large export."""

from __future__ import annotations

import re
from operator import itemgetter
from unicodedata import is_normalized

from shopkeep.core import text
from shopkeep.core.records.orders import Told
from shopkeep.orders import gifts, people
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.order_memory import Memory
from shopkeep.orders.order_words import codes_of, country_of, postcode_of
from shopkeep.orders.statuses import judge
from shopkeep.orders.told import new

_FIELDS = (
    *("date", "paid", "fulfilled", "cancelled", "currency", "total", "refunded", "discount", "shipping", "tax"),
    *("consent", "email", "name", "country", "region", "city", "postcode", "code", "sent_to"),
)
_UNUSUAL = ("time", "zone", "buyer", "first_name", "last_name", "test", "sent_to_first", "sent_to_last")


class PlainReader:
    """Reads the orders in which nothing is out of the ordinary, in a third of the time that others take.

    Those are words without control characters and odd spaces, an address in ASCII, and one row that speaks of
    the order. What it reads it reads as OrderReader does; of anything else it says nothing.
    """

    def __init__(self, sheet: Sheet, layout: Layout, memory: Memory) -> None:
        self._memory = memory
        self._currency = sheet.currency
        self._stamp = sheet.dates.stamp
        self._codes = layout.codes
        self._statuses: dict[tuple[str, ...], str] = {}
        self._notes = [at for name in ("gift", "notes") for at in sheet.columns.get(name, ())]
        nowhere = len(sheet.table.columns)
        at = [(sheet.columns.get(name) or (nowhere,))[0] for name in _FIELDS]
        self._pick = itemgetter(*at, *sheet.columns.get("status", ()))
        named = [sheet.columns.get(name, ()) for name in _FIELDS]
        self._others = [(where[0], where[1:]) for where in named if len(where) > 1]
        """Fields of several columns, of which the first that says something counts."""
        plain = layout.style != "groups" and not (layout.says or layout.key) and layout.lines is row_lines
        needed = all(map(sheet.has, ("email", "total", "date")))
        self.possible = plain and needed and not any(sheet.has(name) for name in _UNUSUAL)

    def read(self, rows: list[Row]) -> Told | None:
        """What an order tells; None where it is not plain enough."""
        head, memory = rows[0], self._memory
        # fmt: off
        (
            date, paid, fulfilled, cancelled, currency, total_cell, refunded_cell, discount_cell, shipping_cell,
            tax_cell, consent, email, name, country, region, city, postcode, codes, sent_to, *states,
        ) = self._pick(head)
        # fmt: on
        if currency != self._currency or memory.currency != currency or not total_cell or cancelled or not name:
            return None
        for first, others in self._others:
            if (not head[first] or head[first].isspace()) and any(head[other] for other in others):
                return None
        words = f"~{name}~{region}~{city}~{sent_to}~"
        if not words.isprintable() or len(words) > text.NAME_LIMIT or _ODD.search(words):
            return None
        if not words.isascii() and not is_normalized("NFC", words):
            return None
        for at in self._notes:
            if any(row[at] for row in rows):
                return None
        email = email.lower()
        if email and not people.is_plain(email):
            return None
        if not email and len(rows) > 1:
            return None
        known, cells = memory.amounts, (total_cell, refunded_cell, discount_cell, shipping_cell, tax_cell)
        try:
            try:
                total, refunded, discount, shipping, tax = [known[cell] for cell in cells]
            except KeyError:
                total, refunded, discount, shipping, tax = [memory.amount(cell) for cell in cells]
            status = self._statuses[tuple(states)]
            placed = self._stamp(date)
            paid_at = self._stamp(paid) if paid else None
            fulfilled_at = self._stamp(fulfilled) if fulfilled else None
        except KeyError:
            if len(self._statuses) < 1000:
                self._statuses[tuple(states)] = judge(tuple(states))[0]
            return None
        except ValueError:
            return None
        if refunded or discount < 0 or total < 0 or total_cell in memory.absent:
            return None
        lines, gift = memory.lines(rows)
        if status == "refunded":
            return None
        gift = gift or (sent_to != name and bool(sent_to) and gifts.to_another(name, sent_to))
        return new(
            Told,
            (
                placed,
                currency,
                total,
                0,
                discount,
                shipping,
                tax,
                codes_of(codes, self._codes) if codes else "[]",
                status,
                total > 0 and status in ("paid", "pending"),
                email,
                name,
                country_of(country),
                region,
                city,
                postcode_of(postcode),
                gift,
                people.consent(consent) if consent else None,
                paid_at,
                fulfilled_at,
                None,
                "",
                lines,
            ),
        )


_ODD = re.compile(r"  |~[ '\"=+@-]| ~")
"""What would be cut off or taken out of words."""
