"""Erasing a person: from the shop file at once, and from kept files and backups where the owner wants that.

A backup is taken first, as before everything that cannot be undone; so the person is in it until it is
dropped, and that is said. The hashes of erased addresses also stand in a file beside the shop file: an older
backup put back, or an old export imported again, does not bring anybody back.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from shopkeep import wording
from shopkeep.core import clock, text
from shopkeep.core.records.erasing import Forgotten, Holder
from shopkeep.delivery import journal
from shopkeep.delivery.journal import Mail
from shopkeep.errors import NotFound, ShopkeepError
from shopkeep.jobs import erased_list
from shopkeep.jobs.customers import known_person
from shopkeep.jobs.judging import settle
from shopkeep.jobs.outbox import PRACTICE
from shopkeep.jobs.shop import Shop
from shopkeep.orders.keeping import EXPORTS
from shopkeep.store import Tx, erasing, suppressions
from shopkeep.store import outbox as ledger
from shopkeep.store.database import FILE

BACKUPS = "backups"
PREVIEWS = "previews"
READ_AT_ONCE = 2**20
UNPACKED_LIMIT = 500 * 2**20
"""Bytes of a packed file that are looked through."""


def forget(shop: Shop, email: str, everywhere: bool = False) -> Forgotten:
    """Erase a person under all their addresses. Raises NotFound, and ShopkeepError while a mail to them goes out.

    `everywhere`: kept import files and backups that hold them are deleted too, and a fresh backup is made.
    """
    with shop.db.read() as tx:
        ids, addresses = _who(tx, email)
        if erasing.in_flight(tx, ids):
            raise ShopkeepError(
                "A mail to this person is going out right now.",
                "Nothing was erased.",
                "Wait for it, or pause sending, then erase.",
            )
    backup = shop.db.checked_backup("before-erasure")
    try:
        with shop.db.write() as tx:
            mails = [Mail(*row) for row in ledger.to_addresses(tx, addresses)]
            done = _erase(shop, tx, ids, addresses)
            hashes = {one: suppressions.email_hash(tx, one) for one in addresses if "@" in one}
            erased_list.add(shop.home, hashes, clock.stamp(clock.now()))
            journal.strike(shop.home, mails)
    except BaseException:
        backup.unlink(missing_ok=True)
        raise
    shop.db.wipe(addresses)
    removed = _drop(_practice_mails(shop.home), addresses)
    for page in (shop.home / PREVIEWS).glob("*.html"):  # mails drawn for the browser, as one customer or another
        page.unlink()
    if everywhere:
        removed += _drop([*_files(shop.home / EXPORTS), *_files(shop.home / BACKUPS)], addresses)
        shop.db.checked_backup("after-erasure")
    still = holders(shop.home, addresses)
    kept = str(backup) if backup.exists() else ""
    return Forgotten(
        done.orders_kept, done.messages, done.mails_received, done.notes, done.sequences, removed, still, kept
    )


def _who(tx: Tx, email: str) -> tuple[list[int], list[str]]:
    """A person's ids and addresses; no ids for an address that is only suppressed. Raises NotFound."""
    try:
        person = known_person(tx, email)
    except NotFound:
        address = text.address(email)
        row = suppressions.row_of(tx, address)
        if row is None or not row["email"]:
            raise
        return [], [address]
    return list(person.ids), list(person.addresses)


def _erase(shop: Shop, tx: Tx, ids: Collection[int], addresses: list[str]) -> erasing.Erased:
    if ids:
        kept = erasing.let_go_of_orders(tx, ids, addresses)
        settle(shop, tx, set(ids))  # without orders there is nothing to judge
    done = erasing.erase(tx, ids, addresses, clock.now())
    return erasing.Erased(kept, done.messages, done.mails_received, done.notes, done.sequences) if ids else done


def after_restore(shop: Shop) -> int:
    """Erase again those who were erased after a backup was made that is now the shop; how many."""
    listed = erased_list.read(shop.home)
    if not listed.entries:
        return 0
    with shop.db.write() as tx:
        for entry in listed.entries:
            erasing.suppress_hash(tx, entry.in_shop, entry.at)
        found = erasing.come_again(tx, listed.since)
        for ids, addresses in found:
            _erase(shop, tx, ids, addresses)
    if found:
        shop.db.wipe([address for _, addresses in found for address in addresses])
    return len(found)


def summary(done: Forgotten) -> list[str]:
    """What was erased and what still holds the person, as lines for the owner."""
    lines = [
        f"Erased: {wording.count(done.messages, 'mail')} to them, {wording.count(done.mails_received, 'mail')} from "
        f"them, {wording.count(done.notes, 'note and mark', 'notes and marks')}, their name, address and place."
    ]
    if done.orders_kept:
        lines.append(
            f"{wording.count(done.orders_kept, 'order')} stay without a buyer, so that your totals stay true: number, "
            "day, money, products, country."
        )
    lines.append("Of the address only a keyed hash is left, so that nobody writes to it again.")
    if done.removed:
        lines.append(f"{wording.count(len(done.removed), 'file')} that held them were deleted.")
    if done.still_in:
        lines.append("They are still in these files:")
        lines += [f"  {holder.path} ({holder.what})" for holder in done.still_in]
        lines.append(ONLY_HERE)
    return lines


ONLY_HERE = (
    "`shopkeep forget EMAIL --everywhere` deletes those among your backups and kept import files, and makes a fresh "
    "backup. What you keep elsewhere, and your shop platform itself, you must clear yourself."
)


# Files that may hold a person.


def holders(home: Path, addresses: Collection[str]) -> list[Holder]:
    """The files in the shop's folder, but the shop file, that hold one of these addresses."""
    found = []
    for path in _files(home):
        if path.name.startswith(FILE) or not _holds(path, addresses):
            continue
        kind = path.relative_to(home).parts[0]
        what = {BACKUPS: "backup", EXPORTS: "import file"}.get(kind, "other file")
        found.append(Holder(str(path), what))  # type: ignore[arg-type]
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _practice_mails(home: Path) -> list[Path]:
    return sorted((home / PRACTICE).glob("*.eml"))


def _drop(paths: list[Path], addresses: Collection[str]) -> list[str]:
    removed = []
    for path in paths:
        if _holds(path, addresses):
            path.unlink()
            removed.append(str(path))
    return removed


def _holds(path: Path, addresses: Collection[str]) -> bool:
    """Whether a file names one of these addresses, packed or not, in whatever capitals."""
    wanted = [form for one in addresses if "@" in one for form in (one.encode(), one.encode("utf-16-le"))]
    try:
        return any(_names(chunks, wanted) for chunks in _contents(path))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        return False  # what cannot be unpacked was never imported either


def _names(chunks: Iterator[bytes], wanted: list[bytes]) -> bool:
    longest = max((len(one) for one in wanted), default=0)
    before, read = b"", 0
    for chunk in chunks:
        piece = (before + chunk).lower()
        if any(one in piece for one in wanted):
            return True
        before, read = piece[-longest:], read + len(chunk)
        if read > UNPACKED_LIMIT:
            break
    return False


def _contents(path: Path) -> Iterator[Iterator[bytes]]:
    """A file's bytes, and those of what is packed in it."""
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        yield iter(lambda: file.read(READ_AT_ONCE), b"")
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(path) as packed:
            yield iter(lambda: packed.read(READ_AT_ONCE), b"")
    elif start == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    yield iter(lambda member=member: member.read(READ_AT_ONCE), b"")  # type: ignore[misc]
