"""All that a shop knows about one person, as one readable document to hand over."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from shopkeep.core import clock
from shopkeep.core.asjson import as_json, dumps
from shopkeep.core.money import Money
from shopkeep.core.records.customers import Done
from shopkeep.delivery import practice
from shopkeep.errors import UsageError
from shopkeep.jobs import customers, erasing
from shopkeep.jobs.shop import Shop
from shopkeep.store import handing_over as store
from shopkeep.store import suppressions

ABOUT = (
    "Everything that this shop keeps about one person in shopkeep. Moments are in UTC (ISO 8601, Z), amounts are "
    "decimals with their currency. The shop's platform, its mail provider and its bookkeeping keep their own records."
)
JUDGED = (
    "judged",
    "What shopkeep works out from the orders: how often this person buys, how likely another order is, and why. "
    "Nobody decides by it but the shop's owner.",
)


def everything_about(shop: Shop, email: str) -> dict[str, Any]:
    """All that is known of a person. Raises NotFound."""
    detail = customers.customer(shop, email) if _has_orders(shop, email) else None
    with shop.db.read() as tx:
        person = customers.known_person(tx, email)
        ids, emails = person.ids, person.addresses
        document = {
            "about": ABOUT,
            "shop": shop.settings.get("shop.name"),
            "made_at": clock.now(),
            "email": person.email,
            "name": person.name,
            "addresses": store.addresses(tx, ids),
            "orders": [_order(row) for row in store.orders(tx, ids)],
            "notes_and_marks": store.marks(tx, ids),
            "sequences": store.sequences(tx, ids),
            "mails_to_them": [_mail(row) for row in store.mails(tx, ids)],
            "mails_from_or_about_them": store.received(tx, ids, emails),
            "never_written_to": [_suppression(row) for one in emails if (row := suppressions.row_of(tx, one))],
            "came_from": store.imports_of(tx, ids),
        }
    if detail is not None:
        document[JUDGED[0]] = {"about": JUDGED[1], **as_json(detail.row), "reasons": detail.reasons}
    document["files_that_name_them"] = [holder.path for holder in erasing.holders(shop.home, emails)]
    return document


def write(shop: Shop, email: str, target: Path) -> Done:
    """Write all that is known of a person to a file that only the owner can read. Raises NotFound, UsageError."""
    target = target.expanduser()
    if target.is_dir():
        raise UsageError(f"{target} is a folder.", "The export is one file.", f"Name it: {target / 'person.json'}")
    document = dumps(everything_about(shop, email))
    with os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(document + "\n")
    return Done(f"Written to {target}", can_undo=False)


def _has_orders(shop: Shop, email: str) -> bool:
    with shop.db.read() as tx:
        person = customers.known_person(tx, email)
        return bool(store.orders(tx, person.ids))


def _order(row: dict[str, Any]) -> dict[str, Any]:
    """An order with its money as money."""

    def spoken(values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: Money(value, row["currency"]) if name in store.MONEY else value
            for name, value in store.readable(values).items()
            if name != "lines"
        }

    return {**spoken(row), "codes": json.loads(row["codes"]), "lines": [spoken(line) for line in row["lines"]]}


def _mail(row: dict[str, Any]) -> dict[str, Any]:
    """A mail with its text as it was or will be sent."""
    return {**store.readable(row), "tries": row["tries"], "text": practice.parts(bytes(row["raw"])).text}


def _suppression(row: dict[str, Any]) -> dict[str, Any]:
    return {"email": row["email"], "why": row["reason"], "since": clock.moment(row["at"])}
