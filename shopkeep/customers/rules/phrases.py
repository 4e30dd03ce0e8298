"""How each field is said in a sentence. `{}` is the comparison: `more than €200`, `RO or DE`, `before 1 June`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    says: str
    noun: str = ""
    """What is counted: `more than 2 orders`."""
    many: str = ""
    """Its plural where that is not simply with an s."""
    zero: str = ""
    """Instead of `exactly 0`."""
    some: str = ""
    """Instead of `more than 0`."""
    unknown: str = ""
    known: str = ""
    other: str = ""
    """What the field is called at the right-hand side: `twice their usual gap`."""
    denied: str = ""
    """For yes/no: the sentence for no. For choices: the sentence for `is not`."""
    choices: tuple[str, ...] = ()
    """The choices in words, in the order of the field."""


PHRASES: dict[str, Phrase] = {
    "name": Phrase("name {}"),
    "email": Phrase("e-mail address {}"),
    "country": Phrase("country {}"),
    "region": Phrase("region {}"),
    "city": Phrase("city {}"),
    "postcode": Phrase("postcode {}"),
    "language": Phrase("language {}"),
    "spent": Phrase("spent {} in all", other="all they ever spent", zero="spent nothing", some="spent something"),
    "spent_year": Phrase(
        "spent {} in the last 365 days", other="what they spent in the last 365 days", zero="spent nothing in 365 days"
    ),
    "average_order": Phrase("average order worth {}", other="their average order"),
    "last_order_value": Phrase("last order worth {}", other="their last order"),
    "expected_order": Phrase("next order likely worth {}", other="what their next order is likely worth"),
    "at_stake": Phrase("{} a year at stake", other="what is at stake", zero="nothing at stake", some="money at stake"),
    "margin": Phrase("gross margin of {}", other="their gross margin", unknown="gross margin not known"),
    "rank": Phrase("the {} who spent most in the last 365 days", other="their place by this year's spending"),
    "rank_ever": Phrase("the {} who spent most in all", other="their place by all they spent"),
    "rank_at_stake": Phrase("the {} with most at stake", other="their place by what is at stake"),
    "top": Phrase("the {} who spent most in the last 365 days", other="their place by this year's spending"),
    "top_ever": Phrase("the {} who spent most in all", other="their place by all they spent"),
    "monetary": Phrase("spending score of {} out of 5", other="their spending score"),
    "orders": Phrase("{}", "order", other="their orders"),
    "order_days": Phrase("ordered on {}", "day", other="the days they ordered on"),
    "first_order": Phrase("first order {}", other="their first order"),
    "last_order": Phrase("last order {}", other="their last order"),
    "discounted": Phrase("{} with a discount", "order", other="their orders with a discount"),
    "discounted_share": Phrase(
        "{} of their orders had a discount",
        other="their share of discounts",
        zero="never had a discount",
        some="had a discount at least once",
    ),
    "gifts": Phrase("{} sent as a gift", "order", other="their gift orders"),
    "refunds": Phrase("{} refunded in part or in full", "order", other="their refunds"),
    "refunded_last": Phrase("last order refunded", denied="last order not refunded"),
    "waited": Phrase(
        "last order sent after {}",
        "day",
        other="what their last order took to be sent",
        zero="last order sent the same day",
        unknown="not known when the last order was sent",
        known="known when the last order was sent",
    ),
    "frequency": Phrase("frequency score of {} out of 5", other="their frequency score"),
    "lapse": Phrase("is {}", denied="is not {}", choices=("active", "at risk", "lapsed", "lost")),
    "chance": Phrase("{} likely to order again soon", other="their chance to order again", zero="no chance to return"),
    "days_since": Phrase("last order {} ago", "day", other="the days since their last order", zero="ordered today"),
    "days_late": Phrase(
        "{} late by their own rhythm",
        "day",
        other="the days they are late",
        zero="not late yet",
        some="late by now",
    ),
    "usual_gap": Phrase(
        "usual gap between orders of {}",
        "day",
        other="their usual gap",
        unknown="no usual gap yet",
        known="has a usual gap between orders",
    ),
    "overdue": Phrase(
        "silent for {} their usual gap",
        "time",
        other="how overdue they are",
        unknown="no usual gap yet",
        known="has a usual gap between orders",
    ),
    "second_after": Phrase(
        "second order {} after the first",
        "day",
        other="the time to their second order",
        unknown="no second order yet",
        known="has a second order",
    ),
    "earlier_gap": Phrase(
        "earlier orders {} apart",
        "day",
        other="their earlier gaps",
        unknown="too few orders to see a change of pace",
        known="enough orders to see a change of pace",
    ),
    "recent_gap": Phrase(
        "latest orders {} apart",
        "day",
        other="their latest gaps",
        unknown="too few orders to see a change of pace",
        known="enough orders to see a change of pace",
    ),
    "member_days": Phrase("first order {} ago", "day", other="the days since their first order", zero="new today"),
    "tenure": Phrase(
        "a customer for {}",
        denied="not a customer for {}",
        choices=("less than 90 days", "90 days to a year", "a year or longer"),
    ),
    "recency": Phrase("recency score of {} out of 5", other="their recency score"),
    "seasonal": Phrase("orders in the same weeks every year", denied="does not order in the same weeks every year"),
    "season_week": Phrase("season in week {}", unknown="no season of their own", known="has a season of their own"),
    "season_month": Phrase("season in {}", unknown="no season of their own", known="has a season of their own"),
    "milestone_near": Phrase(
        "the next order may reach {}",
        denied="the next order will not reach {}",
        choices=("a round number of orders", "a round sum spent", "no milestone"),
    ),
    "milestone_passed": Phrase(
        "the last order reached {}",
        denied="the last order did not reach {}",
        choices=("a round number of orders", "a round sum spent", "no milestone"),
    ),
    "days_to_birthday": Phrase(
        "birthday in {}",
        "day",
        other="the days to their birthday",
        zero="birthday today",
        unknown="birthday not known",
        known="birthday known",
    ),
    "birthday_month": Phrase("birthday in {}", unknown="birthday not known", known="birthday known"),
    "days_to_anniversary": Phrase(
        "anniversary in {}",
        "day",
        other="the days to their anniversary",
        zero="anniversary today",
        unknown="anniversary not known",
        known="anniversary known",
    ),
    "nps": Phrase(
        "would recommend you with {} of 10",
        other="their recommendation score",
        unknown="never said whether they would recommend you",
        known="said whether they would recommend you",
    ),
    "csat": Phrase(
        "satisfaction of {}",
        other="their satisfaction",
        unknown="never said how satisfied they are",
        known="said how satisfied they are",
    ),
    "referrals": Phrase(
        "brought {}",
        "friend",
        other="the friends they brought",
        unknown="not known whether they brought friends",
        known="known whether they brought friends",
    ),
    "consent": Phrase(
        "consent to mail {}",
        denied="consent to mail not {}",
        choices=("given", "refused", "unknown"),
    ),
    "may_email": Phrase("may be written to", denied="may not be written to"),
    "mailed": Phrase("{} sent to them", "message", other="the messages sent to them"),
    "last_mailed": Phrase(
        "last written to {}", other="the last message to them", unknown="never written to", known="written to before"
    ),
    "in_sequence": Phrase("in a running sequence", denied="in no running sequence"),
    "left_out": Phrase("left out by you", denied="not left out by you"),
    "snoozed": Phrase("snoozed", denied="not snoozed"),
}

CONSTANT_PHRASES = {
    "second_order_wait": "the shop's usual wait for a second order",
    "long_wait": "nine in ten orders take",
}

WHOLE = {
    ("waited", ">", 1.0, "long_wait"): "waited longer for the last order than nine in ten customers do",
    ("days_since", ">", 1.0, "usual_gap"): "silent for longer than usual for them",
    ("days_since", "<=", 1.0, "usual_gap"): "silent no longer than usual for them",
    ("last_mailed", "<", 1.0, "last_order"): "not written to since the last order",
    ("last_mailed", ">", 1.0, "last_order"): "written to since the last order",
}
"""Comparisons that have a plainer sentence of their own."""
