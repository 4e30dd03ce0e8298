"""Questions of forms about mail: whatever the form calls them, a yes is a yes and a no is never overheard."""

from __future__ import annotations

import pytest

from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from shopkeep.orders.consent_questions import answer, asks_for_consent, is_turned
from shopkeep.orders.table import column_key
from tests.orders.conftest import WriteCsv

ASKED = """May we mail you?
Can we contact you by e-mail?
Newsletter?
Subscribe to our newsletter
I want to receive offers
I'd like to receive news and offers by email
Would you like to hear about our offers?
Dürfen wir Ihnen E-Mails schicken?
Möchten Sie unseren Newsletter erhalten?
Ich möchte Angebote erhalten
Pouvons-nous vous contacter par e-mail ?
S'abonner à la newsletter
Je souhaite recevoir des offres
¿Podemos escribirle?
Suscribirse al boletín
Quiero recibir ofertas
Possiamo contattarti via e-mail?
Iscriviti alla newsletter
Desidero ricevere offerte
Mogen we u mailen?
Aanmelden voor de nieuwsbrief
Ik wil aanbiedingen ontvangen""".splitlines()
NOT_ASKED = """Did you read our newsletter?
How did you hear about our newsletter?
Do you work in marketing?
May we text you?
Can we contact you by phone?
May we contact you about your order?
Accepts SMS Marketing
Newsletter opens
Email verified
Do you want gift wrapping?""".splitlines()


def consents(shop: Shop) -> dict[str, tuple[str, int | None]]:
    with shop.db.read() as tx:
        rows = tx.exec_driver_sql("SELECT email, consent, consent_at FROM customers").all()
    return {email.partition("@")[0]: (consent, at) for email, consent, at in rows}


@pytest.mark.parametrize("question", ASKED)
def test_a_question_in_any_words(shop: Shop, write_csv: WriteCsv, question: str) -> None:
    path = write_csv(f'Timestamp,Email,"{question}"', "2026/03/01 10:00:00,a@example.com,Yes", ",b@example.com,No")
    done = importing.import_customers(shop, path)
    assert {name: said[0] for name, said in consents(shop).items()} == {"a": "yes", "b": "no"}
    assert done.understood["consent"] == question


@pytest.mark.parametrize("question", NOT_ASKED)
def test_questions_about_something_else(question: str) -> None:
    assert not asks_for_consent(column_key(question))


def test_the_day_of_the_answer_is_that_of_the_consent(shop: Shop, write_csv: WriteCsv) -> None:
    rows = ("2026-03-01T10:00:00Z,a@example.com,Yes,gold", "2026-03-02T10:00:00Z,b@example.com,No thanks,")
    done = importing.import_customers(shop, write_csv("Timestamp,E-mail,May we mail you?,Tier", *rows))
    assert consents(shop)["a"] == ("yes", 1772359200)
    assert consents(shop)["b"] == ("no", 1772445600)
    assert done.understood == {"email": "E-mail", "consent": "May we mail you?", "answered_at": "Timestamp"}
    assert done.details == ["tier"]


def test_of_two_columns_the_no_counts(shop: Shop, write_csv: WriteCsv) -> None:
    rows = ("a@example.com,yes,No", "b@example.com,,yes", "c@example.com,no,Yes")
    importing.import_customers(shop, write_csv("Email,Accepts Marketing,May we mail you?", *rows))
    assert [said for said, _ in consents(shop).values()] == ["no", "yes", "no"]


def test_a_yes_to_being_left_alone_is_a_no(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Email,I do not want to receive offers", "a@example.com,Yes", "b@example.com,")
    importing.import_customers(shop, path)
    assert [said for said, _ in consents(shop).values()] == ["no", ""]
    assert not is_turned("newsletter opt in opt out")


def test_answers_of_neither_kind_are_told(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Email,May we mail you?", "a@example.com,Yes", "b@example.com,Perhaps", "c@example.com,No")
    done = importing.import_customers(shop, path)
    assert [said for said, _ in consents(shop).values()] == ["yes", "", "no"]
    assert any("'Perhaps'" in warning for warning in done.warnings)


def test_numbers_below_a_question_are_answers_only_where_all_are(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv("Email,May we mail you?", "a@example.com,0", "b@example.com,5")
    importing.import_customers(shop, path)
    assert {said for said, _ in consents(shop).values()} == {""}


@pytest.mark.parametrize(
    ("written", "said"),
    [("Yes, please", True), ("Nein danke", False), ("Sì, certo", True), ("Nee", False), ("Yes but not often", None)],
)
def test_answers_in_words(written: str, said: bool | None) -> None:
    assert answer(written) is said
