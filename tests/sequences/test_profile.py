"""What the shop says of itself, written once in its settings and used in every mail; and mails in other languages."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.records.sequences import Offer
from shopkeep.core.share import shared
from shopkeep.sequences import render
from shopkeep.sequences.phrases import PHRASES
from shopkeep.sequences.values import ShopWords, offer_words
from tests.sequences.making import WORDS, context, mail, person, sequence

LETTER = shared("themes") / "mail" / "letter"
FULL = replace(
    WORDS,
    values=("We mend what we sell.", "No plastic."),
    features=("Free returns for 60 days.",),
    story="Nora began in a shed.",
    review_url="https://example.com/review",
    survey_url="https://example.com/form?rating={score}&who={email}",
)
BODY = (
    "{% for one in shop.values %}\n- {{ one }}\n{% endfor %}\n\n{{ shop.features }}\n\n"
    '{{ shop.story | default("no story") }}\n\n[Review]({{ shop.review_url }})\n\n'
    "[Nine]({{ customer.survey | score(9) }}) [Plain]({{ customer.survey }})"
)


def made(words: ShopWords, language: str = "") -> RenderedMail:
    copy = mail(BODY, language=language)
    return render.render(sequence(copy), copy, person(), context(words=words), LETTER)


def test_a_profile_stands_in_the_mail() -> None:
    found = made(FULL).text
    assert "- We mend what we sell.\n- No plastic.\n" in found
    assert "Free returns for 60 days." in found
    assert "Nora began in a shed." in found
    assert "Review (https://example.com/review)" in found
    assert "Nine (https://example.com/form?rating=9&who=ines%40example.com)" in found
    assert "Plain (https://example.com/form?rating=&who=ines%40example.com)" in found


def test_without_a_profile_nothing_is_claimed_and_answers_come_by_mail() -> None:
    found = made(WORDS).text
    assert "no story" in found
    assert "- " not in found.partition("-- \n")[0]
    assert "Review (mailto:nora@tin.example)" in found
    assert "Nine (mailto:nora@tin.example?subject=My%20answer:%209)" in found


def test_a_form_without_a_place_for_the_score_gets_one() -> None:
    found = made(replace(FULL, survey_url="https://example.com/form?a=1")).text
    assert "Nine (https://example.com/form?a=1&score=9)" in found


def test_a_mail_in_another_language_does_without_the_owners_sentences() -> None:
    found = made(FULL, "ro").text
    assert "We mend" not in found
    assert "shed" not in found
    assert PHRASES["ro"].why in found
    assert PHRASES["ro"].stop in found


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_every_language_says_every_offer(language: str) -> None:
    entry = PHRASES[language]
    assert all(getattr(entry, each.name) for each in fields(entry))
    for offer in (Offer("percent", "20"), Offer("amount", "5.00"), Offer("free-shipping"), Offer("gift", "Mug")):
        says, full = offer_words(offer, "EUR", language)
        assert says
        assert len(full) > len(says)
        assert "{" not in full
    assert offer_words(Offer("percent", "20"), "EUR", language)[0].replace(" ", "").find("20%") >= 0
