"""Which column of an unknown table holds which field: by the usual names first, then by names written otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from shopkeep.errors import AmbiguousFile
from shopkeep.orders import amounts, contents, twins
from shopkeep.orders.column_names import bare
from shopkeep.orders.fields import MONEY
from shopkeep.orders.statuses import is_known, judge
from shopkeep.orders.synonyms import GLUED, REFUND_FLAGS, SALES, STATUSES, SYNONYMS, WEAK_NUMBERS
from shopkeep.orders.table import Table

Columns = dict[str, tuple[str, ...]]
_PRICES = ("line_price", "line_total")
_SEVERAL = ("postcode", "gift")
"""Fields that may stand in several columns, the first that is filled going first."""
_AMOUNTS = frozenset(("amount", "betrag", "montant", "importe", "importo", "bedrag", "kwota", "valor", "сумма", "金額"))
_EITHER = frozenset(("sale price", "selling price", "sold price", "price", "preis", "prix", "precio", "prezzo"))
_STATE_WORDS = frozenset(
    ("result", "status", "state", "statut", "estado", "stato", "stav", "statusid", "zustand", "situacao")
)
_OVER = ("cancelled", "refunded")
_NUMBER_ENDS = (" order id", " order number", " order no", " order nr", " order code")
_OF_OTHERS = frozenset(("parent", "original", "related", "linked", "reference", "purchase", "po", "work", "production"))
"""Words of numbers that are those of another order, or of one to a supplier."""
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


def find(table: Table, mapping: dict[str, str]) -> Columns:
    """field -> compared names of its columns; each column serves one field, and what the owner mapped goes first.

    Raises AmbiguousFile.
    """
    taken = set(mapping.values())
    columns: Columns = {name: (key,) for name, key in mapping.items()}
    signed = [table.key_at(at) for at, column in enumerate(table.columns) if _is_number_sign(column)]
    signed = [] if "order number" in table.keys else signed
    _take(table, columns, taken, "number", signed)
    for name, usual in SYNONYMS.items():
        _take(table, columns, taken, name, (key for key in usual if key in table.keys))
    glued: dict[str, list[str]] = {}
    for at, column in enumerate(table.columns):
        glued.setdefault(bare(column), []).append(table.key_at(at))
    for name in SYNONYMS:
        _take(table, columns, taken, name, (key for word in GLUED[name] for key in glued.get(word, ())))
    if "date" not in columns and "time" in columns and contents.holds_dates(table, at_of(table, columns["time"][0])):
        columns["date"] = columns.pop("time")  # `16:51:06 16-04-2026` under `time`
    if "date" not in columns and "paid" in columns and contents.holds_dates(table, at_of(table, columns["paid"][0])):
        columns["date"] = columns.pop("paid")
    if "number" not in columns:
        _take_weak_number(table, columns, taken)
    if "number" not in columns:
        _take_longer_number(table, columns, taken)
    if columns.get("name") == ("name",) and _names_products(columns) and "name" not in mapping:
        columns["line_title"] = columns.pop("name")  # a till's list: what was sold is just called `Name`
    if "status" not in columns:
        words = tuple(key for key in STATUSES if key in table.keys and key not in taken)
        words = words or tuple(key for word in STATUSES for key in glued.get(word.replace(" ", ""), ()))
        words = tuple(dict.fromkeys(key for key in words if key not in taken))
        words = tuple(key for key in words if key != "state" or _are_statuses(table, at_of(table, key)))
        if len(words) > 1:  # `order state` may be a place, too
            words = tuple(key for key in words if _says_status(table, at_of(table, key))) or words
        words = words or tuple(key for key in _state_like(table, taken) if _are_statuses(table, at_of(table, key)))
        words = words or tuple(key for key in sorted(table.keys - taken) if _tell_states(table, at_of(table, key)))[:1]
        if words:
            columns["status"] = words
            taken.update(words)
    if "currency" not in columns and (coded := contents.in_codes(table, taken)):
        columns["currency"] = (coded,)
        taken.add(coded)
    if "billing" in columns.get("name", ("",))[0] and "sent_to" in columns and "name" not in mapping:
        columns["name"] += columns["sent_to"]  # who had it sent without a billing address has a name still
    _place_sales(table, columns, taken)
    twins.settle(table, columns, mapping)
    _place_total(table, columns, mapping)
    _ask_for_amount(table, columns, mapping)
    _ask_for_sum(table, columns, taken)
    _ask_for_quantity(table, columns, taken)
    _ask_for_each(table, columns, mapping)
    return columns


def _names_products(columns: Columns) -> bool:
    """Whether `Name` stands among prices and variants of products, and nothing else is one's name or a buyer."""
    free = not columns.keys() & {"line_title", "email", "buyer"}
    return free and all(columns.keys() & {*fields} for fields in (_PRICES, ("line_sku", "line_variant")))


def _state_like(table: Table, taken: set[str]) -> list[str]:
    """Columns by whose names they might say where an order stands."""
    keys = map(table.key_at, range(len(table.columns)))
    return [key for key in keys if key not in taken and (set(key.split()) & _STATE_WORDS or key.endswith("statusid"))]


def states_in_codes(table: Table, columns: Columns) -> list[str]:
    """What to say of a column that tells where orders stand in numbers of the shop's own program."""
    if "status" in columns:
        return []
    for key in _state_like(table, {key for keys in columns.values() for key in keys}):
        at = at_of(table, key)
        cells = set(contents.filled(table, at))
        if len(cells) > 1 and all(cell.lstrip("-").isdecimal() for cell in cells):
            name = table.columns[at]
            return [
                f"The column {name!r} may say which orders were cancelled, in numbers only this shop's program knows: "
                "all orders were taken as paid. Export it with words, if you can."
            ]
    return []


def _is_number_sign(column: str) -> bool:
    """Whether a name is `Order #`: beside it a column called `Number` is another one."""
    return "#" in column and bare(column) in GLUED["number"]


def at_of(table: Table, key: str) -> int:
    """The position of a column that is there."""
    at = table.find(key)
    assert at is not None
    return at


def holds_flags(table: Table, key: str) -> bool:
    """Whether a column says yes and no."""
    return contents.holds_flags(table, at_of(table, key))


def _take(table: Table, columns: Columns, taken: set[str], name: str, keys: Iterable[str]) -> None:
    """The first of some columns that may be a field's, unless it has one."""
    if name in columns:
        return
    free = [key for key in keys if key not in taken and _fits(table, name, key)]
    free = [key for key in free if contents.filled(table, at_of(table, key), 1)] or free
    if free:
        columns[name] = tuple(free) if name in _SEVERAL else (free[0],)
        taken.update(columns[name])


def _take_weak_number(table: Table, columns: Columns, taken: set[str]) -> None:
    """`Réf.` or `Numéro` is the order's where it stands first, before any product, and is never of two days."""
    key = table.key_at(0)
    if key not in WEAK_NUMBERS or key in taken or "date" not in columns or not contents.filled(table, 0, 1):
        return
    columns["number"] = (key,)
    if any(len(set(days)) > 1 for days in _cells_by_order(table, columns, at_of(table, columns["date"][0]))):
        del columns["number"]
    else:
        taken.add(key)


def _take_longer_number(table: Table, columns: Columns, taken: set[str]) -> None:
    """`wc_order_id`, say: the first column that is called an order's number of some kind and is filled in every row."""
    for at in range(len(table.columns)):
        key = table.key_at(at)
        if key in taken or not key.endswith(_NUMBER_ENDS) or set(key.split()) & _OF_OTHERS:
            continue
        if table.rows and all(row[at].strip() for row in table.rows if any(row)):
            columns["number"] = (key,)
            taken.add(key)
            return


def _fits(table: Table, name: str, key: str) -> bool:
    at = at_of(table, key)
    if name in MONEY and ("%" in table.columns[at] or holds_flags(table, key) or contents.holds_words(table, at)):
        return False
    if name == "refunded" and key in REFUND_FLAGS:
        said = set(contents.filled(table, at, len(table.rows)))
        if "1" in said and said <= {"0", "1"}:
            return False  # yes or no
    if name in ("discount", "line_discount"):
        return not contents.holds_shares(table, at)
    if name == "code":
        return not contents.holds_prices(table, at)
    if name == "cancelled":
        return not contents.lacks_dates(table, at)
    if name == "region":
        return not _are_statuses(table, at)  # `Estado` is a state of a country, or of an order
    return name != "email" or not table.rows or not contents.lacks_addresses(table, at)


def _are_statuses(table: Table, at: int) -> bool:
    cells = contents.filled(table, at)
    return sum(map(is_known, cells)) * 2 > len(cells)


def _tell_states(table: Table, at: int) -> bool:
    """Whether a column of any name holds nothing but words of where an order stands, calling some of them off."""
    said = set(contents.filled(table, at))
    if set(table.key_at(at).split()) & {"type", "kind", "typ", "tipo", "art", "event"}:
        return False  # of rows and not of orders
    return bool(said) and all(map(is_known, said)) and any(judge((word,))[0] in _OVER for word in said)


def _says_status(table: Table, at: int) -> bool:
    cells = contents.filled(table, at)
    return not cells or any(map(is_known, cells))


def _cells_by_order(table: Table, columns: Columns, at: int) -> list[list[str]]:
    """What a column says in the rows of each order that has several."""
    number, said = at_of(table, columns["number"][0]), dict[str, list[str]]()
    for row in table.rows:
        if row[at].strip():
            said.setdefault(row[number], []).append(row[at].strip())
    return [cells for cells in said.values() if len(cells) > 1]


def _place_sales(table: Table, columns: Columns, taken: set[str]) -> None:
    """`Sales` is what a product cost or what the order did: the rows of orders with several tell which.

    Raises AmbiguousFile where too few do.
    """
    key = next((key for key in SALES if key in table.keys and key not in taken), "")
    if not key or "total" in columns or "line_total" in columns or "number" not in columns:
        return
    at = at_of(table, key)
    several = _cells_by_order(table, columns, at)
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
    several = _cells_by_order(table, columns, at_of(table, columns["total"][0]))
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


def _place_total(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """A total that is price times quantity in every row, also of orders of several, is the product's. Raises
    AmbiguousFile where all rows of each order say the same: then it may be the order's all the same."""
    needed = ("number", "total", "line_price", "line_quantity")
    if "line_total" in columns or "total" in mapping or not all(name in columns for name in needed):
        return
    number, total, price, quantity = (at_of(table, columns[name][0]) for name in needed)
    several = _cells_by_order(table, columns, total)
    if not several:
        return
    checked = 0
    for row in table.rows:
        if not row[number].strip():
            continue
        found = [_number(row[at]) for at in (total, price, quantity)]
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


def _number(cell: str) -> Decimal | None:
    for mark in ("point", "comma"):
        try:
            return amounts.parse(cell, mark)
        except ValueError:
            continue
    return None


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
