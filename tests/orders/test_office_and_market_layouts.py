"""Layouts of programs for offices, of marketplaces of Asia and Eastern Europe, and of plugins, with invented people."""

from __future__ import annotations

import pytest

from shopkeep.errors import AmbiguousFile, ImportRefused
from tests.orders.conftest import WriteCsv
from tests.orders.reading_text import lines, read_path, sums

READ: dict[str, tuple[str, list[tuple[str, str, int, int]], list[list[tuple[str, int, int, int]]]]] = {
    "Odoo's sales with their lines": (
        "Order Reference,Creation Date,Customer/Email,Order Lines/Product,Order Lines/Quantity,Order Lines/Unit Price,"
        "Total,Status\n"
        "S1,2023-01-05 10:00:00,ann@example.com,Tea,2.0,5.0,30.0,Sales Order\n"
        ",,,Pot,1.0,20.0,,\n"
        "S2,2023-01-17 10:00:00,ben@example.com,Tea,1.0,5.0,5.0,Quotation\n",
        [("S1", "paid", 30_00, 0), ("S2", "draft", 5_00, 0)],
        [[("Tea", 2, 5_00, 0), ("Pot", 1, 20_00, 0)], [("Tea", 1, 5_00, 0)]],
    ),
    "ERPNext's invoices with their items": (
        "ID,Contact Email,Date,Grand Total,Status,Item (Items),Quantity (Items),Rate (Items)\n"
        "INV-1,ann@example.com,2023-01-05,30,Paid,Tea,2,5\n,,,,,Pot,1,20\n"
        "INV-2,ben@example.com,2023-01-17,5,Cancelled,Tea,1,5\n",
        [("INV-1", "paid", 30_00, 0), ("INV-2", "cancelled", 5_00, 0)],
        [[("Tea", 2, 5_00, 0), ("Pot", 1, 20_00, 0)], [("Tea", 1, 5_00, 0)]],
    ),
    "products side by side, the order's own title among them": (
        "Order ID,Order Date,Title,Order Status,Order Total,Billing Email Address,SKU #1,Product Name #1,Quantity #1,"
        "Item Cost #1,SKU #2,Product Name #2,Quantity #2,Item Cost #2\n"
        "1,2023-01-05,Order - 5 January,wc-completed,35.00,ann@example.com,T1,Tea,2,5.00,P1,Pot,1,20.00\n"
        "2,2023-01-17,Order - 17 January,wc-refunded,5.00,ben@example.com,T1,Tea,1,5.00,,,,\n",
        [("1", "paid", 35_00, 0), ("2", "refunded", 5_00, 5_00)],
        [[("Tea", 2, 5_00, 0), ("Pot", 1, 20_00, 0)], [("Tea", 1, 5_00, 0)]],
    ),
    "products side by side and no total": (
        "Order ID,Order Date,Email,Item 1 Name,Item 1 Qty,Item 1 Price,Item 2 Name,Item 2 Qty,Item 2 Price\n"
        "1,2023-01-05,ann@example.com,Tea,2,5.00,Pot,1,20.00\n2,2023-01-17,ben@example.com,Tea,1,5.00,,,\n",
        [("1", "paid", 30_00, 0), ("2", "paid", 5_00, 0)],
        [[("Tea", 2, 5_00, 0), ("Pot", 1, 20_00, 0)], [("Tea", 1, 5_00, 0)]],
    ),
    "not paid as it was called off": (
        "code;date;statusName;email;totalPriceWithVat;paid;itemName;itemUnitPriceWithVat\n"
        "1;2023-01-05;Vyřízena;ann@example.com;230,00;1;Čaj;230,00\n"
        "2;2023-01-17;Stornována;ben@example.com;230,00;0;Čaj;230,00\n"
        "3;2023-01-18;Nevyřízena;cy@example.com;230,00;0;Čaj;230,00\n",
        [("1", "paid", 230_00, 0), ("2", "cancelled", 230_00, 0), ("3", "pending", 230_00, 0)],
        [[("Čaj", 1, 230_00, 0)]] * 3,
    ),
    "Shopee in Taiwan": (
        "訂單編號,訂單狀態,買家帳號 (單),訂單成立日期,買家總支付金額 (單),商品名稱 (品),商品活動價格 (品),數量\n"
        "A1,已完成,ann1,2023-01-05 10:00,360,綠茶,100,2\nA1,已完成,ann1,2023-01-05 10:00,360,茶壺,100,1\n"
        "B2,不成立,ben1,2023-01-17 10:00,160,綠茶,100,1\n",
        [("A1", "paid", 360_00, 0), ("B2", "cancelled", 160_00, 0)],
        [[("綠茶", 2, 100_00, 0), ("茶壺", 1, 100_00, 0)], [("綠茶", 1, 100_00, 0)]],
    ),
    "Ozon": (
        "Номер заказа;Принят в обработку;Статус;Сумма отправления;Наименование товара;Артикул;"
        "Ваша стоимость товара;Количество\n"
        "1-1;2023-01-05 10:00:00;Доставлен;2500.00;Чай;T1;1000.00;2\n"
        "1-1;2023-01-05 10:00:00;Доставлен;2500.00;Чашка;C1;500.00;1\n"
        "2-2;2023-01-17 10:00:00;Отменён;1000.00;Чай;T1;1000.00;1\n",
        [("1-1", "paid", 2500_00, 0), ("2-2", "cancelled", 1000_00, 0)],
        [[("Чай", 2, 1000_00, 0), ("Чашка", 1, 500_00, 0)], [("Чай", 1, 1000_00, 0)]],
    ),
    "Naver's smart store": (
        "상품주문번호,주문번호,구매자명,구매자ID,주문상태,결제일,상품명,수량,상품가격,최종 상품별 총 주문금액,"
        "주문일시\n"
        "11,10,김,kim***,구매확정,2023-01-06 10:01:00,녹차,2,10000,20000,2023-01-05 10:00:00\n"
        "12,10,김,kim***,구매확정,2023-01-06 10:01:00,주전자,1,30000,29000,2023-01-05 10:00:00\n"
        "14,13,이,lee***,취소완료,2023-01-17 10:01:00,녹차,1,10000,10000,2023-01-17 10:00:00\n",
        [("10", "paid", 49_000_00, 0), ("13", "cancelled", 10_000_00, 0)],
        [[("녹차", 2, 10_000_00, 0), ("주전자", 1, 30_000_00, 0)], [("녹차", 1, 10_000_00, 0)]],
    ),
    "a market for what is made by hand": (
        "注文ID,購入日,ステータス,作品タイトル,作品単価,数量,取引相手,配送料,合計金額,ご注文金額,氏名\n"
        "1,2023-01-05 10:00:00,発送済み,茶碗,2000,2,ann1,500,4500,4500,山田\n"
        "2,2023-01-17 10:00:00,未払い,急須,3000,1,ben1,500,3500,3500,鈴木\n",
        [("1", "paid", 4500_00, 0), ("2", "pending", 3500_00, 0)],
        [[("茶碗", 2, 2000_00, 0)], [("急須", 1, 3000_00, 0)]],
    ),
    "a page builder of former days": (
        "Order #,Date,Billing Email,Item's Name,SKU,Qty,Item's Price,Shipping,Total,Payment,Fulfillment\n"
        '1,"Jan 5, 2019",ann@example.com,Tea,T1,2,5.00,5.00,15.00,Paid,Fulfilled\n'
        '2,"Jan 17, 2019",ben@example.com,Pot,P1,1,20.00,5.00,25.00,Unpaid,Unfulfilled\n',
        [("1", "paid", 15_00, 0), ("2", "pending", 25_00, 0)],
        [[("Tea", 2, 5_00, 0)], [("Pot", 1, 20_00, 0)]],
    ),
    "completed carts of a framework": (
        "Number,State,Payment State,Completed At,Email,Item Total,Total,Currency\n"
        "R1,complete,paid,2023-01-05 10:00:00 UTC,ann@example.com,30.0,35.0,USD\n"
        "R2,complete,balance_due,2023-01-18 10:00:00 UTC,ben@example.com,5.0,5.0,USD\n",
        [("R1", "paid", 35_00, 0), ("R2", "pending", 5_00, 0)],
        [[], []],
    ),
    "a payment's number that unpaid orders lack": (
        "id,status,currency,total_amount,billing_email,date_created_gmt,transaction_id\n"
        "1,wc-completed,EUR,35.00,ann@example.com,2023-01-05 10:00:00,ch_1\n"
        "2,wc-pending,EUR,4.00,cy@example.com,2023-01-19 10:00:00,\n",
        [("1", "paid", 35_00, 0), ("2", "pending", 4_00, 0)],
        [[], []],
    ),
    "products called Name beside their buyers": (
        "order_number,date,email,payment_status,total,billing_name,sku,name,quantity,price\n"
        "1,2023-01-05,ann@example.com,PAID,30,Ann Lee,T1,Tea,2,5\n"
        "1,2023-01-05,ann@example.com,PAID,30,Ann Lee,P1,Pot,1,20\n",
        [("1", "paid", 30_00, 0)],
        [[("Tea", 2, 5_00, 0), ("Pot", 1, 20_00, 0)]],
    ),
    "a grand total beside what the products cost": (
        "Order ID,Order Date,Buyer,Shipping,Order Total,Base Grand Total,Order Status,Payment Currency\n"
        '1,"Jan 5, 2023",ann1,4.50,20.00,24.50,Completed,EUR\n',
        [("1", "paid", 24_50, 0)],
        [[]],
    ),
    "net revenue that is gross less discounts": (
        "order_id;order_date;client_id;email;gross_revenue;discount_amount;net_revenue;order_status\n"
        "O-1;2025-01-01;C_1;ann@example.com;71.49;0.0;71.49;completed\n"
        "O-2;2025-01-02;C_2;;179.91;26.98;152.93;returned\n",
        [("O-1", "paid", 71_49, 0), ("O-2", "refunded", 152_93, 152_93)],
        [[], []],
    ),
    "a till that counts anew each day": (
        "Order Id,Order #,Opened,Amount,Tax,Tip,Total,Voided,Closed\n"
        "400000000001,1,1/5/23 10:00 AM,10.00,0.80,2.00,12.80,false,1/5/23 10:30 AM\n"
        "400000000003,1,1/17/23 10:00 AM,20.00,0.80,0.00,20.80,true,1/17/23 10:30 AM\n",
        [("400000000001", "paid", 12_80, 0), ("400000000003", "cancelled", 20_80, 0)],
        [[], []],
    ),
    "a till's one day": (
        "Order Id,Order #,Opened,Amount,Tax,Tip,Total,Voided,Closed\n"
        "400000000001,1,1/15/23 10:00 AM,10.00,0.80,2.00,12.80,false,1/15/23 10:30 AM\n",
        [("400000000001", "paid", 12_80, 0)],
        [[]],
    ),
    "tickets, each with its price": (
        "Order #,Order Date,First Name,Email,Quantity,Ticket Type,Attendee #,Currency,Total Paid,Attendee Status\n"
        "11,11/29/24 22:28,Ann,ann@example.com,1,VIP,81,EUR,50.00,Attending\n"
        "11,11/29/24 22:28,Bob,bob@example.com,1,VIP,82,EUR,50.00,Attending\n"
        "12,11/30/24 22:54,Cy,cy@example.com,1,Hall,83,EUR,20.00,Not Attending\n",
        [("11", "paid", 100_00, 0), ("12", "cancelled", 20_00, 0)],
        [[("VIP", 1, 50_00, 0)] * 2, [("Hall", 1, 20_00, 0)]],
    ),
    "Shopee in Indonesia, without a decimal in it": (
        "No. Pesanan,Status Pesanan,Waktu Pesanan Dibuat,Nama Produk,Harga Setelah Diskon,Jumlah,"
        "Ongkos Kirim Dibayar oleh Pembeli,Total Pembayaran,Username (Pembeli)\n"
        "A1,Selesai,2023-01-05 10:00,Teh,15.000,2,9.000,39.000,ann_1\n"
        "B2,Batal,2023-01-17 10:00,Kopi,12.500,1,0,12.500,ben_1\n",
        [("A1", "paid", 39_000_00, 0), ("B2", "cancelled", 12_500_00, 0)],
        [[("Teh", 2, 15_000_00, 0)], [("Kopi", 1, 12_500_00, 0)]],
    ),
    "what backers pledged": (
        "Backer Number,Backer Name,Email,Shipping Amount,Reward Title,Pledge Amount,Pledged At,Pledged Status\n"
        '1,Ann A,ann@example.com,$5.00 USD,Book,$25.00 USD,"2023/01/05, 10:00",collected\n'
        '2,Ben B,ben@example.com,$5.00 USD,Book,$25.00 USD,"2023/01/17, 10:00",errored\n',
        [("1", "paid", 25_00, 0), ("2", "cancelled", 25_00, 0)],
        [[("Book", 1, 0, 0)]] * 2,
    ),
}


@pytest.mark.parametrize("layout", READ)
def test_orders_and_their_products_are_read(write_csv: WriteCsv, layout: str) -> None:
    text, orders, products = READ[layout]
    parsed = read_path(write_csv(*text.splitlines()), currency="EUR")
    assert sums(parsed) == orders
    assert [lines(order) for order in parsed.orders] == products


@pytest.mark.parametrize(
    "column",
    [
        "E-mail klant",
        "Rechnung E-Mail",
        "BillMailAddress",
        "注文者メールアドレス",
        "顧客メール",
        "주문자 이메일",
        "买家支付宝账号",
    ],
)
def test_addresses_are_the_buyers_where_their_column_says_so_in_any_language(write_csv: WriteCsv, column: str) -> None:
    path = write_csv(f"Order number,Date,{column},Total", "1,2024-05-14,ann@example.com,10.00")
    assert [order.email for order in read_path(path, currency="EUR").orders] == ["ann@example.com"]


@pytest.mark.parametrize("column", ["Customer service", "Sold by", "Client manager"])
def test_addresses_of_those_who_serve_buyers_are_asked_about(write_csv: WriteCsv, column: str) -> None:
    path = write_csv(f"Order number,Date,{column},Total", "1,2024-05-14,eve@example.com,10.00")
    with pytest.raises(AmbiguousFile, match="may be the buyers'"):
        read_path(path, currency="EUR")


@pytest.mark.parametrize(
    "header", ["Day,Orders,Gross sales,Net sales", "Month,Orders,Revenue", "Interval,Orders,Sales Items,Sales Total"]
)
def test_sums_by_day_or_month_are_a_report(write_csv: WriteCsv, header: str) -> None:
    path = write_csv(header, "2023-01-05,3,300.00" + ",300.00" * (header.count(",") - 2))
    with pytest.raises(ImportRefused, match="a report of sums by day, week or month"):
        read_path(path, currency="EUR")


def test_shares_of_the_price_are_taken_off_where_prices_alone_tell_what_was_paid(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Date,Customer,Product,Price,Quantity,Discount",
        "1,2025-08-15,CUS-01353,Yoga mat,920.95,1,0.0",
        "2,2024-11-19,CUS-02416,Cookware set,3149.45,1,0.1",
        "3,2025-08-04,CUS-01353,T-shirt,607.0,3,0.4",
        *(f"{number},2025-08-05,CUS-01189,T-shirt,607.0,3,0.15" for number in range(4, 30)),
    )
    parsed = read_path(path, currency="EUR")
    assert [order.total for order in parsed.orders[:4]] == [920_95, 2834_50, 1092_60, 1547_85]
    assert lines(parsed.orders[2]) == [("T-shirt", 3, 607_00, 728_40)]
    assert [order.buyer for order in parsed.orders[:2]] == ["CUS-01353", "CUS-02416"]
    assert any("shares of the price" in warning for warning in parsed.warnings)


def test_three_decimals_in_every_amount_are_asked_about(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Shipping", "1,2025-08-15,ann@example.com,39.000,12.000")
    with pytest.raises(AmbiguousFile, match="decimal point or a decimal comma"):
        read_path(path, currency="EUR")


def test_a_few_pence_off_are_no_shares(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Date,Email,Product,Price,Quantity,Discount",
        "1,2025-08-15,ann@example.com,Tea,9.95,1,0.50",
        "2,2025-08-16,ben@example.com,Tea,9.95,1,0.00",
    )
    assert [order.total for order in read_path(path, currency="EUR").orders] == [9_45, 9_95]


def test_a_net_amount_after_fees_is_no_total(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Date,Email,Gross revenue,Discount,Net revenue", "1,2025-08-15,ann@example.com,20.00,1.00,17.50"
    )
    with pytest.raises(AmbiguousFile, match="order's total"):
        read_path(path, currency="EUR")


def test_two_lines_of_a_description_are_not_two_products(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order number,Date,Email,Product,Description 1,Description 2,Price 1,Price 2,Total",
        "1,2024-05-14,ann@example.com,Tea,Green,Loose,1,2,10.00",
    )
    assert [line.title for line in read_path(path, currency="EUR").orders[0].lines] == ["Tea"]


def test_dinars_that_all_have_thousandths_have_decimals(write_csv: WriteCsv) -> None:
    header = "Order ID,Date,Email,Total,Currency"
    rows = [f"{n},2025-08-1{n},ann{n}@example.com,{price}" for n, price in enumerate(("3.000", "5.900", "13.000"))]
    parsed = read_path(write_csv(header, *(f"{row},JOD" for row in rows)))
    assert [order.total for order in parsed.orders] == [3_000, 5_900, 13_000]
    for currency, more in (("IQD", "4.500"), ("JOD", "250")):
        with pytest.raises(AmbiguousFile, match="decimal point or a decimal comma"):
            read_path(
                write_csv(header, *(f"{row},{currency}" for row in (*rows, f"9,2025-08-19,z@example.com,{more}")))
            )


def test_a_studio_tells_who_it_is_for_besides_who_paid(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Categoría,Elemento,Fecha de pago,Fecha de servicio,Estado del pago,Referencia de venta,correo electrónico del"
        " cliente que paga,correo electrónico del cliente,nombre del cliente,Valor de la venta,Impuesto",
        "Clase,Pilates,2026-06-11,2026-06-18,Completado,3059,ann@example.com,ann@example.com,Ann,11.00,1.91",
        "Paquete,Pack,2026-06-10,2026-06-10,Reembolsado,3053,ann@example.com,ben@example.com,Ben,25.00,4.34",
    )
    parsed = read_path(path, currency="EUR")
    assert sums(parsed) == [("3059", "paid", 11_00, 0), ("3053", "refunded", 25_00, 25_00)]
    assert [order.email for order in parsed.orders] == ["ann@example.com", "ben@example.com"]


def test_the_day_of_the_order_goes_before_the_day_of_its_record(write_csv: WriteCsv) -> None:
    path = write_csv(
        "order_id,created,date_ordered,email,grand_total_amount", "1,2026-02-09,2026-01-05,ann@example.com,19.00"
    )
    (order,) = read_path(path, currency="EUR").orders
    assert (order.total, order.placed_at.date().isoformat()) == (19_00, "2026-01-05")
