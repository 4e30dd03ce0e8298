"""Codes of their own for the recipients of a turn: which each would get, and giving them for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shopkeep.errors import DecisionNeeded, SequenceProblem
from shopkeep.jobs.sequence_needs import offers_of
from shopkeep.jobs.sequence_turns import Turn
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import offers
from shopkeep.sequences.values import offer_words
from shopkeep.store import Tx
from shopkeep.store import codes as store


@dataclass(frozen=True, slots=True)
class Given:
    """One code that a customer is to be given, and what it gives them."""

    code: str
    customer_id: int
    source: str
    gives: str


def reserve(shop: Shop, turn: Turn) -> tuple[dict[int, str], list[Given]]:
    """Customer -> the code in their mail, and those codes of them that are yet to be given.

    Whoever was given a code for this very offer keeps it. Nothing is stored: `give` does that, in the
    transaction that queues the mails. Raises SequenceProblem where the codes do not suffice.
    """
    codes: dict[int, str] = {}
    wanting: dict[tuple[str, str], list[int]] = defaultdict(list)
    says: dict[tuple[str, str], str] = {}
    with shop.db.read() as tx:
        taken = store.taken(tx, turn.sequence.name)
        for made in offers_of(turn):
            if not made.offer.codes:
                continue
            kind = (made.offer.codes, offers.terms(made.offer))
            known = taken.get(store.Taken(made.one.enrolment_id or 0, *kind))
            if known is not None:
                codes[made.one.customer_id] = known
            else:
                wanting[kind].append(made.one.customer_id)
                says[kind] = offer_words(made.offer, shop.currency)[0]
        given: list[Given] = []
        used: set[str] = set()
        for (source, gives), customers in wanting.items():
            # A pool serves offers of any terms, so that a code may have gone to another of them just now.
            free = [c for c in store.free(tx, source, gives, len(customers) + len(used)) if c not in used]
            if len(free) < len(customers):
                raise shortage(turn.sequence.name, source, says[source, gives], len(customers) - len(free))
            given += [Given(code, who, source, gives) for code, who in zip(free, customers, strict=False)]
            used.update(free[: len(customers)])
    codes |= {one.customer_id: one.code for one in given}
    return codes, given


def planned(shop: Shop, turn: Turn, email: str) -> list[Given]:
    """The codes that an address would be given with a turn's mails; none where the codes do not suffice."""
    customer = next((one.customer_id for one in turn.recipients if one.email == email), None)
    if customer is None:
        return []
    try:
        _, given = reserve(shop, turn)
    except SequenceProblem:
        return []
    return [one for one in given if one.customer_id == customer]


def shortage(name: str, source: str, says: str, missing: int) -> SequenceProblem:
    """What to say where codes do not suffice."""
    kind, _, called = source.partition(":")
    more = f"y in Sequences makes them, or shopkeep codes make {name}"
    if kind == "pool":
        more = f"In Sequences, Enter on the group, then Code, loads more, or shopkeep codes load {called} FILE"
    lack = f"{missing:,} {'is' if missing == 1 else 'are'} missing among {offers.source_words(source)}"
    return SequenceProblem(
        f"{lack}: {says} is promised with a code for each customer alone.",
        "Nobody gets a code that somebody else has, so nothing was queued.",
        more,
    )


def give(tx: Tx, given: Sequence[Given], enrolments: Mapping[int, int], at: int) -> None:
    """Give the reserved codes, in the transaction that queues the mails they stand in.

    `enrolments`: customer -> enrolment. Raises DecisionNeeded where a code has gone elsewhere meanwhile.
    """
    if not store.take(tx, [(one.code, enrolments[one.customer_id], one.gives) for one in given], at):
        raise DecisionNeeded(
            "Codes that were to be sent have been given to others meanwhile.",
            "Nothing was queued or sent.",
            "Look at the mails again, then confirm.",
        )
