"""Statements of bank accounts, in the words of banks in several languages: they are no orders."""

from __future__ import annotations

from shopkeep.errors import ImportRefused
from shopkeep.orders import people
from shopkeep.orders.table import Table


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_DAYS = _words(
    "date dateop dateval datum fecha data dia buchung buchungstag buchungsdatum valuta valutadatum wertstellung "
    "wertstellungsdatum boekdatum boekingsdatum transactiedatum rentedatum valutadag"
)
_MONEY = _words(
    "amount debit credit debet betrag umsatz soll haben bedrag transactiebedrag montant importe importo kwota valor "
    "withdrawal withdrawals deposit deposits cargo abono debe haber dare avere entrate uscite ein aus out in"
)
_BALANCE = _words(
    "balance bal accountbalance saldo beginsaldo eindsaldo kontostand solde disponible beschikbaar restsaldo"
)
_TEXTS = _words(
    "description details narrative payee memo particulars verwendungszweck buchungstext omschrijving mededelingen "
    "libelle label concepto movimiento descripcion descrizione causale opis descricao historico reference type vorgang"
)
_OF_BANKS = (
    *("iban", "bban", "bic", "sort code", "auftragskonto", "verwendungszweck", "buchungstext", "wertstellung"),
    *("wertstellungsdatum", "valuta", "valutadatum", "glaubiger", "glaeubiger", "mandatsreferenz", "umsatzart"),
    *("umsatztyp", "tegenrekening", "rekeningnummer", "afschriftnummer", "mutatiesoort", "af bij", "rentedatum"),
    *("date de valeur", "date valeur", "dateval", "fecha valor", "f valor", "data valuta", "data waluty", "value date"),
    *("libelle", "running balance", "running bal", "check or slip", "saldo na mutatie", "saldo nach buchung"),
)
"""What no list of sales has: two of these tell a statement also where it has no balance."""
_PAIRS = (
    *(("debit", "credit"), ("debet", "credit"), ("soll", "haben"), ("debe", "haber"), ("cargo", "abono")),
    *(("dare", "avere"), ("entrate", "uscite"), ("paid in", "paid out"), ("money in", "money out")),
)
"""What came in and what went out, each in a column of its own."""
_OF_SALES = _words(
    "order orders bestellung bestellnummer bestelling commande pedido pedidos ordine ordini zamowienia invoice "
    "rechnung rechnungsnummer rechnungsnr facture factura fattura factuur email mail courriel correo sku quantity qty "
    "menge item items artikel customer buyer kunde kundennummer client cliente klant shipping versand gross net "
    "brutto netto belegdatum gegenkonto"
)


def is_one(columns: frozenset[str]) -> bool:
    """Whether these compared column names are those of a bank's statement."""
    words = {word for key in columns for word in key.split()}
    if words & _OF_SALES or not (words & _DAYS and words & _MONEY):
        return False
    padded = [f" {key} " for key in columns]

    def has(phrase: str) -> bool:
        return any(f" {phrase} " in key for key in padded)

    told = sum(map(has, _OF_BANKS)) + sum(has(one) and has(other) for one, other in _PAIRS)
    if told >= 2:
        return True
    return bool(words & _BALANCE and words & _TEXTS) and "transaction id" not in columns


def refuse(table: Table, name: str) -> None:
    """Raises ImportRefused for a statement; a list in which buyers' addresses have a column is none."""
    if is_one(table.keys) and not any(map(_holds_addresses, zip(*table.rows[:500], strict=True))):
        raise ImportRefused(
            f"{name} is a bank statement, not an order export.",
            "It lists what came in and went out of an account, not orders: it says neither who bought nor what.",
            "Export the orders themselves, and import that file.",
        )


def _holds_addresses(cells: tuple[str, ...]) -> bool:
    filled = [cell.strip().lower() for cell in cells if cell.strip()]
    return bool(filled) and sum(map(people.is_plain, filled)) * 2 >= len(filled)
