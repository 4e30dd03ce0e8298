"""The segments: named, live groups of customers. Each is a rule in the filter language, none a list.

To add one, write an entry; the list, the counts, the screens and the tests find it here.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shopkeep import countries
from shopkeep.core import text
from shopkeep.customers.rules.lexing import quoted
from shopkeep.errors import UsageError

YOURS = "Yours"
"""The family of the owner's own segments."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One group: its rule in the filter language, and the rule as a sentence."""

    name: str
    title: str
    about: str
    rule: str
    family: str = YOURS
    sort: str = "at_stake"
    """How its list is ordered unless asked otherwise: one of store.finding.SORTS."""


def _family(name: str, *entries: tuple[str, str, str, str] | tuple[str, str, str, str, str]) -> list[Segment]:
    """Segments of one family from (name, title, rule, sentence) and perhaps an order."""
    return [Segment(short, title, about, rule, name, *sort) for short, title, rule, about, *sort in entries]


_ALL = [
    *_family(
        "Slipping away",
        ("at-risk", "At risk", "lapse = at-risk",
         "Late by their own rhythm, with a return chance of 20 to 50 %."),
        ("lapsed", "Lapsed", "lapse = lapsed",
         "Late by their own rhythm, with a return chance of 5 to 20 %."),
        ("lost", "Lost", "lapse = lost",
         "Late by their own rhythm, with a return chance under 5 %."),
    ),
    *_family(
        "Buyers",
        ("active", "Active", "lapse = active",
         "A return chance of 50 % or more, or not late yet by their own rhythm."),
        ("first-time", "First-time", "order_days = 1", "Ordered on one day only so far."),
        ("repeat", "Repeat buyers", "order_days > 1", "Ordered on two days or more."),
    ),
    *_family(
        "Best",
        ("best", "Best", "spent_year > 0 and (top <= 2 % or rank = 1 or (rank <= 10 and top <= 10 %))",
         "The 2 % who spent most in the last 365 days; in a small shop the first ten, but never more than one in ten.",
         "spent_year"),
    ),
    *_family(
        "Buyers",
        ("all", "Everybody", "", "Everybody with an order that counts: not cancelled, given back, free or a test."),
    ),
    *_family(
        "Slipping away",
        ("win-back", "To win back", "lapse in (at-risk, lapsed)",
         "At risk or lapsed: late by their own rhythm, and not lost yet."),
        ("short-lapse", "Short lapse", "lapse != active and days_late <= 90",
         "No longer active, and silent for up to 90 days longer than is usual for them."),
        ("medium-lapse", "Medium lapse", "lapse != active and days_late > 90 and days_late <= 365",
         "No longer active, and silent for 91 to 365 days longer than is usual for them."),
        ("long-lapse", "Long lapse", "lapse != active and days_late > 365",
         "More than a year later than is usual for them: nothing was spent within a year, so nothing is at stake."),
        ("once-best", "Once among the best",
         "spent > 0 and (top_ever <= 10 % or rank_ever = 1) and lapse != active",
         "Among the 10 % who spent most in all, and no longer active.", "spent"),
        ("one-order", "One order, then silence", "order_days = 1 and days_since >= 120",
         "Ordered on one day, then nothing for four months."),
        ("slowing", "Slowing down", "recent_gap >= 1.5 x earlier_gap and lapse != lost",
         "The last two gaps between orders were half as long again as they used to be, or longer; not lost yet."),
        ("silent", "Silent for 90 days", "days_since > 90",
         "No order for more than 90 days.", "spent_year"),
        ("neutral", "Could go either way", "chance between 40 % and 60 %",
         "About as likely to order again soon as not (40 to 60 %): a nudge may decide it."),
        ("quiet-after-refund", "Quiet after a refund", "refunded_last and days_late > 0",
         "The last order was refunded, in part or in full, and they have been silent for longer than usual since."),
    ),
    *_family(
        "Buyers",
        ("new", "New", "member_days <= 30", "Placed their first order in the last 30 days.", "last_order"),
        ("second-order-due", "Second order due", "order_days = 1 and days_since between 14 and 119",
         "Ordered on one day so far, two weeks to four months ago.", "last_order"),
        ("just-served", "Ordered lately", "days_since between 14 and 42",
         "Placed their last order two to six weeks ago: it has arrived, and they remember it.", "last_order"),
    ),
    *_family(
        "Best",
        ("best-1", "The best 1 %", "spent_year > 0 and (top <= 1 % or rank = 1)",
         "The 1 % who spent most in the last 365 days, at least one.", "spent_year"),
    ),
    *_family(
        "RFM groups",
        ("champions", "Champions", "recency >= 4 and frequency >= 4 and monetary >= 4",
         "In the upper two fifths (4 or 5 of 5) by last order, by order days and by money spent.", "spent"),
        ("loyal", "Loyal", "recency >= 3 and frequency >= 4 and not (recency >= 4 and monetary >= 4)",
         "Order often (4 or 5 of 5) and not long ago (3 or more), but are no champions.", "spent"),
        ("big-baskets", "Big baskets", "recency >= 3 and frequency <= 3 and monetary >= 4",
         "Spent much (4 or 5 of 5) in few orders (3 or less), the last not long ago (3 or more).", "spent"),
        ("promising", "Promising", "recency >= 4 and frequency <= 3 and monetary <= 3",
         "Ordered lately (4 or 5 of 5), not yet often or for much money (3 or less each).", "last_order"),
        ("need-attention", "Need attention", "recency = 3 and frequency <= 3 and monetary <= 3",
         "In the middle by last order (3 of 5), and not above it by order days or money (3 or less each)."),
        ("cannot-lose", "Once the mainstay", "recency <= 2 and frequency >= 4 and monetary >= 4",
         "Ordered often and for much money (4 or 5 of 5 each), but not for a long time (1 or 2):"
         " most is lost already, so little is at stake by now.", "spent"),
        ("drifting", "Drifting off", "recency = 2 and not (frequency >= 4 and monetary >= 4)",
         "Ordered a good while ago (2 of 5), and not both often and for much money."),
        ("hibernating", "Hibernating", "recency = 1 and not (frequency >= 4 and monetary >= 4)",
         "Last ordered longest ago (1 of 5), and not both often and for much money."
         " After a year without an order nothing is at stake."),
    ),
    *_family(
        "Habits",
        ("discount-hunters", "Discount hunters", "orders >= 2 and discounted_share >= 80 %",
         "Two orders or more, four in five or more of them with a discount or a code."),
        ("full-price", "Full-price buyers", "orders >= 2 and discounted = 0",
         "Two orders or more, none of them with a discount or a code."),
        ("gift-buyers", "Gift buyers", "gifts >= 1",
         "Sent an order to somebody else, or with gift wrapping or a voucher, at least once."),
        ("seasonal", "Seasonal buyers", "seasonal", "Order in the same weeks of every year."),
    ),
    *_family(
        "Experience",
        ("promoters", "Promoters", "nps >= 9", "Would recommend you: 9 or 10 of 10 in your survey.", "spent"),
        ("detractors", "Detractors", "nps <= 6", "Would rather not recommend you: 0 to 6 of 10 in your survey."),
        ("referrers", "Brought friends", "referrals >= 1",
         "Brought at least one friend, as your files or the codes they passed on say.", "spent"),
        ("waited-long", "Waited long", "waited > long_wait",
         "Waited longer for their last order to be sent than nine in ten orders do."),
        ("refunded", "Refunded or unhappy", "refunds >= 1 or nps <= 6",
         "Had an order refunded, in part or in full, or gave you 6 of 10 or less in your survey."),
    ),
    *_family(
        "Dates",
        ("birthday-soon", "Birthday soon", "days_to_birthday <= 30", "Have their birthday within the next 30 days."),
        ("anniversary-soon", "Anniversary soon", "days_to_anniversary <= 30",
         "First ordered on a day like one of the next 30, a year or more ago."),
        ("milestone-near", "Milestone near", "milestone_near != none",
         "Their next order is likely to reach a round number of orders or of money spent."),
        ("milestone-passed", "Milestone passed", "milestone_passed != none and days_since <= 90",
         "Their last order, one of the last 90 days, reached a round number of orders or of money spent.",
         "last_order"),
    ),
    *_family(
        "Permission",
        ("no-consent", "No consent", "consent != yes", "Have not said yes to marketing mail, or said no."),
        ("never-mailed", "Never mailed", "mailed = 0", "Have never been sent a message from here."),
    ),
]  # fmt: skip

SEGMENTS: dict[str, Segment] = {entry.name: entry for entry in _ALL}


def examples(known: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    """What owners fill in for themselves: a title, a rule to start from, and what it finds.

    `known`: the shop's own values by what they are of, most frequent first: they stand in the rules.
    """

    def own(what: str, otherwise: str) -> str:
        return next(iter(known.get(what, ())), otherwise)

    country = own("country", "Germany")
    country = countries.name_of(country) or country
    cities = ", ".join(quoted(city) for city in known.get("city", ())[:3]) or "Leeds, York, Bradford"
    product, code = quoted(own("product", "Nettle tea")), quoted(own("code", "SPRING10"))
    return [
        ("Two segments at once", "in birthday-soon and in at-risk", "Everybody who is in both."),
        ("One country", f"country = {quoted(country)}", f"Everybody whose orders go to {country}."),
        ("Cities near each other", f"city in ({cities})", "Everybody in one of these cities."),
        ("The best fifty", "rank <= 50", "The fifty who spent most in the last 365 days."),
        ("The first twenty of some", "in at-risk and may_email and first 20", "Those of them with most at stake."),
        ("Bought a product", f"bought {product}", "Everybody who has ever ordered it."),
        ("Bought it lately", f"bought {product} since 2026-01-01", "Everybody who ordered it since a day."),
        ("Began with a product", f"first bought {product}", "It was in their first order."),
        (
            "Never bought a category",
            f"never bought category {quoted(own('category', 'Teas'))}",
            "A kind of product they have yet to find.",
        ),
        ("Used a code", f"used code {code}", "Ordered with this discount code."),
        ("A gender", "gender = female", "As a file about customers says."),
        ("An interest", "interests contains hiking", "As a file about customers says."),
        ("Any column of your file", "skin_type = dry", "Every column of a customers' file can be asked for."),
        (
            "Several things at once",
            f"country = {quoted(country)} and spent > 200 and last_order before 2026-06-01 and bought {product}",
            "Join tests by and, or, not, and brackets.",
        ),
    ]


def named(said: str, own: Mapping[str, Segment]) -> str | None:
    """The name of the segment that goes by a name or a shown title; a name wins over another's title."""
    every = {**SEGMENTS, **own}
    if said in every:
        return said
    keys = {text.key(entry.title): short for short, entry in every.items()} | {
        text.key(short): short for short in every
    }
    return keys.get(text.key(said))


def segment(name: str, own: Mapping[str, Segment] | None = None) -> Segment:
    """The segment of a name or a title, also among the owner's own. Raises UsageError with the nearest one."""
    every = {**SEGMENTS, **(own or {})}
    found = named(name, own or {})
    if found:
        return every[found]
    near = difflib.get_close_matches(name, every, 1)
    raise UsageError(
        f"There is no segment {text.plain(name)[:60]!r}.",
        f"Did you mean {near[0]}?" if near else "",
        "`shopkeep segments` lists them all.",
    )
