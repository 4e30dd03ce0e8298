"""Whose an order is that was placed under another address: the owner's answer, which can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from shopkeep.core import clock, text
from shopkeep.core.records.customers import Done
from shopkeep.errors import NotFound, UsageError
from shopkeep.jobs import results
from shopkeep.jobs.shop import Shop
from shopkeep.store import enrolments
from shopkeep.store import order_owners as store
from shopkeep.store import triage as steps


@dataclass(frozen=True, slots=True)
class _Asked:
    """An order that may be a customer's."""

    order_id: int
    customer_id: int
    number: str
    email: str


def answer(shop: Shop, order: str, theirs: bool, email: str = "") -> Done:
    """Keep whether an order is the customer's whom it may belong to; a later answer replaces an earlier one.

    Theirs: it counts as their return, and they leave their sequences. `order` is its shown number, with or
    without #; `email` says whose, where it may be several customers'. Raises NotFound, UsageError.
    """
    one = _meant(shop, order, email)
    with shop.db.write() as tx:
        before = store.answers(tx).get((one.order_id, one.customer_id))
        key = {"order_id": one.order_id, "customer_id": one.customer_id}
        if before is None:
            undo = steps.was_made("order_owners", **key)
        else:
            undo = steps.was("order_owners", {"theirs": before}, **key)
        store.answer(tx, one.order_id, one.customer_id, theirs, clock.now())
        if theirs:
            enrolments.close_returned(tx, {one.customer_id}, clock.now())
        else:
            enrolments.reopen_unreturned(tx, {one.customer_id})
        whose = "is" if theirs else "is not"
        says = f"Order {text.plain(one.number)} {whose} {text.plain(one.email)}'s"
        steps.record(tx, says, [undo], clock.now())
    return Done(says)


def _meant(shop: Shop, order: str, email: str) -> _Asked:
    number, address = order.strip().lstrip("#").casefold(), text.address(email) if email else ""
    waiting = [_Asked(o.order_id, o.customer_id, o.order, o.email) for o in results.doubtful_orders(shop)]
    with shop.db.read() as tx:
        known = [_Asked(a.order_id, a.customer_id, a.number, a.email) for a in store.answered(tx)]
    found = {
        (one.order_id, one.customer_id): one
        for one in (*waiting, *known)
        if one.number.lstrip("#").casefold() == number and address in ("", one.email)
    }
    if not found:
        raise NotFound(
            f"No order {text.plain(order)[:40]} waits for your word.",
            "Only orders are asked about that may be somebody's whom you wrote to, under another address.",
            "`shopkeep results` lists them.",
        )
    if len(found) > 1:
        whose = ", ".join(sorted({one.email for one in found.values()}))
        raise UsageError(
            f"Order {text.plain(order)[:40]} may be several customers'.",
            "Nothing was changed.",
            f"Say whose: give one of {text.plain(whose)} after it.",
        )
    return next(iter(found.values()))
