"""What counts of a small list can tell of a share, of two shares, and of more than chance would bring.

Sources: Wilson 1927 (score interval), Newcombe 1998 method 10 (difference of two shares), Byar's limits of a
count (Breslow and Day 1987), Fisher's exact tail, Benjamini and Hochberg 1995 (many comparisons at once).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt

Z95 = 1.959963984540054


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95 % score interval of a share; None without trials."""
    if trials == 0:
        return None
    share, z2 = successes / trials, Z95 * Z95
    centre = share + z2 / (2 * trials)
    spread = Z95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    scale = 1 + z2 / trials
    low = 0.0 if successes == 0 else (centre - spread) / scale
    high = 1.0 if successes == trials else (centre + spread) / scale
    return low, high


def newcombe(a: int, of_a: int, b: int, of_b: int) -> tuple[float, float] | None:
    """The 95 % interval of share B less share A; None where either has no trials."""
    interval_a, interval_b = wilson(a, of_a), wilson(b, of_b)
    if interval_a is None or interval_b is None:
        return None
    share_a, share_b = a / of_a, b / of_b
    difference = share_b - share_a
    low = difference - sqrt((share_b - interval_b[0]) ** 2 + (interval_a[1] - share_a) ** 2)
    high = difference + sqrt((interval_b[1] - share_b) ** 2 + (share_a - interval_a[0]) ** 2)
    return low, high


def byar(count: int) -> tuple[float, float]:
    """The 95 % limits of what a count would be on average (Poisson), in closed form."""
    low = 0.0 if count == 0 else count * max(0.0, 1 - 1 / (9 * count) - Z95 / (3 * sqrt(count))) ** 3
    more = count + 1
    return low, more * (1 - 1 / (9 * more) + Z95 / (3 * sqrt(more))) ** 3


def poisson_tail(count: int, expected: float) -> float:
    """P(at least so many) where `expected` come on average."""
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    below = count <= expected  # the side away from the mean is summed: its terms fall from the first one on
    term = exp((count - below) * log(expected) - expected - lgamma(count - below + 1))
    total, at = 0.0, count - below
    while term > total * 1e-15 and at >= 0:
        total += term
        term *= at / expected if below else expected / (at + 1)
        at += -1 if below else 1
    return min(1.0, max(0.0, 1 - total if below else total))


def two_sided(inside: int, of_inside: int, outside: int, of_outside: int) -> float:
    """How often two shares would differ so much, either way, by luck alone: twice Fisher's smaller tail."""
    drawn, everybody, marked = of_inside, of_inside + of_outside, inside + outside
    if not of_inside or not of_outside or not marked or marked == everybody:
        return 1.0
    upwards = inside * everybody >= drawn * marked
    at, total = inside, 0.0
    term = exp(_log_choose(marked, at) + _log_choose(everybody - marked, drawn - at) - _log_choose(everybody, drawn))
    while term > total * 1e-15:
        total += term
        if upwards:
            term *= (marked - at) * (drawn - at) / ((at + 1) * (everybody - marked - drawn + at + 1))
            at += 1
        else:
            term *= at * (everybody - marked - drawn + at) / ((marked - at + 1) * (drawn - at + 1))
            at -= 1
    return min(1.0, 2 * total)


def holding(chances: Sequence[float], compared: int | None = None, wrong: float = 0.05) -> list[bool]:
    """Which findings hold although many things were compared: of those, about 1 in 20 is luck.

    `chances`: of each finding, how likely luck alone brings it. `compared`: how many were looked at in all,
    where those without a finding are not listed.
    """
    number = max(len(chances), compared or 0)
    limit = 0.0
    for rank, chance in enumerate(sorted(chances), 1):
        if chance <= wrong * rank / number:
            limit = chance
    return [chance <= limit and chance <= wrong for chance in chances]


def _log_choose(of: int, take: int) -> float:
    return lgamma(of + 1) - lgamma(take + 1) - lgamma(of - take + 1)
