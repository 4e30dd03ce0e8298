"""Problems of the shop's own profile that would stand in every mail, and links that need what it lacks."""

from __future__ import annotations

import re

from shopkeep.core.records.sequences import Problem, Sequence
from shopkeep.core.text import plain
from shopkeep.sequences.check_base import Around

_LINK = re.compile(r"!?\[(?P<says>[^\]]*)\]\(\s*<?(?P<to>(?:\{\{.*?\}\}|[^)\s>{])*)", re.DOTALL)
"""A link as it is written, its address with the tags in it."""
_FRONT = re.compile(r"\{\{-?\s*shop\.url\b[^}]*\}\}")


def profile(around: Around) -> list[Problem]:
    """What the shop's settings lack for mails, and addresses that nobody reads."""
    needed = (
        ("shop.name", "name", around.shop.name, "error", "Every mail says whose it is."),
        ("shop.address", "postal address", around.shop.address, "error", "The law wants it in every mail."),
        ("mail.from", "from address", around.mail_from, "error", "Mails need an address they come from."),
        (
            "shop.owner",
            "owner's name",
            around.shop.owner,
            "warning",
            "Mails are signed with the shop's name alone until then.",
        ),
    )
    missing = [
        Problem(severity, "settings.toml", 0, f"Your shop has no {what} yet.", f"{why} `shopkeep account set {key} …`")  # type: ignore[arg-type]
        for key, what, value, severity, why in needed
        if not value
    ]
    for key, address in (("mail.from", around.mail_from), ("mail.reply_to", around.shop.reply_to)):
        if _takes_no_answers(address):
            says = f"Your shop has an address as {key} that takes no answers: {address}."
            do = f"Answers are the best thing a mail can bring. `shopkeep account set {key} …`"
            missing.append(Problem("warning", "settings.toml", 0, says, do))
    if around.mail_from and not around.shop.reply_to:
        says = "Your shop has no address that customers can answer to."
        missing.append(Problem("error", "settings.toml", 0, says, "`shopkeep account set mail.reply_to …`"))
    return missing


def without_a_page(sequence: Sequence, around: Around) -> list[Problem]:
    """What becomes of links to a shop that has no web address.

    One to its front page opens a mail to its owner, which works and is not what was meant. An address made of it
    and more, such as that of a page of the shop, is dead: that stops a send.
    """
    if around.shop.url:
        return []
    mend = "`shopkeep account set shop.url …`"
    meant, found = "", []
    for mail in (mail for stage in sequence.stages for mail in stage.mails):
        for link in _LINK.finditer(mail.body):
            if _FRONT.fullmatch(link["to"]):
                meant = meant or plain(link["says"])
            elif _FRONT.search(link["to"]):
                line = mail.lines[2] + mail.body.count("\n", 0, link.start())
                says = "has a dead link: it is made of your shop's web address, and your shop has none yet."
                found.append(Problem("error", mail.file, line, says, mend))
    links = f"links such as “{meant}”" if meant else "links to it"
    says = f"Your shop has no web address yet: {links} open a mail to you instead."
    return [*found, Problem("warning", "settings.toml", 0, says, mend)]


def _takes_no_answers(address: str) -> bool:
    local = re.sub("[^a-z]", "", address.partition("@")[0].lower())
    return "noreply" in local or "donotreply" in local
