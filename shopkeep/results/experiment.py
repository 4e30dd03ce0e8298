"""What counts of a small list can tell: intervals and chances, in closed form.

Intervals of shares and of their difference are those of core/shares.py. Source of the rest: the exact sum for
P(B > A) of two beta posteriors with whole-number parameters.
"""

from __future__ import annotations

from math import erf, exp, lgamma, log, sqrt

from shopkeep.core.shares import Z95, newcombe, wilson

POWER80 = 0.8416212335729143


def chance_better(a: int, of_a: int, b: int, of_b: int) -> float:
    """P(share B > share A), both from flat priors: sum over i < b+1 of the beta-binomial terms."""
    a1, b1 = a + 1, of_a - a + 1
    a2, b2 = b + 1, of_b - b + 1
    total = 0.0
    for i in range(a2):
        term = _log_beta(a1 + i, b1 + b2) - log(b2 + i) - _log_beta(1 + i, b2) - _log_beta(a1, b1)
        total += exp(term)
    return min(1.0, max(0.0, total))


def chances_best(arms: dict[str, tuple[int, int]]) -> dict[str, float]:
    """For each arm (successes, trials) the chance that it is the best one; they add up to 1.

    Exact for two arms. For more, the posterior means are compared by a normal approximation on a grid.
    """
    names = list(arms)
    if len(names) == 2:
        first, second = (arms[name] for name in names)
        better = chance_better(*first, *second)
        return {names[0]: 1 - better, names[1]: better}
    return _chances_on_grid(arms)


def _chances_on_grid(arms: dict[str, tuple[int, int]], steps: int = 2000) -> dict[str, float]:
    posterior = {}
    for name, (wins, trials) in arms.items():
        a, b = wins + 1, trials - wins + 1
        posterior[name] = (a / (a + b), sqrt(a * b / ((a + b) ** 2 * (a + b + 1))))
    chances = dict.fromkeys(arms, 0.0)
    for step in range(steps):
        x = (step + 0.5) / steps
        for name, (mean, sd) in posterior.items():
            density = exp(-((x - mean) ** 2) / (2 * sd * sd)) / sd
            for other, (other_mean, other_sd) in posterior.items():
                if other != name:
                    density *= 0.5 * (1 + erf((x - other_mean) / (other_sd * sqrt(2))))
            chances[name] += density
    total = sum(chances.values()) or 1.0
    return {name: chance / total for name, chance in chances.items()}


def detectable_lift(base: float, mailed: int, holdout: int) -> float | None:
    """The smallest true difference that 80 % power and a 95 % test would show (normal approximation)."""
    if not mailed or not holdout:
        return None
    base = min(max(base, 0.01), 0.99)
    lift = 0.01
    for _ in range(60):
        treated = min(base + lift, 1.0)
        spread = sqrt(treated * (1 - treated) / mailed + base * (1 - base) / holdout)
        lift = (Z95 + POWER80) * spread
    return lift if base + lift < 1 else None


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


__all__ = ["Z95", "chance_better", "chances_best", "detectable_lift", "newcombe", "wilson"]
