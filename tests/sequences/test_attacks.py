"""Every attack on a template ends soon, in little memory, in an error that names the file and the line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.sequences.attacks import ATTACKS, HARMLESS, SECONDS

ROOT = Path(__file__).resolve().parents[2]
DOZEN = range(7, len(ATTACKS), len(ATTACKS) // 12)


def tried(numbers: Iterable[int]) -> dict[int, dict[str, object]]:
    wanted = [str(number) for number in numbers]
    command = [sys.executable, "-m", "tests.sequences.attacks", *wanted]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    found = {said["number"]: said for said in map(json.loads, done.stdout.splitlines())}
    assert len(found) == len(wanted), f"{wanted[len(found)]}: {done.stderr[-2000:]}"
    return found


def fended_off(numbers: Iterable[int]) -> None:
    for number, said in tried(numbers).items():
        source = ATTACKS[number][:200]
        assert said["error"], source
        assert said["file"] == "1-offer/1.md", source
        assert isinstance(said["line"], int), source
        assert said["line"] >= 1, (source, said)
        assert float(str(said["seconds"])) < SECONDS, (source, said)


def test_a_dozen_attacks() -> None:
    fended_off(DOZEN)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(6))
def test_every_attack(part: int) -> None:
    assert len(ATTACKS) >= 300
    fended_off(range(part, len(ATTACKS), 6))


@pytest.mark.long
def test_what_is_only_odd_is_only_text() -> None:
    for said in tried(range(len(ATTACKS), len(ATTACKS) + len(HARMLESS))).values():
        assert not said["error"], said
        assert float(str(said["seconds"])) < SECONDS, said
