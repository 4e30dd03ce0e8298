"""Killed after every step of a send of five mails: each mail ends done, undone or unknown, never wrong.

A child process puts a counter behind everything that leaves a trace - each SMTP command as it goes out, each
reply as it is read, each commit, each journal line - and kills itself at one of them; at the next run at the
one after it, and so on to the end.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from shopkeep.jobs import held
from shopkeep.jobs import outbox as jobs
from shopkeep.jobs.shop import open_shop
from tests.delivery.ledgers import fill, shop_at
from tests.delivery.servers import Server

# The step -> the state of the mail in hand after a restart, and whether the server has it.
STEPS: dict[str, tuple[str, bool]] = {
    "MAIL": ("queued", False),
    "MAIL answered": ("queued", False),
    "RCPT": ("queued", False),
    "RCPT answered": ("queued", False),
    "DATA": ("queued", False),
    "DATA answered": ("queued", False),
    "beginning committed": ("unknown", False),
    "journal written": ("unknown", False),
    "content": ("unknown", True),
    "content answered": ("unknown", True),
    "end committed": ("sent", True),
}

CHILD = """
import os, signal, sys
from pathlib import Path
from shopkeep.delivery import commits
from shopkeep.delivery.journal import Journal
from shopkeep.delivery.line import Line
from shopkeep.jobs import accounts
from shopkeep.jobs.outbox import deliver
from shopkeep.jobs.shop import open_shop
from shopkeep.store.database import Database

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
home, wanted, file = None, 0, None
steps, said = 0, []

COUNTED = (b"MAIL", b"RCPT", b"DATA")

def step(what):
    global steps
    steps += 1
    file.write(what + "\\n")
    file.flush()
    if steps == wanted:
        os.kill(os.getpid(), signal.SIGKILL)

def write(self, data, original=Line.write):
    original(self, data)
    if data.endswith(b"\\r\\n.\\r\\n"):
        said[:] = ["content"]
    else:
        said[:] = [command[:4].decode("ascii") for command in data.splitlines() if command[:4] in COUNTED]
    if said:
        step(said[0])

async def answer(self, seconds, original=Line.answer):
    reply = await original(self, seconds)
    if said:
        step(said.pop(0) + " answered")
    return reply

def commit(self, original=Database._commit):
    states = self._connection.exec_driver_sql("SELECT state, count(*) FROM messages GROUP BY state").fetchall()
    before, commit.last = commit.last, dict(states)
    original(self)
    if before and commit.last != before:
        begun = commit.last.get("sending", 0) > before.get("sending", 0)
        shared = begun or commit.last.get("queued", 0) < before.get("queued", 0)
        step("beginning committed" if shared else "end committed")

commit.last = {}

def add(self, begun, original=Journal.add):
    original(self, begun)
    step("journal written")

Line.write, Line.answer = write, answer
Database._commit, Journal.add = commit, add
commits.LINGER = float(sys.argv[1])

for line in sys.stdin:
    folder, wanted, mails = line.split()
    wanted = int(wanted)
    child = os.fork()
    if child == 0:
        shop = open_shop(Path(folder))
        file = open(Path(folder) / "steps", "w")
        commit.last = {"queued": int(mails)}
        deliver(shop)
        os._exit(0)
    try:
        os.waitpid(child, 0)
    except ChildProcessError:
        pass
    print("gone", flush=True)
"""


@pytest.mark.parametrize(
    ("mails", "linger", "together"),
    [
        pytest.param(2, 0.0, False, id="two mails"),
        pytest.param(5, 0.0, False, id="five, an end noted at once", marks=pytest.mark.long),
        pytest.param(5, 10.0, False, id="five, an end noted with the next beginning", marks=pytest.mark.long),
        pytest.param(5, 0.0, True, id="five, commands together, an end noted at once", marks=pytest.mark.long),
        pytest.param(5, 10.0, True, id="five, commands together, an end noted later", marks=pytest.mark.long),
    ],
)
def test_killed_after_every_step(tmp_path: Path, mails: int, linger: float, together: bool) -> None:
    seen: Counter[str] = Counter()
    with Server(extensions=("PIPELINING",) if together else ()) as server:
        original = tmp_path / "original"
        shop = shop_at(original, server.port, smtp__connections=1)
        fill(shop, mails)
        ids = [m.message_id for m in reversed(jobs.outbox(shop).messages)]
        shop.close()
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(linger)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            for at in range(1, 200):
                home = tmp_path / "shop"
                shutil.copytree(original, home)
                del server.accepted[:]
                child.stdin.write(f"{home} {at} {mails}\n")
                child.stdin.flush()
                assert child.stdout.readline() == "gone\n"
                server.settle()
                steps = (home / "steps").read_text().splitlines()
                if len(steps) < at:
                    break
                seen[steps[-1]] += 1
                check(home, server, ids, steps, mails)
                shutil.rmtree(home)
        finally:
            child.kill()
            child.communicate()
    expected = set(STEPS) - ({"end committed"} if linger else set()) - ({"RCPT", "DATA"} if together else set())
    assert expected <= set(seen), seen
    assert all(seen[step] >= mails for step in expected), seen


def check(home: Path, server: Server, ids: list[str], steps: list[str], mails: int) -> None:
    """What the ledger says after a restart is what the server knows; and going on completes the run."""
    step, taken = steps[-1], list(server.message_ids)
    shop = open_shop(home)
    try:
        jobs.recover(shop)
        state = {m.message_id: m.state for m in jobs.outbox(shop).messages}
        # The mail in hand: the one whose step it was.
        place = steps.count("content answered") if step == "end committed" else steps.count("content")
        place -= step in ("content", "content answered", "end committed")
        now, has = STEPS[step]
        if place < len(ids):
            assert (state[ids[place]], ids[place] in taken) == (now, has), steps
        for before in ids[: max(0, place - 1)]:
            assert (state[before], before in taken) == ("sent", True), steps
        if 0 < place <= len(ids):  # its end may share the commit of the next beginning
            assert state[ids[place - 1]] in ("sent", "unknown"), steps
            assert ids[place - 1] in taken
        assert list(state.values()).count("unknown") <= 1, steps
        box = jobs.deliver(shop)
        assert not any(m.last_reply == held.REPLY for m in box.messages)
        assert box.counts.sent + box.counts.unknown == mails
        assert max(Counter(server.message_ids).values()) == 1, steps
        lost = set(ids) - set(server.message_ids)
        assert lost <= {m.message_id for m in box.messages if m.state == "unknown"}, steps
    finally:
        shop.close()
