"""What words the shop's own data uses: attributes, products, categories, codes, places.

Rules name them, completion offers them. Each list is looked up once and kept until an import or the
like changes what is stored.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from shopkeep.core import text
from shopkeep.store import tables as t
from shopkeep.store.products import key_of
from shopkeep.store.raw import driver

OFFERED = 400
"""Values of each kind that completion is given, the most frequent first."""
_COMPARED = 2_000
"""Titles that a mistyped one is compared with."""


class Lines(NamedTuple):
    """Order lines as exports write them: of these titles, or with these SKUs."""

    titles: frozenset[str]
    skus: frozenset[str]


class Meant(NamedTuple):
    """How the shop knows a product, a category, a discount code or a country that was typed."""

    how: Literal["whole", "part", "none", ""]
    """By its whole name, as a part of names, not at all; empty where the shop has nothing of the kind."""
    near: tuple[str, ...] = ()
    """Where not at all: the nearest name; of countries, those that the shop has, most customers first."""


def meant(tx: Connection, what: str, name: str) -> Meant:
    """Whether anything here is called so. `what`: product, category, code or country."""
    if what == "product":
        titles, skus = _titles(tx)
        if not titles and not skus:
            return Meant("")
        how, _ = _called(tx, name)
        return Meant(how, _nearest(name, list(titles.values())[:_COMPARED]) if how == "none" else ())
    if what == "country":
        column = t.customers.c.country
        query = select(column).where(column != "").group_by(column).order_by(func.count().desc(), column)
        every: tuple[str, ...] = _kept(tx, "countries", lambda: tuple(tx.execute(query).scalars()))
    elif what == "category":
        every = tuple(dict.fromkeys(category for *_, category in _products(tx) if category))
    else:
        every = _codes(tx)[1]
    if not every:
        return Meant("")
    fold = text.unaccented if what == "code" else text.key
    wanted = fold(name.strip())
    if any(fold(one) == wanted for one in every):
        return Meant("whole")
    return Meant("none", every if what == "country" else _nearest(name, every))


def _nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """The name that is most like this one, in whole or in as many of its words."""
    wanted = text.key(name)
    many = wanted.count(" ") + 1
    found: dict[str, str] = {}
    for one in names:
        words = text.key(one).split()
        for start in range(max(1, len(words) - many + 1)):
            found.setdefault(" ".join(words[start : start + many]), one)
        found.setdefault(" ".join(words), one)
    near = difflib.get_close_matches(wanted, found, 1, 0.65)
    return (found[near[0]],) if near else ()


def _titles(tx: Connection) -> tuple[dict[str, str], frozenset[str]]:
    """The titles of everything ordered or known as a product by their keys, and the keys of SKUs."""

    def make() -> tuple[dict[str, str], frozenset[str]]:
        every = [*_ordered(tx), *((title, sku) for _, sku, title, _ in _products(tx))]
        titles = {text.key(title): title for title, _ in every if title}
        return titles, frozenset(text.key(sku) for _, sku in every if sku) - {""}

    found: tuple[dict[str, str], frozenset[str]] = _kept(tx, "titles", make)
    return found


def _called(tx: Connection, name: str) -> tuple[Literal["whole", "part", "none"], set[str]]:
    """How products are called so, and the keys of their titles or SKUs: those with the whole name; else
    those with a word that begins so; else those that have it anywhere."""
    titles, skus = _titles(tx)
    wanted = text.key(name)
    if wanted in titles or wanted in skus:
        return "whole", {wanted}
    if not wanted:
        return "none", set()
    found = {key for key in titles if f" {wanted}" in f" {key}"} or {key for key in titles if wanted in key}
    return ("part", found) if found else ("none", set())


def attribute_keys(tx: Connection, names: Iterable[str]) -> tuple[str, ...]:
    """The keys under which customers' files said what goes by these names, in their order, folded alike.

    A name that ends in `...` is the beginning of one.
    """
    known = {key: text.key(key) for key in attributes(tx)}
    found: dict[str, None] = {}
    for name in names:
        start = text.key(name) if name.endswith("...") else None
        wanted = text.key(name)
        found |= {k: None for k, own in known.items() if own == wanted or (start and own.startswith(start))}
    return tuple(found)


def attributes(tx: Connection) -> tuple[str, ...]:
    """Every key of any customer's attributes."""
    sql = "SELECT DISTINCT j.key FROM customers c, json_each(c.attributes) j WHERE c.attributes <> '{}'"
    return _kept(tx, "attributes", lambda: tuple(sorted(_column(tx, sql))))


def json_path(key: str) -> str:
    """Where a key stands in a JSON object."""
    return '$."' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def lines_of_products(tx: Connection, names: Iterable[str]) -> Lines:
    """The order lines of products that have one of these titles or SKUs, or have it in their titles."""
    wanted = {key for name in names for key in _called(tx, name)[1]}
    named = {key for key, sku, title, _ in _products(tx) if text.key(title) in wanted or text.key(sku) in wanted}
    return _lines(tx, wanted, named)


def lines_of_categories(tx: Connection, names: Iterable[str]) -> Lines:
    """The order lines of products of these categories, as a products' file says."""
    wanted = {text.key(name) for name in names}
    return _lines(tx, set(), {key for key, _, _, category in _products(tx) if text.key(category) in wanted})


def _lines(tx: Connection, names: set[str], keys: set[str]) -> Lines:
    titles, skus = set(), set()
    for title, sku in _ordered(tx):
        if sku and (key_of(sku, "") in keys or text.key(sku) in names):
            skus.add(sku)
        elif text.key(title) in names or key_of("", title) in keys:
            titles.add(title)
    return Lines(frozenset(titles), frozenset(skus))


def codes_with(tx: Connection, names: Iterable[str]) -> list[str]:
    """The codes of orders, as they are stored, that have one of these among them."""
    wanted = {text.unaccented(name.strip()) for name in names}
    return [one for one, codes in _codes(tx)[0].items() if codes & wanted]


def _codes(tx: Connection) -> tuple[dict[str, set[str]], tuple[str, ...]]:
    """The codes of orders as they are stored, each with what they are folded; and every code as written."""

    def make() -> tuple[dict[str, set[str]], tuple[str, ...]]:
        stored = {
            one: [str(code) for code in json.loads(one)]
            for one in _column(tx, "SELECT DISTINCT codes FROM orders WHERE codes <> '[]'")
        }
        folded = {one: {text.unaccented(code) for code in codes} for one, codes in stored.items()}
        return folded, tuple(dict.fromkeys(code for codes in stored.values() for code in codes))

    found: tuple[dict[str, set[str]], tuple[str, ...]] = _kept(tx, "codes", make)
    return found


def people_named(tx: Connection, words: Iterable[str], limit: int) -> list[tuple[str, str]]:
    """Name and address of customers with all these folded words in the two, who spent most first."""
    s, c = t.summaries.c, t.customers.c
    both = func.folded(c.name + " " + c.email)
    has = [condition for word in words for condition in (func.instr(s.search, word) > 0, func.instr(both, word) > 0)]
    if not has:
        return []
    query = select(c.name, c.email).join(t.summaries, s.customer_id == c.id).where(*has)
    return [(row[0], row[1]) for row in tx.execute(query.order_by(s.spent.desc(), s.customer_id).limit(limit))]


def any_merged(tx: Connection) -> bool:
    """Whether any customer was merged into another."""
    c = t.customers.c
    return tx.execute(select(c.id).where(c.merged_into.is_not(None)).limit(1)).first() is not None


def any_without_address(tx: Connection) -> bool:
    """Whether any customer is known only by a platform's word for them."""
    sql = "SELECT 1 FROM customers WHERE instr(email, '@') = 0 AND merged_into IS NULL LIMIT 1"
    return bool(_kept(tx, "without address", lambda: _column(tx, sql)))


def orders_that_count(tx: Connection) -> int:
    """Orders that count: not those cancelled or refunded in full."""
    return int(_kept(tx, "that count", lambda: _column(tx, "SELECT count(*) FROM orders WHERE counts")[0]))


def values(tx: Connection) -> dict[str, tuple[str, ...]]:
    """What completion offers: country, region, city, language, product, category, code, attribute:KEY."""
    return _kept(tx, "values", lambda: _values(tx))


def _values(tx: Connection) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in ("country", "region", "city", "language"):
        column = t.customers.c[name]
        query = select(column).where(column != "").group_by(column).order_by(func.count().desc(), column).limit(OFFERED)
        found[name] = tuple(tx.execute(query).scalars())
    line = t.order_lines.c
    often = select(line.title).group_by(line.title).order_by(func.count().desc(), line.title).limit(OFFERED)
    found["product"] = tuple(title for title in tx.execute(often).scalars() if title)
    found["category"] = tuple(sorted({category for *_, category in _products(tx) if category}))[:OFFERED]
    sql = (
        "SELECT j.value FROM orders o, json_each(o.codes) j WHERE o.codes <> '[]'"
        " GROUP BY j.value ORDER BY count(*) DESC, j.value LIMIT ?"
    )
    found["code"] = tuple(map(str, _column(tx, sql, OFFERED)))
    sql = (
        "SELECT json_extract(attributes, ?1) FROM customers WHERE json_extract(attributes, ?1) <> ''"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 40"
    )
    for key in attributes(tx):
        found[f"attribute:{key}"] = tuple(map(str, _column(tx, sql, json_path(key))))
    return found


def _ordered(tx: Connection) -> tuple[tuple[str, str], ...]:
    sql = "SELECT DISTINCT title, sku FROM order_lines"
    return _kept(tx, "ordered", lambda: tuple(driver(tx).execute(sql).fetchall()))


def _products(tx: Connection) -> tuple[tuple[str, str, str, str], ...]:
    sql = "SELECT key, sku, title, category FROM products"
    return _kept(tx, "products", lambda: tuple(driver(tx).execute(sql).fetchall()))


def _column(tx: Connection, sql: str, *values: object) -> list[Any]:
    return [row[0] for row in driver(tx).execute(sql, values).fetchall()]


_STATE = """SELECT (SELECT max(id) FROM imports), (SELECT max(undone_at) FROM imports), (SELECT max(id) FROM customers),
    (SELECT max(id) FROM orders), (SELECT max(id) FROM order_lines), (SELECT count(*) FROM products)"""


def _kept(tx: Connection, name: str, make: Callable[[], Any]) -> Any:
    """The answer kept under a name, made anew where what is stored has changed since."""
    state = json.dumps(driver(tx).execute(_STATE).fetchone())
    kept: dict[str, tuple[str, Any]] = tx.info.setdefault("known", {})
    if name not in kept or kept[name][0] != state:
        kept[name] = (state, make())
    return kept[name][1]
