"""Judging that is shared with a second process comes to the same, whatever becomes of that process."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from shopkeep.core import apart as processes
from shopkeep.core import clock
from shopkeep.customers import apart
from shopkeep.customers.apart import Helper

ROWS = random.Random(3)
PIECES = [
    (
        [
            (who, clock.stamp(clock.now() - timedelta(days=day)), ROWS.randrange(10_000), "EUR", 1, 0, 0, 0, 2)
            for who in range(first, first + 50)
            for day in sorted(ROWS.sample(range(900), ROWS.randrange(1, 6)), reverse=True)
        ],
    )
    for first in range(1, 1501, 50)
]
COMMON = ("Europe/Berlin", "EUR", {}, clock.now().date().isoformat())
HERE = [apart._facts(*COMMON)(*piece) for piece in PIECES]


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)


def test_both_come_to_what_one_does_in_the_same_order() -> None:
    with Helper(apart.MANY) as helper:
        assert list(helper.share("facts", COMMON, PIECES)) == HERE
        assert list(helper.share("facts", COMMON, PIECES[:3])) == HERE[:3]
        assert helper._answers is not None


def test_few_customers_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.subprocess, "Popen", lambda *_, **__: pytest.fail("started"))
    with Helper(apart.MANY - 1) as helper:
        assert list(helper.share("facts", COMMON, PIECES)) == HERE


def test_a_process_killed_on_the_way_is_done_without() -> None:
    with Helper(apart.MANY) as helper:
        found = []
        for at, piece in enumerate(helper.share("facts", COMMON, PIECES)):
            found.append(piece)
            if at == 2 and helper._process is not None and helper._process._process is not None:
                helper._process._process.kill()
    assert found == HERE


@pytest.mark.parametrize("says", ["print('a word')", "sys.stdout.buffer.write(b'\\xff' * 99)"])
def test_a_process_that_says_something_else_is_done_without(monkeypatch: pytest.MonkeyPatch, says: str) -> None:
    run = processes.subprocess.Popen
    monkeypatch.setattr(
        processes.subprocess, "Popen", lambda command, **how: run([command[0], "-c", f"import sys; {says}"], **how)
    )
    with Helper(apart.MANY) as helper:
        assert list(helper.share("facts", COMMON, PIECES)) == HERE


def test_a_process_that_does_not_start_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(processes.subprocess, "Popen", refuse)
    with Helper(apart.MANY) as helper:
        assert list(helper.share("facts", COMMON, PIECES)) == HERE


def test_nothing_that_lies_in_the_working_folder_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (tmp_path / "queue.py").write_text(f"open({str(ran)!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    with Helper(apart.MANY) as helper:
        assert list(helper.share("facts", COMMON, PIECES)) == HERE
        assert helper._answers is not None
    assert not ran.exists()
