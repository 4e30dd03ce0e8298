"""What a back-test comes to, in sentences for the owner."""

from __future__ import annotations

from shopkeep import wording
from shopkeep.core.records.judging import BackTest, BandResult, ListResult
from shopkeep.customers.backtest import LEAST_CUSTOMERS

NAMES = {"active": "active", "at-risk": "at risk", "lapsed": "lapsed", "lost": "lost"}
CLOSE = 5
"""Of a hundred: so near is as good as said."""


def sentences(found: BackTest, language: str) -> list[str]:
    """The back-test in plain sentences, most telling first."""
    if not found.can_tell or found.judged_on is None:
        return [
            f"Cannot tell yet: it takes orders over {wording.span(2 * found.horizon_days)} and at least "
            f"{LEAST_CUSTOMERS} customers before the last {wording.span(found.horizon_days)}. "
            "Older exports would help."
        ]
    said = [_band(band, found) for band in found.bands if band.band == "at-risk" and band.customers]
    said += [_band(band, found) for band in found.bands if band.band in ("active", "lapsed") and band.customers]
    said += [_level(found), _ranking(found), _lists(found)]
    said.append(
        "Adjusted for season by what happened on the same date a year before."
        if found.season_adjusted
        else f"Not adjusted for season: that takes orders over a year and {wording.span(2 * found.horizon_days)}."
    )
    if found.few:
        said.append(f"Based on few customers ({found.customers}): read it as a hint.")
    since = wording.day_full(found.judged_on, language)
    return [*said, f"Judged as of {since}, by what was known that day."]


def _when(found: BackTest) -> str:
    return "last quarter" if found.horizon_days in (90, 91, 92) else f"{wording.span(found.horizon_days)} ago"


def _band(band: BandResult, found: BackTest) -> str:
    said, came = round(100 * band.predicted), round(100 * band.came_back)
    few = f" ({wording.count(band.customers, 'customer')} only)" if band.customers < 20 else ""
    name = NAMES[band.band]
    if band.band == "at-risk":
        return f"Of 100 we would have called {name} {_when(found)}, {came} came back; we would have said {said}{few}."
    return f"Of 100 called {name}, {came} came back; we would have said {said}{few}."


def _level(found: BackTest) -> str:
    said, came = round(100 * found.predicted), round(100 * found.came_back)
    if abs(said - came) <= CLOSE:
        how = "near enough"
    else:
        how = "our chances were too high" if said > came else "our chances were too low"
    return f"Of all {found.customers:,} customers then, {came} in 100 came back; we would have said {said}: {how}."


def _ranking(found: BackTest) -> str:
    if found.auc is None or found.auc_days_since is None:
        return "Everybody did the same, so that nothing can be said of who was ranked above whom."
    ours, theirs = round(100 * found.auc), round(100 * found.auc_days_since)
    first = "Of two customers, one who came back and one who did not, the chance put the right one first"
    return f"{first} in {ours} of 100 pairs; days since the last order alone in {theirs}."


def _lists(found: BackTest) -> str:
    ours, ungated, silent = found.lists
    if not ours.customers:
        return "Nobody was late by their own rhythm then, so that there was no list to compare."
    both = (
        f"The {ours.customers:,} at the top of the win-back list held {_money(ours)} and {_gone(ours)}; the same "
        f"number by spending among the silent for over 90 days held {_money(silent)} and {_gone(silent)}. "
    )
    if found.better_list == "silent":
        both += "In your shop the simple list was better, and is offered first."
    elif silent.money_caught > ours.money_caught:
        both += "The simple list was ahead by no more than chance allows, so that the win-back list stays."
    else:
        both += "The win-back list stays."
    return f"{both} Without waiting for anybody's usual gap, the list would have held {_money(ungated)}."


def _money(listed: ListResult) -> str:
    return f"{wording.percent(listed.money_caught)} of the money that went"


def _gone(listed: ListResult) -> str:
    return f"{round(100 * listed.lapsed)} in 100 of its people really left"
