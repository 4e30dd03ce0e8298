"""Which of several mails is the better one: looked at once when the window has closed, or day by day.

Once: the exact chance that one beta posterior lies above another, from a prior that says what the shop's
customers do anyway. Day by day: the e-value of Turner, Ly and Grünwald (2021), "Generic E-variables for exact
sequential k-sample tests that allow for optional stopping": with no difference it ever reaches 20 in at most
1 of 20 tests, however often it is looked at (Ville's inequality).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, islice
from math import exp, fsum, lgamma, log, log1p, sqrt
from operator import itemgetter, sub

Counts = tuple[int, int]
"""(orders, recipients)"""
Prior = tuple[int, int]
"""(successes, failures) that a beta prior is worth, whole numbers from 1 on."""

FLAT: Prior = (1, 1)
SURE = 0.95
"""The chance from which on a mail is called the better one, looked at once."""
DECIDED = 20.0
"""The e-value at which a test that is looked at daily is decided: 1 over 5 %."""
PRIOR_A, PRIOR_B = 0.18, 3.42
"""The beta prior of each arm's running mean in the e-value: about 5 in 100, and soon outweighed."""


def shop_prior(base_rate: float | None) -> Prior:
    """The prior of a shop of whose customers this share orders anyway within the window: Beta(1, 1/share - 1)."""
    if base_rate is None or base_rate <= 0:
        return FLAT
    return 1, min(199, max(1, round(1 / base_rate) - 1))


def chance_better(first: Counts, second: Counts, prior: Prior = FLAT) -> float:
    """P(the second's share is larger), exactly: with a = s + orders, b = f + recipients - orders,

    sum over i < a2 of exp( lB(a1 + i, b1 + b2) - ln(b2 + i) - lB(1 + i, b2) - lB(a1, b1) ), lB the log beta
    function (E. Miller 2015, for whole-number parameters).
    """
    (a1, b1), (a2, b2) = _posterior(first, prior), _posterior(second, prior)
    if a1 < a2:  # the sum has as many terms as its upper arm has orders: the shorter one does
        return 1 - chance_better(second, first, prior)
    constant = _log_beta(a1, b1)
    terms = (
        exp(_log_beta(a1 + i, b1 + b2) - log(b2 + i) - _log_beta(1 + i, b2) - constant) for i in range(a2)
    )  # fmt: skip
    return min(1.0, max(0.0, fsum(terms)))


def chances_best(arms: dict[str, Counts], prior: Prior = FLAT) -> dict[str, float]:
    """For each arm the chance that it is the best one; they add up to 1.

    Exact for two arms; for more, one density times the others' distributions, integrated on a fine grid.
    """
    names = list(arms)
    if len(names) == 1:
        return {names[0]: 1.0}
    if len(names) == 2:
        better = chance_better(arms[names[0]], arms[names[1]], prior)
        return {names[0]: 1 - better, names[1]: better}
    return _on_grid({name: _posterior(counts, prior) for name, counts in arms.items()})


def _posterior(counts: Counts, prior: Prior) -> tuple[int, int]:
    orders, recipients = counts
    return prior[0] + orders, prior[1] + recipients - orders


def _on_grid(posterior: dict[str, tuple[int, int]], steps: int = 4000) -> dict[str, float]:
    """Simpson's rule over pairs of steps, each arm's distribution summed up along the way."""
    spread = {name: 9 * sqrt(a * b / ((a + b) ** 2 * (a + b + 1))) for name, (a, b) in posterior.items()}
    means = {name: a / (a + b) for name, (a, b) in posterior.items()}
    low = max(0.0, min(means[name] - spread[name] for name in posterior))
    high = min(1.0, max(means[name] + spread[name] for name in posterior))
    width = (high - low) / steps
    density = {name: [_density(low + i * width, *shape) for i in range(steps + 1)] for name, shape in posterior.items()}
    below = {name: _summed(values, width) for name, values in density.items()}
    chances = {}
    for name in posterior:
        total = 0.0
        for k in range(0, steps + 1, 2):
            product = density[name][k]
            for other in posterior:
                if other != name:
                    product *= below[other][k // 2]
            total += product * (1 if k in (0, steps) else 4 if k // 2 % 2 else 2)
        chances[name] = total
    whole = sum(chances.values())
    return {name: chance / whole for name, chance in chances.items()}


def _summed(values: list[float], width: float) -> list[float]:
    """The integral up to every second point."""
    sums = [0.0]
    for k in range(0, len(values) - 2, 2):
        sums.append(sums[-1] + width / 3 * (values[k] + 4 * values[k + 1] + values[k + 2]))
    return sums


def _density(x: float, a: int, b: int) -> float:
    if x <= 0.0 or x >= 1.0:
        edge = (x <= 0.0 and a == 1) or (x >= 1.0 and b == 1)
        return exp(-_log_beta(a, b)) if edge else 0.0
    return exp((a - 1) * log(x) + (b - 1) * log1p(-x) - _log_beta(a, b))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a test that is looked at daily has shown: the largest e-value so far, and who led then."""

    value: float
    second_leads: bool
    blocks: int
    """Pairs (or blocks, where the arms are of unequal size) that were compared."""

    @property
    def decided(self) -> bool:
        return self.value >= DECIDED


Final = tuple[datetime, bool]
"""A recipient whose window has closed: when it did, and whether they ordered in it."""
Blocks = tuple[int, int]
"""How many of each arm are compared at a time: (1, 1), or (1, 4) of a holdout of a fifth and the mailed."""


def blocks_of(holdout: float) -> Blocks:
    """The blocks of a holdout's share and the mailed."""
    return (1, max(1, round((1 - holdout) / holdout))) if 0 < holdout < 1 else (1, 1)


def evidence(runs: Iterable[tuple[Sequence[Final], Sequence[Final]]], of: Blocks = (1, 1)) -> Evidence:
    """The e-value over one or several runs of the same test, each two arms' outcomes.

    Each block is of one run; what the arms' shares are may change from block to block. Blocks count in the
    order in which they became final, so that a later look adds to an earlier one and changes nothing of it.
    A block multiplies E by prod p_x^y (1 - p_x)^(1 - y) / p_0^y (1 - p_0)^(1 - y): p_x is the arm's running
    mean before the block, p_0 the two's mean, weighted as the block is made up.
    """
    found = sorted((block for run in runs for block in _blocks(run, of)), key=itemgetter(0))
    size, other_size = of
    had = other_had = 0
    value = largest = 0.0  # in logarithms
    leads = False
    for done, (_, hits, other_hits) in enumerate(found):
        mean = (PRIOR_A + had) / (PRIOR_A + PRIOR_B + done * size)
        other_mean = (PRIOR_A + other_had) / (PRIOR_A + PRIOR_B + done * other_size)
        pooled = (mean * size + other_mean * other_size) / (size + other_size)
        none = log1p(-pooled)
        if hits:
            value += hits * log(mean / pooled)
        value += (size - hits) * (log1p(-mean) - none)
        if other_hits:
            value += other_hits * log(other_mean / pooled)
        value += (other_size - other_hits) * (log1p(-other_mean) - none)
        had += hits
        other_had += other_hits
        if value > largest:
            largest, leads = value, other_had * size > had * other_size
    return Evidence(exp(min(largest, 700.0)), leads, len(found))


def _blocks(run: tuple[Sequence[Final], Sequence[Final]], of: Blocks) -> list[tuple[datetime, int, int]]:
    """(when it was final, orders of the first arm, orders of the second) of each block."""
    first, second = (sorted(arm, key=itemgetter(0)) for arm in run)
    columns = []
    for arm, size in ((first, of[0]), (second, of[1])):
        hits = list(accumulate((ordered for _, ordered in arm), initial=0))[::size]
        columns.append(([closes for closes, _ in arm[size - 1 :: size]], map(sub, islice(hits, 1, None), hits)))
    (ends, orders), (other_ends, other_orders) = columns
    return list(zip(map(max, ends, other_ends), orders, other_orders, strict=False))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
