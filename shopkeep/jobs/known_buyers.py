"""Joining buyers whom a platform names by an id alone with the addresses that its list of customers gives them."""

from __future__ import annotations

from typing import Any

from shopkeep.orders.buyers import BLANK
from shopkeep.store import Tx, buyers, customers, imports, pairs, triage
from shopkeep.store.triage import LEFT_OUT, NOTE, SNOOZED


def join(tx: Tx, import_id: int, addresses: dict[str, str]) -> set[int]:
    """Make each `platform:buyer` the customer with this address, also where no order named the buyer yet.

    Left alone are buyers whom the owner kept apart, merged or marked: about them it was decided by hand.
    Answers whose orders are now counted otherwise.
    """
    if not addresses:
        return set()
    ids, merged, apart = buyers.ids_by_email(tx), customers.merged_ids(tx), pairs.kept_apart(tx)
    taken = {*merged, *merged.values()}
    new: list[dict[str, Any]] = []
    changed: list[tuple[int, int]] = []
    next_id = buyers.next_id(tx)
    for key, address in addresses.items():
        mine, owner = ids.get(key), merged.get(ids[address], ids[address])
        if mine is None:
            new.append({**BLANK, "id": next_id + len(new), "email": key, "import_id": import_id, "merged_into": owner})
            continue
        decided = mine in taken or (min(mine, owner), max(mine, owner)) in apart
        if not decided and not triage.mark_rows(tx, mine, (LEFT_OUT, SNOOZED, NOTE)):
            changed.append((mine, owner))
    imports.journal(tx, import_id, "customers", ((row["id"], None) for row in new))
    imports.journal(tx, import_id, "customers", ((mine, {"merged_into": None}) for mine, _ in changed))
    buyers.add(tx, new)
    buyers.change(tx, [{"id": mine, "merged_into": owner} for mine, owner in changed], ["merged_into"])
    return {one for pair in changed for one in pair}
