"""What is wrong with a sequence's offers, codes and tests before anybody is written to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from shopkeep import wording
from shopkeep.core.records.offers import CodeNeed, VariantTest
from shopkeep.core.records.sequences import Group, MailSource, Offer, Problem, Sequence
from shopkeep.sequences import copies, manifest, offers
from shopkeep.sequences.values import offer_words

SEEN_OFTEN = 5
"""Orders with a code, or with as much off, from which customers can be said to know it."""
USUAL = 0.05
"""The share of recent orders from which a discount is nothing special."""


@dataclass(frozen=True, slots=True)
class Lately:
    """Recent orders without the sequence's own codes: how many, and the discounts they had."""

    orders: int = 0
    shares: tuple[float, ...] = ()
    """Of each discounted one the share that was taken off."""
    shipped_free: int = 0
    average: int = 0
    """What an order's goods come to without a discount, in minor units."""


@dataclass(frozen=True, slots=True)
class AroundOffers:
    """What offers are checked against."""

    on: date = date.min
    currency: str = "EUR"
    codes: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Codes of recent orders: code -> (orders, average share taken off)."""
    lately: Lately = field(default_factory=Lately)
    needs: tuple[CodeNeed, ...] = ()
    tests: tuple[VariantTest, ...] = ()
    begun: bool = False
    """Whether mails of the sequence were sent already: then what is over may be."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One offer and where it is written."""

    offer: Offer
    whose: str
    file: str
    line: int
    do: str = ""
    """Where it is changed."""


def check(sequence: Sequence, around: AroundOffers, unread: Collection[Problem] = ()) -> list[Problem]:
    """The problems of all offers: those of groups, and those that mails change. `unread`: of the copies that cannot
    be read."""
    own = {place.offer.code.upper() for place in _places(sequence) if place.offer.code}
    found: list[Problem] = []
    for place in _places(sequence):
        found += _one(place, around, own)
    found += [] if unread else _shortages(sequence, around)
    return [*found, *_small_tests(sequence, around, unread)]


def _places(sequence: Sequence) -> Iterator[_Place]:
    for group in sequence.groups:
        yield _Place(group.offer, group.title, manifest.FILE, group.offer_line, "In Sequences, f changes the offer.")
    for stage in sequence.stages:
        for mail in stage.mails:
            if mail.offer:
                for getting, offer in _changed(sequence, mail):
                    whose = f"Mail {mail.number} of {stage.title}, {getting.title if getting else 'everybody'}"
                    yield _Place(offer, whose, mail.file, mail.offer_line)


def _changed(sequence: Sequence, mail: MailSource) -> Iterator[tuple[Group | None, Offer]]:
    """What a mail that changes the offer makes of it, for each group that gets this very copy."""
    stage = next(stage for stage in sequence.stages if mail in stage.mails)
    for group in (*sequence.groups, None):
        chosen = copies.choices(stage, mail.number, group.name if group else "", mail.language)
        if any(copy.file == mail.file for copy in chosen.values()):
            yield group, offers.of_mail(group, mail)


def _one(place: _Place, around: AroundOffers, own: set[str]) -> list[Problem]:
    offer = place.offer
    if offer.kind == "none":
        return []

    def problem(severity: str, says: str, do: str = "") -> Problem:
        return Problem(severity, place.file, place.line, f"{place.whose}: {says}", do)  # type: ignore[arg-type]

    wrong = offers.contradiction(offer)
    if wrong:
        return [problem("error", f"the mail {wrong[0]}", wrong[1])]
    said, _ = offer_words(offer, around.currency)
    found = []
    if offer.until and offer.until < around.on:
        says = f"{said} holds until {wording.day_full(offer.until)}, which is past."
        do = "Mails that speak of it cannot be sent. Set a later day, or take the offer out."
        found.append(problem("warning" if around.begun else "error", says, do))
    if not offer.code and not offer.codes and offer.kind != "guarantee":
        found.append(
            problem(
                "warning",
                f"{said} is offered, but there is no code for it.",
                "Name the code, or say in the mail how they get it.",
            )
        )
    usual = _usual(offer, said, around, own)
    if usual:
        found.append(problem("warning", usual, place.do))
    return found


def _usual(offer: Offer, said: str, around: AroundOffers, own: set[str]) -> str:
    """Why an offer is nothing special to customers, in a sentence; empty where it is."""
    share, lately = _share(offer, around), around.lately
    if share is not None:
        known = {c: seen for c, (orders, seen) in around.codes.items() if orders >= SEEN_OFTEN and c not in own}
        better = [code for code, seen in known.items() if seen >= share - 0.001]
        if better:
            best = max(better, key=lambda code: known[code])
            return f"{said} is no more than the code {best} gave lately ({round(known[best] * 100)}%)."
        much = sum(taken >= share - 0.001 for taken in lately.shares)
        if _often(much, lately.orders):
            return (
                f"{much:,} of the last {lately.orders:,} orders had {wording.percent(share)} or more off without this."
            )
    elif offer.kind == "free-shipping" and _often(lately.shipped_free, lately.orders):
        return f"{lately.shipped_free:,} of the last {lately.orders:,} orders were shipped free without this."
    return ""


def _often(orders: int, of: int) -> bool:
    return orders >= SEEN_OFTEN and orders >= USUAL * of


def _share(offer: Offer, around: AroundOffers) -> float | None:
    """The share of an order an offer takes off, where that is all it gives; None for others."""
    if offer.free_shipping or offer.gift or offer.guarantee:
        return None
    try:
        if offer.kind == "percent":
            return float(Decimal(offer.value)) / 100
        if offer.kind == "amount" and around.lately.average:
            return min(1.0, offers.amount(offer, around.currency) / around.lately.average)
    except InvalidOperation:
        return None
    return None


def _shortages(sequence: Sequence, around: AroundOffers) -> list[Problem]:
    """Codes that mails to come will lack. No errors: a send is refused only where its own mails need them."""
    found = []
    for need in around.needs:
        if need.missing:
            group = next((g for g in sequence.groups if g.name in need.groups), None)
            kind, _, called = need.codes.partition(":")
            lack = f"{need.missing:,} {'is' if need.missing == 1 else 'are'} missing among"
            what = f"{need.gives} in {wording.listed(list(need.mails))}" if need.mails else need.gives
            says = f"{lack} {offers.source_words(need.codes)}, for {what}: {need.needed:,} needed, {need.free:,} there."
            says += " Enter on the group, then Code, loads more." if kind == "pool" else " y in Sequences makes them."
            do = f"Or: shopkeep codes load {called} FILE"
            if kind != "pool":
                do = f"Or: shopkeep codes make {sequence.name}. Then your shop loads the file."
            found.append(Problem("warning", manifest.FILE, group.offer_line if group else 0, says, do))
    return found


def _small_tests(sequence: Sequence, around: AroundOffers, unread: Collection[Problem]) -> list[Problem]:
    found = []
    for test in around.tests:
        stage = sequence.stage(test.stage)
        if test.enough or stage is None or copies.is_unread(stage, test.mail, unread):
            continue
        file = next((m.file for m in stage.mails if m.number == test.mail and m.variant != "A"), stage.folder)
        says = f"is part of a test that tells little: {test.says.partition(': ')[2]}"
        found.append(Problem("warning", file, 0, says, "More customers or fewer variants would tell more."))
    return found
