"""Statements of bank accounts are refused with the one true reason; payments and lists with addresses are not."""

from __future__ import annotations

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import ImportRefused, ShopkeepError
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from shopkeep.orders.bank_statements import is_one
from shopkeep.orders.table import column_key
from tests.orders.conftest import WriteCsv

STATEMENTS = {
    "any": ("Date,Payee,Amount,Balance", "2026-05-14,Ann Lee,20.00,120.00"),
    "lloyds": (
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,"
        "Balance",
        "14/05/2026,FPI,'30-00-00,12345678,ANN LEE,,20.00,120.00",
    ),
    "chase": (
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #",
        "CREDIT,05/14/2026,STRIPE TRANSFER,20.00,ACH_CREDIT,120.00,",
    ),
    "sparkasse": (
        "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Glaeubiger ID;Mandatsreferenz;"
        "Kundenreferenz (End-to-End);Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;BIC (SWIFT-Code);Betrag;Info",
        "DE02;14.05.26;14.05.26;GUTSCHRIFT;Bestellung 1001;;;NOTPROVIDED;Ann Lee;DE03;XXX;20,00;gebucht",
    ),
    "dkb": (
        "Buchungsdatum;Wertstellung;Status;Zahlungspflichtige*r;Zahlungsempfänger*in;Verwendungszweck;Umsatztyp;IBAN;"
        "Betrag (€);Gläubiger-ID;Mandatsreferenz;Kundenreferenz",
        "14.05.26;14.05.26;Gebucht;Ann Lee;Tin & Thistle;1001;Eingang;DE03;20,00;;;",
    ),
    "ing": (
        "Datum;Naam / Omschrijving;Rekening;Tegenrekening;Code;Af Bij;Bedrag (EUR);Mutatiesoort;Mededelingen;"
        "Saldo na mutatie;Tag",
        "20260514;Ann Lee;NL02;NL03;OV;Bij;20,00;Overschrijving;1001;120,00;",
    ),
    "rabobank": (
        "IBAN/BBAN,Munt,BIC,Volgnr,Datum,Rentedatum,Bedrag,Saldo na trn,Tegenrekening IBAN/BBAN,Naam tegenpartij,"
        "Omschrijving-1",
        'NL02,EUR,RABO,1,2026-05-14,2026-05-14,"+20,00","+120,00",NL03,Ann Lee,1001',
    ),
    "french": ("Date;Date de valeur;Libellé;Débit euros;Crédit euros", "14/05/2026;14/05/2026;VIR ANN LEE;;20,00"),
    "french with balance": ("Date;Libellé;Montant;Solde", "14/05/2026;VIR ANN LEE;20,00;120,00"),
    "santander": ("FECHA OPERACIÓN;FECHA VALOR;CONCEPTO;IMPORTE EUR;SALDO", "14/05/2026;14/05/2026;ANN;20,00;120,00"),
    "spanish": ("Fecha;Concepto;Importe;Saldo", "14/05/2026;TRANSFERENCIA ANN;20,00;120,00"),
    "revolut": (
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance",
        "TOPUP,Current,2026-05-14 10:15:00,2026-05-14 10:15:02,From Ann,20.00,0.00,EUR,COMPLETED,120.00",
    ),
}


@pytest.mark.parametrize("bank", STATEMENTS)
def test_a_statement_is_refused_as_one(shop: Shop, write_csv: WriteCsv, bank: str) -> None:
    header, row = STATEMENTS[bank]
    for above in ([], ["Kontoauszug;;;", "Konto;DE02;;", ""]):
        path = write_csv(*above, header, row, row.replace("14", "15"), name="account.csv")
        with pytest.raises(ImportRefused, match=r"account\.csv is a bank statement, not an order export"):
            importing.preview_file(shop, path, ImportOptions())


def test_what_has_buyers_addresses_is_none(shop: Shop, write_csv: WriteCsv) -> None:
    path = write_csv(
        "Date,Payee,Amount,Balance", "2026-05-14,ann@example.com,20.00,0.00", "2026-05-15,bo@example.com,5,0"
    )
    with pytest.raises(ShopkeepError) as refusal:
        importing.preview_file(shop, path, ImportOptions())
    assert "bank" not in " ".join(refusal.value.lines())


@pytest.mark.parametrize(
    "header",
    [
        "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,Transaction ID,Balance",
        "Datum,Uhrzeit,Zeitzone,Name,Typ,Status,Währung,Brutto,Gebühr,Netto,Transaktionscode,Guthaben,Saldo",
        "id,Created (UTC),Amount,Amount Refunded,Currency,Description,Status,Customer Email",
        "Date,Description,Amount,Balance,Order Number",
        "Invoice Date,Description,Amount,Balance,Customer",
        "Rechnungsdatum;Rechnung;Beschreibung;Betrag;Saldo;IBAN;BIC",
        "Date,Description,Amount",
    ],
)
def test_payments_and_sales_are_none(header: str) -> None:
    assert not is_one(frozenset(map(column_key, header.replace(";", ",").split(","))))
