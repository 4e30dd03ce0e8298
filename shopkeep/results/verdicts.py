"""The verdict on each stage, mail, group and offer: against the holdout's like, by the rules of the whole.

A mail is judged by who ordered within the window after it. For the holdout that window opens at the mail's
shadow. Of a later mail the two sides are those whom the earlier ones had not brought back, so that it is judged
a little too strictly. The money stands with the mail that came last before the order.

The verdict compares all who were to be mailed, also those whose mail was refused for good, for the holdout has such
addresses too. What is told beside it, reached and back, are those to whom a mail went out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple, Protocol

from shopkeep.core.records.results import Slice, Within
from shopkeep.core.shares import newcombe
from shopkeep.results import ab, words
from shopkeep.results.attribution import Journey, days_after
from shopkeep.results.books import Books
from shopkeep.results.lift import ENOUGH_ORDERS, share_lift
from shopkeep.store.results import Heard, Touch

UNSUBSCRIBED, REPLIED = "unsubscribed", "replied"
"""Why an enrolment ended."""
NO_OFFER = "no offer"
DAYS_SHOWN = (7, 14, 30)


class Outcome(Protocol):
    """One recipient: when it began, when their window closes, whether they ordered in it. A journey is one."""

    @property
    def began(self) -> datetime: ...
    @property
    def closes(self) -> datetime: ...
    @property
    def returned(self) -> bool: ...


class OfMail(NamedTuple):
    """The outcome of one mail."""

    began: datetime
    closes: datetime
    returned: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """What judging parts of a sequence needs to know."""

    window_days: int
    zone: str
    until: datetime | None
    books: Books
    titles: dict[str, str]
    prior: ab.Prior = ab.FLAT
    blocks: ab.Blocks = (1, 1)
    """How many of the holdout and of the mailed are compared at a time."""
    known_outcomes: dict[datetime, tuple[OfMail, OfMail]] = field(default_factory=dict, repr=False)
    """The moment of a mail -> the outcome of those who did not order after it and of those who did: many had theirs
    at the same one."""

    def after(self, way: Journey, touch: Touch) -> OfMail:
        """Whether somebody ordered within the window after one mail."""
        known = self.known_outcomes.get(touch.at)
        if known is None:
            closes = days_after(touch.at, self.window_days, self.zone)
            known = OfMail(touch.at, closes, False), OfMail(touch.at, closes, True)
            self.known_outcomes[touch.at] = known
        return known[way.bought_by(known[0].closes, touch.at)] if way.after else known[0]

    def final(self, outcomes: Iterable[Outcome]) -> list[ab.Final]:
        """Those whose window has closed, in order of arrival."""
        if self.until is None:
            return []
        found = [one for one in outcomes if one.closes <= self.until]
        return [(one.closes, one.returned) for one in sorted(found, key=attrgetter("began"))]


def counts(outcomes: Sequence[Outcome]) -> ab.Counts:
    return sum([one.returned for one in outcomes]), len(outcomes)


def one_send(outcomes: Iterable[Outcome], days: int) -> bool:
    """Whether all began within the window of the first: one send, to be judged once."""
    moments = {one.began for one in outcomes}
    return not moments or (max(moments) - min(moments)).days < days


def stages(mailed: list[Journey], held: list[Journey], scope: Scope) -> list[Slice]:
    """Each stage in the order in which they began."""
    return _by_touch(mailed, held, scope, attrgetter("stage"), lambda name: scope.titles.get(name, name))


def mails(mailed: list[Journey], held: list[Journey], scope: Scope, by_stage: list[Slice]) -> list[Slice]:
    """Each mail, `offer 1`, in the order in which they began. `by_stage`: what was found of the stages."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for stage, number in {(touch.stage, touch.mail) for way in (*mailed, *held) for touch in way.touches}:
        numbers[stage].add(number)
    if all(len(found) == 1 for found in numbers.values()):  # a stage of one mail is that mail
        names = {stage: f"{stage} {min(found)}" for stage, found in numbers.items()}
        return [replace(s, name=names[s.name], title=_mail_title(names[s.name], scope.titles)) for s in by_stage]
    return _by_touch(mailed, held, scope, mail_name, lambda name: _mail_title(name, scope.titles))


def mail_name(touch: Touch) -> str:
    """`offer 1`."""
    return f"{touch.stage} {touch.mail}"


def _mail_title(name: str, titles: dict[str, str]) -> str:
    stage, _, number = name.rpartition(" ")
    return f"{titles.get(stage, stage)}, mail {number}"


def groups(mailed: list[Journey], held: list[Journey], scope: Scope) -> list[Slice]:
    return _by_person(mailed, held, scope, lambda way: way.person.group, scope.titles)


def offers(mailed: list[Journey], held: list[Journey], scope: Scope, offered: dict[str, str]) -> list[Slice]:
    """By what groups were offered (group -> offer in words); empty where all were offered the same."""
    if len({offer_of(way, offered) for way in mailed}) < 2:
        return []
    return _by_person(mailed, held, scope, lambda way: offer_of(way, offered), {})


def offer_of(way: Journey, offered: dict[str, str]) -> str:
    """What somebody was offered, in words."""
    return NO_OFFER if way.person.no_offer else offered.get(way.person.group, NO_OFFER)


def of_sequence(name: str, title: str, mailed: list[Journey], held: list[Journey], scope: Scope) -> Slice:
    """One sequence of the programme by itself."""
    return _judged(_reached(name, title, mailed, scope), mailed, held, scope)


def _reached(name: str, title: str, ways: list[Journey], scope: Scope) -> Slice:
    """Those of some people to whom a mail went out, and whom of these it brought back."""
    back = [way for way in ways if way.returned and way.last_touch_before_return is not None]
    reached = sum(way.reached for way in ways)
    return _slice(name, title, reached, back, scope, (unsubscribed(ways), replied(ways)))


def within(mailed: list[Journey], held: list[Journey], zone: str, until: datetime | None) -> list[Within]:
    """Returns within 7, 14 and 30 days of the first mail, of those for whom these days have passed."""
    found = []
    arms = [(Counter(way.began for way in ways), [way for way in ways if way.after]) for ways in (mailed, held)]
    for days in DAYS_SHOWN:
        sides = []
        for began, buyers in arms:
            ends = {moment: days_after(moment, days, zone) for moment in began}
            over = {moment: end for moment, end in ends.items() if until is not None and end <= until}
            back = sum(way.bought_by(over[way.began]) for way in buyers if way.began in over)
            sides.append((back, sum(began[moment] for moment in over)))
        (back, of), (held_back, held_of) = sides
        both = share_lift([((held_back, held_of), (back, of))])
        found.append(Within(days, of, back, held_of, held_back, both[0] if both else None, both[1] if both else None))
    return found


def unsubscribed_after(way: Journey) -> Touch | None:
    """The mail after which somebody unsubscribed, if they did: also when they had left the sequence before."""
    return _heard_after(way, way.person.unsubscribed, UNSUBSCRIBED)


def replied_after(way: Journey) -> Touch | None:
    """The mail after which somebody wrote back, if they did."""
    return _heard_after(way, way.person.replied, REPLIED)


def _heard_after(way: Journey, heard: Heard | None, because: str) -> Touch | None:
    """The mail that was answered: the one that the answer names, else the last one before it."""
    person = way.person
    if heard is None:
        if person.left_because != because or person.left_at is None or person.elsewhere:
            return None
        heard = Heard(person.left_at)
    named = [touch for touch in way.touches if (touch.stage, touch.mail) == (heard.stage, heard.mail)]
    before = [touch for touch in way.touches if touch.arrived and touch.at <= heard.at]
    return next(reversed(named or before), None)


def unsubscribed(ways: Iterable[Journey]) -> int:
    return sum(unsubscribed_after(way) is not None for way in ways if way.answered)


def replied(ways: Iterable[Journey]) -> int:
    return sum(replied_after(way) is not None for way in ways if way.answered)


def _by_touch(
    mailed: list[Journey],
    held: list[Journey],
    scope: Scope,
    name_of: Callable[[Touch], str],
    title_of: Callable[[str], str],
) -> list[Slice]:
    sent, control = (_outcomes(ways, scope, name_of) for ways in (mailed, held))
    unreached = Counter(
        name
        for way in mailed
        if False in [touch.arrived for touch in way.touches]
        for name in {*map(name_of, way.touches)} - {name_of(touch) for touch in way.touches if touch.arrived}
    )
    back: dict[str, list[Journey]] = defaultdict(list)
    for way in mailed:
        if way.returned and (last := way.last_touch_before_return) is not None:
            back[name_of(last)].append(way)
    answered = [way for way in mailed if way.answered]
    left, wrote = (
        Counter(name_of(touch) for way in answered if (touch := after(way)) is not None)
        for after in (unsubscribed_after, replied_after)
    )
    began = {name: min([one.began for one in outcomes]) for name, outcomes in sent.items()}
    found = []
    for name in sorted(began, key=began.__getitem__):
        reached = len(sent[name]) - unreached[name]
        made = _slice(name, title_of(name), reached, back[name], scope, (left[name], wrote[name]))
        found.append(_judged(made, sent[name], control.get(name, []), scope))
    return found


def _outcomes(ways: list[Journey], scope: Scope, name_of: Callable[[Touch], str]) -> dict[str, list[OfMail]]:
    """What came of each stage or mail; where somebody had it twice, of the first one."""
    found: dict[str, list[OfMail]] = defaultdict(list)
    for way in ways:
        seen: set[str] = set()
        for touch in way.touches:
            name = name_of(touch)
            if name not in seen:
                seen.add(name)
                found[name].append(scope.after(way, touch))
    return found


def _by_person(
    mailed: list[Journey],
    held: list[Journey],
    scope: Scope,
    name_of: Callable[[Journey], str],
    titles: dict[str, str],
) -> list[Slice]:
    mine: dict[str, list[Journey]] = defaultdict(list)
    theirs: dict[str, list[Journey]] = defaultdict(list)
    for way in mailed:
        mine[name_of(way)].append(way)
    for way in held:
        theirs[name_of(way)].append(way)
    found = []
    for name, ways in sorted(mine.items()):
        made = _reached(name, titles.get(name, name or "Everybody else"), ways, scope)
        found.append(_judged(made, ways, theirs[name], scope))
    return found


def _slice(name: str, title: str, sent: int, back: list[Journey], scope: Scope, heard: tuple[int, int]) -> Slice:
    """`heard`: how many unsubscribed and how many replied."""
    sums = scope.books.sums((way, way.orders) for way in back)
    return Slice(
        name=name,
        title=title,
        sent=sent,
        returned=len(back),
        rate=len(back) / sent if sent else None,
        revenue=sums.revenue,
        profit=sums.profit,
        given=sums.given,
        return_on_given=sums.return_on_given,
        unsubscribed=heard[0],
        replied=heard[1],
    )


def _judged(part: Slice, mailed: Sequence[Outcome], held: Sequence[Outcome], scope: Scope) -> Slice:
    """A part with what it brought more than the holdout's like, and the verdict on that."""
    second, first = counts(mailed), counts(held)
    interval = newcombe(*first, *second)
    once = one_send([*mailed, *held], scope.window_days)
    closings = {one.closes for one in [*mailed, *held]}
    still = any(scope.until is None or closes > scope.until for closes in closings)
    few = first[0] + second[0] < ENOUGH_ORDERS
    lift = None if interval is None else second[0] / second[1] - first[0] / first[1]
    clear = False
    if interval is not None and lift is not None and not few:
        if once:
            clear = not still and (interval[0] > 0 or interval[1] < 0)
        else:
            shown = ab.evidence([(scope.final(held), scope.final(mailed))], scope.blocks)
            clear = shown.decided and shown.second_leads == (lift > 0)
    says = words.of_slice(clear, interval, first[1], first[0] + second[0], ENOUGH_ORDERS, once and still)
    return replace(
        part, held=first[1], held_returned=first[0], lift=lift, lift_interval=interval, verdict=says
    )  # fmt: skip
