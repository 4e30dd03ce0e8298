"""The fields of an order that a column of a file may hold."""

from __future__ import annotations

FIELDS: dict[str, str] = {
    "number": "the order's number as customers see it",
    "date": "when it was ordered",
    "time": "the time of day, where it has a column of its own",
    "zone": "the time zone, where it has a column of its own",
    "email": "the buyer's e-mail address",
    "buyer": "how the platform calls the buyer, where it gives no address",
    "name": "the buyer's name",
    "first_name": "the buyer's first name",
    "last_name": "the buyer's last name",
    "total": "what the buyer paid for the whole order",
    "currency": "the currency's code",
    "refunded": "what was paid back",
    "discount": "what was taken off the order",
    "shipping": "what sending it cost the buyer",
    "tax": "the tax",
    "code": "the discount code",
    "status": "where the order stands (paid, cancelled, refunded)",
    "cancelled": "when it was cancelled",
    "paid": "when it was paid",
    "fulfilled": "when it was sent",
    "country": "the buyer's country",
    "region": "the buyer's state or province",
    "city": "the buyer's city",
    "postcode": "the buyer's postcode",
    "sent_to": "the name on the parcel",
    "sent_to_first": "the first name on the parcel",
    "sent_to_last": "the last name on the parcel",
    "gift": "whether it was a gift, or the message that came with it",
    "notes": "notes that add-ons of the checkout leave, as name: value",
    "consent": "whether the buyer wants mail",
    "test": "whether it was a test",
    "line_title": "a product's name",
    "line_variant": "its variant",
    "line_sku": "its SKU",
    "line_quantity": "how many of it",
    "line_price": "what one of it costs",
    "line_total": "what all of them cost",
    "line_discount": "what was taken off them",
}
MONEY = ("total", "refunded", "discount", "shipping", "tax", "line_price", "line_total", "line_discount")
DATES = ("date", "paid", "fulfilled", "cancelled")

Columns = dict[str, tuple[str, ...]]
"""field -> compared names of the columns it stands in."""
