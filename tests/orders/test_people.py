"""Addresses and consent as exports write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.orders.people import address, consent, person_name


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Ann@Example.COM ", "ann@example.com"),
        ("'+plus@example.net", "+plus@example.net"),
        ("=1+1@example.com", "=1+1@example.com"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("o'drop--@example.com", "o'drop--@example.com"),
        ("\ufeffa@example.com\u200b", "a@example.com"),
        ("ann@example.com;", "ann@example.com"),
        ('"ann@example.com".', "ann@example.com"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_an_address_is_known_in_one_form(written: str, known: str) -> None:
    assert address(written) == known


@pytest.mark.parametrize(
    "written",
    ["n/a", "ann", "a@b", "a b@example.com", "a@example..com", "@example.com", "ä", "j***@example.com", ";@;"],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        address(written)


@given(st.text(max_size=60))
def test_any_text_is_an_address_nothing_or_refused(written: str) -> None:
    try:
        found = address(written)
    except ValueError:
        return
    assert found == "" or found.count("@") >= 1
    assert address(found) == found


@pytest.mark.parametrize(
    ("written", "says"),
    [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("Unsubscribed", False), ("", None), ("maybe", None)],
)
def test_consent_is_yes_no_or_nothing(written: str, says: bool | None) -> None:
    assert consent(written) is says


def test_a_name_of_spaces_is_none() -> None:
    assert person_name("\u00a0\u2007", " ") == ""
    assert person_name(" Ann ", "Ó Brien") == "Ann Ó Brien"
