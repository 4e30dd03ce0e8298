"""The chance that a customer comes back: the MBG/NBD model, fitted with a weak prior.

Batislam, Denizel and Filiztekin (2007): a customer orders at random at a steady rate of their own, and
may stop for good right after any order, the first one included. Rates differ between customers
(gamma with shape r and rate alpha), so do the odds of stopping (beta with a and b). All a customer's
history says is then in three numbers, in days here:

    x     order days after the first
    t_x   from the first order day to the last
    T     from the first order day to today
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from shopkeep.customers.minimise import Objective, digamma, minimise

Number = TypeVar("Number", int, float)
Past = tuple[int, float, float]
"""(x, t_x, T)"""

# What four public shops have in common, as logarithms of r, alpha (in units of the shop's mean T), a
# and b, and how far a shop may well lie from it: enough to keep 50 customers from a degenerate fit.
PRIOR_MEANS = (-0.008, -1.629, -0.783, 0.568)
PRIOR_SPREADS = (0.7, 0.9, 0.7, 0.9)

ROUGH = 2_000
"""Histories that a fit to very many begins with."""


@dataclass(frozen=True, slots=True)
class ReturnModel:
    """The four parameters of a shop; `alpha` in days.

    `shift` moves every chance along its log-odds, for the season (`season.py`): it keeps their order, and
    none and certainty stay what they are.
    """

    r: float
    alpha: float
    a: float
    b: float
    shift: float = 0.0

    def alive(self, x: int, t_x: float, t: float) -> float:
        """The probability that the customer has not stopped for good."""
        odds = math.log(self.a / (self.b + x)) + (self.r + x) * (math.log(self.alpha + t) - math.log(self.alpha + t_x))
        return 1 / (1 + math.exp(odds)) if odds < 700 else 0.0

    def chance(self, x: int, t_x: float, t: float, days: float) -> float:
        """The probability of at least one order within `days` from now.

        Exact in this family, because customers stop only right after an order; then shifted.
        """
        none_if_alive = (self.r + x) * (math.log(self.alpha + t) - math.log(self.alpha + t + days))
        return shifted(self.alive(x, t_x, t) * -math.expm1(none_if_alive), self.shift)

    def chances(self, days: int) -> Callable[[int, int, int], float]:
        """`chance` of whole days for very many customers: every logarithm is worked out once."""
        r, alpha, exp, expm1 = self.r, self.alpha, math.exp, math.expm1
        log_of = Once(lambda t: math.log(alpha + t))
        stops = Once(lambda x: math.log(self.a / (self.b + x)))
        odds_by = exp(self.shift)

        def chance(x: int, t_x: int, t: int) -> float:
            now, shape = log_of[t], r + x
            odds = stops[x] + shape * (now - log_of[t_x])
            alive = 1 / (1 + exp(odds)) if odds < 700 else 0.0
            found = alive * -expm1(shape * (now - log_of[t + days]))
            return found * odds_by / (1 - found + found * odds_by)

        return chance

    def chance_after_last(self, x: int, t_x: float, days: float) -> float:
        """The same probability as it was on the day of the last order."""
        return self.chance(x, t_x, t_x, days)


class Once(dict[int, Number]):
    """A function of whole numbers, worked out once for each."""

    def __init__(self, work: Callable[[int], Number]) -> None:
        self._work: Callable[[int], Number] = work

    def __missing__(self, number: int) -> Number:
        found = self[number] = self._work(number)
        return found


def shifted(chance: float, by: float) -> float:
    """A probability moved along its log-odds; 0 and 1 stay put."""
    if not by:
        return chance
    odds = math.exp(by)
    return chance * odds / (1 - chance + chance * odds)


def prior_model(mean_t: float) -> ReturnModel:
    """The model of a shop of which nothing is known but its customers' mean T, in days."""
    r, alpha, a, b = (math.exp(mean) for mean in PRIOR_MEANS)
    return ReturnModel(r, alpha * max(1.0, mean_t), a, b)


def fit(pasts: Mapping[Past, int], use_prior: bool = True) -> ReturnModel:
    """The likeliest model for these customers (histories with how many share each), prior included.

    A fit that does not settle falls back on the prior. `use_prior` off gives plain maximum likelihood,
    which is there to be compared with published numbers.
    """
    customers = sum(pasts.values())
    if not customers:
        return prior_model(365.0)
    mean_t = max(1.0, sum(t * n for (_, _, t), n in pasts.items()) / customers)
    start, bend = list(PRIOR_MEANS), list[list[float]]()
    if len(pasts) > 4 * ROUGH:  # from where some of very many lie, all of them take few steps more
        some = dict(islice(sorted(pasts.items()), 0, None, len(pasts) // ROUGH))
        start, _, _ = minimise(_objective(some, mean_t, use_prior), start, bend=bend)
    best, _, settled = minimise(_objective(pasts, mean_t, use_prior), start, bend=bend)
    if use_prior and not settled:
        return prior_model(mean_t)
    r, alpha, a, b = (math.exp(value) for value in best)
    return ReturnModel(r, alpha * mean_t, a, b)


def _objective(pasts: Mapping[Past, int], mean_t: float, use_prior: bool) -> Objective:
    """The loss of a customer and its slope, by the logarithms of r, alpha (in units of mean T), a and b."""
    customers, grouped = sum(pasts.values()), _by_repeats(pasts)

    def objective(logs: list[float]) -> tuple[float, list[float]]:
        if max(abs(value) for value in logs) > 30:
            return math.inf, [0.0] * 4
        r, alpha, a, b = (math.exp(value) for value in logs)
        value, slope = _log_likelihood(grouped, r, alpha * mean_t, a, b)
        loss = -value
        # The slope along a logarithm is the parameter times the slope along the parameter.
        slope = [-slope[0] * r, -slope[1] * alpha * mean_t, -slope[2] * a, -slope[3] * b]
        if use_prior:
            for i, (mean, spread) in enumerate(zip(PRIOR_MEANS, PRIOR_SPREADS, strict=True)):
                away = (logs[i] - mean) / spread
                loss += away * away / 2
                slope[i] += away / spread
        return loss / customers, [s / customers for s in slope]

    return objective


def log_likelihood(model: ReturnModel, pasts: Mapping[Past, int]) -> float:
    """How well a model explains these customers; higher is better."""
    return _log_likelihood(_by_repeats(pasts), model.r, model.alpha, model.a, model.b)[0]


_Grouped = list[tuple[int, int, list[tuple[float, float, int]]]]


def _by_repeats(pasts: Mapping[Past, int]) -> _Grouped:
    """(x, customers, [(t_x, T, customers)]): the gamma functions depend on x alone."""
    groups: dict[int, list[tuple[float, float, int]]] = {}
    for (x, t_x, t), count in pasts.items():
        groups.setdefault(x, []).append((t_x, t, count))
    return [(x, sum(n for _, _, n in rows), rows) for x, rows in sorted(groups.items())]


def _log_likelihood(grouped: _Grouped, r: float, alpha: float, a: float, b: float) -> tuple[float, list[float]]:
    """The log-likelihood and its slopes along r, alpha, a and b."""
    log, exp, log1p = math.log, math.exp, math.log1p
    fixed = r * log(alpha) - math.lgamma(r) + math.lgamma(a + b) - math.lgamma(b)
    log_a = log(a)
    digamma_r, digamma_b, digamma_ab = digamma(r), digamma(b), digamma(a + b)
    total = along_r = along_alpha = along_a = along_b = 0.0
    for x, customers, rows in grouped:
        shape = r + x
        log_bx = log(b + x)
        total += customers * (fixed + math.lgamma(shape) + math.lgamma(b + x) - math.lgamma(a + b + x + 1))
        along_r += customers * (digamma(shape) - digamma_r + log(alpha))
        along_alpha += customers * r / alpha
        digamma_abx = digamma(a + b + x + 1)
        along_a += customers * (digamma_ab - digamma_abx)
        along_b += customers * (digamma_ab + digamma(b + x) - digamma_b - digamma_abx)
        for t_x, t, count in rows:
            log_t, log_tx = log(alpha + t), log(alpha + t_x)
            going, stopped = log_bx - shape * log_t, log_a - shape * log_tx
            if going > stopped:
                either = going + log1p(exp(stopped - going))
            else:
                either = stopped + log1p(exp(going - stopped))
            total += count * either
            goes = count * exp(going - either)
            stops = count - goes
            along_r -= goes * log_t + stops * log_tx
            along_alpha -= shape * (goes / (alpha + t) + stops / (alpha + t_x))
            along_a += stops / a
            along_b += goes / (b + x)
    return total, [along_r, along_alpha, along_a, along_b]
