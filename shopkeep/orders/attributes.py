"""Files about customers and products: any columns, joined by e-mail address and by SKU."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shopkeep.core import clock, text
from shopkeep.core.records.orders import Rejected
from shopkeep.errors import AmbiguousFile
from shopkeep.orders import amounts, attribute_names, dates, people
from shopkeep.orders.buyers import BLANK
from shopkeep.orders.layout import title_of
from shopkeep.orders.synonyms import SYNONYMS
from shopkeep.orders.table import Table, column_key
from shopkeep.store import products

_CUSTOMER = {
    "email": SYNONYMS["email"],
    "name": ("name", "full name", "customer name", "customer", "kundenname"),
    "first_name": SYNONYMS["first_name"],
    "last_name": SYNONYMS["last_name"],
    "consent": (*SYNONYMS["consent"], "consent", "email subscriber status", "status"),
    "consent_at": ("consent date", "consent at", "subscribed at", "opt in date", "optin time", "confirm time"),
    "country": ("country", "default address country code", "country code", "land", "pays", "pais"),
    "region": ("region", "state", "province", "default address province code", "bundesland"),
    "city": ("city", "default address city", "town", "stadt", "ort", "ville", "ciudad"),
    "postcode": (
        "postcode",
        "post code",
        "postal code",
        "zip",
        "zip code",
        "default address zip",
        "plz",
        "postleitzahl",
        "code postal",
        "codigo postal",
        "cap",
        "eircode",
    ),
    "language": ("language", "locale", "lang", "sprache", "langue", "idioma"),
}
_PRODUCT = {
    "sku": ("sku", "variant sku", "product sku", "artikelnummer", "code", "id"),
    "title": ("title", "name", "product", "product name", "product title", "produkt", "artikel", "bezeichnung"),
    "category": ("category", "product category", "type", "product type", "categories", "kategorie", "categorie"),
    "price": ("price", "variant price", "regular price", "unit price", "preis", "prix", "precio"),
    "cost": ("cost", "cost per item", "unit cost", "cost price", "cost of goods", "einkaufspreis", "ek"),
    "currency": ("currency", "currency code"),
    "link": ("link", "url", "product url", "permalink", "external url"),
    "image": ("image", "image src", "image url", "images", "image link", "bild"),
    "added_on": ("added", "added on", "created", "created at", "published at", "date"),
}


@dataclass(slots=True)
class Attributes:
    """The rows of a customers' or products' file, ready to be compared with the store."""

    rows: dict[str, dict[str, Any]]
    """What each says, by e-mail address or product key; a later row of the same key adds to it."""
    rejected: list[Rejected]
    warnings: list[str] = dataclasses.field(default_factory=list)


def knows_customers(columns: frozenset[str]) -> int:
    return (
        10 * sum(bool(columns & set(names)) for names in _CUSTOMER.values()) * bool(columns & set(_CUSTOMER["email"]))
    )


def knows_products(columns: frozenset[str]) -> int:
    key = columns & (set(_PRODUCT["sku"]) | set(_PRODUCT["title"]))
    return 10 * sum(bool(columns & set(names)) for names in _PRODUCT.values()) * bool(key)


def read_customers(table: Table, zone: str) -> Attributes:
    """What a customers' file says by address. Raises AmbiguousFile where no column holds addresses."""
    at = _columns(table, _CUSTOMER)
    if "email" not in at:
        raise _no_column(table, "email", "the customer's e-mail address")
    asked = [row[at["consent_at"]].strip() for row in table.rows] if "consent_at" in at else []
    reader = dates.DateReader(dates.settle(asked, None), zone)
    others = _others(table, at)
    store, warnings = attribute_names.readers({name: table.cells(i) for i, name in others})
    found = Attributes({}, list(table.broken), warnings)
    for row, line in zip(table.rows, table.lines, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        try:
            email = people.address(row[at["email"]])
            if not email:
                raise ValueError("no e-mail address")
            values = _customer(row, at, reader)
        except ValueError as error:
            _refuse(found, table, line, row, at["email"], str(error))
            continue
        more = {name: store.get(name, attribute_names.as_written)(row[i]) for i, name in others if row[i].strip()}
        merged = found.rows.setdefault(email, {"attributes": {}})
        merged.update(values)
        merged["attributes"].update(more)
    return found


def _others(table: Table, at: dict[str, int]) -> list[tuple[int, str]]:
    """The columns kept as attributes, each with the key it is stored under; the first of two of one key wins."""
    found: dict[str, int] = {}
    for i, name in enumerate(table.columns):
        if column_key(name) and i not in at.values():
            key = attribute_names.KEYS.get(column_key(name), "")
            if not key or key in found:
                key = column_key(name).replace(" ", "_")
            found.setdefault(key, i)
    return [(i, key) for key, i in found.items()]


def _customer(row: list[str], at: dict[str, int], reader: dates.DateReader) -> dict[str, Any]:
    values: dict[str, Any] = {}
    name = people.person_name(_say(row, at, "name"))
    name = name or people.person_name(_say(row, at, "first_name"), _say(row, at, "last_name"))
    if name:
        values["name"] = name
    for field in ("country", "region", "city", "language", "postcode"):
        said = title_of(_say(row, at, field).strip("'"))
        if said:
            capitals = field == "postcode" or (field == "country" and len(said) == 2)
            values[field] = said.upper() if capitals else said
    consent = people.consent(_say(row, at, "consent"))
    if consent is not None:
        values["consent"] = "yes" if consent else "no"
        said = _say(row, at, "consent_at")
        try:
            values["consent_at"] = clock.stamp(reader.read(said)) if said else None
        except ValueError:
            values["consent_at"] = None
    return values


def combine_customer(known: dict[str, Any] | None, said: dict[str, Any], source: str, now: int) -> dict[str, Any]:
    """A customer's row after a file has spoken. Names and places fill gaps, for orders know them better;
    the newest answer about mail counts, and one without a date is of now."""
    row = {**BLANK, **(known or {})}
    for field in ("name", "country", "region", "city", "postcode"):
        if not row[field] and field in said:
            row[field] = said[field]
    row["language"] = said.get("language") or row["language"]
    consent, at = said.get("consent"), said.get("consent_at")
    if consent and (at is not None or consent != row["consent"]):
        at = now if at is None else at
        if row["consent_at"] is None or at > row["consent_at"]:
            row.update(consent=consent, consent_at=at, consent_source=source)
    attributes = {**json.loads(row["attributes"]), **said["attributes"]}
    row["attributes"] = json.dumps(attributes, ensure_ascii=False, sort_keys=True)
    return row


def read_products(table: Table, zone: str, currency: str) -> Attributes:
    """What a products' file says by key. Raises AmbiguousFile where it names no product."""
    at = _columns(table, _PRODUCT)
    if "sku" not in at and "title" not in at:
        raise _no_column(table, "sku", "the product's SKU or title")
    days = dates.DateReader(dates.settle(_cells(table, at, "added_on"), None), zone)
    prices = [*_cells(table, at, "price"), *_cells(table, at, "cost")]
    money = amounts.AmountReader(amounts.settle(prices, None, currency))
    usual = currency or amounts.currency_of(prices)
    found = Attributes({}, list(table.broken))
    for row, line in zip(table.rows, table.lines, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        sku, title = title_of(_say(row, at, "sku")), title_of(_say(row, at, "title"))
        if not sku and not title:
            _refuse(found, table, line, row, at.get("sku", at.get("title", 0)), "neither SKU nor title")
            continue
        code = _say(row, at, "currency").upper() or usual
        values: dict[str, Any] = {
            "sku": sku,
            "title": title,
            "category": title_of(_say(row, at, "category")),
            "currency": code,
        }
        column = 0
        try:
            for field in ("price", "cost"):
                column = at.get(field, 0)
                values[field] = money.read(_say(row, at, field), code)
            for field in ("link", "image"):
                column = at.get(field, 0)
                values[field] = _web_address(_say(row, at, field))
            column = at.get("added_on", 0)
            values["added_on"] = _day(_say(row, at, "added_on"), days)
        except ValueError as error:
            _refuse(found, table, line, row, column, str(error))
            continue
        key = products.key_of(sku, title)
        kept = {name: value for name, value in values.items() if value not in ("", None)}
        found.rows[key] = {**found.rows.get(key, {}), **kept}
    return found


def combine_product(key: str, known: dict[str, Any] | None, said: dict[str, Any]) -> dict[str, Any]:
    """A product's row after a file has spoken; what the file leaves blank stays as it was."""
    blank: dict[str, Any] = dict.fromkeys(_PRODUCT, "")
    return {**blank, "price": None, "cost": None, **(known or {}), **said, "key": key}


def _columns(table: Table, names: dict[str, tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, keys in names.items():
        for key in keys:
            at = table.find(key)
            if at is not None and at not in found.values():
                found[field] = at
                break
    return found


def _say(row: list[str], at: dict[str, int], field: str) -> str:
    return row[at[field]].strip() if field in at else ""


def _cells(table: Table, at: dict[str, int], field: str) -> Iterator[str]:
    return (row[at[field]] for row in table.rows) if field in at else iter(())


def _refuse(found: Attributes, table: Table, line: int, row: list[str], at: int, reason: str) -> None:
    found.rejected.append(Rejected(line, table.columns[at], text.plain(row[at])[:200], reason))


def _web_address(written: str) -> str:
    first = written.split(",")[0].strip()
    if first and not first.lower().startswith(("https://", "http://")):
        raise ValueError("not a web address")
    return text.clean(first, 1000)


def _day(written: str, reader: dates.DateReader) -> str:
    if not written:
        return ""
    return reader.read(written).astimezone(reader.zone).date().isoformat()


def _no_column(table: Table, field: str, what: str) -> AmbiguousFile:
    return AmbiguousFile(
        f"No column of this file was recognised as {what}.",
        f"Its columns are: {', '.join(table.columns[:40])}.",
        f"Rename that column to {field!r} and try again.",
        "map",
        tuple(table.columns),
    )
