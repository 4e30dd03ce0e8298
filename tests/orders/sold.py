"""Orders as they were meant, before anybody wrote them down: what a file must read back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONE = "Europe/Dublin"
DECIMALS = {"EUR": 2, "GBP": 2, "USD": 2, "JPY": 0, "KWD": 3}


class Words(NamedTuple):
    """A text as a stranger typed it, and as the shop must know it."""

    cell: str
    kept: str


@dataclass(frozen=True, slots=True)
class Item:
    title: Words
    sku: str
    quantity: int
    price: int
    """For one, in minor units of the order's currency."""


@dataclass(frozen=True, slots=True)
class Sold:
    """One order. Money is in minor units of `currency`."""

    number: str
    placed: datetime
    email: Words
    name: Words
    currency: str
    total: int
    refunded: int
    discount: int
    code: Words
    state: str
    """paid, pending, cancelled, or refunded (in full)."""
    consent: bool | None
    items: tuple[Item, ...]


def same(*texts: str) -> list[Words]:
    return [Words(text, text) for text in texts]


PLAIN = same("Ann Lee", "Bo", "Tom O'Brien", "Mary-Jane Watson", "Cy, the baker", 'Jo "Red" Sand', "A; B | C", "0123")
ODD = [
    *same(
        "=HYPERLINK(A1)", "@home", "Null", "Ali 🦊 Baba", "王小明", "عمر", "<b>Bo</b>", "[red]Bo[/red]", '"', "''", "\\"
    ),
    Words("'=1+1", "=1+1"),
    Words("Two\nlines", "Two lines"),
    Words("Tab\tinside", "Tab inside"),
    Words("  spaces   around ", "spaces around"),
    Words("Zoe\u0308", "Zoë"),
    Words("Evil\u202eName", "EvilName"),
    Words("Bell\x07\x1b[31m", "Bell[31m"),
    Words("Hard\u00a0space", "Hard space"),
    Words("\ufeffMark", "Mark"),
]
LETTERS = {
    "western": same(
        "Jürgen Müller", "François Lefèvre", "Søren Ångström", "Iñaki Peña", "José Conceição", "Größe Straße", "Zoë",
    ),
    "central": same(
        "Łukasz Żółć", "Świętosława Wójcik", "Jiří Dvořák", "Gdańsk", "Tomáš Černý", "Győző Szabó", "Čeněk Šťastný",
    ),
    "cyrillic": same("Иван Петров", "Ольга Смирнова", "Дмитрий Кузнецов", "Москва", "Щука Ёлкина"),
    "greek": same("Γιώργος Παπαδόπουλος", "Ελένη Νικολάου", "Αθήνα", "Δημήτρης Οικονόμου"),
}  # fmt: skip
ADDRESSES = [
    *same("", "ann@example.com", "bo@example.com", "b.o@example.com", "bo+tea@example.com", "o'neil@shop.example.org"),
    Words(" Ann@Example.COM ", "ann@example.com"),
    Words("BO@EXAMPLE.COM", "bo@example.com"),
]
UNREADABLE = [Words(cell, "") for cell in ("ann@", "see notes", "bo@example,com", "@")]
NOBODYS = [*UNREADABLE, Words("n/a", ""), Words("-", ""), Words("Guest", "")]
"""What stands where an address should be, and is none."""
ABROAD = Words("zoe@MÜLLER.example", "zoe@xn--mller-kva.example")
CODES = [Words("", ""), Words("SPRING10", "SPRING10"), Words("welcome 5", "WELCOME 5"), Words("Tea-4-2", "TEA-4-2")]

typed = st.text(alphabet="abcXYZ \",;|\t\n'&%/()", min_size=1, max_size=12).filter(str.strip)
"""What only a generator would type: quotes, signs between cells and line breaks, in any order."""


def words(script: str) -> st.SearchStrategy[Words]:
    """Names and titles in one script; `any` mixes all and adds the hostile ones."""
    free = typed.map(lambda text: Words(text, " ".join(text.split())))
    if script == "any":
        return st.one_of(st.sampled_from([*PLAIN, *ODD, *(each for all in LETTERS.values() for each in all)]), free)
    return st.one_of(st.sampled_from([*PLAIN, *LETTERS.get(script, [])]), free)


def letters(script: str) -> st.SearchStrategy[Words]:
    """Names alone of one script, as a whole town of its customers has them."""
    return st.sampled_from(LETTERS[script])


amounts = st.one_of(st.integers(0, 99_999), st.integers(0, 3_000_000), st.integers(1, 9).map(lambda n: n * 100_000))


@st.composite
def one_sold(draw: st.DrawFn, number: str, script: str, currency: str) -> Sold:
    total = draw(amounts)
    state = draw(st.sampled_from(["paid", "paid", "paid", "pending", "refunded", "cancelled"])) if total else "paid"
    refunded = total if state == "refunded" else 0
    if state == "paid" and total > 1 and draw(st.booleans()):
        refunded = draw(st.integers(1, total - 1))
    day = draw(st.dates(datetime(2015, 1, 1).date(), datetime(2026, 10, 31).date()))  # noqa: DTZ001
    seconds = draw(st.integers(3 * 3600, 23 * 3600))  # past the hour that summer time takes or gives
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    placed = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZoneInfo(ZONE))
    item = st.builds(Item, words(script), st.sampled_from(["", "TEA-1", "0042", "A/B"]), st.integers(1, 5), amounts)
    return Sold(
        number,
        placed.astimezone(UTC),
        draw(st.sampled_from([*ADDRESSES * 3, *NOBODYS, *([ABROAD] if script == "any" else [])])),
        draw(words(script)),
        currency,
        total,
        refunded,
        draw(st.one_of(st.just(0), amounts.map(lambda off: off + 2 * 10 ** DECIMALS[currency]))),
        draw(st.sampled_from(CODES)),
        state,
        draw(st.sampled_from([True, False, None])),
        tuple(draw(st.lists(item, min_size=1, max_size=4))),
    )


@st.composite
def shops(draw: st.DrawFn, script: str, most: int = 6) -> list[Sold]:
    """The orders of one shop, in one currency or in several, each with a number of its own."""
    several = draw(st.booleans())
    currencies = st.sampled_from(["EUR", "EUR", "GBP", "USD", "JPY", "KWD"])
    one = draw(currencies)
    prefix = draw(st.sampled_from(["#", "", "INV-", "2026-", "#Ä" if script == "any" else "A/"]))
    numbers = draw(st.lists(st.integers(1, 99_999), min_size=1, max_size=most, unique=True))
    return [draw(one_sold(f"{prefix}{number}", script, draw(currencies) if several else one)) for number in numbers]
