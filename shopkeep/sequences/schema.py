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


def _product(says: str, optional: bool) -> Kind:
    return Kind(
        says,
        optional,
        {
            "title": Kind("its whole name"),
            "short": Kind("its name up to the first comma or bracket"),
            "price": Kind("its price in words, if known", True),
            "link": Kind("its page in the shop; the shop's front page if unknown"),
            "image": Kind("its picture, if known", True),
        },
    )


ROOT: dict[str, Kind] = {
    "customer": Kind(
        "the customer",
        parts={
            "first_name": Kind("first name, where the export gives a usable one", True),
            "name": Kind("whole name", True),
            "email": Kind("e-mail address"),
            "orders": Kind("how many orders"),
            "spent": Kind("all they spent"),
            "first_order": Kind("day of the first order", True),
            "last_order": Kind("day of the last order", True),
            "days_since": Kind("days since the last order"),
            "silence": Kind("time since the last order in words, such as 4 months"),
            "usual_gap_days": Kind("usual days between orders", True),
            "country": Kind("country", True),
            "language": Kind("language", True),
            "favourite": _product("what they bought most often", True),
            "last_products": Kind("what they bought last", True, each=_product("a product", False)),
            "category": Kind("the category they buy most", True),
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
            "kind": Kind("percent, amount, free-shipping, gift or none"),
        },
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
    "date": 'a day: "short" 12 Sep, "long" 12 September 2026, "month" September, "weekday" Sunday 6 December',
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
