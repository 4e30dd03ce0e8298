"""How many codes of their own the customers of a sequence will need, and how many are there."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import ceil
from typing import NamedTuple

from shopkeep.core.records.offers import CodeNeed
from shopkeep.core.records.sequences import Sequence
from shopkeep.jobs.sequence_people import load
from shopkeep.jobs.sequence_turns import Turn, turn
from shopkeep.jobs.shop import Shop
from shopkeep.sequences import copies, offers
from shopkeep.sequences.audience import Candidate, still_in
from shopkeep.sequences.render import speaks_of_offer
from shopkeep.sequences.values import offer_words
from shopkeep.store import codes as store

Kind = tuple[str, str]
"""Where codes come from, and the terms of what they give."""


class _Alike(NamedTuple):
    """Customers who are offered the same in the mails they have before them."""

    group: str
    language: str
    no_offer: bool
    stage: str
    """The stage they have reached; empty before the first."""
    had: frozenset[int]
    """The mails of that stage that they have had."""


def needs(shop: Shop, name: str) -> list[CodeNeed]:
    """The codes of their own that a sequence's customers will need from now on. Raises NotFound, SequenceProblem.

    Everybody who is in it or would enter it now is counted, for all mails to come. Where variants make
    different offers the count is what the split asks for.
    """
    sequence = load(shop, name)
    return needs_of(shop, turn(shop, name, sequence.stages[0].name)) if gives_codes(sequence) else []


def gives_codes(sequence: Sequence) -> bool:
    """Whether anybody is given a code of their own."""
    mails = (mail for stage in sequence.stages for mail in stage.mails)
    return any(g.offer.codes for g in sequence.groups) or any("codes" in dict(mail.offer) for mail in mails)


def needs_of(shop: Shop, now: Turn) -> list[CodeNeed]:
    """The same from the turn of the sequence's first stage."""
    order = [stage.name for stage in now.sequence.stages]
    alike: dict[_Alike, list[Candidate]] = defaultdict(list)
    for who, one in still_in(now.candidates, now.recipients, now.left_out):
        enrolled = who.enrolled
        if one is not None or enrolled is None:
            alike[_Alike(one.group if one else who.group, who.language, who.no_offer, "", frozenset())].append(who)
        else:
            stage = max((had.stage for had in enrolled.had if had.stage in order), key=order.index, default="")
            mails = frozenset(had.mail for had in enrolled.had if had.stage == stage)
            alike[_Alike(enrolled.group, who.language, enrolled.no_offer, stage, mails)].append(who)
    titles = [f"{stage.title} {number}" for stage in now.sequence.stages for number in stage.mail_numbers]
    needed: Counter[Kind] = Counter()
    groups: dict[Kind, dict[str, None]] = defaultdict(dict)
    says: dict[Kind, str] = {}
    named_in: dict[Kind, dict[str, None]] = defaultdict(dict)
    with shop.db.read() as tx:
        taken = store.taken(tx, now.sequence.name)
        for kinds, people in alike.items():
            for kind, (share, words, named) in _kinds(shop, now.sequence, kinds).items():
                ids = [who.enrolled.id for who in people if who.enrolled]
                have = sum(store.Taken(id, *kind) in taken for id in ids)
                needed[kind] += max(0, ceil(len(people) * share) - have)
                groups[kind][kinds.group] = None
                says[kind] = words
                named_in[kind].update(dict.fromkeys(named))
        return [
            CodeNeed(
                codes=kind[0],
                gives=says[kind],
                needed=count,
                free=store.free_count(tx, *kind),
                groups=tuple(groups[kind]),
                terms=kind[1],
                mails=tuple(title for title in titles if title in named_in[kind]),
            )
            for kind, count in needed.items()
        ]


def _kinds(shop: Shop, sequence: Sequence, alike: _Alike) -> dict[Kind, tuple[float, str, list[str]]]:
    """The codes that customers may be given: of each kind, to what share of them at the most, what it gives, and
    in which mails."""
    group, found = sequence.group(alike.group), dict[Kind, tuple[float, str, list[str]]]()
    order = [stage.name for stage in sequence.stages]
    place = order.index(alike.stage) if alike.stage in order else 0
    for stage in sequence.stages[place:]:
        for number in stage.mail_numbers:
            if stage.name == alike.stage and number in alike.had:
                continue
            chosen = copies.choices(stage, number, alike.group, alike.language)
            here: Counter[Kind] = Counter()
            for copy in chosen.values():
                offer = offers.of_mail(group, copy, alike.no_offer)
                if offer.codes and speaks_of_offer(copy):
                    kind = (offer.codes, offers.terms(offer))
                    here[kind] += 1
                    found.setdefault(kind, (0.0, offer_words(offer, shop.currency)[0], []))
            for kind, variants in here.items():
                share, words, named = found[kind]
                named = [*named, f"{stage.title} {number}"]
                found[kind] = (min(1.0, share + variants / len(chosen)), words, named)
    return found
