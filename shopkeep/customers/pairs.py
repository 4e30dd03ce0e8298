"""Who may be one person under two addresses: suggestions with reasons, for the owner to decide.

Nobody is compared with everybody. Customers meet in blocks: same full name and postcode, same address
but for dots, a +tag or a look-alike domain, or a local part that becomes the same with one letter taken
out. Two different full names are never suggested, nor is anybody on a first name alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import combinations

from shopkeep.core import text
from shopkeep.core.records.pairs import Sure

CROWD = 12
"""A block of more people than this tells nothing: a common name, a placeholder for a postcode."""
SHORTEST = 6
"""Letters a local part must have for one of them to be taken for a slip: `anna` and `anne` are two people."""
VERY_LIKELY, LIKELY = 0.9, 0.7

_WORD = re.compile(r"[a-z0-9]+")
_ROLES_WORDS = (
    "info shop office sales hello hi contact kontakt mail email admin support help order orders bestellung service "
    "team store accounts accounting billing buero post webmaster noreply no-reply newsletter hallo bonjour contacto "
    "contato contatto ventas vendite marketing hr jobs press reception enquiries invoices rechnung einkauf"
)
_ROLES = frozenset(_ROLES_WORDS.split())
_PROVIDERS_WORDS = (
    "gmail.com googlemail.com mail.com ymail.com email.com gmx.de gmx.net gmx.at gmx.com gmx.ch web.de hotmail.com "
    "hotmail.de hotmail.fr hotmail.co.uk outlook.com outlook.de live.com live.de live.nl yahoo.com yahoo.de yahoo.fr "
    "yahoo.co.uk yahoo.es yahoo.it icloud.com me.com mac.com aol.com aol.de proton.me t-online.de orange.fr free.fr "
    "sfr.fr libero.it wp.pl o2.pl op.pl mail.ru mail.de bluewin.ch ziggo.nl btinternet.com msn.com"
)
_PROVIDERS = frozenset(_PROVIDERS_WORDS.split())
"""Real mail services: two of them are two places, however alike their names."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A customer as told apart here. Money: minor units of the main currency; days are ISO text or empty."""

    id: int
    email: str
    name: str = ""
    postcode: str = ""
    country: str = ""
    spent: int = 0
    first_on: str = ""
    last_on: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two customers by id, the smaller first; `score` is 0 to 1."""

    one: int
    other: int
    score: float
    why: tuple[str, ...]
    against: tuple[str, ...]
    spent: int

    @property
    def sure(self) -> Sure:
        return "very likely" if self.score >= VERY_LIKELY else "likely" if self.score >= LIKELY else "perhaps"


@dataclass(slots=True)
class _Known:
    """A customer prepared for comparing."""

    who: Someone
    words: frozenset[str]
    local: str
    bare: str
    """The local part without a +tag and dots."""
    domain: str


def suggest(people: Iterable[Someone], apart: Set[tuple[int, int]] = frozenset()) -> list[Suggestion]:
    """The pairs worth asking about: surest first, then by money. `apart`: ids that the owner kept apart."""
    known = [one for one in map(_prepared, people) if one is not None]
    found: dict[tuple[int, int], Suggestion] = {}
    for one, other in _meeting(known):
        pair = (one.who.id, other.who.id) if one.who.id < other.who.id else (other.who.id, one.who.id)
        if pair in found or pair in apart or pair[0] == pair[1]:
            continue
        judged = _judge(one, other) if one.who.id == pair[0] else _judge(other, one)
        if judged is not None:
            found[pair] = judged
    rank = {"very likely": 0, "likely": 1, "perhaps": 2}
    return sorted(found.values(), key=lambda s: (rank[s.sure], -s.spent, -s.score, s.one, s.other))


def _prepared(who: Someone) -> _Known | None:
    local, at, domain = who.email.rpartition("@")
    bare = local.partition("+")[0].replace(".", "")
    if not at and who.name and who.postcode:  # known without an address: by name and postcode alone
        return _Known(who, _words(who.name), "", "", "")
    if not at or not bare or local.partition("+")[0] in _ROLES or bare.rstrip("0123456789") in _ROLES:
        return None
    domain = "gmail.com" if domain == "googlemail.com" else domain
    return _Known(who, _words(who.name), local, bare, domain)


def _words(name: str) -> frozenset[str]:
    folded = name.lower() if name.isascii() else text.unaccented(name)
    return frozenset(_WORD.findall(folded) if folded.isascii() else text.key(name).split())


def _meeting(known: list[_Known]) -> Iterator[tuple[_Known, _Known]]:
    """Everybody with those whom something brings together."""
    by_name: dict[tuple[frozenset[str], str], list[_Known]] = defaultdict(list)
    by_local: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        if len(one.words) > 1 and one.who.postcode:
            by_name[one.words, one.who.postcode.replace(" ", "")].append(one)
        if one.bare:
            by_local[one.bare].append(one)
    for block in by_name.values():
        if 1 < len(block) <= CROWD:
            yield from combinations(block, 2)
    for block in by_local.values():
        if len(block) > 1:
            yield from _same_local(block)
    yield from _one_slip(known)


def _same_local(block: list[_Known]) -> Iterator[tuple[_Known, _Known]]:
    """Of one local part: the same domain, or two that look alike."""
    by_domain: dict[str, list[_Known]] = defaultdict(list)
    for one in block:
        by_domain[one.domain].append(one)
    for same in by_domain.values():
        if len(same) <= CROWD:
            yield from combinations(same, 2)
    if len(by_domain) <= 40:
        for a, b in combinations(by_domain, 2):
            if look_alike(a, b):
                yield from ((one, other) for one in by_domain[a][:CROWD] for other in by_domain[b][:CROWD])


def _one_slip(known: list[_Known]) -> Iterator[tuple[_Known, _Known]]:
    """Of one domain: local parts that are the same once a letter is taken out of either or of both."""
    domains: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        if len(one.bare) >= SHORTEST:
            domains[one.domain].append(one)
    for block in domains.values():
        if len(block) < 2:
            continue
        first: dict[str, int] = {}
        more: dict[str, list[int]] = {}
        for at, one in enumerate(block):
            bare = one.bare
            for without in {bare, *[bare[:i] + bare[i + 1 :] for i in range(len(bare))]}:
                met = first.setdefault(without, at)
                if met != at:
                    more.setdefault(without, [met]).append(at)
        for ats in more.values():
            if len(ats) <= CROWD:
                yield from ((block[a], block[b]) for a, b in combinations(ats, 2))


def look_alike(one: str, other: str) -> bool:
    """Whether one domain may be a slip for the other, as gmial.com is for gmail.com."""
    if one == other or (one in _PROVIDERS and other in _PROVIDERS):
        return False
    if min(len(one), len(other)) < 6 or abs(len(one) - len(other)) > 1:
        return False
    return bool(slip(one, other))


def slip(one: str, other: str) -> str:
    """The signs in which two texts differ by one slip (a sign more, another sign, two changed places); else empty."""
    if one == other or abs(len(one) - len(other)) > 1:
        return ""
    short, long = sorted((one, other), key=len)
    at = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    if len(short) < len(long):
        return long[at] if short[at:] == long[at + 1 :] else ""
    if short[at + 1 :] == long[at + 1 :]:
        return short[at] + long[at]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at : at + 2] if swapped else ""


def _names(one: frozenset[str], other: frozenset[str]) -> str:
    """`same`, `fits` where one is missing or a shorter form of the other, else `differ`."""
    if one == other:
        return "same" if len(one) > 1 else "fits"
    if not one or not other:
        return "fits"
    short, long = sorted((one, other), key=len)
    left = set(long)
    for word in sorted(short, key=len, reverse=True):
        match = word if word in left else next((w for w in left if _initial(word, w)), None)
        if match is None:
            return "differ"
        left.discard(match)
    # `J` and `John` share no name that is written out.
    return "fits" if any(len(word) > 1 for word in short & long) else "differ"


def _initial(word: str, other: str) -> bool:
    return (len(word) == 1 or len(other) == 1) and word[0] == other[0]


def _judge(one: _Known, other: _Known) -> Suggestion | None:
    names = _names(one.words, other.words)
    if names == "differ":
        return None
    for_it = [found for found in (_by_address(one, other, names), _by_name(one, other, names)) if found]
    if not for_it:
        return None
    doubt = 1.0
    for chance, _ in for_it:
        doubt *= 1 - chance
    doubts = tuple(_against(one.who, other.who))
    against = tuple(says for _, says in doubts)
    score = round(min(0.99, (1 - doubt) * (1 - sum(weight for weight, _ in doubts))), 3)
    why = tuple(says for _, says in for_it)
    return Suggestion(one.who.id, other.who.id, score, why, against, one.who.spent + other.who.spent)


def _by_address(one: _Known, other: _Known, names: str) -> tuple[float, str] | None:
    """How much the two addresses say, and in which words."""
    same = names == "same"
    if not one.bare or not other.bare:
        return None
    if one.domain == other.domain and one.bare == other.bare:
        what = "a +tag" if ("+" in one.local) != ("+" in other.local) else "dots"
        if one.local == other.local:
            return 0.98, "the same address at gmail.com and googlemail.com"
        if one.local.partition("+")[0] == other.local.partition("+")[0]:
            what = "a +tag"
        if what == "dots" and one.domain != "gmail.com":  # elsewhere a dot makes another mailbox
            return (0.86 if same else 0.75), "the same address but for dots"
        return (0.97 if same else 0.92), f"the same address but for {what}"
    if one.bare == other.bare and look_alike(one.domain, other.domain):
        return (0.96 if same else 0.9), f"the same address but for {one.domain} and {other.domain}"
    if one.domain != other.domain or min(len(one.bare), len(other.bare)) < SHORTEST:
        return None
    differing = slip(one.bare, other.bare)
    if not differing or (not same and any(sign.isdigit() for sign in differing)):
        return None  # anna72 and anna73 are two people unless both are called the same
    if any(sign.isdigit() for sign in differing):
        return 0.6, "nearly the same address: a digit differs"
    return (0.93 if same else 0.75), "nearly the same address: one sign differs"


def _by_name(one: _Known, other: _Known, names: str) -> tuple[float, str] | None:
    if names != "same" or not one.who.postcode or _code(one.who) != _code(other.who):
        return None
    if one.bare and one.bare == other.bare:
        return 0.92, f"the same name and postcode ({one.who.postcode}), and the same name before the @"
    return 0.85, f"the same name and postcode ({one.who.postcode})"


def _against(one: Someone, other: Someone) -> Iterator[tuple[float, str]]:
    """What speaks for two people, each with the share of the score it takes."""
    if not one.name or not other.name:
        yield 0.02, "one of them gave no name" if one.name or other.name else "neither gave a name"
    if one.country and other.country and one.country != other.country:
        yield 0.2, f"one lives in {one.country}, the other in {other.country}"
    elif one.postcode and other.postcode and _code(one) != _code(other):
        yield 0.12, f"the postcodes differ ({one.postcode}, {other.postcode})"
    if one.first_on and other.first_on and max(one.first_on, other.first_on) < min(one.last_on, other.last_on):
        yield 0.06, "both addresses ordered during the same time"


def _code(who: Someone) -> str:
    return who.postcode.replace(" ", "")
