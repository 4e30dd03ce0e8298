"""What the tests of a sequence can show with as many customers as it has, said before anything is sent."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shopkeep import wording
from shopkeep.core.records.offers import VariantTest
from shopkeep.core.records.sequences import Sequence
from shopkeep.jobs.sequence_people import load
from shopkeep.jobs.sequence_turns import Turn, turn
from shopkeep.jobs.shop import Shop
from shopkeep.results.power import detectable_lift
from shopkeep.sequences.audience import still_in
from shopkeep.sequences.dealing import Seat
from shopkeep.sequences.turn import seat_of
from shopkeep.store import summaries

USUAL_BASE = 0.05
"""Share expected to return where nothing is known of anybody."""
DOUBLE = 2.0


def variant_tests(shop: Shop, name: str, as_of: date | None = None) -> list[VariantTest]:
    """Every test of a sequence. Raises NotFound, SequenceProblem.

    Whoever is in the sequence or would enter it now is counted; the holdout is not.
    """
    sequence = load(shop, name)
    if not any(len(stage.variants(number)) > 1 for stage in sequence.stages for number in stage.mail_numbers):
        return []
    return tests_of(shop, turn(shop, name, sequence.stages[0].name, as_of=as_of))


def tests_of(shop: Shop, now: Turn) -> list[VariantTest]:
    """The same from the turn of the sequence's first stage."""
    people = [
        (who, one.group if one else who.enrolled.group if who.enrolled else who.group)
        for who, one in still_in(now.candidates, now.recipients, now.left_out)
    ]
    seats: Counter[Seat] = Counter()
    for stage in now.sequence.stages:
        for number in stage.mail_numbers:
            if len(stage.variants(number)) > 1:
                seats.update(seat_of(stage, number, group, who.language) for who, group in people)
    return _tests(shop, now.sequence, seats, [who.customer_id for who, _ in people])


def tests_in(shop: Shop, now: Turn) -> list[VariantTest]:
    """The tests of the mails that a turn would send, by those who get them now."""
    languages = {who.customer_id: who.language for who in now.candidates}
    sent = [one for one in now.recipients if not one.holdout]
    seats = Counter(seat_of(now.stage, one.mail, one.group, languages[one.customer_id]) for one in sent)
    return _tests(shop, now.sequence, seats, [one.customer_id for one in sent])


def _tests(shop: Shop, sequence: Sequence, seats: Counter[Seat], ids: list[int]) -> list[VariantTest]:
    """One test for each mail and set of variants: Results counts them over all groups together."""
    counts: Counter[tuple[str, int, tuple[str, ...]]] = Counter()
    for seat, count in seats.items():
        if len(seat.variants) > 1:
            counts[seat.stage, seat.mail, seat.variants] += count
    if not counts:
        return []
    base, titles = _base(shop, ids, sequence), {stage.name: stage.title for stage in sequence.stages}
    days = sequence.return_window_days
    return [_test(stage, titles[stage], mail, variants, n, base, days) for (stage, mail, variants), n in counts.items()]


def _base(shop: Shop, ids: list[int], sequence: Sequence) -> float:
    """The share of these customers expected to order within the sequence's window, from their return chances."""
    if not ids:
        return USUAL_BASE
    with shop.db.read() as tx:
        chances = [one.return_chance for one in summaries.stored(tx, ids)]
    if not chances:
        return USUAL_BASE
    horizon = int(shop.settings.get("policy.horizon_days"))
    share = min(1.0, sequence.return_window_days / horizon)
    # A chance over the horizon, spread evenly over its days.
    return sum(1 - (1 - min(chance, 0.999)) ** share for chance in chances) / len(chances)


def _test(
    stage: str, title: str, mail: int, variants: tuple[str, ...], count: int, base: float, days: int
) -> VariantTest:
    each = count // len(variants)
    lift = detectable_lift(base, each, each)
    ratio = None if lift is None else (base + lift) / base
    enough = ratio is not None and ratio < DOUBLE
    says = f"{title} {mail}, {wording.listed(list(variants))}: {_says(count, base, lift, ratio, days)}"
    return VariantTest(stage, mail, variants, count, base, lift, enough, says)


def _says(count: int, base: float, lift: float | None, ratio: float | None, days: int) -> str:
    who = f"with {wording.count(count, 'customer')}"
    if lift is None or ratio is None:
        return f"{who} no difference could be told from chance."
    change = f"from {_in_100(base)} to {_in_100(base + lift)} in 100 coming back within {wording.span(days)}"
    if ratio >= 3.5:
        return f"{who} not even a tripling would show ({change} would)."
    if ratio >= 2.5:
        return f"{who} only a tripling would show ({change})."
    if ratio >= 1.75:
        return f"{who} only a doubling would show ({change})."
    return f"{who} a rise by {wording.percent(ratio - 1)} would show ({change})."


def _in_100(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0")
