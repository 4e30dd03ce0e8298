"""What the Imports place says of customers' and products' files: what one would do, and what it did."""

from __future__ import annotations

from shopkeep import wording
from shopkeep.core.records.orders import AttributesResult
from shopkeep.core.text import plain
from shopkeep.orders.understood import sentence as understood_as
from shopkeep.tui.screens.imports_words import refused_rows
from shopkeep.tui.widgets.dialogs import Choice

TABLES = {
    "customers": "A table with an address column. Consent, birthday and the like are kept by customer.",
    "products": "A table with a SKU column.",
}
"""What a file of each kind has to hold."""


def which() -> Choice:
    """The question what a file tells about."""
    kinds = [
        ("customers", "Customers: consent, birthday, survey answers"),
        ("products", "Products: category, cost, picture"),
    ]
    return Choice("What does the file tell about?", kinds)


def sent_on(file: str, kind: str, may_be_orders: bool) -> Choice:
    """The question where a file goes that was given for orders and holds none, as it seems or for certain."""
    otherwise = ("orders", "Look at it as orders all the same") if may_be_orders else ("", "Leave it")
    options = [(kind, f"Import it as {kind}"), otherwise]
    return Choice(
        f"{plain(file)} tells about {kind}", options, "There are no orders in it, as far as its columns tell."
    )


def answer(result: AttributesResult, what: str) -> str:
    """What a customers' or products' file did."""
    if result.already_known:
        return f"{result.file} was imported before: nothing changed."
    says = counts(result, what)
    if result.understood:
        says += f" {understood_as(result.understood, result.details)}"
    if result.rejected_count:
        says += f" {refused_rows(result.rejected_count)}"
    return says


def plan(would: AttributesResult, what: str) -> str:
    """What a customers' or products' file would do, before it is taken in."""
    said = [f"{wording.count(would.rows, 'row')}: {counts(would, what)}"]
    if would.understood:
        said.append(understood_as(would.understood, would.details))
    if would.rejected_count:
        first = would.rejected[0]
        refused = wording.count(would.rejected_count, "row is", "rows are")
        said.append(f"{refused} refused; the first: line {first.line:,}, {first.reason}.")
    said += would.warnings
    said.append("It can be taken back.")
    return plain_lines(said)


def plain_lines(said: list[str]) -> str:
    """Sentences as paragraphs, cleaned: they quote a stranger's file."""
    return "\n\n".join(plain(each) for each in said)


def counts(result: AttributesResult, what: str) -> str:
    """How many a customers' or products' file told about, and how many of them no order has named."""
    fresh = min(result.unknown, result.updated) if what == "customer" else 0
    told = []
    if fresh:
        told.append(f"{wording.count(fresh, f'new {what}')} (in no order yet)")
    if result.updated > fresh or not fresh:
        told.append(f"{wording.count(result.updated - fresh, what)} updated")
    if result.unchanged:
        told.append(f"{result.unchanged:,} as they were")
    says = f"{', '.join(told)}."
    if result.unknown and not fresh:
        says += f" {result.unknown:,} of them are in no order yet; they are kept."
    return says
