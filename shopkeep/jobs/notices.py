"""What the owner should know before a stage is sent, as sentences."""

from __future__ import annotations

from datetime import date

from shopkeep import wording
from shopkeep.jobs import sequences
from shopkeep.jobs.shop import Shop


def notices(
    shop: Shop,
    name: str,
    stage: str,
    segment: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
) -> list[str]:
    """Orders too old to go by, mails that would be skipped, and the codes that must work in the shop."""
    found = [
        sequences.stale_orders(shop, name, stage),
        sequences.skipped_by(shop, name, stage, as_of, segment, limit),
    ]
    language = str(shop.settings.get("shop.language"))
    for code, gives, until in sequences.codes_needed(shop, name, stage, as_of, segment, limit):
        till = f" until {wording.day(until, as_of or shop.today(), language)}" if until else ""
        found.append(f"{code} ({gives}) must work in your shop{till}.")
    return [sentence for sentence in found if sentence]
