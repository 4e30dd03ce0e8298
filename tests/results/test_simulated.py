"""Whether what an owner is told holds as often as it says, over thousands of shops of which the truth is known.

python -m pytest -n 0 -m long -s tests/results/test_simulated.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest

from tests.results.simulated import Told, Truth, band, shops, tell

BANDS = ["all", *dict.fromkeys(band(size) for size in (50, 200, 500, 2_000, 5_000, 15_000))]
Counted = dict[str, dict[str, list[int]]]
"""row -> column -> [how often, of how many]"""


def count(found: Iterable[Told], columns: dict[str, Callable[[Told], bool | None]]) -> Counted:
    """How often each column is true, by size of the list and by kind of order values; None does not count."""
    table: Counted = defaultdict(lambda: {name: [0, 0] for name in columns})
    for told in found:
        for name, holds in columns.items():
            true = holds(told)
            if true is not None:
                for row in ("all", band(told.truth.enrolled), told.truth.values):
                    table[row][name][0] += true
                    table[row][name][1] += 1
    return table


def shown(title: str, table: Counted) -> None:
    """Print the table of figures."""
    print(f"\n{title}")
    rows = [*[row for row in BANDS if row in table], *sorted(row for row in table if row not in BANDS)]
    columns = list(table["all"])
    print(f"{'':<26}" + "".join(f"{name:>24}" for name in columns))
    for row in rows:
        cells = [f"{a / of:.3f} of {of:,}" if of else "none" for a, of in (table[row][c] for c in columns)]
        print(f"{row:<26}" + "".join(f"{cell:>24}" for cell in cells))


def share(table: Counted, column: str) -> float:
    right, of = table["all"][column]
    return right / of


def returns_hold(told: Told) -> bool | None:
    interval = told.lift.interval
    return None if interval is None else interval[0] <= told.truth.lift <= interval[1]


def money_holds(told: Told) -> bool | None:
    interval = told.lift.revenue_interval
    return None if interval is None else interval[0].amount <= told.true_money <= interval[1].amount


def false_winner(told: Told) -> bool | None:
    """Both variants are alike: a winner is always a false one."""
    return None if told.test is None else bool(told.test.winner)


def spoken(told: Told) -> bool:
    """Whether the verdict says that the mails did better or worse than doing nothing."""
    return "than doing nothing" in told.lift.verdict


def every(truths: list[Truth]) -> Iterable[Told]:
    return (tell(truth) for truth in truths)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_intervals_cover_the_truth_and_one_look_seldom_finds_what_is_not_there() -> None:
    table = count(
        every(shops(2_000, seed=1)),
        {"returns covered": returns_hold, "money covered": money_holds, "false winner, one look": false_winner},
    )
    shown("2,000 shops, true lift -2 to +10 points, one send", table)
    assert share(table, "returns covered") >= 0.94
    assert share(table, "money covered") >= 0.90
    assert share(table, "false winner, one look") <= 0.10


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_looked_at_daily_seldom_finds_what_is_not_there() -> None:
    table = count(
        every(shops(1_000, seed=2, spread=180, lift=0.0)),
        {"false winner, daily": false_winner, "false verdict, daily": lambda told: told.lift.decided},
    )
    shown("1,000 shops without any difference, half a year of sends, looked at daily", table)
    assert share(table, "false winner, daily") <= 0.05
    assert share(table, "false verdict, daily") <= 0.05


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_verdict_on_mails_that_do_nothing_is_rare() -> None:
    table = count(
        every(shops(1_000, seed=3, lift=0.0)), {"false verdict, one look": spoken, "money covered": money_holds}
    )
    shown("1,000 shops whose mails do nothing, one send", table)
    assert share(table, "false verdict, one look") <= 0.10


def test_a_few_of_these_shops_by_the_same_rules() -> None:
    """The quick suite's look at it: nothing breaks, and most intervals hold."""
    found = [tell(truth) for truth in shops(25, seed=4) if truth.enrolled < 2_000]
    held = [returns_hold(told) for told in found if told.lift.interval is not None]
    assert len(held) > 10
    assert sum(map(bool, held)) >= len(held) - 3
