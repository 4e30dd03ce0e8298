"""How exports of products are laid out: Shopify, WooCommerce, Ecwid, Squarespace, Wix, BigCommerce, Square, and
any other file by the usual names of its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from shopkeep.orders.attributes import Names, known
from shopkeep.orders.table import Table

Heads = Callable[[Table], list[int | None]]
"""For each row the row that begins its product; None for rows that are no product."""


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(","))


PRODUCT: Names = {
    "sku": _words("sku,variant sku,product sku,product code sku,item sku,artikelnummer,code,id"),
    "title": _words("title,name,product,product name,product title,item name,produkt,artikel,bezeichnung"),
    "category": _words("category,product category,type,product type,categories,kategorie,categorie,categoria"),
    "price": _words("price,variant price,regular price,product price,unit price,preis,prix,precio,prezzo"),
    "cost": _words("cost,cost per item,unit cost,default unit cost,cost price,cost of goods,einkaufspreis,ek"),
    "currency": _words("currency,currency code"),
    "link": _words("link,url,product url,permalink,external url"),
    "image": _words("image,image src,image url,images,image link,bild"),
    "added_on": _words("added,added on,created,created at,date added,date created,published at,date"),
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """How one platform's export of products is laid out."""

    signature: tuple[str, ...] = ()
    """Columns by which it is known."""
    columns: Names = field(default_factory=dict)
    """What it calls its columns, where not as PRODUCT has it."""
    heads: Heads | None = None
    """None: each row is a product."""
    options: tuple[str, ...] = ()
    """Columns that say which variant a row is."""
    between: str = ""
    """The sign between several categories."""
    step: str = ">"
    """The sign between a category and those within it."""
    surcharge: str = ""
    """The column of what a variant costs beyond its product."""
    link: str = ""
    """A product's address below the shop's own, with {} for what the column of links says."""
    image: str = ""
    """The same of pictures that are told by their file's name alone."""


def _cell(table: Table, name: str) -> Callable[[int], str]:
    at = table.find(name)
    return lambda row: table.rows[row][at].strip() if at is not None else ""


def _by_handle(name: str) -> Heads:
    """All rows of one handle are one product, the first begins it (Shopify, Wix)."""

    def heads(table: Table) -> list[int | None]:
        handle, first = _cell(table, name), dict[str, int]()
        return [first.setdefault(handle(row), row) if handle(row) else row for row in range(len(table.rows))]

    return heads


def _by_blank(name: str) -> Heads:
    """A row without the product's own id goes on with the product above (Squarespace)."""

    def heads(table: Table) -> list[int | None]:
        own, head, found = _cell(table, name), 0, list[int | None]()
        for row in range(len(table.rows)):
            head = row if own(row) or not row else head
            found.append(head)
        return found

    return heads


def _woocommerce(table: Table) -> list[int | None]:
    """Variations name their parent as `id:12` or by its SKU; they may stand before it. A parent whose
    variations have SKUs of their own is never sold itself, nor is a group of products."""
    kind, parent, sku, own = (_cell(table, name) for name in ("type", "parent", "sku", "id"))
    rows = range(len(table.rows))
    kinds = [{part.strip() for part in kind(row).lower().split(",")} for row in rows]
    heads = {f"id:{own(row)}": row for row in rows if "variation" not in kinds[row]}
    heads |= {sku(row): row for row in rows if "variation" not in kinds[row] and sku(row)}
    found: list[int | None] = [heads.get(parent(row), row) if "variation" in kinds[row] else row for row in rows]
    bare = {found[row] for row in rows if "variation" in kinds[row] and not sku(row)}
    split = {found[row] for row in rows if "variation" in kinds[row]} - bare
    return [
        None if "grouped" in kinds[row] or ("variable" in kinds[row] and row in split) else found[row] for row in rows
    ]


def _ecwid(table: Table) -> list[int | None]:
    """Rows of categories, options and files stand between those of products and their variations."""
    kind, own, sku = (_cell(table, name) for name in ("type", "product internal id", "product sku"))
    first: dict[str, int] = {}
    found: list[int | None] = []
    for row in range(len(table.rows)):
        what = kind(row).lower()
        if what not in ("", "product", "product_variation"):
            found.append(None)
            continue
        name = own(row) or sku(row)
        found.append(first.setdefault(name, row) if name else row)
    return found


def _bigcommerce(name: str) -> Heads:
    """`SKU` and `Variant` rows go on with the product above; rules and pictures are no products."""

    def heads(table: Table) -> list[int | None]:
        kind, head, found = _cell(table, name), 0, list[int | None]()
        for row in range(len(table.rows)):
            what = kind(row).lower()
            head = row if what in ("product", "") else head
            found.append(head if what in ("product", "", "sku", "variant") else None)
        return found

    return heads


_SHOPIFY: Names = {
    "sku": ("variant sku",),
    "title": ("title",),
    "category": ("type", "custom product type"),
    "wider": ("product category", "standard product type"),
    "price": ("variant price",),
    "cost": ("cost per item",),
    "link": ("handle",),
    "image": ("image src",),
    "own_image": ("variant image",),
}


def _shopify(price_or_sku: str) -> Catalogue:
    options = ("option1 value", "option2 value", "option3 value")
    return Catalogue(("handle", "title", price_or_sku), _SHOPIFY, _by_handle("handle"), options, link="products/{}")


CATALOGUES = (
    _shopify("variant price"),
    _shopify("variant sku"),
    Catalogue(
        _words("type,sku,name,published"),
        {"title": ("name",), "category": ("categories",), "price": ("regular price", "sale price")},
        _woocommerce,
        between=",",
    ),
    Catalogue(
        _words("type,product sku,product name"),
        {
            "sku": ("product sku",),
            "own_sku": ("product variation sku",),
            "title": ("product name",),
            "category": ("product category 1",),
            "price": ("product price",),
            "own_price": ("product variation price",),
            "cost": ("product cost price",),
            "own_cost": ("product variation cost price",),
            "image": ("product media main image url",),
        },
        _ecwid,
        step="/",
    ),
    Catalogue(
        _words("product id non editable,variant id non editable"),
        {
            "link": ("product url",),
            "page": ("product page",),
            "image": ("hosted image urls",),
            "category": ("categories",),
        },
        _by_blank("product id non editable"),
        tuple(f"option value {n}" for n in range(1, 7)),
        between=",",
        step="/",
        link="{}/p/{}",
    ),
    Catalogue(
        _words("handleid,fieldtype,name"),
        {"title": ("name",), "category": ("collection",), "image": ("productimageurl",)},
        _by_handle("handleid"),
        tuple(f"productoptiondescription{n}" for n in range(1, 7)),
        between=";",
        surcharge="surcharge",
        image="https://static.wixstatic.com/media/{}",
    ),
    Catalogue(
        _words("item type,product id,product name"),
        {
            "sku": ("product code sku",),
            "category": ("category",),
            "cost": ("cost price",),
            "image": ("product image url 1",),
            "added_on": ("date added",),
        },
        _bigcommerce("item type"),
        between=";",
    ),
    Catalogue(
        _words("item name,variation name,sku"),
        {
            "title": ("item name",),
            "category": ("reporting category", "categories", "category"),
            "cost": ("default unit cost",),
        },
        options=("variation name",),
        between=",",
    ),
)  # fmt: skip
ANY = Catalogue()
"""Any other file."""


def catalogue_of(columns: frozenset[str]) -> Catalogue:
    """The layout of a header's platform, else ANY."""
    return next((each for each in CATALOGUES if set(each.signature) <= columns), ANY)


def knows_products(columns: frozenset[str]) -> int:
    """How well a header is that of a products' file; 0 where nothing names a product."""
    names = {**PRODUCT, **catalogue_of(columns).columns}
    key = columns & (set(names["sku"]) | set(names["title"]))
    return 10 * known(columns, names) * bool(key)
