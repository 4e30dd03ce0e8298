"""Whether an amount is what a product cost or what the whole order did: the rows tell, or the owner is asked."""

from __future__ import annotations

from decimal import Decimal

from shopkeep.errors import AmbiguousFile
from shopkeep.orders import amounts, contents
from shopkeep.orders.column_names import bare
from shopkeep.orders.fields import Columns
from shopkeep.orders.synonyms import SALES
from shopkeep.orders.table import Table, at_of

_AMOUNTS = frozenset(("amount", "betrag", "montant", "importe", "importo", "bedrag", "kwota", "valor", "сумма", "金額"))
_EITHER = frozenset(("sale price", "selling price", "sold price", "price", "preis", "prix", "precio", "prezzo"))
_ATTENDS = frozenset(("attendee status", "attendee number", "attendee no", "attendee", "attendee id"))
_TICKETS = ("total paid", "ticket price", "ticket total")
_GROSS = ("gross revenue", "gross sales", "gross amount", "gross total", "subtotal", "list amount")
_NET = ("net revenue", "net amount", "net total", "net sales", "net")
_ENOUGH = 5
"""How many orders of several rows tell whether a column repeats the order's total."""
_CENT = Decimal("0.011")
_SUMS = frozenset(
    (
        *("total", "totals", "amount", "revenue", "sum", "sales", "turnover", "paid", "gesamt", "summe", "betrag"),
        *("umsatz", "montant", "importe", "monto", "totale", "importo", "valor", "totaal", "bedrag", "kwota", "suma"),
    )
)
_QUANTITIES = frozenset(("quantity", "qty", "units", "menge", "anzahl", "cantidad", "quantite", "quantidade", "aantal"))
_NO_SUMS = frozenset(
    (
        *("tax", "vat", "discount", "shipping", "freight", "profit", "cost", "costs", "fee", "fees", "commission"),
        *("items", "quantity", "qty", "units", "weight", "points", "tip", "tips", "refund", "refunded", "margin"),
        *("orders", "customers", "days", "visits", "stock", "category", "channel", "person", "rep", "tax5"),
    )
)


def place_tickets(table: Table, columns: Columns) -> None:
    """Lists of who attends say in each row what that ticket cost, also where several were bought in one order."""
    if table.keys & _ATTENDS and columns.get("total", ("",))[0] in _TICKETS and "line_total" not in columns:
        columns["line_total"] = columns.pop("total")


def place_net(table: Table, columns: Columns, taken: set[str]) -> None:
    """`Net revenue` is what was paid where it is `Gross revenue` less the discount in every row, and no fee is off."""
    if columns.keys() & {"total", "line_total", "line_price"} or "discount" not in columns:
        return
    gross = next((at for key in _GROSS if (at := table.find(key)) is not None), None)
    net = next((key for key in _NET if key in table.keys and key not in taken), "")
    if gross is None or not net or not table.rows:
        return
    places = (gross, at_of(table, columns["discount"][0]), at_of(table, net))
    for row in table.rows:
        before, off, after = (amounts.by_either_mark(row[at]) for at in places)
        if any(row) and (before is None or after is None or abs(before - abs(off or Decimal(0)) - after) > _CENT):
            return
    columns["total"] = (net,)
    taken.add(net)


def ask(table: Table, columns: Columns, taken: set[str], mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where orders could be worth another amount than the columns that were found give."""
    _ask_for_amount(table, columns, mapping)
    _ask_for_sum(table, columns, taken)
    _ask_for_quantity(table, columns, taken)
    _ask_for_each(table, columns, mapping)


def by_order(table: Table, columns: Columns, at: int) -> list[list[str]]:
    """What a column says in the rows of each order that has several."""
    number, said = at_of(table, columns["number"][0]), dict[str, list[str]]()
    for row in table.rows:
        if row[at].strip():
            said.setdefault(row[number], []).append(row[at].strip())
    return [cells for cells in said.values() if len(cells) > 1]


def place_sales(table: Table, columns: Columns, taken: set[str]) -> None:
    """`Sales` is what a product cost or what the order did: the rows of orders with several tell which.

    Raises AmbiguousFile where too few do.
    """
    key = next((key for key in SALES if key in table.keys and key not in taken), "")
    if not key or "total" in columns or "line_total" in columns or "number" not in columns:
        return
    at = at_of(table, key)
    several = by_order(table, columns, at)
    alike = all(len(set(cells)) == 1 for cells in several)
    if several and alike and len(several) < _ENOUGH:
        raise _either(table.columns[at])
    columns["total" if alike else "line_total"] = (key,)
    taken.add(key)


def _ask_for_amount(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where `Amount` is the same in the few orders of several products: each may cost as much."""
    said = {"line_title", "line_sku"} & columns.keys() and {"number", "total"} <= columns.keys()
    if not said or "total" in mapping or columns["total"][0] not in _AMOUNTS:
        return
    several = by_order(table, columns, at_of(table, columns["total"][0]))
    if 0 < len(several) < _ENOUGH and all(len(set(cells)) == 1 for cells in several):
        raise _either(table.columns[at_of(table, columns["total"][0])])


def _either(name: str) -> AmbiguousFile:
    return AmbiguousFile(
        f"The column {name!r} may be what a product cost or what the whole order did.",
        "The rows of an order say the same in it, and there are too few such orders to tell.",
        f"Say which: --map line_total={name!r} for the product, --map total={name!r} for the order.",
        "map",
        (name,),
    )


def place_total(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """A total that is price times quantity in every row, also of orders of several, is the product's. Raises
    AmbiguousFile where all rows of each order say the same: then it may be the order's all the same."""
    needed = ("number", "total", "line_price", "line_quantity")
    if "line_total" in columns or "total" in mapping or not all(name in columns for name in needed):
        return
    number, total, price, quantity = (at_of(table, columns[name][0]) for name in needed)
    several = by_order(table, columns, total)
    if not several:
        return
    checked = 0
    for row in table.rows:
        if not row[number].strip():
            continue
        found = [amounts.by_either_mark(row[at]) for at in (total, price, quantity)]
        if None in found:
            return
        whole, one, many = (value or Decimal(0) for value in found)
        if whole and not one * many:
            return  # a cent is no rounding of what was given away
        if abs(whole - one * many) > _CENT * max(abs(many), Decimal(1)):
            return
        checked += bool(whole)
    if not checked:
        return
    if not any(len(set(cells)) > 1 for cells in several):
        name = table.columns[total]
        raise AmbiguousFile(
            f"{name!r} is price times quantity in every row, and all rows of an order say the same.",
            "It may be what each product came to, or the order's total in each of its rows.",
            f"Say --map line_total={name!r} if it is each product's, --map total={name!r} if it is the order's.",
            "map",
            (name,),
        )
    columns["line_total"] = columns.pop("total")


def _ask_for_quantity(table: Table, columns: Columns, taken: set[str]) -> None:
    """Raises AmbiguousFile where each price would count once although a column is called a quantity."""
    if "line_price" not in columns or columns.keys() & {"total", "line_total", "line_quantity"}:
        return
    for at, name in enumerate(table.columns):
        if (
            table.key_at(at) in taken
            or not set(table.key_at(at).split()) & _QUANTITIES
            or not contents.filled(table, at)
        ):
            continue
        raise AmbiguousFile(
            f"The column {name!r} may say how many of a product were bought.",
            "Without it each product would count once.",
            f"Say so: --map line_quantity={name!r}, or name the order's total: --map total=COLUMN.",
            "map",
            (name,),
        )


def _ask_for_each(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where a `sale price` stands beside quantities: it may be that of one piece, or of all."""
    if columns.get("total", ("",))[0] not in _EITHER or "line_quantity" not in columns or "total" in mapping:
        return
    if "line_price" in columns or not contents.holds_several(table, at_of(table, columns["line_quantity"][0])):
        return
    name = table.columns[at_of(table, columns["total"][0])]
    raise AmbiguousFile(
        f"The column {name!r} may be what one piece cost, or all that were bought together.",
        "There are quantities of more than one beside it, and no other column that would tell.",
        f"Say which: --map line_price={name!r} for one piece, --map total={name!r} for all of them.",
        "map",
        (name,),
    )


def _ask_for_sum(table: Table, columns: Columns, taken: set[str]) -> None:
    """Raises AmbiguousFile where prices would be added up although a column that is called a sum stands by."""
    if "total" in columns or "line_total" in columns or "line_price" not in columns or "number" not in columns:
        return
    for at, name in enumerate(table.columns):
        key = table.key_at(at)
        words = set(key.split()) | {bare(name)}
        if key in taken or not words & _SUMS or words & _NO_SUMS or not contents.holds_amounts(table, at):
            continue
        price = table.columns[at_of(table, columns["line_price"][0])]
        raise AmbiguousFile(
            f"The column {name!r} may be the order's total, or what all of one product cost.",
            f"Without it an order would be worth its prices in {price!r}.",
            f"Say which: --map total={name!r} for the order, --map line_total={name!r} for the product.",
            "map",
            (name,),
        )
