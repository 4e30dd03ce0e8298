"""Why a customer stands where they stand, in sentences an owner can check against the orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shopkeep import wording
from shopkeep.core.money import Money
from shopkeep.core.records.customers import History, Summary
from shopkeep.customers import lapse
from shopkeep.customers.judgement import Basis
from shopkeep.customers.model import ReturnModel
from shopkeep.customers.rhythm import gaps, order_days, overdue

_BANDS = {"active": "active", "at-risk": "at risk", "lapsed": "lapsed", "lost": "lost"}
_SEARCHED_DAYS = 1096
SLOWING = 1.5
"""From this ratio of the latest gaps to the earlier ones on, a customer is slowing down."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What sentences need besides the customer: the model, its horizon in days, money and language."""

    model: ReturnModel
    horizon: int
    currency: str
    language: str

    def money(self, amount: int) -> str:
        return wording.money(Money(amount, self.currency), self.language)

    def money_short(self, amount: int) -> str:
        return wording.money_short(Money(amount, self.currency), self.language)

    def after_last_order(self, one: Summary) -> float:
        """The return chance as it was on the day of the last order."""
        return self.model.chance_after_last(one.order_days - 1, (one.last_on - one.first_on).days, self.horizon)


def why(one: Summary, terms: Terms) -> str:
    """The one sentence of the list."""
    since = (one.scored_on - one.last_on).days
    if one.usual_gap_days is None:
        rhythm = f"One order, {ago(since)}"
    else:
        rhythm = f"Usually orders {every(one.usual_gap_days)}, last order {ago(since)}"
    chance = f"{wording.percent(one.return_chance)} to order in the next {terms.horizon} days"
    if since:
        chance += f", {wording.percent(terms.after_last_order(one))} right after the last one"
    if one.spent_365:
        money = f"{terms.money_short(one.spent_365)} in the last year"
    else:
        money = f"nothing in the last year, {terms.money_short(one.spent)} before"
    return f"{rhythm}; {chance}; {money}."


def reasons(one: Summary, history: History, basis: Basis, terms: Terms) -> list[str]:
    """The longer list of the detail: rhythm, chance, band, money, and what would change it."""
    said = [_rhythm(one, history, terms), _slowing(one), _season(one, terms), _chance(one, terms)]
    said += [_band(one, basis), _money(one, terms), _next_order(one, terms), _outlook(one, terms)]
    if history.in_other_currencies:
        others = [wording.money(amount, terms.language) for amount in history.in_other_currencies]
        said.append(f"Orders in other currencies are not in these sums: {wording.listed(others)}.")
    if basis.few:
        few = wording.count(basis.people, "customer")
        said.append(f"The shop has {few} with orders so far, so these chances are rough.")
    said.append(
        "The chance is adjusted for the time of year, by what came of it a year ago."
        if basis.season_adjusted
        else "The chance is not adjusted for the time of year: that takes more than a year of orders."
    )
    return [sentence for sentence in said if sentence]


def _slowing(one: Summary) -> str:
    """That the gaps grow, where they do."""
    earlier, recent = one.earlier_gap_days, one.recent_gap_days
    if earlier is None or recent is None or recent < SLOWING * earlier:
        return ""
    return f"Slowing down: the last two gaps were {wording.span(recent)} on average, {wording.span(earlier)} before."


def _season(one: Summary, terms: Terms) -> str:
    """The time of year around which they order, where there is one."""
    if one.season_week is None:
        return ""
    middle = date(2025, 1, 1) + timedelta(days=7 * one.season_week - 4)
    part = "early" if middle.day <= 10 else "mid" if middle.day <= 20 else "late"
    dash = "-" if part == "mid" else " "
    return f"Orders every year around {part}{dash}{wording.month_full(middle, terms.language)}."


def _next_order(one: Summary, terms: Terms) -> str:
    """What the next order is likely worth, and what of the money at stake is margin."""
    if not one.expected_order:
        return ""
    said = f"Their next order is likely worth about {terms.money_short(one.expected_order)}"
    if one.margin_share is None or not one.at_stake:
        return f"{said}."
    margin = terms.money_short(round(one.at_stake * one.margin_share))
    return f"{said}; of the money at stake, {margin} is left after costs ({wording.percent(one.margin_share)})."


def _rhythm(one: Summary, history: History, terms: Terms) -> str:
    since = (one.scored_on - one.last_on).days
    first = wording.day_long(one.first_on, terms.language)
    if one.usual_gap_days is None:
        return f"One order day so far, {first}, {ago(since)}."
    longest = max(gaps(order_days(history, one.scored_on)), default=0)
    late = overdue(since, one.usual_gap_days)
    said = (
        f"{one.order_days} order days since {first}, usually {every(one.usual_gap_days)}; "
        f"the longest pause was {wording.span(longest)}. Last order {ago(since)}"
    )
    return said + (f", {late:.1f} times the usual gap." if late and late > 1 else ".")


def _chance(one: Summary, terms: Terms) -> str:
    now = wording.percent(one.return_chance)
    then = wording.percent(terms.after_last_order(one))
    return f"{now} to order in the next {terms.horizon} days; right after the last order it was {then}."


def _band(one: Summary, basis: Basis) -> str:
    since = (one.scored_on - one.last_on).days
    if one.lapse != "active":
        return f"So {_BANDS[one.lapse]}: later than usual, and {_range(one.lapse)}."
    if one.return_chance >= lapse.ACTIVE:
        return "So active: a return chance of 50 % or more."
    if one.usual_gap_days is not None:
        return f"So active all the same: not silent for longer than usual ({wording.span(since)})."
    wait = wording.span(basis.constants["second_order_wait"])
    return f"So active all the same: here a second order usually takes {wait}."


def _range(band: str) -> str:
    if band == "at-risk":
        return "a return chance of 20 to 50 %"
    return "a return chance of 5 to 20 %" if band == "lapsed" else "a return chance under 5 %"


def _money(one: Summary, terms: Terms) -> str:
    whole = f"{terms.money(one.spent)} in {wording.count(one.orders, 'order')}"
    if not one.spent_365:
        return f"{whole}, nothing in the last 365 days."
    year = terms.money(one.spent_365)
    stake = terms.money(one.at_stake)
    return f"{whole}, {year} in the last 365 days; of a year like that, {stake} is at stake."


def _outlook(one: Summary, terms: Terms) -> str:
    """When the next band begins if nothing happens, and what an order would do."""
    again = terms.model.chance_after_last(one.order_days, (one.scored_on - one.first_on).days, terms.horizon)
    order = f"An order today would bring the chance to {wording.percent(again)}"
    found = next_band(one, terms)
    if found is None:
        return f"{order}."
    day, band = found
    when = wording.day_long(day, terms.language)
    return f"{order}; without one they count as {_BANDS[band]} from {when}."


def next_band(one: Summary, terms: Terms) -> tuple[date, str] | None:
    """The first day, within three years, on which a silent customer counts as worse than now."""
    x, t_x = one.order_days - 1, (one.last_on - one.first_on).days

    def band(ahead: int) -> str:
        day = one.scored_on + timedelta(days=ahead)
        chance = terms.model.chance(x, t_x, (day - one.first_on).days, terms.horizon)
        return lapse.lapse(chance, (day - one.last_on).days, one.patience_days)

    if one.lapse == "lost" or band(_SEARCHED_DAYS) == one.lapse:
        return None
    # Bands only ever get worse with silence, so the border can be found by halving.
    same, worse = 0, _SEARCHED_DAYS
    while worse - same > 1:
        middle = (same + worse) // 2
        if band(middle) == one.lapse:
            same = middle
        else:
            worse = middle
    return one.scored_on + timedelta(days=worse), band(worse)


def favourite(title: str, times: int, orders: int) -> str:
    """`Nettle tea, 9 of 14 orders`."""
    return f"{title}, {times} of {wording.count(orders, 'order')}"


def every(days: float) -> str:
    """`every 34 days`, `every day`."""
    return "every day" if round(days) <= 1 else f"every {wording.span(days)}"


def ago(days: int) -> str:
    """`today`, `yesterday`, `96 days ago`, `8 months ago`."""
    if days < 2:
        return "yesterday" if days == 1 else "today"
    # To the day for longer than elsewhere: this is set against a rhythm in days.
    return f"{days} days ago" if days <= 180 else f"{wording.span(days)} ago"
