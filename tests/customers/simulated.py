"""Invented shops whose truth is known: what the return chance is tried on where no real shop is to be had.

Customers order at rates of their own (gamma), stop after any order with odds of their own (beta), first
came at any time of the shop's life, and get some orders back. With a season, time runs faster before
Christmas and slower after it, by another amount every year; customers know nothing of it otherwise.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from shopkeep.core.records.customers import History, Placed
from shopkeep.customers.backtest import Tried, judged_on
from shopkeep.customers.rhythm import facts_of
from shopkeep.customers.season import has_history

HORIZON = 90
OPENED = date(2020, 1, 1)
"""No shop is older."""
DAYS = 2600
REFUSED, REFUNDED = 0.03, 0.03
"""Shares of orders that are refunded in full, and in part."""


@dataclass(frozen=True)
class SimulatedShop:
    """A shop at the end of a day, and what its customers did later."""

    histories: list[History]
    """Up to `as_of` and a horizon beyond it."""
    opened: date
    as_of: date

    def tried(self) -> tuple[list[Tried], bool]:
        """What we would have said on the day and what customers did; and whether adjusted for season."""
        before = [(history, fact) for history in self.histories if (fact := facts_of(history, self.as_of)) is not None]
        adjusted = has_history(min(fact.first_on for _, fact in before), self.as_of, HORIZON)
        return judged_on(before, self.as_of, HORIZON, adjusted), adjusted


def sizes(shops: int, seed: int, least: int = 50, most: int = 20_000) -> Iterator[tuple[int, random.Random]]:
    """So many numbers of customers, evenly over the magnitudes; each with its own dice."""
    for number in range(shops):
        dice = random.Random(f"{seed} {number}")
        yield round(math.exp(dice.uniform(math.log(least), math.log(most)))), dice


def simulate(customers: int, dice: random.Random, season: bool = False, months: int | None = None) -> SimulatedShop:
    """A shop of about so many customers, `months` old (none: 6 to 48), its customers of any age."""
    as_of = OPENED + timedelta(days=1500 + dice.randrange(365 * 2))
    age = round((months if months is not None else dice.uniform(6, 48)) * 30.44)
    opened = as_of - timedelta(days=age)
    clock = season_clock(dice.randrange(10**6) if season else None)
    start, now = clock[(opened - OPENED).days], clock[(as_of - OPENED).days + 1]
    shape, usual_gap = math.exp(dice.uniform(-1, 1)), math.exp(dice.uniform(math.log(30), math.log(240)))
    stop_a, stop_b = math.exp(dice.uniform(-1.6, 0.5)), math.exp(dice.uniform(-0.3, 1.6))
    end = clock[(as_of - OPENED).days + HORIZON + 1]
    histories = []
    for number in range(customers):
        rate = dice.gammavariate(shape, 1 / (shape * usual_gap))
        stops = dice.betavariate(stop_a, stop_b)
        level = dice.lognormvariate(3.5, 0.5) * 100
        at = dice.uniform(start, now)
        placed: list[Placed] = []
        refused: list[date] = []
        while at < end:
            on = OPENED + timedelta(days=bisect_right(clock, at) - 1)
            fate = dice.random()
            if fate < REFUSED:
                refused.append(on)
            else:
                amount = round(dice.gammavariate(4, level / 4)) + 1
                partly = fate < REFUSED + REFUNDED
                placed.append(Placed(on, amount // 2 if partly else amount, refunded=partly))
            if dice.random() < stops:
                break
            at += dice.expovariate(rate) if rate > 1e-9 else math.inf
        if placed:
            histories.append(History(number + 1, tuple(placed), tuple(refused)))
    return SimulatedShop(histories, opened, as_of)


@lru_cache(maxsize=64)
def season_clock(seed: int | None) -> list[float]:
    """How far the customers' time has come at the beginning of each day since OPENED; none: evenly.

    The season: up to three times the usual around the beginning of December, two thirds in between.
    """
    dice = random.Random(seed)
    strength = {year: dice.uniform(1.5, 3.0) for year in range(OPENED.year, OPENED.year + 9)}
    clock, total = [0.0], 0.0
    for number in range(DAYS):
        day = OPENED + timedelta(days=number)
        peak = date(day.year, 12, 5)
        away = abs((day - peak).days)
        away = min(away, 365 - away)
        of_year = strength[day.year if day.month > 4 else day.year - 1] if day.year > OPENED.year else 2.0
        pace = 1.0 if seed is None else 0.65 + of_year * math.exp(-((away / 30) ** 2) / 2)
        total += pace
        clock.append(total)
    return clock
