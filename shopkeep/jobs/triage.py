"""Reviewing customers one at a time. Every step is stored with the way back, and `undo` takes the last."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.records.customers import Done
from shopkeep.customers.permission import may_email
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs.customers import known_person, refresh
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, enrolments, suppressions
from shopkeep.store import customers as queries
from shopkeep.store import triage as steps
from shopkeep.store.customers import Person
from shopkeep.store.triage import LEFT_OUT, NOTE, SNOOZED

_LONGEST = 2000
"""Signs in a reason or a note."""


def leave_out(shop: Shop, email: str, reason: str = "") -> Done:
    """Leave a customer out of every sequence until they are brought back."""
    said = text.clean(reason, _LONGEST)
    with shop.db.write() as tx:
        who = known_person(tx, email)
        return _marked(shop, tx, who, LEFT_OUT, f"Left out {_name(who)}", said)


def snooze(shop: Shop, email: str, until: date) -> Done:
    """Write to a customer no sooner than a day. Raises UsageError for a day that is not to come."""
    if until <= shop.today():
        raise UsageError(
            f"{until.isoformat()} is not a day to come.",
            "A snooze lasts until a later day.",
            "Give one like 2027-01-31.",
        )
    day = wording.day_long(until, shop.settings.get("shop.language"))
    with shop.db.write() as tx:
        who = known_person(tx, email)
        return _marked(shop, tx, who, SNOOZED, f"Snoozed {_name(who)} until {day}", until=until)


def bring_back(shop: Shop, email: str) -> Done:
    """Take back that a customer was left out or snoozed."""
    with shop.db.write() as tx:
        who = known_person(tx, email)
        before = _marks_as_they_were(tx, who.id, (LEFT_OUT, SNOOZED))
        if not before:
            return Done(f"{_name(who)} was not left out", can_undo=False)
        steps.remove_marks(tx, who.id, (LEFT_OUT, SNOOZED))
        return _done(tx, f"Brought back {_name(who)}", before)


def note(shop: Shop, email: str, text_: str) -> Done:
    """Keep a note about a customer. Raises UsageError for an empty one."""
    said = text.clean(text_, _LONGEST, keep_lines=True)
    if not said:
        raise UsageError("The note is empty.", "", "Give it some words.")
    with shop.db.write() as tx:
        who = known_person(tx, email)
        made = steps.add_mark(tx, who.id, NOTE, clock.now(), said)
        return _done(tx, f"Noted about {_name(who)}", [steps.was_made("triage", id=made)])


def merge(shop: Shop, keep_email: str, other_email: str) -> Done:
    """The second address is the same person as the first: their orders count together from now on.

    Orders are not rewritten, so that it lasts over later imports.
    """
    with shop.db.write() as tx:
        keep, other = known_person(tx, keep_email), known_person(tx, other_email)
        if keep.id == other.id:
            return Done(f"{text.plain(other_email)} is {_name(keep)} already", can_undo=False)
        # Whoever was merged into the other comes along, so that no chain of merges arises.
        before = [steps.was("customers", {"merged_into": other.id}, id=one) for one in other.ids[1:]]
        before.insert(0, steps.was("customers", {"merged_into": None}, id=other.id))
        queries.set_merged(tx, other.ids, keep.id)
        refresh(shop, tx, {keep.id, *other.ids})
        return _done(tx, f"Merged {other.email} into {_name(keep)}", before)


def suppress(shop: Shop, email: str, reason: str = "never write again") -> Done:
    """Never write to an address again, whether a customer has it or not."""
    address = text.address(email)
    if "@" not in address.strip("@") or " " in address:
        raise UsageError(f"{text.plain(email)!r} is not an e-mail address.", "", "")
    with shop.db.write() as tx:
        who = queries.person(tx, address)
        called = text.plain(address) if who is None else _name(who)
        if not suppressions.add(tx, address, reason or "never write again", clock.now()):
            return Done(f"{called} was never to be written to already", can_undo=False)
        made = steps.was_made("suppressions", email_hash=suppressions.email_hash(tx, address))
        return _done(tx, f"Will never write to {called} again", [made])


def unsuppress(shop: Shop, email: str) -> Done:
    """Let an address be written to again."""
    address = text.address(email)
    with shop.db.write() as tx:
        before = suppressions.row_of(tx, address)
        if before is None:
            return Done(f"{text.plain(address)} may be written to as it is", can_undo=False)
        suppressions.remove(tx, address)
        key = before.pop("email_hash")
        return _done(
            tx,
            f"May write to {text.plain(address)} again",
            [steps.was("suppressions", before, email_hash=key)],
        )


def suppressed(shop: Shop) -> list[tuple[str, str, datetime]]:
    """(address, reason, when) of everybody never to write to, newest first."""
    with shop.db.read() as tx:
        return [(email or "(erased)", reason, at) for email, reason, at in suppressions.everything(tx)]


def enrol(shop: Shop, sequence: str, email: str) -> Done:
    """Put one customer into a sequence by hand. Nothing is sent by this.

    Raises NotFound for an unknown sequence, UsageError for somebody who may not be written to.
    """
    if not _is_sequence(shop, sequence):
        raise NotFound(f"There is no sequence {sequence!r}.", "", "`shopkeep sequence list` names them.")
    with shop.db.write() as tx:
        who = known_person(tx, email)
        gone = who.id in suppressions.suppressed_customers(tx)
        cannot = may_email(who.consent, shop.settings.get("policy.consent"), gone)
        if cannot is not None:
            raise UsageError(f"{_name(who)} cannot be added.", f"Because: {cannot}.", "")
        standing = enrolments.standing(tx, sequence, who.id)
        if standing is not None and standing.left_because is None:
            return Done(f"{_name(who)} is in {sequence} already", can_undo=False)
        if standing is not None:
            raise UsageError(
                f"{_name(who)} was in {sequence} before and left it: {standing.left_because}.",
                "Nobody goes through the same sequence twice.",
                "Make another sequence for them.",
            )
        made = enrolments.add(tx, sequence, who.id, who.email, clock.now())
        return _done(tx, f"Added {_name(who)} to {sequence}", [steps.was_made("enrolments", id=made)])


def undo(shop: Shop) -> Done:
    """Take the last step back that was not taken back yet.

    Raises UsageError where a mail has gone out since because of it.
    """
    with shop.db.write() as tx:
        step = steps.last_step(tx)
        if step is None:
            return Done("Nothing to undo", can_undo=False)
        for change in step.undo:
            if change["table"] == "enrolments" and enrolments.has_mails(tx, change["key"]["id"]):
                raise UsageError(
                    f"“{step.says}” cannot be taken back.",
                    "A mail was queued for this customer since.",
                    "Leave the customer out instead, and no further mail goes to them.",
                )
        steps.take_back(tx, step)
        merged = {change["key"]["id"] for change in step.undo if change["table"] == "customers"}
        refresh(shop, tx, merged)
        return Done(f"Taken back: {step.says[0].lower()}{step.says[1:]}", can_undo=False)


def _is_sequence(shop: Shop, name: str) -> bool:
    """Whether a name is that of a sequence's folder, and not a path that leads elsewhere."""
    folder = shop.home / "sequences" / name
    return folder.name == name and folder.parent.name == "sequences" and (folder / "sequence.toml").is_file()


def _marked(shop: Shop, tx: Tx, who: Person, kind: str, says: str, said: str = "", until: date | None = None) -> Done:
    """One mark of a kind on a customer; an earlier one of that kind gives way."""
    before = _marks_as_they_were(tx, who.id, (kind,))
    steps.remove_marks(tx, who.id, (kind,))
    made = steps.add_mark(tx, who.id, kind, clock.now(), said, until)
    return _done(tx, says, [*before, steps.was_made("triage", id=made)])


def _marks_as_they_were(tx: Tx, customer_id: int, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    return [steps.was("triage", row, id=row["id"]) for row in steps.mark_rows(tx, customer_id, kinds)]


def _done(tx: Tx, says: str, before: list[dict[str, Any]]) -> Done:
    steps.record(tx, says, before, clock.now())
    return Done(says)


def _name(who: Person) -> str:
    return text.plain(who.name or who.email)
