"""A rule said back is a sentence that an owner would sign, and that reads in one way only."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shopkeep.core.records.rules import EVERYBODY
from shopkeep.customers.rules.fields import FIELDS, GROUPS
from shopkeep.customers.rules.reading import Vocabulary, read
from shopkeep.customers.rules.words import in_words

WORDS = Vocabulary(
    "EUR",
    date(2026, 11, 22),
    {"at-risk": ("At risk", "lapse = at-risk"), "best": ("Best", "top <= 2 %"), "birthday-soon": ("Birthday soon", "")},
    frozenset({"shoe_size"}),
    language="de",
)

SAYS: list[tuple[str, str]] = [
    ("", "Everybody with an order that counts."),
    (
        'country = RO and spent > 200 and last_order before 2026-06-01 and bought "Nettle tea"',
        "Country is Romania, spent more than €200 in all, last order before 1 June 2026, and bought Nettle tea.",
    ),
    ("country = RO and spent > 200", "Country is Romania and spent more than €200 in all."),
    ("country in (RO, DE) and seasonal", "Country is Romania or Germany, and orders in the same weeks every year."),
    ("country = RO or country = DE", "Either country is Romania or country is Germany."),
    (
        "country = RO and seasonal or in best",
        "Either (country is Romania and orders in the same weeks every year), or in the segment “Best”.",
    ),
    (
        "country = RO and (seasonal or in best)",
        "Country is Romania, and (either orders in the same weeks every year or in the segment “Best”).",
    ),
    ("not (country = RO and seasonal)", "Not (country is Romania and orders in the same weeks every year)."),
    ("country not in (RO, DE)", "Country is neither Romania nor Germany."),
    ("country is unknown", "Country not known."),
    ("name contains ann", "Name contains “ann”."),
    ("email does not contain @example.com", "E-mail address does not contain “@example.com”."),
    ("postcode starts with 10", "Postcode starts with “10”."),
    ("spent = 0", "Spent nothing."),
    ("spent between 100 and 250.50", "Spent €100 to €250.50 in all."),
    ("spent_year < 0.5 x spent", "Spent less than half all they ever spent in the last 365 days."),
    ("average_order >= 50", "Average order worth at least €50."),
    ("last_order_value > 80", "Last order worth more than €80."),
    ("expected_order > 40", "Next order likely worth more than €40."),
    ("at_stake > 100", "More than €100 a year at stake."),
    ("margin < 30 %", "Gross margin of less than 30 %."),
    ("rank <= 50", "Among the 50 who spent most in the last 365 days."),
    ("rank < 51", "Among the 50 who spent most in the last 365 days."),
    ("rank_ever > 10", "Not among the 10 who spent most in all."),
    ("top <= 2 %", "Among the 2 % who spent most in the last 365 days."),
    ("top_ever <= 10 %", "Among the 10 % who spent most in all."),
    ("monetary = 5", "Spending score of exactly 5 out of 5."),
    ("recency <= 2", "Recency score of at most 2 out of 5."),
    ("frequency >= 4", "Frequency score of at least 4 out of 5."),
    ("orders = 1", "Exactly 1 order."),
    ("orders > 0", "At least 1 order."),
    ("orders < 3", "Fewer than 3 orders."),
    ("orders in (1, 2)", "1 or 2 orders."),
    ("order_days = 1", "Ordered on exactly 1 day."),
    ("first_order since 2026-01-01", "First order on or after 1 January 2026."),
    ("last_order within 30 days", "Last order at most 30 days ago."),
    ("last_order between 2026-01-01 and 2026-02-28", "Last order from 1 January 2026 to 28 February 2026."),
    ("discounted = 0", "No orders with a discount."),
    ("discounted_share >= 80 %", "At least 80 % of their orders had a discount."),
    ("discounted_share = 0", "Never had a discount."),
    ("gifts >= 1", "At least 1 order sent as a gift."),
    ("refunds > 1", "More than 1 order refunded in part or in full."),
    ("refunded_last", "Last order refunded."),
    ("waited > 10", "Last order sent after more than 10 days."),
    ("waited > long_wait", "Waited longer for the last order than nine in ten customers do."),
    ("lapse = at-risk", "Is at risk."),
    ("lapse in (lapsed, lost)", "Is lapsed or lost."),
    ("lapse != active", "Is not active."),
    ("chance < 30 %", "Less than 30 % likely to order again soon."),
    ("days_since > 90", "Last order more than 90 days ago."),
    ("days_since > 2 x usual_gap", "Last order more than twice their usual gap ago."),
    ("days_since > second_order_wait", "Last order more than the shop's usual wait for a second order ago."),
    ("days_since <= usual_gap", "Silent no longer than usual for them."),
    ("days_late > 0", "Late by now."),
    ("late > 14", "More than 14 days late by their own rhythm."),
    (
        "late > 1.5",
        "More than 1.5 days late by their own rhythm"
        " (in days; overdue > 1.5 counts times their usual gap, as the column Late does).",
    ),
    ("usual_gap < 30", "Usual gap between orders of less than 30 days."),
    ("overdue > 2", "Silent for more than 2 times their usual gap."),
    ("second_after is unknown", "No second order yet."),
    ("second_after <= 60", "Second order at most 60 days after the first."),
    ("earlier_gap < 40", "Earlier orders less than 40 days apart."),
    ("recent_gap > 1.5 x earlier_gap", "Latest orders more than 1.5 times their earlier gaps apart."),
    ("member_days >= 365", "First order at least 365 days ago."),
    ("tenure = short", "A customer for less than 90 days."),
    ("not seasonal", "Does not order in the same weeks every year."),
    ("season_week >= 46", "Season in week 46 or later."),
    ("season_month = december", "Season in December."),
    ("milestone_near = orders", "The next order may reach a round number of orders."),
    ("milestone_passed != none", "The last order reached a milestone."),
    ("days_to_birthday <= 14", "Birthday in at most 14 days."),
    ("days_to_anniversary = 0", "Anniversary today."),
    ("nps >= 9", "Would recommend you with at least 9 of 10."),
    ("csat is unknown", "Never said how satisfied they are."),
    ("referrals > 0", "Brought at least 1 friend."),
    ("consent = no", "Consent to mail refused."),
    ("may_email", "May be written to."),
    ("mailed = 0", "No messages sent to them."),
    ("last_mailed is unknown", "Never written to."),
    ("last_mailed < last_order", "Not written to since the last order."),
    ("in_sequence = no", "In no running sequence."),
    ("left_out", "Left out by you."),
    ("not snoozed", "Not snoozed."),
    ("rank_at_stake <= 20", "Among the 20 with most at stake."),
    ("birthday_month = December", "Birthday in December."),
    ("birthday in december", "Birthday in December."),
    ("birthday this month", "Birthday in November."),
    ("birthday in the next 2 weeks", "Birthday in at most 14 days."),
    ("country = Irland", "Country is Ireland."),
    ('country in (UK, "United States")', "Country is United Kingdom or United States."),
    ("region = Bavaria", "Region is Bavaria."),
    ("city = Cluj-Napoca", "City is Cluj-Napoca."),
    ("language != de", "Language is not de."),
    ("shoe_size > 42", "Shoe size is more than 42."),
    ('bought "Salt and pepper", Mint tea', "Bought “Salt and pepper” or Mint tea."),
    ("never bought category Teas", "Never bought anything of Teas."),
    ("first bought Nettle tea since 2026-01-01", "Bought Nettle tea in the first order since 1 January 2026."),
    ("last bought Nettle tea before 2026-03-01", "Bought Nettle tea in the last order before 1 March 2026."),
    ("never used code SPRING10", "Never used the code SPRING10."),
    ("not in at-risk", "Not in the segment “At risk”."),
    ("first 20", "The first 20 by what is at stake."),
    ("in at-risk and first 1000", "In the segment “At risk”; of these the first 1,000 by what is at stake."),
    (
        "first 5 and city = Leeds and spent > 20",
        "City is Leeds and spent more than €20 in all; of these the first 5 by what is at stake.",
    ),
    (
        "(city = Leeds and first 5) and seasonal",
        "(city is Leeds; of these the first 5 by what is at stake) and orders in the same weeks every year.",
    ),
]


@pytest.mark.parametrize(("typed", "sentence"), SAYS, ids=[typed for typed, _ in SAYS])
def test_sentence(typed: str, sentence: str) -> None:
    assert in_words(read(typed, WORDS), "EUR", "en") == sentence


def test_every_field_has_a_sentence_here() -> None:
    assert {name for name in FIELDS if not any(name in typed for typed, _ in SAYS)} == set()


def test_the_page_about_filters_names_every_field_with_its_meaning_and_reads() -> None:
    page = (Path(__file__).parents[2] / "docs" / "filters.md").read_text()
    for group, names in GROUPS.items():
        lines = "\n".join(f"| `{name}` | {FIELDS[name].title} |" for name in names)
        assert f"### {group}\n\n| | |\n| --- | --- |\n{lines}\n" in page
    examples = page.split("```")[1].strip().splitlines()
    assert len(examples) == 10
    for example in examples:
        read(example, WORDS)


def test_a_part_of_a_name_is_said_as_one() -> None:
    words = replace(WORDS, meant=lambda what, name: ("whole" if name == "Nettle tea" else "part", ()))

    def says(typed: str) -> str:
        return in_words(read(typed, words), "EUR", "en")

    assert says("bought harbour") == "Bought a product with “harbour” in its name."
    assert says("never bought harbour") == "Never bought a product with “harbour” in its name."
    assert says("bought Nettle tea, mint, oat") == ("Bought Nettle tea or a product with “mint” or “oat” in its name.")


def test_money_and_days_are_written_as_the_shop_writes_them() -> None:
    assert in_words(read("spent > 1000", WORDS), "EUR", "de") == "Spent more than 1.000 € in all."
    assert in_words(EVERYBODY, "JPY", "de") == "Everybody with an order that counts."


def test_names_of_strangers_cannot_disturb_the_sentence() -> None:
    assert in_words(read('bought "tea\u202e or \x1b[31mall"', WORDS), "EUR", "en") == "Bought “tea or [31mall”."
