"""Which fields an export states, and one order put together from several exports that speak of it.

Platforms split their orders over files (Etsy's orders and its items), and owners trim columns. For each
field the newest file counts that states it; a value that was only worked out gives way to a stated one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopkeep.core.records.orders import Piece, Told
from shopkeep.orders.layout import Layout, Sheet, row_lines

_FROM: dict[str, tuple[str, ...]] = {
    "total": ("total",),
    "refunded": ("refunded",),
    "discount": ("discount",),
    "shipping": ("shipping",),
    "tax": ("tax",),
    "codes": ("code",),
    "status": ("status", "cancelled", "test"),
    "email": ("email",),
    "name": ("name", "first_name", "last_name"),
    "country": ("country",),
    "region": ("region",),
    "city": ("city",),
    "postcode": ("postcode",),
    "gift": ("gift", "notes", "sent_to", "sent_to_last"),
    "consent": ("consent",),
    "paid_at": ("paid",),
    "fulfilled_at": ("fulfilled",),
    "cancelled_at": ("cancelled",),
    "buyer": ("buyer",),
    "lines": ("line_title", "line_sku"),
}
"""Field of an order -> the fields of a layout it is read from. Day and currency are in every export."""
_BESIDES = {"lines": ("line_quantity", "line_price", "line_total", "line_discount")}
FIELDS = tuple(_FROM)
_BIT = {name: 1 << at for at, name in enumerate(FIELDS)}
_WIDTH = len(FIELDS)
ALL = (1 << _WIDTH) - 1


def shape_of(sheet: Sheet, layout: Layout) -> int:
    """What a file states, as the low bits, and what is only worked out from it, as the high ones."""
    worked_out = set(layout.derived)
    if not sheet.has("total"):
        worked_out.add("total")
    stated = {name for name, columns in _FROM.items() if any(sheet.has(column) for column in columns)}
    stated |= layout.states | ({"lines"} if layout.lines is not row_lines else set())
    if "refunded" in stated and "status" not in stated:
        worked_out.add("status")  # an order paid back in full says so without a word
    stated -= worked_out - (layout.states - layout.derived)
    worked_out -= stated
    return sum(_BIT[n] for n in stated & _BIT.keys()) | sum(_BIT[n] for n in worked_out & _BIT.keys()) << _WIDTH


def without(shape: int, fields: Iterable[str]) -> int:
    """What a file states of an order of which some fields of the layout could not be read all: what it has of them
    gives way to what another export states."""
    gap = sum(bit for name, bit in _BIT.items() if not set(_FROM[name] + _BESIDES.get(name, ())).isdisjoint(fields))
    return shape & ~gap | (shape & gap) << _WIDTH


def together(pieces: Sequence[Piece]) -> Told:
    """One order from what several exports say of it, the newest first."""
    told = pieces[0].told
    values = {}
    for name, bit in _BIT.items():
        said = next((p for p in pieces if _stated(p.shape) & bit), None)
        said = said or next((p for p in pieces if p.shape >> _WIDTH & bit), pieces[0])
        values[name] = getattr(said.told, name)
    told = told._replace(**values)
    return told._replace(counts=told.status in ("paid", "pending") and told.total > told.refunded)


def needed(pieces: Sequence[Piece]) -> list[Piece]:
    """Of pieces, the newest first, those that say anything that no newer one says."""
    kept: list[Piece] = []
    for piece in pieces:
        if not any(covers(newer.shape, piece.shape) for newer in kept):
            kept.append(piece)
    return kept


def said_by(told: Told) -> int:
    """The fields an order was given by files read before shapes were known: those that hold anything."""
    said = {name for name in FIELDS if getattr(told, name) not in (None, "", 0, "[]", ())}
    if told.consent is not None:  # a no is an answer
        said.add("consent")
    return sum(_BIT[name] for name in said)


def covers(newer: int, older: int) -> bool:
    """Whether a newer file states all that an older one stated or worked out."""
    if _stated(older) & ~_stated(newer):
        return False
    return not (older >> _WIDTH if older else 0) & ~(_stated(newer) | (newer >> _WIDTH if newer else 0))


def _stated(shape: int) -> int:
    """The fields stated; a shape of 0 is of a file read before shapes were known: all of them."""
    return shape & ALL if shape else ALL
