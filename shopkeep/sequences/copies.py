"""Which copy of a mail a customer gets: by language, then group, then variant.

1. Language: where copies in the customer's language exist that could serve them (for their group or for
   everybody), only those are looked at; else the copies without a language.
2. Group: where the group has copies of its own, only those; else the plain ones.
3. Variant: A and whatever variants that same set has. A variant with an empty body tests only subject and
   preheader and borrows the body from the A it stands beside; a plain one of that kind joins every group's
   set, since any body fits under it. A full variant of the plain copy is never shown to a group that has its
   own copy.
4. What a variant does not say of wait and offer is as with its A.

So a customer can only get variants that were written to stand against each other, chosen by a hash alone:
within every group that sees two variants, the comparison is fair. A group with one copy takes no part in the
test, and its mails must not be counted in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial

from shopkeep.core.records.mails import Recipient
from shopkeep.core.records.sequences import MailSource, Problem, Stage
from shopkeep.sequences import names


def choices(stage: Stage, number: int, group: str, language: str = "") -> dict[str, MailSource]:
    """Variant -> the copy a customer of this group and language would get, A first. Empty: no such mail."""
    fitting = [m for m in stage.mails if m.number == number and m.group in ("", group)]
    pool = _speaking(fitting, language)
    own = [m for m in pool if m.group == group] if group else []
    plain = [m for m in pool if not m.group]
    chosen = own if any(m.body for m in own) else plain
    found = {m.variant: m for m in chosen}
    if chosen is own:
        for mail in plain:
            if not mail.body and mail.variant != "A":
                found.setdefault(mail.variant, mail)
    base = found.get("A") or next((m for m in chosen if m.body), None)
    if base is None:
        return {}
    return {variant: _completed(found[variant], base) for variant in sorted(found)}


def chooser(stage: Stage) -> Callable[[int, str, str], dict[str, MailSource]]:
    """`choices` for many customers of one stage, each kind of them looked up once; not to be changed."""
    return cache(partial(choices, stage))


def copy_of(stage: Stage, recipient: Recipient, language: str) -> MailSource:
    """The copy a recipient of this language gets. Raises KeyError where the stage has none for them."""
    found = choices(stage, recipient.mail, recipient.group, language)
    return found.get(recipient.variant) or found[min(found)]


def finder(stage: Stage) -> Callable[[Recipient, str], MailSource]:
    """`copy_of` for many recipients of a stage, each kind of them looked up once."""
    known: dict[tuple[int, str, str, str], MailSource] = {}

    def find(recipient: Recipient, language: str) -> MailSource:
        kind = (recipient.mail, recipient.group, recipient.variant, language)
        if kind not in known:
            known[kind] = copy_of(stage, recipient, language)
        return known[kind]

    return find


def _speaking(mails: list[MailSource], language: str) -> list[MailSource]:
    wanted = language.lower().replace("_", "-")
    for tag in (wanted, wanted.partition("-")[0]) if wanted else ():
        speaking = [m for m in mails if m.language == tag]
        if any(m.body for m in speaking):
            return speaking
    return [m for m in mails if not m.language]


def _completed(mail: MailSource, base: MailSource) -> MailSource:
    """A variant with what it does not say taken from the A: it differs from it in what it says alone."""
    if mail is base:
        return mail
    whole = mail.subject and mail.body
    subject = mail if mail.subject else base
    preheader = mail if whole or mail.preheader else base
    body = mail if mail.body else base
    return replace(
        mail,
        subject=subject.subject,
        preheader=preheader.preheader,
        body=body.body,
        lines=(subject.lines[0], preheader.lines[1], body.lines[2]),
        lenders=(subject.file, preheader.file, body.file),
        offer=mail.offer or base.offer,
        offer_line=mail.offer_line or base.offer_line,
    )


def wait_days(stage: Stage, number: int, copy: MailSource | None = None) -> int:
    """Days between a mail and the one before it: what its plain A says, else its first copy.

    A variant, `copy`, that says a wait of its own tests just that.
    """
    if copy is not None and copy.variant != "A" and copy.waits:
        return copy.wait_days
    first = says_wait(stage, number)
    return first.wait_days if first else 0


def says_wait(stage: Stage, number: int) -> MailSource | None:
    """The copy of a mail whose wait counts: its plain A, else its first one."""
    copies = [m for m in stage.mails if m.number == number]
    plain = next((m for m in copies if not m.group and m.variant == "A" and not m.language), None)
    return plain or (copies[0] if copies else None)


def is_unread(stage: Stage, number: int, unreadable: Iterable[Problem]) -> bool:
    """Whether a copy of this mail may stand in a file that cannot be read: then nothing is known to be missing."""
    for problem in unreadable:
        folder, _, file = problem.file.rpartition("/")
        name = names.parse(file)
        if folder == stage.folder and (name is None or name.number == number):
            return True
    return False
