"""Everything wrong with a sequence before anybody is written to: errors stop a send, warnings are said."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from pathlib import Path

from shopkeep.core.records.sequences import (
    Group,
    MailSource,
    Person,
    Problem,
    Sequence,
    Stage,
)
from shopkeep.errors import ShopkeepError
from shopkeep.sequences import check_offers, copies, manifest, names, offers, render, render_theme
from shopkeep.sequences.check_offers import AroundOffers
from shopkeep.sequences.odd_people import ORDINARY, odd_people
from shopkeep.sequences.values import MailContext, ShopWords

LONG_SUBJECT = 60
"""Signs that a telephone shows of a subject."""
LONGEST_SUBJECT = 140

_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_PUSHY = re.compile(
    r"\b(act now|buy now|click here|order now|risk[- ]free|100 ?% free|winner|cash bonus|last chance|urgent|"
    r"don.t miss out|hurry|free gift|limited time)\b|\$\$\$|€€€",
    re.IGNORECASE,
)
_PLAIN_HTTP = re.compile(r"\bhttp://", re.IGNORECASE)
_NO_TARGET = re.compile(r"\]\(\s*\)")
_WAY_OUT = re.compile(r"\{\{\s*unsubscribe\s*\}\}")


@dataclass(frozen=True, slots=True)
class Around:
    """What a sequence is checked against. `own` is the shop's folder, for looks of its own."""

    shop: ShopWords
    mail_from: str
    own: Path
    on: date
    segments: tuple[str, ...]
    group_sizes: dict[str, int] | None = None
    """Group -> how many of the sequence's segment fall into it; None where nobody counted."""
    rules: tuple[Problem, ...] = ()
    """Groups whose rule or segment cannot be read."""
    offers: AroundOffers = field(default_factory=AroundOffers)
    people: tuple[Person, ...] = ()
    """Real customers to try every copy on, besides the invented odd ones."""


def check(sequence: Sequence, unreadable: Iterable[Problem], around: Around) -> list[Problem]:
    """All problems of a sequence, errors first, then by file and line."""
    unread = list(unreadable)
    found = [*unread, *_shop(around), *_manifest(sequence, around), *check_offers.check(sequence, around.offers)]
    theme = _theme(sequence, around, found)
    for stage in sequence.stages:
        found += _stage(sequence, stage, unread)
        for mail in stage.mails:
            found += check_copy(stage, mail, unread)
    broken = {p.file for p in found if p.severity == "error"}
    if theme is not None:
        found += _rendered(sequence, around, theme, broken)
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda p: (p.severity != "error", p.file, p.line))


def _shop(around: Around) -> list[Problem]:
    needed = (
        ("shop.name", around.shop.name, "error", "Every mail says whose it is."),
        ("shop.address", around.shop.address, "error", "The law wants a postal address in every mail."),
        ("mail.from", around.mail_from, "error", "Mails need an address they come from."),
        ("shop.owner", around.shop.owner, "warning", "Mails are signed with the shop's name until then."),
        ("shop.url", around.shop.url, "warning", "Links in mails lead to your mailbox until then."),
    )
    missing = [
        Problem(severity, "settings.toml", 0, f"has no {key}.", f"{why} `shopkeep account set {key} …`")  # type: ignore[arg-type]
        for key, value, severity, why in needed
        if not value
    ]
    local = around.mail_from.partition("@")[0].lower().replace("-", "").replace("_", "").replace(".", "")
    if "noreply" in local or "donotreply" in local:
        says = "sends from an address that takes no answers."
        missing.append(Problem("warning", "settings.toml", 0, says, "Answers are the best thing a mail can bring."))
    return missing


def _manifest(sequence: Sequence, around: Around) -> list[Problem]:
    found = list(around.rules)
    wanted = [(sequence.segment, "The sequence", 0)]
    wanted += [(g.segment, f"Group {g.name}", 0 if g.where else g.line) for g in sequence.groups]
    for name, whose, line in wanted:
        if name not in around.segments:
            near = difflib.get_close_matches(name, around.segments, 1)
            says = f"{whose} is for the segment {name}, which does not exist."
            do = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(around.segments)}."
            found.append(Problem("error", manifest.FILE, line, says, do))
    for group in sequence.groups:
        if around.group_sizes is not None and not around.group_sizes.get(group.name):
            says = f"{group.title}: nobody of the sequence's segment falls into this group."
            do = "The first group that fits wins: look at their order."
            found.append(Problem("warning", manifest.FILE, group.line, says, do))
    return found


def _of_manifest(severity: str, says: str, do: str = "") -> Problem:
    return Problem(severity, manifest.FILE, 0, says, do)  # type: ignore[arg-type]


def _theme(sequence: Sequence, around: Around, found: list[Problem]) -> Path | None:
    try:
        folder = render_theme.find(sequence.theme, around.own)
        theme = render_theme.load(folder)
    except ShopkeepError as error:
        found.append(_of_manifest("error", error.title, f"{error.meaning} {error.next_step}".strip()))
        return None
    for layout, file in ((theme.html, "layout.html"), (theme.text, "layout.txt")):
        if not _WAY_OUT.search(layout):
            says = "has no way out: nobody could stop these mails."
            where = f"themes/mail/{theme.name}/{file}"
            found.append(Problem("error", where, 0, says, "Put {{ unsubscribe }} into it."))
    return folder


def _unread(stage: Stage, number: int, unreadable: Iterable[Problem]) -> bool:
    """Whether a copy of this mail may stand in a file that cannot be read: then nothing is known to be missing."""
    for problem in unreadable:
        folder, _, file = problem.file.rpartition("/")
        name = names.parse(file)
        if folder == stage.folder and (name is None or name.number == number):
            return True
    return False


def _stage(sequence: Sequence, stage: Stage, unreadable: list[Problem]) -> list[Problem]:
    if not stage.mails:
        if any(p.file.startswith(f"{stage.folder}/") for p in unreadable):
            return []
        says = f"Stage {stage.name} has no mails."
        return [_of_manifest("error", says, f"Write {stage.folder}/1.md, or take the stage out.")]
    found = []
    groups = {g.name for g in sequence.groups}
    for mail in stage.mails:
        if mail.group and mail.group not in groups:
            near = difflib.get_close_matches(mail.group, groups, 1)
            known = f"Did you mean {near[0]}?" if near else f"Groups are {', '.join(sorted(groups)) or 'none'}."
            says = f"is for group {mail.group}, which {manifest.FILE} does not have."
            found.append(Problem("error", mail.file, 0, says, known))
    for number in stage.mail_numbers:
        if _unread(stage, number, unreadable):
            continue
        if not any(copies.choices(stage, number, group) for group in ("", *groups)):
            first = next(m for m in stage.mails if m.number == number)
            says = f"is mail {number} of a stage that has no copy for everybody."
            found.append(Problem("error", first.file, 0, says, f"Write {stage.folder}/{number}.md."))
        found += _counterparts(stage, number, sorted(groups))
    return found


def _counterparts(stage: Stage, number: int, groups: list[str]) -> list[Problem]:
    """Groups that a test of this mail passes by, since their own copy has no variants."""
    plain = copies.choices(stage, number, "")
    if len(plain) < 2:
        return []
    found = []
    for group in groups:
        own = copies.choices(stage, number, group)
        if len(own) == 1:
            copy = next(iter(own.values()))
            says = f"has no variant B, so group {group} takes no part in the test of mail {number}."
            do = f"Write {stage.folder}/{number}.{group}@b.md if it should."
            found.append(Problem("warning", copy.file, 0, says, do))
    return found


def check_copy(stage: Stage, mail: MailSource, unreadable: Iterable[Problem] = ()) -> list[Problem]:
    """The problems of one copy that can be seen from its text alone, and whether it can borrow what it lacks.

    It may borrow from a copy that is `unreadable` just now.
    """
    found = []
    subject_line, preheader_line, body_line = mail.lines
    starts = {"subject": subject_line, "preheader": preheader_line, "body": body_line}
    borrows = mail.variant != "A" and any(
        m.number == mail.number and m.variant == "A" and m.group in ("", mail.group) for m in stage.mails
    )
    borrows = borrows or (mail.variant != "A" and _unread(stage, mail.number, unreadable))
    if not mail.subject and not borrows:
        found.append(Problem("error", mail.file, 1, "has no subject.", "Add a line `subject: …` at the top."))
    if not mail.body.strip() and not borrows:
        found.append(Problem("error", mail.file, body_line, "has no text.", "Write the mail."))
    if mail.variant != "A" and not borrows:
        says = f"is variant {mail.variant} of a mail that has no variant A."
        found.append(Problem("error", mail.file, 0, says, "Write the copy it stands against."))
    for part, fault in render.faults(mail):
        where = starts[part] + fault.line - 1
        found.append(Problem(fault.severity, mail.file, where, fault.says, fault.do))
    for number, line in enumerate(mail.body.split("\n")):
        where = body_line + number
        if _PLAIN_HTTP.search(line):
            found.append(Problem("warning", mail.file, where, "has a link without https.", "Write https://."))
        if _NO_TARGET.search(line):
            found.append(Problem("error", mail.file, where, "has a link to nowhere.", "Put its address in ()."))
    return found + _manners(mail, starts)


def _manners(mail: MailSource, starts: dict[str, int]) -> list[Problem]:
    """Habits that spam filters and readers dislike, as advice."""
    found = []
    for part in ("subject", "preheader"):
        said = str(getattr(mail, part))
        if "!" in said:
            says = f"has an exclamation mark in its {part}."
            found.append(Problem("warning", mail.file, starts[part], says, "A calm line is opened as often."))
        if _SHOUTED.search(re.sub(r"\{\{.*?\}\}", "", said)):
            says = f"has a word in capitals in its {part}."
            found.append(Problem("warning", mail.file, starts[part], says, "Capitals read as shouting."))
    for part, start in starts.items():
        for number, said in enumerate(str(getattr(mail, part)).split("\n")):
            pushy = _PUSHY.search(said)
            if pushy:
                says = f"says {pushy[0]!r}, as spam does."
                found.append(Problem("warning", mail.file, start + number, says, "Say it in your own words."))
    if mail.body.count("!") > 3:
        says = f"has {mail.body.count('!')} exclamation marks."
        found.append(Problem("warning", mail.file, starts["body"], says, "One is plenty."))
    return found


def _rendered(sequence: Sequence, around: Around, theme: Path, broken: set[str]) -> list[Problem]:
    """Every copy filled in for odd and for real customers: what fails, and subjects grown too long."""
    found: dict[str, Problem] = {}
    for stage in sequence.stages:
        for mail, group in every_copy(sequence, stage):
            if mail.file in broken or copies.body_file(stage, mail) in broken:
                continue
            offer = offers.of_mail(group, mail)
            own = "CODE" if offer.codes else ""
            # Where some of a group are offered nothing, the mail must read well without.
            contexts = [MailContext(around.shop, offer, around.on, "https://example.com/out", own, mail.group)]
            if group and group.offer.only_if_chance_below:
                contexts.append(replace(contexts[0], offer=offers.NONE, code=""))
            for context, person in product(contexts, (*odd_people(around.shop.currency), *around.people)):
                try:
                    made = render.render(sequence, mail, person, context, theme)
                except ShopkeepError as error:
                    says = error.title.removeprefix(f"{mail.file}, ")
                    line = getattr(error, "line", 0)
                    found.setdefault(f"{mail.file} {says}", Problem("error", mail.file, line, says, error.meaning))
                    continue
                if person.name == ORDINARY:
                    found |= {f"{p.file} {p.says}": p for p in _subject(mail, made.subject)}
    return list(found.values())


def _subject(mail: MailSource, subject: str) -> list[Problem]:
    line = mail.lines[0]
    if not subject:
        return [Problem("error", mail.file, line, "has a subject that comes out empty.", "Say something.")]
    if len(subject) > LONGEST_SUBJECT:
        says = f"has a subject of {len(subject)} signs."
        return [Problem("error", mail.file, line, says, f"Keep it under {LONG_SUBJECT}.")]
    if len(subject) > LONG_SUBJECT:
        says = f"has a subject of {len(subject)} signs, and telephones show {LONG_SUBJECT}."
        return [Problem("warning", mail.file, line, says, "Put what matters first, or shorten it.")]
    return []


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
