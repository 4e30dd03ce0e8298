"""Whom a step of review is about: one address, several, or customers by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.addresses import called, is_address
from shopkeep.errors import NotFound
from shopkeep.jobs.customers import known_person
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, many
from shopkeep.store import customers as queries

Who = str | int | Sequence[str] | Sequence[int]
"""An address, a customer's id, or a sequence of either."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Customers by the ids of those kept, of merged ones; `called` is a name, or `12 customers`."""

    ids: list[int]
    called: str

    @property
    def many(self) -> bool:
        return len(self.ids) != 1


def meant(tx: Tx, who: Who) -> Meant:
    """The customers meant, each once, in the order given. Raises NotFound for an address nobody here has."""
    if isinstance(who, str):
        person = known_person(tx, who)
        return Meant([person.id], called(person.name, person.email))
    wanted = [who] if isinstance(who, int) else list(who)
    addresses = {one: text.address(one) for one in wanted if isinstance(one, str)}
    by_id = many.owners_by_id(tx, [one for one in wanted if isinstance(one, int)])
    owners: dict[str | int, int] = dict(by_id.items())
    by_address = many.owners_by_address(tx, list(addresses.values()))
    for one, address in addresses.items():
        owners[one] = by_address.get(address) or known_person(tx, one).id  # raises, and names the nearest
    ids = list(dict.fromkeys(owners[one] for one in wanted if one in owners))
    if not ids:
        raise NotFound("Nobody of them is a customer here any more.", "", "Look at the list again.")
    return Meant(ids, name_of(tx, ids[0]) if len(ids) == 1 else wording.count(len(ids), "customer"))


def name_of(tx: Tx, customer_id: int) -> str:
    """A customer's name, else the address, else how the platform knows them."""
    [contact] = queries.contacts(tx, [customer_id]).values()
    return called(contact.name, contact.email)


def addresses(shop: Shop, ids: Sequence[int]) -> list[str]:
    """The main addresses of these customers, of those who have one."""
    with shop.db.read() as tx:
        return [one.email for one in many.reach(tx, ids) if is_address(one.email)]
