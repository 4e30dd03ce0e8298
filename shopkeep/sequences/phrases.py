"""The words that the program itself writes into mails, by language: offers, and why and how to stop.

A language more is one entry more. A mail in a language that is not here has its own copy's words and these in
English. `{}` is the amount or the thing. Dates, money, lists and lengths of time come from Babel.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. Offers briefly, as `20% off`, and in full, as `20% off your next order`."""

    off: str
    off_next: str
    shipping: str
    shipping_next: str
    gift: str
    gift_next: str
    why: str
    """Under every mail: why somebody gets it."""
    stop: str
    """The words of the link by which they stop."""


_ENGLISH = Phrases(
    off="{} off",
    off_next="{} off your next order",
    shipping="free shipping",
    shipping_next="free shipping on your next order",
    gift="a gift",
    gift_next="a gift with your next order: {}",
    why="You get this because you have ordered from us.",
    stop="Stop these mails",
)

PHRASES: dict[str, Phrases] = {
    "en": _ENGLISH,
    "ro": Phrases(
        off="reducere de {}",
        off_next="reducere de {} la următoarea comandă",
        shipping="transport gratuit",
        shipping_next="transport gratuit la următoarea comandă",
        gift="un cadou",
        gift_next="un cadou la următoarea comandă: {}",
        why="Primiți acest mesaj pentru că ați comandat de la noi.",
        stop="Nu mai vreau aceste mesaje",
    ),
    "el": Phrases(
        off="έκπτωση {}",
        off_next="έκπτωση {} στην επόμενη παραγγελία σας",
        shipping="δωρεάν μεταφορικά",
        shipping_next="δωρεάν μεταφορικά στην επόμενη παραγγελία σας",
        gift="ένα δώρο",
        gift_next="ένα δώρο με την επόμενη παραγγελία σας: {}",
        why="Λαμβάνετε αυτό το μήνυμα επειδή έχετε παραγγείλει από εμάς.",
        stop="Δεν θέλω άλλα τέτοια μηνύματα",
    ),
    "kk": Phrases(
        off="{} жеңілдік",
        off_next="келесі тапсырысыңызға {} жеңілдік",
        shipping="тегін жеткізу",
        shipping_next="келесі тапсырысыңызды тегін жеткіземіз",
        gift="сыйлық",
        gift_next="келесі тапсырысыңызбен бірге сыйлық: {}",
        why="Бұл хатты бізден тапсырыс бергеніңіз үшін алып отырсыз.",
        stop="Мұндай хаттарды алғым келмейді",
    ),
}


def phrases(language: str) -> Phrases:
    """The phrases of a language tag such as `ro` or `el-CY`; English where there are none."""
    return PHRASES.get(language.replace("_", "-").partition("-")[0].lower(), _ENGLISH)
