"""Tables of no known platform: what is found by name, what by what stands in the cells, and what is asked."""

from __future__ import annotations

import string
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.core.records.orders import ImportOptions, ParsedFile
from shopkeep.errors import AmbiguousFile, ImportRefused
from shopkeep.jobs.import_glance import guessed
from shopkeep.orders.fields import FIELDS
from shopkeep.orders.reading import read_orders
from shopkeep.orders.synonyms import SYNONYMS
from shopkeep.orders.table import column_key
from tests.orders.conftest import WriteCsv


def read(path: Path, **options: Any) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), "UTC", "").parsed
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Nr zamówienia;Data zamówienia;Adres e-mail;Suma;Waluta", "1;2026-01-31;a@example.com;10,50;PLN"),
        ("Număr comandă;Data comenzii;Adresă email;Total;Monedă", "1;2026-01-31;a@example.com;10,50;RON"),
        ("Rendelésszám;Rendelés dátuma;E-mail cím;Végösszeg;Pénznem", "1;2026-01-31;a@example.com;10,50;HUF"),
        ("Číslo objednávky;Datum objednávky;E-mail;Celkem;Měna", "1;31.01.2026;a@example.com;10,50;CZK"),
        ("Ordernummer;Orderdatum;E-postadress;Totalt;Valuta", "1;2026-01-31;a@example.com;10,50;SEK"),
        ("Ordrenummer;Ordredato;E-mailadresse;Total;Valuta", "1;31-01-2026;a@example.com;10,50;DKK"),
        ("Ordrenummer;Ordredato;E-post;Totalsum;Valuta", "1;31.01.2026;a@example.com;10,50;NOK"),
        ("Tilausnumero;Tilauspäivä;Sähköposti;Yhteensä;Valuutta", "1;31.1.2026;a@example.com;10,50 €;"),
        ("Número do pedido;Data do pedido;E-mail;Valor total;Moeda", "1;31/01/2026;a@example.com;10,50;BRL"),
        ("Sipariş No;Sipariş Tarihi;E-posta;Toplam;Para Birimi", "1;31.01.2026;a@example.com;10,50;TRY"),
        ("Номер заказа;Дата заказа;Электронная почта;Сумма заказа;Валюта", "1;31.01.2026;a@example.com;10,50;RUB"),
        ("Номер замовлення;Дата замовлення;Пошта;Сума;Валюта", "1;31.01.2026;a@example.com;10,50;UAH"),
        ("注文番号;注文日時;メールアドレス;合計金額;通貨", "1;2026/01/31 10:00;a@example.com;10.50;USD"),
        ("订单编号;下单时间;邮箱;实付款;币种", "1;2026-01-31 10:00;a@example.com;10.50;CNY"),
        (
            "Nº de pedido;Fecha de creación;Correo electrónico;Importe total;Moneda",
            "1;31/01/2026;a@example.com;10,50;EUR",
        ),
        ("Order number;Created on;E-mail;Price incl. VAT;Currency", "1;31-01-2026 10:10:10;a@example.com;10.50;EUR"),
        ("Order ID;Date Added;Email;Total;Currency", "1;31/01/2026;a@example.com;10.50;USD"),
    ],
)
def test_the_main_columns_are_known_in_many_languages(write_csv: WriteCsv, header: str, row: str) -> None:
    (order,) = read(write_csv(header, row)).orders
    assert (order.number, order.email, order.placed_at.day) == ("1", "a@example.com", 31)
    assert order.total in (10_50, 10)  # the forint is written without its hundredths


def test_every_name_of_a_column_is_written_as_columns_are_compared() -> None:
    wrong = [word for words in SYNONYMS.values() for word in words if column_key(word).casefold() != word.casefold()]
    assert wrong == []
    assert set(SYNONYMS) <= set(FIELDS)


def test_orders_without_addresses_belong_to_the_number_the_shop_gave_the_buyer(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "InvoiceNo,InvoiceDate,CustomerID,StockCode,Quantity,UnitPrice,Currency",
            "1,2026-01-02 08:00,17850.0,T-1,2,5.00,GBP",
            "1,2026-01-02 08:00,17850.0,P-1,1,2.50,GBP",
            "2,2026-01-03 08:00,nan,T-1,1,5.00,GBP",
            "3,2026-01-04 08:00,CG-12520,T-1,1,5.00,GBP",
        )
    )
    assert [order.customer_key for order in parsed.orders] == ["generic:17850", "", "generic:CG-12520"]
    assert [order.total for order in parsed.orders] == [12_50, 5_00, 5_00]
    assert any("cannot" in w or "not be written to" in w for w in parsed.warnings)


def test_orders_of_nobody_in_particular_count_for_the_shop(write_csv: WriteCsv) -> None:
    parsed = read(write_csv("Order ID,Date,Total,Currency", "1,2026-01-02,5.00,EUR"))
    assert (parsed.orders[0].customer_key, parsed.orders[0].total) == ("", 5_00)
    assert any("who bought" in warning for warning in parsed.warnings)


def test_addresses_under_an_unknown_name_are_asked_about_by_name(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Date,Person,Total,Currency",
        "1,2026-01-02,a@example.com,5.00,EUR",
        "2,2026-01-02,b@example.com,5.00,EUR",
    )
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert "'Person'" in asked.value.title
    assert (asked.value.option, asked.value.choices) == ("map", ("Person",))
    assert read(path, mapping={"email": "Person"}).orders[0].email == "a@example.com"
    assert read(path, mapping={"buyer": "Person"}).orders[0].email == ""


def test_the_address_of_the_shop_is_nobodys_question(write_csv: WriteCsv) -> None:
    rows = [f"{n},2026-01-02,shop@example.com,5.00,EUR" for n in range(5)]
    assert len(read(write_csv("Order ID,Date,Handled by,Total,Currency", *rows)).orders) == 5
    assert len(read(write_csv("Order ID,Date,Seller,Total,Currency", rows[0])).orders) == 1


@pytest.mark.parametrize(
    ("header", "rows", "says"),
    [
        ("id,order_id,method,amount", ["1,1,card,1000", "2,1,card,500"], "has no dates"),
        ("id,user_id,order_date,status", ["1,1,2026-01-01,paid"], "has no amounts"),
    ],
)
def test_a_table_in_which_nothing_could_be_what_is_needed_is_refused(
    write_csv: WriteCsv, header: str, rows: list[str], says: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(write_csv(header, *rows))
    assert not isinstance(refused.value, AmbiguousFile)
    assert says in refused.value.title


def test_what_could_be_the_date_under_another_name_is_asked_for(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,When,Email,Total,Currency", "1,2026-01-02,a@example.com,5.00,EUR")
    with pytest.raises(AmbiguousFile) as asked:
        read(path)
    assert asked.value.option == "map"
    assert "--map date=" in asked.value.next_step
    assert read(path, mapping={"date": "When"}).orders[0].placed_at.day == 2


def test_returns_are_kept_as_cancelled_and_not_as_sales(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "InvoiceNo,InvoiceDate,CustomerID,StockCode,Quantity,UnitPrice,Currency",
            "C1,2026-01-02,7,T-1,-3,5.00,GBP",
            "2,2026-01-02,7,T-1,4,5.00,GBP",
            "2,2026-01-02,7,P-1,-1,2.00,GBP",
        )
    )
    back, mixed = parsed.orders
    assert (back.status, back.total, back.counts) == ("cancelled", 15_00, False)
    assert [(x.quantity, x.unit_price) for x in back.lines] == [(3, 5_00)]
    assert (mixed.status, mixed.total) == ("paid", 18_00)
    assert [(x.quantity, x.unit_price) for x in mixed.lines] == [(4, 5_00), (1, -2_00)]
    assert any("returns" in warning for warning in parsed.warnings)


def test_sales_are_the_orders_or_a_products_as_the_rows_tell(write_csv: WriteCsv) -> None:
    header = "Order ID,Date,Email,SKU,Sales,Currency"
    row = "{},2026-01-02,a@example.com,SKU-{},{},EUR"

    def totals(*sales: str, **options: Any) -> list[int]:
        rows = [row.format(1 + n // 2, n, each) for n, each in enumerate(sales)]
        return [order.total for order in read(write_csv(header, *rows), **options).orders]

    assert totals("10.00", "20.00", "2.00", "2.00") == [30_00, 4_00]
    assert totals(*("30.00", "30.00", "5.00", "5.00") * 3) == [30_00, 5_00] * 3
    with pytest.raises(AmbiguousFile) as asked:
        totals("5.00", "5.00")
    assert asked.value.option == "map"
    assert totals("5.00", "5.00", mapping={"total": "Sales"}) == [5_00]
    assert totals("5.00", "5.00", mapping={"line_total": "Sales"}) == [10_00]


def test_a_share_is_no_discount_in_money(write_csv: WriteCsv) -> None:
    header = "Order ID,Date,Email,Total,Discount,Currency"

    def discounts(*written: str) -> set[int]:
        rows = [f"{n},2026-01-02,a@example.com,5.00,{each},EUR" for n, each in enumerate(written)]
        return {order.discount for order in read(write_csv(header, *rows)).orders}

    assert discounts(*("0", "0.2") * 10) == {0}
    assert discounts("20 %", "5 %") == {0}
    assert discounts(*("0", "0.20") * 10, "2.00") == {0, 20, 2_00}
    assert discounts("0.50") == {50}


def test_names_of_amounts_over_words_are_no_amounts(write_csv: WriteCsv) -> None:
    parsed = read(write_csv("Bestellnummer;Datum;E-Mail;Summe;Versand", "1;2026-01-02;a@example.com;5,00 €;DHL Paket"))
    assert (parsed.orders[0].total, parsed.orders[0].shipping) == (5_00, 0)
    share = read(write_csv("Order ID,Date,Total,Currency,Discount (%)", "1,2026-01-02,5.00,EUR,10"))
    assert share.orders[0].discount == 0


def test_a_column_of_addresses_that_holds_none_is_no_reason_to_refuse_orders(write_csv: WriteCsv) -> None:
    parsed = read(write_csv("Order ID,Date,Email,Total,Currency", "1,2026-01-02,n/a,5.00,EUR", "2,2026-01-02,,6,EUR"))
    assert [order.customer_key for order in parsed.orders] == ["", ""]
    assert any("who bought" in warning for warning in parsed.warnings)


def test_a_thousand_of_a_thing_are_a_thousand(write_csv: WriteCsv) -> None:
    header = "Order ID,Date,SKU,Qty,Price,Currency"
    parsed = read(write_csv(header, '1,2026-01-02,T-1,"1,000",0.25,EUR', "2,2026-01-02,T-1,1.5,2.00,EUR"))
    assert [order.total for order in parsed.orders] == [250_00, 3_00]


def test_rows_below_an_order_may_leave_its_number_blank_too(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "Order ID,Date,Email,Total,Currency,Product,Qty,Price",
            "1,2026-01-02,a@example.com,30.00,EUR,Tea,1,10.00",
            ",,,,,Pot,2,10.00",
            "2,2026-01-03,b@example.com,5.00,EUR,Cup,1,5.00",
        )
    )
    assert [(order.total, len(order.lines)) for order in parsed.orders] == [(30_00, 2), (5_00, 1)]


def test_days_may_be_milliseconds_since_1970(write_csv: WriteCsv) -> None:
    order = read(write_csv("Order ID,Order Date,Email,Total,Currency", "1,1481176800000,a@example.com,5,EUR")).orders[0]
    assert f"{order.placed_at:%Y-%m-%d %H:%M}" == "2016-12-08 06:00"


def test_a_row_that_a_spreadsheet_quoted_whole_is_still_a_row(write_csv: WriteCsv) -> None:
    parsed = read(
        write_csv(
            "Order ID,Date,Email,Total,Currency,Product",
            '1,2026-01-02,a@example.com,5.00,EUR,"Tea, green"',
            '"2,2026-01-03,b@example.com,7.00,EUR,""Tea, black"""',
        )
    )
    assert [(order.total, order.lines[0].title) for order in parsed.orders] == [
        (5_00, "Tea, green"),
        (7_00, "Tea, black"),
    ]


@settings(max_examples=60, deadline=None)
@given(
    prices=st.lists(st.tuples(st.decimals("0", "999", places=4), st.integers(1, 9)), min_size=1, max_size=6),
    name=st.text(string.ascii_letters, min_size=1, max_size=8),
)
def test_products_of_any_prices_are_added_up_exactly_and_rounded_once(
    tmp_path_factory: pytest.TempPathFactory, prices: list[tuple[Decimal, int]], name: str
) -> None:
    path = tmp_path_factory.mktemp("worth") / "orders.csv"
    rows = [f"1,2026-01-02,a@example.com,{name},{count},{price:.4f},EUR" for price, count in prices]
    path.write_text("\n".join(["Order ID,Date,Email,Product,Qty,Price,Currency", *rows]) + "\n")
    exact = sum((price * count for price, count in prices), Decimal(0))
    assert read(path).orders[0].total == int((exact * 100).to_integral_value())


@pytest.mark.parametrize(
    ("field", "column", "says"),
    [
        ("email", "Sum", "'Sum' is used for the e-mail address; its values are no addresses."),
        ("date", "Sum", "'Sum' is used for the day of the order; its values are no dates."),
        ("total", "Mail", "'Mail' is used for the order's total; its values are no amounts."),
    ],
)
def test_a_column_that_cannot_be_what_it_was_named_for_is_asked_again(
    write_csv: WriteCsv, field: str, column: str, says: str
) -> None:
    path = write_csv("Order No,When,Mail,Sum", "1,2026-01-02,ann@example.com,12.50", "2,2026-01-03,bo@example.com,9.00")
    named = {"date": "When", "email": "Mail", "total": "Sum"}
    named = {name: at for name, at in named.items() if at != column and name != field}
    with pytest.raises(AmbiguousFile) as asked:
        read(path, mapping={**named, field: column})
    assert (asked.value.title, asked.value.option) == (says, "map")
    assert f"--map {field}=" in asked.value.next_step


@pytest.mark.parametrize(
    "number",
    [
        *("N° de commande", "No. commande", "Réf.", "Référence", "Numéro", "Bestel-nr.", "Bestell-Nr.", "Nº de pedido"),
        *("N.º pedido", "N. ordine", "Numero d'ordine", "Nr. comandă", "Αρ. παραγγελίας", "N° de facture", "Nummer"),
    ],
)
def test_an_order_number_is_known_as_shops_abbreviate_it(write_csv: WriteCsv, number: str) -> None:
    told = (f"{number};Date;E-mail;Total TTC", "A1;13.12.2025;luc@example.net;48,00", "A2;14.12.2025;;24,00")
    parsed = read_orders(write_csv(*told), ImportOptions(), "UTC", "EUR").parsed
    assert [order.number for order in parsed.orders] == ["A1", "A2"]


@pytest.mark.parametrize(
    "told",
    [
        ("Réf.;Date;E-mail;Total TTC", "A1;13.12.2025;luc@example.net;48,00", "A1;14.12.2025;eva@example.net;24,00"),
        ("Date;Réf.;E-mail;Total TTC", "13.12.2025;A1;luc@example.net;48,00", "14.12.2025;A2;eva@example.net;24,00"),
    ],
)
def test_a_reference_that_may_be_a_products_is_no_order_number(write_csv: WriteCsv, told: tuple[str, ...]) -> None:
    parsed = read_orders(write_csv(*told), ImportOptions(), "UTC", "EUR").parsed
    assert len(parsed.orders) == 2
    assert not {"A1", "A2"} & {order.number for order in parsed.orders}


def test_a_status_is_found_while_the_number_is_still_asked_for() -> None:
    assert guessed(("Ticket", "Date", "Statut"), {}) == {"date": "Date", "status": "Statut"}


@pytest.mark.parametrize(("column", "refunded"), [("Refunded amount", 1), ("Erstattungsbetrag", 1), ("Refunded", 2)])
def test_a_one_in_a_column_of_refunds_is_money_where_its_name_says_so(
    write_csv: WriteCsv, column: str, refunded: int
) -> None:
    path = write_csv(f"Order number,Date,Email,Total,Currency,{column}", "1,2026-03-01,a@example.com,2,JPY,1")
    assert read(path).orders[0].refunded == refunded


def test_a_product_called_as_a_column_of_another_list_is_no_header(write_csv: WriteCsv) -> None:
    path = write_csv("Order number,Date,Email,Product,Price,Currency", "1,2026-03-01,a@example.com,Supplier,2.00,EUR")
    assert read(path).orders[0].lines[0].title == "Supplier"
