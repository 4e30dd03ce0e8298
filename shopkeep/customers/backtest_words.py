"""What a back-test comes to, in sentences for the owner.

The list is trusted only where the figures carry it: the chance ranks surely better than a coin (the 95 % interval of
its area under the curve lies above a half; Hanley and McNeil 1982), and those called at risk or lapsed surely came
back less often than those called active (Newcombe 1998), or than every second (Wilson 1927). A chance has missed
where what was said is ten points off and outside the interval of what came. Otherwise it cannot be told yet.
"""

from __future__ import annotations

from shopkeep import wording
from shopkeep.core.records.judging import BackTest, BandResult, ListResult
from shopkeep.core.shares import newcombe, wilson
from shopkeep.customers.backtest import LEAST_CUSTOMERS

NAMES = {"active": "active", "at-risk": "at risk", "lapsed": "lapsed", "lost": "lost"}
CLOSE = 5
"""Of a hundred: so near is as good as said."""
FAR = 10
"""Of a hundred: a band that misses by so much is told of."""
ENOUGH = 20
"""Customers a band must have for a verdict."""


def sentences(found: BackTest, language: str) -> list[str]:
    """The back-test in plain sentences, most telling first."""
    if not found.can_tell or found.judged_on is None:
        return [
            f"Cannot tell yet: it takes orders over {wording.span(2 * found.horizon_days)} and at least "
            f"{LEAST_CUSTOMERS} customers before the last {wording.span(found.horizon_days)}. "
            "Older exports would help."
        ]
    said = [_verdict(found)]
    said += [_band(band, found) for band in found.bands if band.band == "at-risk" and band.customers]
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


def ungated(found: BackTest) -> str:
    """What would have been said without waiting for lateness: the bands and the list."""
    bands = [
        f"of 100 {NAMES[band.band]}, {round(100 * band.came_back)} came (said {round(100 * band.predicted)})"
        for band in found.bands_without_gate
        if band.customers >= ENOUGH
    ]
    lists = [f"a list with {_money(one)}" for one in found.lists if one.name == "win-back without gate"]
    said = "; ".join([*bands, *(lists if found.lists and found.lists[0].customers else [])])
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _verdict(found: BackTest) -> str:
    """Whether the list and the chances can be trusted, in plain words."""
    return f"{_trust(found)} {_chances([band for band in found.bands if band.customers >= ENOUGH])}"


def _trust(found: BackTest) -> str:
    by = {band.band: band for band in found.bands}
    late, active = [by[name] for name in ("at-risk", "lapsed") if name in by], by.get("active")
    people = sum(band.customers for band in late)
    back = sum(_came(band) for band in late)
    if people < ENOUGH:
        return "Too few were called at risk or lapsed to tell whether the list can be trusted."
    others = active if active is not None and active.customers >= ENOUGH else None
    came = back / people
    hundred = round(100 * came)
    if others is not None and came >= others.came_back:
        return (
            "Take the list with care: who was called at risk or lapsed came back as often as those called active"
            f" ({hundred} in 100)."
        )
    if came > 0.5:
        return f"Take the list with care: of those called at risk or lapsed, {hundred} in 100 came back all the same."
    if found.auc is None or _is_coin(found):
        return (
            "Cannot tell yet whether the list can be trusted: the chance told who would come back no better than a"
            " coin would."
        )
    apart = newcombe(back, people, _came(others), others.customers) if others is not None else None
    if apart is not None and others is not None and apart[0] <= 0:
        return (
            f"Cannot tell yet whether the list can be trusted: of 100 called at risk or lapsed {hundred} came back, of"
            f" 100 called active {round(100 * others.came_back)}, which with so few may be chance."
        )
    likely = wilson(back, people)
    if likely is not None and likely[1] < 0.5:
        return "The list can be trusted: who was called at risk or lapsed mostly stayed away."
    if others is not None:
        return (
            "The list can be trusted: who was called at risk or lapsed came back less often than those called active"
            f" ({hundred} and {round(100 * others.came_back)} in 100)."
        )
    return (
        "Cannot tell yet whether the list can be trusted: too few were called active to compare, and of those called"
        f" at risk or lapsed {hundred} in 100 came back."
    )


def _came(band: BandResult) -> int:
    return round(band.customers * band.came_back)


def _is_coin(found: BackTest) -> bool:
    """Whether the ranking by the chance is not surely better than chance."""
    return found.auc_interval is None or found.auc_interval[0] <= 0.5


def _chances(bands: list[BandResult]) -> str:
    missed = []
    for hopeful, how in ((True, "too hopeful"), (False, "too low")):
        off = [band for band in bands if _far(band) and (band.predicted > band.came_back) is hopeful]
        off.sort(key=lambda band: -band.customers)
        for band in off:
            who = f"for {NAMES[band.band]} customers"
            said, came = round(100 * band.predicted), round(100 * band.came_back)
            missed.append(f"{who} were {how}: of 100 we said {said} would come, {came} came")
    if missed:
        return f"Our chances {'; those '.join(missed)}."
    return "Our chances were about right." if bands else ""


def _far(band: BandResult) -> bool:
    """Whether a band missed by much, and by more than so many customers may miss by chance."""
    likely = wilson(_came(band), band.customers)
    off = abs(round(100 * band.predicted) - round(100 * band.came_back)) >= FAR
    return off and likely is not None and not likely[0] <= band.predicted <= likely[1]


def _when(found: BackTest) -> str:
    return "last quarter" if found.horizon_days in (90, 91, 92) else f"{wording.span(found.horizon_days)} ago"


def _band(band: BandResult, found: BackTest) -> str:
    said, came = round(100 * band.predicted), round(100 * band.came_back)
    name = NAMES[band.band]
    if band.customers < ENOUGH:
        many, were = wording.count(band.customers, "customer"), "was" if band.customers == 1 else "were"
        return f"{many} {were} called {name}, and {_came(band) or 'none'} came back: too few to tell."
    if band.band == "at-risk":
        return f"Of 100 we would have called {name} {_when(found)}, {came} came back; we would have said {said}."
    return f"Of 100 called {name}, {came} came back; we would have said {said}."


def _level(found: BackTest) -> str:
    said, came = round(100 * found.predicted), round(100 * found.came_back)
    judged = sum(band.customers for band in found.bands)
    likely = wilson(round(judged * found.came_back), judged)
    if abs(said - came) <= CLOSE and not any(_far(band) for band in found.bands if band.customers):
        how = "near enough"
    elif abs(said - came) <= CLOSE:
        how = "close over all, not in every group"
    elif likely is not None and likely[0] <= found.predicted <= likely[1]:
        how = "with so few customers that may be chance"
    else:
        how = "our chances were too high" if said > came else "our chances were too low"
    return f"Of all {found.customers:,} customers then, {came} in 100 came back; we would have said {said}: {how}."


def _ranking(found: BackTest) -> str:
    if found.auc is None or found.auc_days_since is None:
        return "Everybody did the same, so that nothing can be said of who was ranked above whom."
    ours, theirs = round(100 * found.auc), round(100 * found.auc_days_since)
    first = "Of two customers, one who came back and one who did not, the chance put the right one first"
    if _is_coin(found):
        return f"{first} in {ours} of 100 pairs, no better than a coin; days since the last order alone in {theirs}."
    return f"{first} in {ours} of 100 pairs; days since the last order alone in {theirs}."


def _lists(found: BackTest) -> str:
    ours, _, silent = found.lists
    if not ours.customers:
        return "Nobody was late by their own rhythm then, so that there was no list to compare."
    both = (
        f"The {ours.customers:,} at the top of the win-back list held {_money(ours)} and {_gone(ours)}; the same "
        f"number by spending among the silent for over 90 days held {wording.percent(silent.money_caught)}, and "
        f"{round(100 * silent.lapsed)} in 100 stayed away. "
    )
    if found.better_list == "silent":
        both += "In your shop the simple list was better, and is offered first."
    elif silent.money_caught > ours.money_caught:
        both += "The simple list was ahead by no more than chance allows, so that the win-back list stays."
    elif found.lists_differ:
        both += "The win-back list was better, and stays."
    else:
        both += "The win-back list stays, though it was no better than the simple one by more than chance allows."
    return both


def _money(listed: ListResult) -> str:
    return f"{wording.percent(listed.money_caught)} of the spending that then stopped"


def _gone(listed: ListResult) -> str:
    return f"{round(100 * listed.lapsed)} in 100 of its people stayed away"
