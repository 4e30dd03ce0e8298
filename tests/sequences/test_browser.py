"""Mails as a real browser shows them: within the screen, readable, asking the network for nothing, running nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core.records.mails import ProductRef, RenderedMail
from shopkeep.sequences import blueprints, files, preview, render
from shopkeep.sequences.check import every_copy
from shopkeep.sequences.offers import of_mail
from shopkeep.sequences.phrases import PHRASES
from tests.sequences.browser import CHROMIUM, Browser
from tests.sequences.making import context, mail, person, sequence
from tests.sequences.test_blueprints import LOOKS
from tests.sequences.test_profile import FULL

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
    pytest.mark.timeout(900),
]
WIDTHS = (320, 600, 1200)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3
NASTY = (
    "<script>window.pwned = 1</script>",
    '<img src="https://evil.example/x.png" onerror="window.pwned = 1">',
    '"><svg onload="window.pwned = 1">',
    "' style='background:url(https://evil.example/y.png)' x='",
    '</style><style>@import "https://evil.example/z.css";</style>',
    "javascript:window.pwned=1",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "{{ customer.email }} {% if 1 %}",
    "[a](javascript:window.pwned=1) ![b](https://evil.example/b.png)",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    '<iframe srcdoc="<script>parent.pwned=1</script>">',
    "<base href=https://evil.example/><meta http-equiv=refresh content=0;url=https://evil.example/>",
    "\u202egnp.evil\u202c",
    LONG,
    "محمد بن عبد الله",
    "田中優希",
    "𝓘𝓷𝓮𝓼 👩‍👩‍👧‍👦" * 12,
    "a\u0300" * 80,
    "--><!-- <b>",
    "]]><![CDATA[ x",
)
HOSTILE = [nasty if turn == 0 else f"{nasty} {turn} {NASTY[(at + turn) % len(NASTY)]}"
           for turn in range(10) for at, nasty in enumerate(NASTY)]  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    opened = Browser(tmp_path_factory.mktemp("chromium"))
    yield opened
    opened.close()


def problems(browser: Browser, made: RenderedMail, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with a mail on bright and dark screens of these widths."""
    found = []
    browser.show(made.html)
    for width in widths:
        for dark in (False, True):
            seen = browser.measure(width, dark)
            where = f"{made.file} at {width} {'dark' if dark else 'light'}"
            found += [f"{where}: {what}" for what in _wrong(seen)]
    found += [f"{made.file} asked for {url}" for url in browser.asked]
    browser.asked.clear()
    return found


def _wrong(seen: dict[str, Any]) -> list[str]:
    wrong = [f"{text} cannot be read" for text in seen["faint"]]
    wrong += [f"{seen['wide']} px too wide"] if seen["wide"] > 0 else []
    wrong += ["a script stands in it"] if seen["scripts"] else []
    wrong += ["a script ran"] if seen["ran"] else []
    wrong += ["a picture without words"] if seen["alts"] else []
    wrong += ["nothing to read"] if not seen["texts"] else []
    wrong += ["no way out"] if not seen["out"] else []
    return wrong


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("name", blueprints.names())
def test_every_mail_of_every_blueprint_in_every_look(browser: Browser, name: str, look: Path) -> None:
    found = files.load(blueprints.folder(name))
    wrong = []
    for stage in found.stages:
        for copy, group in every_copy(found, stage):
            offer = of_mail(group, copy)
            made = render.render(found, copy, person(), context(offer, words=FULL), look)
            wrong += problems(browser, made)
            assert len(made.html.encode()) < 102_000
    assert wrong == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_two_hundred_hostile_names_and_products(browser: Browser, look: Path) -> None:
    copy = mail(
        "{{ customer.salutation }} {{ customer.name }},\n\n# {{ customer.favourite.title }}\n\n"
        "> **{{ offer.full }}** `{{ offer.code }}`\n\n"
        "{% for one in customer.last_products %}\n- [{{ one.title }}]({{ one.link }})\n{% endfor %}\n\n"
        "![{{ customer.favourite.short }}]({{ customer.favourite.image }})\\\n{{ customer.favourite.price }}\n\n"
        "{{ customer.country }} {{ customer.category }} {{ customer.attributes.note }}\n\n"
        "**[{{ customer.favourite.short }}]({{ customer.favourite.link }})**\n\n[9]({{ customer.survey | score(9) }})",
        subject="{{ customer.name }}",
    )
    assert len(HOSTILE) == 200
    wrong = []
    for number, nasty in enumerate(HOSTILE if look.name == "letter" else HOSTILE[:20]):
        product = ProductRef(nasty, nasty[:40], nasty, nasty)
        who = person(
            nasty, favourite=product, last_products=(product, product), country=nasty, category=nasty,
            attributes={"note": nasty},
        )  # fmt: skip
        made = render.render(sequence(copy), copy, who, context(words=FULL), look)
        wrong += problems(browser, made, (320,) if number % 10 else WIDTHS)
    assert wrong == []


def test_pictures_are_asked_for_by_readers_alone_and_never_by_the_preview(browser: Browser) -> None:
    address = "https://tin.example/mug.jpg"
    copy = mail("![{{ customer.favourite.short }}]({{ customer.favourite.image }})\\\nA mug")
    who = person(favourite=ProductRef("Mug", "", "https://tin.example/mug", address))
    made = render.render(sequence(copy), copy, who, context(), LOOKS[0])
    browser.asked.clear()
    browser.show(preview.page(made))
    assert browser.asked == []
    browser.show(made.html)
    assert set(browser.asked) == {address}
    browser.asked.clear()


@pytest.mark.parametrize("language", [*sorted(PHRASES), "ar"])
def test_language_and_direction_are_said(browser: Browser, language: str) -> None:
    copy = mail("- one\n- two\n\n> three\n\n**[Four]({{ shop.url }})**", language=language)
    for look in LOOKS:
        made = render.render(sequence(copy), copy, person(), context(), look)
        browser.show(made.html)
        seen = browser.measure(320, dark=True)
        assert (seen["lang"], seen["dir"]) == (language, "rtl" if language == "ar" else "ltr")
        assert _wrong(seen) == []


def test_the_measure_finds_what_is_wrong(browser: Browser) -> None:
    bad = (
        "<body style='background:#fff'><p style='color:#bbb'>faint</p><div style='width:2000px'>wide</div>"
        "<img src='https://evil.example/a.png'><script>window.pwned = 1</script><a href='#'>out</a></body>"
    )
    browser.show(bad)
    wrong = _wrong(browser.measure(320, dark=False))
    assert len(wrong) >= 4
    assert any("faint" in one for one in wrong)
    assert any("too wide" in one for one in wrong)
    assert "a script ran" in wrong
    assert {*browser.asked} == {"https://evil.example/a.png"}  # a picture that was refused may be asked for again
    browser.asked.clear()
