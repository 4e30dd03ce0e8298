"""What comes back: each of many systems' mails is taken for what it is, and what follows can be undone."""

from __future__ import annotations

import mailbox
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from shopkeep.core import clock
from shopkeep.core.records.inbox import InboxRow
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import inbox, inbox_reading
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.store import inbox as store
from shopkeep.store import suppressions
from shopkeep.store import tables as t
from tests.built import once
from tests.delivery.mailboxes import MAILS, NOW, TABLE, address, message_id, rewritten, shop_with_people

WRITTEN_OFF = {"bounced": "bounced", "complaint": "unsubscribed", "unsubscribe": "unsubscribed"}
"""Kinds after which an address is never written to again, and why its sequences end."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "people-written-to", lambda home: shop_with_people(home).close())


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copytree(built, tmp_path / "shop")
    with clock.at(NOW):
        shop = open_shop(tmp_path / "shop")
        yield shop
        shop.close()


def standing(shop: Shop, email: str) -> tuple[str | None, str | None]:
    """Why an address is suppressed and why its enrolment ended; None for each that is not so."""
    e = t.enrolments.c
    with shop.db.read() as tx:
        left = tx.execute(select(e.left_at, e.left_because).where(e.email == email)).one()
        return suppressions.why_suppressed(tx, email), left[1] if left[0] else None


def check_sorted(shop: Shop, found: list[InboxRow]) -> None:
    """Every mail of the table was taken for what it is, and what follows is so; nothing else happened to anybody."""
    rows = {row.email: row for row in found}
    expected = {address(row.person): row.kind for row in TABLE if row.kind}
    expected |= {address(row.second[0]): row.second[1] for row in TABLE if row.second}
    assert {email: row.kind for email, row in rows.items()} == expected
    assert len(found) == len(rows)
    for row in TABLE:
        if not row.kind:
            assert standing(shop, address(row.person)) == (None, None), row.name
            continue
        kept = rows[address(row.person)]
        assert kept.matched_by == row.by, (row.name, kept.why)
        assert str(kept.back_on or "") == row.back_on, row.name
        assert kept.waits == (row.kind == "reply" or row.waits), row.name
        assert kept.why.endswith("."), kept.why
        why, left = standing(shop, kept.email)
        assert (why is not None) == (row.kind in WRITTEN_OFF), (row.name, why)
        assert left == WRITTEN_OFF.get(row.kind, "replied" if row.kind == "reply" else None), row.name


def test_the_table_holds_every_mail_once() -> None:
    assert len(TABLE) >= 60
    assert sorted(path.stem for path in MAILS.glob("*.eml")) == sorted(row.name for row in TABLE)


def test_a_folder_of_many_systems_mails_is_sorted_right(shop: Shop) -> None:
    found = inbox_reading.read_maildir(shop, MAILS)
    check_sorted(shop, found.mails)
    assert found.read == len(TABLE)
    assert found.nothing == sum(not row.kind for row in TABLE)


def test_an_mbox_and_a_maildir_of_them_are_read_alike_and_nothing_twice(shop: Shop, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box.mbox")
    folder = mailbox.Maildir(tmp_path / "maildir")
    for row in TABLE:
        box.add(row.file.read_bytes())
        folder.add(row.file.read_bytes())
    box.flush()
    before = {path: path.read_bytes() for path in sorted((tmp_path / "maildir").rglob("*")) if path.is_file()}
    check_sorted(shop, inbox_reading.read_mbox(shop, tmp_path / "box.mbox").mails)
    again = inbox_reading.read_maildir(shop, tmp_path / "maildir")
    assert again.mails == []
    assert again.known == sum(bool(row.kind) for row in TABLE)
    assert {p: p.read_bytes() for p in sorted((tmp_path / "maildir").rglob("*")) if p.is_file()} == before


def one(shop: Shop, name: str, **headers: str) -> InboxRow:
    """Read one of the mails, headers changed; the one row that came of it."""
    path = shop.home / "one.eml"
    path.write_bytes(rewritten(name, **headers))
    [row] = inbox_reading.read_mbox(shop, path).mails
    return row


def test_a_goodbye_is_undone_from_its_mail_alone(shop: Shop) -> None:
    row = one(shop, "unsubscribe-first-line")
    assert "Never written to again; left win-back" in row.effect
    assert standing(shop, row.email) == ("unsubscribed by mail", "unsubscribed")
    said = inbox.undo(shop, row.id).says
    assert "may be written to again" in said
    assert "is in win-back again" in said
    assert standing(shop, row.email) == (None, None)
    assert inbox.inbox(shop)[0].undone
    assert "already" in inbox.undo(shop, row.id).says


def test_undoing_leaves_alone_what_was_so_before(shop: Shop) -> None:
    with shop.db.write() as tx:
        suppressions.add(tx, address(53), "never write again", NOW)
    row = next(r for r in inbox_reading.read_maildir(shop, MAILS).mails if r.email == address(53))
    assert row.effect.startswith("Was never to be written to already")
    inbox.undo(shop, row.id)
    assert standing(shop, row.email) == ("never write again", None)


def test_a_reply_waits_until_it_was_looked_at(shop: Shop) -> None:
    row = one(shop, "reply-iphone-html")
    assert inbox.waiting(shop) == 1
    mail = inbox.read_one(shop, row.id)
    assert "Grüße! Ich komme Samstag vorbei & hole den Tee." in mail.text
    assert "Von meinem iPhone gesendet" in mail.text.split("\n")
    assert not {"alert", "color", "tracker"} & set(mail.text.replace("(", " ").replace(".", " ").split())
    assert mail.row.sender.startswith("Zoë Müller")
    assert inbox.waiting(shop) == 0


def test_nothing_can_be_undone_where_nothing_followed(shop: Shop) -> None:
    row = one(shop, "gmail-vacation")
    with pytest.raises(UsageError):
        inbox.undo(shop, row.id)
    with pytest.raises(NotFound):
        inbox.undo(shop, 9999)
    with pytest.raises(NotFound):
        inbox.read_one(shop, 9999)


def softly(shop: Shop, person: int, mail: int) -> InboxRow:
    """The person's mailbox was full when this mail came."""
    name = "gmail-over-quota"
    number = next(row.person for row in TABLE if row.name == name)
    raw = (MAILS / f"{name}.eml").read_bytes().replace(address(number).encode(), address(person).encode())
    raw = raw.replace(message_id(number).encode(), message_id(person, mail).encode())
    raw = raw.replace(b"win-back/" + f"{number:032x}".encode(), b"win-back/" + message_id(person, mail)[1:33].encode())
    path = shop.home / "soft.eml"
    path.write_bytes(raw.replace(b"<20261121", f"<{person}.{mail}.20261121".encode()))
    [row] = inbox_reading.read_mbox(shop, path).mails
    assert row.kind == "soft-bounce"
    return row


def test_three_soft_bounces_in_a_row_of_different_mails_are_the_end(tmp_path: Path) -> None:
    with clock.at(NOW.replace(day=28)):
        shop = shop_with_people(tmp_path / "shop", people=2, mails=5)
        assert "Counted: once" in softly(shop, 1, 1).effect
        assert "2 times in a row" in softly(shop, 1, 2).effect
        assert standing(shop, address(1)) == (None, None)
        third = softly(shop, 1, 3)
        assert standing(shop, address(1)) == ("bounced: 3 mails in a row could not be delivered", "bounced")
        inbox.undo(shop, third.id)
        assert standing(shop, address(1)) == (None, None)
        # Mail 3 of person 2 got through, so theirs never come to three in a row.
        for mail in (1, 2, 4, 5):
            softly(shop, 2, mail)
        assert standing(shop, address(2)) == (None, None)
        shop.close()


def test_a_report_about_a_mail_of_unknown_outcome_says_that_it_went_out(shop: Shop) -> None:
    with shop.db.write() as tx:
        m = t.messages
        tx.execute(update(m).where(m.c.email == address(3)).values(state="unknown", sent_at=None))
    row = one(shop, "postfix-delayed")
    assert "it did, so answer in the Outbox that it arrived" in row.effect
    with shop.db.read() as tx:
        state = tx.execute(select(t.messages.c.state).where(t.messages.c.email == address(3))).scalar_one()
    assert state == "unknown"  # the owner's answer alone moves it


def test_a_report_that_only_names_a_stranger_or_a_long_past_mail_is_nothing(shop: Shop) -> None:
    path = shop.home / "late.eml"
    path.write_bytes(rewritten("lotus-domino", date="Mon, 01 Mar 2027 12:00:00 +0000"))
    with clock.at(NOW.replace(year=2027)):
        assert inbox_reading.read_mbox(shop, path).mails == []


def test_merged_customers_leave_under_whichever_address(shop: Shop) -> None:
    with shop.db.write() as tx:
        ids = [
            tx.execute(select(t.customers.c.id).where(t.customers.c.email == address(n))).scalar_one() for n in (1, 2)
        ]
        tx.execute(update(t.customers).where(t.customers.c.id == ids[0]).values(merged_into=ids[1]))
    row = one(shop, "postfix-user-unknown")
    assert row.email == address(1)
    assert standing(shop, address(2))[1] == "bounced"


def test_files_that_hold_no_mail_are_refused_in_words(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(NotFound):
        inbox_reading.read_mbox(shop, tmp_path / "none.mbox")
    with pytest.raises(NotFound):
        inbox_reading.read_maildir(shop, tmp_path / "none")
    with pytest.raises(UsageError):
        inbox_reading.read_mbox(shop, tmp_path / "picture.png")
    with pytest.raises(UsageError):
        inbox_reading.read_maildir(shop, tmp_path / "empty")


def test_stopping_keeps_what_was_read_and_reading_again_finishes(shop: Shop, tmp_path: Path) -> None:
    for copy in range(2):
        for row in TABLE:
            shutil.copy(row.file, tmp_path / f"{copy}-{row.name}.eml")
    first = inbox_reading.read_maildir(shop, tmp_path, stop=lambda: True)
    assert first.stopped
    assert first.read == inbox_reading.BATCH
    rest = inbox_reading.read_maildir(shop, tmp_path)
    check_sorted(shop, [*first.mails, *rest.mails])


def test_a_mailbox_that_was_not_read_is_said(shop: Shop) -> None:
    assert inbox.unread_since(shop) == 1
    with clock.at(NOW.replace(day=27)):
        assert inbox.unread_since(shop) == 6
    with clock.at(NOW.replace(year=2027)):
        assert inbox.unread_since(shop) is None
    with shop.db.write() as tx:
        store.remember(tx, "a/INBOX", 1, 1, clock.stamp(NOW))
    assert inbox.unread_since(shop) is None
