"""One customer sat down before a sequence, and its mails filled in for them.

What a mail needs besides its text is read once, so that the mail can be drawn anew with every key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from shopkeep.core.addresses import is_address
from shopkeep.core.records.mails import Person, RenderedMail
from shopkeep.core.records.sequences import MailSource, Offer, Problem, Sequence, Stage
from shopkeep.errors import NotFound
from shopkeep.jobs.asking import asked
from shopkeep.jobs.customers import known_person
from shopkeep.jobs.sequence_groups import GroupsOf
from shopkeep.jobs.sequence_people import (
    folder_of,
    invented,
    load,
    mails_had,
    offered_on,
    persons_of,
    shelf_of,
    shop_key,
    stage_called,
    way_out,
    words_of,
)
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import completing, copies, files, greeting, offers, render, render_theme
from shopkeep.sequences.audience import Had
from shopkeep.sequences.values import MailContext
from shopkeep.store import Tx, customers, enrolments
from shopkeep.store import codes as code_store


class Sat(NamedTuple):
    """The person to preview as, and how they stand in the sequence."""

    person: Person
    group: str
    no_offer: bool = False
    enrolment_id: int = 0
    had: tuple[Had, ...] = ()


def _previewed(shop: Shop, tx: Tx, sequence: Sequence, email: str | None, day: date, wanted: frozenset[str]) -> Sat:
    with asked(shop, day, tx) as shop_asked:
        if email is not None:
            id = known_person(tx, email).id
        else:
            inside = shop_asked.ids(sequence.segment, 50) or shop_asked.ids("all", 50)
            contacts = customers.contacts(tx, inside)
            named = [one for one in inside if one in contacts and is_address(contacts[one].email)]
            greeted = [one for one in named if greeting.first_name_of(contacts[one].name)]
            id = (greeted or named)[0] if named else 0
        if not id:
            return Sat(invented(shop), sequence.groups[0].name if sequence.groups else "")
        person = persons_of(shop, tx, [id], day, wanted)[id]
        row = next((r for r in enrolments.everybody(tx, sequence.name) if r.customer_id == id), None)
        groups = GroupsOf(sequence, shop_asked)
        if row is None:
            return Sat(person, groups.of(id), groups.no_offer(id))
    had = mails_had(shop, tx, sequence.name).get(row.id, ())
    return Sat(person, row.group or groups.of(id), row.no_offer if had else groups.no_offer(id), row.id, had)


@dataclass(frozen=True, slots=True)
class Sitting:
    """See the module."""

    sequence: Sequence
    who: Sat
    context: MailContext
    """What every mail to them needs; offer and code are those of each mail."""
    codes: dict[code_store.Taken, str]
    """Codes of their own that are given already."""
    theme: Path
    unreadable: tuple[Problem, ...]
    """Copies of the sequence that cannot be read now."""


def sit(
    shop: Shop,
    name: str,
    email: str | None = None,
    as_of: date | None = None,
    *,
    strict: bool = False,
    wanted: frozenset[str] | None = None,
) -> Sitting:
    """Sit a customer down before a sequence; without `email` the one most at stake, else an invented one.

    `wanted`: the names that are worked out; None: all, for one who is writing. With `strict` not before a
    sequence one of whose copies cannot be read. Raises NotFound, SequenceProblem.
    """
    if wanted is None:
        wanted = frozenset(known.path for known in completing.names())
    sequence, unreadable = files.read(folder_of(shop.home, name))
    if strict and unreadable:
        sequence = load(shop, name)
    day = as_of or shop.today()
    with shop.db.read() as tx:
        who = _previewed(shop, tx, sequence, email, day, wanted)
        codes = code_store.taken(tx, sequence.name) if who.enrolment_id else {}
        shelf = shelf_of(shop, tx, day, wanted)
    out = way_out(shop, shop_key(shop), who.person.email)
    context = MailContext(words_of(shop), Offer(), day, out, shelf=shelf)
    theme = render_theme.find(sequence.theme, shop.home)
    return Sitting(sequence, who, context, codes, theme, tuple(unreadable))


def filled_in(
    sitting: Sitting, stage: str, mail: int = 1, variant: str = "A", source: str | None = None, file: str | None = None
) -> RenderedMail:
    """One mail as the customer of a sitting would get it; `source` and `file` as for render_preview.

    Raises NotFound, SequenceProblem.
    """
    sequence, person = sitting.sequence, sitting.who.person
    chosen = stage_called(sequence, stage)
    copy = _copy(chosen, mail, variant, sitting.who.group, person.language, source, file)
    return render.render(sequence, copy, person, context_for(sitting, copy), sitting.theme, typed=source is not None)


def context_for(sitting: Sitting, copy: MailSource) -> MailContext:
    """What one copy needs: the offer that it makes to this customer, and their code."""
    sequence, who = sitting.sequence, sitting.who
    group = copy.group or who.group
    offer = offers.of_mail(sequence.group(group), copy, who.no_offer)
    theirs = code_store.Taken(who.enrolment_id, offer.codes, offers.terms(offer))
    code = sitting.codes.get(theirs, example_code(offer))
    since = offered_on(sequence, group, who.person.language, who.had, offer)
    return replace(sitting.context, offer=offer, code=code, group=group, offered_on=since)


def example_code(offer: Offer) -> str:
    """What stands for a code of their own before it is given: of its form, and plainly none."""
    if not offer.codes:
        return ""
    _, _, name = offer.codes.partition(":")
    return f"{name.upper()}-XXXXX-XXXXX" if name else "XXXXX-XXXXX"


def _copy(
    stage: Stage, mail: int, variant: str, group: str, language: str, source: str | None, file: str | None
) -> MailSource:
    """The copy to preview: of the file asked for, else the one this customer would get."""
    draft = files.parse_mail(file, source) if source is not None and file else None
    if draft is not None:
        others = tuple(m for m in stage.mails if m.file != draft.file)
        stage = replace(stage, mails=(*others, draft))
        mail, variant, group = draft.number, draft.variant, draft.group or group
        language = draft.language or language
    elif file:
        named = next((m for m in stage.mails if m.file == file), None)
        if named is not None:
            mail, variant, group, language = named.number, named.variant, named.group or group, named.language
    found = copies.choices(stage, mail, group, language)
    wanted = file or ""
    if wanted and not any(m.file == wanted for m in found.values()):
        found = copies.choices(stage, mail, draft.group if draft else "", language)
    if not found:
        numbers = ", ".join(str(n) for n in stage.mail_numbers) or "none"
        raise NotFound(f"The stage {stage.name} has no mail {mail}.", f"It has {numbers}.", "")
    if variant not in found and draft is None and variant not in stage.variants(mail):
        raise NotFound(
            f"Mail {mail} of the stage {stage.name} has no variant {variant}.",
            f"It has {', '.join(stage.variants(mail))}.",
            "",
        )
    copy = found.get(variant) or next(iter(found.values()))
    if source is None or file:
        return copy
    return replace(files.parse_mail(copy.file, source), file=copy.file)
