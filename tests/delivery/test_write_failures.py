"""The disk fails at each write of a send in turn: sending stops before the next mail and says so.

The failure is the system's own: the most that this process may write to a file (RLIMIT_FSIZE) is set to one byte,
so that every write to the shop file, to SQLite's own journal and to the journal of sent mails is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from shopkeep.delivery.journal import Journal, Mail
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import held
from shopkeep.jobs import outbox as jobs
from shopkeep.jobs.shop import open_shop
from shopkeep.store import Tx
from shopkeep.store.database import Database
from tests.delivery.ledgers import fill, shop_at
from tests.delivery.servers import Server

resource = pytest.importorskip("resource", reason="this system has no limit on what a process may write")


class Disk:
    """Refuses to be written from the `at`th write on: for good (`stays`), or that once."""

    def __init__(self, at: int, stays: bool) -> None:
        self.at, self.stays, self.writes, self.taken = at, stays, 0, 0

    @contextmanager
    def write(self, server: Server) -> Iterator[None]:
        self.writes += 1
        if self.writes != self.at:
            yield
            return
        self.taken = len(server.accepted)
        self.refuse()
        try:
            yield
        finally:
            if not self.stays:
                self.allow()

    def refuse(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    def allow(self) -> None:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@pytest.mark.parametrize(
    ("mails", "stays"),
    [
        pytest.param(2, True, id="two mails"),
        pytest.param(5, True, id="five mails, the disk stays full", marks=pytest.mark.long),
        pytest.param(5, False, id="five mails, one write fails", marks=pytest.mark.long),
    ],
)
def test_each_write_fails_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mails: int, stays: bool) -> None:
    whole_write, whole_commit, whole_add = Database.write, Database._commit, Journal.add

    @contextmanager
    def write(self: Database, **how: Any) -> Iterator[Tx]:
        with whole_write(self, **how) as tx, disk.write(server):
            yield tx

    def commit(self: Database) -> None:
        with disk.write(server):
            whole_commit(self)

    def add(self: Journal, begun: Collection[tuple[Mail, int]]) -> None:
        with disk.write(server):
            whole_add(self, begun)

    for at in range(1, 100):
        disk = Disk(at, stays)
        with Server() as server:
            home = tmp_path / str(at)
            shop = shop_at(home, server.port, smtp__connections=1)
            fill(shop, mails)
            with monkeypatch.context() as patched:
                patched.setattr(Database, "write", write)
                patched.setattr(Database, "_commit", commit)
                patched.setattr(Journal, "add", add)
                said = ""
                try:
                    jobs.deliver(shop)
                except ShopkeepError as error:
                    said = error.title
                finally:
                    disk.allow()
            if disk.writes < at:
                break
            if not said and not stays:  # a transaction with nothing to write
                assert len(server.accepted) == mails, at
                shop.close()
                continue
            assert "could not be written" in said, at
            assert len(server.accepted) == disk.taken, at  # no mail went out after the failure
            shop.close()
            check(home, server, mails, at)
    assert at > 3 * mails  # begun, in the journal, ended; some ends share a commit


def check(home: Path, server: Server, mails: int, at: int) -> None:
    """What stands after a restart is true, and going on completes the run."""
    shop = open_shop(home)
    try:
        with shop.db.read() as tx:
            assert tx.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        jobs.recover(shop)
        took = set(server.message_ids)
        state = {m.message_id: m.state for m in jobs.outbox(shop).messages}
        assert {m for m, s in state.items() if s == "sent"} <= took, at
        assert took <= {m for m, s in state.items() if s in ("sent", "unknown")}, at
        assert list(state.values()).count("unknown") <= 1, at
        with shop.db.read() as tx:
            query = "SELECT m.state, a.outcome FROM attempts a JOIN messages m ON m.id = a.message_id"
            for now, outcome in tx.exec_driver_sql(query):
                assert now == outcome or (now, outcome) == ("unknown", "sending"), at
        jobs.retry(shop)
        box = jobs.deliver(shop)
        assert not any(m.last_reply == held.REPLY for m in box.messages), at
        assert box.counts.sent + box.counts.unknown == mails, at
        assert max(Counter(server.message_ids).values()) == 1, at
    finally:
        shop.close()
