"""What the mails changed: the mailed against the holdout, in returns, in money and in profit.

Where several sequences are pooled, everybody is compared within their stratum alone (the sequence and season
they entered by), and strata count by how many of them were mailed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from math import erf, sqrt

from shopkeep.core.money import Money
from shopkeep.core.records.results import Arm, Lift
from shopkeep.core.shares import Z95, wilson
from shopkeep.results import ab, heavy_tails, power, words
from shopkeep.results.attribution import Journey
from shopkeep.results.books import Books

Range = tuple[float, float]
ENOUGH_ORDERS = 10
"""Below this many returns in both arms together nothing is told."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a comparison is looked at."""

    once: bool
    """Sent in one go: judged once, when all windows have closed. Else by the e-value, as often as one likes."""
    until: datetime | None
    """Up to when orders are known."""
    prior: ab.Prior = ab.FLAT
    blocks: ab.Blocks = (1, 1)


@dataclass(frozen=True, slots=True)
class Stratum:
    mailed: list[Journey]
    held: list[Journey]


def strata(mailed: Collection[Journey], held: Collection[Journey]) -> list[Stratum]:
    """The two arms, stratum by stratum; those without either arm tell nothing and are left out."""
    found: dict[str, Stratum] = defaultdict(lambda: Stratum([], []))
    for way in mailed:
        found[way.stratum].mailed.append(way)
    for way in held:
        found[way.stratum].held.append(way)
    return [one for _, one in sorted(found.items()) if one.mailed and one.held]


def is_one_send(ways: Collection[Journey], days: int) -> bool:
    """Whether all had their first mail within so many days of each other: one send, to be looked at once."""
    if not ways:
        return True
    moments = {way.began for way in ways}
    return (max(moments) - min(moments)).days < days


def returns_lift(parts: Sequence[Stratum]) -> tuple[float, Range] | None:
    """Difference of the shares with its 95 % interval; None where no stratum has both arms.

    Newcombe 1998, method 10; over strata the same sum of squares (Yan and Su 2010), each by its weight.
    """
    counts = [((_back(part.held), len(part.held)), (_back(part.mailed), len(part.mailed))) for part in parts]
    return share_lift(counts)


def share_lift(counts: Sequence[tuple[ab.Counts, ab.Counts]]) -> tuple[float, Range] | None:
    """The same from (orders, customers) of the holdout and of the mailed, stratum by stratum."""
    everybody = sum(of for _, (_, of) in counts)
    if not everybody:
        return None
    apart = below = above = 0.0
    for (a, of_a), (b, of_b) in counts:
        range_a, range_b = wilson(a, of_a), wilson(b, of_b)
        if range_a is None or range_b is None:
            return None
        weight, share_a, share_b = of_b / everybody, a / of_a, b / of_b
        apart += weight * (share_b - share_a)
        below += weight**2 * ((share_b - range_b[0]) ** 2 + (range_a[1] - share_a) ** 2)
        above += weight**2 * ((range_b[1] - share_b) ** 2 + (share_a - range_a[0]) ** 2)
    return apart, (apart - sqrt(below), apart + sqrt(above))


@dataclass(frozen=True, slots=True)
class MoneyLift:
    """What the mailed brought more, in minor units; without a range where one would be a guess."""

    more: float
    range: Range | None = None
    plain: bool = False
    """Whether money alone shows that it is not nothing: the 99 % range says so."""


def money_lift(parts: Sequence[Stratum], books: Books, of: Callable[[Journey], float]) -> MoneyLift | None:
    """What the mailed brought more, with its 95 % range from 30 buyers an arm on."""
    if not parts:
        return None
    sides: list[heavy_tails.Total] = []
    buyers = []
    for side in ("held", "mailed"):
        totals, count = [], 0
        for part in parts:
            ways: list[Journey] = getattr(part, side)
            values = books.values(ways, of)
            count += sum(value > 0 for value in values)
            totals.append(heavy_tails.total(values, len(ways), len(part.mailed)))
        sides.append(reduce(heavy_tails.Total.__add__, totals))
        buyers.append(count)
    held, mailed = sides
    more = mailed.estimate - held.estimate
    if min(buyers) < heavy_tails.BUYERS_FOR_RANGE:
        return MoneyLift(more)
    low, high = heavy_tails.difference(held, mailed, heavy_tails.Z99)
    return MoneyLift(more, heavy_tails.difference(held, mailed), low > 0 or high < 0)


def evidence(parts: Sequence[Stratum], look: Look) -> ab.Evidence:
    """The e-value of those whose window has closed."""

    def final(ways: list[Journey]) -> list[ab.Final]:
        closed = [way for way in ways if look.until is not None and way.closes <= look.until]
        return [(way.closes, way.returned) for way in sorted(closed, key=lambda way: (way.began, way.person.id))]

    return ab.evidence([(final(part.held), final(part.mailed)) for part in parts], look.blocks)


def lift(
    title: str,
    mailed: list[Journey],
    held: list[Journey],
    arms: tuple[Arm, Arm],
    books: Books,
    look: Look,
    say: words.Say,
) -> Lift:
    """All that the comparison tells, with its verdict. `arms`: the mailed's and the holdout's counts."""
    arm, control = arms
    if not mailed:
        return Lift(None, None, None, None, None, "Nothing was sent yet.")
    parts = strata(mailed, held)
    found = returns_lift(parts)
    if found is None:
        return Lift(None, None, None, None, None, words.NO_HOLDOUT, money_says=words.NO_HOLDOUT_MONEY)
    apart, interval = found
    revenue = money_lift(parts, books, books.revenue)
    profit = money_lift(parts, books, books.profit) if books.knows_costs else None
    shown = evidence(parts, look)
    closes = max({way.closes for way in [*mailed, *held]})
    still_open = look.until is None or look.until < closes
    few = arm.returned + control.returned < ENOUGH_ORDERS
    clear = not few and (
        (shown.decided and shown.second_leads == (apart > 0)) if not look.once
        else not still_open and (interval[0] > 0 or interval[1] < 0)
    )  # fmt: skip
    wait = None if clear else power.customers_needed(
        (control.returned, control.customers), (arm.returned, arm.customers), daily=not look.once
    )  # fmt: skip
    money_range = _moneys(books, revenue)
    alone = revenue is not None and revenue.plain
    anyway = sum(_back(part.held) / len(part.held) * len(part.mailed) for part in parts)
    verdict = words.verdict(
        say,
        title,
        open_until=closes if still_open and look.once else None,
        returned=arm.returned + control.returned,
        enough=ENOUGH_ORDERS,
        clear=clear,
        interval=interval,
        money=money_range if clear or (alone and look.once and not still_open and not few) else None,
        wait=wait,
    )
    return Lift(
        returns=apart,
        interval=interval,
        revenue=None if revenue is None else books.money(revenue.more),
        revenue_interval=money_range,
        chance_positive=_chance(parts, apart, interval, look.prior),
        verdict=verdict,
        profit=None if profit is None else books.money(profit.more),
        profit_interval=_moneys(books, profit),
        anyway=anyway,
        given_anyway=_given_anyway(arm, anyway),
        more_customers=wait.more if wait else None,
        money_says="" if money_range else words.no_range(arm.buyers, control.buyers, heavy_tails.BUYERS_FOR_RANGE),
        e_value=shown.value,
        decided=clear,
    )


def _back(ways: Collection[Journey]) -> int:
    return sum(way.returned for way in ways)


def _moneys(books: Books, found: MoneyLift | None) -> tuple[Money, Money] | None:
    if found is None or found.range is None:
        return None
    return books.money(found.range[0]), books.money(found.range[1])


def _given_anyway(arm: Arm, anyway: float) -> Money | None:
    """Of what was given, the part that fell to those who would have come back with no mail."""
    if arm.given is None or not arm.returned:
        return None
    return arm.given.times(min(1.0, anyway / arm.returned))


def _chance(parts: Sequence[Stratum], apart: float, interval: Range, prior: ab.Prior) -> float:
    """The chance that the mails brought anybody back: exact for one stratum, by the normal law for several."""
    if len(parts) == 1:
        [part] = parts
        first, second = (_back(part.held), len(part.held)), (_back(part.mailed), len(part.mailed))
        return ab.chance_better(first, second, prior)
    spread = (interval[1] - interval[0]) / (2 * Z95)
    return 0.5 * (1 + erf(apart / spread / sqrt(2))) if spread else 0.5
