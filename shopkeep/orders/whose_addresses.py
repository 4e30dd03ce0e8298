"""Addresses in a table of no known platform of which it is not sure that they are the buyers'."""

from __future__ import annotations

import re
from collections.abc import Callable

from shopkeep.errors import AmbiguousFile
from shopkeep.orders import contents, unnumbered
from shopkeep.orders.fields import Columns
from shopkeep.orders.table import Table, at_of, column_key

_CODE = re.compile(r"[A-Za-z]{0,10}[-_#]?\d+")
_DIFFERENT = 5
"""So many names under one address are more than one household's."""
_LOOKED_AT = 10_000
"""Rows."""
_BUYERS = frozenset(
    (
        *("buyer", "buyers", "customer", "customers", "client", "clients", "purchaser", "payer", "billing", "bill"),
        *("kunde", "kunden", "kaufer", "kaufers", "besteller", "rechnung", "rechnungs", "klant", "koper", "acheteur"),
        *("facturation", "cliente", "comprador", "facturacion", "acquirente", "fatturazione", "klient", "klienta"),
        *("kupujacego", "zakaznik", "zakaznika", "vasarlo", "musteri", "alici", "покупатель", "покупателя", "клиента"),
    )
)
"""Words of those who buy."""
_BUYERS_SIGNS = (
    "注文者",
    "購入者",
    "顧客",
    "お客様",
    "請求先",
    "买家",
    "買家",
    "客户",
    "客戶",
    "주문자",
    "구매자",
    "고객",
)
"""The same in languages that do not part words."""
_OF_OTHERS = frozenset(
    (
        *("service", "support", "rep", "representative", "manager", "agent", "care", "staff", "seller", "owner"),
        *("shipping", "ship", "recipient", "relations", "success", "sales", "by", "account", "from", "parent"),
    )
)
"""Words that make `Customer service e-mail` somebody else's."""


def ask(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where only the owner can tell; forgets a column of addresses said to be another's.

    What is called `Customer` may hold names, addresses or numbers: its cells tell.
    """
    _of_unknown_name(table, columns, mapping)
    _of_one(table, columns, mapping)
    key = columns.get("name", ("",))[0]
    if "name" not in mapping and "buyer" not in columns and _are_all(table, key, _is_code):
        columns["buyer"] = columns.pop("name")


def _is_code(cell: str) -> bool:
    """Whether a cell is a number that a shop gives its customers: `1353`, `CUS-01353`, `C_12`."""
    return bool(_CODE.fullmatch(cell.strip()))


def _are_all(table: Table, key: str, test: Callable[[str], bool]) -> bool:
    """Whether a column that is called after the buyer, as `Customer` is, holds nothing but such cells."""
    if key not in unnumbered.BUYERS or key not in table.keys:
        return False
    cells = contents.filled(table, at_of(table, key), len(table.rows))
    return bool(cells) and all(map(test, cells))


def _of_unknown_name(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where a column of unknown name holds addresses and the owner has said nothing of it."""
    if "email" in columns or "buyer" in mapping:
        return
    others = set(mapping.values())
    places = [at for key in table.keys if key not in others and (at := table.find(key)) is not None]
    found = [table.columns[at] for at in sorted(places) if contents.holds_addresses(table, at)]
    if not found:
        return
    if len(found) == 1 and _are_all(table, key := column_key(found[0]), lambda cell: "@" in cell):
        columns["email"] = (key,)
        if columns.get("name") == (key,):
            del columns["name"]
        return
    theirs = [name for name in found if _is_the_buyers(name)]
    if len(theirs) == 1:
        columns["email"] = (column_key(theirs[0]),)
        for field in ("buyer", "name"):
            if columns.get(field) == columns["email"]:
                del columns[field]
        return
    listed = " and ".join(repr(name) for name in found[:3])
    raise AmbiguousFile(
        f"The addresses in {listed} may be the buyers', and no column says so by its name.",
        "Taken for other people's, the buyers of this file could not be written to.",
        f"Name the buyers' column: --map email={found[0]!r}, or --map buyer=COLUMN if they are somebody else's.",
        "map",
        tuple(found),
    )


def _is_the_buyers(name: str) -> bool:
    """Whether a column by its name is the buyer's: `E-mail klant`, `注文者メールアドレス`, `BillMailAddress`."""
    key = column_key(name)
    words = set(key.split()) | set(column_key(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).split())
    if words & _OF_OTHERS:
        return False
    return bool(words & _BUYERS) or any(sign in name for sign in _BUYERS_SIGNS)


def _of_one(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where buyers of different names all have one address, as a till has that of its shop."""
    told_by = columns.get("buyer", ()) if "buyer" in mapping else columns.get("name", ())
    if "email" in mapping or "email" not in columns or not told_by:
        return
    at, names_at = at_of(table, columns["email"][0]), at_of(table, told_by[0])
    told = {(row[at].strip().casefold(), row[names_at].strip().casefold()) for row in table.rows[:_LOOKED_AT]}
    said, names = {email for email, _ in told if email}, {name for email, name in told if email and name}
    if len(said) != 1 or len(names) < _DIFFERENT:
        return
    if "buyer" in mapping:
        del columns["email"]
        return
    name = table.columns[at]
    raise AmbiguousFile(
        f"All addresses in {name!r} are the same, and the buyers have different names.",
        f"It is {said.pop()[:60]}: perhaps the shop's own. Taken for the buyers', all of them would be one person.",
        f"If it is the buyers', say --map email={name!r}; if not, --map buyer=COLUMN, by which they are told apart.",
        "map",
        (name,),
    )
