"""PrestaShop: the list of orders as exported, in the language of its back office, or a query of the SQL manager.

The list has neither addresses nor products nor a currency but the sign beside the total, and shortens the
buyer's name (`J. DOE`): its orders count for the shop's totals. Orders of one reference are one purchase
that was parted for sending.
"""

from __future__ import annotations

import re
from typing import Any

from shopkeep.core import text
from shopkeep.core.records.orders import OrderStatus
from shopkeep.orders import cells
from shopkeep.orders.layout import Layout, Row, Sheet, row_lines
from shopkeep.orders.table import Table, column_key


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(","))


_REFERENCE = _words(
    "reference,referenz,referencia,riferimento,referentie,referencja,indeks,referinta,bestellreferenz,bestell nr,"
    "artikel nr,referens,reference objednavky,kod"
)
_NEW = _words(
    "new client,new customer,nouveau client,neuer kunde,neukunde,nuevo cliente,cliente nuevo,nuovo cliente,"
    "nieuwe klant,nieuwe klanten,nowy klient,client nou,novo cliente,novy zakaznik,ny kund,uj vasarlo"
)
_GRID = {
    "number": _REFERENCE,
    "date": _words("date,datum,fecha,data,datum objednavky,datum vytvoreni,datum pridani"),
    "name": _words("customer,client,kunde,cliente,klant,klient,zakaznik,kund"),
    "total": _words("total,gesamt,gesamtsumme,summe,totale,totaal,razem,suma,celkem,totalt"),
    "status": _words("status,etat,statut,estado,stato,stan,stav,stare"),
    "country": _words(
        "delivery,livraison,zustellung,lieferung,versand,entrega,entregar,consegna,bezorging,levering,dostawa,livrare,doruceni"
    ),
}
_QUERY = {
    "number": ("reference",),
    "date": ("date add", "order date", "invoice date"),
    "email": ("email", "customer email"),
    "buyer": ("id customer",),
    "first_name": ("firstname", "first name", "customer firstname"),
    "last_name": ("lastname", "last name", "customer lastname"),
    "name": ("customer", "customer name"),
    "total": ("total paid tax incl", "total paid", "total paid real"),
    "currency": ("iso code currency", "currency iso code", "currency iso", "currency"),
    "discount": ("total discounts tax incl", "total discounts"),
    "shipping": ("total shipping tax incl", "total shipping"),
    "status": ("order state", "state name", "osname", "status", "current state name"),
    "fulfilled": ("delivery date",),
    "country": ("country iso code", "country iso", "country", "country name"),
    "region": ("state",),
    "city": ("city",),
    "postcode": ("postcode",),
    "consent": ("newsletter",),
    "line_title": ("product name",),
    "line_sku": ("product reference",),
    "line_quantity": ("product quantity",),
    "line_price": ("unit price tax incl", "product price"),
    "line_total": ("total price tax incl",),
}
_STATES: dict[str, OrderStatus] = {
    **dict.fromkeys(_words("1,10,12,13,14"), "pending"),
    **dict.fromkeys(_words("2,3,4,5,9,11"), "paid"),
    **dict.fromkeys(_words("6,8"), "cancelled"),
    "7": "refunded",
}
"""The states every shop starts with, by their number in `current_state`."""
_WAITS = re.compile(
    r"(?:awaiting|en attente|en espera|in attesa|warte|oczek|in afwachting|wachten|aguarda|a aguardar|in asteptare)"
    r"|.*\b(?:not paid|non paye|no pagado|non pagato|nicht bezahlt|niet betaald|nieoplacon|nao pago)"
)
_FAILED = re.compile(
    r"(?:payment error|erreur de|error (?:en|de) |errore |fehler |zahlungsfehler|betalingsfout|erro |bład |eroare )"
    r"|(?:cancel|annul|storniert|anulow|anulat|geannuleerd)"
)
_GONE_BACK = re.compile(r"(?:refund|rembours|reembols|rimbors|erstatt|ruckerstatt|zwrot|zwroc|terugbet|rambursat)")
_PAID = re.compile(
    r"(?:payment accepted|remote payment|on backorder|processing|shipped|delivered|paiement|preparation|en cours"
    r"|expedie|livre|pago|pagament|prepara|enviado|entregado|spedito|consegnat|zahlung|versa|ausgeliefert|lieferung"
    r"|płatn|przygot|wysł|dostarcz|betaling|verzonden|afgeleverd|plata|expediat|livrat|bestellung|in bearbeitung)"
)
"""How the words of those states begin in the languages of back offices."""
_BY_WORDS: tuple[tuple[re.Pattern[str], OrderStatus], ...] = (
    (_WAITS, "pending"),
    (_FAILED, "cancelled"),
    (_GONE_BACK, "refunded"),
    (_PAID, "paid"),
)


class PrestaShop:
    name = "prestashop"
    title = "PrestaShop"

    def recognise(self, columns: frozenset[str]) -> int:
        if columns & {*_NEW} and "id" in columns and all(columns & {*_GRID[field]} for field in ("total", "date")):
            return 95
        paid = columns & {*_QUERY["total"]}
        if paid and "date add" in columns and columns & {"reference", "id order"}:
            return 95
        return 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        listed = bool(table.keys & {*_NEW})
        columns = _listed(table) if listed else {**_QUERY, "number": ("reference", "id order")}
        return Layout(
            self.name,
            columns,
            "groups",
            row_lines,
            says=_said,
            addresses=bool(table.keys & {"email", "customer email"}) and not listed,
            derived=frozenset(("name",) if listed else ()),
        )


def _listed(table: Table) -> dict[str, tuple[str, ...]]:
    """The columns of the list; whatever a language calls the reference, it stands beside the ID."""
    beside = (table.find("id") or 0) + 1
    if table.keys & {*_REFERENCE} or beside >= len(table.columns):
        return _GRID
    return {**_GRID, "number": (column_key(table.columns[beside]),)}


def _said(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
    """Where it stands by the number or words of its state, and what all its parts cost together."""
    found: dict[str, Any] = {}
    words = text.key(sheet.first(rows, "status"))
    status = _STATES.get(cells.word(sheet, rows, "current state"))
    status = status or next((judged for begins, judged in _BY_WORDS if begins.match(words)), None)
    if status:
        found["status"] = status
    if len(rows) > 1:
        parts: dict[str, int] = {}
        for row in rows:
            amount = sheet.money([row], "total", currency)
            if amount is not None:
                parts[cells.word(sheet, [row], "id") or cells.word(sheet, [row], "id order")] = amount
        if len(parts) > 1:
            found["total"] = sum(parts.values())
    return found


FORMAT = PrestaShop()
