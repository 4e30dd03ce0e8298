"""What tables of no known platform tell of money given back, and of orders called off, in ways of their own.

Refunds as rows of another kind (`Type`: Sale, Refund), as pieces that came back (`Returned quantity`), and
orders called off by a flag (`Voided`: true). Each is understood by what its column holds, not by its name alone.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import contents, people
from shopkeep.orders.fields import Columns
from shopkeep.orders.layout import Row, Sheet, quantity_of
from shopkeep.orders.marketplaces import REFUND_ALONE, amount, settled
from shopkeep.orders.one_order import DIFFERENT_TOTALS
from shopkeep.orders.statuses import judge
from shopkeep.orders.table import Table, at_of


def _words(listed: str) -> frozenset[str]:
    return frozenset(map(text.key, listed.split(",")))


_KINDS = _words(
    "type,transaction type,txn type,order type,sale type,record type,row type,line type,document type,doc type,"
    "event type,event,entry type,kind,invoice type,receipt type,sales type,tipo,typ,belegart,vorgang,art,"
    "tipo de documento,tipo documento,tipo de transaccion,type de document,type de transaction,soort,transactietype,"
    "transaktionstyp,тип,тип операции,类型,種別"
)
_BACK = _words(
    "refund,refunds,refunded,partial refund,full refund,order refund,return,returns,returned,sale return,sales return,"
    "credit note,sales credit note,credit memo,chargeback,reversal,money back,gutschrift,erstattung,"
    "ruckerstattung,retoure,rechnungskorrektur,stornorechnung,storno,remboursement,avoir,retour,reembolso,devolucion,"
    "nota de credito,rimborso,reso,nota di credito,terugbetaling,creditnota,zwrot,faktura korygująca,korekta,"
    "devolucao,estorno,iade,возврат,退款,返金"
)
_RETURNED = (
    *("returned quantity", "returned qty", "quantity returned", "qty returned", "quantity refunded", "qty refunded"),
    *("refunded quantity", "refunded qty", "sku quantity of return", "returned", "retourenmenge", "menge retourniert"),
    *("cantidad devuelta", "quantite retournee", "quantita resa", "aantal geretourneerd"),
)
_CALLED_OFF = (
    *("cancelled", "canceled", "is cancelled", "is canceled", "iscancelled", "iscanceled", "voided", "is voided"),
    *("void", "isvoid", "is void", "deleted", "is deleted", "storno", "storniert", "annule", "annulee", "cancelado"),
    *("anulado", "annullato", "geannuleerd", "oxstorno", "order cancelled", "order canceled", "anulowane"),
)
_PAID = ("paid", "is paid", "ispaid", "payment received", "bezahlt", "paye", "pagado", "pagato", "betaald", "oplacone")
_DUE = ("amount due", "due date", "balance due", "amount remaining", "fallig", "echeance", "vencimiento", "scadenza")
"""How columns of invoices begin that say what is still to be paid, and when."""
_BACK_STATES = ("refund status", "return status", "refund state", "return state", "retourenstatus", "rueckgabestatus")
_WENT = _words(
    "refunded,returned,completed,complete,fully refunded,full,full refund,paid back,done,retourniert,erstattet"
)
_REASONS = (
    *("cancel reason", "cancellation reason", "cancelled reason", "canceled reason", "reason for cancellation"),
    *("stornogrund", "motivo de cancelacion", "motif d annulation", "motivo cancellazione", "reden annulering"),
)
_NO_REASON = frozenset(("", "none", "n a", "na", "null", "no"))
_OWED = ("amount due", "balance due", "amount outstanding", "outstanding amount", "outstanding", "outstanding balance")
_IN_PART = "Some orders were paid back in part, and this file does not say how much: they count in full."
_BY_PIECES = "What went back is worked out from the pieces that were returned, at their prices."


class GivenBack:
    """Where a table tells of refunds and cancellations besides by amounts and status words."""

    def __init__(self, table: Table, columns: Columns) -> None:
        free = table.keys - {key for keys in columns.values() for key in keys}
        self.kinds = _kinds(table, free)
        self.signed = None if self.kinds is not None else _signed(table, columns)
        self.unpaid = _unpaid(table, columns)
        self.ticked = [at_of(table, key) for key in _PAID if key in free and _is_flag(table, key)]
        self.due = _due(table, columns, free)
        self.off = [at_of(table, key) for key in _CALLED_OFF if key in free and _is_flag(table, key)]
        self.went = [at_of(table, key) for key in _BACK_STATES if key in free]
        self.why = _reasons(table, columns, free)
        self._by_products = "total" not in columns
        self._lines = bool(columns.keys() & {"line_title", "line_sku"})
        self.returned = self._pieces(table, columns, free)

    @staticmethod
    def _pieces(table: Table, columns: Columns, free: frozenset[str]) -> int | None:
        """The column that counts what came back, where no other tells of it."""
        if "refunded" in columns or not columns.keys() & {"line_price", "line_total"}:
            return None
        found = (at_of(table, key) for key in _RETURNED if key in free)
        return next((at for at in found if contents.holds_counts(table, at)), None)

    @property
    def told(self) -> bool:
        """Whether the table tells anything here."""
        return (
            self.parted
            or bool(self.off or self.unpaid or self.ticked or self.due or self.went or self.why)
            or self.returned is not None
        )

    @property
    def parted(self) -> bool:
        """Whether sales and refunds are rows of their own."""
        return self.kinds is not None or self.signed is not None

    @property
    def warnings(self) -> list[str]:
        return [] if self.returned is None else [_BY_PIECES]

    def sold(self, rows: list[Row]) -> list[Row]:
        """The rows of an order that are sales."""
        if self.signed is not None:
            return [row for row in rows if not _is_below_zero(row[self.signed])] or rows
        return rows if self.kinds is None else [row for row in rows if not _is_back(row[self.kinds])]

    def says(self, sheet: Sheet, rows: list[Row], currency: str, found: dict[str, Any]) -> dict[str, Any]:
        """Total, refunds and status of an order. `found` is what is known by its sales. Raises Refuse."""
        sold = self.sold(rows)
        if not sold:
            raise sheet.refuse(rows, "number", REFUND_ALONE)
        if any(people.consent(row[at]) for at in self.off for row in sold) or any(
            text.key(row[at]) not in _NO_REASON for at in self.why for row in sold
        ):
            return {"status": "cancelled"}
        states = sheet.columns.get("status", ())
        words = tuple(next((said for row in sold if (said := row[at].strip())), "") for at in states)
        judged: OrderStatus = judge(words)[0]
        if judged in ("paid", "pending") and self._is_unpaid(sheet, sold, currency):
            return {"status": "pending"}
        back = [row for row in rows if row not in sold]
        came_back = any(all(text.key(row[at]) in _WENT for row in sold) for at in self.went)
        if not back and self.returned is None and not came_back:
            return {}
        totals = [found["total"]] if "total" in found else sheet.each_money(sold, "total", currency)
        if len(set(totals)) != 1:
            raise sheet.refuse(sold, "total", DIFFERENT_TOTALS if totals else "no amount")
        total = totals[0]
        if came_back and not back:
            return settled("refunded", total, 0)
        status: OrderStatus = found.get("status") or judged
        refunded = abs(sheet.whole(sold, "refunded", currency))
        if back:
            refunded += self._amount(sheet, back, currency)
        elif status in ("paid", "pending"):
            refunded += self._worth(sheet, sold, currency, total)
        told = settled(status, total, min(refunded, total) if total > 0 else refunded)
        if back:
            told["placed_at"] = _placed(sheet, sold)
        return told

    def _is_unpaid(self, sheet: Sheet, sold: list[Row], currency: str) -> bool:
        """Whether an invoice is open, a box is not ticked, or all of an order is still to be paid."""
        if any(text.key(row[at]) == "open" for at in self.unpaid for row in sold):
            return True
        if any(people.consent(row[at]) is False for at in self.ticked for row in sold):
            return True
        return bool(self.due) and self._is_owed(sheet, sold, currency)

    def _is_owed(self, sheet: Sheet, sold: list[Row], currency: str) -> bool:
        """Whether all of an order is still to be paid."""
        total, owed = sheet.money(sold, "total", currency), amount(sheet, sold[0], self.due, currency)
        return total is not None and owed is not None and owed >= total > 0

    def _amount(self, sheet: Sheet, back: list[Row], currency: str) -> int:
        """What rows of refunds give back: a total that all products of one repeat counts once."""
        if self._by_products:
            found = sheet.each_money(back, "line_total", currency) or [
                (sheet.money([row], "line_price", currency) or 0)
                * quantity_of(sheet.say(row, "line_quantity").strip("-"))
                for row in back
            ]
            return sum(map(abs, found))
        amounts = [abs(each) for each in sheet.each_money(back, "total", currency)]
        return amounts[0] if amounts and self._lines and len(set(amounts)) == 1 else sum(amounts)

    def _worth(self, sheet: Sheet, rows: list[Row], currency: str, total: int) -> int:
        """What the pieces that came back had cost: everything, where all of them did."""
        if self.returned is None:
            return 0
        back = kept = 0
        for row in rows:
            bought, returned = quantity_of(sheet.say(row, "line_quantity")), _count(row[self.returned])
            unit = sheet.money([row], "line_price", currency)
            if unit is None:
                unit = round((sheet.money([row], "line_total", currency) or 0) / bought)
            back += unit * min(returned, bought)
            kept += max(0, bought - returned)
        return total if back and not kept else min(back, total)


def unsaid_refunds(table: Table, columns: Columns) -> list[str]:
    """What to say of orders paid back in part where no column tells how much."""
    if "refunded" in columns:
        return []
    words = (text.key(cell) for key in columns.get("status", ()) for cell in table.cells(at_of(table, key)))
    return [_IN_PART] if any("refund" in word and word.startswith("partial") for word in words) else []


def lines_of_sales(given: GivenBack, lines: Any) -> Any:
    """The products of the sales alone."""

    def sold(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
        return list(lines(sheet, given.sold(rows), currency))

    return sold


def _kinds(table: Table, free: frozenset[str]) -> int | None:
    """The column that says of each row whether it is a sale or gives money back."""
    for at in range(len(table.columns)):
        if table.key_at(at) in free and table.key_at(at) in _KINDS and any(map(_is_back, table.cells(at))):
            return at
    return None


def _signed(table: Table, columns: Columns) -> int | None:
    """The column of totals, where some orders stand there once with a total and again with one below zero."""
    if not columns.keys() >= {"number", "total"}:
        return None
    number, total = at_of(table, columns["number"][0]), at_of(table, columns["total"][0])
    below = {row[number] for row in table.rows if row[number].strip() and _is_below_zero(row[total])}
    if not below:
        return None
    above = (row[number] in below and row[total].strip() and not _is_below_zero(row[total]) for row in table.rows)
    return total if any(above) else None


def _is_below_zero(cell: str) -> bool:
    return cell.strip().lstrip("'").startswith(("-", "(", "−"))


def _due(table: Table, columns: Columns, free: frozenset[str]) -> str:
    """The compared name of the column of what is still to be paid, where no other says where an order stands."""
    if "status" in columns or "total" not in columns:
        return ""
    keys = (key for key in _OWED if key in free)
    return next((key for key in keys if contents.holds_amounts(table, at_of(table, key))), "")


def _reasons(table: Table, columns: Columns, free: frozenset[str]) -> list[int]:
    """The column that says why orders were called off, where it is blank for the others and no other tells."""
    if columns.keys() & {"status", "cancelled"}:
        return []
    places = [at_of(table, key) for key in _REASONS if key in free]
    return [at for at in places if any(text.key(cell) in _NO_REASON for cell in table.cells(at))]


def _unpaid(table: Table, columns: Columns) -> list[int]:
    """Columns of payments and invoices in which `open` means not paid; of an order it means not sent."""
    keys = columns.get("status", ())
    if not any(key.startswith(_DUE) for key in table.keys):
        keys = tuple(key for key in keys if {"payment", "paid", "financial"} & set(key.split()))
    return [at for at in (at_of(table, key) for key in keys) if "open" in map(text.key, table.cells(at))]


def _is_back(cell: str) -> bool:
    return text.key(cell) in _BACK


def _is_flag(table: Table, key: str) -> bool:
    cells = contents.filled(table, at_of(table, key))
    return bool(cells) and all(people.consent(cell) is not None for cell in cells)


def _count(cell: str) -> int:
    try:
        return abs(round(float(cell.strip("' ").replace(",", ".") or 0)))
    except (ValueError, OverflowError):
        return 0


def _placed(sheet: Sheet, sold: list[Row]) -> Any:
    clock = f"{sheet.say(sold[0], 'time')} {sheet.say(sold[0], 'zone')}".strip()
    try:
        return sheet.dates.read(sheet.say(sold[0], "date"), clock)
    except ValueError as error:
        raise sheet.refuse(sold, "date", str(error)) from None
