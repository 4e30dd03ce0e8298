"""Whom the owner may write to: the answers there are, and how many customers each reaches."""

from __future__ import annotations

from dataclasses import replace

from shopkeep import wording
from shopkeep.core.records.rules import Wanted
from shopkeep.jobs.asking import asked
from shopkeep.jobs.shop import Shop
from shopkeep.store import finding

ANSWERS = {"opted-in": "Only those who said yes", "existing": "Customers who never said no"}
"""What `policy.consent` may say once it is answered, in the owner's words."""


def answers(shop: Shop) -> dict[str, str]:
    """Every answer in the owner's words with how many it reaches: `Only those who said yes: 243 of 1,204 customers`.

    Without a number where the shop has no customers yet.
    """
    said = {}
    with asked(shop) as shop_asked:
        everybody, _ = shop_asked.rule(Wanted("all"))
        for answer, words in ANSWERS.items():
            found = finding.counted(shop_asked.tx, everybody, (), replace(shop_asked.around, policy=answer))
            reached = f": {found.can_email:,} of {wording.count(found.customers, 'customer')}"
            said[answer] = words + reached * bool(found.customers)
    return said
