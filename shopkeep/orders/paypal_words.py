"""PayPal's words in six languages: its columns, the kinds of its movements, and where a movement stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from shopkeep.core import text

TYPE = ("type", "typ", "tipo", "description", "beschreibung", "descripcion", "descrizione", "omschrijving")
STATE = ("status", "statut", "etat", "estado", "stato")
IMPACT = (
    *("balance impact", "auswirkung auf guthaben", "impact sur le solde", "repercusiones en el saldo"),
    *("impatto sul saldo", "effect op saldo", "effecto en el saldo", "efecto en el saldo"),
)
REFERENCE = (
    *("reference txn id", "zugehoriger transaktionscode", "ref transaktionscode", "txn referenzkennung"),
    *("numero de la transaction de reference", "n de transaction de reference", "id de referencia de trans"),
    *("codice transazione di riferimento", "codice transazione riferimento", "id transazione di riferimento"),
    *("referentie transactienummer", "transactiereferentie referentie"),
)
COLUMNS = {
    "number": (
        *("transaction id", "transaktionscode", "numero de transaction", "n de transaction", "id de transaccion"),
        *("codice transazione", "id transazione", "transactiereferentie", "transactienummer"),
    ),
    "date": ("date", "datum", "fecha", "data"),
    "time": ("time", "uhrzeit", "zeit", "heure", "hora", "ora", "orario", "tijd"),
    "zone": ("timezone", "time zone", "zeitzone", "fuseau horaire", "zona horaria", "fuso orario", "tijdzone"),
    "email": (
        *("from email address", "absender e mail adresse", "von e mail adresse", "de l adresse email"),
        *("correo electronico del remitente", "indirizzo email mittente", "dall indirizzo email"),
        *("da indirizzo email", "indirizzo e mail mittente", "van e mailadres"),
    ),
    "name": ("name", "nom", "nombre", "nome", "naam"),
    "total": ("gross", "brutto", "brut", "avant commission", "bruto", "lordo"),
    "currency": ("currency", "wahrung", "devise", "divisa", "valuta"),
    "shipping": (
        *(
            "shipping and handling amount",
            "postage and packaging amount",
            "postage and packing amount",
            "versand und bearbeitungsgebuhr",
            "importe de envio y manipulacion",
        ),
        *("montant de la livraison et du traitement", "importo per spedizione e imballaggio", "verzendkosten"),
    ),
    "tax": ("sales tax", "vat", "umsatzsteuer", "tva", "impuesto de ventas", "iva", "btw"),
    "country": ("country code", "country", "landercode", "land", "pays", "pais", "codice paese", "paese"),
    "region": (
        *("state province region county territory prefecture republic", "bundesland", "provincia", "state"),
        "etat province region comte territoire prefecture republique",
    ),
    "city": ("town city", "city", "ort", "ville", "ciudad", "citta", "plaats"),
    "postcode": ("zip postal code", "zip", "plz", "code postal", "codigo postal", "cap", "postcode"),
    "line_title": ("item title", "artikelbezeichnung", "titre de l objet", "titulo del articulo", "titolo oggetto"),
    "line_sku": ("item id", "artikelnummer", "numero d objet", "id del articulo", "codice oggetto"),
    "line_quantity": ("quantity", "anzahl", "quantite", "cantidad", "quantita", "aantal"),
}
FEES = {
    "fee",
    "fees",
    "gebuhr",
    "entgelt",
    "frais",
    "commission",
    "tarifa",
    "comision",
    "tariffa",
    "commissione",
    "kosten",
}
NETS = {"net", "netto", "neto", "total"}

_NEVER = re.compile(
    r"\b(hold|holds|release|withdraw\w*|transfer|conversion|mass pay\w*|masspay\w*|sent|donation|fee|fees|deposit"
    r"|funding|add funds|bank|loan|bonus|cash ?back|reward|cancellation|authori[sz]ation|charge from|credit line"
    r"|(paypal|from) debit card|debit card (cash|purchase)|tax collected|adjustment"
    r"|auszahlung|einzahlung|massenzahlung|spende\w*|einbehaltung|\w*gutschrift|uberweisung|abbuchung\w*"
    r"|\w*umrechnung|gebuhr\w*|entgelt|freigabe|zahlungsfreigabe|autorisierung|reservierung|kontoabbuchung\w*"
    r"|suspension|suspendu|deblocage|retrait|virement|don|dons|frais|commission|de masse|groupe|autorisation"
    r"|retencion|liberacion|retirada|retiro|transferencia|donacion|donativo|masivo|en masa|tarifa|comision|bloqueo"
    r"|autorizacion|cancelacion"
    r"|blocco|sblocco|prelievo|trasferimento|bonifico|conversione|donazione|di massa|tariffa|commissione"
    r"|sospensione|rilascio|autorizzazione|carta di debito"
    r"|opname|overboeking|omrekening|conversie|donatie|massabetaling|blokkering|reservering|vrijgave|inhouding"
    r"|autorisatie)\b"
)
"""Movements that are neither sale nor refund, also where their names speak of payments."""
_BACK = re.compile(
    r"refund|reversal|chargeback|ruckzahlung|ruckbuchung|erstattung|storn|remboursement|annulation|retrofacturation"
    r"|reembolso|devolucion|reversion|anulacion|rimborso|storno|annullamento|riaccredito|terugbetaling|terugboeking"
)
_SALE = re.compile(r"payment|checkout|zahlung|paiement|\bpagos?\b|pagament|betaling|point of sale|purchase received")
_CART = re.compile(r"cart item|warenkorbartikel|article du panier")
_DONE = re.compile(r"complet|abgeschlossen|termine|effectu|voltooid|cleared|verrechnet")
GIVEN_BACK = re.compile(r"refund|erstattet|ruckgezahlt|rembours|reembols|rimbors|terugbetaald|reversed")
PART = re.compile(r"partial|teilweise|partiel|parcial|parzial|gedeeltelijk")

MEMO = frozenset(("memo", "promemoria", "nota", "notitie"))

Kind = Literal["sale", "refund", "item", "none", "unknown"]


@lru_cache(maxsize=4096)
def kind_of(written: str) -> Kind:
    """What a movement is, by its type alone."""
    key = text.key(written)
    if _CART.search(key):
        return "item"
    if _NEVER.search(key):
        return "none"
    if _BACK.search(key):
        return "refund"
    return "sale" if _SALE.search(key) else "unknown"


@lru_cache(maxsize=1024)
def went_through(state: str) -> bool:
    key = text.key(state)
    return not key or (bool(_DONE.search(key) or GIVEN_BACK.search(key)) and not key.startswith(("un", "not ")))
