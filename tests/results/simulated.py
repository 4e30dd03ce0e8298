"""Shops of which the truth is known: who comes back unasked, what the mails add, what orders are worth.

Plain Python, seeded: the same shops every time. The results are made by the same functions as an owner's.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, log

from shopkeep.core.records.results import Lift, TestResult
from shopkeep.results import ab, reckoning, variants
from shopkeep.results import lift as lifting
from shopkeep.results.attribution import days_after, journey
from shopkeep.results.books import Books
from shopkeep.results.verdicts import Scope
from shopkeep.results.words import Say
from shopkeep.store.results import Bought, Enrolled, Touch

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
WINDOW = 14
ZONE = "UTC"
SAY = Say()


@dataclass(frozen=True)
class Truth:
    """One shop as it is."""

    number: int
    enrolled: int
    holdout: float
    base: float
    lift: float
    values: str
    """Which heavy tail its order values have."""
    spread: int
    """Days over which customers come in; 0: one send."""

    @property
    def mailed_rate(self) -> float:
        return self.base + self.lift


def shops(number: int, seed: int, spread: int = 0, lift: float | None = None) -> list[Truth]:
    """Shops from 40 to 20,000 enrolled, evenly over the orders of magnitude; true lift -2 to +10 points."""
    rng = random.Random(seed)
    found = []
    for i in range(number):
        base = exp(rng.uniform(log(0.02), log(0.15)))
        more = rng.uniform(-0.02, 0.10) if lift is None else lift
        found.append(
            Truth(
                number=seed * 1_000_000 + i,
                enrolled=round(exp(rng.uniform(log(40), log(20_000)))),
                holdout=rng.choice((0.1, 0.2, 0.3, 0.5)),
                base=base,
                lift=max(more, 0.002 - base),
                values=rng.choice(tuple(MEANS)),
                spread=spread,
            )
        )
    return found


MEANS = {
    "log-normal 0.7": exp(0.7**2 / 2),
    "log-normal 1.0": exp(1.0**2 / 2),
    "log-normal 1.2": exp(1.2**2 / 2),
    "Pareto 2.5": 2.5 / 1.5,
    "one in fifty is wholesale": exp(0.6**2 / 2) * (1 + 0.02 * 11),
}
"""Kinds of order values with their means, in units of 30.00."""


def value(kind: str, rng: random.Random) -> int:
    """One order's value in minor units."""
    if kind.startswith("log-normal"):
        drawn = rng.lognormvariate(0, float(kind.split()[1]))
    elif kind.startswith("Pareto"):
        drawn = rng.paretovariate(2.5)
    else:
        drawn = rng.lognormvariate(0, 0.6) * (12 if rng.random() < 0.02 else 1)
    return max(1, round(3000 * drawn))


@dataclass(frozen=True)
class Told:
    """What an owner would be told of a shop."""

    truth: Truth
    lift: Lift
    true_money: float
    """What the mailed brought more than they would have, on average over all that might have happened."""
    test: TestResult | None
    mailed: int
    held: int


def tell(truth: Truth) -> Told:
    """Let a shop's mails go out, its customers order, and reckon; both variants of the mail are alike."""
    rng = random.Random(truth.number)
    mailed, held = [], []
    moments = [START + timedelta(days=day) for day in range(truth.spread + 1)]
    closings = {moment: days_after(moment, WINDOW, ZONE) for moment in moments}
    touches = {(moment, variant): Touch(0, "offer", 1, variant, moment) for moment in moments for variant in "AB"}
    for i in range(truth.enrolled):
        at = moments[i * len(moments) // truth.enrolled]
        out = rng.random() < truth.holdout
        variant = "A" if rng.random() < 0.5 else "B"
        orders: tuple[Bought, ...] = ()
        if rng.random() < (truth.base if out else truth.mailed_rate):
            placed = at + timedelta(days=rng.uniform(0.1, 13.9))
            orders = (Bought(i, str(i), placed, "EUR", value(truth.values, rng), 0, 0, "[]"),)
        person = Enrolled(i, i, "", "", out, "", "")
        way = journey(person, (touches[at, variant],), orders, closings[at])
        (held if out else mailed).append(way)
    until = max(closings.values()) + timedelta(days=1)
    books = Books("EUR", {}, frozenset(), {}, ())
    prior = ab.shop_prior(truth.base)
    arms = reckoning.arm(mailed, books), reckoning.arm(held, books)
    once = lifting.is_one_send([*mailed, *held], WINDOW)
    look = lifting.Look(once, until, prior, ab.blocks_of(truth.holdout))
    scope = Scope(WINDOW, ZONE, until, books, {}, prior)
    tests = variants.tests(mailed, scope, SAY)
    return Told(
        truth=truth,
        lift=lifting.lift("Win-back", mailed, held, arms, books, look, SAY),
        true_money=truth.lift * 3000 * MEANS[truth.values] * len(mailed),
        test=tests[0] if tests else None,
        mailed=len(mailed),
        held=len(held),
    )


def band(enrolled: int) -> str:
    """The size of a shop's list, for the table."""
    for top in (100, 300, 1_000, 3_000, 10_000):
        if enrolled < top:
            return f"under {top:,}"
    return "10,000 to 20,000"
