"""PayPal's activity download and monthly statement, in six languages.

It lists every movement of the account. Sales are payments that came in and went through; refunds name the sale
they belong to. Withdrawals, conversions, authorisations, holds, fees and the owner's own purchases are left out.
The columns are the owner's choice, and their names often begin or end with a space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import people
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import REFUND_ALONE, real_address, refuse_unless, settled
from shopkeep.orders.paypal_words import (
    COLUMNS,
    FEES,
    GIVEN_BACK,
    IMPACT,
    MEMO,
    NETS,
    PART,
    REFERENCE,
    STATE,
    TYPE,
    Kind,
    kind_of,
    went_through,
)
from shopkeep.orders.table import Table


@dataclass(frozen=True, slots=True)
class _Movements:
    """Where the columns stand that tell what a movement is, and what the rows under them are."""

    types: tuple[int, ...]
    states: tuple[int, ...]
    impacts: tuple[int, ...]
    references: tuple[int, ...]

    def kind(self, sheet: Sheet, row: Row) -> Kind:
        """What a row is, by its type, its sign and whether it went through. Raises Refuse."""
        kind = _settled_kind(_first(row, self.types), _first(row, self.states), _first(row, self.impacts))
        if kind == "none":
            return kind
        # In minor units of whatever currency: only the sign counts here.
        gross = sheet.money([row], "total", sheet.say(row, "currency").upper() or sheet.currency or "EUR")
        if kind == "item":
            return "item" if gross is None or gross >= 0 else "none"
        if not gross or (kind == "sale") != (gross > 0):
            return "none"  # a purchase of the owner's, or money that the owner got back
        return kind

    def sorted_out(self, sheet: Sheet, rows: list[Row]) -> dict[Kind, list[Row]]:
        found: dict[Kind, list[Row]] = {"sale": [], "refund": [], "item": [], "none": []}
        for row in rows:
            found[self.kind(sheet, row)].append(row)
        return found

    def skip(self, sheet: Sheet, row: Row) -> bool:
        try:
            return self.kind(sheet, row) == "none"
        except Refuse:
            return False  # the order it makes is refused for its amount, with the reason

    def key(self, sheet: Sheet, row: Row) -> str:
        """A sale by its own code, a refund by that of its sale."""
        own = sheet.say(row, "number")
        back = kind_of(_first(row, self.types)) == "refund"
        return (_first(row, self.references) or own) if back else own

    def says(self, sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
        found = self.sorted_out(sheet, rows)
        if not found["sale"]:
            raise sheet.refuse(rows, "number", REFUND_ALONE)
        sale = found["sale"][0]
        currency = sheet.say(sale, "currency").upper() or currency
        state = text.key(_first(sale, self.states))
        status: OrderStatus = "refunded" if GIVEN_BACK.search(state) and not PART.search(state) else "paid"
        backs = {sheet.say(row, "number"): row for row in found["refund"]}.values()  # downloads may overlap
        refunded = sum(abs(sheet.money([row], "total", currency) or 0) for row in backs)
        try:
            clock = f"{sheet.say(sale, 'time')} {sheet.say(sale, 'zone')}".strip()
            placed = sheet.dates.read(sheet.say(sale, "date"), clock)
        except ValueError as error:
            raise sheet.refuse([sale], "date", str(error)) from None
        return {
            **settled(status, sheet.money([sale], "total", currency) or 0, refunded),
            "placed_at": placed,
            "currency": currency,
            "email": real_address(sheet.say(sale, "email")),
            "buyer": "",
            "name": people.person_name(sheet.say(sale, "name")),
            "shipping": abs(sheet.money([sale], "shipping", currency) or 0),
            "tax": abs(sheet.money([sale], "tax", currency) or 0),
        }

    def lines(self, sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
        """The products that the payment names, and where the file lists a cart, those of its cart."""
        by_kind = self.sorted_out(sheet, rows)
        items, found = by_kind["item"], []
        for row in items or by_kind["sale"][:1]:
            title, sku = title_of(sheet.say(row, "line_title")), title_of(sheet.say(row, "line_sku"))
            if not title and not sku:
                continue
            quantity = quantity_of(sheet.say(row, "line_quantity"))
            worth = sheet.money([row], "total", currency) or 0
            if not items:
                worth -= sum(abs(sheet.money([row], name, currency) or 0) for name in ("shipping", "tax"))
            found.append(OrderLine(title or sku, sku, quantity, max(0, round(worth / quantity))))
        return found


@lru_cache(maxsize=4096)
def _settled_kind(kind_said: str, state: str, impact: str) -> Kind:
    """What a movement would be if its sign fits: nothing where it did not go through, or is only a memo."""
    kind = kind_of(kind_said)
    if kind == "unknown" or not went_through(state) or text.key(impact) in MEMO:
        return "none"
    return kind


def _first(row: Row, positions: Sequence[int]) -> str:
    return next((said for at in positions if (said := row[at].strip())), "")


class PayPal:
    name = "paypal"
    title = "PayPal"

    def recognise(self, columns: frozenset[str]) -> int:
        if not columns & set(COLUMNS["total"]) or not columns & set(COLUMNS["number"]):
            return 0
        if not columns & set(COLUMNS["currency"]) or not columns & FEES or not columns & set(COLUMNS["date"]):
            return 0
        told = bool(columns & set(COLUMNS["email"])) + bool(columns & NETS) + bool(columns & set(IMPACT))
        return 92 + told if told and columns & set(TYPE) else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        def positions(keys: Sequence[str]) -> tuple[int, ...]:
            return tuple(at for at in map(table.find, keys) if at is not None)

        moved = _Movements(positions(TYPE), positions(STATE), positions(IMPACT), positions(REFERENCE))
        amounts = positions(COLUMNS["total"])

        def sold(row: Row) -> bool:
            """Whether a row could be a sale. Its amount cannot be read yet, but its sign can be seen."""
            gross = _first(row, amounts) or "-"
            return kind_of(_first(row, moved.types)) == "sale" and not gross.startswith(("-", "(", "−"))

        refuse_unless(
            table,
            sold,
            "lists no sales.",
            "It is PayPal's activity, and of these movements none is a payment that a buyer made to this account.",
            "Import the shop's own order export, or download the activity of the account that is paid.",
        )
        said = {_first(row, moved.types) for row in table.rows}
        unknown = sorted(text.plain(word)[:40] for word in said if word and kind_of(word) == "unknown")
        warnings = ["Taken in were payments received and their refunds; all other movements of the account were not."]
        if unknown:
            warnings.append(f"Movements of these kinds were not taken for sales: {', '.join(unknown[:5])}.")
        return Layout(
            self.name,
            COLUMNS,
            "groups",
            moved.lines,
            says=moved.says,
            key=moved.key,
            skip=moved.skip,
            addresses=bool(positions(COLUMNS["email"])),
            states=frozenset(("refunded", "status")),
            warnings=tuple(warnings),
        )


FORMAT = PayPal()
