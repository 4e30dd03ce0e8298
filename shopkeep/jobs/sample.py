"""The sample shop: invented exports with their dates moved to now, and a profile to send from.

The first files end yesterday. The later file goes on for three weeks: importing it moves this shop's
clock to its last day, so that one sitting shows what takes a month.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from shopkeep.core import clock
from shopkeep.core.progress import Stop, Tell, never, unheard
from shopkeep.core.records.customers import Done
from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.core.share import shared
from shopkeep.jobs import customers, importing, opening
from shopkeep.jobs.shop import Shop
from shopkeep.store import facts

PROFILE = {
    "shop.name": "Tin & Thistle",
    "shop.url": "https://tinandthistle.example",
    "shop.address": "Tin & Thistle, 4 Harbour Row, Westport",
    "shop.owner": "Nora Finch",
    "shop.currency": "EUR",
    "shop.timezone": "Europe/Dublin",
    "shop.language": "en",
    "shop.values": "We blend every tea ourselves, in small batches. | No plastic, not even the tape. | What breaks on"
    " the way is sent again, no questions.",
    "shop.features": "Picked, dried and packed in one house. | A sample of something new in every parcel. | Refill bags"
    " for every tin.",
    "shop.story": "Tin & Thistle began in 2019 with one nettle patch and a borrowed oven. There are three of us now,"
    " and the patch has grown.",
    "mail.from": "nora@example.com",
    "policy.consent": "opted-in",
    "smtp.host": "127.0.0.1",
    "smtp.port": "0",
    "smtp.security": "none",
}
FIRST = ("woocommerce_orders.csv", "shopify_orders.csv")
LATER = "shopify_orders_later.csv"
FOLDER = "sample-exports"
NEWEST_FIRST = date(2026, 11, 20)
"""Day of the newest order in the first files as they are shipped."""

_MOMENT = re.compile(r"\b(\d{4}-\d{2}-\d{2})(?=[ T]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """The sample's files with their dates moved, as paths in the shop's folder."""

    orders: tuple[Path, Path]
    later: Path
    customers: Path
    products: Path


def write_files(home: Path, today: date) -> SampleFiles:
    """Copy the sample's exports into `home`, moved so that the newest first order is of yesterday."""
    shift = today - timedelta(days=1) - NEWEST_FIRST
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moved = [_copy(shared("sample_data") / name, folder, shift) for name in (*FIRST, LATER)]
    unmoved = [_copy(shared("sample_data") / name, folder, None) for name in ("customers.csv", "products.csv")]
    return SampleFiles((moved[0], moved[1]), moved[2], unmoved[0], unmoved[1])


def files(shop: Shop) -> SampleFiles | None:
    """The sample's files in this shop's folder; None in a shop that is not the sample."""
    folder = shop.home / FOLDER
    if not (folder / LATER).exists():
        return None
    first = (folder / FIRST[0], folder / FIRST[1])
    return SampleFiles(first, folder / LATER, folder / "customers.csv", folder / "products.csv")


def set_profile(shop: Shop) -> None:
    """Give the sample shop its name, its owner, the practice mailbox, and a key of its own.

    The key is fixed, so that the same people are held out in everybody's demo.
    """
    for key, value in PROFILE.items():
        shop.settings.set(key, value)
    with shop.db.write() as tx:
        facts.put(tx, "key", hashlib.sha256(b"tin and thistle 83").hexdigest())
    opening.set_demo_clock(shop, clock.now())


def import_first(shop: Shop, sample: SampleFiles, tell: Tell = unheard, stop: Stop = never) -> list[ImportResult]:
    """Take in what the shop has to begin with: both exports, its customers and its products."""
    done = [importing.import_orders(shop, path, ImportOptions(), tell, stop) for path in sample.orders]
    importing.import_customers(shop, sample.customers, tell, stop)
    importing.import_products(shop, sample.products, tell, stop)
    return done


def is_sample(shop: Shop) -> bool:
    """Whether this is the sample shop, whose clock may be moved."""
    return files(shop) is not None


def pass_days(shop: Shop, days: int = 7) -> Done:
    """Let days pass in the sample shop, so that the next mails fall due."""
    moment: datetime = clock.now() + timedelta(days=days)
    opening.set_demo_clock(shop, moment)
    customers.ensure_current(shop)
    return Done(f"{days} days later: it is {moment:%d %b %Y} in the sample shop", can_undo=False)


def _copy(source: Path, folder: Path, shift: timedelta | None) -> Path:
    target = folder / source.name
    text = source.read_bytes().decode("utf-8")
    if shift is not None:
        text = _MOMENT.sub(lambda found: _moved(found.group(1), shift), text)
    target.write_bytes(text.encode("utf-8"))
    return target


def _moved(day: str, shift: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + shift).isoformat()
    except ValueError:
        return day  # the sample holds dates that do not exist, on purpose
