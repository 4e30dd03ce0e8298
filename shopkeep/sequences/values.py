"""What templates get to see: plain, frozen facts of one customer, the shop and the offer. No live object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from babel.numbers import format_percent

from shopkeep import wording
from shopkeep.core.money import Money, minor
from shopkeep.core.records.mails import Shelf
from shopkeep.core.records.sequences import Offer
from shopkeep.sequences.phrases import phrases


@dataclass(frozen=True, slots=True)
class ShopWords:
    """The shop as its settings describe it."""

    name: str = ""
    url: str = ""
    address: str = ""
    owner: str = ""
    reply_to: str = ""
    currency: str = "EUR"
    language: str = "en"
    """In which values, features and story are written: mails in another language do without them."""
    values: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    story: str = ""
    review_url: str = ""
    survey_url: str = ""


@dataclass(frozen=True, slots=True)
class MailContext:
    """All that a mail needs besides its copy and its customer. `on`: the day it goes out."""

    shop: ShopWords
    offer: Offer
    on: date
    unsubscribe_url: str
    code: str = ""
    """This customer's code; empty: the offer's."""
    group: str = ""
    """The customer's group, which may be served by the copy for everybody."""
    offered_on: date | None = None
    """The day the offer was first made to this customer; None: with this mail."""
    shelf: Shelf = field(default_factory=Shelf)
    """The shop's products that mails may name whoever reads them."""


class Facts:
    """A few named values, read by templates as `a.b`; empty facts are false. `shown` is `{{ a }}` itself."""

    __slots__ = ("known", "shown")

    def __init__(self, known: dict[str, Any], shown: str = "") -> None:
        self.known = known
        self.shown = shown

    def __bool__(self) -> bool:
        return bool(self.shown)

    def __str__(self) -> str:
        return self.shown


class Free(Facts):
    """Facts of any name: one that is not there reads as empty."""

    __slots__ = ()


class Day:
    """A day that prints itself in the mail's language."""

    __slots__ = ("day", "language")

    def __init__(self, day: date, language: str) -> None:
        self.day = day
        self.language = language

    def __str__(self) -> str:
        return wording.day_full(self.day, self.language)


class Amount:
    """Money that prints itself in the mail's language."""

    __slots__ = ("language", "money")

    def __init__(self, money: Money, language: str) -> None:
        self.money = money
        self.language = language

    def __str__(self) -> str:
        return wording.money(self.money, self.language)


class Survey:
    """The address at which a customer answers a survey. Printed without a score; the filter `score` puts one in."""

    __slots__ = ("address",)

    def __init__(self, address: str) -> None:
        self.address = address

    def __str__(self) -> str:
        return self.address.replace("{score}", "")

    def scored(self, score: int) -> str:
        """The address of one answer: with `{score}` filled, or as `score=9` behind it."""
        if "{score}" in self.address:
            return self.address.replace("{score}", str(score))
        return f"{self.address}{'&' if '?' in self.address else '?'}score={score}"


class Few:
    """A short list for loops and joins; prints as `a, b and c` in the mail's language."""

    __slots__ = ("items", "language")

    def __init__(self, items: tuple[Any, ...], language: str = "en") -> None:
        self.items = items
        self.language = language

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __str__(self) -> str:
        return wording.listed([str(item) for item in self.items], language=self.language)


def survey_of(shop: ShopWords) -> str:
    """Where answers to a survey go: the owner's form, else a mail to them with the score as its subject."""
    return shop.survey_url or f"mailto:{quote(shop.reply_to, safe='@+')}?subject=My%20answer:%20{{score}}"


@lru_cache(maxsize=64)
def of_shop(shop: ShopWords, language: str = "en") -> Facts:
    """The shop as a template sees it. Without a web address its links lead to the owner's mailbox."""
    mailbox = f"mailto:{quote(shop.reply_to, safe='@+')}" if shop.reply_to else ""
    url = shop.url or mailbox
    spoken = shop.language.partition("-")[0] == language.partition("-")[0]
    return Facts(
        {
            "name": shop.name,
            "url": url,
            "address": shop.address,
            "owner": shop.owner or shop.name,
            "reply_to": shop.reply_to,
            "imprint": imprint(shop),
            "values": Few(shop.values if spoken else (), language),
            "features": Few(shop.features if spoken else (), language),
            "story": shop.story if spoken else "",
            "review_url": shop.review_url or mailbox or url,
        },
        shop.name,
    )


def imprint(shop: ShopWords) -> str:
    """Name and postal address in one line, the name once however the address was written."""
    parts = [part.strip(" ,") for part in shop.address.split("\n")]
    address = ", ".join(part for part in parts if part)
    return address if address.startswith(shop.name) else f"{shop.name}, {address}".rstrip(", ")


STILL_TO_RUN = 3
"""Days an offer holds at the least when a reminder speaks of it, even where mails went out late."""


def last_day(offer: Offer, on: date, offered_on: date | None = None) -> tuple[date | None, bool]:
    """The last day an offer holds as a mail of the day `on` says it, and whether that is later than was first said.

    The days count from the mail that first made the offer, so that a reminder names the same day. Only where
    that day has passed, or is nearer than STILL_TO_RUN, the reminder moves it. None: no end is said. A day
    that was said for everybody (`until`) never moves.
    """
    if offer.until:
        return offer.until, False
    if not offer.valid_days:
        return None, False
    made = offered_on or on
    promised, soonest = made + timedelta(days=offer.valid_days), on + timedelta(days=STILL_TO_RUN)
    extended = made < on and promised < soonest
    return (soonest if extended else promised), extended


def of_offer(context: MailContext, language: str) -> tuple[Facts, date | None]:
    """The offer in words, and the last day it holds; empty facts and no day where nothing is offered."""
    offer, currency = context.offer, context.shop.currency
    says, full = offer_words(offer, currency, language)
    last, extended = last_day(offer, context.on, context.offered_on)
    code = context.code
    facts = Facts(
        {
            "says": says,
            "full": full,
            "code": code or offer.code if says else "",
            "until": wording.weekday(last, language) if says and last else "",
            "extended": bool(says) and extended,
            "minimum": _amount(offer.minimum, currency, language) if says else "",
            "kind": offer.kind,
            "gift": (offer.gift or (offer.value if offer.kind == "gift" else "")),
            "guarantee": (offer.guarantee or (offer.value if offer.kind == "guarantee" else "")),
        },
        says,
    )
    return facts, last if says else None


@lru_cache(maxsize=256)
def offer_words(offer: Offer, currency: str, language: str = "en") -> tuple[str, str]:
    """An offer briefly and in full: `20% off`, `20% off your next order`. Of several things, all of them."""
    said = phrases(language)
    parts: list[tuple[str, str, str]] = []
    """Briefly, in full if it is the only one, and among others."""
    if offer.kind in ("percent", "amount"):
        much = _percent(offer.value, language) if offer.kind == "percent" else _amount(offer.value, currency, language)
        off = said.off.format(much)
        parts.append((off, said.off_next.format(much), off))
    if offer.kind == "free-shipping" or offer.free_shipping:
        parts.append((said.shipping, said.shipping_next, said.shipping))
    gift = offer.value if offer.kind == "gift" else offer.gift
    if gift:
        parts.append((said.gift, said.gift_next.format(gift), f"{said.gift} ({gift})"))
    if offer.kind == "guarantee":
        parts.append((offer.value, offer.value, offer.value))
    if len(parts) < 2:
        return (parts[0][0], parts[0][1]) if parts else ("", "")
    brief = wording.listed([part[0] for part in parts], language=language)
    return brief, said.several_next.format(wording.listed([part[2] for part in parts], language=language))


def _percent(value: str, language: str) -> str:
    try:
        share = Decimal(value) / 100
        shown = format_percent(share, locale=wording.locale_of(language), decimal_quantization=False)
        return shown.replace("\u00a0", " ")
    except (InvalidOperation, ValueError):
        return f"{value}%"


def _amount(value: str, currency: str, language: str) -> str:
    if not value:
        return ""
    try:
        amount = Money(minor(Decimal(value), currency), currency)
    except InvalidOperation:
        return value
    shown = wording.money(amount, language)
    return wording.money_short(amount, language) if amount.decimal() % 1 == 0 else shown
