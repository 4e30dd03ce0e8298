"""Addresses in a table of no known platform of which it is not sure that they are the buyers'."""

from __future__ import annotations

from collections.abc import Callable

from shopkeep.errors import AmbiguousFile
from shopkeep.orders import contents, unnumbered
from shopkeep.orders.fields import Columns
from shopkeep.orders.table import Table, at_of, column_key

_DIFFERENT = 5
"""So many names under one address are more than one household's."""
_LOOKED_AT = 10_000
"""Rows."""


def ask(table: Table, columns: Columns, mapping: dict[str, str]) -> None:
    """Raises AmbiguousFile where only the owner can tell; forgets a column of addresses said to be another's.

    What is called `Customer` may hold names, addresses or numbers: its cells tell.
    """
    _of_unknown_name(table, columns, mapping)
    _of_one(table, columns, mapping)
    key = columns.get("name", ("",))[0]
    if "name" not in mapping and "buyer" not in columns and _are_all(table, key, str.isdecimal):
        columns["buyer"] = columns.pop("name")


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
    listed = " and ".join(repr(name) for name in found[:3])
    raise AmbiguousFile(
        f"The addresses in {listed} may be the buyers', and no column says so by its name.",
        "Taken for other people's, the buyers of this file could not be written to.",
        f"Name the buyers' column: --map email={found[0]!r}, or --map buyer=COLUMN if they are somebody else's.",
        "map",
        tuple(found),
    )


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
