"""What counts of a small list can tell: intervals and chances, in closed form.

Sources: Wilson 1927 (score interval), Newcombe 1998 method 10 (difference of two shares), and the exact
sum for P(B > A) of two beta posteriors with whole-number parameters.
"""

from __future__ import annotations

from math import erf, exp, lgamma, log, sqrt

Z95 = 1.959963984540054
POWER80 = 0.8416212335729143


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
