"""The words that the program itself writes into mails, by language: greetings, reasons, offers, the way out.

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
    several_next: str
    """Several things together, as `20% off and free shipping with your next order`."""
    why: str
    """Under every mail: why somebody gets it."""
    stop: str
    """The words of the link by which they stop."""
    hello: str
    """The greeting of somebody whose first name is known, of any gender."""
    hello_you: str
    together: str
    """Why a product is named: it is often bought together with `{}`, or next after it."""
    next: str
    orders: dict[str, str]
    """A number of orders, by the kinds of numbers that the language tells apart (CLDR's plural categories)."""


_ENGLISH = Phrases(
    off="{} off",
    off_next="{} off your next order",
    shipping="free shipping",
    shipping_next="free shipping on your next order",
    gift="a gift",
    gift_next="a gift with your next order: {}",
    several_next="{} with your next order",
    why="You get this because you have ordered from us.",
    stop="Stop these mails",
    hello="Hello {}",
    hello_you="Hello",
    together="Often bought together with {}.",
    next="People who buy {} often take this next.",
    orders={"one": "{} order", "other": "{} orders"},
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
        several_next="{} la următoarea comandă",
        why="Primiți acest mesaj pentru că ați comandat de la noi.",
        stop="Nu mai vreau aceste mesaje",
        hello="Bună ziua, {}",
        hello_you="Bună ziua",
        together="Se cumpără adesea împreună cu {}.",
        next="Cine cumpără {} alege adesea și acest produs data următoare.",
        orders={"one": "{} comandă", "few": "{} comenzi", "other": "{} de comenzi"},
    ),
    "el": Phrases(
        off="έκπτωση {}",
        off_next="έκπτωση {} στην επόμενη παραγγελία σας",
        shipping="δωρεάν μεταφορικά",
        shipping_next="δωρεάν μεταφορικά στην επόμενη παραγγελία σας",
        gift="ένα δώρο",
        gift_next="ένα δώρο με την επόμενη παραγγελία σας: {}",
        several_next="{} στην επόμενη παραγγελία σας",
        why="Λαμβάνετε αυτό το μήνυμα επειδή έχετε παραγγείλει από εμάς.",
        stop="Δεν θέλω άλλα τέτοια μηνύματα",
        # A name would have to be put into its calling form, which is not known of every name.
        hello="Γεια σας",
        hello_you="Γεια σας",
        together="Συχνά αγοράζεται μαζί με: {}.",
        next="Όσοι αγοράζουν {}, συχνά παίρνουν μετά αυτό.",
        orders={"one": "{} παραγγελία", "other": "{} παραγγελίες"},
    ),
    "kk": Phrases(
        off="{} жеңілдік",
        off_next="келесі тапсырысыңызға {} жеңілдік",
        shipping="тегін жеткізу",
        shipping_next="келесі тапсырысыңызды тегін жеткіземіз",
        gift="сыйлық",
        gift_next="келесі тапсырысыңызбен бірге сыйлық: {}",
        several_next="келесі тапсырысыңызға {}",
        why="Бұл хатты бізден тапсырыс бергеніңіз үшін алып отырсыз.",
        stop="Мұндай хаттарды алғым келмейді",
        hello="Сәлеметсіз бе, {}",
        hello_you="Сәлеметсіз бе",
        together="{} – көбіне осымен бірге алынады.",
        next="{} алғандар кейін көбіне осыны таңдайды.",
        orders={"other": "{} тапсырыс"},
    ),
}


def phrases(language: str) -> Phrases:
    """The phrases of a language tag such as `ro` or `el-CY`; English where there are none."""
    return PHRASES.get(language.replace("_", "-").partition("-")[0].lower(), _ENGLISH)
