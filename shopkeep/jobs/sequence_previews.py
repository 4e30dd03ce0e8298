"""Mails as single customers would get them, and which customers are worth looking at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shopkeep.core import text
from shopkeep.core.addresses import is_address
from shopkeep.core.records.mails import Person, RenderedMail
from shopkeep.core.records.sequences import MailSource
from shopkeep.errors import NotFound, SequenceProblem
from shopkeep.jobs import code_giving, code_needs
from shopkeep.jobs.asking import asked
from shopkeep.jobs.sequence_people import load, persons_of, stage_called
from shopkeep.jobs.sequence_sitting import Sitting, filled_in, sit
from shopkeep.jobs.sequence_turns import turn_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import files, frontmatter, render
from shopkeep.store.codes import Taken

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
    wanted = render.wanted((*stage_called(sequence, stage).mails, *_drafts(source)))
    sitting = sit(shop, name, email, as_of, strict=source is None, wanted=wanted)
    if source is None and code_needs.gives_codes(sequence):
        sitting = _with_their_code(shop, sitting, stage, as_of)
    return filled_in(sitting, stage, mail, variant, source, file)


def _with_their_code(shop: Shop, sitting: Sitting, stage: str, as_of: date | None) -> Sitting:
    """A sitting with the code of their own that the customer would be given, were the stage sent now."""
    turn = turn_of(shop, sitting.sequence, stage_called(sitting.sequence, stage), as_of=as_of)
    new = code_giving.planned(shop, turn, sitting.who.person.email)
    codes = {Taken(sitting.who.enrolment_id, one.source, one.gives): one.code for one in new}
    return replace(sitting, codes=sitting.codes | codes)


def _drafts(source: str | None) -> list[MailSource]:
    """The unsaved text as a copy, if there is one that can be read."""
    try:
        return [] if source is None else [files.parse_mail("1.md", source)]
    except SequenceProblem:
        return []


def subjects(shop: Shop, name: str) -> dict[str, str]:
    """File -> subject of every copy, as the customer most at stake would read it; a sentence where it cannot be
    filled in. Raises NotFound, SequenceProblem."""
    sequence = load(shop, name, strict=False)
    return subjects_for(sit(shop, name, wanted=render.wanted(m for stage in sequence.stages for m in stage.mails)))


def subjects_for(sitting: Sitting) -> dict[str, str]:
    """The same as the customer of a sitting would read it. Reads no file but the look's."""
    found = {}
    for stage in sitting.sequence.stages:
        for mail in stage.mails:
            try:
                found[mail.file] = filled_in(sitting, stage.name, mail.number, mail.variant, file=mail.file).subject
            except (SequenceProblem, NotFound):
                found[mail.file] = _subject_alone(sitting, stage.name, mail)
    return found


def _subject_alone(sitting: Sitting, stage: str, mail: MailSource) -> str:
    """The subject of a copy whose mail cannot be filled in."""
    source = frontmatter.join(mail.subject, "", 0, ".")
    try:
        return filled_in(sitting, stage, mail.number, mail.variant, source, mail.file).subject
    except (SequenceProblem, NotFound):
        return "(cannot be filled in; the check says why)"


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
