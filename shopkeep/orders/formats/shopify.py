"""Shopify's orders export: one row a product, the order's own values on its first row only.

Always in English, whatever language the shop is in. Every generation has the same names: the oldest ends at
`Cancelled at` and has no refunds, no `Id` and no tax columns; owners trim it down to a handful of columns.
Orders that began as drafts (`Source` is `shopify_draft_order`) are orders like any other; an exchange for
nothing has a total of zero and so is no purchase. Orders of a shop that was tried out before it opened are
known by the gateway of their payment, which is called bogus.
"""

from __future__ import annotations

from shopkeep.orders import contents, tries
from shopkeep.orders.formats import generic
from shopkeep.orders.layout import Layout, Style, row_lines
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
_MONEY = ("total", "subtotal")
_DAYS = ("created at", "paid at")
_ITS_OWN = frozenset(
    (
        *("subtotal", "taxes", "discount code", "discount amount", "shipping method", "paid at", "fulfilled at"),
        *(
            "fulfillment status",
            "payment method",
            "refunded amount",
            "outstanding balance",
            "risk level",
            "note attributes",
        ),
        *("billing street", "billing city", "billing zip", "billing province", "billing country", "shipping street"),
        *("shipping city", "shipping zip", "shipping province", "shipping country", "vendor", "device id"),
    )
)
"""Names that an export trimmed of nearly all columns is known by, a few of them together."""
_NUMBERS = frozenset(("order id", "order number", "order no", "order", "number", "invoice number", "customer id"))
_NO_DAY = "The column Created at is missing: the day each order was paid is taken for the day it was placed."
_BY_PRODUCTS = "The columns Total and Subtotal are missing: orders are worth what their products cost."
_NO_TOTAL = "The column Total is missing: orders are worth their Subtotal, without what sending them cost."


class Shopify:
    """Any generation of the export, from 79 columns down to a trimmed handful."""

    name = "shopify"
    title = "Shopify"

    def recognise(self, columns: frozenset[str]) -> int:
        telling = {"lineitem name", "financial status", "lineitem quantity", "accepts marketing"}
        known = len(telling & columns)
        least = (1 if "email" in columns else 2) + ("total" not in columns and "subtotal" in columns)
        priced = columns & {*_MONEY} or {"lineitem name", "lineitem quantity", "lineitem price"} <= columns
        if "name" not in columns or not columns & {*_DAYS} or not priced:
            return 0
        if known < least:
            return 60 if len(columns & _ITS_OWN) >= 4 and not columns & _NUMBERS else 0
        return 80 + 5 * known

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        if self.recognise(table.keys) < 80 and not _are_numbers(table):
            return generic.FORMAT.layout(table, mapping)
        # `Total` is blank on every row of an order but its first, even where the e-mail is repeated.
        has_addresses = "email" in table.keys or "email" in mapping
        columns: dict[str, tuple[str, ...]] = dict(COLUMNS)
        style: Style = "blocks"
        derived: frozenset[str] = frozenset()
        warnings = _unsaid_refunds(table)
        if "total" not in table.keys and "total" not in mapping:
            columns["total"], derived = (("subtotal",) if "subtotal" in table.keys else ()), frozenset(("total",))
            warnings.insert(0, _NO_TOTAL if columns["total"] else _BY_PRODUCTS)
        if "created at" not in table.keys and "date" not in mapping:
            columns |= {"date": ("paid at",), "paid": ()}
            warnings.insert(0, _NO_DAY)
        if "test" not in table.keys and tries.in_column(table, "payment method"):
            columns["test"] = ("payment method",)
        if (not columns["total"] and "total" not in mapping) or _repeats(table, columns["total"]):
            style = "groups"
        return Layout(
            self.name,
            columns,
            style,
            row_lines,
            addresses=has_addresses,
            derived=derived,
            optional=frozenset(("refunded",)),
            warnings=tuple(warnings),
        )


def _are_numbers(table: Table) -> bool:
    """Whether `Name` is the order's and no buyer's."""
    at = table.find("name")
    return at is not None and all(any(map(str.isdecimal, cell)) for cell in contents.filled(table, at))


def _repeats(table: Table, total: tuple[str, ...]) -> bool:
    number, paid = table.find("name"), table.find(total[0]) if total else None
    return number is not None and paid is not None and contents.repeats(table, number, paid)


def _unsaid_refunds(table: Table) -> list[str]:
    """Part refunds whose amount an old or trimmed export leaves out."""
    at = table.find("financial status")
    if at is None or "refunded amount" in table.keys:
        return []
    if not any(cell.strip() == "partially_refunded" for cell in table.cells(at)):
        return []
    return ["Some orders were paid back in part, and this export has no Refunded Amount: they count in full."]


FORMAT = Shopify()
