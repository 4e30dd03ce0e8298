"""Which column of an unknown table holds which field: by the usual names first, then by names written otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from shopkeep.orders import contents, twins, whose_amounts
from shopkeep.orders.column_names import bare
from shopkeep.orders.fields import MONEY, Columns
from shopkeep.orders.statuses import is_known, judge
from shopkeep.orders.synonyms import GLUED, REFUND_FLAGS, STATUSES, SYNONYMS, WEAK_NUMBERS
from shopkeep.orders.table import Table, at_of

_PRICES = ("line_price", "line_total")
_SEVERAL = ("postcode", "gift")
"""Fields that may stand in several columns, the first that is filled going first."""
_STATE_WORDS = frozenset(
    ("result", "status", "state", "statut", "estado", "stato", "stav", "statusid", "zustand", "situacao")
)
_OVER = ("cancelled", "refunded")
_PARTS = ("payment", "fulfillment", "fulfilment", "zahlung", "paiement", "pago", "pagamento", "betaling")
"""Columns that name a way to pay, or say whether it was paid."""
_NUMBER_ENDS = (" order id", " order number", " order no", " order nr", " order code")
_OF_OTHERS = frozenset(("parent", "original", "related", "linked", "reference", "purchase", "po", "work", "production"))
"""Words of numbers that are those of another order, or of one to a supplier."""
_IDS = ("order id", "order guid", "order uuid", "order key", "check id")
_TILL = frozenset(("opened", "closed"))
_COMPLETED = (("completed at",), ("date completed",), ("completed date",))
"""Where nothing else says when something was ordered, it is when the buyer had completed the order."""


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
    if "number" not in mapping:
        _prefer_lasting_number(table, columns, taken)
    if columns.get("number") == ("transaction id",) and "number" not in mapping:
        _prefer_own_number(table, columns, taken)
    if "date" not in columns and "time" in columns and contents.holds_dates(table, at_of(table, columns["time"][0])):
        columns["date"] = columns.pop("time")  # `16:51:06 16-04-2026` under `time`
    if "date" not in columns and "paid" in columns and contents.holds_dates(table, at_of(table, columns["paid"][0])):
        columns["date"] = columns.pop("paid")
    if "date" not in columns and columns.get("fulfilled") in _COMPLETED:
        columns["date"] = columns.pop("fulfilled")
    if "number" not in columns:
        _take_weak_number(table, columns, taken)
    if "number" not in columns:
        _take_longer_number(table, columns, taken)
    if columns.get("name") == ("name",) and _names_products(columns) and "name" not in mapping:
        columns["line_title"] = columns.pop("name")  # a till's list: what was sold is just called `Name`
    if "name" in table.keys - taken and _names_products(columns, "line_quantity"):
        columns["line_title"] = ("name",)
        taken.add("name")
    if "status" not in columns:
        words = tuple(key for key in STATUSES if key in table.keys and key not in taken)
        words = words or tuple(key for word in STATUSES for key in glued.get(word.replace(" ", ""), ()))
        words = tuple(dict.fromkeys(key for key in words if key not in taken))
        words = tuple(key for key in words if key != "state" or _are_statuses(table, at_of(table, key)))
        if len(words) > 1:  # `order state` may be a place, too
            words = tuple(key for key in words if _says_status(table, at_of(table, key))) or words
        words = words or tuple(key for key in _state_like(table, taken) if _are_statuses(table, at_of(table, key)))
        words = words or tuple(key for key in _PARTS if key in table.keys - taken and _all_states(table, key))
        words = words or tuple(key for key in sorted(table.keys - taken) if _tell_states(table, at_of(table, key)))[:1]
        if words:
            columns["status"] = words
            taken.update(words)
    if "currency" not in columns and (coded := contents.in_codes(table, taken)):
        columns["currency"] = (coded,)
        taken.add(coded)
    if "billing" in columns.get("name", ("",))[0] and "sent_to" in columns and "name" not in mapping:
        columns["name"] += columns["sent_to"]  # who had it sent without a billing address has a name still
    whose_amounts.place_sales(table, columns, taken)
    whose_amounts.place_net(table, columns, taken)
    if "total" not in mapping:
        whose_amounts.place_tickets(table, columns)
    twins.settle(table, columns, mapping)
    whose_amounts.place_total(table, columns, mapping)
    whose_amounts.ask(table, columns, taken, mapping)
    return columns


def _names_products(columns: Columns, *more: str) -> bool:
    """Whether `Name` stands among prices and variants of products, and nothing else is one's name or a buyer."""
    others = {"line_title"} if more else {"line_title", "email", "buyer"}
    needed = (_PRICES, ("line_sku", "line_variant"), *((field,) for field in more))
    return not columns.keys() & others and all(columns.keys() & {*fields} for fields in needed)


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


def _prefer_lasting_number(table: Table, columns: Columns, taken: set[str]) -> None:
    """A till's `Order #` begins anew each day; then `Order Id` beside it, which is of one day, is the order's."""
    if not {"number", "date"} <= columns.keys():
        return
    number, date = (at_of(table, columns[field][0]) for field in ("number", "date"))
    if not all(cell.isdecimal() and len(cell) < 5 for cell in contents.filled(table, number)):
        return
    others = [key for key in _IDS if key in table.keys - taken and contents.filled(table, at_of(table, key), 1)]
    if not others or not (table.keys >= _TILL or _comes_again(table, number, date)):
        return
    lasting = next((key for key in others if not _comes_again(table, at_of(table, key), date)), "")
    if lasting:
        columns["number"] = (lasting,)
        taken.add(lasting)


def _comes_again(table: Table, number: int, date: int) -> bool:
    """Whether a number stands beside different moments."""
    seen: dict[str, str] = {}
    rows = (row for row in table.rows if row[number].strip() and row[date].strip())
    return any(seen.setdefault(row[number].strip(), row[date].strip()) != row[date].strip() for row in rows)


def _prefer_own_number(table: Table, columns: Columns, taken: set[str]) -> None:
    """A payment's number is not there before it was paid; then `ID` beside it, which every row has, is the order's."""
    own, at = table.find("id"), at_of(table, "transaction id")
    if own is None or "id" in taken or not table.rows:
        return
    rows = [row for row in table.rows if any(row)]
    if not all(row[at].strip() for row in rows) and all(row[own].strip() for row in rows):
        columns["number"] = ("id",)
        taken.add("id")


def _take_weak_number(table: Table, columns: Columns, taken: set[str]) -> None:
    """`Réf.` or `Numéro` is the order's where it stands first, before any product, and is never of two days."""
    key = table.key_at(0)
    if key not in WEAK_NUMBERS or key in taken or "date" not in columns or not contents.filled(table, 0, 1):
        return
    if key == "code" and not columns.keys() & {"email", "buyer"}:
        return  # a product's
    columns["number"] = (key,)
    if any(len(set(days)) > 1 for days in whose_amounts.by_order(table, columns, at_of(table, columns["date"][0]))):
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


def _all_states(table: Table, key: str) -> bool:
    """Whether a column holds nothing but words of where an order stands."""
    said = set(contents.filled(table, at_of(table, key)))
    return bool(said) and all(map(is_known, said))


def _tell_states(table: Table, at: int) -> bool:
    """Whether a column of any name holds nothing but words of where an order stands, calling some of them off."""
    said = set(contents.filled(table, at))
    if set(table.key_at(at).split()) & {"type", "kind", "typ", "tipo", "art", "event"}:
        return False  # of rows and not of orders
    return bool(said) and all(map(is_known, said)) and any(judge((word,))[0] in _OVER for word in said)


def _says_status(table: Table, at: int) -> bool:
    cells = contents.filled(table, at)
    return not cells or any(map(is_known, cells))
