"""What an export cannot say out of which its owner, or a program, took columns."""

from __future__ import annotations

from collections.abc import Iterator

from shopkeep.orders.layout import Layout, Sheet

_MEANS = {
    "status": "orders that were cancelled or never paid cannot be told from the others",
    "refunded": "what was paid back in part is not told, and those orders count in full",
}


def columns(sheet: Sheet, layout: Layout) -> Iterator[str]:
    """What to say of the columns that exports of this platform have, and this file has not."""
    worked_out = layout.states - {"status"}  # what became of an order is worked out of its column
    for field, meaning in _MEANS.items():
        names = layout.columns.get(field, ())
        if names and not sheet.has(field) and field not in layout.optional | worked_out:
            yield f"The column '{names[0]}' is missing: {meaning}. Export the file with all of its columns."
