"""What a comparison tells, in the owner's words: never more than the numbers hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shopkeep import wording
from shopkeep.core.clock import day_of
from shopkeep.core.money import Money
from shopkeep.results.power import Wait

NO_HOLDOUT = "Cannot tell what the mails did: nobody was held out to compare with."
NO_HOLDOUT_MONEY = "Without a holdout nobody knows what these customers would have spent anyway."
TOO_FAR = 10
"""Nobody waits for so many times the customers there are."""


@dataclass(frozen=True, slots=True)
class Say:
    """How to say money and days: the shop's language and zone."""

    language: str = "en"
    zone: str = "UTC"

    def money(self, amount: Money) -> str:
        return wording.money_short(amount, self.language)

    def day(self, moment: datetime) -> str:
        return wording.day_long(day_of(moment, self.zone), self.language)


def verdict(
    say: Say,
    title: str,
    *,
    open_until: datetime | None,
    returned: int,
    enough: int,
    clear: bool,
    interval: tuple[float, float],
    money: tuple[Money, Money] | None,
    wait: Wait | None,
) -> str:
    """One sentence on a whole sequence. `money`: the range in money, where it may be spoken of."""
    if open_until is not None:
        return f"Cannot tell yet: the return window is open until {say.day(open_until)}. Import newer orders then."
    if returned < enough:
        return f"Cannot tell yet: {_only(returned)} in all, and it takes {enough} to compare.{_more(wait)}"
    if money is not None and (money[0].amount > 0 or money[1].amount < 0):
        return f"{title} {earned(say, money)} than doing nothing."
    if clear:
        more = interval[0] > 0
        says = f"{title} brought {points(interval)} of 100 customers back than doing nothing."
        return says if more else f"{says} The mails did not help."
    return _cannot_tell(wait)


def earned(say: Say, money: tuple[Money, Money]) -> str:
    """`earned between €120 and €900 more`, of a range on one side of nothing."""
    low, high = money
    if low.amount > 0:
        return f"earned between {say.money(low)} and {say.money(high)} more"
    fewest, most = Money(-high.amount, high.currency), Money(-low.amount, low.currency)
    return f"earned between {say.money(fewest)} and {say.money(most)} less"


def between(say: Say, money: tuple[Money, Money]) -> str:
    """A range of money that may lie on either side: `between €80 less and €900 more`."""
    low, high = money
    if low.amount >= 0 or high.amount <= 0:
        return earned(say, money).removeprefix("earned ")
    less = Money(-low.amount, low.currency)
    return f"between {say.money(less)} less and {say.money(high)} more"


def points(interval: tuple[float, float]) -> str:
    """A range of shares on one side of nothing: `between 1.2 and 5 more`, of 100."""
    low, high = interval
    if low >= 0:
        return f"between {_in_100(low)} and {_in_100(high)} more"
    return f"between {_in_100(-high)} and {_in_100(-low)} fewer"


def either_way(interval: tuple[float, float]) -> str:
    """A range of shares that may lie on either side: `between 0.5 fewer and 4 more`."""
    low, high = interval
    if low >= 0 or high <= 0:
        return points(interval)
    return f"between {_in_100(-low)} fewer and {_in_100(high)} more"


def of_slice(
    clear: bool, interval: tuple[float, float] | None, held: int, returned: int, enough: int, still: bool
) -> str:
    """The verdict on one stage, mail, group or offer, against the holdout's like."""
    if not held or interval is None:
        return "Nobody held out to compare with."
    if still:
        return "Cannot tell yet: its window is open."
    if returned < enough:
        return f"Cannot tell yet: {_only(returned)}, held out or not."
    if clear:
        return f"Brought {points(interval)} of 100 back than doing nothing."
    return "Cannot tell yet."


def no_range(mailed: int, held: int, enough: int) -> str:
    """Why there is no range in money."""
    return (
        f"A range in money takes {enough} buyers on each side, for a few large orders decide it:"
        f" so far {mailed:,} mailed and {held:,} held out bought."
    )


def _only(returned: int) -> str:
    return "nobody came back" if not returned else f"only {wording.count(returned, 'customer')} came back"


def _more(wait: Wait | None) -> str:
    if wait is None or _too_far(wait) or not wait.as_seen:
        return ""
    return f" About {wait.more:,} more customers needed."


def _cannot_tell(wait: Wait | None) -> str:
    if wait is None:
        return "Cannot tell yet."
    if _too_far(wait):
        return (
            f"Cannot tell: the difference so far is next to nothing, and to show it would take over {TOO_FAR} times as"
            " many customers."
        )
    if wait.as_seen:
        return f"Cannot tell yet: about {wait.more:,} more customers needed."
    if not wait.more:
        return (
            f"Hardly any difference: with so many customers, one of {_in_100(wait.difference)} in 100 would likely have"
            " shown."
        )
    return (
        "Cannot tell: hardly any difference so far. About "
        f"{wait.more:,} more customers would show one of {_in_100(wait.difference)} in 100."
    )


def _too_far(wait: Wait) -> bool:
    return wait.more > TOO_FAR * wait.now


def variants_apart(days: int) -> str:
    """Why the variants of a mail do not add up to its stage."""
    return (
        f"Variants count everybody who ordered within {wording.span(days)} after that mail; stages and mails count each"
        " customer once, with the last mail before the first order. So the two do not add up to each other."
    )


def _in_100(share: float) -> str:
    """A share as so many of 100: `4`, `0.5`."""
    value = 100 * share
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"
