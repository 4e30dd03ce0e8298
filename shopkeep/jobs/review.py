"""What an owner looks at before a send: three of the mails, what the offers cost, and who of a segment is in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from shopkeep import wording
from shopkeep.core import text
from shopkeep.core.money import Money
from shopkeep.core.records.accounts import Outlook
from shopkeep.core.records.delivery import PlannedMessage, SendResult
from shopkeep.core.records.mails import Person
from shopkeep.core.records.offers import OfferCost
from shopkeep.jobs import foresight, notices, offer_costs, pacing, sequence_turns
from shopkeep.jobs.asking import asked
from shopkeep.jobs.sequence_needs import offers_of
from shopkeep.jobs.sequence_people import load, persons_of
from shopkeep.jobs.shop import Shop
from shopkeep.sequences.values import offer_words
from shopkeep.store import buyers, finding

LOOKED_AT = 2000
"""So many recipients are compared for samples, those with most at stake first."""
TYPICAL, ODDEST, LEAST_KNOWN = "a typical one", "the oddest", "the least known"


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a send besides its mails."""

    outlook: Outlook
    notices: list[str]
    costs: list[str]
    new: int
    """How many of its mails go to customers who enter the sequence with them."""
    opened: tuple[str, int] | None
    """A segment that holds some of these people and not all, and how many; None where there is none to offer."""


def around(
    shop: Shop, plan: SendResult, segment: str | None, limit: int | None, with_newcomers: bool, opened: str = ""
) -> Around:
    """What an owner should know before a planned send. `opened`: a segment they were looking at."""
    outlook = pacing.outlook(shop, plan.counts.planned, plan.account)
    if not plan.counts.planned:
        return Around(outlook, [], [], 0, None)
    said = notices.notices(shop, plan.sequence, plan.stage, segment, limit, newcomers=with_newcomers)
    new = newcomers(shop, plan, segment) if with_newcomers else 0
    some = None
    if opened not in ("", "all"):
        inside = within_each(shop, plan)[opened]
        some = (opened, inside) if 0 < inside < plan.counts.planned else None
    return Around(outlook, said, costs(shop, plan), new, some)


def samples(shop: Shop, plan: SendResult) -> list[tuple[str, PlannedMessage]]:
    """Three mails to look at and what each is: a typical one, the oddest name, and the customer of whom least is
    known, whose mail falls back on general words most. Fewer where fewer go out."""
    messages = plan.messages[:LOOKED_AT]
    if not messages:
        return []
    with shop.db.read() as tx:
        ids = buyers.ids_by_email(tx)
        wanted = [ids[one.email] for one in messages if one.email in ids]
        people = {one.email: one for one in persons_of(shop, tx, wanted, shop.today()).values()}
    known = [one for one in messages if one.email in people] or messages
    if not people:
        return [(TYPICAL, messages[0])]
    typical = _typical(known, people)
    rest = [one for one in known if one is not typical]
    found = [(TYPICAL, typical)]
    for title, of in ((ODDEST, _oddness), (LEAST_KNOWN, _gaps)):
        if not rest:
            break
        scored = [(of(people[one.email]), one) for one in rest]
        (_, why), chosen = max(scored, key=lambda pair: pair[0][0])
        found.append((f"{title}, {why}" if why else title, chosen))
        rest = [one for one in rest if one is not chosen]
    return found


def _typical(messages: list[PlannedMessage], people: dict[str, Person]) -> PlannedMessage:
    """The one of middling length among those of whom most is known."""
    most = min(_gaps(people[one.email])[0] for one in messages)
    best = sorted(
        (one for one in messages if _gaps(people[one.email])[0] == most), key=lambda one: len(people[one.email].name)
    )
    return best[len(best) // 2]


def _oddness(person: Person) -> tuple[float, str]:
    name = person.name
    if name and not text.header_safe(name):
        return 1000, "with a name unfit for a header"
    if name and not person.first_name:
        return 500 + len(name), "with a name one cannot greet by"
    if any(ord(sign) > 0x24F and sign.isalpha() for sign in name):
        return 300 + len(name), "with a name in other letters"
    return len(name), "with the longest name"


def _gaps(person: Person) -> tuple[int, str]:
    missing = [
        (not person.first_name, "no first name"),
        (person.favourite is None, "no favourite"),
        (not person.last_products, "no products"),
        (person.last_order is None, "no last order"),
        (person.usual_gap_days is None, "no rhythm"),
        (not person.category, ""),
        (not person.country, ""),
    ]
    said = [words for lacks, words in missing if lacks and words]
    return sum(lacks for lacks, _ in missing), wording.listed(said[:3])


def costs(shop: Shop, plan: SendResult, as_of: date | None = None) -> list[str]:
    """What the offers in these mails take from the orders they bring: by group, at most, and as customers usually
    come back. Sentences; none where nothing is offered. Mails that do not speak of the offer cost nothing."""
    groups = {one.group for one in plan.messages}
    planned = {(one.email, one.mail) for one in plan.messages}
    offered = Counter(
        (made.one.group, offer_words(made.offer, shop.currency)[0])
        for made in offers_of(sequence_turns.turn(shop, plan.sequence, plan.stage, as_of=as_of))
        if (made.one.email, made.one.mail) in planned
    )
    if not offered:
        return []
    entries = {(one.group, one.offer): one for one in reversed(offer_costs.offer_costs(shop, plan.sequence, as_of))}
    language = str(shop.settings.get("shop.language"))
    said: list[str] = []
    total, offered_mails, unknown = 0, 0, False
    for key, number in sorted(offered.items()):
        entry = entries.get(key)
        if entry is None or not entry.offer:
            continue
        offered_mails += number
        who = f" to {plain_title(entry)}" if len(groups) > 1 else ""
        said.append(f"{wording.count(number, 'mail offers', 'mails offer')} {entry.offer}{who}. {entry.says}")
        if entry.cost is None:
            unknown = True
        else:
            total += entry.cost.amount * number
    if total:
        days = load(shop, plan.sequence).return_window_days
        rate = foresight.usual_rate(shop, days)
        likely = wording.money(Money(round(total * rate), shop.currency), language)
        most = wording.money(Money(total, shop.currency), language)
        plus = ", and what cannot be told" if unknown else ""
        said.append(
            f"If {wording.percent(rate)} order within {wording.span(days)}, as without a mail, the offers cost about"
            f" {likely}; if all {offered_mails:,} did, {most}{plus}."
        )
    if nothing := len(planned) - sum(offered.values()):
        said.append(
            f"{wording.count(nothing, 'mail offers', 'mails offer')} nothing: the group or the mail has no offer, or"
            " it is kept for those less likely to come back."
        )
    return said


def plain_title(entry: OfferCost) -> str:
    """A group as a sentence calls it."""
    return text.plain(entry.title or entry.group) or "everybody else"


def within_each(shop: Shop, plan: SendResult) -> Counter[str]:
    """Segment -> how many of these mails go to its customers."""
    with asked(shop) as shop_asked:
        ids = buyers.ids_by_email(shop_asked.tx)
        to = Counter(ids[one.email] for one in plan.messages if one.email in ids)
        found: Counter[str] = Counter()
        for customer, names in finding.fits(shop_asked.tx, shop_asked.rules, to, shop_asked.around).items():
            found.update(dict.fromkeys(names, to[customer]))
        return found


def newcomers(shop: Shop, plan: SendResult, segment: str | None = None) -> int:
    """How many of these mails go to customers who enter the sequence with them."""
    turn = sequence_turns.turn(shop, plan.sequence, plan.stage, segment, newcomers=False)
    inside = {one.email for one in turn.recipients}
    return sum(1 for one in plan.messages if one.email not in inside)
