"""A/B tests: the variants of one mail against each other, by who ordered within the window after it.

Everyone assigned counts, opened or not, delivered or not. One send is judged once, when its window has closed,
by the exact chance; a mail that goes out again and again by the e-value, and so are tests of the same mail and
variants pooled over several sequences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from shopkeep import wording
from shopkeep.core.records.results import TestResult, VariantResult
from shopkeep.core.shares import newcombe, wilson
from shopkeep.results import ab, words
from shopkeep.results.attribution import Journey
from shopkeep.results.lift import ENOUGH_ORDERS
from shopkeep.results.verdicts import OfMail, Scope, counts, one_send, replied_after, unsubscribed_after
from shopkeep.store.results import Bought

Run = dict[str, list[OfMail]]
"""variant -> the outcomes of one sequence"""


@dataclass(slots=True)
class Entry:
    """What one variant's recipients did."""

    outcomes: list[OfMail]
    bought: list[tuple[Journey, Sequence[Bought]]]
    unsubscribed: int = 0
    replied: int = 0


def tests(mailed: list[Journey], scope: Scope, say: words.Say) -> list[TestResult]:
    """Every mail of one sequence that went out in more than one variant."""
    found = []
    for mail, entries in entered(mailed, scope).items():
        runs = [{name: entry.outcomes for name, entry in entries.items()}]
        found.append(_result(mail, entries, runs, scope, say, pooled=False))
    return found


def pooled(by_sequence: dict[str, list[Journey]], scopes: dict[str, Scope], say: words.Say) -> list[TestResult]:
    """Tests of the same mail and variants over two sequences or more."""
    kept: dict[tuple[str, tuple[str, ...]], list[tuple[Scope, dict[str, Entry]]]] = defaultdict(list)
    for name, ways in by_sequence.items():
        for mail, entries in entered(ways, scopes[name]).items():
            kept[mail, tuple(sorted(entries))].append((scopes[name], entries))
    found = []
    for (mail, names), runs in kept.items():
        if len(runs) < 2:
            continue
        together = {name: Entry([], []) for name in names}
        for _, entries in runs:
            for name, entry in entries.items():
                together[name].outcomes += entry.outcomes
                together[name].bought += entry.bought
                together[name].unsubscribed += entry.unsubscribed
                together[name].replied += entry.replied
        outcomes = [{name: entry.outcomes for name, entry in entries.items()} for _, entries in runs]
        found.append(_result(mail, together, outcomes, runs[0][0], say, pooled=True))
    return found


def entered(mailed: list[Journey], scope: Scope) -> dict[str, dict[str, Entry]]:
    """mail -> variant -> what its recipients did; only mails of several variants, in the order they began.

    A group whose copy has one variant only was not part of the test and is left out of it. So is whoever's mail was
    refused for good: an address that takes no mail tells nothing of its variants.
    """
    kinds = {
        (touch.stage, touch.mail, way.person.group, touch.variant)
        for way in mailed
        for touch in way.touches
        if touch.arrived
    }
    copies = Counter(kind[:3] for kind in kinds)
    mails: dict[str, dict[str, Entry]] = defaultdict(dict)
    entry_of: dict[tuple[str, int, str, str], Entry] = {}
    for stage, mail, group, variant in sorted(kinds):
        if copies[stage, mail, group] > 1:
            entries = mails[f"{stage} {mail}"]
            entry_of[stage, mail, group, variant] = entries.setdefault(variant, Entry([], []))
    for way in mailed if entry_of else ():
        group = way.person.group
        unsubscribed, replied = (unsubscribed_after(way), replied_after(way)) if way.answered else (None, None)
        for touch in way.touches:
            entry = entry_of.get((touch.stage, touch.mail, group, touch.variant))
            if entry is None or not touch.arrived:
                continue
            outcome = scope.after(way, touch)
            entry.outcomes.append(outcome)
            if outcome.returned:
                entry.bought.append((way, [order for order in way.after if touch.at < order.at <= outcome.closes]))
            entry.unsubscribed += unsubscribed is touch
            entry.replied += replied is touch
    began = {
        name: min(one.began for entry in entries.values() for one in entry.outcomes) for name, entries in mails.items()
    }
    return {name: dict(sorted(mails[name].items())) for name in sorted(mails, key=began.__getitem__)}


def _result(
    mail: str, entries: dict[str, Entry], runs: list[Run], scope: Scope, say: words.Say, *, pooled: bool
) -> TestResult:
    arms = {name: counts(entry.outcomes) for name, entry in entries.items()}
    everything = [one for entry in entries.values() for one in entry.outcomes]
    once = not pooled and one_send(everything, scope.window_days)
    chances = ab.chances_best(arms, scope.prior)
    names = list(arms)
    value, winner = _e_value(names, runs, scope)
    closes = max({one.closes for one in everything})
    still_open = scope.until is None or closes > scope.until
    few = sum(back for back, _ in arms.values()) < ENOUGH_ORDERS
    best = max(chances, key=lambda name: chances[name])
    if once:
        winner = best if not still_open and not few and chances[best] >= ab.SURE else ""
    elif few:
        winner = ""
    two = names if len(names) == 2 else None
    interval = newcombe(*arms[two[0]], *arms[two[1]]) if two else None
    says = _says(arms, chances, best, winner, once, closes if once and still_open else None, few, say)
    return TestResult(
        mail=mail,
        variants=[_variant(name, entry, arms[name], scope) for name, entry in entries.items()],
        chance_best=chances,
        verdict=says,
        winner=winner,
        looked="once" if once else "daily",
        lift=_share(arms[two[1]]) - _share(arms[two[0]]) if two else None,
        lift_interval=interval,
        e_value=value,
        runs=len(runs),
        prior=scope.prior,
    )


def _e_value(names: list[str], runs: list[Run], scope: Scope) -> tuple[float, str]:
    """The evidence for the leader against each other variant, and the winner where it is decided.

    Of several variants the weakest such evidence counts, shared out over the pairs that are compared.
    """
    against: dict[str, list[float]] = defaultdict(list)
    for first, second in combinations(names, 2):
        shown = ab.evidence([(scope.final(run[first]), scope.final(run[second])) for run in runs])
        against[second if shown.second_leads else first].append(shown.value)
    pairs = len(names) * (len(names) - 1) // 2
    leader = next((name for name, values in against.items() if len(values) == len(names) - 1), "")
    value = min(against[leader]) / pairs if leader else 0.0
    return value, leader if value >= ab.DECIDED else ""


def _variant(name: str, entry: Entry, arm: ab.Counts, scope: Scope) -> VariantResult:
    back, of = arm
    sums = scope.books.sums(entry.bought)
    return VariantResult(
        name, of, back, _share(arm), wilson(back, of),
        sums.revenue, sums.profit, sums.given, sums.return_on_given, entry.unsubscribed, entry.replied,
    )  # fmt: skip


def _share(arm: ab.Counts) -> float:
    return arm[0] / arm[1]


def _says(
    arms: dict[str, ab.Counts],
    chances: dict[str, float],
    best: str,
    winner: str,
    once: bool,
    open_until: datetime | None,
    few: bool,
    say: words.Say,
) -> str:
    if open_until is not None:
        return f"Too early: its window is open until {say.day(open_until)}."
    if few:
        return f"Cannot tell yet: fewer than {ENOUGH_ORDERS} ordered after this mail."
    if winner:
        others = [name for name in arms if name != winner]
        near = max(others, key=lambda name: _share(arms[name]))
        interval = newcombe(*arms[near], *arms[winner])
        assert interval is not None
        sure = f" (a chance of {wording.percent(chances[winner])})" if once else ""
        return f"{winner} is the better mail{sure}: {words.either_way(interval)} orders per 100 sent than {near}."
    others = [name for name in arms if name != best]
    near = max(others, key=lambda name: _share(arms[name]))
    interval = newcombe(*arms[near], *arms[best])
    assert interval is not None
    # Rounded down, so that what is not sure enough never reads as if it were.
    chance = f"a {int(100 * chances[best])} % chance to be the better one, " if once else ""
    return f"Too close to call. {best} leads: {chance}{words.either_way(interval)} orders per 100 sent."
