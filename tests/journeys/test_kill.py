"""kill -9 in the middle of a send: nobody gets two mails, and nobody is lost without standing as unknown.

The long run, 501 kills over 30,000 mails at 1, 4 and 8 connections, each figure printed:

    python -m pytest -n 0 -m long -s tests/journeys/test_kill.py -k five_hundred
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shopkeep.jobs import held
from shopkeep.jobs import outbox as jobs
from shopkeep.jobs.shop import open_shop
from tests.delivery.conftest import tmp_path
from tests.delivery.ledgers import fill, shop_at

__all__ = ["tmp_path"]

SINK = """
import sys, re, time
from aiosmtpd.smtp import SMTP
import asyncio

log = open(sys.argv[1], "a", buffering=1)

class Sink:
    async def handle_DATA(self, server, session, envelope):
        found = re.search(rb"(?mi)^Message-ID: (\\S+)", envelope.content).group(1).decode()
        log.write(f"{found} {envelope.rcpt_tos[0]}\\n")
        await asyncio.sleep(0.01)
        return "250 2.0.0 taken"

async def main():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink(), hostname="sink"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""

SENDER = """
import sys
from pathlib import Path
from shopkeep.jobs.outbox import deliver
from shopkeep.jobs.shop import open_shop

shop = open_shop(Path(sys.argv[1]))
print("ready", flush=True)
deliver(shop)
shop.close()
"""


@contextmanager
def sink(log: Path) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", SINK, str(log)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


NURSERY = """
import os, signal, sys
from pathlib import Path
from shopkeep.jobs.outbox import deliver
from shopkeep.jobs.shop import open_shop

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    if os.fork() == 0:
        shop = open_shop(Path(line.strip()))
        print(os.getpid(), flush=True)
        deliver(shop)
        os._exit(0)
"""
"""Starts a sender for each line it reads, itself a process like any other, but with nothing left to import."""


@contextmanager
def nursery() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def send_and_kill(senders: subprocess.Popen[str], home: Path, after: float) -> bool:
    """Start a sender and kill it so many seconds into its work; whether it was still at it."""
    assert senders.stdin is not None
    assert senders.stdout is not None
    senders.stdin.write(f"{home}\n")
    senders.stdin.flush()
    pid = int(senders.stdout.readline())
    time.sleep(after)
    alive = True
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        alive = False
    try:
        while True:  # until it is gone, and its lock with it
            os.kill(pid, 0)
            time.sleep(0.002)
    except ProcessLookupError:
        pass
    return alive


def torture(home: Path, log: Path, mails: int, kills: int, connections: int, longest: float) -> dict[str, int]:
    """Queue, send, kill, and compare the ledger with the server's own log at the end."""
    chance = random.Random(20261122 + connections)
    with sink(log) as port, nursery() as senders:
        shop = shop_at(home, port, smtp__connections=connections)
        fill(shop, mails)
        shop.close()
        killed = sum(send_and_kill(senders, home, chance.uniform(0.0, longest)) for _ in range(kills))
        shop = open_shop(home)
        box = jobs.deliver(shop)
        with shop.db.read() as tx:
            assert tx.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        shop.close()
    took = Counter(line.split()[0] for line in log.read_text().splitlines())
    people = Counter(line.split()[1] for line in log.read_text().splitlines())
    state = {m.message_id: m.state for m in box.messages}
    assert max(took.values()) == max(people.values()) == 1, "somebody got two mails"
    assert set(took) <= set(state)
    assert set(state.values()) <= {"sent", "unknown"}
    assert {m for m, s in state.items() if s == "sent"} <= set(took), "a mail stands as sent that never arrived"
    assert {m for m in state if m not in took} <= {m for m, s in state.items() if s == "unknown"}, "a mail is lost"
    assert box.counts.planned == mails
    assert box.counts.unknown <= killed * connections
    assert not any(m.last_reply == held.REPLY for m in box.messages), "the journal knows what the ledger does not"
    return {"killed": killed, "unknown": box.counts.unknown, "sent": box.counts.sent, "arrived": len(took)}


def test_eight_kills(tmp_path: Path, record_property) -> None:
    result = torture(tmp_path / "shop", tmp_path / "log", mails=300, kills=8, connections=3, longest=0.2)
    record_property("result", str(result))
    assert result["killed"] >= 6, result


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("connections", "longest"), [(1, 2.0), (4, 0.8), (8, 0.35)])
def test_five_hundred_kills(tmp_path: Path, connections: int, longest: float, record_property) -> None:
    result = torture(tmp_path / "shop", tmp_path / "log", 10_000, 167, connections, longest)
    record_property("result", str(result))
    print(connections, "connections:", result, flush=True)
    assert result["killed"] >= 100, result


def test_a_second_sender_is_told_that_the_shop_is_taken(tmp_path: Path) -> None:
    """One process at a time: that is what lets a start call everything unfinished unknown."""
    with socket.create_server(("127.0.0.1", 0)) as never_answers:
        shop = shop_at(tmp_path / "shop", never_answers.getsockname()[1])
        fill(shop, 1)
        process = subprocess.run(
            [sys.executable, "-c", SENDER, str(tmp_path / "shop")], capture_output=True, text=True, timeout=60
        )
        assert process.returncode != 0
        assert "Another shopkeep" in process.stderr
        shop.close()


def test_ctrl_c_sees_the_mail_in_flight_through(tmp_path: Path) -> None:
    home, log = tmp_path / "shop", tmp_path / "log"
    with sink(log) as port:
        shop = shop_at(home, port, smtp__connections=3, limits__per_second=40)
        fill(shop, 300)
        shop.close()
        # Whoever starts the tests in the background has Ctrl+C ignored by all their processes.
        heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n" + SENDER
        process = subprocess.Popen([sys.executable, "-c", heard, str(home)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        while not log.exists() or len(log.read_text().splitlines()) < 10:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        process.stdout.close()
        shop = open_shop(home)
        counts = jobs.outbox(shop).counts
        shop.close()
    assert counts.sending == counts.unknown == 0
    assert 10 <= counts.sent == len(log.read_text().splitlines()) < 300
    assert counts.queued == 300 - counts.sent
