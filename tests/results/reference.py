"""What SciPy and statsmodels say of the same numbers. Run it to print the table that test_reference.py holds.

pip install scipy statsmodels && python -m tests.results.reference
"""

from __future__ import annotations

import warnings
from itertools import pairwise
from typing import Any

COUNTS = [(0, 20), (1, 20), (20, 20), (3, 100), (21, 500), (45, 1000), (1234, 20_000)]
PAIRS = [
    ((3, 100), (8, 100)),
    ((12, 500), (21, 500)),
    ((30, 1000), (45, 1000)),
    ((0, 50), (3, 50)),
    ((1, 8), (2, 32)),
    ((180, 4000), (1100, 16_000)),
]
PRIORS = [(1, 1), (1, 19), (1, 60)]
THREE = {"A": (12, 400), "B": (19, 390), "C": (15, 410)}
SAMPLE = [0.0] * 40 + [12.5, 30.0, 30.0, 41.0, 18.0, 22.5, 400.0, 35.0, 27.0, 19.5]
EVEN = ([3.0, 5.0, 7.0, 5.0, 1.0, 9.0], [4.0, 6.0, 8.0, 6.0, 2.0, 10.0, 6.0])
"""Two arms without skew: there Hall's interval is the plain normal one."""


def wilson(count: int, of: int) -> tuple[float, float]:
    from scipy.stats import binomtest
    from statsmodels.stats.proportion import proportion_confint

    found = binomtest(count, of).proportion_ci(method="wilson")
    other = proportion_confint(count, of, method="wilson")
    assert abs(found.low - other[0]) < 1e-9
    assert abs(found.high - other[1]) < 1e-9
    return float(found.low), float(found.high)


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(*second, *first, method="newcomb", compare="diff")
    return float(low), float(high)


def better(first: tuple[int, int], second: tuple[int, int], prior: tuple[int, int]) -> float:
    from scipy.integrate import quad
    from scipy.stats import beta

    a, b = (beta(prior[0] + count, prior[1] + of - count) for count, of in (first, second))
    middle, spread = b.mean(), b.std()
    points = sorted({0.0, max(0.0, middle - 8 * spread), middle, min(1.0, middle + 8 * spread), 1.0})
    return float(
        sum(
            quad(lambda x: b.pdf(x) * a.cdf(x), low, high, epsabs=1e-12, limit=200)[0] for low, high in pairwise(points)
        )
    )


def best(arms: dict[str, tuple[int, int]]) -> dict[str, float]:
    from scipy.integrate import quad
    from scipy.stats import beta

    laws = {name: beta(1 + count, 1 + of - count) for name, (count, of) in arms.items()}

    def chance(name: str) -> float:
        def density(x: float) -> float:
            product = float(laws[name].pdf(x))
            for other in laws:
                if other != name:
                    product *= float(laws[other].cdf(x))
            return product

        return float(quad(density, 0, 0.15, epsabs=1e-12, limit=400)[0])

    return {name: chance(name) for name in arms}


def moments(values: list[float]) -> tuple[float, float, float]:
    """Mean, variance of the mean, third central moment of the mean."""
    from scipy.stats import describe, moment

    found = describe(values)
    return float(found.mean), float(found.variance) / len(values), float(moment(values, 3)) / len(values) ** 2


def normal_difference(first: list[float], second: list[float]) -> tuple[float, float]:
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    low, high = CompareMeans(DescrStatsW(second), DescrStatsW(first)).zconfint_diff(usevar="unequal")
    return float(low), float(high)


def power(base: float, lift: float, mailed: int, held: int) -> float:
    """How often a 95 % test of two shares would show such a lift."""
    from scipy.stats import norm

    treated = base + lift
    spread = (treated * (1 - treated) / mailed + base * (1 - base) / held) ** 0.5
    return float(norm.cdf(lift / spread - norm.ppf(0.975)))


def everything() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "wilson": [wilson(*counts) for counts in COUNTS],
            "newcombe": [newcombe(*pair) for pair in PAIRS],
            "better": [[better(*pair, prior) for prior in PRIORS] for pair in PAIRS],
            "best": best(THREE),
            "moments": moments(SAMPLE),
            "normal": normal_difference(*EVEN),
        }


if __name__ == "__main__":
    import pprint

    pprint.pprint(everything(), width=110)
