"""Ecwid (Lightspeed E-Series): its orders export, of which the merchant chooses the columns.

The columns are the names of the platform's own order fields, written together, with spaces or with
underscores (`paymentStatus`, `Payment status`, `payment_status`), so they are compared without spaces.
`INCOMPLETE` is a cart that was left, and no order.
"""

from __future__ import annotations

import json
from typing import Any

from shopkeep.core import text
from shopkeep.core.money import minor
from shopkeep.core.records.orders import OrderLine, OrderStatus
from shopkeep.orders import amounts
from shopkeep.orders.layout import Layout, Row, Sheet, quantity_of, row_lines, title_of
from shopkeep.orders.table import Table


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(","))


_COLUMNS = {
    "number": _words("vendorordernumber,ordernumber,orderid,order,id,number,internalid"),
    "date": _words("createdate,created,datecreated,orderdate,date,createtimestamp,orderplaced"),
    "time": _words("time,ordertime"),
    "email": _words("email,customeremail,emailaddress"),
    "name": _words("billingpersonname,billingname,customername,customer,shippingpersonname,shippingname"),
    "first_name": _words("billingpersonfirstname,billingfirstname,shippingpersonfirstname,shippingfirstname"),
    "last_name": _words("billingpersonlastname,billinglastname,shippingpersonlastname,shippinglastname"),
    "sent_to": _words("shippingpersonname,shippingname"),
    "total": _words("total,ordertotal,grandtotal"),
    "currency": _words("currency,currencycode"),
    "refunded": _words("refundedamount,refunded,refund"),
    "shipping": _words("shippingoptionshippingrate,shippingrate,shippingcost,shipping,shippingprice"),
    "tax": _words("tax,taxtotal,totaltax"),
    "code": _words("discountcouponcode,couponcode,couponname,discountcoupon,coupon"),
    "status": _words("paymentstatus,orderstatus,status"),
    "fulfilled": _words("shippeddate,shipdate"),
    "country": _words(
        "shippingpersoncountrycode,shippingcountrycode,shippingpersoncountryname,shippingcountry,"
        "billingpersoncountrycode,billingcountrycode,billingpersoncountryname,billingcountry"
    ),
    "region": _words("shippingpersonstateorprovincename,shippingstateorprovince,shippingstate,billingstate"),
    "city": _words("shippingpersoncity,shippingcity,billingpersoncity,billingcity"),
    "postcode": _words(
        "billingpersonpostalcode,billingpostalcode,billingzip,shippingpersonpostalcode,shippingpostalcode,shippingzip"
    ),
    "consent": _words("acceptmarketing,acceptsmarketing,customeracceptmarketing"),
    "line_title": _words("itemsname,itemname,productname,product,orderitemname"),
    "line_sku": _words("itemssku,itemsku,productsku,sku,orderitemsku"),
    "line_quantity": _words("itemsquantity,itemquantity,productquantity,quantity,qty,orderitemquantity"),
    "line_price": _words("itemsprice,itemprice,productprice,price,orderitemprice"),
}
_OFF = _words("coupondiscount,discount,discountamount,volumediscount,membershipbaseddiscount")
_OWN = frozenset(
    _words(
        "coupondiscount,volumediscount,membershipbaseddiscount,totalandmembershipbaseddiscount,usdtotal,createdate,"
        "vendorordernumber,globalreferer,refererurl,externaltransactionid,fulfillmentstatus,shippingoptionshippingrate,"
        "shippingpersonname,billingpersonname,discountcouponcode,acceptmarketing,createtimestamp,paymentmodule,"
        "orderextrafields,privateadminnotes,customergroup,pickuptime,ordercomments"
    )
)
_STATUS: dict[str, OrderStatus] = {"queued": "pending", "chargeable": "pending"}
"""Words of its first years."""


def _joined(columns: frozenset[str]) -> dict[str, str]:
    """Names without spaces -> compared names."""
    return {key.replace(" ", ""): key for key in sorted(columns)}


class Ecwid:
    name = "ecwid"
    title = "Ecwid"

    def recognise(self, columns: frozenset[str]) -> int:
        joined = _joined(columns).keys()
        if not joined & {*_COLUMNS["number"]} or not joined & {"total", "ordertotal"} or "paymentstatus" not in joined:
            return 0
        known = len(joined & _OWN)
        return min(84, 60 + 4 * known) if known >= 3 else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        joined = _joined(table.keys)
        columns = {field: tuple(joined[name] for name in names if name in joined) for field, names in _COLUMNS.items()}
        off = [at for name in _OFF if name in joined and (at := table.find(joined[name])) is not None]
        items = table.find(joined["items"]) if "items" in joined and not columns["line_title"] else None

        def said(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
            """Discounts stand in a column for each kind; each may be repeated on the rows of an order."""
            found: dict[str, Any] = {}
            if off:
                found["discount"] = sum(_largest(sheet, rows, at, currency) for at in off)
            status = _STATUS.get(text.key(sheet.first(rows, "status")))
            if status:
                found["status"] = status
            return found

        def packed(_sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
            return [] if items is None else products(rows[0][items], currency)

        return Layout(
            self.name,
            columns,
            "groups",
            row_lines if items is None else packed,
            says=said,
            skip=_abandoned,
            states=frozenset(("discount",) if off else ()) | frozenset(("lines",) if items is not None else ()),
        )


def _abandoned(sheet: Sheet, row: Row) -> bool:
    return text.key(sheet.say(row, "status")) in ("incomplete", "abandoned")


def _largest(sheet: Sheet, rows: list[Row], at: int, currency: str) -> int:
    try:
        return max((abs(sheet.amounts.read(row[at], currency) or 0) for row in rows), default=0)
    except ValueError:
        return 0


def products(cell: str, currency: str) -> list[OrderLine]:
    """The products of a list in JSON, as the platform's own fields have them; none where it is no list."""
    try:
        found = json.loads(cell)
    except ValueError:
        return []
    return [_line(each, currency) for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _line(item: dict[str, Any], currency: str) -> OrderLine:
    try:
        price = amounts.parse(str(item.get("price", "")), "point")
    except ValueError:
        price = None
    name, sku = str(item.get("name") or ""), str(item.get("sku") or "")
    unit = 0 if price is None else minor(price, currency)
    return OrderLine(title_of(name or sku), title_of(sku), quantity_of(str(item.get("quantity", ""))), unit)


FORMAT = Ecwid()
