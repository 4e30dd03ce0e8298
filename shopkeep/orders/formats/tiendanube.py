"""Tiendanube's sales list, Nuvemshop's in Brazil: Spanish and Portuguese, semicolons, Latin letters.

One row a product, the order's own values on its first row only; number and address stand on every row. Where
an order and its payment stand are two columns: an order is off if either says so.
"""

from __future__ import annotations

from shopkeep.orders.layout import Layout, row_lines
from shopkeep.orders.table import Table

_COLUMNS = {
    "number": ("numero de orden", "numero do pedido"),
    "date": ("fecha", "data"),
    "email": ("email", "e mail"),
    "name": ("nombre del comprador", "nome do comprador"),
    "total": ("total",),
    "currency": ("moneda", "moeda"),
    "discount": ("descuento", "desconto"),
    "shipping": ("costo de envio", "valor do frete", "custo de envio"),
    "code": ("cupon de descuento", "cupom de desconto"),
    "status": ("estado de la orden", "estado del pago", "status do pedido", "status do pagamento"),
    "cancelled": ("fecha y hora de cancelacion", "data e hora do cancelamento", "data e hora de cancelamento"),
    "paid": ("fecha de pago", "data de pagamento"),
    "fulfilled": ("fecha de envio", "data de envio"),
    "country": ("pais",),
    "region": ("provincia o estado", "estado"),
    "city": ("ciudad", "cidade"),
    "postcode": ("codigo postal", "cep"),
    "sent_to": ("nombre para el envio", "nome para a entrega"),
    "line_title": ("nombre del producto", "nome do produto"),
    "line_sku": ("sku",),
    "line_quantity": ("cantidad del producto", "quantidade comprada"),
    "line_price": ("precio del producto", "valor do produto"),
}
_TELLING = {"estado del pago", "estado de la orden", "status do pagamento", "status do pedido"}
_PRODUCT = {"cantidad del producto", "quantidade comprada", "nombre del producto", "nome do produto"}


class Tiendanube:
    name = "tiendanube"
    title = "Tiendanube or Nuvemshop"

    def recognise(self, columns: frozenset[str]) -> int:
        if not columns & set(_COLUMNS["number"]) or not columns & set(_COLUMNS["date"]) or "total" not in columns:
            return 0
        known = len(columns & _TELLING) + len(columns & _PRODUCT)
        return 76 + 4 * known if columns & _PRODUCT and known > 1 else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        brazil = "numero do pedido" in table.keys
        return Layout(self.name, _COLUMNS, "blocks", row_lines, currency="BRL" if brazil else "")


FORMAT = Tiendanube()
