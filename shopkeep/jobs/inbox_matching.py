"""Whom a mail that came back is about: the mail of ours it speaks of, and the person that was for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from shopkeep.core import clock, text, unsubscribe
from shopkeep.delivery.inbox import Spoken, same_subject
from shopkeep.store import Tx, facts, leaving
from shopkeep.store import customers as people
from shopkeep.store import inbox as store
from shopkeep.store.inbox import Ours

DAY = 24 * 3600
REPORT_DAYS = 60
"""So long after a mail a report that names its recipient alone is taken to be about it."""
ANSWER_DAYS = 60
SKEW = DAY
"""Clocks of mail servers differ: a report may seem to be of the day before."""
EVER = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A person and how they were found."""

    by: str
    """`Message-ID`, `X-Shopkeep-Id`, `token`, `recipient`, `subject` or `sender`."""
    says: str
    """The same as the end of a sentence."""
    email: str
    customer_id: int | None
    mail: Ours | None = None


def whom(tx: Tx, said: Spoken, subject: str, at: int, alone: bool) -> Match | None:
    """Whom a mail is about; None where that is nobody we wrote to. `at`: when it was written, a stamp.

    `alone`: it speaks of this one recipient only. Of several, the quoted Message-ID is that of one.
    """
    quoted = _by_quoted_id(tx, said)
    if quoted is not None and (alone or said.address in ("", quoted.email)):
        return quoted
    if said.token and (found := _by_token(tx, said)):
        return found
    if not said.address:
        return None
    match said.kind:
        case "reply":
            return _by_sender(tx, said.address, subject, at)
        case "unsubscribe":
            return _by_address(tx, said.address, at, EVER, "sender", "by the address it came from") or _known(tx, said)
        case "auto-reply":
            return _by_address(tx, said.address, at, at - ANSWER_DAYS * DAY, "sender", "by the address it came from")
        case _:
            return _by_address(tx, said.address, at, at - REPORT_DAYS * DAY, "recipient", "by the recipient it names")


def _by_quoted_id(tx: Tx, said: Spoken) -> Match | None:
    found = store.by_message_id(tx, said.ids)
    if found is not None:
        return _of(found, "Message-ID", "by the Message-ID it quotes")
    for digest in said.digests:
        if (one := store.by_id_prefix(tx, f"<{digest}.")) is not None:
            return _of(one, "X-Shopkeep-Id", "by the X-Shopkeep-Id it quotes")
    return None


def _by_token(tx: Tx, said: Spoken) -> Match | None:
    """Whose way out it was: the sender's, as nearly always, or that of whoever we ever wrote to or know."""
    key = facts.shop_key(tx)
    for email in [said.address, *store.addresses(tx)]:
        if email and unsubscribe.token(key, email) == said.token:
            mails = store.sent_to(tx, email, EVER, clock.stamp(clock.now() + timedelta(days=1)))
            person = people.person(tx, email)
            if not mails and person is None:
                continue
            owner = mails[0].customer_id if mails else person.id if person else None
            return Match("token", "by the token of the unsubscribe link", email, owner, mails[0] if mails else None)
    return None


def _by_address(tx: Tx, email: str, at: int, since: int, by: str, says: str) -> Match | None:
    mails = store.sent_to(tx, email, since, at + SKEW)
    return _of(mails[0], by, says) if mails else None


def _by_sender(tx: Tx, email: str, subject: str, at: int) -> Match | None:
    """A mail that quotes no Message-ID of ours, for some mail programs and services change them: it answers
    one of our subjects, or its writer is in a sequence now."""
    mails = store.sent_to(tx, email, at - ANSWER_DAYS * DAY, at + SKEW)
    for mail in mails:
        if same_subject(subject, mail.subject):
            return _of(
                mail, "subject", f"by its sender and the subject of your mail, “{text.plain(mail.subject)[:60]}”"
            )
    if mails and leaving.running(tx, mails[0].customer_id, email):
        return _of(mails[0], "sender", "by its sender, who is in a sequence now")
    return None


def _known(tx: Tx, said: Spoken) -> Match | None:
    """A goodbye from a customer we never wrote to is a goodbye all the same."""
    person = people.person(tx, said.address)
    return None if person is None else Match("sender", "by the address it came from", said.address, person.id)


def _of(mail: Ours, by: str, says: str) -> Match:
    return Match(by, says, mail.email, mail.customer_id, mail)
