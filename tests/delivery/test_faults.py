"""Every fault of a mail server has its outcome, with three connections open: the table is in faults.py.

All of it: pytest -m long tests/delivery/test_faults.py
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import trustme
from sqlalchemy import select

from shopkeep.core import clock
from shopkeep.delivery import replies, smtp
from shopkeep.jobs import outbox as jobs
from shopkeep.jobs.shop import Shop
from shopkeep.store import suppressions
from shopkeep.store import tables as t
from tests.delivery import faults
from tests.delivery.certificates import offering
from tests.delivery.ledgers import fill, shop_at
from tests.delivery.servers import Server, usual

CONNECTIONS = 3
MAILS = 6
SINK = Path("/usr/sbin/smtp-sink")
IMPATIENT = smtp.Timeouts(connect=2, command=1.5, content=1.5)
PASSWORD = "hunter2 is long"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch, authority: trustme.CA) -> None:
    """Waits that a run sits out are short, longer ones still end it; silence is noticed soon."""

    def hurry(trouble: replies.Trouble) -> replies.Trouble:
        return replace(trouble, wait=0.02) if trouble.wait is not None and trouble.wait <= 60 else trouble

    judge, unreachable, context = replies.judge, replies.unreachable, smtp.tls_context

    def judged(outcome: smtp.Outcome) -> replies.Verdict:
        verdict = judge(outcome)
        return verdict if verdict.trouble is None else replace(verdict, trouble=hurry(verdict.trouble))

    def trusting() -> object:
        ready = context()
        authority.configure_trust(ready)
        return ready

    monkeypatch.setattr(replies, "judge", judged)
    monkeypatch.setattr(replies, "unreachable", lambda problem, host: hurry(unreachable(problem, host)))
    monkeypatch.setattr(smtp, "Timeouts", lambda: IMPATIENT)
    monkeypatch.setattr(smtp, "tls_context", trusting)
    monkeypatch.setenv("SHOPKEEP_SMTP_PASSWORD", PASSWORD)


@contextmanager
def a_shop(home: Path, port: int, security: str = "none") -> Iterator[Shop]:
    user = {} if security == "none" else {"smtp__user": "shop@example.com"}
    shop = shop_at(home, port, security, smtp__connections=CONNECTIONS, **user)
    try:
        yield shop
    finally:
        shop.close()


def rows(shop: Shop) -> list[tuple[str, str, str, int | None]]:
    """(address, state, last reply, next try) of every message, in their order."""
    m = t.messages.c
    with shop.db.read() as tx:
        return [tuple(row) for row in tx.execute(select(m.email, m.state, m.last_reply, m.next_at).order_by(m.id))]


def suppressed(shop: Shop) -> list[str]:
    with shop.db.read() as tx:
        return [one.email for one in suppressions.everything(tx)]


TOGETHER = ("one by one", "together", "together, and content waited for whatever was refused")
"""How MAIL, RCPT and DATA go out: the last two where the server knows PIPELINING."""


def _run(tmp_path: Path, authority: trustme.CA, fault: faults.Fault, way: str = TOGETHER[0]) -> None:
    tls = None if fault.security == "none" else offering(authority, fault.cert)
    offers = (*(["AUTH PLAIN LOGIN"] if tls else []), *(["PIPELINING"] if way != TOGETHER[0] else []))
    with (
        Server(
            fault.script, offers, tls, implicit_tls=fault.security == "tls", takes_data=way == TOGETHER[2]
        ) as server,
        a_shop(tmp_path / "shop", server.port, fault.security) as shop,
    ):
        people = [f"person{n}@example.com" for n in range(MAILS)]
        fill(shop, MAILS)
        start = clock.now()
        with clock.at(start):
            box = jobs.deliver(shop)
        now = rows(shop)
        arrived = Counter(to for to, _ in server.accepted)
        assert box.counts.planned == MAILS
        assert max(arrived.values(), default=0) <= 1, "a second copy"
        problem = jobs.account_problem(shop) or ""
        if fault.halts:
            assert fault.halts in box.waits
            assert fault.halts in problem
            assert [state for _, state, *_ in now] == ["queued"] * MAILS
            assert not arrived
            assert suppressed(shop) == []
        else:
            assert problem == ""
            struck = [row for row in now if row[1] != "sent"]
            assert [row[1] for row in struck] == ([fault.struck] if fault.struck else []), struck
            for email, state, reply, next_at in struck:
                assert reply
                assert (next_at is not None) == (state == "deferred")
                assert next_at is None or 0 <= next_at - clock.stamp(start) - (fault.retry or 0) < 30
                assert arrived[email] == fault.arrived
                assert suppressed(shop) == ([email] if fault.suppressed else [])
            assert all(arrived[email] == 1 for email, state, *_ in now if state == "sent")
        # The server comes to its senses, and the next time comes.
        server.script = usual
        if tls is not None and fault.cert != "good":
            return
        with clock.at(start + timedelta(hours=5)):
            jobs.deliver(shop)
        final = Counter(to for to, _ in server.accepted)
        assert max(final.values()) == 1, "a second copy"
        for email, state, *_ in rows(shop):
            before = next(one[1] for one in now if one[0] == email)
            assert state == ("sent" if before in ("queued", "deferred", "sent") else before)
            assert final[email] == (1 if state == "sent" else fault.arrived)
        assert set(final) <= set(people)


@pytest.mark.parametrize("name", faults.QUICK)
def test_frequent_faults_have_their_outcome(tmp_path: Path, authority: trustme.CA, name: str) -> None:
    _run(tmp_path, authority, faults.FAULTS[name])


@pytest.mark.parametrize("name", faults.QUICK_TOGETHER)
def test_frequent_faults_have_their_outcome_with_commands_sent_together(
    tmp_path: Path, authority: trustme.CA, name: str
) -> None:
    _run(tmp_path, authority, faults.FAULTS[name], TOGETHER[1])


@pytest.mark.long
@pytest.mark.parametrize("way", TOGETHER)
@pytest.mark.parametrize("name", faults.FAULTS)
def test_each_fault_has_its_outcome(tmp_path: Path, authority: trustme.CA, name: str, way: str) -> None:
    _run(tmp_path, authority, faults.FAULTS[name], way)


@contextmanager
def smtp_sink(folder: Path, *options: str) -> Iterator[int]:
    """Postfix's smtp-sink, which keeps every mail whose end it has seen as a file in `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(SINK), "-u", "root", "-d", f"{folder}/", *options, f"127.0.0.1:{port}", "50"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait(5)


def heard_by(folder: Path) -> Counter[str]:
    """Who the mails are for whose content smtp-sink has read to its end, accepted or not."""
    return Counter(re.findall(r"(?m)^X-Rcpt-Args: <(.*)>", "".join(path.read_text() for path in folder.iterdir())))


@pytest.mark.long
@pytest.mark.skipif(not SINK.exists(), reason="needs Debian's postfix, for smtp-sink")
@pytest.mark.parametrize("fault", faults.SINK)
def test_what_postfix_smtp_sink_does_has_its_outcome(tmp_path: Path, fault: str) -> None:
    state, words = faults.SINK[fault]
    (tmp_path / "sink").mkdir()
    with smtp_sink(tmp_path / "sink", *fault.split()) as port, a_shop(tmp_path / "shop", port) as shop:
        fill(shop, 4 * MAILS)
        box = jobs.deliver(shop)
        standing = {email: where for email, where, *_ in rows(shop)}
        assert set(standing.values()) <= {state, "queued"}
        assert state in standing.values()
        assert words in box.waits
        assert suppressed(shop) == []
    heard = {email for email, where in standing.items() if where != "queued"} if fault.endswith(".") else set()
    assert heard_by(tmp_path / "sink") == Counter(heard)
