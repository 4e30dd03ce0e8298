"""The ledger: the states of a message and the only legal moves between them.

    queued ──▶ sending ──▶ sent | deferred | failed | unknown
    queued ──▶ deferred | failed | cancelled
    deferred ─▶ queued | cancelled
    unknown ──▶ sent | queued          by the owner's answer alone
    failed ───▶ queued                 when the owner asks for another try

Nothing is ever taken out of it, so planned is always the sum of the states.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from shopkeep.core import clock
from shopkeep.core.records.delivery import State
from shopkeep.errors import ShopkeepError
from shopkeep.store import Tx, attempts
from shopkeep.store import outbox as store

MOVES: dict[State, frozenset[State]] = {
    "queued": frozenset(("sending", "deferred", "failed", "cancelled")),
    "sending": frozenset(("sent", "deferred", "failed", "unknown")),
    "deferred": frozenset(("queued", "cancelled")),
    "unknown": frozenset(("sent", "queued")),
    "sent": frozenset(),
    "failed": frozenset(("queued",)),
    "cancelled": frozenset(),
}
REPLY_LIMIT = 500
SAID_ARRIVED = "You said that it arrived."
"""The reply of a mail that is sent by the owner's word, and not the server's."""


class IllegalMove(ShopkeepError):
    """The ledger does not stand where the caller thought it did. Nothing was changed."""


class HeldBack(IllegalMove):
    """The owner or the customer has said since that this message is not to go out. Nothing was changed."""


def move(tx: Tx, number: int, leaving: Sequence[State], to: State, *, is_try: bool = False, **changes: Any) -> None:
    """Move one message from one of the states `leaving` to `to`, with other columns to set.

    Raises IllegalMove where a move is not in MOVES or the message does not stand in `leaving`.
    """
    _check(leaving, to)
    if store.move(tx, number, leaving, to, changes, is_try) != 1:
        raise IllegalMove(
            f"Message {number} is not {' or '.join(leaving)}, so it cannot become {to}.",
            "Nothing was changed.",
            "`shopkeep outbox` shows where each message stands.",
        )


def _move_all(tx: Tx, leaving: Sequence[State], to: State, sequence: str | None = None, **changes: Any) -> int:
    _check(leaving, to)
    return store.move_all(tx, leaving, to, changes, sequence)


def _check(leaving: Sequence[State], to: State) -> None:
    for state in leaving:
        if to not in MOVES[state]:
            raise IllegalMove(f"A message never goes from {state} to {to}.", "Nothing was changed.")


def begin(tx: Tx, number: int, account: str, at: int | None = None) -> int:
    """`queued → sending`: to be committed before the first byte of content. Gives the try's id.

    `at`: the stamp of the moment, where that is noted elsewhere too.
    """
    now = clock.stamp_now() if at is None else at
    move(tx, number, ("queued",), "sending", is_try=True, sending_at=now, next_at=None)
    return attempts.add(tx, number, account, now, "sending")


def end(tx: Tx, number: int, attempt: int, to: State, reply: str, next_at: int | None = None) -> None:
    """`sending → sent | deferred | failed | unknown`, with what the server said."""
    changes: dict[str, Any] = {"last_reply": reply[:REPLY_LIMIT], "next_at": next_at}
    if to == "sent":
        changes["sent_at"] = clock.stamp_now()
    move(tx, number, ("sending",), to, **changes)
    attempts.end(tx, attempt, to, reply[:REPLY_LIMIT])


def turn_away(tx: Tx, number: int, account: str, to: State, reply: str, next_at: int | None = None) -> None:
    """`queued → deferred | failed`: refused or lost before any content; counts as a try."""
    now = clock.stamp_now()
    move(tx, number, ("queued",), to, is_try=True, last_reply=reply[:REPLY_LIMIT], next_at=next_at)
    attempts.add(tx, number, account, now, to, reply[:REPLY_LIMIT])


def drop(tx: Tx, number: int, why: str) -> None:
    """`queued | deferred → cancelled` for one message, with the reason."""
    move(tx, number, ("queued", "deferred"), "cancelled", last_reply=why[:REPLY_LIMIT], next_at=None)


def requeue(tx: Tx, number: int) -> None:
    """`deferred → queued`: its time has come."""
    move(tx, number, ("deferred",), "queued", next_at=None)


def learn(tx: Tx, number: int, at: int, reply: str) -> None:
    """`queued | deferred → sending → unknown`: the journal beside the shop file says that its content was begun
    at `at`, and the shop file, gone back to an older state, knows nothing of it."""
    with suppress(IllegalMove):
        requeue(tx, number)
    move(tx, number, ("queued",), "sending", is_try=True, sending_at=at)
    move(tx, number, ("sending",), "unknown", last_reply=reply[:REPLY_LIMIT])


def recover(tx: Tx) -> int:
    """On start: what was being sent when the program ended is of unknown outcome. How many."""
    reply = "The program ended before the server had answered."
    return _move_all(tx, ("sending",), "unknown", last_reply=reply, next_at=None)


def cancel_waiting(tx: Tx, sequence: str | None = None) -> int:
    """Cancel everything that has not begun. How many."""
    return _move_all(tx, ("queued", "deferred"), "cancelled", sequence, next_at=None)


def retry_deferred(tx: Tx, sequence: str | None = None) -> int:
    """Put all deferred messages back in the queue now. How many."""
    return _move_all(tx, ("deferred",), "queued", sequence, next_at=None)


def retry_failed(tx: Tx, numbers: Sequence[int]) -> None:
    """Put failed messages back in the queue, because the owner asks for it."""
    for number in numbers:
        move(tx, number, ("failed",), "queued", next_at=None)


def settle(tx: Tx, number: int, arrived: bool) -> None:
    """The owner's answer for a message of unknown outcome: it arrived, or send it again."""
    if arrived:
        at = store.begun_at(tx, number) or clock.stamp_now()
        move(tx, number, ("unknown",), "sent", sent_at=at, last_reply=SAID_ARRIVED)
    else:
        move(tx, number, ("unknown",), "queued", last_reply="You asked to send it again.", next_at=None)
