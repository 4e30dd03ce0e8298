"""One contract for every blueprint in every look: fit to be sent unchanged, to the oddest of customers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.records.sequences import MailSource, Offer, Sequence
from shopkeep.core.share import shared
from shopkeep.customers.segments import SEGMENTS
from shopkeep.sequences import blueprints, files, render, render_theme
from shopkeep.sequences.check import Around, check, every_copy
from shopkeep.sequences.copies import choices
from shopkeep.sequences.odd_people import ODD_NAMES
from shopkeep.sequences.offers import of_mail
from shopkeep.sequences.phrases import PHRASES
from tests.sequences.making import ON, WAY_OUT, WORDS, context, nobody, person
from tests.sequences.test_profile import FULL
from tests.sequences.test_render import Page

LOOKS = sorted(p.parent for p in (shared("themes") / "mail").glob("*/theme.toml"))


def blueprint(name: str) -> Sequence:
    return files.load(blueprints.folder(name))


def test_there_are_blueprints_and_looks() -> None:
    assert blueprints.names()[0] == "win-back"
    assert {look.name for look in LOOKS} >= {"letter", "shop", "boutique", "market", "high-contrast", "dark-aware"}
    assert all(one.title and one.about and one.whom and one.stages for one in blueprints.described())


@pytest.mark.parametrize("name", blueprints.names())
def test_a_blueprint_has_no_problem(name: str, tmp_path: Path) -> None:
    around = Around(WORDS, "nora@tin.example", tmp_path, ON, tuple(SEGMENTS))
    assert check(blueprint(name), [], around) == []


LETTER = next(look for look in LOOKS if look.name == "letter")
OFFERS = (Offer(), Offer("gift", "a scoop"), Offer("free-shipping"))


def copies_of(sequence: Sequence) -> list[tuple[str, MailSource, Offer]]:
    """Stage, copy and offer: every copy once with each offer that its groups make."""
    found = {}
    for stage in sequence.stages:
        for copy, group in every_copy(sequence, stage):
            offer = of_mail(group, copy)
            found[copy.file, copy.body, offer] = stage.name, copy, offer
    return list(found.values())


@pytest.mark.parametrize("name", blueprints.names())
def test_every_copy_for_odd_people(name: str) -> None:
    sequence = blueprint(name)
    people = [make(who) for who in ODD_NAMES for make in (person, nobody)]
    for stage, copy, offer in copies_of(sequence):
        for one in people[:4] if copy.language else people:
            for made_offer in {offer} if copy.language else {offer, *OFFERS}:
                sound(render.render(sequence, copy, one, context(made_offer), LETTER), stage, made_offer)


@pytest.mark.long
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_every_copy_in_every_look(look: Path) -> None:
    for name in blueprints.names():
        sequence = blueprint(name)
        for stage, copy, offer in copies_of(sequence):
            if offer.code or not sequence.groups:
                made = render.render(sequence, copy, person(), context(offer, words=FULL), look)
                sound(made, stage, offer)
                typed = render.render(sequence, copy, person(), context(offer, words=FULL), look, typed=True)
                assert typed == made


def sound(found: RenderedMail, stage: str, offer: Offer) -> None:
    """A mail reads well whoever it is for, has one thing to do, and a way out."""
    page = Page(found.html)
    assert found.subject
    assert len(found.subject) <= 100
    for words in (found.subject, found.preheader, found.text, page.said):
        assert not re.search(r"\{\{ (?!7)|\{%|Undefined|None|\bNaN\b", words), words
        assert not re.search(r" {2,}\S| ,|,,|\( *\)|!", words.replace("x@example.com", "")), words
    assert found.html.count('class="button"') + found.html.count('class="scale"') == 1, found.file
    assert WAY_OUT in page.links
    assert WAY_OUT in found.text
    for needed in ("Tin & Thistle", "4 Harbour Row, Westport", "Nora Finch"):
        assert needed in page.said
        assert needed in found.text
    assert set(page.tags) <= SAFE_TAGS
    assert len(found.html.encode()) < 30_000
    assert found.text.endswith("\n")
    assert "\n\n\n" not in found.text
    if offer.code and stage == "offer":
        assert offer.code in found.text


_TAGS = (
    "html head meta title style body div table tbody tr td p a strong em br ul ol li blockquote h1 h2 h3 code hr img"
)
SAFE_TAGS = frozenset(_TAGS.split())


def test_win_back_is_what_it_promises() -> None:
    found = blueprint("win-back")
    assert [(s.name, s.mail_numbers) for s in found.stages] == [
        ("offer", [1, 2]),
        ("value", [1, 2, 3]),
        ("goodbye", [1]),
    ]
    assert [(g.name, g.segment, g.offer.value, g.offer.code) for g in found.groups] == [
        ("best", "once-best", "20", "WELCOME20"),
        ("repeat", "repeat", "15", "THANKYOU15"),
        ("once", "one-order", "10", "HELLO10"),
    ]
    assert found.stages[0].variants(1) == ["A", "B"]
    assert found.holdout == 0


@pytest.mark.parametrize("language", ["ro", "el", "kk"])
def test_win_back_speaks_every_language_that_code_does(language: str) -> None:
    found = blueprint("win-back")
    assert blueprints.languages("win-back") == sorted({"ro", "el", "kk"}) == sorted(set(PHRASES) - {"en"})
    for stage in found.stages:
        for number in stage.mail_numbers:
            for group in ("", *(group.name for group in found.groups)):
                plain, own = choices(stage, number, group), choices(stage, number, group, language)
                assert list(plain) == list(own), (stage.name, number, group)
                for variant, copy in own.items():
                    assert copy.language == language
                    assert (copy.offer, copy.wait_days) == (plain[variant].offer, plain[variant].wait_days)


def test_a_look_of_ones_own_is_a_folder_copied(tmp_path: Path) -> None:
    own = tmp_path / "themes" / "mail" / "nora"
    shutil.copytree(LETTER, own)
    file = own / "theme.toml"
    file.write_text(file.read_text("utf-8").replace("#2b5f52", "#102030"), encoding="utf-8")
    assert "nora" in render_theme.available(tmp_path)
    assert render_theme.described("nora", tmp_path) == render_theme.described("letter", tmp_path)
    (own.parent / "torn").mkdir()
    (own.parent / "torn" / "theme.toml").write_text("[light]\nink = 1\n")
    assert "torn" in render_theme.described("torn", tmp_path)
    sequence = blueprint("birthday")
    copy = sequence.stages[0].mails[0]
    made = render.render(sequence, copy, person(), context(), render_theme.find("nora", tmp_path))
    assert "#102030" in made.html


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_every_text_of_a_look_can_be_read(look: Path, shade: str) -> None:
    colours = getattr(render_theme.load(look), shade)
    for ground in ("surface", "background"):
        for ink in ("foreground", "muted", "accent", "primary", "warning"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["on_primary"], colours["primary"]) >= 4.5
