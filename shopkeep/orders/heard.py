"""New customers, made while their orders go by: the newest order that says a thing of them is believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shopkeep.core.records.orders import Told
from shopkeep.orders.buyers import ORDER
from shopkeep.store import Tx, buyers

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

    def hear(self, number: str, told: Told) -> bool:
        """Take in an order; whether that changed anything."""
        when = (told.placed_at, number)
        changed = False
        if told.name and when > self.named:
            self.name, self.named, changed = told.name, when, True
        if (told.country or told.city) and when > self.placed:
            self.country, self.region, self.city, self.placed = told.country, told.region, told.city, when
            changed = True
        if told.postcode and when > self.posted:
            self.postcode, self.posted, changed = told.postcode, when, True
        if told.consent is not None and self._counts(told.consent, when):
            self.consent, self.answered, changed = told.consent, when, True
        return changed

    def _counts(self, consent: bool, when: _When) -> bool:
        """Whether an answer replaces the one known: the newest does, and of one moment a no, the first of them."""
        if when[0] != self.answered[0] or self.consent is None:
            return when[0] > self.answered[0]
        if consent != self.consent:
            return not consent
        return when > self.answered if consent else when < self.answered

    def row(self, import_id: int) -> tuple[object, ...]:
        """As buyers.COLUMNS."""
        consent = "" if self.consent is None else "yes" if self.consent else "no"
        at, number = self.answered if self.consent is not None else (None, "")
        source = f"{ORDER}{number}" if self.consent is not None else ""
        return (
            *(self.id, self.key, self.name, self.country, self.region, self.city, self.postcode),
            *(consent, at, source, import_id),
        )


class Heard:
    """The customers of an import: the known by their ids, the new made as their orders come."""

    def __init__(self, tx: Tx, platform: str, import_id: int, known: dict[str, int]) -> None:
        self._tx = tx
        self._platform = platform
        self._import_id = import_id
        self._known = known
        self._people: dict[str, _Person] = {}
        self._changed: dict[int, _Person] = {}
        self._next = buyers.next_id(tx)

    @property
    def new(self) -> set[int]:
        return {person.id for person in self._people.values()}

    def customers_of(self, told: Iterable[tuple[str, Told]]) -> list[int | None]:
        """The customer of each order, None for nobody in particular; new ones are stored."""
        found: list[int | None] = []
        fresh: list[_Person] = []
        for number, each in told:
            key = each.email or (f"{self._platform}:{each.buyer}" if each.buyer else "")
            customer = self._known.get(key)
            if customer is not None or not key:
                found.append(customer)
                continue
            person = self._people.get(key)
            if person is None:
                person = self._people[key] = _Person(self._next, key)
                self._next += 1
                fresh.append(person)
            if person.hear(number, each) and person.stored:
                self._changed[person.id] = person
            found.append(person.id)
        buyers.add_heard(self._tx, [person.row(self._import_id) for person in fresh])
        for person in fresh:
            person.stored = True
        return found

    def finish(self) -> None:
        """Store what later orders said of customers that were stored already."""
        buyers.change_heard(self._tx, [person.row(self._import_id) for person in self._changed.values()])
