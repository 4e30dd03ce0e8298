"""Sending to the practice mailbox, and how it is to behave."""

from __future__ import annotations

from collections.abc import Sequence

from shopkeep.core.records.customers import Done
from shopkeep.delivery.practice_moods import MOODS, WELL
from shopkeep.errors import UsageError
from shopkeep.jobs import accounts
from shopkeep.jobs.shop import Shop
from shopkeep.settings import of_account

__all__ = ["MOODS", "behave", "moods", "says", "use"]

SETTINGS = {"smtp.host": "127.0.0.1", "smtp.port": "0", "smtp.security": "none", "smtp.user": ""}
"""What makes an account's mails go to the practice mailbox."""


def use(shop: Shop) -> Done:
    """Send to the practice mailbox from now on."""
    name = accounts.chosen(shop)
    for key, value in SETTINGS.items():
        shop.settings.set(of_account(name, key), value)
    says = "Mails now go to a mailbox on this machine"
    if not shop.settings.of(name, "mail.from"):
        shop.settings.set(of_account(name, "mail.from"), "you@example.com")
        says += "; they come from you@example.com until you say your own address"
    return Done(says, can_undo=False)


def moods(shop: Shop) -> tuple[str, ...]:
    """How the practice mailbox misbehaves; empty where it takes every mail."""
    found: tuple[str, ...] = shop.settings.get("practice.behaviour")
    return found


def says(names: Sequence[str]) -> str:
    """What a practice mailbox that behaves so looks like to the owner."""
    if not names:
        return WELL
    *most, last = (MOODS[name].short for name in names)
    if most:
        return f"It {', '.join(most)}, and {last}."
    return f"It {last}. {MOODS[names[0]].means}"


def behave(shop: Shop, names: Sequence[str]) -> Done:
    """Have the practice mailbox behave so from the next send on. Raises UsageError."""
    wrong = [name for name in names if name not in MOODS]
    if wrong:
        raise UsageError(
            f"The practice mailbox knows no {wrong[0]!r}.", f"It knows {', '.join(MOODS)}, and well for none of them."
        )
    shop.settings.set("practice.behaviour", ", ".join(names))
    return Done(f"The practice mailbox: {says(names)}", can_undo=False)
