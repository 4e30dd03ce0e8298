"""Countries by every name a file may give them, and the language that one reads there."""

import pytest

from shopkeep import countries


@pytest.mark.parametrize(
    ("country", "language"),
    [("RO", "ro"), ("Romania", "ro"), ("Moldova", "ro"), ("Greece", "el"), ("CY", "el"), ("Kazakhstan", "kk"),
     ("uk", "en"), ("Switzerland", ""), ("Belgium", ""), ("Canada", ""), ("", ""), ("Atlantis", "")],
)  # fmt: skip
def test_a_country_tells_the_language_only_where_it_has_one(country: str, language: str) -> None:
    assert countries.language_of(country) == language
