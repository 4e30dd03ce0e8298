"""Mails as single customers would get them, and which customers are worth looking at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from shopkeep.core import text
from shopkeep.core.addresses import is_address
from shopkeep.core.records.sequences import (
    MailSource,
    Offer,
    Person,
    RenderedMail,
    Sequence,
    Stage,
)
from shopkeep.errors import NotFound, SequenceProblem
from shopkeep.jobs.asking import asked
from shopkeep.jobs.customers import known_person
from shopkeep.jobs.sequence_groups import GroupsOf
from shopkeep.jobs.sequence_people import (
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
from shopkeep.sequences import copies, files, greeting, offers, render, render_theme
from shopkeep.sequences.audience import Had
from shopkeep.sequences.values import MailContext
from shopkeep.store import Tx, customers, enrolments
from shopkeep.store import codes as code_store

PREVIEWED = 400
"""How many of a segment are looked at for odd ones to preview."""


def render_preview(
    shop: Shop,
    name: str,
    stage: str,
    mail: int = 1,
    variant: str = "A",
    email: str | None = None,
    source: str | None = None,
    as_of: date | None = None,
    file: str | None = None,
) -> RenderedMail:
    """One mail as one customer would get it; without `email`, as the one most at stake.

    `source` stands in for what the copy's file says: the unsaved text of `file`, or of the copy this
    customer would get. In a shop without customers it is made for an invented one. Raises NotFound,
    SequenceProblem.
    """
    sequence = load(shop, name, strict=source is None)
    chosen = stage_called(sequence, stage)
    day = as_of or shop.today()
    wanted = render.wanted((*chosen.mails, *_drafts(source)))
    with shop.db.read() as tx:
        who = _previewed(shop, tx, sequence, email, day, wanted)
        codes = code_store.taken(tx, sequence.name) if who.enrolment_id else {}
        shelf = shelf_of(shop, tx, day, wanted)
    person, group = who.person, who.group
    copy = _copy(chosen, mail, variant, group, person.language, source, file)
    if copy.group and copy.group != group:
        group = copy.group
    theme = render_theme.find(sequence.theme, shop.home)
    out = way_out(shop, shop_key(shop), person.email)
    offer = offers.of_mail(sequence.group(group), copy, who.no_offer)
    theirs = code_store.Taken(who.enrolment_id, offer.codes, offers.terms(offer))
    code = codes.get(theirs, example_code(offer))
    since = offered_on(sequence, group, person.language, who.had, offer)
    context = MailContext(words_of(shop), offer, day, out, code, group, since, shelf)
    return render.render(sequence, copy, person, context, theme)


def example_code(offer: Offer) -> str:
    """What stands for a code of their own before it is given: of its form, and plainly none."""
    if not offer.codes:
        return ""
    _, _, name = offer.codes.partition(":")
    return f"{name.upper()}-XXXXX-XXXXX" if name else "XXXXX-XXXXX"


def _drafts(source: str | None) -> list[MailSource]:
    """The unsaved text as a copy, if there is one that can be read."""
    try:
        return [] if source is None else [files.parse_mail("1.md", source)]
    except SequenceProblem:
        return []


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


class _Previewed(NamedTuple):
    """The person to preview as, and how they stand in the sequence."""

    person: Person
    group: str
    no_offer: bool = False
    enrolment_id: int = 0
    had: tuple[Had, ...] = ()


def _previewed(
    shop: Shop, tx: Tx, sequence: Sequence, email: str | None, day: date, wanted: frozenset[str]
) -> _Previewed:
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
            return _Previewed(invented(shop), sequence.groups[0].name if sequence.groups else "")
        person = persons_of(shop, tx, [id], day, wanted)[id]
        row = next((r for r in enrolments.everybody(tx, sequence.name) if r.customer_id == id), None)
        groups = GroupsOf(sequence, shop_asked)
        if row is None:
            return _Previewed(person, groups.of(id), groups.no_offer(id))
    had = mails_had(shop, tx, sequence.name).get(row.id, ())
    return _Previewed(person, row.group or groups.of(id), row.no_offer if had else groups.no_offer(id), row.id, had)


def preview_people(shop: Shop, name: str, limit: int = 12) -> list[tuple[str, str]]:
    """Customers to preview as, the oddest first: their address and what is odd about them."""
    sequence, day = load(shop, name, strict=False), shop.today()
    with asked(shop, day) as shop_asked:
        inside = shop_asked.ids(sequence.segment, PREVIEWED)
        persons = [p for p in persons_of(shop, shop_asked.tx, inside, day).values() if is_address(p.email)]
    if not persons:
        return []
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
