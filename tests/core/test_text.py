"""Text from strangers."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core import text


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("\x1b]2;PWNED\x07Titus", "]2;PWNEDTitus"),
        ("Anna \u202egpj.exe\u202c Ltd", "Anna gpj.exe Ltd"),
        ("  Zoe\u0308\u00a0 X ", "Zoë X"),
        ("a\tb\r\nc", "a b c"),
        ("N\x00ul\ud800", "Nul"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_what_comes_in_is_cleaned(written: str, stored: str) -> None:
    assert text.clean(written) == stored


@given(st.text())
def test_clean_text_stays_clean(written: str) -> None:
    for found in (text.clean(written), text.clean(written, keep_lines=True), text.plain(written)):
        assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in found)
        assert not set(found) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b")
        assert "\n" not in text.plain(found)
    assert text.clean(text.clean(written)) == text.clean(written)


def test_lengths_are_capped() -> None:
    assert len(text.clean_name("x" * 5000)) == text.NAME_LIMIT


def test_lines_are_kept_where_asked() -> None:
    assert text.clean(" a \r\n\r\n b ", keep_lines=True) == "a\n\nb"


@pytest.mark.parametrize("name", ["a\nBcc: x", "a\r", "=?utf-8?q?A=0D=0ABcc:_x=40example.com?=", "\u202ea", "a\x1b"])
def test_what_would_add_to_a_header_is_not_safe(name: str) -> None:
    assert not text.header_safe(name)
    assert text.header_safe("Zoë O'Brien, Ltd")


def test_keys_ignore_case_accents_and_signs() -> None:
    assert text.key("Größe (cm)") == text.key("GROSSE - cm") == "grosse cm"
    assert text.key("Product(s)") == "product s"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert text.csv_safe(cell) == "'" + cell
    assert text.csv_safe("plain") == "plain"


@given(st.text())
def test_a_text_without_case_and_accents_has_no_marks_and_keeps_the_rest(written: str) -> None:
    parts = unicodedata.normalize("NFKD", written.casefold())
    assert text.unaccented(written) == "".join(c for c in parts if not unicodedata.combining(c))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Salt &amp; Pepper &#8211; 5&nbsp;g &quot;fine&quot; &#x2019;s &eacute;clair &apos;", None),
        ("Pens&notes", "Pens&notes"),
        ("Arts&sections &copy 2024", "Arts&sections &copy 2024"),
        ("A&ac; B&b; R&D; &;&#;", "A&ac; B&b; R&D; &;&#;"),
    ],
)
def test_what_programs_leave_of_html_is_read_and_nothing_else(written: str, meant: str | None) -> None:
    assert text.unescaped(written) == (html.unescape(written) if meant is None else meant)
