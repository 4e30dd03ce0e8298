"""Mails as single customers would get them, and which customers are worth looking at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.records.sequences import MailSource
from shopkeep.errors import NotFound, SequenceProblem
from shopkeep.jobs import code_giving, code_needs
from shopkeep.jobs.sequence_people import load, stage_called
from shopkeep.jobs.sequence_readers import oddest, readers
from shopkeep.jobs.sequence_sitting import Sitting, filled_in, sit
from shopkeep.jobs.sequence_turns import turn_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import files, frontmatter, render
from shopkeep.store.codes import Taken


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
    return oddest(readers(shop, name), limit)
