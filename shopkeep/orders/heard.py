"""New customers, made while their orders go by: the newest order that says a thing of them is believed."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from shopkeep.orders.buyers import ORDER
from shopkeep.orders.columns import AT
from shopkeep.store import Tx, buyers
from shopkeep.store.buyers import Profile

_HEARD = ("placed_at", "name", "country", "region", "city", "postcode", "consent")
_Said = tuple[Any, ...]
"""An order's number and what it says as _HEARD."""
_When = tuple[int, str]
_NEVER: _When = (-(2**62), "")


@dataclass(slots=True)
class _Person:
    """What is known of one new customer, and when each thing was said."""

    id: int
    key: str
    name: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    postcode: str = ""
    consent: bool | None = None
    named: _When = _NEVER
    placed: _When = _NEVER
    posted: _When = _NEVER
    answered: _When = _NEVER
    stored: bool = False

    def hear(self, said: _Said) -> bool:
        """Take in what an order says; whether that changed anything."""
        number, placed_at, name, country, region, city, postcode, consent = said
        when = (placed_at, number)
        changed = False
        if name and when > self.named:
            self.name, self.named, changed = name, when, True
        if (country or city) and when > self.placed:
            self.country, self.region, self.city, self.placed, changed = country, region, city, when, True
        if postcode and when > self.posted:
            self.postcode, self.posted, changed = postcode, when, True
        if consent is not None and self._counts(consent, when):
            self.consent, self.answered, changed = consent, when, True
        return changed

    @property
    def settled(self) -> int:
        """The moment before which no order adds anything."""
        return min(self.named, self.placed, self.posted, self.answered)[0]

    def _counts(self, consent: bool, when: _When) -> bool:
        """Whether an answer replaces the one known: the newest does, and of one moment a no, the first of them."""
        if when[0] != self.answered[0] or self.consent is None:
            return when[0] > self.answered[0]
        if consent != self.consent:
            return not consent
        return when > self.answered if consent else when < self.answered

    def profile(self) -> Profile:
        """As it is stored."""
        consent = "" if self.consent is None else "yes" if self.consent else "no"
        at, number = self.answered if self.consent is not None else (None, "")
        source = f"{ORDER}{number}" if self.consent is not None else ""
        return Profile(self.name, self.country, self.region, self.city, self.postcode, consent, at, source)


class Heard:
    """The customers of an import: the known by their ids, the new made as their orders come."""

    def __init__(self, tx: Tx, platform: str, import_id: int, known: dict[str, int]) -> None:
        self._tx = tx
        self._platform = platform
        self._import_id = import_id
        self._known = known
        self._people: dict[Any, _Person] = {}
        self._settled: dict[int | None, int] = {}
        """Of the new ones, the moment before which no order says anything of them that is not known better."""
        self._changed: dict[int, _Person] = {}
        self._next = buyers.next_id(tx)

    @property
    def new(self) -> Set[int]:
        return self._people.keys()

    def customers_of(
        self, numbers: Sequence[str], keys: Sequence[str], columns: Sequence[list[Any]]
    ) -> list[int | None]:
        """The customer of each order, None for nobody in particular; new ones are stored. `columns` as Told."""
        known, people, settled = self._known, self._people, self._settled
        fresh: list[_Person] = []
        for key in dict.fromkeys(keys):
            if key and key not in known:
                known[key] = self._next
                fresh.append(_Person(self._next, key))
                self._next += 1
        people.update((person.id, person) for person in fresh)
        found = list(map(known.get, keys))
        said = zip(numbers, *(columns[AT[name]] for name in _HEARD), strict=True)
        new: Any = zip(found, columns[AT["placed_at"]], said, strict=True)
        for id, order in [(id, order) for id, at, order in new if id in people and at >= settled.get(id, at)]:
            person = people[id]
            if person.hear(order):
                settled[id] = person.settled
                if person.stored:
                    self._changed[id] = person
        rows = [(person.id, person.key, *person.profile()) for person in fresh]
        buyers.add_heard(self._tx, rows, self._import_id)
        for person in fresh:
            person.stored = True
        return found

    def finish(self) -> None:
        """Store what later orders said of customers that were stored already."""
        buyers.put_profiles(self._tx, {id: person.profile() for id, person in self._changed.items()})
