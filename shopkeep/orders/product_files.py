"""Files about products, by SKU or else by title: category, price, cost, link and picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from shopkeep.core import text
from shopkeep.errors import ImportRefused
from shopkeep.orders import amounts, dates, day_order, left_out
from shopkeep.orders.attributes import Attributes, Columns
from shopkeep.orders.layout import title_of
from shopkeep.orders.product_columns import PRODUCT, Catalogue, catalogue_of
from shopkeep.orders.table import Table
from shopkeep.store import products

_FROM_HEAD = ("title", "category", "currency", "link", "image", "added_on", "price", "cost")
"""What rows of variants leave to the row that begins their product."""
_NO_VARIANT = frozenset(("default title", "regular", "default"))
_NO_CATEGORY = frozenset(("uncategorized", "uncategorised", "unkategorisiert", "non classe", "sin categoria"))


def read_products(
    table: Table,
    zone: str,
    currency: str,
    site: str = "",
    order: dates.Order | None = None,
    decimal: amounts.Mark | None = None,
) -> Attributes:
    """What a products' file says by key. `site` is the shop's own address, for links that are told without.

    Raises AmbiguousFile where it names no product, or where amounts or dates could be read in two ways.
    """
    catalogue = catalogue_of(table.keys)
    columns = Columns(table, {**PRODUCT, **catalogue.columns})
    if "sku" not in columns and "title" not in columns:
        raise ImportRefused(
            f"{table.path.replace(chr(92), '/').rsplit('/', 1)[-1]} names no products.",
            f"No column of it looks like a SKU or a product's title; its columns are: {', '.join(table.columns[:40])}.",
            "If it tells about customers, import it as customers; else export your products with their SKU or title.",
        )
    reader = _Reader(table, catalogue, columns, zone, currency, site, order, decimal)
    found = Attributes({}, list(table.broken))
    found.understood = {field: table.columns[at] for field, at in columns.at.items()}
    heads = catalogue.heads(table) if catalogue.heads else list(range(len(table.rows)))
    lines = {id(row): line for row, line in zip(table.rows, table.lines, strict=True)}
    for at, (row, line, head) in enumerate(zip(table.rows, table.lines, heads, strict=True)):
        if head is None or not any(cell.strip() for cell in row):
            continue
        if head != at and not reader.is_variant(row):
            continue  # a further picture of the product above
        try:
            values = reader.values(row, table.rows[head] if head != at else None)
        except _Wrong as wrong:
            found.rejected.append(columns.refused(line, row, wrong.field, str(wrong)))
            continue
        key = products.key_of(values.get("sku", ""), values.get("title", ""))
        found.rows[key] = {**found.rows.get(key, {}), **values}
    unread = ((field, columns.refused(lines[id(row)], row, field, "")) for field, row in reader.unread.values())
    found.warnings += left_out.sentences(unread)
    if reader.not_addresses:
        many = f"{reader.not_addresses} links and pictures were" if reader.not_addresses > 1 else "One was"
        found.warnings.append(f"{many} left out: no address of a web page, such as {reader.such_as!r}.")
    return found


class _Wrong(ValueError):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class _Reader:
    """Reads the rows of one file, once its dates and amounts are settled."""

    def __init__(
        self,
        table: Table,
        catalogue: Catalogue,
        columns: Columns,
        zone: str,
        currency: str,
        site: str,
        order: dates.Order | None,
        decimal: amounts.Mark | None,
    ) -> None:
        prices = list(columns.cells("price", "cost", "own_price", "own_cost"))
        self.catalogue, self.columns, self.site = catalogue, columns, site.rstrip("/")
        self.options = [at for at in map(table.find, catalogue.options) if at is not None]
        self.days = dates.DateReader(day_order.settle(columns.cells("added_on"), order), zone)
        self.money = amounts.AmountReader(amounts.settle(prices, decimal, currency))
        self.usual = currency or amounts.currency_of(prices)
        self.not_addresses, self.such_as = 0, ""
        self.unread: dict[tuple[str, int], tuple[str, list[str]]] = {}
        """Cells that cannot be read, and without which their products are taken in: each by its field and row."""

    def is_variant(self, row: list[str]) -> bool:
        """Whether a row below another of the same product is sold by itself."""
        fields = ("sku", "own_sku", "price", "own_price", "title")
        return any(self.columns.say(row, field) for field in fields) or any(row[at].strip() for at in self.options)

    def values(self, row: list[str], head: list[str] | None) -> dict[str, Any]:
        """What a row says, and of a variant what the row of its product says besides."""
        mine = self._own(row, head is not None)
        if head is not None:
            above = self._own(head, variant=False)
            if "price" in above and "price" not in mine:
                mine["price"] = above["price"] + self._surcharge(row, above.get("currency", ""))
            mine = {**{field: above[field] for field in _FROM_HEAD if field in above}, **mine}
        title = mine.get("title", "")
        variant = " / ".join(filter(None, (row[at].strip() for at in self.options)))
        if title and variant and text.key(variant) not in _NO_VARIANT and self._is_split(row, head):
            mine["title"] = title_of(f"{title} - {variant}")
        if not mine.get("sku") and not title:
            raise _Wrong("sku" if "sku" in self.columns else "title", "neither SKU nor title")
        return {name: value for name, value in mine.items() if value not in ("", None)}

    def _surcharge(self, row: list[str], currency: str) -> int:
        at = self.columns.table.find(self.catalogue.surcharge)
        try:
            return (self.money.read(row[at], currency) or 0) if at is not None else 0
        except ValueError as error:
            raise _Wrong("price", str(error)) from None

    def _is_split(self, row: list[str], head: list[str] | None) -> bool:
        """Whether the options of a row tell its variant, and not (as on Wix' first row) all that there are."""
        return head is not None or "fieldtype" not in self.columns.table.keys

    def _own(self, row: list[str], variant: bool) -> dict[str, Any]:
        say = self.columns.say

        def mine(field: str) -> str:
            return (
                (say(row, f"own_{field}") or ("" if f"own_{field}" in self.columns else say(row, field)))
                if variant
                else say(row, field)
            )

        code = say(row, "currency").upper() or self.usual
        values: dict[str, Any] = {
            "sku": title_of(mine("sku")),
            "title": title_of(say(row, "title")),
            "category": self._category(say(row, "category") or say(row, "wider")),
            "currency": code,
            "link": self._link(row),
            "image": self._web_address(say(row, "own_image") or say(row, "image"), self.catalogue.image),
        }
        for field in ("price", "cost"):
            try:
                values[field] = self.money.read(mine(field), code)
            except ValueError:
                self._left_out(f"own_{field}" if variant and say(row, f"own_{field}") else field, row)
        said = say(row, "added_on")
        try:
            values["added_on"] = self.days.read(said).astimezone(self.days.zone).date().isoformat() if said else ""
        except ValueError:
            self._left_out("added_on", row)
        return {name: value for name, value in values.items() if value not in ("", None)}

    def _left_out(self, field: str, row: list[str]) -> None:
        self.unread[field, id(row)] = field, row

    def _category(self, written: str) -> str:
        """The last step of the first category: `Drinks > Tea, Gifts` is Tea."""
        for one in _split(written, self.catalogue.between):
            name = title_of(one.strip().strip(self.catalogue.step).split(self.catalogue.step)[-1].strip())
            if name and text.key(name) not in _NO_CATEGORY:
                return name
        return ""

    def _link(self, row: list[str]) -> str:
        said = self.columns.say(row, "link")
        if said and "page" in self.columns:
            return self._web_address(said, f"{self.site}/{self.columns.say(row, 'page').strip('/')}/p/{{}}")
        below = f"{self.site}/{self.catalogue.link}" if self.catalogue.link else ""
        if said.startswith("/") and not below:
            below = self.site + "{}"
        return self._web_address(said, below)

    def _web_address(self, written: str, below: str) -> str:
        """The first address of a cell; a bare name put into `below`, which is left out without the shop's address."""
        first = re.split(r"[,;|\n]\s*(?=https?://)|[;\n]", written)[0].split(", ")[0].strip()
        if not first or first.lower().startswith(("https://", "http://")):
            return text.clean(first, 1000)
        if below and ":" not in first:
            return text.clean(below.replace("{}", first), 1000) if below.startswith(("https://", "http://")) else ""
        self.not_addresses += 1
        self.such_as = self.such_as or text.plain(first)[:60]
        return ""


def _split(written: str, between: str) -> Iterator[str]:
    """The categories of a cell; a sign with a backslash before it is part of a name."""
    if not between:
        yield written
        return
    for part in re.split(rf"(?<!\\){re.escape(between)}", written):
        yield part.replace(f"\\{between}", between)


def combine_product(key: str, known: dict[str, Any] | None, said: dict[str, Any]) -> dict[str, Any]:
    """A product's row after a file has spoken; what the file leaves blank stays as it was."""
    blank: dict[str, Any] = dict.fromkeys(PRODUCT, "")
    return {**blank, "price": None, "cost": None, **(known or {}), **said, "key": key}
