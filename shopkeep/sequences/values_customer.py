"""What the names below `customer`, and those of products, give: worked out for the names that a mail uses."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.mails import Person, ProductRef
from shopkeep.sequences.goods import FEW
from shopkeep.sequences.greeting import NAME_LIMIT, fit_name, short, short_title
from shopkeep.sequences.phrases import phrases
from shopkeep.sequences.values import Amount, Day, Facts, Few, Free, MailContext, Survey, survey_of

PRODUCT_LIMIT = 90
VALUE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class _Reader:
    """One customer, and in which language and on which day a mail speaks to them."""

    person: Person
    language: str
    context: MailContext

    @property
    def on(self) -> date:
        return self.context.on

    def day(self, day: date | None) -> Day | str:
        return Day(day, self.language) if day else ""

    def amount(self, money: Money | None) -> Amount | str:
        return Amount(money, self.language) if money and money.amount > 0 else ""

    def product(self, product: ProductRef | None) -> Facts:
        return of_product(product, self.language)

    def products(self, products: tuple[ProductRef, ...]) -> Few:
        return Few(tuple(of_product(one, self.language) for one in products[:FEW]), self.language)

    def years(self) -> int:
        first = self.person.first_order
        return 0 if first is None else self.on.year - first.year - ((self.on.month, self.on.day) < yearly(first))

    def anniversary(self) -> date | None:
        """The anniversary of the first order nearest to the day of the mail; None before half of the first year."""
        first = self.person.first_order
        found = nearest(first.month, first.day, self.on) if first else None
        return found if first and found and found.year > first.year else None

    def anniversary_years(self) -> int:
        found, first = self.anniversary(), self.person.first_order
        return found.year - first.year if found and first else 0

    def peak(self) -> Facts:
        month = self.person.peak_month
        shown = wording.month_full(date(self.on.year, month, 1), self.language) if month else ""
        return Facts({"own": self.person.own_peak}, shown)

    def milestone(self, said: str) -> Facts:
        kind, _, number = said.partition(" ")
        if kind == "orders":
            return Facts({"orders": int(number), "spent": ""}, orders_said(int(number), self.language))
        if kind == "spent":
            spent = Amount(Money(int(number), self.person.spent.currency), self.language)
            return Facts({"orders": "", "spent": spent}, wording.money_short(spent.money, self.language))
        return Facts({"orders": "", "spent": ""})


def orders_said(number: int, language: str) -> str:
    """A number of orders in the mail's language: `10 orders`, `20 de comenzi`."""
    forms, locale = phrases(language).orders, wording.locale_of(language)
    return forms.get(locale.plural_form(number), forms["other"]).format(wording.number(number, language))


OF_CUSTOMER: dict[str, Callable[[_Reader], Any]] = {
    "first_name": lambda to: to.person.first_name if fit_name(to.person.name) else "",
    "salutation": lambda to: _salutation(to),
    "name": lambda to: fit_name(to.person.name),
    "email": lambda to: to.person.email,
    "orders": lambda to: to.person.orders,
    "spent": lambda to: Amount(to.person.spent, to.language),
    "first_order": lambda to: to.day(to.person.first_order),
    "last_order": lambda to: to.day(to.person.last_order),
    "days_since": lambda to: to.person.days_since,
    "silence": lambda to: wording.span(to.person.days_since, to.language),
    "usual_gap_days": lambda to: round(to.person.usual_gap_days) if to.person.usual_gap_days else "",
    "country": lambda to: short(to.person.country, NAME_LIMIT),
    "language": lambda to: to.person.language,
    "favourite": lambda to: to.product(to.person.favourite),
    "last_products": lambda to: to.products(to.person.last_products),
    "category": lambda to: short(to.person.category, NAME_LIMIT),
    "with_favourite": lambda to: to.product(to.person.with_favourite),
    "next_product": lambda to: to.product(to.person.next_product),
    "saved": lambda to: to.amount(to.person.saved),
    "member_since": lambda to: to.day(to.person.first_order),
    "years": _Reader.years,
    "anniversary": lambda to: to.day(to.anniversary()),
    "anniversary_years": _Reader.anniversary_years,
    "birthday": lambda to: to.day(to.person.birthday),
    "peak": _Reader.peak,
    "milestone_near": lambda to: to.milestone(to.person.milestone_near),
    "milestone_passed": lambda to: to.milestone(to.person.milestone_passed),
    "survey": lambda to: Survey(survey_of(to.context.shop).replace("{email}", quote(to.person.email, safe=""))),
    "attributes": lambda to: Free({k: short(v, VALUE_LIMIT) for k, v in to.person.attributes.items()}, "yes"),
}
"""What each name below `customer` gives. Worked out for the names that a mail uses, and no others."""

OF_PRODUCTS: dict[str, Callable[[_Reader], Any]] = {
    "new_products": lambda to: to.products(to.person.new_products),
    "best_seller": lambda to: to.product(next(iter(to.context.shelf.best_sellers), None)),
    "best_sellers": lambda to: to.products(to.context.shelf.best_sellers),
    "slow_seller": lambda to: _slow_seller(to),
    "lesser_known": lambda to: to.products(to.person.lesser_known),
}
"""What the names of products that stand by themselves give."""


def of_person(person: Person, context: MailContext, language: str, wanted: Collection[str]) -> Facts:
    """The customer as a template sees them: the `wanted` names of OF_CUSTOMER."""
    to = _Reader(person, language, context)
    return Facts({name: OF_CUSTOMER[name](to) for name in wanted}, fit_name(person.name))


def of_products(person: Person, context: MailContext, language: str, wanted: Collection[str]) -> dict[str, Any]:
    """The `wanted` names of OF_PRODUCTS."""
    to = _Reader(person, language, context)
    return {name: OF_PRODUCTS[name](to) for name in wanted}


def _salutation(to: _Reader) -> str:
    said, first_name = phrases(to.language), OF_CUSTOMER["first_name"](to)
    return said.hello.format(first_name) if first_name else said.hello_you


def _slow_seller(to: _Reader) -> Facts:
    found = to.product(to.context.shelf.slow_seller)
    return Facts(found.known | {"companion": to.product(to.context.shelf.companion)}, found.shown)


def yearly(day: date) -> tuple[int, int]:
    """Month and day of what comes round every year."""
    return day.month, day.day


def nearest(month: int, day: int, on: date) -> date:
    """The day of a year, of the years around `on`, that is nearest to it; the later of two as near.

    29 February is 28 February in a year without one. Raises ValueError for what is no day of any year.
    """
    date(2000, month, day)
    last = {
        year: 28 if (month, day) == (2, 29) and not isleap(year) else day for year in range(on.year - 1, on.year + 2)
    }
    return min((date(year, month, last[year]) for year in last), key=lambda found: (abs(found - on), on - found))


def of_product(product: ProductRef | None, language: str) -> Facts:
    """A product as a template sees it; empty facts where there is none."""
    if product is None or not product.title:
        return _NO_PRODUCT
    title = short(product.title, PRODUCT_LIMIT)
    price = wording.money(product.amount, language) if product.amount else product.price
    return Facts(
        {
            "title": title,
            "short": short_title(title),
            "price": price,
            "link": product.link,
            "image": product.image,
            "because": _because(product, language),
        },
        title,
    )


def _because(product: ProductRef, language: str) -> str:
    """Why a product is named, in a sentence; empty where there is no reason to tell."""
    if not product.how or not product.beside:
        return ""
    said = phrases(language)
    why = said.together if product.how == "together" else said.next
    return why.format(short_title(short(product.beside, PRODUCT_LIMIT)))


_NO_PRODUCT = Facts({"title": "", "short": "", "price": "", "link": "", "image": "", "because": ""})
