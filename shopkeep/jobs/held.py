"""Mails that the journal says were begun, and the shop file, gone back to an older backup, does not know of.

Nobody can say what became of them, so they are held: each stands in the Outbox as of unknown outcome, and goes
out again by the owner's answer alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shopkeep import wording
from shopkeep.core import clock
from shopkeep.delivery import journal
from shopkeep.delivery import outbox as ledger
from shopkeep.delivery.journal import Mail
from shopkeep.errors import ShopkeepError
from shopkeep.jobs.shop import Shop
from shopkeep.store import Tx, upkeep
from shopkeep.store import outbox as store

REPLY = "It was begun already, says the journal of sent mails; the shop file is older and does not know."


def begun(home: Path, mails: Iterable[Mail]) -> dict[Mail, int]:
    """Those of some mails that the journal knows, with the stamp of when each was last begun.

    Raises ShopkeepError where the journal cannot be read: then nothing may be sent.
    """
    try:
        return journal.begun(home, mails)
    except OSError as error:
        raise ShopkeepError(
            "The journal of sent mails cannot be read, so nothing is sent.",
            f"It says which mails have gone out, whatever becomes of the shop file. The system says: {error}",
            f"Look at the file {home / journal.NAME}, then try again.",
        ) from error


def hold(shop: Shop, tx: Tx) -> int:
    """Hold what waits in the outbox and was begun after the shop file's own time; how many that were."""
    waiting = {Mail(*row[1:5]): (row[0], row[5] or 0) for row in store.waiting(tx)}
    held = {mail: at for mail, at in begun(shop.home, waiting).items() if at > waiting[mail][1]}
    for mail, at in held.items():
        ledger.learn(tx, waiting[mail][0], at, REPLY)
    return len(held)


def older(home: Path) -> list[int]:
    """When the mails were begun that the shop file does not know of, stamps, oldest first; none where all is well.

    Raises ShopkeepError and OSError where the journal cannot be read.
    """
    lines = journal.all_begun(home)
    ledger_knows = upkeep.begun(home)  # after the journal: a mail going out meanwhile is in the ledger first
    if not lines or ledger_knows is None:
        return []
    return sorted(journal.unknown_to(home, lines, ((Mail(*row[:4]), row[4]) for row in ledger_knows)).values())


def of_backup(home: Path, zone: str) -> str:
    """What is to be said of a shop file that is older than the journal; empty where it is not."""
    try:
        stamps = older(home)
    except (OSError, ShopkeepError):
        return ""
    if not stamps:
        return ""
    last = wording.moment(clock.moment(stamps[-1]), zone, clock.today(zone))
    return (
        f"{wording.count(len(stamps), 'mail')} went out that this shop file does not know of, the last at {last}. "
        f"{'It is' if len(stamps) == 1 else 'They are'} held: not sent again unless you say so"
    )


def plan_says(held: int) -> str:
    """What a plan says of held mails; empty where there are none."""
    if not held:
        return ""
    were = "mail was" if held == 1 else "mails were"
    return (
        f"{held:,} {were} begun before, says the journal of sent mails; the shop file is older and does not know. "
        f"{'It is' if held == 1 else 'They are'} not sent: look in the outbox and say whether "
        f"{'it' if held == 1 else 'they'} arrived."
    )
