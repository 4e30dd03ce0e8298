"""What a rule can ask about: every field with its kind, what it means, and what else owners call it.

To add one, write its line here, its phrase in `words.py` and its column in `store/finding.py`; tests
compare the three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shopkeep.core import text

Kind = Literal["text", "choice", "money", "count", "number", "days", "share", "date", "yesno"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing known about every customer."""

    name: str
    kind: Kind
    title: str
    """What it is, in a few words: `spent in the last 365 days`."""
    aliases: tuple[str, ...] = ()
    """Other names for it in a rule. Spaces, hyphens, underscores and case never matter."""
    choices: tuple[str, ...] = ()
    """All it can be, for a choice."""
    synonyms: tuple[str, ...] = ()
    """Columns of customers' files that say it, folded by `text.key`; `...` at the end: begins like this."""
    days: str = ""
    """The field that counts the days from this date on, so that `within 30 days` stays true tomorrow."""
    group: str = ""


_BIRTHDAY = ("birthday", "birth date", "birthdate", "date of birth", "dob", "born", "geburtstag", "geburtsdatum")
_ANNIVERSARY = ("anniversary", "wedding anniversary", "wedding day", "wedding date", "hochzeitstag", "jahrestag")
_REFERRALS = ("referrals", "referred", "friends referred", "referral count", "empfehlungen")
_NPS = ("nps", "nps score", "net promoter score", "would recommend", "how likely...", "likelihood to recommend")
_CSAT = ("csat", "csat score", "satisfaction", "customer satisfaction", "how satisfied...", "zufriedenheit")

_GROUPS: dict[str, tuple[Field, ...]] = {
    "Who and where": (
        Field("name", "text", "first and last name"),
        Field("email", "text", "e-mail address", ("e-mail", "mail address")),
        Field("country", "text", "country, by its name or its two letters: Ireland, IE", ("land",)),
        Field("region", "text", "region, state or county", ("state", "province", "county")),
        Field("city", "text", "city", ("town",)),
        Field("postcode", "text", "postcode", ("zip", "zip code", "postal code")),
        Field("language", "text", "language, as its code: en, de"),
    ),
    "Money": (
        Field("spent", "money", "spent in all, less refunds", ("spend", "total spent", "total spend")),
        Field("spent_year", "money", "spent in the last 365 days", ("spent in the last year", "yearly spend")),
        Field("average_order", "money", "what an order of theirs is worth", ("average order value", "aov")),
        Field("last_order_value", "money", "spent on their last order day", ("last order worth",)),
        Field("expected_order", "money", "what their next order is likely worth", ("next order value",)),
        Field("at_stake", "money", "a year's money that may not come again", ("money at stake",)),
        Field("margin", "share", "gross margin of what they bought", ("gross margin",)),
        Field("rank", "count", "place by spending of the last 365 days, 1 is first"),
        Field("rank_ever", "count", "place by all they ever spent, 1 is first"),
        Field("rank_at_stake", "count", "place by what is at stake, 1 is first"),
        Field("top", "share", "that place as a share of all customers: top <= 2 %"),
        Field("top_ever", "share", "the same by all they ever spent"),
        Field("monetary", "count", "spending from 1 to 5, 5 is best", ("m score", "monetary score")),
    ),
    "Orders": (
        Field("orders", "count", "number of orders", ("order count", "number of orders")),
        Field("order_days", "count", "days on which they ordered"),
        Field("first_order", "date", "day of their first order", ("customer since",), days="member_days"),
        Field("last_order", "date", "day of their last order", ("last ordered",), days="days_since"),
        Field("discounted", "count", "orders with a discount or a code", ("discounted orders",)),
        Field("discounted_share", "share", "share of orders with a discount or a code", ("discount share",)),
        Field("gifts", "count", "orders sent as a gift", ("gift orders",)),
        Field("refunds", "count", "orders refunded in part or in full", ("refunded orders",)),
        Field("refunded_last", "yesno", "the last order was refunded", ("last order refunded",)),
        Field("waited", "days", "days until their last order was sent", ("days waited",)),
        Field("frequency", "count", "how often they order, from 1 to 5, 5 is best", ("f score", "frequency score")),
    ),
    "Rhythm and silence": (
        Field("lapse", "choice", "where they stand", ("status",), ("active", "at-risk", "lapsed", "lost")),
        Field("chance", "share", "chance to order again soon", ("return chance", "chance to return")),
        Field("days_since", "days", "days since the last order", ("days since last order", "silent for")),
        Field("days_late", "days", "days silent beyond their usual gap; late is short for it", ("late",)),
        Field("usual_gap", "days", "days they usually leave between orders", ("usual gap days", "rhythm")),
        Field("overdue", "number", "silence in times of their usual gap, as in the column Late: overdue > 2"),
        Field("second_after", "days", "days from the first order to the second"),
        Field("earlier_gap", "days", "days between their earlier orders"),
        Field("recent_gap", "days", "days between their latest orders"),
        Field("member_days", "days", "days since the first order", ("days since first order",)),
        Field(
            "tenure",
            "choice",
            "customer for under 90 days (short), under a year (medium) or longer (long)",
            (),
            ("short", "medium", "long"),
        ),
        Field("recency", "count", "how lately they ordered, from 1 to 5, 5 is best", ("r score", "recency score")),
        Field("seasonal", "yesno", "orders in the same weeks every year"),
        Field("season_week", "count", "the week of the year they order in, 1 to 53"),
        Field("season_month", "count", "the month they order in: 12 or December"),
    ),
    "Milestones and days to come": (
        Field("milestone_near", "choice", "their next order may reach it", (), ("orders", "spent", "none")),
        Field("milestone_passed", "choice", "their last order reached it", (), ("orders", "spent", "none")),
        Field("days_to_birthday", "days", "days until their birthday", (), (), _BIRTHDAY),
        Field("birthday_month", "count", "the month of their birthday: 12 or December"),
        Field("days_to_anniversary", "days", "days until their anniversary", (), (), _ANNIVERSARY),
    ),
    "What they say": (
        Field("nps", "number", "how likely they recommend you, 0 to 10", ("nps score", "promoter score"), (), _NPS),
        Field("csat", "number", "how satisfied they are, as your survey counts", ("satisfaction",), (), _CSAT),
        Field("referrals", "count", "friends they brought", ("friends referred",), (), _REFERRALS),
    ),
    "Mail": (
        Field("consent", "choice", "whether they agreed to mail", (), ("yes", "no", "unknown")),
        Field(
            "may_email",
            "yesno",
            "may be written to today; not if left out or snoozed",
            ("can email", "may e-mail", "can e-mail"),
        ),
        Field("mailed", "count", "messages sent to them", ("messages",)),
        Field("last_mailed", "date", "day of the last message to them", ("last message",)),
        Field("in_sequence", "yesno", "in a running sequence"),
        Field("left_out", "yesno", "left out by you"),
        Field("snoozed", "yesno", "snoozed by you until a later day"),
    ),
}

GROUPS: dict[str, tuple[str, ...]] = {group: tuple(f.name for f in fields) for group, fields in _GROUPS.items()}


def _with_group(field: Field, group: str) -> Field:
    return Field(
        field.name, field.kind, field.title, field.aliases, field.choices, field.synonyms, field.days, group=group
    )


FIELDS: dict[str, Field] = {f.name: _with_group(f, group) for group, fields in _GROUPS.items() for f in fields}

CONSTANTS: dict[str, str] = {
    "second_order_wait": "the shop's usual wait for a second order",
    "long_wait": "the time that nine in ten orders do not exceed",
}
"""Days that belong to the shop; only on the right-hand side of a comparison."""

USUAL_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "gender": ("gender", "sex", "geschlecht", "gen", "genre"),
    "interests": ("interests", "interest", "interessen", "interese", "likes", "hobbies"),
    "birthday": _BIRTHDAY,
}
"""Attributes that have several usual names. They may stand in a rule before any file has brought them."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

NAMES: dict[str, str] = {
    text.key(written): field.name for field in FIELDS.values() for written in (*field.aliases, field.name)
} | {text.key(constant): constant for constant in CONSTANTS}
"""Every way to write a field or a constant, folded."""


def says(field: Field, column: str) -> bool:
    """Whether a column of a customers' file tells this field."""
    return _among(text.key(column), field.synonyms)


def attribute_named(word: str, known: Mapping[str, str]) -> str | None:
    """The customers' attribute a word means, by name or by another usual name; None where there is none.
    `known`: the shop's attributes by their folded names."""
    folded = text.key(word)
    if folded in known:
        return known[folded]
    for usual, synonyms in USUAL_ATTRIBUTES.items():
        if folded in synonyms:
            return next((known[s] for s in synonyms if s in known), usual)
    return None


def _among(folded: str, synonyms: tuple[str, ...]) -> bool:
    return any(
        folded.startswith(synonym[:-3]) if synonym.endswith("...") else folded == synonym for synonym in synonyms
    )
