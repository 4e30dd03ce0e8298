"""What a mail may know of a customer: each name, in the mail's language, and what stands where there is none."""

from __future__ import annotations

from datetime import date

import pytest

from shopkeep.core.money import Money
from shopkeep.core.records.mails import Person, ProductRef, Shelf
from shopkeep.sequences.render_inspect import inspect
from shopkeep.sequences.values_customer import nearest, orders_said
from tests.sequences.making import TEA, nobody, person
from tests.sequences.test_render import made

NEXT = ProductRef(
    "Rosehip Tea, loose 80 g", link="https://tin.example/p/rosehip", how="next", beside="Nettle Tea, 80 g"
)
SCOOP = ProductRef("Tea scoop", amount=Money(450, "EUR"), how="together", beside="Nettle Tea, 80 g")
KNOWN = person(
    first_order=date(2024, 12, 3),
    with_favourite=SCOOP,
    next_product=NEXT,
    new_products=(SCOOP, NEXT),
    lesser_known=(SCOOP,),
    saved=Money(1250, "EUR"),
    birthday=date(2026, 12, 1),
    peak_month=12,
    own_peak=True,
    milestone_near="orders 10",
    milestone_passed="spent 25000",
)


def said(body: str, who: Person, language: str = "en") -> str:
    return made(f"|{body}|", who, language=language).text.split("\n")[0].strip("|")


@pytest.mark.parametrize(
    ("body", "says", "without"),
    [
        ("{{ customer.salutation }},", "Hello Ines,", "Hello,"),
        ("{{ customer.with_favourite.short | default('nothing') }}", "Tea scoop", "nothing"),
        ("{{ customer.with_favourite.because }}", "Often bought together with Nettle Tea.", ""),
        ("{{ customer.with_favourite.price }}", "€4.50", ""),
        ("{{ customer.next_product.because }}", "People who buy Nettle Tea often take this next.", ""),
        ("{{ new_products | default('nothing new') }}", "Tea scoop and Rosehip Tea, loose 80 g", "nothing new"),
        ("{{ lesser_known | first | default('none') }}", "Tea scoop", "none"),
        ("{{ customer.saved | default('nothing yet') }}", "€12.50", "nothing yet"),
        ("{{ customer.member_since }}", "3 December 2024", ""),
        ("{{ customer.years | default('less than one') }}", "1", "less than one"),
        ("{{ customer.anniversary | date('weekday') }}", "Thursday 3 December", ""),
        ("{{ customer.anniversary_years | counted('year') }}", "2 years", "0 years"),
        ("{{ customer.birthday | default('some day') }}", "1 December 2026", "some day"),
        ("{{ customer.peak }}{% if customer.peak.own %} as always{% endif %}", "December as always", ""),
        ("{{ customer.milestone_near | default('none') }}", "10 orders", "none"),
        ("{{ customer.milestone_near.orders }}{{ customer.milestone_near.spent }}", "10", ""),
        ("{{ customer.milestone_passed.spent }}", "€250.00", ""),
        ("{{ best_seller.title | default('none') }}", "none", "none"),
    ],
)
def test_what_a_name_gives_and_what_stands_where_there_is_none(body: str, says: str, without: str) -> None:
    assert said(body, KNOWN) == says
    assert said(body, nobody()) == without


def test_the_shops_products() -> None:
    shelf = Shelf((TEA, SCOOP), NEXT, SCOOP)
    body = (
        "{{ best_seller.title }} | {{ best_sellers | length }} | {{ slow_seller.short }} | {{ slow_seller.companion }}"
    )
    assert made(body, shelf=shelf).text.startswith("Nettle Tea, loose 80 g | 2 | Rosehip Tea | Tea scoop")


def test_they_speak_the_language_of_the_mail() -> None:
    assert said("{{ customer.salutation }}, {{ customer.with_favourite.price }}", KNOWN, "ro") == (
        "Bună ziua, Ines, 4,50 EUR"
    )
    assert said("{{ customer.peak }}. {{ customer.next_product.because }}", KNOWN, "el") == (
        "Δεκέμβριος. Όσοι αγοράζουν Nettle Tea, συχνά παίρνουν μετά αυτό."
    )


@pytest.mark.parametrize(
    ("month", "day", "on", "found"),
    [
        (12, 30, date(2026, 1, 3), date(2025, 12, 30)),
        (1, 3, date(2026, 12, 30), date(2027, 1, 3)),
        (2, 29, date(2026, 3, 1), date(2026, 2, 28)),
        (2, 29, date(2028, 3, 1), date(2028, 2, 29)),
        (11, 22, date(2026, 11, 22), date(2026, 11, 22)),
    ],
)
def test_what_comes_round_every_year(month: int, day: int, on: date, found: date) -> None:
    assert nearest(month, day, on) == found


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("{% if customer.favourite %}{{ customer.favourite.title }}{% endif %}", ""),
        ("{% if customer.favourite %}[x]({{ customer.favourite.link }}){% endif %}", "customer.favourite.link"),
        (
            "{% if customer.favourite.link %}[to {{ customer.favourite }}]({{ customer.favourite.link }}){% endif %}",
            "",
        ),
        ("{% for p in new_products %}{{ p.title }} {{ p.price }}{% endfor %}", "p.price"),
        ("{% for p in new_products %}{{ p.title }}{% if p.price %} {{ p.price }}{% endif %}{% endfor %}", ""),
        ("{{ customer.with_favourite.because }}", "customer.with_favourite.because"),
        ("{{ customer.saved }}", "customer.saved"),
    ],
)
def test_what_needs_a_fallback(source: str, missing: str) -> None:
    assert [f.says.split()[1].rstrip(",") for f in inspect(source)] == ([missing] if missing else [])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "20 orders"),
        ("ro", "20 de comenzi"),
        ("el", "20 παραγγελίες"),
        ("kk", "20 тапсырыс"),
        ("de", "20 orders"),
    ],
)
def test_a_milestone_is_said_in_the_language_of_the_mail(language: str, said: str) -> None:
    assert orders_said(20, language) == said
