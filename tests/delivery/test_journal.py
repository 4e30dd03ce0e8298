"""The journal of sent mails: what an older backup, put back, does not know is held until the owner has spoken."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core import clock
from shopkeep.delivery import journal
from shopkeep.delivery.journal import Journal, Mail
from shopkeep.errors import DecisionNeeded, ShopkeepError
from shopkeep.jobs import erasing, held, meanings, upkeep
from shopkeep.jobs import outbox as jobs
from shopkeep.jobs.shop import Shop, open_shop
from tests.delivery.ledgers import fill, shop_at
from tests.delivery.servers import Server

TEA = Mail("win-back", "offer", 1, "ines@example.com")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, server: Server) -> Iterator[Shop]:
    opened = shop_at(tmp_path / "shop", server.port, smtp__connections=2)
    yield opened
    opened.close()


def put_back(shop: Shop, backup: Path) -> Shop:
    """The shop as after `shopkeep restore`."""
    shop.close()
    upkeep.restore(shop.home, backup)
    return open_shop(shop.home)


def test_a_line_is_there_before_the_content_and_names_nobody(shop: Shop, server: Server) -> None:
    lines: list[int] = []

    def script(verb: str, _argument: str, _count: int) -> None:
        if verb == "CONTENT":
            lines.append(len(journal.all_begun(shop.home)))

    server.script = script
    shop.settings.set("smtp.connections", "1")
    fill(shop, 5)
    jobs.deliver(shop)
    assert len(server.accepted) == 5
    assert lines == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]  # the script is asked twice for each
    path = shop.home / journal.NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"person" not in path.read_bytes()
    assert b"example" not in path.read_bytes()
    assert path.stat().st_size == journal.HEAD + 5 * journal.LINE


def test_an_older_backup_sends_nothing_again_without_a_typed_yes(shop: Shop, server: Server) -> None:
    fill(shop, 6)
    backup = upkeep.backup(shop)
    box = jobs.deliver(shop, stop=lambda: len(server.accepted) >= 4)
    sent = box.counts.sent
    assert 4 <= sent < 6
    assert upkeep.doctor(shop.home).worst != "fail"
    again = put_back(shop, backup)
    try:
        check = next(c for c in upkeep.doctor(again.home).checks if c.name == "sent mails")
        assert (check.status, f"{sent} mails went out" in check.says) == ("warn", True)
        box = jobs.deliver(again)
        assert (box.counts.unknown, box.counts.sent) == (sent, 6 - sent)
        assert len(set(server.message_ids)) == len(server.accepted) == 6
        one = next(m for m in box.messages if m.state == "unknown")
        assert one.last_reply == held.REPLY
        assert one.message_id in meanings.look_for(again, one)
        with pytest.raises(DecisionNeeded, match=f"{sent} messages"):
            jobs.resolve_all(again, "resend")
        with pytest.raises(DecisionNeeded):
            jobs.resolve_all(again, "resend", sent + 1)
        jobs.resolve_all(again, "resend", sent)
        assert jobs.deliver(again).counts.sent == 6
        assert len(server.accepted) == 6 + sent
        assert not held.older(again.home)
    finally:
        again.close()


def test_all_that_was_held_can_be_said_to_have_arrived(shop: Shop, server: Server) -> None:
    fill(shop, 3)
    backup = upkeep.backup(shop)
    jobs.deliver(shop)
    again = put_back(shop, backup)
    try:
        assert jobs.deliver(again).counts.unknown == 3
        assert jobs.resolve_all(again, "sent").says == "Noted as sent: 3 messages"
        assert jobs.deliver(again).counts.sent == len(server.accepted) == 3
    finally:
        again.close()


def test_a_retry_that_the_ledger_knows_is_not_held(shop: Shop, server: Server) -> None:
    server.script = lambda verb, _a, count: "451 4.3.0 later" if verb == "CONTENT" and count == 1 else None
    fill(shop, 1)
    start = clock.now()
    assert jobs.deliver(shop).counts.deferred == 1
    backup = upkeep.backup(shop)
    with clock.at(start + timedelta(hours=1)):
        assert jobs.deliver(shop).counts.sent == 1
        again = put_back(shop, backup)
    try:
        with clock.at(start + timedelta(hours=2)):
            assert jobs.deliver(again).counts.unknown == 1  # the second try is the journal's alone
            assert len(server.accepted) == 1
    finally:
        again.close()


def test_who_is_erased_is_struck_out(shop: Shop, server: Server) -> None:
    fill(shop, 3)
    jobs.deliver(shop)
    erasing.forget(shop, "person1@example.com")
    known = journal.begun(shop.home, [Mail("win-back", "offer", 1, f"person{n}@example.com") for n in range(3)])
    assert [mail.email for mail in known] == ["person0@example.com", "person2@example.com"]
    assert not held.older(shop.home)


def test_a_line_cut_short_was_never_waited_for(tmp_path: Path) -> None:
    log = Journal(tmp_path)
    log.add([(TEA, 5)])
    log.close()
    path = tmp_path / journal.NAME
    with path.open("ab") as file:
        file.write(b"0123")
    other = TEA._replace(mail=2)
    log.add([(other, 7)])
    log.close()
    assert journal.begun(tmp_path, [TEA, other]) == {TEA: 5, other: 7}
    assert path.stat().st_size == journal.HEAD + 2 * journal.LINE


def test_a_file_that_is_no_journal_stops_sending(shop: Shop, server: Server) -> None:
    fill(shop, 1)
    (shop.home / journal.NAME).write_text("something else\n")
    with pytest.raises(ShopkeepError, match="no journal"):
        jobs.deliver(shop)
    assert server.accepted == []
    check = next(c for c in upkeep.doctor(shop.home).checks if c.name == "sent mails")
    assert check.status == "fail"


WORDS = st.text(min_size=1, max_size=12)
MAILS = st.builds(Mail, WORDS, WORDS, st.integers(1, 9), WORDS)


@given(st.lists(st.tuples(MAILS, st.integers(0, 4_000_000_000)), max_size=12), MAILS)
def test_the_journal_knows_what_was_added_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, begun: list[tuple[Mail, int]], other: Mail
) -> None:
    home = tmp_path_factory.mktemp("journal")
    log = Journal(home)
    for one in begun:
        log.add([one])
    log.close()
    last = dict(begun)
    assert journal.begun(home, [*last, other]) == last
