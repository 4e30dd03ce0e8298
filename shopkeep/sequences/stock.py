"""What the products' file says of products, found by SKU or by name, as mails name them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from shopkeep.core import text
from shopkeep.core.money import Money
from shopkeep.core.records.mails import ProductRef
from shopkeep.store.sequences import Bought, Stocked

_VARIANT = " - "
"""Shops name a variant `Nettle tea - 100 g`."""
_NO_PRODUCT = ("gift card", "gift voucher", "gift wrap", "shipping", "tip", "donation", "sample")


@lru_cache(maxsize=4096)
def is_no_product(title: str) -> bool:
    """Whether a line of orders is nothing to recommend: a voucher, postage, a tip."""
    folded = f"{title.casefold()} "
    return any(folded.startswith(f"{word} ") for word in _NO_PRODUCT)  # Tippy tea is a product


def favourites(bought: Iterable[Bought]) -> list[Bought]:
    """What a customer bought in most orders, those first; of as many the newest. Nothing that is no product."""
    wanted = (one for one in bought if (one.title or one.sku) and not is_no_product(one.title))
    return sorted(wanted, key=lambda one: (one.orders, one.at, one.title), reverse=True)


def family(title: str) -> str:
    """What all variants of a product are called, folded for comparing."""
    return text.key(title.partition(_VARIANT)[0])


class Stock:
    """The products' file."""

    def __init__(self, products: Iterable[Stocked]) -> None:
        every = list(products)
        self._by_sku = {p.sku: p for p in every if p.sku}
        self._by_title = {text.key(p.title): p for p in every if p.title}
        self._families: dict[str, list[Stocked]] = {}
        for one in every:
            self._families.setdefault(family(one.title), []).append(one)
        self.categories = frozenset(p.category for p in every if p.category)
        self._made: dict[tuple[str, str], ProductRef] = {}
        self._found: dict[tuple[str, str], Stocked | None] = {}

    def category(self, sku: str, title: str) -> str:
        """The category of a product as orders name it; empty where it is not known."""
        found = self._find(sku, title)
        return found.category if found else ""

    def product(self, sku: str, title: str) -> ProductRef:
        """A product as orders name it, for a mail: priced and linked only where the products' file says so."""
        key = (sku, title)
        if key not in self._made:
            found = self._find(sku, title)
            self._made[key] = _ref(found.title or title, [found]) if found else ProductRef(title)
        return self._made[key]

    def knows(self, title: str) -> bool:
        """Whether the file has a product of this name, or a variant of it."""
        return bool(title) and family(title) in self._families

    def whole(self, title: str) -> ProductRef:
        """All variants of a product as one: with a price where all have the same."""
        key = ("", f"{title}{_VARIANT}")
        if key not in self._made:
            self._made[key] = _ref(title, self._families.get(family(title), []))
        return self._made[key]

    def _find(self, sku: str, title: str) -> Stocked | None:
        asked = (sku, title)
        if asked not in self._found:
            self._found[asked] = self._by_sku.get(sku) or self._by_title.get(text.key(title))
        return self._found[asked]


def _ref(title: str, variants: list[Stocked]) -> ProductRef:
    prices = {(one.price, one.currency) for one in variants if one.price and one.currency}
    price = Money(*prices.pop()) if len(prices) == 1 else None
    link = next((one.link for one in variants if one.link), "")
    image = next((one.image for one in variants if one.image), "")
    return ProductRef(title, "", link, image, price)
