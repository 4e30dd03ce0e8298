"""A whole sequence taken out of the shop, and brought back. What was sent stays on record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.core.records.customers import Done
from shopkeep.errors import UsageError
from shopkeep.jobs.sequence_head import writable
from shopkeep.jobs.sequence_people import folder_of
from shopkeep.jobs.shop import Shop
from shopkeep.store import enrolments, outbox

KEPT_IN = "removed"
"""The shop's folder in which the texts of removed sequences stay."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A sequence that was taken out: `done` says so, its texts are in `kept`, and `ended` left it by that."""

    name: str
    done: Done
    kept: Path
    ended: tuple[int, ...]
    """Enrolments."""

    @property
    def says(self) -> str:
        return self.done.says


def what_stays(shop: Shop, name: str) -> str:
    """What removing a sequence ends and what stays, in sentences. Raises as `remove`."""
    with shop.db.read() as tx:
        tally = enrolments.tallies(tx).get(name, enrolments.Tally())
    says = f"Its texts leave this list; they stay in the folder {KEPT_IN} of your shop."
    if tally.active:
        says += f" {wording.count(tally.active, 'customer is', 'customers are')} in it and would get no further mail."
    if tally.sent:
        mails = wording.count(tally.sent, "mail that was sent stays", "mails that were sent stay")
        says += f" The {mails} on record: in the Outbox, on each customer's page, and in the results of all sequences."
    return says


def remove(shop: Shop, name: str) -> Removed:
    """Take a sequence out: its texts go to the folder `removed`, and those who are in it leave it.

    Raises NotFound, UsageError while mails of it are on their way, ShopBusy.
    """
    writable(shop)
    folder = folder_of(shop.home, name)
    with shop.db.read() as tx:
        counts = outbox.counts(tx, name)
    waiting = counts.queued + counts.sending + counts.deferred + counts.unknown
    if waiting:
        raise UsageError(
            f"{wording.count(waiting, 'mail')} of {name} {'is' if waiting == 1 else 'are'} still on the way.",
            "A sequence is removed once nothing of it waits any more.",
            "In the Outbox, send them or cancel what waits.",
        )
    kept = _free(shop.home / KEPT_IN, name)
    with shop.db.write() as tx:
        ended = enrolments.end_all(tx, name, clock.now())
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        folder.rename(kept)
    return Removed(name, Done(f"Removed {name}"), kept, tuple(ended))


def bring_back(shop: Shop, removed: Removed) -> None:
    """Put a removed sequence in its place again, with those who were in it.

    Raises UsageError where there is another of its name by now, or its texts are gone.
    """
    writable(shop)
    folder = shop.home / "sequences" / removed.name
    if folder.exists():
        raise UsageError(f"There is another sequence {removed.name} by now.", "Nothing was changed.", "")
    if not removed.kept.is_dir():
        raise UsageError(f"{removed.kept} is gone.", "Its texts cannot be brought back.", "")
    with shop.db.write() as tx:
        enrolments.take_in_again(tx, removed.ended)
        removed.kept.rename(folder)


def _free(home: Path, name: str) -> Path:
    """A folder of this name that is not there yet."""
    number = 1
    while (found := home / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return found
