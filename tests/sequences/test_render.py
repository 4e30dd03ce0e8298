"""Mails as customers get them: the same words in HTML and text, and values that are never more than values."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shopkeep.core import text
from shopkeep.core.records.mails import ProductRef, RenderedMail
from shopkeep.core.records.sequences import Offer
from shopkeep.core.share import shared
from shopkeep.errors import SequenceProblem
from shopkeep.sequences import render
from shopkeep.sequences.greeting import first_name_of, short_title
from shopkeep.sequences.values import ShopWords
from tests.sequences.making import ON, TWENTY, WAY_OUT, WORDS, context, mail, nobody, person, sequence

LETTER = shared("themes") / "mail" / "letter"


def made(body: str, who: object = None, subject: str = "Hi", language: str = "", **changes: object) -> RenderedMail:
    copy = mail(body=body, subject=subject, language=language)
    return render.render(sequence(copy), copy, who or person(), context(**changes), LETTER)  # type: ignore[arg-type]


class Page(HTMLParser):
    """The tags, links and words of a page as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        if self.lasttag != "style" or not self.cdata_elem:
            self.said += data


def test_both_forms_say_the_same() -> None:
    found = made(
        "# News\n\nHello {{ customer.first_name }},\n\n- one\n- two *too*\n\n1. first\n2. second\n\n> aside\n\n"
        "See [the shop]({{ shop.url }}/new).\n\n**[Come in]({{ shop.url }})**\n\n---\n\nBye\\\n{{ shop.owner }}"
    )
    assert found.text.startswith("News\n\nHello Ines,\n\n- one\n- two too\n\n1. first\n2. second\n\n> aside\n\n")
    assert "See the shop (https://tin.example/new?utm_source=shopkeep" in found.text
    assert "\n\nCome in: https://tin.example/?utm_source=shopkeep&utm_medium=email&utm_campaign=spring" in found.text
    assert "Bye\nNora Finch\n" in found.text
    page = Page(found.html)
    assert page.tags.count("li") == 4
    for words in ("News", "Hello Ines,", "two", "aside", "Come in", "Nora Finch"):
        assert words in page.said


def test_links_to_the_shop_are_marked_and_others_are_not() -> None:
    found = made(
        "[a]({{ shop.url }}/x?y=1#z) [b](https://other.example/) "
        "[c]({{ customer.favourite.link }}) [d]({{ unsubscribe }}) [e](https://www.tin.example/mugs)"
    )
    mark = "utm_source=shopkeep&utm_medium=email&utm_campaign=spring&utm_content=offer-1-a"
    links = Page(found.html).links
    assert f"https://tin.example/x?y=1&{mark}#z" in links
    assert "https://other.example/" in links
    assert f"https://www.tin.example/mugs?{mark}" in links
    assert f"https://tin.example/p/nettle?{mark}" in links
    assert links.count(WAY_OUT) == 2
    assert WAY_OUT in found.text


def test_a_shop_without_a_page_is_reached_by_mail() -> None:
    words = ShopWords("Tin", "", "1 Road", "Nora", "nora@tin.example", "EUR")
    assert "mailto:nora@tin.example" in Page(made("[in]({{ shop.url }})", words=words).html).links


def test_without_the_owners_name_a_mail_is_signed_once() -> None:
    signed = "Yours,\n\n{{ shop.owner }}\\\n{{ shop.name }}"
    assert made(signed).text.split()[1:5] == ["Nora", "Finch", "Tin", "&"]
    alone = made(signed, words=replace(WORDS, owner=""))
    assert alone.text.partition("--")[0].split() == ["Yours,", "Tin", "&", "Thistle"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "x"]
)
def test_a_product_cannot_lead_anywhere_but_the_web(link: str) -> None:
    who = person(favourite=ProductRef("Tea", "", link, link))
    found = made("[x]({{ customer.favourite.link }}) ![y]({{ customer.favourite.image }})", who)
    assert all(target.startswith(("https://tin.example", "mailto:")) or not target for target in Page(found.html).links)


HOSTILE = (
    "<script>alert(1)</script>",
    "**bold** [a](https://evil.example) `c` # h",
    "{{ 7 * 7 }}{% for x in y %}",
    "![x](https://evil.example/p.png)",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="x',
    "&lt;b&gt; &#123;",
    "\ue010 customer.email \ue011",
    "\ue0000\ue001",
    "- list\n\n1. x",
    "[/] [@click=app.quit]x[/]",
    "=?utf-8?q?A=0D=0ABcc:_x=40example.com?=",
    "X" * 5000,
)


@given(st.sampled_from(HOSTILE) | st.text(max_size=60))
@example("A\r\nBcc: x@example.com")
def test_a_name_is_a_name_and_nothing_else(name: str) -> None:
    who = person(name, favourite=ProductRef(name or "x"), attributes={"size": name})
    body = "Dear {{ customer.name | default('you') }}, {{ customer.favourite.title }}, {{ customer.attributes.size }}."
    plain = Page(made(body, person("Ann", favourite=ProductRef("x"), attributes={"size": "M"})).html)
    found = made(body, who, subject="For {{ customer.name | default('you') }}")
    page = Page(found.html)
    assert page.tags == plain.tags
    assert page.links == plain.links
    assert text.header_safe(found.subject)
    assert "\n" not in found.subject
    assert len(found.subject) <= 150
    assert len(found.to_name) <= 60
    assert text.header_safe(found.to_name)
    if not text.header_safe(name):
        assert found.to_name == ""
        assert found.subject == "For you"


def test_what_an_author_writes_cannot_become_a_tag_by_a_detour() -> None:
    body = (
        r"&#123;&#123; shop.owner }} {\{ shop.owner }} &#xe010; shop.owner &#xe011; &#xe000;0&#xe001; {{ shop.name }}"
    )
    said = Page(made(body).html).said
    assert "Nora" not in said
    assert "{{ shop.owner }}" in said


def test_html_in_a_copy_is_text() -> None:
    assert "<b>loud</b>" in Page(made("A <b>loud</b> word <script>x</script>").html).said


def test_a_loop_over_a_list_is_one_list() -> None:
    found = made("{% for p in customer.last_products %}\n- {{ p.title }}\n{% endfor %}\n\nEnd")
    assert Page(found.html).tags.count("ul") == 1
    assert "- Nettle Tea, loose 80 g\n- Mug\n\nEnd" in found.text


def test_conditions_around_paragraphs_leave_no_gaps() -> None:
    found = made("One\n\n{% if customer.favourite %}\nTwo\n{% else %}\nThree\n{% endif %}\n\nFour", nobody())
    assert found.text.startswith("One\n\nThree\n\nFour\n\n")


def test_a_condition_that_begins_and_ends_apart_is_an_error_with_its_file() -> None:
    with pytest.raises(SequenceProblem) as found:
        made('[a]({{ shop.url }} "{% if offer %}") {% endif %} {% if')
    assert found.value.file == "1-offer/1.md"


def test_the_offer_in_words() -> None:
    body = "{{ offer.says }}|{{ offer.full }}|{{ offer.code }}|{{ offer.until }}|{{ offer.minimum }}"
    said = {
        kind: made(body, offer=offer).text.split("\n")[0].split("|")
        for kind, offer in {
            "percent": Offer("percent", "12.5", "A", 14, "25.00"),
            "amount": Offer("amount", "5.00", "B"),
            "free": Offer("free-shipping", "", "C"),
            "gift": Offer("gift", "a tea scoop", "D"),
            "none": Offer(),
        }.items()
    }
    assert said["percent"] == ["12.5% off", "12.5% off your next order", "A", "Sunday 6 December", "€25"]
    assert said["amount"][:2] == ["€5 off", "€5 off your next order"]
    assert said["free"][1] == "free shipping on your next order"
    assert said["gift"][1] == "a gift with your next order: a tea scoop"
    assert said["none"] == ["", "", "", "", ""]


def test_a_reminder_names_the_day_the_first_mail_named() -> None:
    body = "{{ offer.until }}"
    assert made(body, offered_on=ON - timedelta(days=5)).text.startswith("Tuesday 1 December")
    assert made(body, offered_on=ON - timedelta(days=60)).text.startswith("Wednesday 25 November")
    assert made(body, offer=TWENTY).text.startswith("Sunday 6 December")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ines Marchetti", "Ines"),
        ("MARCHETTI, INES", "Ines"),
        ("ines marchetti", "Ines"),
        ("Anne-Marie O'Neill", "Anne-Marie"),
        ("Dr. Tom Okafor", "Tom"),
        ("Mr Smith", "Smith"),
        ("J. Smith", ""),
        ("田中 優希", "田中 優希"),
        ("Ольга Иванова", "Ольга"),
        ("Win money http://x.example", ""),
        ("a@b.example", ""),
        ("<b>Tom</b>", ""),
        ("", ""),
        ("=?utf-8?q?Tom?=", ""),
        ("4711", ""),
    ],
)
def test_whom_to_greet(name: str, first: str) -> None:
    assert first_name_of(name) == first


def test_a_product_in_a_sentence() -> None:
    assert short_title("Nettle Tea, loose 80 g") == "Nettle Tea"
    assert short_title("Tea for Two: gift set") == "Tea for Two"
    assert short_title("Enamel Mug") == "Enamel Mug"


def test_languages_of_the_mail() -> None:
    copy = mail(body="{{ customer.last_order }} {{ customer.spent }}", language="de")
    found = render.render(sequence(copy), copy, person(), context(), LETTER)
    assert "1. Mai 2026 123,45 €" in found.text
    assert 'lang="de" dir="ltr"' in found.html
    copy = mail(body="x", language="ar")
    assert 'dir="rtl"' in render.render(sequence(copy), copy, person(), context(), LETTER).html


def test_nothing_is_fetched_or_run() -> None:
    html = made("Hello").html
    assert not re.search(r"<(script|link|iframe|object|form)\b|@import|url\(", html)


def test_answers_in_a_row_and_products_have_a_form_of_their_own() -> None:
    found = made(
        "[1]({{ customer.survey | score(1) }}) [2]({{ customer.survey | score(2) }})\n"
        "[3]({{ customer.survey | score(3) }})\n\n[a](https://a.example) and [b](https://b.example) [c](https://c.example)"
        "\n\n![Mug](https://tin.example/mug.jpg)\\\n[Mug](https://tin.example/mug), €9"
    )
    assert '<p class="scale"' in found.html
    assert found.html.count('class="scale"') == 1
    assert found.html.count('class="product"') == 1
    row = [f"{n}: mailto:nora@tin.example?subject=My%20answer:%20{n}" for n in (1, 2, 3)]
    assert "\n".join(row) in found.text


@pytest.mark.parametrize(
    "body",
    [
        "One {{ customer.first_name -}}\n\n\n two\n\n{{- shop.name }} three\n\n{{ shop.owner }}",
        "{% if offer -%}\n\n  Hello\n{%- endif %}\n\n{% if not offer %}a{% else %}b{% endif -%}\n\nEnd",
        "Hello {% if offer %}you{% endif %}{% if offer %}, {{ offer.says }}{% endif %}.\n\n> {{ shop.url }}\n",
        "{% for one in best_sellers %}\n- {{ one.title }}{% if loop.last %}.{% endif %}\n{% endfor %}\nX\n\n",
        "Nothing filled in\n\nat all",
    ],
)
def test_a_copy_that_is_being_written_reads_as_it_will_be_sent(body: str) -> None:
    copy = mail(body=body, subject="Hi {{ customer.first_name }}")
    for who in (person(), nobody()):
        sent, typed = (
            render.render(sequence(copy), copy, who, context(TWENTY), LETTER, typed=typed) for typed in (False, True)
        )
        assert typed == sent


def test_pictures_of_products_stand_above_their_words_and_beside_those_of_a_list() -> None:
    mug = "https://tin.example/mug"
    product = ProductRef("Mug", "€9", mug, f"{mug}.jpg")
    body = (
        "[![{{ customer.favourite.short }}]({{ customer.favourite.image }})]({{ customer.favourite.link }})\\\n"
        "{{ customer.favourite.title }}, {{ customer.favourite.price }}\n\n"
        "{% for one in customer.last_products %}\n- ![{{ one.short }}]({{ one.image }})"
        "[{{ one.title }}]({{ one.link }})\n{% endfor %}"
    )
    found = made(body, person(favourite=product, last_products=(product, product)))
    assert "<br" not in found.html.partition("Mug, €9")[0].partition(".jpg")[2]
    assert found.html.count('alt="Mug"') == 3
    assert 'class="pictured"' in found.html
    assert "Mug, €9\n\n- Mug (https://tin.example/mug?" in found.text
    assert "![" not in found.text
