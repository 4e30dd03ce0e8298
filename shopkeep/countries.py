"""Countries by their two-letter codes and their names. Babel knows the names in every language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from shopkeep.core import text

_NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
_ALSO = {
    "uk": "GB",
    "great britain": "GB",
    "usa": "US",
    "united states of america": "US",
    "america": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "republic of ireland": "IE",
    "turkey": "TR",
    "russian federation": "RU",
    "uae": "AE",
}
"""Names in common use that Babel does not have."""


_SPOKEN = {
    language: countries.split()
    for language, countries in {
        "en": "GB IE US AU NZ", "ro": "RO MD", "el": "GR CY", "kk": "KZ", "de": "DE AT LI", "fr": "FR MC",
        "it": "IT SM", "es": "ES MX AR CL CO PE UY", "pt": "PT BR", "nl": "NL", "pl": "PL", "cs": "CZ", "sk": "SK",
        "hu": "HU", "bg": "BG", "hr": "HR", "sl": "SI", "sr": "RS", "lt": "LT", "sv": "SE", "da": "DK", "nb": "NO",
        "fi": "FI", "is": "IS", "ja": "JP", "ko": "KR", "tr": "TR", "uk": "UA", "ru": "RU", "he": "IL",
    }.items()
}  # fmt: skip
"""Languages by countries in which nearly everybody reads one, or the language of the state."""
_LANGUAGE = {code: language for language, codes in _SPOKEN.items() for code in codes}


@lru_cache(maxsize=512)
def language_of(country: str) -> str:
    """The language in which to write to somebody of whom only the country is known; empty where that is no guide."""
    return _LANGUAGE.get(code_of(country), "")


def code_of(said: str, language: str = "en") -> str:
    """The two letters of a country's name, in English or another language, or of its code; empty where unknown."""
    folded = text.key(said)
    code = _codes("en").get(folded) or _codes(language).get(folded) or _ALSO.get(folded)
    return code or (folded.upper() if folded.upper() in _names("en") else "")


def one_way(said: str, language: str = "en") -> str:
    """One spelling for every way to write a country: its code; as said where that is unknown."""
    return code_of(said, language) or said


def name_of(code: str, language: str = "en") -> str:
    """`Ireland` for `IE`; empty where it is no code."""
    return _names(language).get(code.upper(), "")


def names() -> list[str]:
    """Every country's English name."""
    return list(_names("en").values())


def spellings(said: str, language: str = "en") -> tuple[str, ...]:
    """Every way a file may write the country that is meant: its code and its names; as said where unknown."""
    code = code_of(said, language)
    if not code:
        return (said,)
    others = (written for written, its in _ALSO.items() if its == code)
    return tuple(dict.fromkeys((said, code, name_of(code), name_of(code, language), *others)))


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(language.replace("-", "_") or "en")
    except (UnknownLocaleError, ValueError):
        return _names("en") if language != "en" else {}
    return {
        code: name
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


@lru_cache(maxsize=8)
def _codes(language: str) -> dict[str, str]:
    return {text.key(name): code for code, name in _names(language).items()}
