"""One mail for one customer: copy and look compiled once, then filled with plain facts, HTML and text alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import TemplateSyntaxError

from shopkeep.core import text as words
from shopkeep.core.records.sequences import MailSource, Person, RenderedMail, Sequence
from shopkeep.errors import SequenceProblem
from shopkeep.sequences import render_markdown, render_sandbox, render_theme, values
from shopkeep.sequences.render_sandbox import Fault, Part
from shopkeep.sequences.render_theme import Theme
from shopkeep.sequences.schema import LAYOUT
from shopkeep.sequences.values import MailContext

SUBJECT_LIMIT = 150
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi", "ps", "ckb"}
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_URL_SIGNS = "/:?#[]@!$&'()*+,;=%~-._"


@dataclass(frozen=True, slots=True)
class _Compiled:
    subject: Part
    preheader: Part
    html: Part
    text: Part
    link: Callable[[Any], str]


def render(
    sequence: Sequence, mail: MailSource, person: Person, context: MailContext, theme_folder: Path
) -> RenderedMail:
    """What this customer would read. `mail` comes from copies.choices. Pure but for reading the look's files.

    Raises SequenceProblem with file and line where the copy cannot be compiled or asks for what is not there.
    """
    theme = render_theme.load(theme_folder)
    stage = stage_of(sequence, mail)
    language = mail.language or sequence.language
    compiled = _compiled(
        mail.subject,
        mail.preheader,
        mail.body,
        mail.file,
        theme,
        f"{stage}-{mail.number}-{mail.variant.lower()}",
        sequence.name if sequence.utm else "",
        context.shop.url,
        context.shop.reply_to,
    )
    shop = values.of_shop(context.shop)
    known: dict[str, Any] = {
        "customer": values.of_person(person, language, shop.known["url"]),
        "shop": shop,
        "offer": values.of_offer(
            context.offer, context.code, context.on, context.shop.currency, language
        ),
        "unsubscribe": context.unsubscribe_url,
        "today": values.Day(context.on, language),
        "language": language,
        "direction": "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        "_link": compiled.link,
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
        group=mail.group,
        email=person.email,
        to_name=values.fit_name(person.name),
        subject=known["subject"],
        preheader=known["preheader"],
        html=html,
        text=text,
        code=known["offer"].known["code"],
        file=mail.file,
    )


def stage_of(sequence: Sequence, mail: MailSource) -> str:
    """The name of the stage a copy belongs to, by its folder."""
    folder = mail.file.rpartition("/")[0]
    return next((s.name for s in sequence.stages if s.folder == folder), folder)


def faults(mail: MailSource) -> list[tuple[str, Fault]]:
    """What a copy may not or should not say: ("subject" | "preheader" | "body", fault)."""
    found = []
    for part in ("subject", "preheader", "body"):
        found += [(part, fault) for fault in _inspected(getattr(mail, part))]
    return found


@lru_cache(maxsize=512)
def _inspected(source: str) -> tuple[Fault, ...]:
    return tuple(render_sandbox.inspect(source))


@lru_cache(maxsize=256)
def _compiled(
    subject: str, preheader: str, body: str, file: str, theme: Theme, content: str, campaign: str,
    shop_url: str, reply_to: str,
) -> _Compiled:  # fmt: skip
    for source, names in ((subject, None), (preheader, None), (body, None), (theme.html, 1), (theme.text, 1)):
        found = render_sandbox.inspect(source, LAYOUT) if names else list(_inspected(source))
        for fault in found:
            if fault.severity == "error":
                where = f"themes/mail/{theme.name}" if names else file
                raise SequenceProblem(
                    f"{where}, line {fault.line} {fault.says}",
                    fault.do,
                    "`shopkeep sequence check` lists all that is to mend.",
                    where,
                    fault.line,
                )
    try:
        made = render_markdown.body(body)
        return _Compiled(
            Part(subject, html=False, composed=False),
            Part(preheader, html=False, composed=False),
            Part(render_theme.compose_html(theme, made.html, made.words), html=True, composed=True),
            Part(render_theme.compose_text(theme, made.text, made.words), html=False, composed=True),
            _linker(shop_url, reply_to, campaign, content),
        )
    except TemplateSyntaxError as error:
        raise SequenceProblem(
            f"{file} has a condition or a loop that begins in one place and ends where it cannot.",
            f"Jinja says: {error.message}",
            "Put {% if … %} and {% endif %} on lines of their own, around whole paragraphs or lists.",
            file,
        ) from error
    except (SyntaxError, RecursionError, ValueError, MemoryError) as error:
        raise SequenceProblem(
            f"{file} is nested too deeply to be compiled.", str(error), "Say it more simply.", file
        ) from error


def _linker(shop_url: str, reply_to: str, campaign: str, content: str) -> Callable[[Any], str]:
    """What every link passes through: only web and mail addresses, the shop's own ones marked for its statistics.

    Anything else (a script, a value that is no address) leads to the shop, or to the owner where it has no page.
    """
    front = shop_url or (f"mailto:{quote(reply_to, safe='@+')}" if reply_to else "")
    host = urlsplit(shop_url).hostname or ""
    mark = f"utm_source=shopkeep&utm_medium=email&utm_campaign={quote(campaign)}&utm_content={quote(content)}"

    @lru_cache(maxsize=2048)
    def judged(target: str) -> str:
        target = words.plain(target)
        if not target.startswith(("https://", "http://", "mailto:", "tel:")) or len(target) > 1500:
            target = front
        url = quote(target, safe=_URL_SIGNS)
        try:
            found = urlsplit(url).hostname or ""
        except ValueError:
            return front
        if campaign and host and found == host and "utm_source=" not in url:
            bare, sign, fragment = url.partition("#")
            url = f"{bare}{'&' if '?' in bare else '?'}{mark}{sign}{fragment}"
        return url

    def link(target: Any) -> str:
        return judged(str(target))

    link.shopkeep_link = True  # type: ignore[attr-defined]
    return link


def _line(value: str, limit: int) -> str:
    """A subject or preheader: one clean line, fit for a header."""
    line = words.plain(value)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _failed(mail: MailSource, known: dict[str, Any], error: Exception) -> SequenceProblem:
    """The error with the place in the copy's own text, found by running each part as it was written."""
    for part in ("subject", "preheader", "body"):
        try:
            render_sandbox.plain_part(getattr(mail, part)).render(known)
        except Exception as again:
            where = f"{part}, line {render_sandbox.line_of(again)}" if part == "body" else part
            return SequenceProblem(
                f"{mail.file} ({where}) cannot be filled in: {again}.",
                "For at least one customer this mail has nothing to say there, or asks for too much.",
                "Preview it for that customer and mend the line.",
                mail.file,
                render_sandbox.line_of(again),
            )
    return SequenceProblem(f"{mail.file} cannot be filled in: {error}.", "", "", mail.file)
