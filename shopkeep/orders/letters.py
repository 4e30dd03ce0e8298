"""Which of the older encodings the words of a file were written in, judged by the letters of languages."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from shopkeep.orders.alphabets import KNOWN, LANGUAGES

_EAST = {
    "cp932": (re.compile(rb"(?:[\x82\x83].|[\x88-\x97].)", re.S), 0),
    "gb18030": (re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"), 0),
    "big5": (re.compile(rb"[\xa4-\xc6]."), 0),
    "cp949": (re.compile(rb"[\xb0-\xc8][\xa1-\xfe]"), 0),
}
"""codec -> the pairs of bytes that its everyday characters are."""
_HALF_BESIDE = re.compile("[A-Za-z][\uff61-\uff9f]|[\uff61-\uff9f][a-z]")
_WIDE_BESIDE = re.compile(r"[a-z][^\x00-\x7f]|[^\x00-\x7f][a-z]")
_SELDOM = {"cp850": 0.5, "cp852": 1.0, "cp1255": 1.0, "cp1256": 1.0}
"""What speaks against an encoding before anything is read: nobody's spreadsheet writes it any more."""


IMPOSSIBLE, UNKNOWN, FOREIGN, RARE, FAMILIAR = 3.0, 1.5, 0.5, 0.3, -1.0
MARGIN = 2.0
"""How much worse another reading must be for the first to be taken without asking."""

_WORD = re.compile(r"[^\W\d_]+(?:['’`´][^\W\d_]+)*")
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουωάέήίόύώϊϋ")
_ALONE = frozenset("àóéíyýúèåöæøоуияквсжєійїбηοήὁω")
_HELD = frozenset("’‘'`´·.-–")
_ORDINALS = frozenset("ªº°²³¹")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a file under one encoding, and what speaks against it (0: nothing)."""

    codec: str
    words: tuple[str, ...]
    against: float


def readings(pieces: Sequence[bytes], names: Iterable[str]) -> list[Reading]:
    """Every encoding that can read these pieces of text, the likeliest first."""
    found = []
    for codec in names:
        try:
            words = tuple(_decoded(piece, codec) for piece in pieces)
        except UnicodeDecodeError:
            continue
        found.append(Reading(codec, words, _against(codec, pieces, words)))
    return sorted(found, key=lambda r: r.against)


def _decoded(piece: bytes, codec: str) -> str:
    try:
        return piece.decode(codec)
    except UnicodeDecodeError as error:
        if error.end < len(piece):
            raise
        return codecs.getincrementaldecoder(codec)().decode(piece)  # the end of a file that was cut off


def surely(one: Reading, other: Reading, pieces: Sequence[bytes]) -> bool:
    """Whether a reading is so much likelier than another that nobody need be asked: by all the words, or by
    those alone that the two read differently (a few French names among a thousand German ones)."""
    apart = [at for at, piece in enumerate(pieces) if one.words[at] != other.words[at]]
    parts = [pieces[at] for at in apart]
    by_all = other.against - one.against
    by_these = _against(other.codec, parts, [other.words[at] for at in apart]) - _against(
        one.codec, parts, [one.words[at] for at in apart]
    )
    return by_all >= 0 and by_these >= FOREIGN and max(by_all, by_these) >= max(MARGIN, 0.03 * len(apart))


def likely(piece: str) -> bool:
    """Whether nothing about a piece of text says that its encoding was mistaken."""
    return _oddness(piece) < IMPOSSIBLE


def _against(codec: str, pieces: Sequence[bytes], words: Sequence[str]) -> float:
    start = _SELDOM.get(codec, 0.0)
    if codec == "utf-8":
        return start + sum(map(_oddness, words))
    if codec in _EAST:
        everyday, _ = _EAST[codec]
        return start + sum(_eastern(piece, word, everyday) for piece, word in zip(pieces, words, strict=True))
    odd = [_oddness(word) for word in words]
    known = {
        word for piece in words for word in map(str.lower, _WORD.findall(piece)) if word in KNOWN and not word.isascii()
    }
    return (
        start
        + FAMILIAR * len(known)
        + sum(odd)
        + _foreignness(codec, [w for w, o in zip(words, odd, strict=True) if o < IMPOSSIBLE])
    )


def _foreignness(codec: str, words: list[str]) -> float:
    """How far the words are from being of one language: half a point for a word of another language of
    the encoding, more for letters that none of them has."""
    needed = [_letters(word) for word in words]
    needed = [letters for letters in needed if letters]
    if not needed or not LANGUAGES[codec]:
        return 0.0
    costs = [[_cost(letters, *alphabet) for letters in needed] for alphabet in _alphabets(codec)]
    strangers = sum(min(each) >= FOREIGN for each in zip(*costs, strict=True))
    return min(map(sum, costs)) + (UNKNOWN - FOREIGN) * strangers


@cache
def _alphabets(codec: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    parts = [letters.partition("/") for letters in LANGUAGES[codec].values()]
    return [(frozenset(usual + rare), frozenset(rare)) for usual, _, rare in parts]


def _cost(letters: frozenset[str], alphabet: frozenset[str], rare: frozenset[str]) -> float:
    return FOREIGN if not letters <= alphabet else RARE if letters & rare else 0.0


@cache
def _letters(word: str) -> frozenset[str]:
    """The letters of a word beyond a to z."""
    lower = re.sub("õ(?!e)", "ȭ", word.lower())
    return frozenset(c for c in lower if c.isalpha() and not c.isascii() and c not in _ORDINALS)


def _eastern(piece: bytes, word: str, everyday: re.Pattern[bytes]) -> float:
    """Against a word of Chinese, Japanese or Korean: characters nobody uses, and Latin letters among them."""
    wide = [c for c in word if not c.isascii()]
    if not wide:
        return 0.0
    if any(unicodedata.category(c) in ("Co", "Cn", "Cc") for c in wide):
        return IMPOSSIBLE
    halves = sum("\uff61" <= c <= "\uff9f" for c in wide)
    if _HALF_BESIDE.search(word) or (len(wide) <= 2 and _WIDE_BESIDE.search(word)):
        return IMPOSSIBLE
    usual = len(everyday.findall(piece))
    return FOREIGN * 2 if halves and halves < len(wide) else FOREIGN * 2 if usual * 2 < len(wide) - halves else 0.0


@cache
def _oddness(piece: str) -> float:
    """What speaks against a piece of text in any alphabet: signs inside words, two alphabets in one word,
    capitals after small letters, words of accents only, Greek and Russian that nobody could speak."""
    for at, sign in enumerate(piece):
        if sign.isascii() or sign.isalpha():
            continue
        category = unicodedata.category(sign)
        if category in ("Cc", "Cn", "Co") or "\u2500" <= sign <= "\u259f":
            return IMPOSSIBLE
        before, after = piece[at - 1 : at], piece[at + 1 : at + 2]
        if category[0] == "M" and not (before and unicodedata.name(before, "")[:6] in ("ARABIC", "HEBREW")):
            return IMPOSSIBLE
        if before.isalpha() and after.isalpha() and sign not in _HELD and sign not in "\u00a0\u00ad":
            return IMPOSSIBLE
        if before.isalpha() and after.isalpha() and sign == "\u00a0":
            return UNKNOWN
        if after.islower() and category in ("Sc", "No", "Sm", "Sk", "Po") and sign not in "¿¡·•†‡…¹²³'":
            return IMPOSSIBLE
        if before.islower() and category in ("Sc", "No", "Sm", "Sk"):
            return UNKNOWN
        if (after.isalpha() and category in ("Pf", "Pe") and sign not in "’»”") or (
            before.isalpha() and category in ("Pi", "Ps") and sign not in "‘“«"
        ):
            return UNKNOWN
    return max((_odd_word(word) for word in _WORD.findall(piece) if not word.isascii()), default=0.0)


@cache
def _odd_word(word: str) -> float:
    letters = [c for c in word if c.isalpha()]
    kinds = {unicodedata.name(c, "?").split()[0] for c in letters} - {"MODIFIER", "FEMININE", "MASCULINE", "MICRO"}
    if len(kinds) > 1:
        return IMPOSSIBLE
    far = sum(not c.isascii() for c in letters)
    for part in re.split(r"['’`´]", word):
        if re.search(r"[^\W\d_A-Z]", part) and _odd_case(part):
            return IMPOSSIBLE
    lower = word.lower()
    if len(letters) == 1:
        return 0.0 if lower in _ALONE else UNKNOWN
    if kinds == {"LATIN"}:
        if far >= 3 and far * 3 >= len(letters) * 2:
            return IMPOSSIBLE
        return UNKNOWN if far >= 2 and far * 2 > len(letters) else 0.0
    if kinds == {"GREEK"}:
        if re.search(r"ς.|σ$", lower) and not word.isupper():
            return IMPOSSIBLE
        if re.search("[ΰΐ]", lower):
            return UNKNOWN
        if sum(c in "άέήίόύώ" for c in lower) > 1:
            return IMPOSSIBLE
    if kinds & {"GREEK", "CYRILLIC"}:
        if re.match("[ьъ]", lower) or re.search("[ьъы]{2}|[аеиоуыэюя][ьъ]", lower):
            return IMPOSSIBLE
        return _unspeakable(lower)
    return 0.0


def _unspeakable(word: str) -> float:
    run = longest = vowels = 0
    for letter in word:
        if letter in _VOWELS:
            run, vowels = 0, vowels + 1
        elif letter.isalpha() and letter not in "ьъй":
            run += 1
            longest = max(longest, run)
    if longest >= 5 or (len(word) >= 4 and not vowels):
        return IMPOSSIBLE
    return UNKNOWN if longest == 4 or (len(word) >= 3 and not vowels) else 0.0


def _odd_case(word: str) -> bool:
    """Capitals where nobody writes them: `ZoÎ`, `BÜhm`, `MÅller`. Names such as `McÖrn` and `DeÁvila` do occur."""
    cased = [c for c in word if c.isupper() or c.islower()]
    if len(cased) < 2 or all(c.isupper() for c in cased) or all(c.islower() for c in cased):
        return False
    if cased[0].isupper() and all(c.islower() or c in "ªº" for c in cased[1:]):
        return False
    # An accented capital is the sign that an encoding was mistaken; plain ones are how people type.
    for at, letter in enumerate(cased):
        if at and letter.isupper() and not letter.isascii():
            return True
        if (
            at
            and letter.islower()
            and not letter.isascii()
            and cased[at - 1].isupper()
            and any(c.isupper() for c in cased[at + 1 :])
        ):
            return True
    return False
