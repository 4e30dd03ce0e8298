"""Mails that promise something to people to whom nothing is offered: what they read is looked at, not the template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from shopkeep import wording
from shopkeep.core.records.sequences import Group, MailSource, Problem, Sequence
from shopkeep.errors import ShopkeepError
from shopkeep.sequences import offers, promises, render, render_theme
from shopkeep.sequences.check_base import Around
from shopkeep.sequences.check_people import every_copy
from shopkeep.sequences.odd_people import odd_people
from shopkeep.sequences.values import MailContext

_PARTS = ("subject", "preheader", "body")
_DO = "Put these words between {% if offer %} and {% endif %}, or give them an offer: f in Sequences."


def check(sequence: Sequence, around: Around, theme: Path, broken: set[str]) -> list[Problem]:
    """Words such as `15% off`, free shipping or a code in copies that reach people for whom no offer stands."""
    readers: dict[tuple[str, int, str], list[str]] = {}
    for stage in sequence.stages:
        for mail, group in every_copy(sequence, stage):
            who = _without_offer(sequence, mail, group, around)
            if not who or mail.file in broken or any(place in broken for place in mail.places):
                continue
            for promise in _promised(sequence, mail, group, around, theme):
                whom = readers.setdefault(promise, [])
                whom += [who] if who not in whom else []
    found: list[Problem] = []
    for (file, line, words), whom in readers.items():
        says = f"promises “{words}”, and nothing is offered to {wording.listed(whom)}."
        found.append(Problem("warning", file, line, says, _DO))
    return found


def _without_offer(sequence: Sequence, mail: MailSource, group: Group | None, around: Around) -> str:
    """Who of those that this copy goes to is offered nothing, in words; empty where nobody is."""
    sizes = around.group_sizes
    if sizes is not None and not sizes.get(group.name if group else ""):
        return ""
    if sizes is None and group is None and sequence.groups:
        return ""
    if offers.of_mail(group, mail).kind == "none":
        return (group.title if group else "those in no group") if sequence.groups else "anybody"
    if group is not None and group.offer.only_if_chance_below:
        return f"those of {group.title} who are likely to come back by themselves"
    return ""


def _promised(
    sequence: Sequence, mail: MailSource, group: Group | None, around: Around, theme: Path
) -> Iterator[tuple[str, int, str]]:
    """(file, line, words) of what the owner's own words promise to one who is offered nothing."""
    texts = [str(getattr(mail, part)) for part in _PARTS]
    if not any(promises.said(text) for text in texts):
        return
    frame = replace(sequence, stages=tuple(replace(stage, mails=()) for stage in sequence.stages))
    name = group.name if group else ""
    context = MailContext(around.shop, offers.NONE, around.on, "https://example.com/out", "", name, shelf=around.shelf)
    seen = set()
    for person in odd_people(around.shop.currency)[:2]:
        try:
            made = render.render_in(render_theme.load(theme), frame, mail, person, context)
        except ShopkeepError:
            return  # that it cannot be filled in is said already
        for words in promises.said("\n".join((made.subject, made.preheader, made.text))):
            seen.add(words.casefold())
    for place, first, text in zip(mail.places, mail.lines, texts, strict=True):
        for number, line in enumerate(text.split("\n")):
            for words in promises.said(line):
                if words.casefold() in seen:
                    yield place, first + number, words
