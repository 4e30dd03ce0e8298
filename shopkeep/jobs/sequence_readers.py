"""Who reads the mails of a sequence: the customers to look at it as, and which of them get one copy of a mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shopkeep.core import text
from shopkeep.core.addresses import is_address
from shopkeep.core.records.mails import Person, Recipient
from shopkeep.core.records.sequences import MailSource, Sequence, Stage
from shopkeep.customers.permission import GETS_MAIL
from shopkeep.jobs.asking import Asked, asked
from shopkeep.jobs.sequence_groups import GroupsOf
from shopkeep.jobs.sequence_people import load, mails_had, persons_of, shop_key
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies
from shopkeep.sequences.audience import in_holdout
from shopkeep.store import customers, enrolments
from shopkeep.store import sequences as queries
from shopkeep.store.enrolments import Row

LOOKED_AT = 400
"""How many of a sequence's customers are looked at for odd ones."""
OF_EACH = 12
"""And at least so many of each group and language, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One customer who gets the mails of a sequence."""

    person: Person
    group: str
    variants: tuple[tuple[str, int, str], ...] = ()
    """(stage, mail, variant) of what they had, or what is settled for them."""

    def variant(self, stage: str, mail: int) -> str:
        """The variant of a mail that they had or will have; empty while that is open."""
        return next((variant for where, number, variant in self.variants if (where, number) == (stage, mail)), "")


def readers(shop: Shop, name: str) -> list[Reader]:
    """Customers who get a sequence's mails, most at stake first; where nobody may be written to, those whom it is
    for. Some of each group and language are among them. Raises NotFound, SequenceProblem, UsageError."""
    sequence, day, key = load(shop, name, strict=False), shop.today(), shop_key(shop)
    with asked(shop, day) as shop_asked:
        tx = shop_asked.tx
        merged = customers.merged_ids(tx)
        standing = {
            merged.get(row.customer_id, row.customer_id): row
            for row in sorted(enrolments.everybody(tx, name), key=lambda row: row.customer_id not in merged)
            if row.left_at is None
        }
        groups = GroupsOf(sequence, shop_asked)
        group_of = {
            one: standing[one].group if one in standing and standing[one].group else groups.of(one)
            for one in _inside(shop_asked, sequence, standing)
        }
        chosen = _some_of_each(group_of, queries.languages(tx))
        persons = persons_of(shop, tx, chosen, day)
        rows = [standing[one].id for one in chosen if one in standing]
        had = mails_had(shop, tx, name, rows) if rows else {}
        settled = enrolments.dealt(tx, name) if rows else {}
    found: list[Reader] = []
    held_out: list[Reader] = []
    for one in chosen:
        person, row = persons[one], standing.get(one)
        if not is_address(person.email):
            continue
        variants: tuple[tuple[str, int, str], ...] = ()
        if row is not None:
            variants = (*((h.stage, h.mail, h.variant) for h in had.get(row.id, ())), *settled.get(row.id, ()))
        out = row.holdout if row is not None else in_holdout(key, person.email, sequence.holdout, day)
        (held_out if out else found).append(Reader(person, group_of[one], variants))
    return found or held_out


def _inside(shop_asked: Asked, sequence: Sequence, standing: dict[int, Row]) -> list[int]:
    """Whom a sequence is for: those of its segment, and those already in it."""
    inside = shop_asked.ids(sequence.segment, where=GETS_MAIL) or shop_asked.ids(sequence.segment)
    if not standing:
        return inside
    concerned = standing.keys() | set(inside)
    return [one for one in shop_asked.ids("all") if one in concerned]


def _some_of_each(group_of: dict[int, str], languages: dict[int, str]) -> list[int]:
    seen: Counter[tuple[str, str]] = Counter()
    chosen = []
    for place, (one, group) in enumerate(group_of.items()):
        kind = (group, languages.get(one, ""))
        if place < LOOKED_AT or seen[kind] < OF_EACH:
            chosen.append(one)
            seen[kind] += 1
    return chosen


def of_copy(every: Iterable[Reader], stage: Stage, copy: MailSource, due: Iterable[Recipient] = ()) -> list[Reader]:
    """Those who get this very copy of a mail, or may yet be dealt it. `due`: whose turn it is at the stage now, with
    the variants that they would get."""
    now = {one.email: one.variant for one in due if one.mail == copy.number}
    found = []
    for reader in every:
        choices = copies.choices(stage, copy.number, reader.group, reader.person.language)
        theirs = reader.variant(stage.name, copy.number) or now.get(reader.person.email, "")
        names = [theirs] if theirs in choices else list(choices)
        if any(choices[name].file == copy.file for name in names):
            found.append(reader)
    return found


def oddest(every: Iterable[Reader], limit: int) -> list[tuple[str, str]]:
    """The oddest of them first: their address and what is odd about them."""
    persons = [reader.person for reader in every]
    found: dict[str, str] = {}

    def take(why: str, which: list[Person], most: int = 1) -> None:
        for person in [p for p in which if p.email not in found][:most]:
            found[person.email] = why

    take("the longest name", sorted(persons, key=lambda p: -len(p.name)))
    take("no name", [p for p in persons if not p.name])
    take("a name unfit for a header", [p for p in persons if p.name and not text.header_safe(p.name)])
    take("a name one cannot greet by", [p for p in persons if p.name and not p.first_name])
    take("no favourite", [p for p in persons if p.favourite is None])
    take("the longest favourite", sorted(persons, key=lambda p: -len(p.favourite.title if p.favourite else "")))
    take("a name in other letters", [p for p in persons if any(ord(c) > 0x24F and c.isalpha() for c in p.name)])
    take("one like most", persons, limit)
    return list(found.items())[:limit]
