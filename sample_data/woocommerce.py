"""The old shop's export: WooCommerce in the layout of the WebToffee plugin, one row an order."""

from __future__ import annotations

from datetime import datetime, timedelta

from catalogue import MOVED
from history import Order
from people import Person, typed_name
from tables import Cell, money

_PLACE = [
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "postcode",
    "city",
    "state",
    "country",
]
_FIRST = [
    "order_id",
    "order_number",
    "order_date",
    "paid_date",
    "status",
    "shipping_total",
    "shipping_tax_total",
    "fee_total",
    "fee_tax_total",
    "tax_total",
    "cart_discount",
    "order_discount",
    "discount_total",
    "order_total",
    "order_subtotal",
    "order_key",
    "order_currency",
    "payment_method",
    "payment_method_title",
    "transaction_id",
    "customer_ip_address",
    "customer_user_agent",
    "shipping_method",
    "customer_id",
    "customer_user",
    "customer_email",
    "billing_first_name",
    "billing_last_name",
    "billing_company",
    "billing_email",
    "billing_phone",
    "billing_address_1",
    "billing_address_2",
    "billing_postcode",
    "billing_city",
    "billing_state",
    "billing_country",
]
_LAST = [
    "customer_note",
    "wt_import_key",
    "tax_items",
    "shipping_items",
    "fee_items",
    "coupon_items",
    "refund_items",
    "order_notes",
    "download_permissions",
    "meta:_order_attribution_source_type",
    "meta:_completed_date",
]
_STATUS = {"paid": "completed", "partially_refunded": "completed", "pending": "on-hold"}
_METHODS = {
    "card": ("stripe", "Credit card"),
    "wallet": ("paypal", "PayPal"),
    "transfer": ("bacs", "Direct bank transfer"),
}


def header(orders: list[Order]) -> list[str]:
    """The columns; as many line_item_N as the largest order has lines."""
    most = max(len(o.lines) for o in orders)
    lines = [f"line_item_{n}" for n in range(1, most + 1)]
    return [*_FIRST, *(f"shipping_{part}" for part in _PLACE), *_LAST, *lines]


def row_of(order: Order, columns: list[str], customer_id: int) -> list[Cell]:
    """One order as one row."""
    cells = {**_order(order), **_who(order, customer_id), **_lines(order)}
    return [_guard(cells.get(column, "")) for column in columns]


def status_of(order: Order) -> str:
    """The word of the old shop."""
    return _STATUS.get(order.status, order.status)


def sent_on(order: Order) -> datetime | None:
    """When it was completed, as far as the old shop lived to see it."""
    done = order.fulfilled_at
    return done if done and done.date() < MOVED and _STATUS.get(order.status) == "completed" else None


def _guard(value: str) -> str:
    """The plugin's guard against formulas: an apostrophe before = + - @."""
    return "'" + value if value[:1] in ("=", "+", "-", "@") else value


def _order(order: Order) -> dict[str, str]:
    """Status, sums and the packed cells."""
    paid = order.status not in ("pending", "failed", "checkout-draft", "trash", "cancelled")
    method, title = _METHODS[order.payment]
    at, paid_at = order.at, order.at + timedelta(seconds=41)
    back = order.at + timedelta(days=6)
    reason = "Arrived broken" if order.status == "partially_refunded" else "Changed their mind"
    return {
        "order_id": order.number,
        "order_number": order.number,
        "order_date": order.written_date or f"{at:%Y-%m-%d %H:%M:%S}",
        "paid_date": f"{paid_at:%Y-%m-%d} {paid_at.hour}:{paid_at:%M:%S}" if paid and not order.written_date else "",
        "status": status_of(order),
        "shipping_total": money(order.shipping),
        "shipping_tax_total": "0.00",
        "fee_total": money(order.fee),
        "fee_tax_total": "0.00",
        "tax_total": "0.00",
        "cart_discount": money(order.discount),
        "order_discount": "0.00",
        "discount_total": money(order.discount),
        "order_total": money(order.total),
        "order_subtotal": money(order.goods),
        "order_key": f"wc_order_{int(order.number) * 7919:08x}",
        "order_currency": "EUR",
        "payment_method": method,
        "payment_method_title": title,
        "shipping_method": order.shipping_name,
        "customer_note": order.note,
        "wt_import_key": order.number,
        "shipping_items": f"method_id:flat_rate|total:{money(order.shipping)}" if order.shipping_name else "",
        "fee_items": f"name:Thank-you credit|total:{money(order.fee)}" if order.fee else "",
        "coupon_items": f"code:{order.code.lower()}|amount:{money(order.discount)}" if order.code else "",
        "refund_items": f"amount:{money(order.refunded)}|reason:{reason}|date:{back:%Y-%m-%d %H:%M:%S}"
        if order.refunded
        else "",
        "order_notes": "Order status changed from Processing to Completed.||Parcel handed over." if paid else "",
        "download_permissions": "0",
        "meta:_order_attribution_source_type": "organic",
        "meta:_completed_date": f"{sent_on(order):%Y-%m-%d %H:%M:%S}" if sent_on(order) else "",
    }


def _who(order: Order, customer_id: int) -> dict[str, str]:
    """The buyer; orders by telephone have none."""
    person = order.person
    if person is None:
        return {"customer_id": "0"}
    known = customer_id % 3 != 0 and bool(order.email)  # every third buys as a guest
    return {
        "customer_id": str(customer_id) if known else "0",
        "customer_user": f"customer{customer_id}" if known else "",
        "customer_email": (order.written_email or order.email) if known else "",
        "billing_email": order.written_email or order.email,
        "billing_phone": person.phone,
        **{f"billing_{part}": value for part, value in _place(person).items()},
        **{f"shipping_{part}": value for part, value in _place(order.sent_to or person).items()},
    }


def _place(person: Person) -> dict[str, str]:
    first, last = typed_name(person)
    return {
        "first_name": first,
        "last_name": last,
        "company": person.company,
        "address_1": person.street,
        "postcode": person.postcode,
        "city": person.city,
        "country": person.country,
    }


def _lines(order: Order) -> dict[str, str]:
    """name:…|product_id:…|sku:…: one cell a line, the discount spread over them to the cent."""
    cells, given = {}, 0
    for at, line in enumerate(order.lines, start=1):
        before = line.quantity * line.unit
        share = order.discount - given
        if at < len(order.lines):
            share = order.discount * before // order.goods if order.goods else 0
        given += share
        product, number = line.product, 100 + sum(map(ord, line.product.sku))
        cells[f"line_item_{at}"] = (
            f"name:{product.title}|product_id:{number}|sku:{product.sku}"
            f"|quantity:{line.quantity}|total:{money(before - share)}|sub_total:{money(before)}"
        )
    return cells
