"""The new shop's export: Shopify's 79 columns, newest order first, one row a line."""

from __future__ import annotations

from datetime import timedelta

from catalogue import VENDORS
from history import Order
from people import Person, typed_name
from tables import Cell, money, stamp

_ADDRESS = [
    "Name",
    "Street",
    "Address1",
    "Address2",
    "Company",
    "City",
    "Zip",
    "Province",
    "Country",
    "Phone",
]
HEADER = (
    [
        "Name",
        "Email",
        "Financial Status",
        "Paid at",
        "Fulfillment Status",
        "Fulfilled at",
        "Accepts Marketing",
        "Currency",
        "Subtotal",
        "Shipping",
        "Taxes",
        "Total",
        "Discount Code",
        "Discount Amount",
        "Shipping Method",
        "Created at",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem price",
        "Lineitem compare at price",
        "Lineitem sku",
        "Lineitem requires shipping",
        "Lineitem taxable",
        "Lineitem fulfillment status",
    ]
    + [f"Billing {part}" for part in _ADDRESS]
    + [f"Shipping {part}" for part in _ADDRESS]
    + [
        "Notes",
        "Note Attributes",
        "Cancelled at",
        "Payment Method",
        "Payment Reference",
        "Refunded Amount",
        "Vendor",
        "Outstanding Balance",
        "Employee",
        "Location",
        "Device ID",
        "Id",
        "Tags",
        "Risk Level",
        "Source",
        "Lineitem discount",
    ]
    + [f"Tax {n} {part}" for n in range(1, 6) for part in ("Name", "Value")]
    + [
        "Phone",
        "Receipt Number",
        "Duties",
        "Billing Province Name",
        "Shipping Province Name",
        "Payment ID",
        "Payment Terms Name",
        "Next Payment Due At",
        "Payment References",
    ]
)
_METHODS = {"card": "Shopify Payments", "wallet": "PayPal", "transfer": "Bank Deposit", "cash": "Cash"}


def rows_of(order: Order) -> list[list[Cell]]:
    """One order: a full row, then a short row for each further line."""
    cells = [{**_repeated(order), **_line(order, at)} for at in range(len(order.lines))]
    cells[0] = {**_head(order), **cells[0]}
    return [[row.get(column, "") for column in HEADER] for row in cells]


def _repeated(order: Order) -> dict[str, Cell]:
    """What stands on every row of an order."""
    email, created = order.written_email or order.email, order.written_date or stamp(order.at)
    return {"Name": order.number, "Email": email, "Created at": created}


def _line(order: Order, at: int) -> dict[str, Cell]:
    """The columns of one line."""
    line = order.lines[at]
    card = line.product.category == "Gift cards"
    return {
        "Lineitem quantity": str(line.quantity),
        "Lineitem name": line.product.title,
        "Lineitem price": money(line.unit),
        "Lineitem compare at price": "" if at else None,
        "Lineitem sku": line.product.sku,
        "Lineitem requires shipping": "false" if card else "true",
        "Lineitem taxable": "false" if card else "true",
        "Lineitem fulfillment status": "fulfilled" if order.fulfilled_at else "pending",
        "Vendor": VENDORS[line.product.category],
        "Lineitem discount": "0.00",
    }


def _head(order: Order) -> dict[str, Cell]:
    """The columns that only the first row has."""
    paid = order.status not in ("pending", "voided")
    tax = round((order.goods - order.discount + order.shipping) * 23 / 123)
    number = int("".join(c for c in order.number if c.isdigit()))
    till = order.source == "pos"
    return {
        "Financial Status": status_of(order),
        "Paid at": stamp(order.at + timedelta(seconds=2)) if paid else "",
        "Fulfillment Status": "fulfilled" if order.fulfilled_at else "unfulfilled",
        "Fulfilled at": stamp(order.fulfilled_at),
        "Accepts Marketing": "yes" if order.person and order.person.consent else "no",
        "Currency": "EUR",
        "Subtotal": money(order.goods - order.discount),
        "Shipping": money(order.shipping),
        "Taxes": money(tax),
        "Total": money(order.total),
        "Discount Code": order.code,
        "Discount Amount": money(order.discount),
        "Shipping Method": order.shipping_name,
        **_addresses(order),
        "Notes": order.note,
        "Note Attributes": "gift_wrap: yes\ngift_message: With love" if told_as_gift(order) else "",
        "Cancelled at": stamp(order.cancelled_at),
        "Payment Method": _METHODS[order.payment],
        "Payment Reference": f"r{number * 7919:09d}.1" if paid else "",
        "Refunded Amount": money(order.refunded),
        "Outstanding Balance": money(0 if paid else order.total),
        "Employee": "Maeve Invented" if till else None,
        "Location": "4 Quay Street" if till else "",
        "Device ID": "1" if till else None,
        "Id": str(5_581_000_000_000 + number * 32_771),
        "Tags": ", ".join(order.tags),
        "Risk Level": "Low",
        "Source": order.source,
        "Tax 1 Name": "IE VAT 23%",
        "Tax 1 Value": money(tax),
        "Phone": order.person.phone if order.person and number % 2 else "",
        "Payment ID": f"r{number * 7919:09d}.1" if paid else "",
        "Payment References": f"r{number * 7919:09d}.1" if paid else "",
    }


def _addresses(order: Order) -> dict[str, Cell]:
    """Where the bill and the parcel go; nowhere for orders at the counter."""
    person = order.person
    if person is None:
        return {}
    ends = {"Billing": person, "Shipping": order.sent_to or person}
    return {f"{kind} {part}": value for kind, at in ends.items() for part, value in _address(at).items()}


def _address(person: Person) -> dict[str, Cell]:
    return {
        "Name": " ".join(part for part in typed_name(person) if part),
        "Street": person.street,
        "Address1": person.street,
        "Company": person.company,
        "City": person.city,
        "Zip": "'" + person.postcode if person.country in ("FR", "DE") else person.postcode,
        "Country": person.country,
        "Phone": person.phone,
    }


def told_as_gift(order: Order) -> bool:
    """Whether the add-on at the checkout left its notes."""
    return "gift" in order.tags and int("".join(c for c in order.number if c.isdigit())) % 5 == 0


def status_of(order: Order) -> str:
    """The financial status; a cancelled order whose money went back is refunded."""
    return "refunded" if order.status == "cancelled" else order.status
