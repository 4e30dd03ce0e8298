"""What orders say of their buyers, kept on the customer: the newest order that says a thing is believed."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from shopkeep.store import Tx, buyers, imports
from shopkeep.store.buyers import Said

BLANK: dict[str, Any] = {
    **dict.fromkeys(("name", "country", "region", "city", "postcode", "language", "consent", "consent_source"), ""),
    "consent_at": None,
    "attributes": "{}",
    "merged_into": None,
}
"""A customer of whom nothing is known but the address."""
FROM_ORDERS = ("name", "country", "region", "city", "postcode", "consent", "consent_at", "consent_source")
ORDER = "order "
"""How the source of a consent begins that came from an order."""


def bring_up_to_date(tx: Tx, ids: Set[int], import_id: int, first: int, replaced: Set[int]) -> None:
    """Work out what the orders of these customers say of them, with what was before in the journal.

    Orders with an id from `first` on are new; older ones were changed of those who are `replaced` alone. So of
    most customers nothing is read anew but what the new orders add to what is known.
    """
    known = buyers.rows(tx, ids)
    wanted = _added(tx, {id: known[id] for id in known.keys() - replaced}, first)
    others = known.keys() - wanted.keys()
    wanted.update((id, _heard(known[id])) for id in others)
    for said in buyers.said_by_orders(tx, others):
        _hear(wanted[said.customer_id], said)
    changed = [{"id": id, **row} for id, row in wanted.items() if any(row[n] != known[id][n] for n in FROM_ORDERS)]
    mine = [row["id"] for row in changed if known[row["id"]]["import_id"] != import_id]
    imports.journal(tx, import_id, "customers", ((id, {n: known[id][n] for n in FROM_ORDERS}) for id in mine))
    buyers.change(tx, changed, FROM_ORDERS)


def _added(tx: Tx, known: dict[int, dict[str, Any]], first: int) -> dict[int, dict[str, Any]]:
    """What is known of customers with what their new orders add: of those where that comes to the same as reading
    all of their orders anew."""
    last = buyers.last_placed(tx, known, first)
    new: dict[int, list[Said]] = {}
    for said in buyers.said_by_orders(tx, known, first):
        new.setdefault(said.customer_id, []).append(said)
    found = {}
    for id, told in new.items():
        row = known[id]
        if told[0].placed_at > last.get(id, told[0].placed_at - 1) and _is_of_orders(row, told):
            found[id] = {name: row[name] for name in FROM_ORDERS}
            for said in told:
                _hear(found[id], said)
    return found


def _is_of_orders(row: dict[str, Any], told: list[Said]) -> bool:
    """Whether what is known of a customer is of orders, or is told by these orders."""
    return (
        (row["consent_source"].startswith(ORDER) or not (row["consent"] or row["consent_source"]))
        and (not row["name"] or any(said.name for said in told))
        and (not (row["country"] or row["city"]) or any(said.country or said.city for said in told))
        and (not row["postcode"] or any(said.postcode for said in told))
    )


def _heard(row: dict[str, Any]) -> dict[str, Any]:
    """What is known of a customer besides orders: consent from an order is read from the orders anew."""
    kept = {name: row[name] for name in FROM_ORDERS}
    if row["consent_source"].startswith(ORDER):
        kept.update(consent="", consent_at=None, consent_source="")
    return kept


def _hear(row: dict[str, Any], said: Said) -> None:
    """Take in one order; they come oldest first."""
    if said.name:
        row["name"] = said.name
    if said.country or said.city:
        row.update(country=said.country, region=said.region, city=said.city)
    if said.postcode:
        row["postcode"] = said.postcode
    if said.consent is None or (row["consent_at"] is not None and said.placed_at < row["consent_at"]):
        return
    if said.placed_at == row["consent_at"] and row["consent"] == "no":
        return  # of two answers of the same moment the no counts
    row.update(
        consent="yes" if said.consent else "no",
        consent_at=said.placed_at,
        consent_source=f"{ORDER}{said.number}",
    )
