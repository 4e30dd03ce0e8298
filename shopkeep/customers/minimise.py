"""Finding the lowest point of a smooth function, and the digamma function: all the numerics we need."""

from __future__ import annotations

import math
from collections.abc import Callable

Objective = Callable[[list[float]], tuple[float, list[float]]]
"""The value and the gradient at a point; a value that is not finite means: not there."""


NOISE = 1e-13
"""A gain, as a part of the value, that is lost in the rounding of a sum over some thousand customers."""


def digamma(x: float) -> float:
    """The derivative of lgamma, for x > 0: recurrence up to 6, then the asymptotic series."""
    total = 0.0
    while x < 6.0:
        total -= 1.0 / x
        x += 1.0
    inverse = 1.0 / (x * x)
    series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse * (1 / 132)))))
    return total + math.log(x) - 0.5 / x - series


def minimise(
    objective: Objective,
    start: list[float],
    rounds: int = 100,
    flat: float = 1e-7,
    bend: list[list[float]] | None = None,
) -> tuple[list[float], float, bool]:
    """The lowest point found from `start`, its value, and whether the gradient there is flat.

    `bend` is how the function bends, as another run on one much like it found (the inverse of its second
    derivatives; empty for not known yet); it is left as found here.

    BFGS with a backtracking line search (Nocedal and Wright, Numerical Optimization, ch. 3 and 6).
    No step is longer than 2, so that parameters kept as logarithms cannot run away in one go.
    """
    size = len(start)
    point = list(start)
    value, slope = objective(point)
    inverse = [*bend] if bend else _identity(size)
    for _ in range(rounds):
        if max(abs(g) for g in slope) < flat:
            return point, value, True
        step = [-sum(inverse[i][j] * slope[j] for j in range(size)) for i in range(size)]
        descent = _dot(step, slope)
        if descent >= 0:
            inverse = _identity(size)
            step = [-g for g in slope]
            descent = _dot(step, slope)
        longest = max(abs(s) for s in step)
        if longest > 2.0:
            step = [s * 2.0 / longest for s in step]
            descent *= 2.0 / longest
        if -descent <= NOISE * max(1.0, abs(value)):
            return point, value, max(abs(g) for g in slope) < 1e-4  # lower, but by less than can be seen
        found = _along(objective, point, value, step, descent)
        if found is None:
            return point, value, max(abs(g) for g in slope) < 1e-4
        there, lower, new_slope = found
        if value - lower <= NOISE * max(1.0, abs(value)):
            return there, lower, max(abs(g) for g in new_slope) < 1e-4
        moved = [b - a for a, b in zip(point, there, strict=True)]
        turned = [b - a for a, b in zip(slope, new_slope, strict=True)]
        inverse = _updated(inverse, moved, turned)
        if bend is not None:
            bend[:] = inverse
        point, value, slope = there, lower, new_slope
    return point, value, max(abs(g) for g in slope) < 1e-4


def _along(
    objective: Objective, point: list[float], value: float, step: list[float], descent: float
) -> tuple[list[float], float, list[float]] | None:
    share = 1.0
    for _ in range(40):
        there = [p + share * s for p, s in zip(point, step, strict=True)]
        lower, slope = objective(there)
        if math.isfinite(lower) and lower <= value + 1e-4 * share * descent:
            return there, lower, slope
        share /= 2
    return None


def _updated(inverse: list[list[float]], moved: list[float], turned: list[float]) -> list[list[float]]:
    curvature = _dot(moved, turned)
    if curvature <= 1e-12:
        return inverse
    size = len(moved)
    bent = [_dot(inverse[i], turned) for i in range(size)]
    scale = (1 + _dot(turned, bent) / curvature) / curvature
    return [
        [
            inverse[i][j] + scale * moved[i] * moved[j] - (bent[i] * moved[j] + moved[i] * bent[j]) / curvature
            for j in range(size)
        ]
        for i in range(size)
    ]


def _dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _identity(size: int) -> list[list[float]]:
    return [[1.0 if i == j else 0.0 for j in range(size)] for i in range(size)]
