"""Reviewing customers, one or very many at once. Every step is stored with the way back; `undo` takes the last.

Whom a step is about is an address, a customer's id, or a sequence of either (jobs/meant.py): however
many they are, it is one step in one transaction, and one `undo` takes it back. Fifty can be taken back.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.addresses import called, is_address, named_address
from shopkeep.core.bulk import bulk
from shopkeep.core.records.customers import Done
from shopkeep.customers.permission import may_email
from shopkeep.errors import DecisionNeeded, NotFound, UsageError
from shopkeep.jobs import erased_list, never_written
from shopkeep.jobs.customers import known_person
from shopkeep.jobs.judging import settle
from shopkeep.jobs.meant import Meant, Who, meant
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, enrolments, many, suppressions
from shopkeep.store import customers as queries
from shopkeep.store import triage as steps
from shopkeep.store.customers import Person
from shopkeep.store.triage import LEFT_OUT, NOTE, SNOOZED, Change

_LONGEST = 2000
"""Signs in a reason or a note."""


def leave_out(shop: Shop, who: Who, reason: str = "") -> Done:
    """Leave customers out of every sequence until they are brought back."""
    said = text.clean(reason, _LONGEST)
    with bulk(), shop.db.write() as tx:
        those = meant(tx, who)
        return _marked(tx, those, LEFT_OUT, f"Left out {those.called}", said)


def snooze(shop: Shop, who: Who, until: date) -> Done:
    """Write to customers no sooner than a day. Raises UsageError for a day that is not to come."""
    if until <= shop.today():
        raise UsageError(
            f"{until.isoformat()} is not a day to come.",
            "A snooze lasts until a later day.",
            "Give one like 2027-01-31.",
        )
    day = wording.day_long(until, shop.settings.get("shop.language"))
    with bulk(), shop.db.write() as tx:
        those = meant(tx, who)
        return _marked(tx, those, SNOOZED, f"Snoozed {those.called} until {day}", until=until)


def bring_back(shop: Shop, who: Who) -> Done:
    """Take back that customers were left out or snoozed."""
    with bulk(), shop.db.write() as tx:
        those = meant(tx, who)
        before = steps.take_marks(tx, those.ids, (LEFT_OUT, SNOOZED))
        if not before:
            none = f"None of {those.called} was" if those.many else f"{those.called} was not"
            return Done(f"{none} left out or snoozed", can_undo=False)
        back = len({row.customer_id for row in before})
        called = wording.count(back, "customer") if those.many else those.called
        return _done(tx, f"Brought back {called}", [steps.were("triage", before)])


def note(shop: Shop, who: Who, text_: str) -> Done:
    """Keep a note about customers. Raises UsageError for an empty one."""
    said = text.clean(text_, _LONGEST, keep_lines=True)
    if not said:
        raise UsageError("The note is empty.", "", "Give it some words.")
    with bulk(), shop.db.write() as tx:
        those = meant(tx, who)
        made = steps.add_marks(tx, those.ids, NOTE, clock.now(), said)
        return _done(tx, f"Noted about {those.called}", [steps.were_made("triage", *made)])


def merge(shop: Shop, keep_email: str, other_email: str) -> Done:
    """The second address is the same person as the first: their orders count together from now on.

    Orders are not rewritten, so that it lasts over later imports. Of two of whom only one has an address
    that one is kept, whichever way round they are given.
    """
    with shop.db.write() as tx:
        keep, other = known_person(tx, keep_email), known_person(tx, other_email)
        if not is_address(keep.email) and is_address(other.email):
            keep, other, other_email = other, keep, keep_email  # one who can be written to is kept
        if keep.id == other.id:
            return Done(f"{text.plain(other_email)} is {_called(keep)} already", can_undo=False)
        # Whoever was merged into the other comes along, so that no chain of merges arises.
        before = [steps.was("customers", {"merged_into": other.id}, id=one) for one in other.ids[1:]]
        before.insert(0, steps.was("customers", {"merged_into": None}, id=other.id))
        queries.set_merged(tx, other.ids, keep.id)
        before += steps.move_marks(tx, other.ids, keep.id)  # left out, snoozed and noted hold for the whole person
        settle(shop, tx, {keep.id, *other.ids})
        # By their addresses, for the two mostly have one name.
        gone = text.plain(other.email) if is_address(other.email) else f"{named_address(other.name, other.email)},"
        kept = text.plain(keep.email) if is_address(keep.email) else named_address(keep.name, keep.email)
        return _done(tx, f"Merged {gone} into {kept}", before)


def suppress(shop: Shop, who: Who, reason: str = "never write again") -> Done:
    """Never write to customers again, or to an address whether a customer has it or not."""
    with bulk(), shop.db.write() as tx:
        nobody = ""
        if isinstance(who, str):
            whom, addresses = _an_address(tx, who)
            if queries.person(tx, addresses[0]) is None:
                nobody = ". No customer of yours has this address; it is kept all the same"
        else:
            those = meant(tx, who)
            whom = those.called
            addresses = [one.email for one in many.reach(tx, those.ids) if is_address(one.email)]
            if not addresses:
                raise _no_address_to_suppress(whom, those.many)
        made = suppressions.add_all(tx, addresses, reason or "never write again", clock.now())
        if not made:
            were = "was" if len(addresses) == 1 else "were"
            return Done(f"{whom} {were} never to be written to already", can_undo=False)
        if len(made) != len(addresses):
            whom = wording.count(len(made), "more customer")
        elif not isinstance(who, str) and len(addresses) != len(those.ids):
            whom = wording.count(len(made), "customer")  # the others have no address
        change = steps.were_added("suppressions", "email_hash", made)
        done = _done(tx, f"Will never write to {whom} again", [change])
        return replace(done, says=f"{done.says}{nobody}")


def _no_address_to_suppress(whom: str, several: bool) -> UsageError:
    return UsageError(
        f"{whom} {'have' if several else 'has'} no e-mail address.",
        "Nobody can write to them from here, so there is nothing to forbid.",
        "To keep them off your lists, leave them out.",
    )


def _an_address(tx: Tx, typed: str) -> tuple[str, list[str]]:
    address = text.address(typed)
    if not is_address(address) and ":" in address:
        known = known_person(tx, typed)  # a platform's word for a buyer; raises where it is none
        if not is_address(known.email):
            raise _no_address_to_suppress(_called(known), False)
        return _called(known), [known.email]
    if "@" not in address.strip("@") or " " in address:
        raise UsageError(f"{text.plain(typed)!r} is not an e-mail address.", "", "")
    who = queries.person(tx, address)
    return text.plain(address) if who is None else called(who.name, who.email), [address]


def unsuppress(shop: Shop, email: str, asked: bool = False) -> Done:
    """Let an address be written to again.

    `asked`: they asked for it themselves. Raises DecisionNeeded without it where they had said no themselves.
    """
    address = text.address(email)
    with shop.db.write() as tx:
        before = suppressions.row_of(tx, address)
        if before is None:
            return Done(f"{text.plain(address)} is not on the list", can_undo=False)
        if never_written.said_no(before["reason"]) and not asked:
            raise DecisionNeeded(
                f"{text.plain(address)} said no: {text.plain(before['reason'])}.",
                never_written.ONLY_IF_ASKED,
                f"If they did: shopkeep unsuppress {text.plain(address)} --asked",
            )
        suppressions.remove(tx, address)
        key = before.pop("email_hash")
        erased_list.lift(shop.home, address)
        says = f"{text.plain(address)} may be written to again"
        step = _done(tx, says, [steps.was("suppressions", before, email_hash=key)])
        who = queries.person(tx, address)
        also = any(suppressions.is_suppressed(tx, one) for one in who.addresses) if who else False
        still = may_email(who.consent, shop.settings.get("policy.consent"), also) if who else None
        return Done(f"{says}. They get no mail all the same: {still}") if still else step


def enrol(shop: Shop, sequence: str, who: Who) -> Done:
    """Put customers into a sequence by hand. Nothing is sent by this.

    Of several, those who may not be written to or were in it before are passed over, and the answer says
    why. Raises NotFound for an unknown sequence, UsageError where nobody can be added.
    """
    if not _is_sequence(shop, sequence):
        raise NotFound(f"There is no sequence {sequence!r}.", "", "`shopkeep sequence list` names them.")
    with bulk(), shop.db.write() as tx:
        those = meant(tx, who)
        gone, policy = suppressions.suppressed_customers(tx), shop.settings.get("policy.consent")
        standing = enrolments.standings(tx, sequence)
        fit: list[tuple[int, str]] = []
        refused: Counter[str] = Counter()
        for one in many.reach(tx, those.ids):
            place = standing.get(one.id)
            if place is not None:
                refused["in it already" if place.left_because is None else f"{_BEFORE}: {place.left_because}"] += 1
            elif cannot := may_email(one.consent, policy, one.id in gone, is_address(one.email)):
                refused[cannot] += 1
            else:
                fit.append((one.id, one.email))
        if not fit:
            return _nobody_fits(those, sequence, refused)
        made = enrolments.add_all(tx, sequence, fit, clock.now())
        called = wording.count(len(fit), "customer") if those.many else those.called
        passed = "; ".join(f"{count:,} {why}" for why, count in refused.most_common(3))
        change = steps.were_made("enrolments", *made)
        step = _done(tx, f"Added {called} to {sequence}", [change])
        return Done(f"{step.says}. Passed over: {passed}") if passed else step


_BEFORE = "was in it before and left"


def _nobody_fits(those: Meant, sequence: str, refused: Counter[str]) -> Done:
    """What is said where nobody of those meant can be added. Raises UsageError unless they are in it already."""
    [(why, _count)] = refused.most_common(1)
    if set(refused) == {"in it already"}:
        return Done(f"{those.called} {'are' if those.many else 'is'} in {sequence} already", can_undo=False)
    if why.startswith(_BEFORE):
        raise UsageError(
            f"{those.called} {'were' if those.many else 'was'} in {sequence} before and left it{why[len(_BEFORE) :]}.",
            "Nobody goes through the same sequence twice.",
            "Make another sequence for them.",
        )
    because = "; ".join(f"{count:,} {reason}" for reason, count in refused.most_common()) if those.many else why
    raise UsageError(f"{those.called} cannot be added.", f"Because: {because}.", "")


def undo(shop: Shop) -> Done:
    """Take the last step back that was not taken back yet.

    Raises UsageError where a mail has gone out since because of it.
    """
    with bulk(), shop.db.write() as tx:
        step = steps.last_step(tx)
        if step is None:
            return Done("Nothing to undo", can_undo=False)
        if any(_led_to_mail(tx, change) for change in step.undo):
            raise UsageError(
                f"“{step.says}” cannot be taken back.",
                "A mail was queued because of it since.",
                "Leave the customers out instead, and no further mail goes to them.",
            )
        merged = {change["key"]["id"] for change in step.undo if change["table"] == "customers"}
        whose = merged | set(many.owners_by_id(tx, merged).values())
        if not steps.take_back(tx, step):
            return Done(f"“{step.says}” went with the import that was taken back", can_undo=False)
        answers = {change["key"]["customer_id"] for change in step.undo if change["table"] == "order_owners"}
        enrolments.close_returned(tx, answers, clock.now())
        enrolments.reopen_unreturned(tx, answers)
        settle(shop, tx, whose | set(many.owners_by_id(tx, merged).values()))
        return Done(f"Taken back: {step.says[0].lower()}{step.says[1:]}", can_undo=False)


def last_said(shop: Shop) -> str:
    """What `undo` would take back, as it was said; empty where there is nothing."""
    with shop.db.read() as tx:
        step = steps.last_step(tx)
    return step.says if step else ""


def _led_to_mail(tx: Tx, change: Change) -> bool:
    if change["table"] != "enrolments":
        return False
    ids = change["made"] if "made" in change else [change["key"]["id"]]
    return enrolments.has_mails(tx, ids[0], ids[-1])


def _is_sequence(shop: Shop, name: str) -> bool:
    """Whether a name is that of a sequence's folder, and not a path that leads elsewhere."""
    folder = shop.home / "sequences" / name
    return folder.name == name and folder.parent.name == "sequences" and (folder / "sequence.toml").is_file()


def _marked(tx: Tx, those: Meant, kind: str, says: str, said: str = "", until: date | None = None) -> Done:
    """One mark of a kind on each customer; earlier ones of that kind give way."""
    before = steps.take_marks(tx, those.ids, (kind,))
    made = steps.add_marks(tx, those.ids, kind, clock.now(), said, until)
    changes = [steps.were("triage", before)] if before else []
    return _done(tx, says, [*changes, steps.were_made("triage", *made)])


def _done(tx: Tx, says: str, changes: list[Change]) -> Done:
    steps.record(tx, says, changes, clock.now())
    return Done(says)


def _called(who: Person) -> str:
    return called(who.name, who.email)
