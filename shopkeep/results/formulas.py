"""How each figure came about: the rule, and the same with this sequence's numbers filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shopkeep import wording
from shopkeep.core.records.results import Arm, Formula, Results
from shopkeep.core.shares import wilson
from shopkeep.results import ab, words
from shopkeep.results.heavy_tails import BUYERS_FOR_RANGE

WILSON = "(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), z = 1.96 (Wilson)"
NEWCOMBE = "d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²) (Newcombe)"
HALL = "each side by Hall's transformation, which takes the skew out of the t statistic; joined as Newcombe does"
BETA = "P(B > A) of Beta(s + orders, f + others), exact sum; s, f are what the shop's own rate is worth"


def filled(found: Results, say: words.Say, base_rate: float | None) -> Results:
    """The results with their formulas."""
    return replace(found, formulas=list(_all(found, say, base_rate)))


def _all(found: Results, say: words.Say, base_rate: float | None) -> Iterator[Formula]:
    arm, held, lift = found.mailed, found.holdout, found.lift
    if arm.return_rate is None:
        return
    yield Formula(
        "Who counts as come back",
        "a first order after the first mail (held out: after the one they would have had), up to the end of the day"
        f" {found.window_days} days after the last stage began for those mailed on the same day",
        f"the last window closes on {say.day(found.closes) if found.closes else 'no day yet'}; orders are known to"
        f" {say.day(found.data_until) if found.data_until else 'no day yet'}",
    )
    yield _rate("Mailed who came back", arm)
    if held.return_rate is None:
        return
    yield _rate("Held out who came back", held)
    if lift.returns is None or lift.interval is None:
        return
    yield _difference(arm, held, lift.returns, lift.interval)
    if lift.chance_positive is not None:
        prior = ab.shop_prior(base_rate)
        rate = (
            "no rate known yet" if base_rate is None else f"{_pct(base_rate)} order in {found.window_days} days anyway"
        )
        yield Formula(
            "Chance that the mails brought anybody back", BETA,
            f"s = {prior[0]}, f = {prior[1]} ({rate}): {wording.percent(lift.chance_positive)}",
        )  # fmt: skip
    yield from _money(found, say)
    if lift.e_value is not None:
        yield Formula(
            "Evidence that may be looked at daily",
            f"product over those whose window closed, in order of arrival, of their chance under two rates over that"
            f" under one; decided at {ab.DECIDED:.0f}",
            f"{lift.e_value:.2f}" if lift.e_value < 1000 else "over 1,000",
        )
    if found.detectable_lift is not None:
        yield Formula(
            "Smallest difference this many customers show",
            "(1.96 + 0.84) · √(p₁(1−p₁)/n₁ + p₂(1−p₂)/n₂), found by trying",
            f"n₁ = {arm.customers:,}, n₂ = {held.customers:,}: {100 * found.detectable_lift:.1f} points",
        )


def _money(found: Results, say: words.Say) -> Iterator[Formula]:
    arm, held, lift = found.mailed, found.holdout, found.lift
    if lift.revenue is None:
        return
    yield Formula(
        "More revenue than doing nothing",
        "revenue of the mailed − revenue of the holdout × mailed ÷ held out (by sequence, where several are pooled)",
        f"{say.money(arm.revenue)} − {say.money(held.revenue)} × {arm.customers:,} ÷ {held.customers:,}"
        f" = {say.money(lift.revenue)}",
    )
    if lift.revenue_interval is not None:
        low, high = lift.revenue_interval
        yield Formula("Its 95 % range", HALL, f"{say.money(low)} to {say.money(high)}")
    else:
        yield Formula(
            "Its 95 % range", f"told from {BUYERS_FOR_RANGE} buyers on each side on",
            f"{arm.buyers:,} and {held.buyers:,} bought",
        )  # fmt: skip
    if lift.profit is not None and arm.profit is not None and held.profit is not None:
        yield Formula(
            "More profit than doing nothing",
            "profit: paid for goods − their cost, in the share not refunded, − gifts; compared as revenue is",
            f"{say.money(arm.profit)} − {say.money(held.profit)} × {arm.customers:,} ÷ {held.customers:,}"
            f" = {say.money(lift.profit)}",
        )
    if lift.anyway is not None:
        yield Formula(
            "Would have come back anyway",
            "rate of the holdout × mailed",
            f"{held.returned:,} ÷ {held.customers:,} × {arm.customers:,} = {lift.anyway:.1f} customers",
        )
    if lift.given_anyway is not None and arm.given is not None and arm.given.amount:
        yield Formula(
            "Given to those who would have come anyway",
            "what was given × would have come anyway ÷ came back",
            f"{say.money(arm.given)} × {min(lift.anyway or 0.0, arm.returned):.1f} ÷ {arm.returned:,}"
            f" = {say.money(lift.given_anyway)}",
        )


def _rate(name: str, arm: Arm) -> Formula:
    low, high = wilson(arm.returned, arm.customers) or (0.0, 1.0)
    return Formula(
        name,
        f"p = came back ÷ customers; range {WILSON}",
        f"{arm.returned:,} ÷ {arm.customers:,} = {_pct(arm.returned / arm.customers)}, {_pct(low)} to {_pct(high)}",
    )


def _difference(arm: Arm, held: Arm, apart: float, interval: tuple[float, float]) -> Formula:
    says = f"{_pct(arm.return_rate or 0)} − {_pct(held.return_rate or 0)} = {_points(apart)} points,"
    return Formula(
        "Difference",
        f"d = p₁ − p₂ (by sequence, where several are pooled); range {NEWCOMBE}",
        f"{says} {_points(interval[0])} to {_points(interval[1])}",
    )


def _pct(share: float) -> str:
    return f"{100 * share:.1f} %"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")
