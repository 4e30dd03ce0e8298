"""Lists of orders as JSON: what WooCommerce's REST API and Shopify's Admin API answer.

They become tables under the header of the platform's CSV, so that one reading serves both: WooCommerce's one
row an order with JSON in its cells, Shopify's one row a product. Amounts stay text as they are. Accepted are
a list of orders, `{"orders": [...]}`, `{"order": {...}}`, one order, and one order a line.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from shopkeep.core import text

Row = list[str]
Json = dict[str, Any]

_WOO = (
    *("order_id", "order_number", "date", "status", "currency", "order_total", "discount_total", "shipping_total"),
    *("total_tax", "customer_id", "paid_date", "completed_date", "billing_email", "billing_first_name"),
    *("billing_last_name", "billing_city", "billing_state", "billing_postcode", "billing_country"),
    *("shipping_first_name", "shipping_last_name", "shipping_city", "shipping_state", "shipping_postcode"),
    *("shipping_country", "coupon_items", "refunds", "line_items"),
)
_SHOPIFY = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfilled at", "Accepts Marketing", "Currency", "Subtotal"),
    *("Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Created at", "Lineitem quantity"),
    *("Lineitem name", "Lineitem price", "Lineitem sku", "Lineitem discount", "Billing Name", "Billing City"),
    *("Billing Zip", "Billing Province", "Billing Country", "Shipping Name", "Shipping City", "Shipping Zip"),
    *("Shipping Province", "Shipping Country", "Cancelled at", "Refunded Amount", "Id", "Source", "Test"),
)


_PAID = ("paid", "partially_refunded", "refunded")


def as_rows(text: str) -> tuple[Row, list[Row]] | None:
    """A JSON list of orders as a header and rows; None where the text is no such list."""
    orders = _orders(text)
    if not orders:
        return None
    if all("line_items" in order and "billing" in order and "date_created" in order for order in orders):
        return list(_WOO), [_woo(order) for order in orders]
    if all("line_items" in order and "created_at" in order and "total_price" in order for order in orders):
        return list(_SHOPIFY), [row for order in orders for row in _shopify(order)]
    return None


def _orders(text: str) -> list[Json]:
    text = text.removeprefix("\ufeff").strip()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return []
    if isinstance(found, dict):
        found = found.get("orders", found.get("order", found))
    listed = found if isinstance(found, list) else [found]
    return listed if all(isinstance(order, dict) for order in listed) else []


def _woo(order: Json) -> Row:
    items = [
        {name: _text(item.get(name)) for name in ("name", "sku", "quantity", "subtotal", "total", "product_id")}
        for item in _list(order, "line_items")
    ]
    values = {
        "order_id": order.get("id"),
        "order_number": order.get("number"),
        "date": _woo_moment(order, "date_created"),
        "status": order.get("status"),
        "currency": order.get("currency"),
        "order_total": order.get("total"),
        "customer_id": order.get("customer_id"),
        "paid_date": _woo_moment(order, "date_paid"),
        "completed_date": _woo_moment(order, "date_completed"),
        "line_items": json.dumps(items, ensure_ascii=False),
        "coupon_items": json.dumps([{"code": _text(c.get("code"))} for c in _list(order, "coupon_lines")]),
        "refunds": json.dumps([{"amount": _text(r.get("total"))} for r in _list(order, "refunds")]),
        **{name: order.get(name) for name in ("discount_total", "shipping_total", "total_tax")},
    }
    for part in ("billing", "shipping"):
        values |= {f"{part}_{name}": value for name, value in _dict(order, part).items()}
    return [_text(values.get(name)) for name in _WOO]


def _woo_moment(order: Json, name: str) -> str:
    """The moment in UTC where the answer has it, else in the shop's own time."""
    utc = _text(order.get(f"{name}_gmt"))
    return f"{utc}Z" if utc and not utc.endswith("Z") else utc or _text(order.get(name))


def _shopify(order: Json) -> list[Row]:
    refunds = [paid for refund in _list(order, "refunds") for paid in _list(refund, "transactions")]
    paid_back = [_text(t.get("amount")) for t in refunds if t.get("kind") == "refund" and t.get("status") == "success"]
    customer = _dict(order, "customer")
    fulfilled = [_text(each.get("created_at")) for each in _list(order, "fulfillments")]
    shipping = _dict(_dict(order, "total_shipping_price_set"), "shop_money").get("amount")
    wants = order.get("buyer_accepts_marketing")
    values = {
        "Name": order.get("name") or order.get("order_number"),
        "Email": order.get("email") or order.get("contact_email") or customer.get("email"),
        "Financial Status": order.get("financial_status"),
        "Paid at": order.get("processed_at") if order.get("financial_status") in _PAID else "",
        "Fulfilled at": max(fulfilled, default=""),
        "Accepts Marketing": "" if wants is None else "yes" if wants else "no",
        "Currency": order.get("currency"),
        "Subtotal": order.get("subtotal_price"),
        "Shipping": shipping if shipping is not None else _added(_list(order, "shipping_lines"), "price"),
        "Taxes": order.get("total_tax"),
        "Total": order.get("total_price"),
        "Discount Code": ", ".join(_text(each.get("code")) for each in _list(order, "discount_codes")),
        "Discount Amount": order.get("total_discounts"),
        "Created at": order.get("created_at"),
        "Cancelled at": order.get("cancelled_at"),
        "Refunded Amount": _sum(paid_back),
        "Id": order.get("id"),
        "Source": order.get("source_name"),
        "Test": "yes" if order.get("test") is True else "",
    }
    for part, address in (("Billing", "billing_address"), ("Shipping", "shipping_address")):
        where = _dict(order, address)
        name = where.get("name") or f"{_text(where.get('first_name'))} {_text(where.get('last_name'))}".strip()
        values |= {f"{part} Name": name, f"{part} City": where.get("city"), f"{part} Zip": where.get("zip")}
        values[f"{part} Province"] = where.get("province_code") or where.get("province")
        values[f"{part} Country"] = where.get("country_code") or where.get("country")
    if not values["Billing Name"]:
        values["Billing Name"] = f"{_text(customer.get('first_name'))} {_text(customer.get('last_name'))}".strip()
    lines = [_shopify_line(item) for item in _list(order, "line_items")] or [{}]
    head = {**values, **lines[0]}
    again = {name: values[name] for name in ("Name", "Email", "Created at")}
    return [[_text(each.get(name)) for name in _SHOPIFY] for each in (head, *({**again, **line} for line in lines[1:]))]


def _shopify_line(item: Json) -> Json:
    title, variant = _text(item.get("title")), _text(item.get("variant_title"))
    whole = f"{title} - {variant}" if variant and variant != "Default Title" else title
    return {
        "Lineitem quantity": item.get("quantity"),
        "Lineitem name": item.get("name") or whole,
        "Lineitem price": item.get("price"),
        "Lineitem sku": item.get("sku"),
        "Lineitem discount": item.get("total_discount"),
    }


def _added(listed: list[Json], name: str) -> str:
    return _sum([_text(each.get(name)) for each in listed])


def _sum(amounts: list[str]) -> str:
    """Decimal strings added up exactly; empty where there are none or one is no number."""
    try:
        return str(sum(abs(Decimal(each)) for each in amounts)) if amounts else "0"
    except InvalidOperation:
        return ""


def _list(of: Json, name: str) -> list[Json]:
    found = of.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _dict(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    """A plain value as a cell; nothing for null, lists and objects. Names come with `&ndash;` and the like."""
    if isinstance(value, str):
        return text.unescaped(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
