"""Sequences of a real shop: made, written, checked, previewed, and whose turn it is."""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from shopkeep.core import clock
from shopkeep.core.records.sequences import Offer
from shopkeep.errors import NotFound, SequenceProblem, UsageError
from shopkeep.jobs import customers, results, sequence_previews, sequences
from shopkeep.jobs import triage as triage_jobs
from shopkeep.jobs.shop import Shop
from shopkeep.store import tables as t
from shopkeep.store import triage
from tests.sequences.making import add_order, small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = small_shop(tmp_path / "home")
    yield opened
    opened.close()


def enrol(shop: Shop, customer: int, stage: str = "offer", mail: int = 1, state: str = "sent", days: int = 6) -> int:
    at = clock.stamp(clock.now() - timedelta(days=days))
    with shop.db.write() as tx:
        made = tx.execute(
            insert(t.enrolments).values(
                sequence="win-back", customer_id=customer, email=f"c{customer}@example.com", group="repeat",
                holdout=False, code="", enrolled_at=at, left_because="",
            )
        )  # fmt: skip
        id = int(made.inserted_primary_key[0])
        tx.execute(
            insert(t.messages).values(
                enrolment_id=id, sequence="win-back", stage=stage, mail=mail, email="x", state=state,
                message_id=f"<{customer}-{stage}-{mail}>", queued_at=at, sent_at=at,
            )
        )  # fmt: skip
    return id


def test_from_blueprint_to_mails(shop: Shop) -> None:
    row = sequences.new_sequence(shop, "Spring win-back")
    assert (row.name, row.title, row.mails, row.problems) == ("spring-win-back", "Spring win-back", 6, 0)
    recipients, left = sequences.audience(shop, row.name, "offer")
    assert len(recipients) == 24
    assert left == []
    assert {r.group for r in recipients} == {"best", "repeat", "once"}
    mails = sequences.render_for(shop, sequences.load(shop, row.name), "offer", recipients)
    assert [m.email for m in mails] == [r.email for r in recipients]
    for recipient, mail in zip(recipients, mails, strict=True):
        assert (mail.group, mail.variant) == (recipient.group, recipient.variant)
        assert mail.code == {"best": "WELCOME20", "repeat": "THANKYOU15", "once": "HELLO10"}[recipient.group]
        assert "subject=unsubscribe%20" in mail.text
    assert len({m.text for m in mails}) > 6


def test_the_preview_is_the_mail(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    recipients, _ = sequences.audience(shop, "win-back", "offer")
    mails = sequences.render_for(shop, sequences.load(shop, "win-back"), "offer", recipients)
    for recipient, mail in zip(recipients, mails, strict=True):
        shown = sequences.render_preview(shop, "win-back", "offer", 1, recipient.variant, recipient.email)
        assert shown == mail


def test_subjects_are_shown_as_they_are_read(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    assert not any("{" in said for said in sequence_previews.subjects(shop, "win-back").values())
    broken = "---\nsubject: Order {{ customer.orders }}\n---\n{{ oops }}"
    sequences.write_mail(shop, "win-back", "1-offer/1.md", broken)
    sequences.write_mail(shop, "win-back", "2-value/1.md", "---\nsubject: Order {{ oops }}\n---\nHello")
    said = sequence_previews.subjects(shop, "win-back")
    assert re.fullmatch(r"Order \d+", said["1-offer/1.md"])
    assert said["2-value/1.md"] == "(cannot be filled in; the check says why)"


def test_the_preview_shows_unsaved_text(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    source = "---\nsubject: Draft {{ customer.orders }}\n---\nUnsaved {{ shop.name }}"
    shown = sequences.render_preview(shop, "win-back", "offer", source=source, email="c1@example.com")
    assert shown.subject == "Draft 3"
    assert shown.text.startswith("Unsaved Tin & Thistle")
    for file in ("1-offer/1.best.md", "1-offer/1@b.md", "1-offer/2.md"):
        shown = sequences.render_preview(shop, "win-back", "offer", source=source, email="c1@example.com", file=file)
        assert (shown.subject, shown.file) == ("Draft 3", file)
    with pytest.raises(SequenceProblem, match="line 4"):
        sequences.render_preview(shop, "win-back", "offer", source="---\nsubject: x\n---\n{{ nonsense }}")


def test_people_to_preview_as_begin_with_the_oddest(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    people = sequences.preview_people(shop, "win-back")
    assert len(people) == 12
    assert len({email for email, _ in people}) == 12
    whys = [why for _, why in people]
    assert whys[:3] == ["the longest name", "no name", "a name unfit for a header"]
    assert "no favourite" in whys
    assert whys[-1] == "one like most"
    for email, _ in people:
        assert sequences.render_preview(shop, "win-back", "goodbye", email=email).html


def test_who_is_left_out_and_why(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    today = shop.today()
    with shop.db.write() as tx:
        tx.execute(update(t.customers).where(t.customers.c.id == 1).values(consent="no"))
        triage.add_mark(tx, 2, triage.LEFT_OUT, clock.now(), "a friend")
        triage.add_mark(tx, 3, triage.SNOOZED, clock.now(), until=today + timedelta(days=9))
    enrol(shop, 5, days=6)
    enrol(shop, 6, days=2)
    enrol(shop, 7, state="unknown")
    enrol(shop, 9)
    with shop.db.write() as tx:
        add_order(tx, 9, "new", today)
    recipients, left = sequences.audience(shop, "win-back", "offer")
    assert {one.email: one.reason for one in left} == {
        "c1@example.com": "said no to marketing mail",
        "c2@example.com": "left out by you",
        "c3@example.com": "snoozed",
        "c6@example.com": "not due yet",
        "c7@example.com": "mail of unknown outcome",
        "c9@example.com": "came back",
    }
    assert Counter(r.mail for r in recipients) == {1: 17, 2: 1}
    later, _ = sequences.audience(shop, "win-back", "offer", as_of=today + timedelta(days=3))
    assert {r.email for r in later if r.mail == 2} == {"c5@example.com", "c6@example.com"}
    few, _ = sequences.audience(shop, "win-back", "offer", segment="one-order")
    assert {r.group for r in few} == {"once"}
    assert len(sequences.audience(shop, "win-back", "offer", limit=3)[0]) == 3


def test_merged_customers_are_one_person_in_a_sequence(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    mailed = enrol(shop, 5, days=10)
    triage_jobs.merge(shop, "c6@example.com", "c5@example.com")
    recipients, _ = sequences.audience(shop, "win-back", "offer")
    assert [(r.enrolment_id, r.mail) for r in recipients if r.email == "c6@example.com"] == [(mailed, 2)]
    with shop.db.write() as tx:
        add_order(tx, 6, "new", shop.today() - timedelta(days=2))
        customers.refresh(shop, tx, {6})
    found = results.results(shop, "win-back")
    assert (found.mailed.customers, found.mailed.returned) == (1, 1)
    _, left = sequences.audience(shop, "win-back", "value", segment="all")
    assert {one.email: one.reason for one in left} == {"c6@example.com": "came back"}


def test_the_list_says_what_to_do_next(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    assert "send the stage Offer" in sequences.list_sequences(shop)[0].next_step
    everybody = sum(not who.holdout for who in sequences.audience(shop, "win-back", "offer")[0])
    enrol(shop, 6, days=2)
    row = sequences.list_sequences(shop)[0]
    assert row.due == everybody - 1  # those who could still begin; the second mail is not due
    enrol(shop, 5, days=6)
    row = sequences.list_sequences(shop)[0]
    assert (row.next_step, row.due) == (f"Due now: {everybody - 1} of Offer.", everybody - 1)
    assert (row.enrolled, row.sent) == (2, 2)
    sequences.write_mail(shop, "win-back", "1-offer/1.md", "---\nsubject: x\n---\n{{ oops }}")
    assert sequences.list_sequences(shop)[0].next_step == "Mend 1 problem before it can be sent."


def test_writing_says_what_is_wrong_in_that_file(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    assert sequences.write_mail(shop, "win-back", "1-offer/1.md", "---\nsubject: x\n---\nHello") == []
    found = sequences.write_mail(shop, "win-back", "1-offer/1.md", "---\nsubject: x\n---\nHello\n{{ oops }}")
    assert [(p.severity, p.line) for p in found] == [("error", 5)]
    assert sequences.read_mail(shop, "win-back", "1-offer/1.md").endswith("{{ oops }}")
    found = sequences.write_mail(shop, "win-back", "sequence.toml", "nonsense")
    assert [p.file for p in found] == ["sequence.toml"]
    assert any(p.severity == "error" for p in sequences.check(shop, "win-back"))


def test_offers_and_holdout(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back", holdout=0.5)
    assert sequences.load(shop, "win-back").holdout == 0.5
    recipients, _ = sequences.audience(shop, "win-back", "offer")
    assert 0 < sum(r.holdout for r in recipients) < len(recipients)
    sequences.set_holdout(shop, "win-back", 0.0)
    sequences.set_offer(shop, "win-back", "once", Offer("free-shipping", "", "SHIP", 7))
    found = sequences.load(shop, "win-back")
    assert found.holdout == 0
    assert found.group("once").offer == Offer("free-shipping", "", "SHIP", 7)  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        sequences.set_offer(shop, "win-back", "nobody", Offer())
    with pytest.raises(SequenceProblem):
        sequences.set_offer(shop, "win-back", "once", Offer("percent", "lots"))
    assert sequences.load(shop, "win-back").group("once").offer.kind == "free-shipping"  # type: ignore[union-attr]


def test_out_and_in_again(shop: Shop, tmp_path: Path) -> None:
    sequences.new_sequence(shop, "win-back")
    where = sequences.export_sequence(shop, "win-back", tmp_path / "mine")
    row = sequences.load_sequence(shop, where)
    assert row.name == "mine"
    assert sequences.load(shop, "mine").stages == sequences.load(shop, "win-back").stages
    with pytest.raises(UsageError):
        sequences.load_sequence(shop, where)
    with pytest.raises(SequenceProblem):
        sequences.export_sequence(shop, "win-back", tmp_path / "mine" / "sequence.toml")


def test_names(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    with pytest.raises(UsageError):
        sequences.new_sequence(shop, "Win back")
    with pytest.raises(UsageError):
        sequences.new_sequence(shop, "///")
    sequences.new_sequence(shop, "spring-back")
    sequences.new_sequence(shop, "Summer, at last")
    titles = {row.name: row.title for row in sequences.list_sequences(shop)}
    assert titles == {"win-back": "Win back", "spring-back": "Spring back", "summer-at-last": "Summer, at last"}
    with pytest.raises(NotFound) as found:
        sequences.load(shop, "winback")
    assert "win-back" in found.value.meaning
    with pytest.raises(NotFound):
        sequences.load(shop, "../win-back")
    with pytest.raises(NotFound, match="no stage"):
        sequences.audience(shop, "win-back", "ofer")
    with pytest.raises(UsageError):
        sequences.audience(shop, "win-back")


def test_the_page_for_the_browser_is_private_and_quiet(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    path = sequences.write_preview_html(shop, sequences.render_preview(shop, "win-back", "offer"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    page = path.read_text(encoding="utf-8")
    assert page.index("Content-Security-Policy") < page.index("<style")
    assert "default-src 'none'" in page
    assert sequences.write_preview_html(shop, sequences.render_preview(shop, "win-back", "offer")) == path


def test_an_empty_shop_can_be_written_for(tmp_path: Path) -> None:
    shop = small_shop(tmp_path / "empty", people=0)
    sequences.new_sequence(shop, "win-back")
    assert sequences.render_preview(shop, "win-back", "offer").to_name == "Ines Marchetti"
    assert sequences.audience(shop, "win-back", "offer") == ([], [])
    assert sequences.preview_people(shop, "win-back") == []
    assert [p for p in sequences.check(shop, "win-back") if p.severity == "error"] == []
    shop.close()


def test_a_group_is_taken_out_with_its_own_mails_and_those_nobody_else_has_stay(shop: Shop) -> None:
    sequences.new_sequence(shop, "win-back")
    folder = shop.home / "sequences" / "win-back"
    (folder / "1-offer" / "9.best.md").write_text((folder / "1-offer" / "1.best.md").read_text())
    sequences.remove_group(shop, "win-back", "best")
    assert "best" not in {group.name for group in sequences.load(shop, "win-back").groups}
    assert [file.name for file in (folder / "1-offer").glob("*.best*.md")] == ["9.best.md"]
    said = [(p.file, p.says) for p in sequences.check(shop, "win-back") if "group best" in p.says]
    assert said == [("1-offer/9.best.md", "is written for the group best, and the sequence has no group of that name.")]
