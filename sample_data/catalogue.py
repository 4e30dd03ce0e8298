"""What Tin & Thistle sells, what posting costs, and which codes it gave out. Money is in cents."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

SHOP = "https://tinandthistle.example"
MOVED = date(2025, 5, 20)
"""The day the shop moved from WooCommerce to Shopify."""


@dataclass(frozen=True)
class Product:
    """One thing on the shelf."""

    sku: str
    title: str
    category: str
    price: int
    cost: int
    added: str
    weight: float
    """How often it is chosen, against the others."""

    @property
    def slug(self) -> str:
        """The last part of its address in the shop."""
        kept = "".join(c if c.isalnum() and c.isascii() else " " for c in self.title.lower())
        return "-".join(kept.split())

    def price_on(self, day: date) -> int:
        """Its price that day: everything but gift cards cost a little less in the old shop."""
        if day >= MOVED or self.category == "Gift cards":
            return self.price
        return round(self.price * 0.92 / 10) * 10


VENDORS = {
    "Black tea": "Tin & Thistle",
    "Green & white tea": "Tin & Thistle",
    "Herbal tea": "Thistle Herb Farm",
    "Dried herbs": "Thistle Herb Farm",
    "Tin ware": "Glen Tinsmiths",
    "Gifts": "Tin & Thistle",
    "Gift cards": "Tin & Thistle",
}

_SHELF = """
BT-BRK  | Harbour Breakfast, loose 100 g        | Black tea         |  9.50 |  3.10 | 2023-06-01 | 10
BT-EGR  | Earl Grey with Bergamot, loose 100 g  | Black tea         | 10.50 |  3.60 | 2023-06-01 | 8
BT-SMK  | Smoked Pine Souchong, loose 100 g     | Black tea         | 12.50 |  4.40 | 2023-06-01 | 4
BT-DRJ  | First Flush Darjeeling, loose 50 g    | Black tea         | 14.90 |  5.80 | 2024-03-15 | 4
BT-CHA  | Ginger Masala Chai, loose 100 g       | Black tea         | 11.00 |  3.70 | 2023-06-01 | 7
BT-HEA  | Heather Honey Black, loose 100 g      | Black tea         | 11.50 |  3.90 | 2024-09-02 | 4
GT-SEN  | Sencha, loose 100 g                   | Green & white tea | 12.00 |  4.30 | 2023-06-01 | 5
GT-GEN  | Genmaicha, loose 100 g                | Green & white tea | 11.50 |  3.90 | 2023-06-01 | 4
GT-JAS  | Jasmine Pearls, loose 75 g            | Green & white tea | 16.50 |  6.60 | 2023-06-01 | 4
GT-MAT  | Matcha "Morning", 30 g tin            | Green & white tea | 24.00 | 10.20 | 2024-02-10 | 3
WT-PEO  | White Peony, loose 50 g               | Green & white tea | 15.50 |  6.10 | 2023-06-01 | 3
HT-NET  | Nettle Tea, loose 80 g                | Herbal tea        |  7.90 |  2.00 | 2023-06-01 | 9
HT-CHM  | Chamomile Flowers, loose 60 g         | Herbal tea        |  8.50 |  2.30 | 2023-06-01 | 8
HT-MNT  | Garden Mint, loose 60 g               | Herbal tea        |  7.50 |  1.90 | 2023-06-01 | 8
HT-THI  | Milk Thistle & Fennel, loose 80 g     | Herbal tea        |  9.20 |  2.70 | 2023-06-01 | 5
HT-ROO  | Rooibos with Orange, loose 100 g      | Herbal tea        |  9.00 |  2.60 | 2023-10-05 | 5
HT-SLP  | Sleepy Linden & Lavender, loose 60 g  | Herbal tea        |  9.80 |  2.90 | 2024-10-01 | 6
DH-THY  | Dried Thyme, 40 g                     | Dried herbs       |  5.20 |  1.30 | 2023-06-01 | 4
DH-ROS  | Dried Rosemary, 40 g                  | Dried herbs       |  5.20 |  1.30 | 2023-06-01 | 4
DH-SAG  | Dried Sage Leaves, 30 g               | Dried herbs       |  5.60 |  1.50 | 2023-06-01 | 3
DH-LAV  | Culinary Lavender, 30 g               | Dried herbs       |  6.40 |  1.80 | 2023-06-01 | 3
DH-MIX  | Soup Herbs, 50 g                      | Dried herbs       |  5.90 |  1.60 | 2024-01-20 | 3
TW-CAD  | Thistle Tea Caddy, 250 g              | Tin ware          | 18.50 |  7.40 | 2023-06-01 | 5
TW-TRV  | Travel Tin, small                     | Tin ware          |  8.90 |  3.30 | 2023-06-01 | 4
TW-SCP  | Tin Tea Scoop                         | Tin ware          |  6.50 |  2.20 | 2023-06-01 | 4
TW-BSK  | Tea Strainer Basket                   | Tin ware          | 11.90 |  4.50 | 2023-06-01 | 4
TW-POT  | Enamel Tea Pot, 900 ml                | Tin ware          | 34.00 | 15.50 | 2024-05-06 | 2
TW-MUG  | Enamel Mug, thistle blue              | Tin ware          | 14.50 |  5.60 | 2024-05-06 | 4
GF-TWO  | Tea for Two: gift set                 | Gifts             | 39.00 | 16.00 | 2023-10-15 | 3
GF-ADV  | Advent Tin, 24 teas                   | Gifts             | 45.00 | 19.50 | 2023-10-15 | 2
GF-HMP  | Winter Hamper                         | Gifts             | 68.00 | 30.00 | 2024-10-20 | 1
GC-25   | Gift Card - €25.00                    | Gift cards        | 25.00 |  0.00 | 2025-05-20 | 0
GC-50   | Gift Card - €50.00                    | Gift cards        | 50.00 |  0.00 | 2025-05-20 | 0
"""


def cents(amount: str) -> int:
    """`9.50` as 950."""
    whole, part = amount.split(".")
    return int(whole) * 100 + int(part)


def _read_shelf() -> tuple[Product, ...]:
    """The table above as products."""
    rows = [[cell.strip() for cell in line.split("|")] for line in _SHELF.strip().splitlines()]
    return tuple(Product(s, t, c, cents(p), cents(k), a, float(w)) for s, t, c, p, k, a, w in rows)


PRODUCTS = _read_shelf()
GIFT_CARDS = tuple(p for p in PRODUCTS if p.category == "Gift cards")
SAMPLE = Product("SMP-01", "Sample sachets", "Gifts", 0, 0, "2023-06-01", 0)
"""Sent free, as an order of its own. Not in products.csv: shops forget such things."""
CATEGORIES = ("Black tea", "Green & white tea", "Herbal tea", "Dried herbs", "Tin ware", "Gifts")

CODES = {"TEA10": 10, "FIRST10": 10, "SPRING10": 10, "AUTUMN15": 15, "XMAS10": 10}
WIN_BACK_CODES = {"WELCOME20": 20, "THANKYOU15": 15, "HELLO10": 10}

_EU = {"DE", "FR", "ES", "RO", "PT", "GR", "PL"}


def postage(country: str, goods: int) -> tuple[int, str]:
    """What the parcel costs and what the checkout calls it; free over 60 euro in Europe."""
    if country in {"IE", "GB"} | _EU and goods >= 6000:
        return 0, "Free shipping"
    if country == "IE":
        return 450, "An Post standard"
    if country == "GB":
        return 690, "Tracked to the UK"
    if country in _EU:
        return 890, "Tracked to the EU"
    return 1490, "Tracked worldwide"


def code_for(rng: random.Random, day: date, first: bool) -> str:
    """The code a bargain hunter would find that day."""
    if first and rng.random() < 0.6:
        return "FIRST10"
    if day.month in (3, 4, 5):
        return rng.choice(("SPRING10", "TEA10"))
    if day.month in (9, 10):
        return rng.choice(("AUTUMN15", "AUTUMN15", "TEA10"))
    return "XMAS10" if day.month == 12 else "TEA10"


def on_sale(day: date) -> list[Product]:
    """What could be bought that day: advent tins and hampers only from October to December."""
    winter = {"GF-ADV", "GF-HMP"}
    return [p for p in PRODUCTS if p.weight and p.added <= day.isoformat() and (p.sku not in winter or day.month >= 10)]
