"""How long an offer holds: what the mails say of it, what the owner must see to, and who misses a reminder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from shopkeep.core.records.mails import RenderedMail
from shopkeep.core.records.sequences import MailSource, Offer
from shopkeep.core.share import shared
from shopkeep.jobs import sequences
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import blueprints, files, render
from shopkeep.store import tables as t
from tests.sequences.making import ON, context, mail, person, small_shop
from tests.sequences.test_jobs import enrol

LETTER = shared("themes") / "mail" / "letter"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = small_shop(tmp_path / "home")
    sequences.new_sequence(opened, "win-back")
    yield opened
    opened.close()


def reminder(days_ago: int) -> RenderedMail:
    """The blueprint's reminder, so many days after its first mail."""
    sequence = files.load(blueprints.folder("win-back"))
    copy = next(m for m in sequence.stages[0].mails if m.file == "1-offer/2.best.md")
    words = context(offered_on=ON - timedelta(days=days_ago))
    return render.render(sequence, copy, person(), words, LETTER)


@pytest.mark.parametrize(("days_ago", "day"), [(5, "Tuesday 1 December"), (11, "Wednesday 25 November")])
def test_a_reminder_in_time_names_the_same_day(days_ago: int, day: str) -> None:
    found = reminder(days_ago)
    assert f"the offer from my last mail is still yours until {day}." in found.text
    assert found.subject == f"20% off until {day}: a short reminder"
    assert "Your code, once more: WELCOME20" in found.text
    assert "longer" not in found.text
    assert found.offer_ends == ON + timedelta(days=14 - days_ago)


@pytest.mark.parametrize("days_ago", [12, 14, 20, 90])
def test_a_late_reminder_says_that_the_offer_was_extended(days_ago: int) -> None:
    found = reminder(days_ago)
    day = "Wednesday 25 November"
    assert f"I have kept it open for you a little longer: it now holds until {day}." in found.text
    assert found.subject == f"20% off until {day}: kept for you"
    assert "Your code, once more: WELCOME20" in found.text
    assert "still yours" not in found.text
    assert found.offer_ends == date(2026, 11, 25)


def test_a_first_mail_extends_nothing_however_short_its_offer() -> None:
    sequence = files.load(blueprints.folder("win-back"))
    copy = mail(body="{{ offer.until }}|{% if offer.extended %}longer{% endif %}")
    short = context(Offer("percent", "20", "W", 1))
    assert render.render(sequence, copy, person(), short, LETTER).text.startswith("Monday 23 November|\n")


@pytest.mark.parametrize(
    ("body", "offer", "ends"),
    [
        ("{{ offer.says }}", Offer("percent", "20", "W", 14), ON + timedelta(days=14)),
        ("{{ offer.says }}", Offer("percent", "20", "W", until=ON), ON),
        ("{{ offer.says }}", Offer("percent", "20", "W"), None),
        ("{{ offer.says }}", Offer(until=ON), None),
        ("Hello", Offer("percent", "20", "W", 14), None),
    ],
)
def test_a_mail_says_when_the_offer_it_speaks_of_ends(body: str, offer: Offer, ends: date | None) -> None:
    sequence = files.load(blueprints.folder("win-back"))
    assert render.render(sequence, mail(body=body), person(), context(offer), LETTER).offer_ends == ends


@pytest.mark.parametrize(
    ("body", "speaks"),
    [
        ("{{ offer.says }}", True),
        ("{% if customer.name and offer %}x{% endif %}", True),
        ("No offer {{ shop.name }} offer {% if customer.name %} offer {% endif %}", False),
    ],
)
def test_whether_a_copy_speaks_of_the_offer(body: str, speaks: bool) -> None:
    copy: MailSource = mail(body=body)
    assert render.speaks_of_offer(copy) is speaks


def test_the_codes_a_stage_needs_and_how_long(shop: Shop) -> None:
    today = shop.today()
    fortnight = today + timedelta(days=14)
    assert sequences.codes_needed(shop, "win-back", "offer") == [
        ("WELCOME20", "20% off", fortnight),
        ("THANKYOU15", "15% off", fortnight),
        ("HELLO10", "10% off", fortnight),
    ]
    later = today + timedelta(days=28)
    assert ("HELLO10", "10% off", later) in sequences.codes_needed(
        shop, "win-back", "offer", as_of=later - timedelta(days=14)
    )
    once = sequences.codes_needed(shop, "win-back", "offer", segment="one-order")
    assert once == [("HELLO10", "10% off", fortnight)]
    enrol(shop, 5, days=12)
    assert sequences.codes_needed(shop, "win-back", "value") == []


def test_a_code_must_hold_as_long_as_the_reminder_says(shop: Shop) -> None:
    today = shop.today()
    climbs = [("WELCOME20", "20% off", today + timedelta(days=14))]
    assert codes_of_reminder(shop, 6) == climbs, "a better offer begins anew"
    same = sequences.read_mail(shop, "win-back", "1-offer/2.best.md")
    sequences.write_mail(shop, "win-back", "1-offer/2.md", same)
    for days, last in ((6, 8), (13, 3)):
        needed = codes_of_reminder(shop, days)
        assert needed == [("THANKYOU15", "15% off", today + timedelta(days=last))]


def codes_of_reminder(shop: Shop, days: int) -> list[tuple[str, str, date | None]]:
    """What the reminder alone needs, so many days after the first mail: nobody else is in the segment."""
    with shop.db.write() as tx:
        tx.execute(t.messages.delete())
        tx.execute(t.enrolments.delete())
        tx.execute(update(t.customers).where(t.customers.c.id != 5).values(consent="no"))
    enrol(shop, 5, days=days)
    return sequences.codes_needed(shop, "win-back", "offer")


def test_sending_a_later_stage_says_whose_reminder_is_skipped(shop: Shop) -> None:
    assert sequences.skipped_by(shop, "win-back", "offer") == ""
    assert sequences.skipped_by(shop, "win-back", "value") == ""
    enrol(shop, 5, days=8)
    assert sequences.skipped_by(shop, "win-back", "value") == "1 customer would not get mail 2 of Offer any more."
    enrol(shop, 6, days=8)
    enrol(shop, 7, days=2)
    enrol(shop, 9, mail=2, days=8)
    says = sequences.skipped_by(shop, "win-back", "value")
    assert says == (
        "1 customer would not get mail 1 of Offer any more. 2 customers would not get mail 2 of Offer any more."
    )
    assert sequences.skipped_by(shop, "win-back", "value", as_of=shop.today() - timedelta(days=3)) == ""


def test_the_shops_holdout_is_that_of_a_new_sequence(shop: Shop) -> None:
    shop.settings.set("policy.holdout", "20%")
    sequences.new_sequence(shop, "spring")
    sequences.new_sequence(shop, "summer", holdout=0.0)
    assert sequences.load(shop, "spring").holdout == 0.2
    assert sequences.load(shop, "summer").holdout == 0.0
