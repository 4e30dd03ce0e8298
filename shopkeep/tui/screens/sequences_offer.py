"""What a group is offered, as facts that can be changed one by one, and the questions that change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

from shopkeep import wording
from shopkeep.core.records.sequences import Offer, OfferKind
from shopkeep.sequences import offers
from shopkeep.sequences.values import offer_words
from shopkeep.tui.screens.sequences_asking import Fact
from shopkeep.tui.widgets.dialogs import Choice, TextAsk

KINDS: tuple[tuple[OfferKind, str], ...] = (
    ("none", "No offer: the mail alone"),
    ("percent", "Percent off"),
    ("amount", "An amount off"),
    ("free-shipping", "Free shipping"),
    ("gift", "A gift with the order"),
    ("guarantee", "A guarantee"),
)
VALUES = {
    "percent": ("How many percent off?", "Such as 15."),
    "amount": ("How much off?", "In the shop's currency, such as 5.00."),
    "gift": ("What is the gift?", "Mails say it as you write it, such as a tea strainer."),
    "guarantee": ("What do you guarantee?", "Mails say it as you write it, such as your money back within 60 days."),
}
CODES = (
    ("code", "One code for everybody"),
    ("personal", "A code of their own for each, made here"),
    ("pool", "A code of their own for each, from a file that your shop made"),
    ("none", "No code"),
)
ALSO = (
    ("none", "Nothing else"),
    ("free_shipping", "Free shipping as well"),
    ("gift", "A gift as well"),
    ("guarantee", "A guarantee as well"),
)
CHANCES = (
    ("0", "Everybody of the group"),
    ("0.5", "Only whoever is less than 50 % likely to come back by themselves"),
    ("0.35", "Only whoever is less than 35 % likely to come back by themselves"),
    ("0.2", "Only whoever is less than 20 % likely to come back by themselves"),
)


def facts(offer: Offer, currency: str, today: date, language: str, cost: str) -> list[Fact]:
    """An offer for its card; `cost`: what it costs, as a sentence."""
    brief, _full = offer_words(offer, currency, language)
    found = [Fact("offer", "Offer", brief or "none", cost)]
    if offer.kind == "none":
        return found
    holds = "no end is said"
    if offer.until:
        holds = f"until {wording.day(offer.until, today, language)}"
    elif offer.valid_days:
        holds = f"{wording.count(offer.valid_days, 'day')} from the first mail"
    chance = offer.only_if_chance_below
    return [
        *found,
        Fact("also", "Besides", also(offer), cost),
        Fact("code", "Code", code_words(offer), "The code must work in your shop before the mails go out."),
        Fact("holds", "Holds", holds, "Reminders name the same day. A day for everybody makes a flash sale."),
        Fact("minimum", "Orders from", f"{offer.minimum} {currency}" if offer.minimum else "any", cost),
        Fact(
            "chance",
            "Only to",
            f"whoever is less than {wording.percent(chance)} likely to come back" if chance else "everybody of it",
            "Whoever would come back anyway needs no discount; they get the mail without it.",
        ),
    ]


def also(offer: Offer) -> str:
    """What is offered besides the main thing."""
    parts = ["free shipping"] if offer.free_shipping else []
    parts += [said for said in (offer.gift, offer.guarantee) if said]
    return wording.listed(parts) or "nothing"


def code_words(offer: Offer) -> str:
    """Where the code of an offer comes from."""
    if offer.code:
        return f"{offer.code} for everybody"
    kind, _, name = offer.codes.partition(":")
    if kind == "personal":
        return f"one for each, made here, such as {name}-4K7QM-T2XWD" if name else "one for each, made here"
    return f"one for each, from the file kept as {name}" if kind == "pool" else "none"


Answer = Callable[[Any], Any]


async def changed_offer(offer: Offer, what: str, ask: Answer) -> Offer | None:
    """Ask how one fact of an offer should be; None where nothing was taken.

    `ask(dialog)` shows a dialog and gives its answer. The code is asked for elsewhere: it may need files.
    """
    if what == "offer":
        return await _kind(offer, ask)
    if what == "also":
        return await _also(offer, ask)
    if what == "holds":
        return await _holds(offer, ask)
    if what == "minimum":
        typed = await ask(
            TextAsk(
                "From which amount does it hold?", "The smallest order, such as 25.00. Empty: any order.",
                value=offer.minimum, check=lambda said: problem(replace(offer, minimum=said.strip())),
            )
        )  # fmt: skip
        return None if typed is None else replace(offer, minimum=typed.strip())
    if what == "chance":
        now = f"{offer.only_if_chance_below:g}"
        choices = sorted(CHANCES, key=lambda choice: choice[0] != now)
        share = await ask(Choice("Who of the group is offered it?", choices))
        return None if share is None else replace(offer, only_if_chance_below=float(share))
    return None


async def _kind(offer: Offer, ask: Answer) -> Offer | None:
    choices = sorted(KINDS, key=lambda kind: kind[0] != offer.kind)
    kind = cast("OfferKind | None", await ask(Choice("What is offered?", choices)))
    if kind is None:
        return None
    if kind == "none":
        return Offer()
    same = kind == offer.kind
    made = replace(
        offer,
        kind=kind,
        value=offer.value if same else "",
        free_shipping=offer.free_shipping and kind != "free-shipping",
        gift="" if kind == "gift" else offer.gift,
        guarantee="" if kind == "guarantee" else offer.guarantee,
    )
    if kind not in VALUES:
        return made
    title, text = VALUES[kind]
    value = await ask(
        TextAsk(title, text, value=made.value, check=lambda said: problem(replace(made, value=said.strip())))
    )
    return None if value is None else replace(made, value=value.strip())


async def _also(offer: Offer, ask: Answer) -> Offer | None:
    choices = [choice for choice in ALSO if choice[0].replace("_", "-") != offer.kind]
    what = await ask(Choice("What else?", choices))
    if what is None:
        return None
    bare = replace(offer, free_shipping=False, gift="", guarantee="")
    if what in ("none", "free_shipping"):
        return replace(bare, free_shipping=what == "free_shipping")
    title, text = VALUES[what]
    said = await ask(TextAsk(title, text, check=lambda typed: "" if typed.strip() else "Say what it is."))
    if said is None:
        return None
    return replace(bare, gift=said.strip()) if what == "gift" else replace(bare, guarantee=said.strip())


async def _holds(offer: Offer, ask: Answer) -> Offer | None:
    now = offer.until.isoformat() if offer.until else str(offer.valid_days or "")
    typed = await ask(
        TextAsk(
            "How long does it hold?",
            "A number of days from each customer's first mail, such as 14, or one day for everybody, such as"
            " 2026-12-06. Empty: no end is said.",
            value=now,
            check=lambda said: "" if held(offer, said) else "Type a number of days up to 365, or a day as 2026-12-06.",
        )
    )
    return None if typed is None else held(offer, typed)


def held(offer: Offer, typed: str) -> Offer | None:
    """An offer that holds as long as is typed; None where that is no time."""
    said = typed.strip()
    if not said:
        return replace(offer, valid_days=0, until=None)
    if said.isascii() and said.isdigit() and int(said) <= 365:
        return replace(offer, valid_days=int(said), until=None)
    try:
        return replace(offer, valid_days=0, until=date.fromisoformat(said))
    except ValueError:
        return None


def problem(offer: Offer) -> str:
    """What contradicts itself in an offer, as a sentence; empty where all fits."""
    wrong = offers.contradiction(offer)
    if wrong is None:
        return ""
    says, do = wrong
    return f"{says[:1].upper()}{says[1:]} {do}".strip()
