"""What a mail may not say: everything that reaches into Python, calls, grows or never ends."""

from __future__ import annotations

import pytest

from shopkeep.errors import SequenceProblem
from shopkeep.sequences import render
from shopkeep.sequences.render_inspect import inspect
from tests.sequences.making import context, mail, person, sequence
from tests.sequences.test_render import LETTER

ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ customer.__class__ }}",
    "{{ customer.attributes.__class__.__init__ }}",
    "{{ customer['__class__'] }}",
    "{{ customer.name.upper() }}",
    "{{ customer.name.format(customer) }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 100000000 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ 'x' | center(1000000000) }}",
    "{{ range(10) }}",
    "{{ lipsum(100000) }}",
    "{{ cycler('a') }}",
    "{{ namespace(a=1) }}",
    "{{ self }}",
    "{{ config }}",
    "{{ _link('x') }}",
    "{{ customer | attr('__class__') }}",
    "{{ [1] | map('upper') | list }}",
    "{{ 'x' | safe }}",
    "{{ 'x' | e }}",
    "{{ customer.name[::-1] }}",
    "{{ {'a': 1} }}",
    "{{ customer.name | default(value='x') }}",
    "{% set x = 'a' %}{{ x }}",
    "{% set x %}a{% endset %}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block a %}x{% endblock %}",
    "{% call x() %}y{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with a = 1 %}{{ a }}{% endwith %}",
    "{% autoescape false %}<b>{% endautoescape %}",
    "{% for c in customer.last_products recursive %}{{ loop(c) }}{% endfor %}",
    "{% for a, b in customer.last_products %}x{% endfor %}",
    "{% for a in [1] %}{% for b in [1] %}{% for c in [1] %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in [" + "1," * 30 + "] %}x{% endfor %}",
    "{% for a in [1] %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{% if 1 %}" * 60 + "{% endif %}" * 60,
    "{{ " + "9" * 6000 + " }}",
    "{{ '" + "x" * 5000 + "' }}",
    "{{ customer.name is mapping }}",
    "{{ customer.nmae }}",
    "{{ custmer.name }}",
    "{{ offer.sais }}",
    "{% if customer.name %}",
    "{{ customer.name",
    "{% endif %}",
    "{% debug %}",
    "{% do 1 %}",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_refused_before_it_runs_with_its_line(source: str) -> None:
    faults = inspect("fine\n" + source)
    assert any(fault.severity == "error" for fault in faults), source
    made = mail(body="fine\n\n" + source)
    with pytest.raises(SequenceProblem) as found:
        render.render(sequence(made), made, person(), context(), LETTER)
    assert found.value.file == made.file


BOMBS = [
    "{{ customer.name | join(customer.name) }}",
    "{% for a in customer.name %}x{% endfor %}",
    "{{ 1 / 0 }}",
    "{{ customer.orders < 'x' }}",
    "{{ customer.favourite | round }}",
    "{{ customer.attributes.a.b.c.d }}",
]


@pytest.mark.parametrize("source", BOMBS)
def test_what_fails_while_it_runs_names_its_line(source: str) -> None:
    made = mail(body="One\n\nTwo\n\n" + source)
    with pytest.raises(SequenceProblem) as found:
        render.render(sequence(made), made, person(), context(), LETTER)
    assert found.value.line == 5


def test_output_is_capped() -> None:
    inner = "{% for b in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20] %}\n\n" + "x" * 3000
    made = mail(body=inner.replace(" b ", " a ") + "\n\n" + inner + "\n\n{% endfor %}\n\n{% endfor %}")
    with pytest.raises(SequenceProblem, match="longer than"):
        render.render(sequence(made), made, person(), context(), LETTER)


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("{{ customer.frist_name }}", "customer.first_name"),
        ("{{ customer.favourite.titel }}", "customer.favourite.title"),
        ("{{ first_name }}", "customer.first_name"),
        ("{{ shop.nam }}", "shop.name"),
        ("{{ customer.name | uper }}", "upper"),
        ("{% for p in customer.last_products %}{{ p.pric }}{% endfor %}", "p.price"),
    ],
)
def test_a_near_name_is_suggested(source: str, meant: str) -> None:
    errors = [fault for fault in inspect("a\nb\n" + source) if fault.severity == "error"]
    assert [fault.line for fault in errors] == [3]
    assert meant in errors[0].do


@pytest.mark.parametrize(
    ("source", "warned"),
    [
        ("{{ customer.first_name }}", True),
        ("{{ customer.first_name | upper }}", True),
        ("{{ customer.favourite.title }}", True),
        ('{{ customer.first_name | default("there") }}', False),
        ('{{ customer.first_name or "there" }}', False),
        ('{{ customer.first_name if customer.first_name else "you" }}', False),
        ("{% if customer.favourite %}{{ customer.favourite.title }}{% endif %}", False),
        ("{{ customer.orders }}", False),
        ("{{ customer.attributes.size }}", True),
    ],
)
def test_what_some_customers_lack_is_warned_of(source: str, warned: bool) -> None:
    assert [fault.severity for fault in inspect(source)] == (["warning"] if warned else [])


def test_plain_things_are_allowed() -> None:
    source = (
        "{% for p in customer.last_products %}{{ loop.index }}. {{ p.title | default('x') }}"
        "{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}"
        "{{ customer.orders + 1 - 1 }}{{ customer.spent }}{{ customer.spent | money('short') }}"
        "{% if customer.orders >= 2 and customer.country in ['IE', 'GB'] %}near{% elif offer %}far{% endif %}"
        "{{ 'a' ~ customer.orders }}{{ customer.last_products | length }}{{ customer.attributes['size'] or '' }}"
    )
    assert inspect(source) == []
    made = mail(body=source)
    assert "1. Nettle Tea, loose 80 g, 2. Mug" in render.render(sequence(made), made, person(), context(), LETTER).text


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        (
            "Hi {{ customer.first_name | default(dear friend) }}",
            1,
            "has the words dear friend in {{ … }} without quotes",
        ),
        ("{% if customer.country == New Zealand %}x{% endif %}", 1, "has the words New Zealand in {% … %} without"),
        ("Hi {{ customer.first_name | default(there) }}", 1, "has the word there without quotes"),
        ("{% if customer.country == IE %}x{% endif %}", 1, "has the word IE without quotes"),
        ("Hello {{ customer.first_name customer.name }}", 1, "has customer in {{ … }} where nothing more is expected"),
        ("One\n\n{% if offer %}\n\nTwo\n\n", 3, "begins a condition that never ends"),
        ("{% for one in new_products %}\n{% if offer %}\n{% endif %}\n", 1, "begins a loop that never ends"),
        ("Hello {{ customer.first_name", 1, "has {{ that is never closed"),
        ("Hello {{ }}", 1, "has {{ … }} in which something is missing"),
        ('Hello {{ customer.first_name | default("there) }}', 1, 'has a quotation mark " in {{ … }} without'),
        ("Hello {{ customer.first_name | default(“there”) }}", 1, "has the curly quotation mark “"),
        ("One\n{% endif %}", 2, "has {% endif %} without the {% if … %} that it ends"),
        ("{% if offer.kind = 'gift' %}x{% endif %}", 1, "has a single = in {% … %}"),
        ("{% if offer %}x{% end if %}", 1, "has {% end … %}, which is written as one word"),
    ],
)
def test_mistakes_in_braces_are_said_in_the_owners_words(body: str, line: int, says: str) -> None:
    found = next(fault for fault in inspect(body) if fault.severity == "error")
    assert found.line == line
    assert says in found.says
    assert found.do
    assert not any(word in f"{found.says} {found.do}" for word in ("token", "statement", "expression", "Jinja"))
