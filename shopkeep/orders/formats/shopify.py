"""Shopify's orders export: one row a product, the order's own values on its first row only.

Always in English, whatever language the shop is in. Every generation has the same names: the oldest ends at
`Cancelled at` and has no refunds, no `Id` and no tax columns; owners trim it down to a handful of columns.
Orders that began as drafts (`Source` is `shopify_draft_order`) are orders like any other; an exchange for
nothing has a total of zero and so is no purchase.
"""

from __future__ import annotations

from shopkeep.orders.layout import Layout, row_lines
from shopkeep.orders.table import Table

COLUMNS = {
    "number": ("name",),
    "date": ("created at",),
    "email": ("email",),
    "name": ("billing name", "shipping name"),
    "total": ("total",),
    "currency": ("currency",),
    "refunded": ("refunded amount",),
    "discount": ("discount amount",),
    "shipping": ("shipping",),
    "tax": ("taxes",),
    "code": ("discount code",),
    "status": ("financial status",),
    "cancelled": ("cancelled at",),
    "paid": ("paid at",),
    "fulfilled": ("fulfilled at",),
    "country": ("shipping country", "billing country"),
    "region": ("shipping province", "billing province"),
    "city": ("shipping city", "billing city"),
    "postcode": ("billing zip", "shipping zip"),
    "sent_to": ("shipping name",),
    "notes": ("note attributes",),
    "consent": ("accepts marketing",),
    "test": ("test",),
    "line_title": ("lineitem name",),
    "line_sku": ("lineitem sku",),
    "line_quantity": ("lineitem quantity",),
    "line_price": ("lineitem price",),
    "line_discount": ("lineitem discount",),
}
_NO_TOTAL = "The column Total is missing: orders are worth their Subtotal, without what sending them cost."


class Shopify:
    """Any generation of the export, from 79 columns down to a trimmed handful."""

    name = "shopify"
    title = "Shopify"

    def recognise(self, columns: frozenset[str]) -> int:
        telling = {"lineitem name", "financial status", "lineitem quantity", "accepts marketing"}
        known = len(telling & columns)
        least = (1 if "email" in columns else 2) + ("total" not in columns)
        if not {"name", "created at"} <= columns or not columns & {"total", "subtotal"} or known < least:
            return 0
        return 80 + 5 * known

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        # `Total` is blank on every row of an order but its first, even where the e-mail is repeated.
        has_addresses = "email" in table.keys or "email" in mapping
        trimmed = "total" not in table.keys and "total" not in mapping
        return Layout(
            self.name,
            {**COLUMNS, "total": ("subtotal",)} if trimmed else COLUMNS,
            "blocks",
            row_lines,
            addresses=has_addresses,
            derived=frozenset({"total"} if trimmed else ()),
            warnings=(*([_NO_TOTAL] if trimmed else []), *_unsaid_refunds(table)),
        )


def _unsaid_refunds(table: Table) -> list[str]:
    """Part refunds whose amount an old or trimmed export leaves out."""
    at = table.find("financial status")
    if at is None or "refunded amount" in table.keys:
        return []
    if not any(cell.strip() == "partially_refunded" for cell in table.cells(at)):
        return []
    return ["Some orders were paid back in part, and this export has no Refunded Amount: they count in full."]


FORMAT = Shopify()
