"""Joining buyers whom a platform names by a number alone with the address of that number: as the platform's list of
customers gives it, or as other orders do."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from typing import Any

from shopkeep.orders import importer
from shopkeep.orders.buyers import BLANK
from shopkeep.orders.layout import OWN
from shopkeep.orders.numbered import Numbered
from shopkeep.store import Tx, buyers, customers, imports, numbered, pairs, triage
from shopkeep.store.numbered import Number
from shopkeep.store.triage import LEFT_OUT, NOTE, SNOOZED


def join(tx: Tx, import_id: int, addresses: dict[str, str]) -> set[int]:
    """Make each `platform:buyer` the customer with this address, also where no order named the buyer yet.

    Left alone are buyers whom the owner kept apart, merged or marked: about them it was decided by hand.
    Answers whose orders are now counted otherwise.
    """
    if not addresses:
        return set()
    ids, merged, apart = buyers.ids_by_email(tx), customers.merged_ids(tx), pairs.kept_apart(tx)
    taken = {*merged, *merged.values()}
    new: list[dict[str, Any]] = []
    changed: list[tuple[int, int]] = []
    next_id = buyers.next_id(tx)
    for key, address in addresses.items():
        mine, owner = ids.get(key), merged.get(ids[address], ids[address])
        if mine is None:
            new.append({**BLANK, "id": next_id + len(new), "email": key, "import_id": import_id, "merged_into": owner})
            continue
        decided = mine in taken or (min(mine, owner), max(mine, owner)) in apart
        if not decided and not triage.mark_rows(tx, mine, (LEFT_OUT, SNOOZED, NOTE)):
            changed.append((mine, owner))
    imports.journal(tx, import_id, "customers", ((row["id"], None) for row in new))
    imports.journal(tx, import_id, "customers", ((mine, {"merged_into": None}) for mine, _ in changed))
    buyers.add(tx, new)
    buyers.change(tx, [{"id": mine, "merged_into": owner} for mine, owner in changed], ["merged_into"])
    return {one for pair in changed for one in pair}


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of buyers without an address."""

    touched: frozenset[int] = frozenset()
    """Everybody whose orders are counted otherwise now."""
    new: int = 0
    """Of the customers that the import made, how many are others whose address is known."""
    fewer: int = 0
    """By how many customers there are fewer of those who were there before."""
    orders: int = 0
    """Orders of the file that are of a buyer with an address."""
    earlier: int = 0
    """Other orders that became so by it."""
    apart: int = 0
    """Buyers who are customers of their own again."""


def join_numbered(tx: Tx, import_id: int, platform: str, header: str, same: Collection[int], left: Set[int]) -> Joined:
    """Make each buyer without an address whose number orders of this platform give an address the customer with it,
    and take that back of those whose number names nobody for certain any more.

    What the owner decided by hand stays. `header`: of the table of the import that is going on; `same`: known
    orders that it says the same of; `left`: everybody whose orders it changed.
    """
    stored = numbered.numbers(tx, platform)
    whose = _addresses(tx, platform, stored, {import_id: header}) if stored else {}
    free = _not_decided(tx, stored)
    ids, merged = buyers.ids_by_email(tx) if free else {}, customers.merged_ids(tx) if free else {}
    wanted: dict[int, int | None] = {}
    for number in free:
        address = ids.get(whose.get(number, ""))
        wanted[stored[number].id] = None if address is None else merged.get(address, address)
    changed = {id: into for id, into in wanted.items() if into != merged.get(id)}
    imports.journal(tx, import_id, "customers", ((id, {"merged_into": merged.get(id)}) for id in changed))
    buyers.change(tx, [{"id": id, "merged_into": into} for id, into in changed.items()], ["merged_into"])
    free_now = {id for id, into in changed.items() if into is None}
    deserted = importer.drop_deserted(tx, free_now | (left & {merged.get(id) for id in changed}), import_id)
    made = set(buyers.made_by(tx, import_id)) & changed.keys() if changed else set()
    given = {id for id, into in wanted.items() if into is not None}
    bare, known = numbered.bare_orders(tx, given, import_id) if given else [], set(same)
    return Joined(
        frozenset(each for id, into in changed.items() for each in (id, merged.get(id), into) if each is not None),
        len(made),
        sum((into is not None) - (id in merged) for id, into in changed.items() if id not in made),
        sum(order.mine or order.id in known for order in bare),
        sum(not order.mine and order.id not in known and order.customer_id in changed for order in bare),
        len(free_now - deserted),
    )


def expected(tx: Tx, platform: str, file: Numbered, same: Collection[int], replaced: Set[int]) -> tuple[set[str], int]:
    """As it would be with the orders to be stored that `file` has heard, in the place of those `replaced`: the numbers
    that name a customer with an address, and how many orders of the file carry one."""
    stored, heard = numbered.numbers(tx, platform), file.bare()
    whose = _addresses(tx, platform, {*stored, *heard}, {}, file, replaced) if stored or heard else {}
    known = _not_decided(tx, stored) if whose else set()
    given = {number for number in whose if number in known or number not in stored}
    bare = numbered.bare_orders(tx, [stored[number].id for number in given & stored.keys()], 0) if same else []
    return given, sum(heard.get(number, 0) for number in given) + len({each.id for each in bare} & set(same))


def _not_decided(tx: Tx, stored: dict[str, Number]) -> set[str]:
    """The numbers of whose buyers the owner has decided nothing by hand."""
    if not stored:
        return set()
    by_orders = numbered.joined_by_orders(tx, [one.id for one in stored.values() if one.merged_into is not None])
    by_hand = numbered.ever_kept_apart(tx) | set(customers.merged_ids(tx).values())
    marked = numbered.marked(tx)
    return {
        number
        for number, one in stored.items()
        if one.id not in by_hand and (one.id in by_orders or (one.merged_into is None and one.id not in marked))
    }


def _addresses(
    tx: Tx,
    platform: str,
    numbers: Collection[str],
    tables: dict[int, str],
    heard: Numbered | None = None,
    replaced: Set[int] = frozenset(),
) -> dict[str, str]:
    """number -> address, by all orders stored but those `replaced`, and those heard already."""
    own = platform.startswith(OWN)
    if own:
        tables = {**numbered.headers(tx), **tables}
    heard = heard or Numbered()
    for said in numbered.told(tx, platform, numbers):
        table = (tables.get(said.seen_by) or str(said.seen_by)) if own else ""
        if said.id not in replaced:
            heard.hear(said.number, said.email, said.name, said.placed_at, table)
    return heard.addresses()
