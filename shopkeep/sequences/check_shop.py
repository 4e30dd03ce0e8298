"""Problems of the shop's own profile that would stand in every mail."""

from __future__ import annotations

import re

from shopkeep.core.records.sequences import Problem
from shopkeep.sequences.check_base import Around


def profile(around: Around) -> list[Problem]:
    """What the shop's settings lack for mails, and addresses that nobody reads."""
    needed = (
        ("shop.name", "name", around.shop.name, "error", "Every mail says whose it is."),
        ("shop.address", "postal address", around.shop.address, "error", "The law wants it in every mail."),
        ("mail.from", "from address", around.mail_from, "error", "Mails need an address they come from."),
        ("shop.owner", "owner's name", around.shop.owner, "warning", "Mails are signed with its own until then."),
        ("shop.url", "web address", around.shop.url, "warning", "Links in mails lead to your mailbox until then."),
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


def _takes_no_answers(address: str) -> bool:
    local = re.sub("[^a-z]", "", address.partition("@")[0].lower())
    return "noreply" in local or "donotreply" in local
