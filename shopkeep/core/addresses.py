"""By what a customer is known: an e-mail address, or a platform's own word for a buyer whose address it keeps.

Such a key is `platform:buyer`; without an @ in it there is no address to write to.
"""

from __future__ import annotations

from shopkeep.core import text

_TITLES = {
    "allegro": "Allegro",
    "amazon": "Amazon",
    "bandcamp": "Bandcamp",
    "big-cartel": "Big Cartel",
    "bigcommerce": "BigCommerce",
    "ebay": "eBay",
    "ecwid": "Ecwid",
    "etsy": "Etsy",
    "faire": "Faire",
    "fourthwall": "Fourthwall",
    "gumroad": "Gumroad",
    "kofi": "Ko-fi",
    "magento": "Magento",
    "payhip": "Payhip",
    "paypal": "PayPal",
    "prestashop": "PrestaShop",
    "shopify": "Shopify",
    "square": "Square",
    "squarespace": "Squarespace",
    "stripe": "Stripe",
    "tiendanube": "Tiendanube or Nuvemshop",
    "tiktok_shop": "TikTok Shop",
    "vend": "Lightspeed",
    "wix": "Wix",
    "woocommerce": "WooCommerce",
}


def is_address(key: str) -> bool:
    """Whether a customer is known by an address that can be written to."""
    return "@" in key


def address_of(key: str) -> str:
    """The address; empty where there is none."""
    return key if is_address(key) else ""


def shown_address(key: str) -> str:
    """The address as it is shown, or `no address (Etsy)`."""
    if is_address(key):
        return text.plain(key)
    where = _platform(key)
    return f"no address ({where})" if where else "no address"


def called(name: str, key: str) -> str:
    """What somebody is called in lists and sentences: the name, else the address, else `Etsy buyer 123`."""
    if name or is_address(key):
        return text.plain(name or key)
    buyer = text.plain(key.partition(":")[2])
    return f"{_platform(key) or 'a'} buyer {buyer}".strip()


def named_address(name: str, key: str) -> str:
    """`Ann Lee <ann@example.com>`, and `Ann Lee, no address (Etsy)`."""
    if is_address(key):
        return text.plain(f"{name} <{key}>" if name else key)
    return f"{called(name, key)}, {shown_address(key)}"


def _platform(key: str) -> str:
    """The platform's title; the owner's own word where it is none of those known, empty for any table."""
    platform, colon, _ = key.partition(":")
    if not colon or platform == "generic":
        return ""
    return _TITLES.get(platform, text.plain(platform))
