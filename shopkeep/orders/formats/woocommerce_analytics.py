"""WooCommerce's own download: Analytics, Orders. One row an order, and one more for each of its refunds.

Labels are in the language of the site. There are no addresses and no currency beyond a sign; the products
have no prices. `N. Revenue (formatted)` is the order's total, followed by what is left of it after refunds
(`€30.00 €20.00`); the short download of a single page lacks it and has net sales only, which are without
tax and shipping. What another export says of the same order therefore goes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from shopkeep.core import text
from shopkeep.core.money import minor
from shopkeep.core.records.orders import OrderLine
from shopkeep.errors import AmbiguousFile
from shopkeep.orders import amounts, packed
from shopkeep.orders.layout import Layout, Refuse, Row, Sheet
from shopkeep.orders.table import Table, unguard

_NAMES = {
    "number": "order,order number,bestellung,bestellung nr,bestellnr,bestellnummer,commande,commande n,commande no,"
    "pedido,pedido n,pedido no,pedido n o,n o de pedido,n de pedido,ordine,ordine n,n ordine,numero ordine,"
    "bestelling,bestelling nr,bestelnr,bestelnummer,encomenda,encomenda n,encomenda no,n da encomenda,zamowienie,"
    "zamowienie nr,nr zamowienia,ordernr,ordernummer,bestallning,ordre,ordrenr,ordrenummer,bestilling,tilaus,"
    "tilausnumero,objednavka,objednavka c,cislo objednavky,rendeles,siparis,siparis no,заказ,номер заказа,"
    "замовлення,номер замовлення,注文,注文番号,订单,订单编号",
    "date": "date,datum,fecha,data,dato,paivamaara,pvm,tarih,дата,日付,日期",
    "total": "n revenue formatted,n revenue,nettoumsatz formatiert,n umsatz formatiert,umsatz formatiert,"
    "revenu net formate,revenus nets formates,ingresos netos formateado,ingresos netos con formato,"
    "ricavo netto formattato,ricavi netti formattati,netto omzet geformatteerd,receita liquida formatada",
    "net": "net sales,nettoumsatz,netto umsatz,nettoumsatze,nettoverkaufe,netto verkaufe,ventes nettes,ventas netas,"
    "vendite nette,netto omzet,nettoverkoop,netto verkoop,vendas liquidas,sprzedaz netto,nettoforsaljning,"
    "nettosalg,netto salg,nettomyynti,ciste trzby,cisty prodej,чистые продажи,чисті продажі,純売上,純売上高,净销售额",
    "status": "status,stav,etat,statut,estado,stato,tila,durum,allapot,статус,ステータス,状态",
    "name": "customer,kunde,kundin,client,cliente,klant,klient,kund,asiakas,zakaznik,vasarlo,musteri,клиент,"
    "покупатель,клієнт,покупець,顧客,客户",
    "type": "customer type,kundentyp,kundenart,art des kunden,type de client,type client,tipo de cliente,"
    "tipo cliente,tipo di cliente,tipologia cliente,klanttype,type klant,soort klant,typ klienta,rodzaj klienta,"
    "kundtyp,kundetype,asiakastyyppi,typ zakaznika,vasarlo tipusa,musteri turu,тип клиента,тип покупателя,"
    "тип клієнта,тип покупця,顧客タイプ,顧客の種類,客户类型",
    "products": "product s,products,produkt e,produkte,produit s,produits,producto s,productos,prodotto i,prodotti,"
    "prodotto,produto s,produtos,product en,producten,produkt y,produkty,produkt er,produkter,tuotteet,tuote,"
    "termek ek,termekek,urun ler,urunler,товар ы,товары,товари,商品,产品",
    "sold": "items sold,verkaufte artikel,artikel verkauft,articles vendus,elements vendus,articulos vendidos,"
    "articoli venduti,elementi venduti,verkochte artikelen,artikelen verkocht,itens vendidos,artigos vendidos,"
    "sprzedane produkty,sprzedane elementy,salda artiklar,artiklar salda,solgte varer,varer solgt,solgte artikler,"
    "myydyt tuotteet,prodane polozky,prodano polozek,продано товаров,販売数,販売済み商品,已售商品",
    "code": "coupon s,coupons,gutschein e,gutscheine,code s promo,code promo,codes promo,coupon s de reduction,"
    "cupon es,cupones,codice i promozionale,coupon,waardebon nen,kortingsbon nen,kortingsbonnen,waardebonnen,"
    "cupom ns,cupao oes,cupons,kupon y,kupony,rabattkod er,rabattkoder,kupong er,kuponger,kupon er,kuponger,"
    "купон ы,купоны,クーポン,优惠券",
}
_LABELS: dict[str, tuple[str, ...]] = {field: tuple(map(text.key, names.split(","))) for field, names in _NAMES.items()}
_AMOUNT = re.compile(
    r"-?[^\s\d-]{0,4}\s?-?(?:\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d[\d.,'’\u00a0\u202f]*)(?:\s?[^\s\d]{1,4})?"
)

_SIGN = re.compile(r"[^\d\s.,'’+-]+")
_NO_BUYERS = (
    "WooCommerce's Analytics download has no addresses: its orders count for the shop's totals only, "
    "until an export of the orders themselves says who bought."
)
_NET_ONLY = "This download has net sales only: they are without tax and shipping."


class Analytics:
    name = "woocommerce-analytics"
    title = "WooCommerce Analytics"

    def recognise(self, columns: frozenset[str]) -> int:
        found = {field for field, names in _LABELS.items() if columns & set(names)}
        if any("mail" in key for key in columns) or not {"number", "date", "name", "products"} <= found:
            return 0
        return 60 + 6 * len(found) if {"type", "sold"} & found and {"total", "net"} & found else 0

    def layout(self, table: Table, mapping: dict[str, str]) -> Layout:
        formatted = bool(table.keys & set(_LABELS["total"]))
        columns = {name: _LABELS[name] for name in ("number", "date", "name", "code", "status")}
        columns["total"] = _LABELS["total"] if formatted else _LABELS["net"]
        return Layout(
            "woocommerce",
            columns,
            "groups",
            _lines,
            says=_saying(_mark(table)),
            key=lambda sheet, row: unguard(sheet.say(row, "number")).lstrip("#").strip(),
            states=frozenset(("lines", "refunded")),
            currency=_currency(table),
            derived=frozenset(("total", "refunded", "lines")),
            warnings=(_NO_BUYERS,) if formatted else (_NO_BUYERS, _NET_ONLY),
        )


def _formatted(table: Table) -> list[str]:
    places = [at for name in _LABELS["total"] if (at := table.find(name)) is not None]
    return [cell for at in places for cell in table.cells(at)]


def _mark(table: Table) -> amounts.Mark | None:
    """The decimal mark of the formatted totals, of which a cell may hold two; None where they do not tell."""
    pieces = [piece for cell in _formatted(table) for piece in _AMOUNT.findall(cell)]
    try:
        return amounts.settle(pieces, None) if any("." in piece or "," in piece for piece in pieces) else None
    except AmbiguousFile:
        return None


def _currency(table: Table) -> str:
    """What the sign beside the totals stands for, where there is one sign that means one currency."""
    signs = {sign for cell in _formatted(table) for sign in _SIGN.findall(cell)}
    return amounts.currency_of([f"{signs.pop()}1"]) if len(signs) == 1 else ""


def _net(sheet: Sheet, row: Row, currency: str) -> int:
    """Net sales of a row in minor units: below zero where the row is a refund. They have a decimal point."""
    for name in _LABELS["net"]:
        at = sheet.table.find(name)
        if at is not None:
            try:
                value = amounts.parse(row[at], sheet.amounts.mark if _only_net(sheet) else "point")
            except ValueError as error:
                raise Refuse(sheet.table.columns[at], row[at], str(error)) from None
            return 0 if value is None else minor(value, currency)
    return 0


def _only_net(sheet: Sheet) -> bool:
    return not sheet.table.keys & set(_LABELS["total"])


def _sales(sheet: Sheet, rows: list[Row], currency: str) -> list[Row]:
    return [row for row in rows if _net(sheet, row, currency) >= 0]


def _lines(sheet: Sheet, rows: list[Row], currency: str) -> list[OrderLine]:
    at = next((at for name in _LABELS["products"] if (at := sheet.table.find(name)) is not None), None)
    sold = _sales(sheet, rows, currency)
    return packed.counted(sold[0][at]) if sold and at is not None and sold[0][at].strip() else []


def _saying(mark: amounts.Mark | None) -> Callable[[Sheet, list[Row], str], dict[str, Any]]:
    def says(sheet: Sheet, rows: list[Row], currency: str) -> dict[str, Any]:
        """Date, total and refunds: the row of the sale speaks of the order, those below zero of what went back."""
        sold = _sales(sheet, rows, currency)
        if not sold:
            raise sheet.refuse(rows, "number", "only the refund of this order stands in the file, not the order")
        back = -sum(net for row in rows if (net := _net(sheet, row, currency)) < 0)
        try:
            placed = sheet.dates.read(sheet.say(sold[0], "date"))
        except ValueError as error:
            raise sheet.refuse(sold, "date", str(error)) from None
        pieces = _AMOUNT.findall(sheet.say(sold[0], "total"))
        try:
            written = [amounts.parse(each, mark or sheet.amounts.mark) for each in pieces]
        except ValueError as error:
            raise sheet.refuse(sold, "total", str(error)) from None
        money = [minor(each, currency) for each in written if each is not None]
        if not money:
            raise sheet.refuse(sold, "total", "no amount")
        left = money[0] - money[1] if len(money) > 1 else 0
        return {"placed_at": placed, "total": money[0], "refunded": max(back, left)}

    return says


FORMAT = Analytics()
