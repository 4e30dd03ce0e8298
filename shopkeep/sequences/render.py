"""One mail for one customer: copy and look compiled once, then filled with plain facts, HTML and text alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from shopkeep.core import text as words
from shopkeep.core.records.mails import Person, RenderedMail
from shopkeep.core.records.sequences import MailSource, Sequence
from shopkeep.errors import SequenceProblem
from shopkeep.sequences import (
    greeting,
    render_inspect,
    render_links,
    render_markdown,
    render_sandbox,
    render_theme,
    template_paths,
    template_words,
    values,
    values_customer,
)
from shopkeep.sequences.phrases import phrases
from shopkeep.sequences.render_inspect import Fault
from shopkeep.sequences.render_sandbox import Part, Pieces
from shopkeep.sequences.render_theme import Theme
from shopkeep.sequences.schema import LAYOUT
from shopkeep.sequences.values import MailContext

SUBJECT_LIMIT = 150
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi", "ps", "ckb"}
_SIGNED_TWICE = re.compile(r"\{\{ ?shop\.owner ?\}\}[ \t]*(?:\\|  )?(\n)(\{\{ ?shop\.name ?\}\})")
"""The usual signature: without an owner's name both lines of it would be the shop's."""
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_OFFER = re.compile(r"\{[{%](?:(?![}%]\}).)*\boffer\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Compiled:
    subject: Part
    preheader: Part
    html: Part | Pieces
    text: Part | Pieces
    links: dict[str, Callable[[Any], str]]
    of_customer: tuple[str, ...]
    of_products: tuple[str, ...]
    """The names of values_customer.OF_CUSTOMER and values_customer.OF_PRODUCTS that it speaks of."""


def render(
    sequence: Sequence,
    mail: MailSource,
    person: Person,
    context: MailContext,
    theme_folder: Path,
    *,
    typed: bool = False,
) -> RenderedMail:
    """What this customer would read. `mail` comes from copies.choices. Pure but for reading the look's files.

    `typed`: the copy is being written, and will be another with the next key. Raises SequenceProblem with file
    and line where the copy cannot be compiled or asks for what is not there.
    """
    return render_in(render_theme.load(theme_folder), sequence, mail, person, context, typed=typed)


def render_in(
    theme: Theme, sequence: Sequence, mail: MailSource, person: Person, context: MailContext, *, typed: bool = False
) -> RenderedMail:
    """`render` in a look that is read already: for many mails, whose look is to be one and the same."""
    stage = stage_of(sequence, mail)
    language = mail.language or sequence.language
    compiled = _compiled(
        mail.subject,
        mail.preheader,
        mail.body if context.shop.owner else _SIGNED_TWICE.sub(r"\2\1", mail.body),
        mail.places,
        mail.lines,
        theme,
        f"{stage}-{mail.number}-{mail.variant.lower()}",
        sequence.name if sequence.utm else "",
        context.shop.url,
        context.shop.reply_to,
        typed,
    )
    shop = values.of_shop(context.shop, language)
    said = phrases(language)
    offer, offer_ends = values.of_offer(context, language)
    known: dict[str, Any] = {
        "customer": values_customer.of_person(person, context, language, compiled.of_customer),
        "shop": shop,
        "offer": offer,
        "unsubscribe": context.unsubscribe_url,
        "today": values.Day(context.on, language),
        "language": language,
        "footer": values.Facts({"why": said.why, "stop": said.stop}, said.why),
        "direction": "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        **compiled.links,
        **values_customer.of_products(person, context, language, compiled.of_products),
    }
    try:
        known["subject"] = _line(compiled.subject.render(known), SUBJECT_LIMIT)
        known["preheader"] = _line(compiled.preheader.render(known), 2 * SUBJECT_LIMIT)
        html = compiled.html.render(known)
        text = _BLANK_LINES.sub("\n\n", compiled.text.render(known)).strip("\n") + "\n"
    except Exception as error:
        raise _failed(mail, known, error) from error
    return RenderedMail(
        sequence=sequence.name,
        stage=stage,
        mail=mail.number,
        variant=mail.variant,
        group=context.group,
        email=person.email,
        to_name=greeting.fit_name(person.name),
        subject=known["subject"],
        preheader=known["preheader"],
        html=html,
        text=text,
        code=offer.known["code"],
        file=mail.file,
        offer_ends=offer_ends if speaks_of_offer(mail) else None,
    )


def stage_of(sequence: Sequence, mail: MailSource) -> str:
    """The name of the stage a copy belongs to, by its folder."""
    folder = mail.file.rpartition("/")[0]
    return next((s.name for s in sequence.stages if s.folder == folder), folder)


def speaks_of_offer(mail: MailSource) -> bool:
    """Whether a copy names the offer anywhere, be it under a condition."""
    return any(_names_offer(part) for part in (mail.subject, mail.preheader, mail.body))


@lru_cache(maxsize=512)
def _names_offer(source: str) -> bool:
    return _OFFER.search(source) is not None


def wanted(mails: Iterable[MailSource]) -> frozenset[str]:
    """The names that copies speak of, `customer.next_product`, `best_seller`: what is to be worked out for them."""
    found: set[str] = set()
    for mail in mails:
        for part in (mail.subject, mail.preheader, mail.body):
            found |= _mentioned(part)
    return frozenset(found)


@lru_cache(maxsize=512)
def _mentioned(source: str) -> frozenset[str]:
    try:
        return frozenset(template_paths.mentioned(source))
    except (TemplateSyntaxError, RecursionError, MemoryError, ValueError, OverflowError):
        return frozenset()


def fallbacks(mail: MailSource) -> list[tuple[int, str, str]]:
    """The fallbacks that a copy has for what some customers lack: line of its file, path, the words."""
    found = []
    for part, start in zip(("subject", "preheader", "body"), mail.lines, strict=True):
        try:
            said = list(template_paths.fallbacks(getattr(mail, part)))
        except (TemplateSyntaxError, RecursionError, MemoryError, ValueError, OverflowError):
            continue
        found += [(start + line - 1, path, words) for line, path, words in said if path.startswith(_OF_PEOPLE)]
    return found


_OF_PEOPLE = ("customer.", *values_customer.OF_PRODUCTS)


def faults(mail: MailSource) -> list[tuple[str, Fault]]:
    """What a copy may not or should not say: ("subject" | "preheader" | "body", fault)."""
    found = []
    for part in ("subject", "preheader", "body"):
        found += [(part, fault) for fault in _inspected(getattr(mail, part))]
    return found


@lru_cache(maxsize=512)
def _inspected(source: str) -> tuple[Fault, ...]:
    return tuple(render_inspect.inspect(source))


@lru_cache(maxsize=32)
def _inspected_layout(layout: str) -> tuple[Fault, ...]:
    return tuple(render_inspect.inspect(layout, LAYOUT))


@lru_cache(maxsize=256)
def _compiled(
    subject: str, preheader: str, body: str, files: tuple[str, str, str], lines: tuple[int, int, int], theme: Theme,
    content: str, campaign: str, shop_url: str, reply_to: str, typed: bool,
) -> _Compiled:  # fmt: skip
    for source, file, start in zip((subject, preheader, body), files, lines, strict=True):
        _refuse(_inspected(source), file, start)
    for layout, name in ((theme.html, "layout.html"), (theme.text, "layout.txt")):
        _refuse(_inspected_layout(layout), f"themes/mail/{theme.name}/{name}", 1)
    said = frozenset[str]().union(*map(_mentioned, (subject, preheader, body, theme.html, theme.text)))
    try:
        html, text = _composed(body, theme, typed)
        return _Compiled(
            render_sandbox.plain_part(subject),
            render_sandbox.plain_part(preheader),
            html,
            text,
            render_links.linker(shop_url, reply_to, campaign, content),
            tuple(name for name in values_customer.OF_CUSTOMER if f"customer.{name}" in said),
            tuple(name for name in values_customer.OF_PRODUCTS if name in said),
        )
    except TemplateSyntaxError as error:
        raise SequenceProblem(
            f"{files[2]} has a condition or a loop that begins in one place and ends where it cannot.",
            "In the finished mail one half would stand inside a paragraph or a list, and the other outside.",
            "Put {% if … %} and {% endif %} on lines of their own, around whole paragraphs or lists.",
            files[2],
            lines[2],
        ) from error
    except (SyntaxError, RecursionError, ValueError, MemoryError) as error:
        raise SequenceProblem(
            f"{files[2]} is nested too deeply to be compiled.", str(error), "Say it more simply.", files[2], lines[2]
        ) from error


@lru_cache(maxsize=256)
def _composed(body: str, theme: Theme, typed: bool) -> tuple[Part, Part] | tuple[Pieces, Pieces]:
    """A body in its look, as HTML and as text: the same in every sequence, and by far the longest to compile."""
    made = render_markdown.body(body)
    html = render_theme.compose_html(theme, made.html, made.words)
    text = render_theme.compose_text(theme, made.text, made.words)
    if typed:
        return Pieces(html, html=True), Pieces(text, html=False)
    return Part(html, html=True, composed=True), Part(text, html=False, composed=True)


def _refuse(found: tuple[Fault, ...], file: str, start: int) -> None:
    """Raise the first error among the faults of a part that begins on line `start` of its file."""
    for fault in found:
        if fault.severity == "error":
            line = start + fault.line - 1
            raise SequenceProblem(
                f"{file}, line {line} {fault.says}",
                fault.do,
                "`shopkeep sequence check` lists all that is to mend.",
                file,
                line,
            )


def _line(value: str, limit: int) -> str:
    """A subject or preheader: one clean line, fit for a header."""
    line = words.plain(value)
    if not words.header_safe(line):
        line = line.replace("=?", "= ?")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _failed(mail: MailSource, known: dict[str, Any], error: Exception) -> SequenceProblem:
    """The error with the place in the copy's own text, found by running each part as it was written."""
    for part, file, start in zip(("subject", "preheader", "body"), mail.places, mail.lines, strict=True):
        try:
            render_sandbox.plain_part(getattr(mail, part)).render(known)
        except Exception as again:
            line = start + render_sandbox.line_of(again) - 1
            return SequenceProblem(
                f"{file}, line {line} cannot be filled in: {template_words.failed(again)}.",
                "For at least one customer this mail has nothing to say there, or asks for too much.",
                "Preview it for that customer and mend the line.",
                file,
                line,
            )
    return SequenceProblem(
        f"{mail.file} cannot be filled in: {template_words.failed(error)}.",
        "",
        "Say it more simply.",
        mail.file,
        mail.lines[2],
    )
