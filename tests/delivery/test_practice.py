"""The practice mailbox: a real server that keeps what it gets, and shows it safely."""

from __future__ import annotations

import asyncio
import smtplib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from shopkeep.core import clock
from shopkeep.delivery import practice, practice_moods, replies
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import meanings, outbox, practising
from shopkeep.store import suppressions
from tests.delivery.ledgers import fill, shop_at

HOSTILE = (
    b"From: x@example.com\r\nTo: =?utf-8?b?G10yO1BXTkVEBw==?= <a@example.com>\r\n"
    b"Subject: \x1b[2J[@click=app.quit]x[/] =?utf-8?q?=E2=80=AEtxet?= =?nonsense?q?=FF?=\r\n"
    b"Content-Type: text/plain; charset=no-such-charset\r\n\r\nbody \x1b]2;PWNED\x07 \x9b2J end\r\n"
)


def deliver(server: practice.Practice, content: bytes) -> None:
    with smtplib.SMTP(server.host, server.port) as client:
        client.sendmail("x@example.com", ["a@example.com"], content)


def test_what_it_accepts_is_a_file_byte_for_byte(tmp_path: Path) -> None:
    content = b"To: a@example.com\r\nSubject: One\r\n\r\n.dot\r\nline\r\n"
    with practice.Practice(tmp_path / "box") as server:
        assert server.host == "127.0.0.1"
        deliver(server, content)
        assert [p.read_bytes() for p in (tmp_path / "box").glob("*.eml")] == [content]
    assert not list((tmp_path / "box").glob("*.part"))


def test_mails_are_listed_newest_first_also_after_a_restart(tmp_path: Path) -> None:
    for number in range(3):
        with practice.Practice(tmp_path) as server:
            deliver(server, f"To: a@example.com\r\nSubject: {number}\r\n\r\nx\r\n".encode())
    assert [m.subject for m in practice.mails(tmp_path)] == ["2", "1", "0"]


def test_two_mailboxes_can_be_open_at_once(tmp_path: Path) -> None:
    with practice.Practice(tmp_path / "a") as one, practice.Practice(tmp_path / "b") as two:
        assert one.port != two.port
        deliver(two, b"Subject: x\r\n\r\nx\r\n")
    assert practice.mails(tmp_path / "a") == []
    assert len(practice.mails(tmp_path / "b")) == 1


def test_a_strangers_mail_is_shown_without_effect(tmp_path: Path) -> None:
    with practice.Practice(tmp_path) as server:
        deliver(server, HOSTILE)
    listed = practice.mails(tmp_path)[0]
    parts = practice.read(tmp_path, listed.file)
    everything = " ".join([listed.to, listed.subject, parts.to, parts.text, *(v for _, v in parts.headers)])
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(everything)
    assert "[@click=app.quit]" in listed.subject
    assert parts.text.startswith("body")


@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "x.eml", "", "20260101-000000-000001.eml"])
def test_only_mails_of_the_box_can_be_read(tmp_path: Path, file: str) -> None:
    with pytest.raises(NotFound):
        practice.read(tmp_path, file)


def test_a_mail_that_cannot_be_kept_is_not_accepted(tmp_path: Path) -> None:
    with practice.Practice(tmp_path / "box") as server:
        (tmp_path / "box").rmdir()
        with pytest.raises(smtplib.SMTPResponseException) as caught:
            deliver(server, b"Subject: x\r\n\r\nx\r\n")
        assert caught.value.smtp_code == 452


def test_an_empty_box_is_empty(tmp_path: Path) -> None:
    assert practice.mails(tmp_path / "nothing") == []


# What a mood makes of its quarter of customers, at first and at the second try; the other three quarters are sent.
FATES = {
    "slow": (set(), set()),
    "greylist": ({"deferred"}, {"sent"}),
    "refuse": ({"failed"}, {"failed"}),
    "drop": ({"deferred", "unknown"}, {"sent", "unknown"}),
}


def time_taken(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the mailbox takes for mails, each of them over at once."""
    taken: list[float] = []

    async def sleep(seconds: float) -> None:
        if seconds == practice_moods.SLOW:
            taken.append(seconds)
        else:
            await asyncio.sleep(seconds)

    monkeypatch.setattr(practice_moods, "asyncio", SimpleNamespace(sleep=sleep, Transport=asyncio.Transport))
    return taken


@pytest.mark.parametrize("mood", practice_moods.MOODS)
def test_each_mood_leads_to_what_the_owner_should_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    taken = time_taken(monkeypatch)
    monkeypatch.setattr(replies, "UNREACHABLE", 0.02)
    shop = shop_at(tmp_path / "shop", 0, smtp__connections=1)
    practising.behave(shop, [mood])
    fill(shop, 30)
    first, second = FATES[mood]
    start = clock.now()
    with clock.at(start):
        box = outbox.deliver(shop)
    states = Counter(row.state for row in box.messages)
    assert set(states) - {"sent"} == first
    assert 12 <= states["sent"] <= 30
    assert taken == ([practice_moods.SLOW] * 30 if mood == "slow" else [])
    assert all(meanings.explain(row) for row in box.messages if row.state != "sent")
    with clock.at(start + timedelta(minutes=6)):
        again = outbox.deliver(shop)
    assert {row.state for row in again.messages} - {"sent"} == second - {"sent"}
    filed = Counter(mail.to for mail in outbox.practice_mails(shop))
    assert max(filed.values()) == 1  # nobody has it twice
    with shop.db.read() as tx:
        assert suppressions.everything(tx) == []  # practice never strikes a real customer off
    if mood == "drop":  # of those of unknown outcome some arrived and some did not, as in life
        unknown = [row.email for row in again.messages if row.state == "unknown"]
        assert 0 < sum(any(email in to for to in filed) for email in unknown) < len(unknown)
        for row in [row for row in again.messages if row.state == "unknown"]:
            outbox.resolve(shop, row.id, "sent" if any(row.email in to for to in filed) else "resend")
        outbox.deliver(shop)
        assert sorted(Counter(mail.to for mail in outbox.practice_mails(shop)).values()) == [1] * 30
    shop.close()


def test_all_moods_at_once_leave_a_quarter_in_peace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_moods, "SLOW", 0.01)
    monkeypatch.setattr(replies, "UNREACHABLE", 0.02)
    shop = shop_at(tmp_path / "shop", 0, smtp__connections=2)
    practising.behave(shop, list(practice_moods.MOODS))
    fill(shop, 40)
    assert set(Counter(row.state for row in outbox.deliver(shop).messages)) == {"sent", "deferred", "failed", "unknown"}
    shop.close()


def test_a_mood_it_does_not_know_is_refused(tmp_path: Path) -> None:
    shop = shop_at(tmp_path / "shop", 0)
    with pytest.raises(UsageError, match="sulky"):
        practising.behave(shop, ["sulky"])
    with pytest.raises(UsageError):
        shop.settings.set("practice.behaviour", "sulky")
    practising.behave(shop, ["drop", "slow"])
    assert practising.moods(shop) == ("slow", "drop")
    practising.behave(shop, [])
    assert practising.says(practising.moods(shop)) == "It takes every mail."
    shop.close()
