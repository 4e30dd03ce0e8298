"""eBay's orders report (Seller Hub), of any country: US, UK and Australian headers, and the German one.

A line of commas stands above the header, a blank row below it, a count and the seller's name at the end. An
order of several products is one row without product, with what was paid, followed by its products. `Sold For`
is the price of one. Addresses are relays or missing: buyers are known by their user name. Orders that were
never paid for have no order number, only a sales record number. Refunds and cancellations are not told.
"""

from __future__ import annotations

from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import people
from shopkeep.orders.amounts import currency_of
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, title_of
from shopkeep.orders.marketplaces import amount, real_address, refuse_unless
from shopkeep.orders.table import Table

_TAXES = (
    *("seller collected tax", "ebay collected tax", "ebay collected charges", "us tax", "tax", "vat"),
    *("electronic waste recycling fee", "mattress recycling fee", "battery recycling fee", "tire recycling fee"),
    *("white goods disposal tax", "additional fee", "lumber fee", "prepaid wireless fee"),
    *("road improvement and food delivery fee", "vom verkaufer eingezogene steuer", "von ebay eingezogene steuer"),
)
_COLUMNS = {
    "number": ("order number", "bestellnummer", "sales record number", "verkaufsprotokollnummer"),
    "date": ("sale date", "verkauft am", "verkaufsdatum", "commitment date"),
    "buyer": ("buyer username", "nutzername des kaufers", "mitgliedsname", "user id", "buyer user id"),
    "email": ("buyer email", "e mail des kaufers", "e mail adresse des kaufers"),
    "name": (
        *("buyer name", "name des kaufers", "vollstandiger name des kaufers", "buyer full name", "buyer fullname"),
    ),
    "total": ("total price", "gesamtbetrag", "gesamtpreis"),
    "shipping": (
        "shipping and handling",
        "postage packaging",
        "postage and packaging",
        "postage and handling",
        "verpackung und versand",
    ),
    "tax": _TAXES,
    "paid": ("paid on date", "zahlungsdatum", "bezahldatum", "bezahlt am"),
    "fulfilled": ("shipped on date", "posted on date", "dispatched on date", "versanddatum", "verschickt am"),
    "country": ("ship to country", "post to country", "buyer country", "land des kaufers", "versand nach land"),
    "region": (
        *("ship to state", "post to county", "post to state", "buyer state", "buyer county", "staat des kaufers"),
    ),
    "city": (
        *("ship to city", "post to city", "post to suburb", "buyer city", "buyer suburb", "versand nach ort"),
        "ort des kaufers",
    ),
    "postcode": (
        *("buyer zip", "buyer postcode", "ship to zip", "post to postcode", "versand nach plz"),
        *("plz des kaufers", "postleitzahl des kaufers"),
    ),
    "sent_to": ("ship to name", "post to name", "versand an name"),
    "line_title": ("item title", "artikelbezeichnung", "angebotstitel"),
    "line_variant": ("variation details", "variantendetails"),
    "line_sku": ("custom label", "custom label sku", "bestandseinheit"),
    "line_quantity": ("quantity", "anzahl", "stuckzahl"),
    "line_price": ("sold for", "verkauft fur", "verkaufspreis", "sale price"),
}
_ITEM = ("item number", "item id", "artikelnummer", "artikelnr")
_SIGNS = {"au": "AUD", "c": "CAD", "ca": "CAD", "us": "USD", "nz": "NZD", "s": "SGD", "hk": "HKD", "chf": "CHF"}


class EBay:
    name = "ebay"
    title = "eBay"

    def recognise(self, columns: frozenset[str]) -> int:
        buyer = columns & {"buyer username", "nutzername des kaufers"} or any(
            old <= columns for old in ({"sales record number", "user id"}, {"verkaufsprotokollnummer", "mitgliedsname"})
        )
        if columns & {"payout id", "net amount", "auszahlung nr", "transaction creation date"} or not buyer:
            return 0
        number = columns & {"order number", "bestellnummer", "sales record number", "verkaufsprotokollnummer"}
        money = columns & {"total price", "sold for", "sale price", "gesamtbetrag", "gesamtpreis", "verkauft fur"}
        if not number or not money or not columns & {"sale date", "verkauft am", "verkaufsdatum"}:
            return 0
        return 96 if columns & {"sales record number", "verkaufsprotokollnummer", "item title", "item number"} else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        at = [p for p in map(table.find, ("order number", "bestellnummer", *_SALES)) if p is not None]
        refuse_unless(
            table,
            lambda row: not _is_decoration(row) and any(_number(row[p]) for p in at),
            "holds no orders.",
            "Below its header are only eBay's own lines: nothing was sold in those days.",
            "Choose a longer span of days in Seller Hub, Orders, Download report.",
        )
        emails = [p for p in map(table.find, _COLUMNS["email"]) if p is not None]
        told = any(real_address(cell) for p in emails for cell in table.cells(p))
        return Layout(
            self.name,
            _COLUMNS,
            "groups",
            _lines,
            says=_says,
            key=_key,
            skip=_decoration,
            currency=_currency(table),
            addresses=told,
            states=frozenset(("status",)),
            warnings=("eBay's orders report does not tell refunds and cancellations; its orders count in full.",),
        )


_DOWNLOADED = ("record s downloaded", "datensatze heruntergeladen", "datensatz e heruntergeladen")
_SALES = ("sales record number", "verkaufsprotokollnummer")


def _number(written: str) -> str:
    """An order's or a sale's number; empty for `--` and for eBay's own lines."""
    written = written.strip()
    return written if any(c.isdigit() for c in written) and "record(s)" not in written.lower() else ""


def _key(sheet: Sheet, row: Row) -> str:
    return next((n for at in sheet.columns.get("number", ()) if (n := _number(row[at]))), "")


def _decoration(sheet: Sheet, row: Row) -> bool:
    return _is_decoration(row)


def _is_decoration(row: Row) -> bool:
    """Whether it is one of the rows that eBay puts around the orders."""
    said = [text.key(cell) for cell in row if cell and not cell.isspace()]
    if len(said) < 7 and any(many in c for c in said for many in _DOWNLOADED):  # with the days from and to
        return True
    if len(said) > 3:  # besides their own words, only what an owner wrote in columns of their own
        return False
    return not said or any(c.startswith(("seller id", "verkaufer id")) for c in said)


def _currency(table: Table) -> str:
    """Of all amounts, by their sign. A bare `$` is a US dollar: the others are written `AU $` and `C $`."""
    found = set()
    for key in ("total price", "sold for"):
        at = table.find(key)
        for cell in table.cells(at) if at is not None else ():
            sign = text.key(cell.split("$")[0]) if "$" in cell else ""
            if "$" in cell:
                found.add(_SIGNS.get(sign, "AUD" if table.find("post to suburb") is not None else "USD"))
            elif cell.strip():
                found.add(currency_of([cell]))
    return found.pop() if len(found) == 1 else ""


def _products(sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The rows that hold a product; the others sum up an order of several."""
    numbers = [at for at in map(sheet.table.find, _ITEM) if at is not None]
    return [row for row in rows if sheet.say(row, "line_title") or any(row[at].strip() for at in numbers)]


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    found = []
    for row in _products(sheet, rows):
        quantity = quantity_of(sheet.say(row, "line_quantity"))
        variant, title, sku = (sheet.say(row, name) for name in ("line_variant", "line_title", "line_sku"))
        price = sheet.money([row], "line_price", currency) or 0
        if quantity > 1 and price and _total(sheet, row, currency) in _priced(sheet, row, price, currency):
            price = round(price / quantity)  # this report gives what all of them cost
        name = f"{title} - {variant.strip('[]')}" if title and variant.strip("-[] ") else title or sku
        found.append(OrderLine(title_of(name), title_of("" if sku == "--" else sku), quantity, price))
    return [line for line in found if line.title]


def _total(sheet: Sheet, row: Row, currency: str) -> int | None:
    return sheet.money([row], "total", currency) if sheet.has("total") else None


def _priced(sheet: Sheet, row: Row, price: int, currency: str) -> tuple[int, int]:
    """What a product costs with shipping, without and with tax (some reports leave eBay's own tax out)."""
    sent = price + (sheet.money([row], "shipping", currency) or 0)
    return sent, sent + _tax(sheet, row, currency)


def _tax(sheet: Sheet, row: Row, currency: str) -> int:
    return sum(amount(sheet, row, key, currency) or 0 for key in _TAXES)


def _paid(sheet: Sheet, rows: list[Row], currency: str) -> int:
    """What was paid for the whole order: the summing row says it, or all rows repeat it, or each says its share."""
    products = _products(sheet, rows)
    summing = [row for row in rows if row not in products]
    totals = [(row, _total(sheet, row, currency)) for row in (summing or rows)]
    found = [(row, total) for row, total in totals if total is not None]
    if not found:
        if sheet.has("total") and len(rows) == 1:
            raise sheet.refuse(rows, "total", "no amount")
        sold = sum(line.quantity * line.unit_price for line in _lines(sheet, products, currency))
        return sold + sum((sheet.money([row], "shipping", currency) or 0) for row in products)
    shares = [total in _shares(sheet, row, currency) for row, total in found]
    if len({total for _, total in found}) == 1 and not (len(found) > 1 and all(shares)):
        return found[0][1]
    return sum(total for _, total in found)


def _shares(sheet: Sheet, row: Row, currency: str) -> set[int]:
    """What this row's own product costs, however its price is meant."""
    price = sheet.money([row], "line_price", currency) or 0
    quantity = quantity_of(sheet.say(row, "line_quantity"))
    return {*_priced(sheet, row, price, currency), *_priced(sheet, row, price * quantity, currency)}


def _says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    products = _products(sheet, rows)
    head = [row for row in rows if row not in products] or rows
    email = real_address(sheet.first(rows, "email"))
    name, buyer = sheet.first(rows, "name"), sheet.first(rows, "buyer")
    status: OrderStatus = "pending" if sheet.has("paid") and not sheet.first(rows, "paid").strip("-") else "paid"
    sent = [sheet.money([row], "shipping", currency) or 0 for row in head]
    taxes = [_tax(sheet, row, currency) for row in head]
    return {
        "email": email,
        "buyer": "" if buyer == "--" else title_of(buyer).lower(),
        "name": people.person_name("" if name == "--" else name),
        "status": status,
        "total": _paid(sheet, rows, currency),
        "shipping": sent[0] if len(set(sent)) == 1 else sum(sent),
        "tax": taxes[0] if len(set(taxes)) == 1 else sum(taxes),
    }


FORMAT = EBay()
