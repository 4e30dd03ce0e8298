"""People who were erased and come again with an old file: every import looks for them, so this loads little."""

from __future__ import annotations

from collections.abc import Collection

from shopkeep.core import clock
from shopkeep.store import Tx, erasing, suppressions


def erase_again(tx: Tx, ids: Collection[int] | None = None) -> set[int]:
    """Erase those (of all customers, or of `ids`) who were erased before and came back with an old file.

    Whoever has placed an order since is a customer again, and never written to all the same. The ids erased.
    """
    hashes = erasing.erased(tx)
    if not hashes:
        return set()
    hashed = suppressions.hasher(tx)
    found = erasing.come_again(tx, lambda email: hashes.get(hashed(email)), ids)
    for theirs, addresses in found:
        erasing.erase(tx, theirs, addresses, clock.now())
    return {id for theirs, _ in found for id in theirs}


def may_come_again(tx: Tx) -> bool:
    """Whether anybody was ever erased."""
    return bool(erasing.erased(tx))
