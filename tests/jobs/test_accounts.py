"""Several mail accounts: presets, which one sends, limits of their own, and the day on which all is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shopkeep.core import clock
from shopkeep.errors import DecisionNeeded, MailProblem, NotFound, UsageError
from shopkeep.jobs import account_setup, accounts, confirmed, outbox, pacing, practising, send_report
from shopkeep.jobs.shop import Shop
from shopkeep.store import tables as t
from tests.delivery.ledgers import fill, shop_at
from tests.delivery.servers import Server


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    made = shop_at(tmp_path, 2525)
    yield made
    made.close()


@pytest.mark.parametrize("preset", account_setup.presets(), ids=lambda one: one.name)
def test_a_preset_sets_an_account_up_and_says_what_is_left_to_do(shop: Shop, preset) -> None:
    used = account_setup.use_preset(shop, preset.name, "second")
    get = shop.settings.of
    assert get("second", "smtp.port") in (465, 587)
    assert (get("second", "smtp.security") == "tls") == (get("second", "smtp.port") == 465)
    assert 1 <= get("second", "smtp.connections") <= 3
    assert any(get("second", f"limits.per_{window}") for window in ("minute", "hour", "day"))
    assert any("password" in says.lower() for says in used.to_do)
    assert shop.settings.get("smtp.port") == 2525
    with pytest.raises(MailProblem) as told:  # never used before it is complete
        account_setup.accounts.try_account(shop, "second")
    assert "second" in told.value.next_step or "smtp" in told.value.next_step
    account_setup.use_preset(shop, preset.name)
    if preset.imap_host:
        assert shop.settings.get("imap.host") == preset.imap_host.replace("YOUR-DOMAIN", "shop.example")


def test_names_that_are_not_there_are_said(shop: Shop) -> None:
    with pytest.raises(NotFound, match="gmial"):
        account_setup.use_preset(shop, "gmial")
    with pytest.raises(UsageError):
        account_setup.use_preset(shop, "gmail", "My Account")
    with pytest.raises(NotFound, match="nobody"):
        accounts.chosen(shop, "nobody")
    with pytest.raises(UsageError):
        account_setup.drop(shop, "main")


def give(shop: Shop, ids: list[int], account: str) -> None:
    with shop.db.write() as tx:
        tx.execute(t.messages.update().where(t.messages.c.id.in_(ids)).values(account=account))


def test_each_message_goes_through_its_account_under_its_limits(shop: Shop) -> None:
    with Server() as first, Server() as second:
        shop.settings.set("smtp.port", str(first.port))
        shop.settings.set("smtp.connections", "1")
        for key, value in {"host": "127.0.0.1", "port": str(second.port), "security": "none"}.items():
            shop.settings.set(f"account.news.smtp.{key}", value)
        shop.settings.set("account.news.mail.from", "news@shop.example")
        shop.settings.set("account.news.limits.per_day", "2")
        ids = fill(shop, 7)
        give(shop, ids[3:], "news")
        box = outbox.deliver(shop)
        assert (box.counts.sent, box.counts.queued) == (5, 2)
        assert len(first.accepted) == 3
        assert len(second.accepted) == 2
        assert all("<news@shop.example>" in line for line in second.seen if line.startswith("MAIL"))
        assert "news: Your limit of 2 a day is reached" in box.waits
        assert "The last of the 2 left goes at" in box.waits
        assert box.again_at is not None
        assert timedelta(hours=23) < box.again_at - clock.now() <= timedelta(days=1, seconds=1)
        rows = {row.name: row for row in account_setup.rows(shop)}
        assert (rows["news"].allowed_today, rows["news"].waiting, rows["main"].allowed_today) == (0, 2, None)
        with pytest.raises(UsageError, match="2 messages wait"):
            account_setup.drop(shop, "news")
        with clock.at(box.again_at):  # the day after, in another run of the program: it goes on by itself
            assert outbox.deliver(shop).counts.sent == 7
        account_setup.drop(shop, "news")
        assert shop.settings.accounts() == ["main"]


def test_messages_of_an_account_that_is_gone_wait_and_say_so(shop: Shop) -> None:
    with Server() as server:
        shop.settings.set("smtp.port", str(server.port))
        ids = fill(shop, 3)
        give(shop, ids[:1], "gone")
        box = outbox.deliver(shop)
        assert (box.counts.sent, box.counts.queued) == (2, 1)
        assert "gone is no longer set up" in box.waits


def test_what_was_confirmed_for_practice_goes_to_a_real_server_only_by_its_number(shop: Shop) -> None:
    with Server() as server:
        shop.settings.set("smtp.port", str(server.port))
        ids = fill(shop, 5)
        give(shop, ids[:3], "main (practice)")
        box = outbox.deliver(shop)  # the two confirmed for this server go, by whatever way it was begun
        assert (box.counts.sent, box.counts.queued, box.again_at) == (2, 3, None)
        assert "3 messages were confirmed for the practice mailbox" in box.waits
        assert "through 127.0.0.1" in box.waits
        for wrong in (None, 2):
            with pytest.raises(DecisionNeeded, match="3 messages were confirmed for the practice mailbox"):
                confirmed.confirm(shop, wrong)
        assert outbox.deliver(shop).counts.queued == 3
        confirmed.confirm(shop, 3)
        assert confirmed.to_ask(shop) is None
        assert outbox.deliver(shop).counts.sent == len(server.accepted) == 5


def test_what_was_confirmed_for_a_real_server_is_not_swallowed_by_practice(shop: Shop) -> None:
    fill(shop, 2)
    practising.use(shop)
    box = outbox.deliver(shop)
    assert (box.counts.sent, box.counts.queued) == (0, 2)
    assert "no customer would get them" in box.waits


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"smtp.host": "localhost"}, "confirmed to go out through 127.0.0.1, and would now go out through localhost."),
        (
            {"mail.from": "ana@other.example"},
            "to go out as hello@shop.example, and would now go out as ana@other.example through 127.0.0.1. They still"
            " say that they come from hello@shop.example",
        ),
        (
            {"smtp.host": "localhost", "mail.from": "ana@other.example"},
            "as hello@shop.example through 127.0.0.1, and would now go out as ana@other.example through localhost.",
        ),
    ],
    ids=["another server", "another from address", "both"],
)
def test_what_was_confirmed_for_one_sender_goes_by_another_only_by_its_number(shop: Shop, changed, says) -> None:
    with Server() as server:
        shop.settings.set("smtp.port", str(server.port))
        fill(shop, 3)
        for key, value in changed.items():
            shop.settings.set(key, value)
        fill(shop, 2, emails=["ines@example.com", "tom@example.com"])
        box = outbox.deliver(shop)  # the two confirmed for the account as it is now go
        assert (box.counts.sent, box.counts.queued, box.again_at) == (2, 3, None)
        assert says in box.waits
        assert account_setup.rows(shop)[0].waiting == 3
        assert pacing.outlook(shop, 0).mails == 0
        with pytest.raises(DecisionNeeded, match="3 messages were confirmed"):
            confirmed.confirm(shop, 2)
        confirmed.confirm(shop, 3)
        assert outbox.deliver(shop).counts.sent == len(server.accepted) == 5


def test_putting_the_account_back_needs_no_word(shop: Shop) -> None:
    with Server() as server:
        shop.settings.set("smtp.port", str(server.port))
        fill(shop, 2)
        shop.settings.set("smtp.host", "localhost")
        assert outbox.deliver(shop).counts.queued == 2
        shop.settings.set("smtp.host", "127.0.0.1")
        assert confirmed.to_ask(shop) is None
        assert outbox.deliver(shop).counts.sent == 2


def test_what_notes_no_server_goes_by_the_one_there_is_and_by_no_other_after(shop: Shop) -> None:
    with Server() as server:
        shop.settings.set("smtp.port", str(server.port))
        give(shop, fill(shop, 2), "main")
        outbox.pause(shop.home)
        outbox.deliver(shop)
        outbox.unpause(shop.home)
        shop.settings.set("smtp.host", "localhost")
        assert outbox.deliver(shop).counts.queued == 2
        confirmed.confirm(shop, 2)
        assert outbox.deliver(shop).counts.sent == 2


def test_what_is_said_of_a_send_is_the_day_on_which_it_ends(shop: Shop) -> None:
    shop.settings.set("shop.timezone", "Europe/Dublin")
    with clock.at(datetime(2026, 11, 20, 10, tzinfo=UTC)):
        assert pacing.outlook(shop, 400).says == pacing.UNLIMITED
        shop.settings.set("limits.per_minute", "30")
        found = pacing.outlook(shop, 300)
        assert found.says == "At 30 a minute this takes about 9 minutes: the last one goes at 10:09."
        shop.settings.set("limits.per_day", "500")
        found = pacing.outlook(shop, 1200)
        assert [number for _, number in found.days] == [500, 500, 200]
        assert found.says.startswith(
            "At 500 a day this takes until Sunday 22 November: 500 today, 500 tomorrow, 200 on"
        )
        shop.settings.set("limits.warm_up", "20")
        found = pacing.outlook(shop, 1200)
        assert [number for _, number in found.days] == [20, 40, 80, 160, 320, 500, 80]
        assert found.says.startswith("With a slow start this takes until")
        assert pacing.outlook(shop, 10).says == "Your limits do not slow this down."


def test_a_server_that_vanishes_is_tried_again_without_the_owner(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopkeep.delivery.replies.UNREACHABLE", 0.05)
    fill(shop, 4)
    with Server(lambda verb, _a, count: "421 going down" if verb == "MAIL" and count > 2 else None) as server:
        shop.settings.set("smtp.port", str(server.port))
        outbox.deliver(shop)
    box = outbox.deliver(shop)  # nobody listens there any more
    assert "cannot be reached" in box.waits
    assert box.again_at is not None
    assert box.again_at - clock.now() >= timedelta(seconds=58)
    assert box.counts.sent + box.counts.queued + box.counts.deferred == box.counts.planned == 4
    with Server() as back:
        shop.settings.set("smtp.port", str(back.port))
        outbox.retry(shop)
        assert outbox.deliver(shop).counts.sent == 4


def test_reports_of_a_day_stand_beside_each_other_and_a_cancel_says_what_it_means(shop: Shop) -> None:
    fill(shop, 2)
    assert outbox.cancel(shop).says == "Cancelled 2 messages: the people they were for never get this mail"
    assert outbox.cancel(shop).says == "Cancelled 0 messages"
    for _ in range(2):
        send_report.keep(shop)
    kept = sorted(file.name for file in (shop.home / send_report.FOLDER).iterdir())
    assert [name.endswith("-offer-2.md") for name in kept] == [True, False]
