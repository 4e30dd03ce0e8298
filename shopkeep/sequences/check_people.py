"""Problems that show when copies are filled in for odd and for real customers, and over the whole sequence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from pathlib import Path

from shopkeep import wording
from shopkeep.core.records.mails import Person, RenderedMail
from shopkeep.core.records.sequences import Group, MailSource, Problem, Sequence, Stage
from shopkeep.errors import ShopkeepError
from shopkeep.sequences import copies, offers, render, render_theme, values_customer
from shopkeep.sequences.check_base import Around, of_manifest
from shopkeep.sequences.odd_people import ORDINARY, odd_people
from shopkeep.sequences.render_theme import Theme
from shopkeep.sequences.values import Few, MailContext

LONG_SUBJECT = 60
"""Signs that a telephone shows of a subject."""
LONGEST_SUBJECT = 140
GMAIL_CLIPS = 102_000
"""Bytes of a page after which Gmail hides the rest, and with it the way out."""
TRIED = 20
"""So many real customers are tried on every copy, besides the odd ones."""
MOSTLY = 0.5
"""A share of the audience that never bought what a mail speaks of, from which on that is said."""
SELLING = 2 / 3
"""A share of a sequence's mails that may speak of an offer."""
_OUT = "https://example.com/out"


def filled_in(
    sequence: Sequence, around: Around, theme: Path, broken: set[str], unread: list[Problem]
) -> list[Problem]:
    """Every copy filled in: what fails, subjects grown too long or empty, pages too large or without a way out."""
    found: dict[str, Problem] = {}
    look = render_theme.load(theme)
    frame = replace(sequence, stages=tuple(replace(stage, mails=()) for stage in sequence.stages))
    readers = _Readers((*odd_people(around.shop.currency), *around.people[:TRIED]))
    for stage in sequence.stages:
        for mail, group in every_copy(sequence, stage):
            if mail.file in broken or mail.places[2] in broken:
                continue
            if not (mail.subject and mail.body.strip()) and copies.is_unread(stage, mail.number, unread):
                continue  # what it lacks stands in a copy that cannot be read
            for key, problem in _of_copy(look, frame, mail, mail.lines, _contexts(around, group, mail), readers):
                found.setdefault(key, problem)
    return list(found.values())


@dataclass(frozen=True)
class _Readers:
    """The customers that copies are tried on."""

    people: tuple[Person, ...]

    def __hash__(self) -> int:
        return hash(tuple(person.email for person in self.people))


@lru_cache(maxsize=256)
def _of_copy(
    look: Theme,
    frame: Sequence,
    mail: MailSource,
    _lines: tuple[int, int, int],
    contexts: tuple[MailContext, ...],
    readers: _Readers,
) -> list[tuple[str, Problem]]:
    """What one copy's filling in finds, each with what tells it from others: kept, for a sequence is checked anew
    with every change of one copy. `frame`: the sequence without its copies; `_lines`: where those of this copy
    stand in its file, which two equal copies need not have in common."""
    found = []
    for context, person in product(contexts, readers.people):
        try:
            made = render.render_in(look, frame, mail, person, context)
        except ShopkeepError as error:
            file, line = getattr(error, "file", "") or mail.file, getattr(error, "line", 0)
            says = error.title.removeprefix(f"{file}, ")
            found.append((f"{file} {says}", Problem("error", file, line, says, error.meaning)))
            continue
        problems = [*_page(mail, made), *(_subject(mail, made.subject) if person.name == ORDINARY else ())]
        found += [(f"{problem.file} {problem.line} {problem.severity}", problem) for problem in problems]
    return found


def _contexts(around: Around, group: Group | None, mail: MailSource) -> tuple[MailContext, ...]:
    offer = offers.of_mail(group, mail)
    own = "CODE" if offer.codes else ""
    context = MailContext(around.shop, offer, around.on, _OUT, own, mail.group, shelf=around.shelf)
    # Where some of a group are offered nothing, the mail must read well without.
    without = group is not None and group.offer.only_if_chance_below
    return (context, replace(context, offer=offers.NONE, code="")) if without else (context,)


def _subject(mail: MailSource, subject: str) -> list[Problem]:
    file, line = mail.places[0], mail.lines[0]
    if not subject:
        return [Problem("error", file, line, "has a subject that comes out empty.", "Say something.")]
    if len(subject) > LONGEST_SUBJECT:
        says = f"has a subject of {len(subject)} signs."
        return [Problem("error", file, line, says, f"Keep it under {LONG_SUBJECT}.")]
    if len(subject) > LONG_SUBJECT:
        says = f"has a subject of {len(subject)} signs, and telephones show {LONG_SUBJECT}."
        return [Problem("warning", file, line, says, "Put what matters first, or shorten it.")]
    return []


def _page(mail: MailSource, made: RenderedMail) -> Iterator[Problem]:
    file, line, size = mail.places[2], mail.lines[2], len(made.html.encode())
    if size > GMAIL_CLIPS:
        says = f"is a page of {size // 1000} kB, and Gmail hides what comes after {GMAIL_CLIPS // 1000} kB."
        yield Problem("error", file, line, says, "Shorten it, or make two mails of it.")
    if _OUT not in made.html or _OUT not in made.text:
        says = "comes out without the link that stops these mails."
        yield Problem("error", file, line, says, "Put {{ unsubscribe }} into the look, outside of any condition.")


def missing(sequence: Sequence, around: Around, broken: set[str]) -> list[Problem]:
    """How many of those who get copies do not have what these speak of, and what they read instead."""
    if not around.people:
        return []
    reached = _groups_reached(sequence)
    places: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for stage in sequence.stages:
        for mail in stage.mails:
            if mail.file not in broken:
                for line, path, instead in render.fallbacks(mail):
                    places.setdefault((path, instead), []).append((mail.file, line))
    named = sorted({path.split(".")[1] for path, _ in places if path.startswith("customer.")})
    products = sorted({path.split(".")[0] for path, _ in places} & set(values_customer.OF_PRODUCTS))
    context = MailContext(around.shop, offers.NONE, around.on, _OUT, shelf=around.shelf)
    groups = {place: set().union(*(reached.get(file, set()) for file, _ in at)) for place, at in places.items()}
    lacking, looked = dict.fromkeys(places, 0), dict.fromkeys(places, 0)
    for person in around.people:
        known = {"customer": values_customer.of_person(person, context, "en", named)}
        known |= values_customer.of_products(person, context, "en", products)
        theirs = around.groups.get(person.email)
        for place in places:
            if theirs is None or theirs in groups[place]:
                looked[place] += 1
                lacking[place] += not _there(known, place[0])
    found = []
    for (path, instead), count in lacking.items():
        if count:
            (file, line), *more = places[path, instead]
            others = len({one for one, _ in more} - {file})
            read = f"“{instead}”" if instead else "nothing there"
            says = f"{_of_all(count, looked[path, instead], around)} no {_called(path)}: they will read {read}."
            do = f"The same in {wording.count(others, 'more file')}." if others else ""
            found.append(Problem("note", file, line, says, do))
    return found


def _there(known: dict[str, values_customer.Facts], path: str) -> bool:
    found: object = known
    for part in path.split("."):
        below = found if isinstance(found, dict) else getattr(found, "known", {})
        found = below.get(part, "")
    return len(found) > 0 if isinstance(found, Few) else bool(found)


def _groups_reached(sequence: Sequence) -> dict[str, set[str]]:
    """File -> the groups of which some read words of it; the empty name is for those in none."""
    found: dict[str, set[str]] = {}
    for stage in sequence.stages:
        for mail, group in every_copy(sequence, stage):
            for file in mail.places:
                found.setdefault(file, set()).add(group.name if group else "")
    return found


def _of_all(count: int, looked: int, around: Around) -> str:
    """`31 of 214 have`; where not everybody was looked at, that is said."""
    of = f"{looked:,}" if len(around.people) >= around.members else f"the first {looked:,}"
    return f"{count:,} of {of} {'has' if count == 1 else 'have'}"


def _called(path: str) -> str:
    """`customer.favourite.short` as `favourite`, `customer.first_name` as `first name`."""
    parts = path.removeprefix("customer.").split(".")
    name = parts[0] if parts[-1] in ("title", "short") or len(parts) == 1 else f"{parts[-1]} of their {parts[0]}"
    return (parts[1] if parts[0] == "attributes" and len(parts) > 1 else name).replace("_", " ")


def never_bought(sequence: Sequence, around: Around) -> list[Problem]:
    """Copies that name a category of products which most of the audience never bought."""
    found = []
    for category in sorted(around.categories):
        strangers = sum(category not in person.categories for person in around.people)
        if not around.people or strangers / len(around.people) <= MOSTLY:
            continue
        named = re.compile(rf"\b{re.escape(category)}\b", re.IGNORECASE)
        for stage in sequence.stages:
            for mail in stage.mails:
                for number, line in enumerate(mail.body.split("\n")):
                    if named.search(line):
                        whom = _of_all(strangers, len(around.people), around)
                        says = f"speaks of {category}, which {whom} never bought."
                        do = "Write it for a group that buys it, or speak of {{ customer.category }}."
                        found.append(Problem("warning", mail.file, mail.lines[2] + number, says, do))
                        break
    return found


def balance(sequence: Sequence) -> list[Problem]:
    """Whether most mails of a sequence only sell."""
    mails = [[m for m in stage.mails if m.number == n] for stage in sequence.stages for n in stage.mail_numbers]
    selling = sum(any(render.speaks_of_offer(one) for one in mail) for mail in mails)
    if len(mails) < 3 or selling / len(mails) <= SELLING:
        return []
    says = f"{selling} of {len(mails)} mails speak of an offer."
    return [
        of_manifest("warning", says, "People stay for mails that tell them something: make one of three do only that.")
    ]


def every_copy(sequence: Sequence, stage: Stage) -> list[tuple[MailSource, Group | None]]:
    """Each copy of a stage once for each group that would get it, variants completed."""
    found = []
    languages = sorted({m.language for m in stage.mails})
    for number in stage.mail_numbers:
        for group in (None, *sequence.groups):
            for language in languages:
                chosen = copies.choices(stage, number, group.name if group else "", language)
                found += [(mail, group) for mail in chosen.values()]
    return found
