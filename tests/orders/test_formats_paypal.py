"""PayPal's activity in its languages: sales and refunds taken, all else left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import ImportRefused
from shopkeep.orders.paypal_words import kind_of
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples_marketplaces import PAYPAL, text_of

_DONE = "Time=10:00:00 | TimeZone=PDT | Status=Completed | Currency=USD"
_SALE = f"{_DONE} | Date=03/14/2026 | Type=Express Checkout Payment | Name=Ann Lee | Balance Impact=Credit"
_OURS = "From Email Address=shop@example.org"


def test_a_sale_with_its_refunds_whichever_comes_first(tmp_path: Path) -> None:
    text = text_of(
        PAYPAL,
        f"{_DONE} | Date=03/20/2026 | Type=Payment Refund | Name=Ann Lee | Gross=-10.00 | {_OURS}"
        " | Transaction ID=R1 | Reference Txn ID=S1 | Balance Impact=Debit",
        f"{_SALE} | Gross=1,040.00 | From Email Address=Ann@Example.com | Transaction ID=S1 | Item Title=Green tea"
        " | Item ID=T-1 | Shipping and Handling Amount=5.00 | Sales Tax=3.00 | Quantity=2 | Country Code=US"
        " | Reference Txn ID=B-77",
    )
    parsed = read_text(tmp_path, text)
    [order] = parsed.orders
    assert (parsed.format, order.number, order.email, order.name) == ("paypal", "S1", "ann@example.com", "Ann Lee")
    assert (order.total, order.refunded, order.shipping, order.tax) == (1040_00, 10_00, 5_00, 3_00)
    assert (f"{order.placed_at:%d %H}", order.country, lines(order)) == ("14 17", "US", [("Green tea", 2, 516_00, 0)])


def test_downloads_that_overlap(tmp_path: Path) -> None:
    sale = f"{_SALE} | Gross=40.00 | From Email Address=ann@example.com | Transaction ID=S1"
    back = f"{_DONE} | Date=03/20/2026 | Type=Payment Refund | Gross=-4.00 | Transaction ID=R1 | Reference Txn ID=S1"
    parsed = read_text(tmp_path, text_of(PAYPAL, sale, back, back, sale))
    assert sums(parsed) == [("S1", "paid", 40_00, 4_00)]


def test_movements_that_are_no_sales_are_left_out(tmp_path: Path) -> None:
    row = f"{_DONE} | Date=03/15/2026 | From Email Address=x@example.com"
    text = text_of(
        PAYPAL,
        f"{_SALE} | Gross=40.00 | From Email Address=ann@example.com | Transaction ID=S1",
        f"{row} | Type=User Initiated Withdrawal | Gross=-100.00 | Transaction ID=1",
        f"{row} | Type=General Currency Conversion | Gross=15.00 | Transaction ID=2 | Reference Txn ID=S1",
        f"{row} | Type=Express Checkout Payment | Gross=-12.00 | Transaction ID=3 | {_OURS}",
        f"{row} | Type=Express Checkout Payment | Gross=12.00 | Transaction ID=4 | Balance Impact=Memo",
        f"{row.replace('Completed', 'Denied')} | Type=Mobile Payment | Gross=12.00 | Transaction ID=5",
        f"{row.replace('Completed', 'Pending')} | Type=General Authorization | Gross=12.00 | Transaction ID=6",
        f"{row} | Type=Payment Refund | Gross=12.00 | Transaction ID=7 | Reference Txn ID=OLD",
        f"{row} | Type=Reversal of General Account Hold | Gross=12.00 | Transaction ID=8",
        f"{row} | Type=Wonder | Gross=12.00 | Transaction ID=9",
    )
    parsed = read_text(tmp_path, text)
    assert (sums(parsed), parsed.rows_skipped) == ([("S1", "paid", 40_00, 0)], 9)
    assert any("Wonder" in warning for warning in parsed.warnings)


def test_the_word_refunded_counts_and_a_refund_alone_is_refused(tmp_path: Path) -> None:
    text = text_of(
        PAYPAL,
        f"{_SALE.replace('Completed', 'Refunded')} | Gross=20.00 | Transaction ID=S2",
        f"{_SALE.replace('Completed', 'Partially Refunded')} | Gross=30.00 | Transaction ID=S3",
        f"{_DONE} | Date=03/20/2026 | Type=Refund | Gross=-7.00 | Transaction ID=R9 | Reference Txn ID=OLD",
    )
    parsed = read_text(tmp_path, text)
    assert sums(parsed) == [("S2", "refunded", 20_00, 20_00), ("S3", "paid", 30_00, 0)]
    [rejected] = parsed.rejected
    assert (rejected.line, rejected.column) == (4, "Transaction ID")
    assert "a sale that is not in this file" in rejected.reason


def test_items_of_an_old_cart_are_its_products(tmp_path: Path) -> None:
    header = (
        "Date, Time, Time Zone, Name, Type, Status, Currency, Gross, Fee, Net, From Email Address, To Email Address,"
        " Transaction ID, Item Title, Item ID, Quantity, Reference Txn ID, Balance,"
    )
    when = '"3/14/2012","10:00:00","PST"'
    text = (
        f'{header}\n{when},"Ann Lee","Shopping Cart Payment Received","Completed","USD","30.00","-1","29.00",'
        '"ann@example.com","shop@example.org","S1","Shopping Cart","","","","99.00",\n'
        f'{when},"Ann Lee","Shopping Cart Item","Completed","USD","20.00","","","ann@example.com","","S1","Tea","T-1",'
        '"2","","",\n'
        f'{when},"Ann Lee","Shopping Cart Item","Completed","USD","10.00","","","ann@example.com","","S1","Pot","","1",'
        '"","",\n'
    )
    [order] = read_text(tmp_path, text).orders
    assert (order.total, lines(order)) == (30_00, [("Tea", 2, 10_00, 0), ("Pot", 1, 10_00, 0)])


LANGUAGES = {
    "German": (
        "Datum,Uhrzeit,Zeitzone,Beschreibung,Währung,Brutto,Entgelt,Netto,Guthaben,Transaktionscode,"
        "Absender E-Mail-Adresse,Name,Versand- und Bearbeitungsgebühr,Umsatzsteuer,Zugehöriger Transaktionscode\n"
        '15.07.2026,12:00:00,Europe/Berlin,PayPal Express-Zahlung,EUR,"1.203,50","0","1.203,50",,S1,'
        'ann@example.com,Ann Lee,"3,50","0,00",\n'
        '16.07.2026,12:00:00,Europe/Berlin,Rückzahlung,EUR,"-3,50","0","-3,50",,R1,shop@example.org,Ann Lee,,,S1\n'
        '16.07.2026,12:00:00,Europe/Berlin,Bankgutschrift auf PayPal-Konto,EUR,"74,00","0","74,00",,X1,,,,,S1\n'
    ),
    "German activity": (
        "Datum;Uhrzeit;Zeitzone;Name;Typ;Status;Währung;Brutto;Gebühr;Netto;Absender E-Mail-Adresse;"
        "Empfänger E-Mail-Adresse;Transaktionscode;Artikelbezeichnung;Zugehöriger Transaktionscode;"
        "Auswirkung auf Guthaben\n"
        "15.07.2026;12:00:00;CEST;Ann Lee;Website-Zahlung;Abgeschlossen;EUR;1.203,50;-1;1.202,50;ann@example.com;;S1;"
        "Tee;;Haben\n"
        "16.07.2026;12:00:00;CEST;Ann Lee;Rückzahlung;Abgeschlossen;EUR;-3,50;0;-3,50;shop@example.org;;R1;;S1;Soll\n"
        "16.07.2026;12:00:00;CEST;Bo;Handyzahlung;Ausstehend;EUR;9,50;0;9,50;bo@example.com;;X1;;;Memo\n"
    ),
    "French": (
        "Date,Heure,Fuseau horaire,Nom,Type,État,Devise,Avant commission,Commission,Net,De l'adresse email,"
        "À l'adresse email,Numéro de transaction,Titre de l'objet,TVA,Numéro de la transaction de référence,"
        "Impact sur le solde\n"
        '15/07/2026,12:00:00,Europe/Paris,Ann Lee,Paiement Express Checkout,Terminé,EUR,"1 203,50","-1","1202,50",'
        "ann@example.com,,S1,Thé,,,Crédit\n"
        '16/07/2026,12:00:00,Europe/Paris,Ann Lee,Remboursement de paiement,Terminé,EUR,"-3,50",0,"-3,50",'
        "shop@example.org,,R1,,,S1,Débit\n"
        '16/07/2026,12:00:00,Europe/Paris,Ann Lee,Suspension de paiement,Terminé,EUR,"3,50",0,"3,50",,,X1,,,S1,Crédit\n'
    ),
    "Spanish": (
        "Fecha,Hora,Zona horaria,Descripción,Divisa,Bruto ,Comisión ,Neto,Saldo,Id. de transacción,"
        "Correo electrónico del remitente,Nombre,Importe de envío y manipulación,Impuesto de ventas,"
        "Id. de referencia de trans.\n"
        '15/7/2026,12:00:00,Europe/Madrid,Pago con Pago exprés,EUR,"1.203,50","-5,01","1.198,49",,S1,ann@example.com,'
        'Ann Lee,"0,00","-27,86",\n'
        '16/7/2026,12:00:00,Europe/Madrid,Reembolso de pago,EUR,"-3,50",0,"-3,50",,R1,shop@example.org,Ann Lee,,,S1\n'
        '16/7/2026,12:00:00,Europe/Madrid,Retirada iniciada por el usuario,EUR,"-9,00",0,"-9,00",,X1,,,,,\n'
    ),
    "Italian": (
        "Data,Ora,Fuso orario,Nome,Tipo,Stato,Valuta,Lordo ,Tariffa ,Netto,Indirizzo email mittente,"
        "Codice transazione,Titolo oggetto,Codice transazione di riferimento,Impatto sul saldo\n"
        '15/07/2026,12:00:00,Europe/Rome,Ann Lee,Pagamento Express Checkout,Completata,EUR,"1.203,50","-1","1.202,50",'
        "ann@example.com,S1,Tè,,Accredito\n"
        '16/07/2026,12:00:00,Europe/Rome,Ann Lee,Rimborso di pagamento,Completata,EUR,"-3,50",0,"-3,50",'
        "shop@example.org,R1,,S1,Addebito\n"
        "16/07/2026,12:00:00,Europe/Rome,,Blocco saldo per revisione contestazione,Completata,EUR,"
        '"-3,50",0,"-3,50",,X1,,S1,Addebito\n'
    ),
    "Dutch": (
        "Datum,Tijd,Tijdzone,Omschrijving,Valuta,Bruto,Kosten,Net,Saldo,Transactiereferentie,Van e-mailadres,Naam,"
        "Verzendkosten,BTW,Factuurreferentie,Reference Txn ID\n"
        '15-7-2026,12:00:00,Europe/Amsterdam,Express Checkout-betaling,EUR,"1.203,50","-1","1.202,50",,S1,'
        'ann@example.com,Ann Lee,"2,50",,,\n'
        '16-7-2026,12:00:00,Europe/Amsterdam,Terugbetaling,EUR,"-3,50",0,"-3,50",,R1,shop@example.org,Ann Lee,,,,S1\n'
        '16-7-2026,12:00:00,Europe/Amsterdam,Algemene opname,EUR,"-3,50",0,"-3,50",,X1,,,,,,\n'
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages(tmp_path: Path, language: str) -> None:
    parsed = read_text(tmp_path, LANGUAGES[language])
    assert (parsed.format, sums(parsed), parsed.rows_skipped) == ("paypal", [("S1", "paid", 1203_50, 3_50)], 1)
    [order] = parsed.orders
    assert (order.email, order.name, f"{order.placed_at:%d.%m. %H}") == ("ann@example.com", "Ann Lee", "15.07. 10")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("PreApproved Payment Bill User Payment", "sale"),
        ("eBay Auction Payment", "sale"),
        ("Advanced Credit and Debit Card Payment", "sale"),
        ("Zahlung im Einzugsverfahren mit Zahlungsrechnung", "sale"),
        ("Pagamento preautorizzato utenza", "sale"),
        ("Payment Reversal", "refund"),
        ("Chargeback", "refund"),
        ("Mass Pay Payment", "none"),
        ("Donation Payment", "none"),
        ("Hold on Balance for Dispute Investigation", "none"),
        ("Charge From Debit Card", "none"),
        ("Rückbuchung allgemeiner Einbehaltung", "none"),
        ("Einbehaltung für offene Autorisierung", "none"),
        ("Währungsumrechnung durch Nutzer", "none"),
        ("Virement standard", "none"),
        ("Annulation de la suspension pour résolution du litige", "none"),
        ("Transazione generica con carta di debito PayPal", "none"),
    ],
)
def test_kinds_of_movements(written: str, kind: str) -> None:
    assert kind_of(written) == kind


def test_the_short_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_text(
            tmp_path, "Date, Time, Time Zone, Name, Type, Status, Amount, Receipt ID, Balance,\n1,2,3,4,5,6,7,8,9,\n"
        )
    assert "neither transaction codes nor addresses" in refused.value.meaning


def test_real_files(real: Path) -> None:
    for name, says in (("paypal.csv", "none is a payment"), ("paypal_alternate.csv", "neither transaction codes")):
        with pytest.raises(ImportRefused) as refused:
            read_path(real / f"paypal/ledgerautosync_{name}")
        assert says in refused.value.meaning
