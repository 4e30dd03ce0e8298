"""Our statistics against SciPy's and statsmodels': frozen values always, the libraries themselves where they are.

pip install scipy statsmodels && python -m pytest -n 0 -m long tests/results/test_reference.py
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import exp, log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.core.shares import newcombe, wilson
from shopkeep.results import ab, heavy_tails, power
from tests.results import reference
from tests.results.reference import COUNTS, EVEN, PAIRS, PRIORS, SAMPLE, THREE

# python -m tests.results.reference, with scipy 1.17.1 and statsmodels 0.15.0
FROZEN: dict[str, Any] = {
    "best": {"A": 0.06246064108672761, "B": 0.755772745964636, "C": 0.18176661278749168},
    "better": [
        [0.9330574521995119, 0.9321322896639962, 0.9308077230174491],
        [0.9424441357267593, 0.9423337375112545, 0.9421088749003008],
        [0.960622897710869, 0.9605708835017959, 0.9604589959665226],
        [0.9411941194119413, 0.9402270884022709, 0.9392083833091347],
        [0.19571160546770297, 0.4306220095693778, 0.5689723956011858],
        [0.9999999933306503, 0.9999999949451321, 0.9999999973190461],
    ],
    "moments": (12.71, 64.78552857142859, 464.45793158880014),
    "newcombe": [
        (-0.016978204080959305, 0.12271337539218666),
        (-0.004624722106938428, 0.04167090501849213),
        (-0.001786491306577348, 0.03217286283385532),
        (-0.021496383126533014, 0.16217091688838173),
        (-0.411327635726463, 0.11023150907920334),
        (0.01588807792954172, 0.030974612838585255),
    ],
    "normal": (-1.9631870181349869, 3.963187018134987),
    "wilson": [
        (0.0, 0.16112515805281935),
        (0.008881448800795402, 0.23613119344674205),
        (0.8388748419471808, 1.0),
        (0.010254524024038925, 0.08451936429052762),
        (0.027632310108451703, 0.06335158575433016),
        (0.03379951228563171, 0.059682837936223455),
        (0.05844880600362469, 0.06511953280315663),
    ],
}


def ours() -> dict[str, Any]:
    bought = [value for value in SAMPLE if value]
    arm = heavy_tails.total(bought, len(SAMPLE), 1.0)
    sides = [heavy_tails.total(values, len(values), 1.0) for values in EVEN]
    return {
        "wilson": [wilson(*counts) for counts in COUNTS],
        "newcombe": [newcombe(*first, *second) for first, second in PAIRS],
        "better": [[ab.chance_better(first, second, prior) for prior in PRIORS] for first, second in PAIRS],
        "best": ab.chances_best(THREE),
        "moments": (arm.estimate, arm.variance, arm.third),
        "normal": heavy_tails.difference(*sides),
    }


def flat(value: Any) -> list[float]:
    """All numbers of a nested value, in order."""
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in flat(value[key])]
    if isinstance(value, list | tuple):
        return [number for one in value for number in flat(one)]
    return [float(value)]


def test_agree_with_what_the_libraries_said() -> None:
    assert flat(ours()) == pytest.approx(flat(FROZEN), abs=1e-6)


@pytest.mark.long
def test_agree_with_the_libraries() -> None:
    pytest.importorskip("scipy")
    pytest.importorskip("statsmodels")
    assert flat(ours()) == pytest.approx(flat(reference.everything()), abs=1e-6)
    for base, mailed, held in ((0.04, 80, 20), (0.04, 1600, 400), (0.1, 3000, 300)):
        lift = power.detectable_lift(base, mailed, held)
        assert lift is not None
        assert reference.power(base, lift, mailed, held) == pytest.approx(0.8, abs=1e-6)


def test_the_table_of_the_reference_is_kept() -> None:
    """Smallest lift in points at a base of 4 %, by list and holdout share."""
    table = {
        (100, 0.1): 21.6, (200, 0.2): 11.9, (500, 0.3): 6.4, (1000, 0.2): 4.8, (2000, 0.5): 2.8, (5000, 0.1): 2.7,
    }  # fmt: skip
    for (people, share), points in table.items():
        lift = power.detectable_lift(0.04, *power.split(people, share))
        assert lift is not None
        assert 100 * lift == pytest.approx(points, abs=0.06)


def test_nothing_is_said_of_nobody() -> None:
    assert wilson(0, 0) is None
    assert newcombe(0, 0, 1, 10) is None
    assert power.detectable_lift(0.05, 100, 0) is None
    assert power.customers_needed((0, 0), (1, 10)) is None


def test_a_holdout_share_is_suggested() -> None:
    assert power.suggested_share(0.04, 1_000) == 0.2
    assert power.suggested_share(0.04, 50_000) == 0.1
    assert power.suggested_share(0.04, 30) == 0.2  # nothing shows there: the usual share, for the programme's sake


def test_so_many_more_customers_would_show_it() -> None:
    """Twice the customers needed would halve the variance: the number is the one that makes the power 80 %."""
    wait = power.customers_needed((8, 200), (56, 800))
    assert wait is not None
    assert wait.as_seen
    whole = 1000 + wait.more
    a, b = 8.5 / 201, 56.5 / 801
    spread = (a * (1 - a) / (whole * 0.2) + b * (1 - b) / (whole * 0.8)) ** 0.5
    assert wait.difference / spread == pytest.approx(1.96 + 0.8416, rel=0.02)
    hardly = power.customers_needed((10, 200), (40, 800))
    assert hardly is not None
    assert not hardly.as_seen
    assert hardly.more > 0
    plenty = power.customers_needed((100, 2_000), (900, 18_000))
    assert plenty is not None
    assert plenty.more == 0


@given(st.integers(1, 300), st.data())
def test_wilson_holds_the_share(trials: int, data: st.DataObject) -> None:
    wins = data.draw(st.integers(0, trials))
    low, high = wilson(wins, trials) or (1.0, 0.0)
    assert 0 <= low <= wins / trials <= high <= 1


@given(st.integers(1, 80), st.integers(1, 80), st.integers(1, 60), st.data())
def test_chances_of_being_best_add_up(of_a: int, of_b: int, failures: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, of_a)), data.draw(st.integers(0, of_b))
    prior = (1, failures)
    there, back = ab.chance_better((a, of_a), (b, of_b), prior), ab.chance_better((b, of_b), (a, of_a), prior)
    assert there + back == pytest.approx(1, abs=1e-9)
    assert 0 <= there <= 1


def test_a_prior_is_what_the_shop_does_anyway() -> None:
    assert ab.shop_prior(0.05) == (1, 19)
    assert ab.shop_prior(None) == ab.FLAT
    assert ab.shop_prior(0.0001) == (1, 199)


DAY = datetime(2026, 1, 1, tzinfo=UTC)


def final(outcomes: str) -> list[ab.Final]:
    return [(DAY + timedelta(days=i), one == "1") for i, one in enumerate(outcomes)]


def test_the_e_value_is_the_product_it_says() -> None:
    a, b = "0100", "1101"
    value, largest, seen = 0.0, 0.0, [[0, 0], [0, 0]]
    for ya, yb in zip(map(int, a), map(int, b), strict=True):
        pa, pb = ((ab.PRIOR_A + hits) / (ab.PRIOR_A + ab.PRIOR_B + of) for hits, of in seen)
        p0 = (pa + pb) / 2
        for p, y in ((pa, ya), (pb, yb)):
            value += y * log(p / p0) + (1 - y) * log((1 - p) / (1 - p0))
        seen = [[seen[0][0] + ya, seen[0][1] + 1], [seen[1][0] + yb, seen[1][1] + 1]]
        largest = max(largest, value)
    found = ab.evidence([(final(a), final(b))])
    assert found.value == pytest.approx(exp(largest))
    assert (found.blocks, found.decided) == (4, False)


@given(st.lists(st.booleans(), max_size=60), st.lists(st.booleans(), max_size=60), st.integers(0, 60))
def test_a_later_look_never_takes_evidence_back(first: list[bool], second: list[bool], day: int) -> None:
    """What was decided stays decided: an earlier look sees a part of the same product."""
    whole = [final("".join("1" if y else "0" for y in arm)) for arm in (first, second)]
    until = DAY + timedelta(days=day)
    early = [[one for one in arm if one[0] <= until] for arm in whole]
    assert ab.evidence([(early[0], early[1])]).value <= ab.evidence([(whole[0], whole[1])]).value + 1e-12


def test_a_clear_difference_is_decided_and_an_uneven_holdout_too() -> None:
    weak, strong = "0" * 600, "0010" * 150
    assert ab.evidence([(final(weak), final(strong))]).decided
    assert ab.evidence([(final(weak[:150]), final(strong))], ab.blocks_of(0.2)).decided
    assert ab.blocks_of(0.2) == (1, 4)
    assert not ab.evidence([(final(strong), final(strong))]).decided


def test_one_huge_order_widens_the_range_upwards() -> None:
    even = heavy_tails.interval(heavy_tails.total([30.0] * 40, 400, 400))
    skewed = heavy_tails.interval(heavy_tails.total([30.0] * 39 + [900.0], 400, 400))
    up, down = skewed[1] - (39 * 30 + 900), (39 * 30 + 900) - skewed[0]
    assert up > 1.3 * down
    assert skewed[1] - skewed[0] > even[1] - even[0]
