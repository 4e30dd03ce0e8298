"""The ledger: only the legal moves, and planned is always the sum of the states."""

from __future__ import annotations

import shutil
import tempfile
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shopkeep.core.records.delivery import STATES, State
from shopkeep.delivery import outbox as ledger
from shopkeep.jobs import outbox as jobs
from shopkeep.jobs.shop import open_shop
from shopkeep.store import outbox as store
from tests.delivery.conftest import MEMORY
from tests.delivery.ledgers import fill

LEGAL = {
    ("queued", "sending"), ("sending", "sent"), ("sending", "deferred"), ("sending", "failed"),
    ("sending", "unknown"), ("queued", "deferred"), ("queued", "failed"), ("queued", "cancelled"),
    ("deferred", "queued"), ("deferred", "cancelled"), ("unknown", "sent"), ("unknown", "queued"),
    ("failed", "queued"),
}  # fmt: skip


def test_the_only_moves_are_those_of_the_design() -> None:
    assert {(a, b) for a, targets in ledger.MOVES.items() for b in targets} == LEGAL


@pytest.mark.parametrize(("start", "to"), [p for p in product(STATES, STATES) if p not in LEGAL])
def test_any_other_move_is_refused(start: State, to: State) -> None:
    with pytest.raises(ledger.IllegalMove):
        ledger.move(None, 1, (start,), to)  # type: ignore[arg-type]


class Ledger(RuleBasedStateMachine):
    """Anything may be tried on any message at any time; a plain dictionary says what should come of it."""

    SIZE = 4

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.shop = open_shop(self.home)
        self.ids = fill(self.shop, self.SIZE)
        self.model: dict[int, State] = dict.fromkeys(self.ids, "queued")
        self.attempts: dict[int, int] = {}

    def teardown(self) -> None:
        self.shop.close()
        shutil.rmtree(self.home)

    which = st.integers(0, SIZE - 1)

    def _try(self, number: int, leaving: tuple[State, ...], to: State, act) -> None:
        if self.model[number] in leaving:
            with self.shop.db.write() as tx:
                act(tx)
            self.model[number] = to
        else:
            with pytest.raises(ledger.IllegalMove), self.shop.db.write() as tx:
                act(tx)

    @rule(n=which)
    def begin(self, n: int) -> None:
        number = self.ids[n]

        def act(tx) -> None:
            self.attempts[number] = ledger.begin(tx, number, "main")

        self._try(number, ("queued",), "sending", act)

    @rule(n=which, to=st.sampled_from(["sent", "deferred", "failed", "unknown"]))
    def end(self, n: int, to: State) -> None:
        number = self.ids[n]
        attempt = self.attempts.get(number, 0)
        self._try(number, ("sending",), to, lambda tx: ledger.end(tx, number, attempt, to, "250 ok", 5))

    @rule(n=which, to=st.sampled_from(["deferred", "failed"]))
    def turn_away(self, n: int, to: State) -> None:
        number = self.ids[n]
        self._try(number, ("queued",), to, lambda tx: ledger.turn_away(tx, number, "main", to, "450 later", 5))

    @rule(n=which)
    def drop(self, n: int) -> None:
        number = self.ids[n]
        self._try(number, ("queued", "deferred"), "cancelled", lambda tx: ledger.drop(tx, number, "why"))

    @rule(n=which)
    def requeue(self, n: int) -> None:
        number = self.ids[n]
        self._try(number, ("deferred",), "queued", lambda tx: ledger.requeue(tx, number))

    @rule(n=which)
    def retry_failed(self, n: int) -> None:
        number = self.ids[n]
        self._try(number, ("failed",), "queued", lambda tx: ledger.retry_failed(tx, [number]))

    @rule(n=which, arrived=st.booleans())
    def answer(self, n: int, arrived: bool) -> None:
        number = self.ids[n]
        to: State = "sent" if arrived else "queued"
        self._try(number, ("unknown",), to, lambda tx: ledger.settle(tx, number, arrived))

    @rule()
    def restart(self) -> None:
        self.shop.close()
        self.shop = open_shop(self.home)
        sending = [n for n, state in self.model.items() if state == "sending"]
        assert jobs.recover(self.shop) == len(sending)
        self.model |= dict.fromkeys(sending, "unknown")

    @rule()
    def retry_all(self) -> None:
        jobs.retry(self.shop)
        self.model |= {n: "queued" for n, state in self.model.items() if state == "deferred"}

    @rule()
    def cancel_all(self) -> None:
        jobs.cancel(self.shop)
        self.model |= {n: "cancelled" for n, state in self.model.items() if state in ("queued", "deferred")}

    @invariant()
    def planned_is_the_sum(self) -> None:
        box = jobs.outbox(self.shop)
        assert box.counts.planned == self.SIZE == len(box.messages)
        assert {m.id: m.state for m in box.messages} == self.model

    @invariant()
    def a_sent_mail_says_when(self) -> None:
        with self.shop.db.read() as tx:
            rows = store.rows(tx)
        assert all((row.sent_at is not None) == (row.state == "sent") for row in rows)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
