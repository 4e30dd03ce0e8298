"""Squarespace's orders export: made like Shopify's, but its own in what matters.

One row a product, the order's own values on its first row only. The order's number is `Order ID`, what
went back `Amount Refunded`; fields that the shop asks for at checkout follow as columns of their own.
"""

from __future__ import annotations

from shopkeep.orders import contents
from shopkeep.orders.formats.shopify import COLUMNS
from shopkeep.orders.layout import Layout, Style, row_lines
from shopkeep.orders.mail_wishes import MailWishes
from shopkeep.orders.table import Table

_COLUMNS = {
    **COLUMNS,
    "number": ("order id",),
    "refunded": ("amount refunded",),
    "region": ("shipping province", "shipping state", "billing province", "billing state"),
    "line_variant": ("lineitem variant",),
    "consent": (),
    "notes": (),
}
_OWN = {"lineitem variant", "amount refunded", "private notes", "channel name", "channel type", "channel order number"}


class Squarespace:
    name = "squarespace"
    title = "Squarespace"

    def recognise(self, columns: frozenset[str]) -> int:
        if not {"order id", "email", "total", "created at"} <= columns or "name" in columns:
            return 0
        if not {"financial status", "lineitem name"} & columns or not _OWN & columns:
            return 0
        return 85 + 3 * min(5, len(_OWN & columns))

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        asked = tuple(key for key in sorted(table.keys) if key.startswith(("checkout form", "product form")))
        gifts = tuple(key for key in asked if "gift" in key.split())
        style: Style = "groups" if _repeats(table) else "blocks"
        forms = {at for key in asked if (at := table.find(key)) is not None}
        wishes = MailWishes(table, set(range(len(table.columns))) - forms)
        return Layout(
            self.name,
            {**_COLUMNS, "gift": gifts},
            style,
            row_lines,
            says=(lambda sheet, rows, _: {"consent": wishes.of(sheet, rows)}) if wishes.asked else None,
            states=frozenset(("consent",) if wishes.asked else ()),
        )


def _repeats(table: Table) -> bool:
    number, total = table.find("order id"), table.find("total")
    return number is not None and total is not None and contents.repeats(table, number, total)


FORMAT = Squarespace()
