"""People who may be one: suggested, kept apart, or split again. Merging itself is `triage.merge`."""

from __future__ import annotations

from datetime import date

from shopkeep import countries
from shopkeep.core import clock, text
from shopkeep.core.addresses import called, is_address
from shopkeep.core.bulk import bulk
from shopkeep.core.money import Money
from shopkeep.core.records.customers import Done
from shopkeep.core.records.pairs import PairRow, Party
from shopkeep.customers.pairs import Someone, suggest
from shopkeep.errors import UsageError
from shopkeep.jobs.customers import known_person
from shopkeep.jobs.judging import settle
from shopkeep.jobs.shop import Shop
from shopkeep.store import customers as queries
from shopkeep.store import pairs
from shopkeep.store import triage as steps
from shopkeep.store.customers import Person
from shopkeep.store.pairs import Row
from shopkeep.store.triage import LEFT_OUT, SNOOZED


def likely_same(shop: Shop, limit: int | None = None) -> list[PairRow]:
    """Pairs of customers who may be one person: surest first, then by what both spent."""
    with shop.db.read() as tx:
        rows, apart = pairs.everybody(tx), pairs.kept_apart(tx)
    with bulk():
        language = str(shop.settings.get("shop.language"))
        country = {said: countries.one_way(said, language) for said in {row.country for row in rows}}
        people = (
            Someone(r.id, r.email, r.name, r.postcode, country[r.country], r.spent, r.first_on, r.last_on) for r in rows
        )
        found = suggest(people, apart)[:limit]
        by_id = {row.id: row for row in rows}
    result = []
    for one in found:
        newer, older = sorted((by_id[one.one], by_id[one.other]), key=lambda r: (r.last_on, r.orders, -r.id))[::-1]
        left, right = _party(newer, shop.currency), _party(older, shop.currency)
        result.append(PairRow(left, right, one.sure, one.score, list(one.why), list(one.against)))
    return result


def keep_apart(shop: Shop, one_email: str, other_email: str) -> Done:
    """The two are two people: never suggest them again. Raises NotFound, UsageError for one person."""
    with shop.db.write() as tx:
        one, other = known_person(tx, one_email), known_person(tx, other_email)
        if one.id == other.id:
            raise UsageError(
                f"{text.plain(one_email)} and {text.plain(other_email)} are one customer.",
                "They were merged, or are the same address.",
                "To split them again: shopkeep unmerge with the address that is to go.",
            )
        says = f"Kept {_said(one)} and {_said(other)} apart"
        if not pairs.keep_apart(tx, one.id, other.id, clock.now()):
            return Done(f"{_said(one)} and {_said(other)} are kept apart already", False)
        key = {"one": min(one.id, other.id), "other": max(one.id, other.id)}
        steps.record(tx, says, [steps.was_made("kept_apart", **key)], clock.now())
        return Done(says)


def unmerge(shop: Shop, email: str) -> Done:
    """An address that was merged into a customer is a customer of its own again, with its own orders.

    Reasons to leave out and snoozes hold for both from then on. Raises NotFound, and UsageError where
    nothing was merged or where it is not clear which address is meant.
    """
    address = text.address(email)
    with shop.db.write() as tx:
        person = known_person(tx, email)
        address = next((one for one in person.addresses if one.casefold() == address.casefold()), address)
        others = dict(zip(person.addresses[1:], person.ids[1:], strict=True))
        if not others:
            raise UsageError(f"{_said(person)} was not merged with anybody.", "", "There is nothing to split.")
        if address not in others and len(others) > 1:
            raise UsageError(
                f"{_said(person)} has several merged addresses.",
                "It is not clear which is to be a customer of its own again.",
                f"Give one of: {text.plain(', '.join(others))}.",
            )
        address = address if address in others else next(iter(others))
        apart = others[address]
        before = [steps.was("customers", {"merged_into": person.id}, id=apart)]
        queries.set_merged(tx, [apart], None)
        if pairs.keep_apart(tx, apart, person.id, clock.now()):
            key = {"one": min(apart, person.id), "other": max(apart, person.id)}
            before.append(steps.was_made("kept_apart", **key))
        theirs = {row["kind"] for row in steps.mark_rows(tx, apart, (LEFT_OUT, SNOOZED))}
        for row in steps.mark_rows(tx, person.id, (LEFT_OUT, SNOOZED)):
            if row["kind"] not in theirs:
                until = date.fromisoformat(row["until"]) if row["until"] else None
                made = steps.add_mark(tx, apart, row["kind"], clock.now(), row["text"], until)
                before.append(steps.was_made("triage", id=made))
        settle(shop, tx, {person.id, apart})
        who = called("", address)
        says = f"{who if is_address(address) else who[:1].upper() + who[1:]} is a customer of their own again"
        steps.record(tx, says, before, clock.now())
        return Done(says)


def _said(who: Person) -> str:
    return text.plain(who.email) if is_address(who.email) else called(who.name, who.email)


def _party(row: Row, currency: str) -> Party:
    return Party(
        email=row.email,
        name=row.name,
        city=row.city,
        country=row.country,
        postcode=row.postcode,
        orders=row.orders,
        spent=Money(row.spent, currency),
        first_order=date.fromisoformat(row.first_on) if row.first_on else None,
        last_order=date.fromisoformat(row.last_on) if row.last_on else None,
        consent=row.consent,
    )
