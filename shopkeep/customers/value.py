"""What a customer's next order is worth: the Gamma-Gamma model (Fader and Hardie 2013).

One lucky big basket says little, twenty orders say much. The values of one customer's orders scatter
around a level of their own (gamma with shape p), and the levels differ between customers (their rates:
gamma with q and gamma). What one expects of a customer is then their own mean, drawn towards the shop's
the more, the fewer orders it rests on. Money in any one unit, minor units here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from shopkeep.customers.minimise import digamma, minimise

FITTED_AT_MOST = 5_000
"""Customers in a fit; more add time and no precision."""

LEAST = 1e-4
"""Mean values below this part of the shop's are taken for this part: a token price is no level of spending."""

# The prior, weak enough for a hundred customers to overrule: p, q - 1, and the shop's expected value over
# the mean that was observed, as logarithms. CDNOW has p 6.2 and q 3.7. With q kept above 1 the
# expected value exists for everybody, which plain maximum likelihood does not grant in small shops.
PRIOR_MEANS = (math.log(5.0), math.log(2.5), 0.0)
PRIOR_SPREADS = (1.0, 1.0, 0.3)


@dataclass(frozen=True, slots=True)
class OrderValues:
    """The model of a shop: p, q and gamma, gamma in the unit of the order values."""

    p: float
    q: float
    gamma: float

    @property
    def usual(self) -> float:
        """What a customer of whom nothing is known spends with an order, in the mean."""
        return self.p * self.gamma / (self.q - 1)

    def expected(self, orders: int, mean: float) -> float:
        """The expected value of the next order of somebody whose `orders` so far were worth `mean` each."""
        if orders < 1:
            return self.usual
        return self.p * (self.gamma + orders * max(0.0, mean)) / (self.p * orders + self.q - 1)

    def to_plain(self) -> dict[str, float]:
        return asdict(self)


def from_plain(values: Mapping[str, float]) -> OrderValues:
    """The model as `to_plain` gave it. Raises KeyError, TypeError or ValueError for anything else."""
    found = OrderValues(*(float(values[name]) for name in ("p", "q", "gamma")))
    if not (found.p > 0 and found.q > 1 and found.gamma >= 0 and math.isfinite(found.usual)):
        raise ValueError("not a model of order values")
    return found


def fit(pairs: Iterable[tuple[int, float]], use_prior: bool = True) -> OrderValues:
    """The likeliest model for customers given as (orders, mean value of one), prior included.

    Never fails: without a usable customer everything is expected to be worth nothing, and a fit that does
    not settle falls back on the prior, which is a mean shrunk towards the shop's. `use_prior` off gives
    plain maximum likelihood, which is there to be compared with published numbers.
    """
    usable = sorted((n, mean) for n, mean in pairs if n > 0 and 0 < mean < math.inf)
    if not usable:
        return _from_logs(PRIOR_MEANS, 0.0)
    if len(usable) > FITTED_AT_MOST:
        # Every so many of the sorted: a sample that has the shop's mixture of counts and values.
        usable = [usable[len(usable) * i // FITTED_AT_MOST] for i in range(FITTED_AT_MOST)]
    centre = sum(n * mean for n, mean in usable) / sum(n for n, _ in usable)
    grouped = _by_orders([(n, max(mean, centre * LEAST)) for n, mean in usable], centre)

    def objective(logs: list[float]) -> tuple[float, list[float]]:
        if max(abs(value) for value in logs) > 30:
            return math.inf, [0.0] * 3
        model = _from_logs(logs, 1.0)
        value, (along_p, along_q, along_gamma) = _log_likelihood(grouped, model)
        gamma = along_gamma * model.gamma
        loss, slope = -value, [gamma - along_p * model.p, -gamma - along_q * (model.q - 1), -gamma]
        if use_prior:
            for i, (prior, spread) in enumerate(zip(PRIOR_MEANS, PRIOR_SPREADS, strict=True)):
                away = (logs[i] - prior) / spread
                loss += away * away / 2
                slope[i] += away / spread
        return loss / len(usable), [s / len(usable) for s in slope]

    best, _, settled = minimise(objective, list(PRIOR_MEANS))
    return _from_logs(best if settled or not use_prior else PRIOR_MEANS, centre)


def log_likelihood(model: OrderValues, pairs: Iterable[tuple[int, float]]) -> float:
    """How well a model explains these customers; higher is better."""
    return _log_likelihood(_by_orders(pairs, 1.0), model)[0]


def _from_logs(logs: Iterable[float], unit: float) -> OrderValues:
    p, above_one, usual = (math.exp(value) for value in logs)
    return OrderValues(p, 1 + above_one, usual * above_one / p * unit)


_Grouped = dict[int, list[float]]


def _by_orders(pairs: Iterable[tuple[int, float]], unit: float) -> _Grouped:
    """orders -> mean values in a unit: the gamma functions depend on the number of orders alone."""
    grouped: _Grouped = {}
    for orders, mean in pairs:
        grouped.setdefault(orders, []).append(mean / unit)
    return grouped


def _log_likelihood(grouped: _Grouped, model: OrderValues) -> tuple[float, tuple[float, float, float]]:
    """The log-likelihood (formula 1a of Fader and Hardie) and its slopes along p, q and gamma."""
    log = math.log
    p, q, gamma = model.p, model.q, model.gamma
    fixed = q * log(gamma) - math.lgamma(q)
    digamma_q = digamma(q)
    total = along_p = along_q = along_gamma = 0.0
    for orders, means in grouped.items():
        shape, count = p * orders, len(means)
        total += count * (fixed + math.lgamma(shape + q) - math.lgamma(shape) + shape * log(orders))
        logs = shared = inverse = 0.0
        for mean in means:
            whole = gamma + orders * mean
            logs += log(mean)
            shared += log(whole)
            inverse += 1 / whole
        total += (shape - 1) * logs - (shape + q) * shared
        digamma_both = digamma(shape + q)
        along_p += orders * (count * (digamma_both - digamma(shape) + log(orders)) + logs - shared)
        along_q += count * (digamma_both - digamma_q + log(gamma)) - shared
        along_gamma += count * q / gamma - (shape + q) * inverse
    return total, (along_p, along_q, along_gamma)
