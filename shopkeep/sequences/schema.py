"""The names a mail may use, what each is, and which may be empty for some customer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """What a name stands for. `parts`: the names below it; `each`: what a loop over it gives."""

    says: str
    """What it is, for the owner: shown beside completions."""
    optional: bool = False
    """Whether some customers have none, so that a mail must say what to read then."""
    parts: dict[str, Kind] = field(default_factory=dict)
    each: Kind | None = None
    free: bool = False
    """Any name may stand below it: the shop's own attributes."""
    fallback: str = ""
    """What a mail may say to those who have none: the words for `default("...")`. Without one a mail asks
    first: `{% if customer.next_product %}`."""


def _product(says: str, optional: bool, reason: str = "", fallback: str = "") -> Kind:
    parts = {
        "title": Kind("its whole name"),
        "short": Kind("its name up to the first comma or bracket"),
        "price": Kind("its price, if the products' file says it", True),
        "link": Kind("its own page in the shop, if the products' file says it; never the front page", True),
        "image": Kind("its picture, if the products' file says it", True),
    }
    return Kind(says, optional, parts | ({"because": Kind(reason)} if reason else {}), fallback=fallback)


_TOGETHER = "a sentence that says why: Often bought together with Nettle tea."
_NEXT = "a sentence that says why: People who buy Nettle tea often take this next."


def _milestone(says: str) -> Kind:
    parts = {
        "orders": Kind("how many orders, where it is a number of orders", True),
        "spent": Kind("how much, where it is a sum of money", True),
    }
    return Kind(says, True, parts)


ROOT: dict[str, Kind] = {
    "customer": Kind(
        "the customer",
        parts={
            "first_name": Kind("first name, where the export gives a usable one", True, fallback="there"),
            "salutation": Kind(
                "the whole greeting: Hello Ines, or Hello where no first name is usable; guesses no gender"
            ),
            "name": Kind("whole name", True, fallback="dear customer"),
            "email": Kind("e-mail address"),
            "orders": Kind("how many orders"),
            "spent": Kind("all they spent"),
            "first_order": Kind("day of the first order", True),
            "last_order": Kind("day of the last order", True, fallback="some time ago"),
            "days_since": Kind("days since the last order"),
            "silence": Kind("time since the last order in words, such as 4 months"),
            "usual_gap_days": Kind("usual days between orders", True),
            "country": Kind("country", True, fallback="where you are"),
            "language": Kind("language", True),
            "favourite": _product("what they bought most often", True, fallback="your favourite"),
            "last_products": Kind(
                "what they bought last, at most 6", True, each=_product("a product", False), fallback="what you chose"
            ),
            "category": Kind("the category they buy most", True, fallback="your favourites"),
            "with_favourite": _product("what is often bought together with their favourite", True, _TOGETHER),
            "next_product": _product("what people like them buy next, and they do not have yet", True, _NEXT),
            "saved": Kind("what discounts have saved them so far", True),
            "member_since": Kind("day of the first order", True),
            "years": Kind("whole years since the first order; 0 in the first year", True),
            "anniversary": Kind("the anniversary of their first order nearest to today, from the first one on", True),
            "anniversary_years": Kind("how many years that anniversary is", True),
            "birthday": Kind("their birthday nearest to today, as a customers' file says it", True),
            "peak": Kind(
                "the month in which they usually order, else the shop's next peak month, such as December",
                True,
                {"own": Kind("true where it is the customer's own month; for {% if %}", True)},
            ),
            "milestone_near": _milestone("what their next order may reach, such as 10 orders"),
            "milestone_passed": _milestone("what their last order reached, such as 10 orders"),
            "survey": Kind("where they answer a survey; score(9) gives the address of one answer"),
            "attributes": Kind("what the customers' file says, by its columns", True, free=True),
        },
    ),
    "shop": Kind(
        "the shop",
        parts={
            "name": Kind("shop.name"),
            "url": Kind("shop.url"),
            "address": Kind("the postal address"),
            "owner": Kind("who signs"),
            "reply_to": Kind("where answers go"),
            "imprint": Kind("name and postal address in one line"),
            "values": Kind("what the shop stands for, a few sentences", True, each=Kind("one of them")),
            "features": Kind("what sets the shop apart, a few sentences", True, each=Kind("one of them")),
            "story": Kind("how the shop came to be", True),
            "review_url": Kind("where reviews are written; the mailbox where that is not set"),
        },
    ),
    "offer": Kind(
        "what this group is offered; empty where nothing is",
        True,
        {
            "says": Kind("such as 20% off"),
            "full": Kind("such as 20% off your next order"),
            "code": Kind("the code", True),
            "until": Kind("the last day it holds, such as Sunday 6 December", True),
            "extended": Kind("true where a reminder names a later day than the first mail did; for {% if %}"),
            "minimum": Kind("the smallest order it holds for", True),
            "kind": Kind("percent, amount, free-shipping, gift, guarantee or none"),
            "gift": Kind("the gift's name", True),
            "guarantee": Kind("the guarantee in your words", True),
        },
    ),
    "new_products": Kind(
        "what came into the shop since their last order, newest first, at most 6",
        True,
        each=_product("a product", False),
    ),
    "best_seller": _product("what brought the shop most in the last 90 days", True),
    "best_sellers": Kind("the shop's best sellers of the last 90 days", True, each=_product("a product", False)),
    "slow_seller": Kind(
        "what the shop has and hardly sells",
        True,
        _product("", False).parts | {"companion": _product("what is often bought together with it", True, _TOGETHER)},
    ),
    "lesser_known": Kind(
        "what few customers know, and those who do come back for; without what they have",
        True,
        each=_product("a product", False),
    ),
    "unsubscribe": Kind("the way out; every layout has it"),
    "today": Kind("the day of sending"),
}

LAYOUT: dict[str, Kind] = ROOT | {
    "subject": Kind("the subject"),
    "preheader": Kind("the preheader", True),
    "body": Kind("the mail itself"),
    "language": Kind("language of the mail"),
    "direction": Kind("ltr or rtl"),
    "footer": Kind(
        "what the law wants under a mail, in its language",
        parts={"why": Kind("why they get it"), "stop": Kind("the words of the link that stops these mails")},
    ),
}

FILTERS: dict[str, str] = {
    "default": "what to say where there is nothing",
    "date": 'a day: "short" 12 Sep, "long" 12 September 2026, "month" September, "year", "weekday" Sunday 6 December',
    "money": 'an amount with its decimals, or "short" without',
    "first": "the first of a list, or the first letter",
    "last": "the last of a list",
    "join": "a list in one line",
    "listed": "a list as a, b and c",
    "length": "how many, or how long",
    "counted": 'a number with its noun: counted("order") gives 14 orders',
    "round": "a rounded number",
    "upper": "in capitals",
    "lower": "in small letters",
    "title": "Each Word Capitalised",
    "sentence": "with a capital first letter",
    "score": "the address of one answer to a survey: customer.survey | score(9)",
    "trim": "without spaces around",
}
