"""What no mail should hold, line by line: dead placeholders, broken links and marks, days gone by, spam habits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from shopkeep import wording
from shopkeep.sequences import render_markdown
from shopkeep.sequences.phrases import phrases
from shopkeep.sequences.render_inspect import Fault
from shopkeep.sequences.values_customer import nearest

CALM = 3
"""Exclamation marks that a mail may have."""
LOUD = 3
"""Words in capitals that a line of a mail may not have."""
FEW_LETTERS = 80
"""A mail with a picture and fewer letters than so many is a picture alone."""

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_HOLE = "\ue020"
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_PUSHY = re.compile(
    r"\b(act now|buy now|click here|order now|risk[- ]free|100 ?% free|winner|cash bonus|last chance|urgent|"
    r"don.t miss out|hurry|free gift|limited time)\b|\$\$\$|€€€",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\b(?i:lorem ipsum)\b|\b(?:TODO|FIXME|TBD|TBC)\b|\bX{3,}\b|(?<!\{)\{[A-Za-z][A-Za-z0-9_. ]{1,29}\}(?!\})"
    r"|\[(?:(?i:your|their|the|first|last|full|customer|company|shop|product|insert)\b[^\]\n]{0,30}"
    r"|(?i:name|date|link|code|title|price|amount|product|shop|company|signature))\](?![(\[:])"
    r"|%[A-Z_]{3,30}%|\*\|[A-Z_:]{2,30}\|\*|\b(?i:insert \w+ here)\b",
)
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)[^)]*\)")
_WEB = re.compile(rf"(?:https?://[^/\s]*[\w{_HOLE}]|mailto:.|tel:.|{_HOLE})", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(until|till|by|before|ends|ending|expires?|valid|holds|deadline|latest"
    r"|până|pana|έως|μέχρι|ως|bis|jusqu\S*|hasta|fino)\b|дейін",
    re.IGNORECASE,
)
_GREETED = re.compile(r"^[\s#>*_]*(\w+(?: \w+)?)[ ,*_]*\{\{-?\s*customer\.salutation\b")
_NAMED = re.compile(r"customer\.salutation\b[^}]*\}\}[ ,*_]*\{\{-?\s*customer\.(?:first_)?name\b")
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


def faults(part: str, source: str, on: date | None, language: str) -> Iterator[Fault]:
    """What is wrong with the words of one part of a copy (`subject`, `preheader`, `body`), line by line of it."""
    masked = _JINJA.sub(lambda found: _HOLE + "\n" * found[0].count("\n"), source)
    for number, line in enumerate(masked.split("\n"), 1):
        dead = _PLACEHOLDER.search(line)
        if dead:
            yield Fault("error", number, f"still has the placeholder {dead[0]}.", "Write what should stand there.")
        pushy = _PUSHY.search(line)
        if pushy:
            yield Fault("warning", number, f"says {pushy[0]!r}, as spam does.", "Say it in your own words.")
        if on is not None:
            yield from _past(line, number, on, language)
        if part == "body":
            yield from _links(line, number)
            if len(_SHOUTED.findall(line)) >= LOUD:
                yield Fault("warning", number, "is in capitals.", "Capitals read as shouting. Bold is enough.")
    for number, line in enumerate(source.split("\n"), 1):
        yield from _greeting(line, number, language)
    yield from _body(masked) if part == "body" else _line(part, masked)


def _greeting(line: str, number: int, language: str) -> Iterator[Fault]:
    """A salutation with another one before it, or with the name behind it once more."""
    hello = phrases(language).hello_you
    if found := _GREETED.search(line):
        says = f"greets twice, “{found[1]} {hello}”: the salutation says {hello} itself."
        yield Fault(
            "warning", number, says, f"Take “{found[1]}” out, or put the first name in place of the salutation."
        )
    elif _NAMED.search(line):
        says = "says the name twice: the salutation has it already."
        yield Fault("warning", number, says, "Take the name behind it out.")


def _line(part: str, said: str) -> Iterator[Fault]:
    if "!" in said:
        yield Fault("warning", 1, f"has an exclamation mark in its {part}.", "A calm line is opened as often.")
    if _SHOUTED.search(said):
        yield Fault("warning", 1, f"has a word in capitals in its {part}.", "Capitals read as shouting.")


def _body(masked: str) -> Iterator[Fault]:
    if masked.count("!") - masked.count("![") > CALM:
        says = f"has {masked.count('!') - masked.count('![')} exclamation marks."
        yield Fault("warning", 1, says, "One is plenty.")
    for line, says, do in render_markdown.unbalanced(masked):
        yield Fault("warning", line, says, do)
    words = re.sub(r"!?\[[^\]]*\]\([^)]*\)", "", masked)
    if "![" in masked and sum(c.isalpha() for c in words) < FEW_LETTERS:
        says = "is hardly more than a picture."
        yield Fault("warning", 1, says, "Many readers see no pictures: say in words what matters.")


def _links(line: str, number: int) -> Iterator[Fault]:
    if re.search(r"\bhttp://", line, re.IGNORECASE):
        yield Fault("warning", number, "has a link without https.", "Write https://.")
    for found in _TARGET.finditer(line):
        if not _WEB.match(found[1]):
            to = f": {found[1][:40]}" if found[1] else ""
            yield Fault("error", number, f"has a link to nowhere{to}.", "Put a whole address, https://…, in the ().")


def _past(line: str, number: int, on: date, language: str) -> Iterator[Fault]:
    """Days that have gone by in a line that speaks of an end."""
    if not _UNTIL.search(line):
        return
    for said, day in _days(line, on, language):
        if day < on:
            says = f"speaks of {said}, which has gone by."
            yield Fault("error", number, says, "Name a day to come, or {{ offer.until }}, which is always right.")


def _days(line: str, on: date, language: str) -> Iterator[tuple[str, date]]:
    for found in _ISO.finditer(line):
        yield from _day(found[0], int(found[1]), int(found[2]), int(found[3]), on)
    months, form = _month_form(language)
    for found in form.finditer(line):
        day = found["d1"] or found["d2"]
        year = found["y1"] or found["y2"]
        yield from _day(found[0], int(year or 0), months[(found["m1"] or found["m2"]).casefold()], int(day), on)


def _day(said: str, year: int, month: int, day: int, on: date) -> Iterator[tuple[str, date]]:
    """A day as it is meant: without a year, the one nearest to today."""
    try:
        yield said.strip(), date(year, month, day) if year else nearest(month, day, on)
    except ValueError:
        return


@lru_cache(maxsize=16)
def _month_form(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """The names of the months of a language and of English, and how a day of one is written."""
    months = {}
    for month in range(1, 13):
        for tongue in ("en", language):
            first = date(2026, month, 1)
            alone, in_a_day = wording.month_full(first, tongue), wording.day_full(first, tongue)
            for name in (alone, max(re.findall(r"[^\W\d_]+", in_a_day), key=len, default=alone)):
                months[name.casefold()] = month
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    form = rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?(?P<m1>{names})\b(?:,? (?P<y1>20\d\d))?"
    form += rf"|\b(?P<m2>{names}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y2>20\d\d))?"
    return months, re.compile(form, re.IGNORECASE)
