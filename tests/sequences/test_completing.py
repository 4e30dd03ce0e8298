"""What is offered while a mail is typed: names, filters, tags; and the ready-made pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.sequences import completing, render_inspect
from shopkeep.sequences.completing import Known
from shopkeep.sequences.snippets import SNIPPETS

NAMES = completing.names(["shoe_size", "not a name"])


def labels(before: str, after: str = "") -> list[str]:
    found = completing.suggest(NAMES, before, after)
    return [one.label for one in found.suggestions] if found else []


def test_nothing_is_offered_outside_of_braces_or_within_quotes() -> None:
    for before in ("Hello ", "{{ customer.name }} and", '{{ customer.name | default("the', "{{ customer.name "):
        assert completing.suggest(NAMES, before) is None


def test_names_are_found_by_any_part_of_them_and_by_what_they_are() -> None:
    assert labels("{{ customer.first_n") == ["customer.first_name"]
    assert labels("{{ first_n") == ["customer.first_name"]
    assert "customer.favourite.link" in labels("{{ favourite.l")
    assert labels("{{ shoe") == ["customer.attributes.shoe_size"]
    assert labels("{{ milestone") == [one.path for one in NAMES if ".milestone" in one.path][: completing.MOST]


@pytest.mark.parametrize(
    ("before", "after", "insert", "back"),
    [
        ("{{ first_n", "", 'customer.first_name | default("there") }}', 0),
        ("{{ first_n", " }}", 'customer.first_name | default("there")', 0),
        ("{{", "", ' customer.first_name | default("there") }}', 0),
        ("{{ customer.birth", "", 'customer.birthday | default("") }}', 0),
        ("{{ customer.name | def", " }}", 'default("")', 2),
        ("{% if customer.first_name %}{{ first_n", "", "customer.first_name }}", 0),
        ("{{ customer.ema", "", "customer.email }}", 0),
        ("{% if first_n", " %}", "customer.first_name", 0),
        ("{% if offer %}x{% ", "", "endif %}", 0),
    ],
)
def test_what_is_put_in_is_closed_and_has_its_fallback(before: str, after: str, insert: str, back: int) -> None:
    found = completing.suggest(NAMES, before, after)
    assert found is not None
    assert (found.suggestions[0].insert, found.suggestions[0].back) == (insert, back)


def test_a_mail_in_another_language_gets_no_english_fallback() -> None:
    found = completing.suggest(completing.names(language="ro"), "{{ first_n")
    assert found is not None
    assert found.suggestions[0].insert == 'customer.first_name | default("") }}'


def test_filters_and_the_names_of_a_loop() -> None:
    assert "default" in labels("{{ customer.name | def")
    inside = "{% for tea in customer.last_products %}{{ tea."
    assert {"tea.title", "tea.link"} <= set(labels(inside))
    assert "tea.title" not in labels(inside + "title }}{% endfor %}{{ te")


def test_what_a_name_gives_is_said_with_it() -> None:
    known = [Known("customer.name", "whole name", True, "Ines"), Known("customer.country", "country", True)]
    found = completing.suggest(known, "{{ ")
    assert found is not None
    assert [one.says for one in found.suggestions] == ["Ines", "nothing for this customer"]


@given(st.text(alphabet="{}%|\"'. abcustomer\n", max_size=60), st.text(alphabet="{}%| a", max_size=10))
def test_no_text_confuses_it(before: str, after: str) -> None:
    found = completing.suggest(NAMES, before, after)
    assert found is None or (found.suggestions and 0 <= found.typed <= len(before))


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.name)
def test_every_piece_is_without_fault(snippet: object) -> None:
    assert render_inspect.inspect(snippet.text) == []  # type: ignore[attr-defined]
