"""Downloads that owners take for order exports, and the one true reason why each is none."""

from __future__ import annotations

from dataclasses import dataclass

from shopkeep.errors import ImportRefused


@dataclass(frozen=True, slots=True)
class NotOrders:
    """A file known by columns it has (and lacks)."""

    has: frozenset[str]
    what: str
    reason: str
    instead: str
    lacks: frozenset[str] = frozenset()


def _known(has: str, what: str, reason: str, instead: str, lacks: str = "") -> NotOrders:
    def words(listed: str) -> frozenset[str]:
        return frozenset(filter(None, listed.split(",")))

    return NotOrders(words(has), what, reason, instead, words(lacks))


_SHOPIFY = "In Shopify choose Orders, Export, and import that file."
_NO_EMAIL = "It has no e-mail addresses, so nobody in it could be told apart or written to."
_KNOWN = (
    _known(
        "transaction date,type,order,card brand",
        "Shopify Payments transactions",
        "It lists payments, not orders: no buyers and no products.",
        _SHOPIFY,
    ),
    _known(
        "email,total spent,orders count",
        "a list of customers",
        "It says how much each customer bought, but not when: there are no orders in it.",
        "Import the orders export; for consent and attributes use `shopkeep import-customers`.",
    ),
    _known(
        "email,total spent,total orders",
        "a list of customers",
        "It says how much each customer bought, but not when: there are no orders in it.",
        "Import the orders export; for consent and attributes use `shopkeep import-customers`.",
    ),
    _known(
        "order id,product id,variant id,quantity,price",
        "a table of order lines",
        "It lists products without their orders: no dates and no buyers.",
        _SHOPIFY,
        lacks="email,created at",
    ),
    _known(
        "order,product s,customer type",
        "WooCommerce's Analytics download",
        _NO_EMAIL,
        "Export with an order export plugin (WebToffee or SkyVerge), which has them.",
    ),
    _known("order id,order value,order net", "Etsy's sold orders", _NO_EMAIL, "Etsy does not hand out addresses."),
    _known(
        "item name,transaction id,listing id",
        "Etsy's sold items",
        _NO_EMAIL,
        "Etsy does not hand out addresses.",
    ),
    _known(
        "date,type,title,info,amount,fees taxes",
        "an Etsy payment statement",
        "It lists fees and deposits, not orders.",
        "There is nothing in it to import.",
    ),
    _known(
        "amazon order id,purchase date",
        "Amazon's all-orders report",
        _NO_EMAIL,
        "Amazon does not hand out addresses.",
        lacks="buyer email",
    ),
    _known(
        "transaction id,gross sales,event type",
        "Square's transactions",
        _NO_EMAIL,
        "Square exports addresses only in its customer directory.",
    ),
    _known(
        "gross,fee,net,transaction id",
        "PayPal's activity",
        "It lists payments of all kinds, not orders.",
        "Import the shop's own order export.",
    ),
)


def refuse_what_is_none(columns: frozenset[str], name: str) -> None:
    """Raises ImportRefused where the columns are those of a download that holds no orders."""
    for each in _KNOWN:
        if each.has <= columns and not each.lacks & columns:
            raise ImportRefused(f"{name} is {each.what}, not an order export.", each.reason, each.instead)


def looks_like_one(columns: frozenset[str]) -> bool:
    """Whether these columns are those of a known download without orders."""
    return any(each.has <= columns and not each.lacks & columns for each in _KNOWN)
