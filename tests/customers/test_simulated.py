"""The return chance on invented shops whose truth is known: forty of them, and with `-m long` seven hundred.

Shops without seasons are judged as they are: is what we say true in the mean, and in every band? Shops
with a strong season are judged twice, with and without the correction by last year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import fmean

import pytest

from shopkeep.customers import backtest
from shopkeep.customers.backtest import Tried
from tests.customers.simulated import HORIZON, SimulatedShop, simulate, sizes

POINT = 0.01


@dataclass
class Said:
    """What was said of every shop and what happened, in sums."""

    predicted: list[float] = field(default_factory=list)
    came_back: list[float] = field(default_factory=list)
    ahead: list[list[float]] = field(default_factory=list)
    """Shop by shop, of each ten-point band: how many more came back than we said."""
    people: list[int] = field(default_factory=lambda: [0] * 10)

    def add(self, tried: list[Tried]) -> None:
        assert all(0 <= one.chance <= 1 for one in tried)
        self.predicted.append(fmean(one.chance for one in tried))
        self.came_back.append(fmean(one.came_back for one in tried))
        ahead = [0.0] * 10
        for one in tried:
            band = min(9, int(one.chance * 10))
            ahead[band] += one.came_back - one.chance
            self.people[band] += 1
        self.ahead.append(ahead)

    def bias(self) -> float:
        return fmean(self.predicted) - fmean(self.came_back)

    def mean_miss(self) -> float:
        return fmean(abs(said - came) for said, came in zip(self.predicted, self.came_back, strict=True))

    def bands(self) -> list[tuple[float, float]]:
        """Of each band: the share who came back beyond what we said, and the noise of that. People of one
        shop share its model and so its errors: the noise is that of shops, not of people."""
        found = []
        for band in range(10):
            of_shops = [ahead[band] for ahead in self.ahead]
            people = max(1, self.people[band])
            found.append((sum(of_shops) / people, math.sqrt(sum(one * one for one in of_shops)) / people))
        return found


def without_seasons(shops: int, seed: int, most: int) -> Said:
    said = Said()
    for customers, dice in sizes(shops, seed, most=most):
        shop = simulate(customers, dice)
        said.add(steady(shop))
    return said


def steady(shop: SimulatedShop) -> list[Tried]:
    tried, _ = shop.tried()
    return tried


def with_season(shops: int, seed: int, least: int, most: int) -> tuple[Said, Said]:
    """(with the correction, without it)."""
    corrected, plain = Said(), Said()
    for customers, dice in sizes(shops, seed, least, most):
        shop = simulate(customers, dice, season=True, months=round(dice.uniform(16, 48)))
        tried, adjusted = shop.tried()
        assert adjusted
        corrected.add(tried)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(backtest.season, "learned", lambda model, *_: model)
            plain.add(shop.tried()[0])
    return corrected, plain


def told(said: Said) -> str:
    lines = [f"{len(said.predicted)} shops: said {fmean(said.predicted):.4f}, came {fmean(said.came_back):.4f}"]
    for band, (ahead, noise) in enumerate(said.bands()):
        lines.append(f"{band}0 %: {said.people[band]} people, {ahead:+.4f} (noise {noise:.4f})")
    return "\n".join(lines)


def check_calibrated(said: Said) -> None:
    assert abs(said.bias()) <= 1.5 * POINT, told(said)
    for ahead, noise in said.bands():
        assert abs(ahead) <= 3 * noise, told(said)


def test_forty_shops_of_all_sizes_come_out_as_said() -> None:
    check_calibrated(without_seasons(40, seed=7, most=2_000))


@pytest.mark.long
def test_last_year_halves_the_error_of_a_season() -> None:
    corrected, plain = with_season(12, seed=11, least=400, most=2_000)
    assert corrected.mean_miss() <= plain.mean_miss() / 2, (corrected.mean_miss(), plain.mean_miss())


def test_a_shop_too_young_for_seasons_says_so() -> None:
    [(customers, dice)] = sizes(1, seed=3, least=400, most=400)
    shop = simulate(customers, dice, season=True, months=14)
    newest = max(order.on for history in shop.histories for order in history.orders)
    found = backtest.back_test(shop.histories, newest, HORIZON)
    assert found.can_tell
    assert not found.season_adjusted


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_five_hundred_shops_come_out_as_said() -> None:
    said = without_seasons(500, seed=2026, most=20_000)
    print(told(said))
    check_calibrated(said)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_last_year_halves_the_error_of_a_season_in_two_hundred_shops() -> None:
    corrected, plain = with_season(200, seed=2027, least=50, most=20_000)
    print(f"mean miss {plain.mean_miss():.4f} uncorrected, {corrected.mean_miss():.4f} corrected")
    assert corrected.mean_miss() <= plain.mean_miss() / 2
