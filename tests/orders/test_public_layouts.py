"""Layouts of tables that shops publish and keep, under their very headers, with invented people."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.errors import AmbiguousFile, ImportRefused
from tests.orders.conftest import WriteCsv
from tests.orders.reading_text import lines, read_path, read_text, sums
from tests.orders.samples import SAMPLES

READ: dict[str, tuple[str, list[tuple[str, str, int, int]]]] = {
    "glued names, a flag for each order": (
        "OrderID,OrderDate,CustomerID,ProductName,Quantity,UnitPrice,Discount,ShippingCost,TotalAmount,OrderStatus\n"
        "ORD1,2023-01-31,C1,Drone,3,106.59,0.0,0.09,319.86,Delivered\n"
        "ORD2,2023-12-30,C2,Mic,1,251.37,0.05,1.74,259.64,Returned\n",
        [("ORD1", "paid", 319_86, 0), ("ORD2", "refunded", 259_64, 259_64)],
    ),
    "floats of a program": (
        "OrderID,OrderDate,CustomerID,Quantity,UnitPrice,TotalAmount,OrderStatus\n"
        "10004,2024-01-04,2270,5,48258.23,241291.15000000002,Completed\n",
        [("10004", "paid", 241_291_15, 0)],
    ),
    "names of a JavaScript program": (
        "id,date,customerName,phone,products_json,totalPrice,status,createdAt\n"
        'ord-1,2026-02-03T10:29:27.695Z,Ann,1,"[{""name"":""Tea""}]",1190,PACKED,2026-02-06T14:04:53.000Z\n',
        [("ord-1", "paid", 1190_00, 0)],
    ),
    "a page builder's shop, products in rows below": (
        "Order #,Order_Date_and_Time_Stamp,Fulfillment_Status,Payment_Status,Currency,Shipping_Cost,Taxes,"
        "Total,Coupon_Code,Discount,Shipping_Name,product_name,LineItem_SKU,LineItem_Qty,LineItem_Sale_Price\n"
        "R1,17-11-2020 18:38:33 +0530,Cancelled,Paid,INR,₹ 0.00,₹ 0.00,₹ 799.00,,₹ 0.00,Ann,Mic,M,1,₹ 799.00\n"
        "R2,08-11-2020 07:56:42 +0530,Unfulfilled,Unpaid,INR,₹ 0.00,₹ 0.00,₹ 599.00,,₹ 0.00,Ben,Cup,C,1,₹ 199.00\n"
        "R2,08-11-2020 07:56:42 +0530,Unfulfilled,Unpaid,INR,₹ 0.00,₹ 0.00,₹ 599.00,,₹ 0.00,Ben,Mic,M,1,₹ 400.00\n",
        [("R1", "cancelled", 799_00, 0), ("R2", "pending", 599_00, 0)],
    ),
    "units sold, and what they brought": (
        "Region,Item Type,Order Date,Order ID,Ship Date,Units Sold,Unit Price,Unit Cost,Total Revenue,Total Profit\n"
        "Asia,Snacks,10/18/2014,686,10/31/2014,8446,437.20,263.33,3692591.20,1468506.02\n",
        [("686", "paid", 3_692_591_20, 0)],
    ),
    "invoices of a till": (
        "Invoice ID,City,Product line,Unit price,Quantity,Tax 5%,Total,Date,Time,Payment\n"
        "750-67,Yangon,Health,74.69,7,26.1415,548.9715,1/5/2019,13:08,Cash\n"
        "226-31,Bago,Sports,15.28,5,3.82,80.22,3/28/2019,10:29,Cash\n",
        [("750-67", "paid", 548_97, 0), ("226-31", "paid", 80_22, 0)],
    ),
    "increment ids, the order's total in every row": (
        "item_id,status,created_at,sku,price,qty_ordered,grand_total,increment_id,discount_amount,Customer ID\n"
        "1,complete,7/21/2016,K,1950,1,1950,100147443,0,1\n"
        "2,canceled,7/1/2016,L,240,1,240,100147444,0,2\n"
        "3,order_refunded,7/1/2016,U,2450,1,3000,100147445,0,3\n"
        "4,order_refunded,7/1/2016,V,550,1,3000,100147445,0,3\n",
        [
            ("100147443", "paid", 1950_00, 0),
            ("100147444", "cancelled", 240_00, 0),
            ("100147445", "refunded", 3000_00, 3000_00),
        ],
    ),
    "units in brackets": (
        "Order Id,order date (DateOrders),Customer Id,Order State,Order Item Quantity,Product Price,Order Item Total,"
        "Order Status,Product Name\n"
        "77202,1/31/2018 22:56,20755,Java,1,327.75,314.6400146,COMPLETE,Watch\n"
        "75939,1/13/2018 12:27,19492,Goa,1,327.75,311.3599854,PENDING,Watch\n",
        [("77202", "paid", 314_64, 0), ("75939", "pending", 311_36, 0)],
    ),
    "products with totals of their own": (
        "order_id,order_date,customer_email,product,quantity,unit_price,total\n"
        "1,2026-01-05,ann@example.com,Tea,2,5.00,10.00\n"
        "1,2026-01-05,ann@example.com,Pot,1,20.00,20.00\n"
        "2,2026-02-05,ben@example.com,Tea,1,5.00,5.00\n",
        [("1", "paid", 30_00, 0), ("2", "paid", 5_00, 0)],
    ),
    "a trading-card marketplace, its own `Number` beside `Order #`": (
        "Order #,Order Date,Status,Buyer Name,Number,Product Name,Qty,Product Amt,Shipping Amt,Total Amt\n"
        '6-A,"Friday, 03 July 2026",Completed - Paid,Ann,125/197,Card A,1,10.68,0.78,11.46\n'
        '6-A,"Friday, 03 July 2026",Completed - Paid,Ann,026/197,Card B,2,10.68,0.78,11.46\n'
        '6-B,"Saturday, 04 July 2026",Canceled,Ben,026/197,Card B,2,5.00,0.78,5.78\n',
        [("6-A", "paid", 11_46, 0), ("6-B", "cancelled", 5_78, 0)],
    ),
    "a Korean mall": (
        "주문번호,주문일시,주문상태,주문자,이메일,상품명,수량,단가,상품금액,할인,배송비,최종금액\n"
        "SM1,2026-09-29 03:00:00,배송완료,홍,a@example.com,트렌치,2,89000,178000,0,0,178000\n"
        "SM2,2026-09-30 03:00:00,취소,김,b@example.com,트렌치,1,89000,89000,0,0,89000\n",
        [("SM1", "paid", 178_000_00, 0), ("SM2", "cancelled", 89_000_00, 0)],
    ),
    "an Arabic shop": (
        "رقم الطلب,التاريخ,اسم العميل,الإجمالي,الحالة\n"
        "1001,2026-05-01T10:00:00.000Z,A,150.5,completed\n1002,2026-05-02T10:00:00.000Z,B,99,ملغي\n",
        [("1001", "paid", 150_50, 0), ("1002", "cancelled", 99_00, 0)],
    ),
    "Shopify without its total": (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price\n"
        "#A1,ann@example.com,paid,,unfulfilled,EUR,60.00,2026-03-12 09:14:02 +0000,1,Tote,20.00\n"
        "#A1,ann@example.com,,,,,,2026-03-12 09:14:02 +0000,2,Card,20.00\n",
        [("#A1", "paid", 60_00, 0)],
    ),
    "WooCommerce with columns for each product": (
        "order_id,order_number,order_date,status,order_total,order_subtotal,shipping_total,order_currency,"
        "billing_first_name,billing_last_name,Product Item 1 Name,Product Item 1 SKU,Product Item 1 Quantity,"
        "Product Item 1 Total,Product Item 1 Subtotal\n"
        "9002,9002,2025-03-02 09:00:00,completed,37.50,32.50,5.00,INR,G,Lee,Eggs,E-1,5,30.00,32.50\n",
        [("9002", "paid", 37_50, 0)],
    ),
    "Nuvemshop, a payment refused": (
        "Número do Pedido;E-mail;Data;Status do Pedido;Status do Pagamento;Subtotal;Desconto;Valor do Frete;Total;"
        "Nome do comprador;Nome do Produto;Valor do Produto;Quantidade Comprada;SKU\n"
        "1001;a@example.com;10/01/2026 09:30:00;Aberto;Confirmado;179.80;0.00;15.00;194.80;Ana;Kit;99.90;1;K-1\n"
        "1001;a@example.com;;;;;;;;;Fator;79.90;1;F-1\n"
        "1002;b@example.com;20/02/2026 18:00:00;Aberto;Recusado;79.90;0.00;0.00;79.90;Bia;Fator;79.90;1;F-1\n",
        [("1001", "paid", 194_80, 0), ("1002", "cancelled", 79_90, 0)],
    ),
    "German PayPal in German time": (
        "Datum;Uhrzeit;Zeitzone;Name;Typ;Status;Währung;Brutto;Gebühr;Netto;Absender E-Mail-Adresse;Transaktionscode\n"
        "10.07.2026;09:00:00;MESZ;Tim;Handyzahlung;Abgeschlossen;EUR;3,50;0,00;3,50;tim@example.com;TX1\n",
        [("TX1", "paid", 3_50, 0)],
    ),
    "Shopee, the buyer by user name": (
        "Order ID,Order Status,Order Creation Date,Product Name,SKU Reference No.,Deal Price,Quantity,Product Subtotal,"
        "Buyer Paid Shipping Fee,Grand Total,Username (Buyer)\n"
        "24A,Completed,2024-05-01 09:15,Serum,S1,450.00,1,450.00,58.00,1340.00,rhea\n"
        "24A,Completed,2024-05-01 09:15,Bag,B1,890.00,1,890.00,58.00,1340.00,rhea\n"
        "24B,Cancelled,2024-05-21 09:15,Bag,B1,890.00,1,890.00,58.00,890.00,anna\n",
        [("24A", "paid", 1340_00, 0), ("24B", "cancelled", 890_00, 0)],
    ),
    "Meesho, parcels that came back": (
        "Reason for Credit Entry,Sub Order No,Order Date,Product Name,SKU,Quantity,"
        "Supplier Discounted Price (Incl GST and Commision)\n"
        "DELIVERED,111_1,2026-09-01,Juice,J,1,461\nRTO_COMPLETE,222_1,2026-09-02,Juice,J,1,461\n",
        [("111_1", "paid", 461_00, 0), ("222_1", "cancelled", 461_00, 0)],
    ),
    "tickets": (
        "Order ID,Order date,Buyer first name,Buyer last name,Buyer email,Ticket quantity,Net sales,Event name\n"
        "145,2026-03-30 16:01:14,Ann,Lee,ann@example.com,4,32,Party\n",
        [("145", "paid", 32_00, 0)],
    ),
    "an own French list, its running numbers before the orders'": (
        "ID;N° Commande;Nom Client;Email Client;Date;Total (€);Statut\n"
        "1;C-1;Ann;ann@example.com;13/11/2025 10:00;45,90;Livrée\n"
        "2;C-2;Ben;ben@example.com;14/11/2025 10:00;1 045,90;Annulée\n",
        [("C-1", "paid", 45_90, 0), ("C-2", "cancelled", 1045_90, 0)],
    ),
    "files put one after another, each with its header": (
        "Order ID,Product,Quantity Ordered,Price Each,Order Date\n1,A,2,2.00,04/19/19 08:46\n"
        "Order ID,Product,Quantity Ordered,Price Each,Order Date\n2,B,1,3.00,05/29/19 08:46\n",
        [("1", "paid", 4_00, 0), ("2", "paid", 3_00, 0)],
    ),
    "Spanish days with hours behind": (
        "# de venta,Fecha de venta,Estado,Unidades,Total (EUR),SKU,Comprador\n"
        "2000001,5 de enero de 2025 13:45 hs.,Entregado,1,13000.00,SK1,Ana\n"
        "2000002,16 de enero de 2025 13:45 hs.,Cancelada por el comprador,1,12000.00,SK1,Luis\n",
        [("2000001", "paid", 13_000_00, 0), ("2000002", "cancelled", 12_000_00, 0)],
    ),
    "a state that is the order's": (
        "Order ID,Date,Email,Total,State\n1,2026-01-05,a@example.com,5,complete\n"
        "2,2026-01-06,b@example.com,6,canceled\n",
        [("1", "paid", 5_00, 0), ("2", "cancelled", 6_00, 0)],
    ),
    "a state that is a place": (
        "Order ID,Date,Email,Total,State\n1,2026-01-05,a@example.com,5,Texas\n2,2026-01-06,b@example.com,6,Ohio\n",
        [("1", "paid", 5_00, 0), ("2", "paid", 6_00, 0)],
    ),
    "a coffee house, products alone": (
        "transaction_id,transaction_date,transaction_time,transaction_qty,unit_price,product_detail\n"
        "1,1/1/2023,7:06:11,2,3.0,Ethiopia\n2,1/31/2023,7:08:56,2,3.1,Chai\n",
        [("1", "paid", 6_00, 0), ("2", "paid", 6_20, 0)],
    ),
    "a moment under `time`": (
        "receipt_no,time,payment,total\n7,16:51:06 16-04-2026,Cash,12.50\n8,13:47:05 22-04-2026,Card,50\n",
        [("7", "paid", 12_50, 0), ("8", "paid", 50_00, 0)],
    ),
    "rupiahs of a bookkeeping program": (
        "transaction_no,transaction_date,customer,balance_due,total,status\n"
        "13314,14/06/2025,Ann,Rp.  0,Rp.  31.500.000,prepared\n"
        "13375,15/06/2025,Ben,Rp.  1.116.500,Rp.  1.116.500,prepared\n",
        [("13314", "paid", 31_500_000_00, 0), ("13375", "paid", 1_116_500_00, 0)],
    ),
    "a till's orders, open and paid back (Clover)": (
        "Order Date,Order ID,Order Number,Currency,Tax Amount,Tip,Discount,Order Total,Payments Total,Refunds Total,"
        "Tender,Order Payment State\n"
        "02-Jan-2024 10:15 AM EST,A1,1001,USD,1.00,2.00,0.00,13.00,13.00,0.00,Cash,Paid\n"
        "03-Jan-2024 10:15 PM EST,A2,1002,USD,1.00,2.00,0.00,23.00,0.00,0.00,,Open\n"
        "04-Jan-2024 10:15 PM EST,A3,1003,USD,1.00,2.00,0.00,24.00,24.00,24.00,Cash,Refunded\n",
        [("1001", "paid", 13_00, 0), ("1002", "pending", 23_00, 0), ("1003", "refunded", 24_00, 24_00)],
    ),
    "a restaurant's orders, some voided (Toast)": (
        "Location,Order Id,Order #,Checks,Opened,Server,Discount Amount,Amount,Tax,Tip,Total,Voided,Paid\n"
        "Main,4001,1,1,1/25/24 11:02 AM,Kim,0.00,10.00,1.00,2.00,13.00,false,1/25/24 11:03 AM\n"
        "Main,4002,2,1,1/26/24 11:12 AM,Kim,0.00,9.00,1.00,0.00,10.00,true,\n",
        [("1", "paid", 13_00, 0), ("2", "cancelled", 10_00, 0)],
    ),
    "sales and refunds as rows of one number, the newest first": (
        "Order ID,Date,Email,Type,Amount\n1,2026-01-09,a@example.com,Refund,-20\n"
        "3,2026-01-08,c@example.com,Refund,5\n3,2026-01-07,c@example.com,Sale,30\n1,2026-01-02,a@example.com,Sale,20\n",
        [("1", "refunded", 20_00, 20_00), ("3", "paid", 30_00, 5_00)],
    ),
    "products sold and given back, each with the order's total": (
        "Order ID,Date,Email,Transaction Type,Item,Quantity,Price,Total\n"
        "1,2026-01-02,a@example.com,Sale,Tea,1,20,50\n1,2026-01-02,a@example.com,Sale,Pot,1,30,50\n"
        "2,2026-01-03,b@example.com,Sale,Tea,1,20,20\n1,2026-01-05,a@example.com,Refund,Tea,1,20,20\n",
        [("1", "paid", 50_00, 20_00), ("2", "paid", 20_00, 0)],
    ),
    "pieces that came back (Shopee)": (
        "Order ID,Order Status,Return / Refund Status,Order Creation Date,Order Paid Time,Product Name,Variation Name,"
        "Original Price,Deal Price,Quantity,Returned quantity,Buyer Paid Shipping Fee,Total Amount,Username (Buyer)\n"
        "24A,Completed,,2024-05-25 09:15,2024-05-25 09:16,Serum,,450.00,400.00,3,1,58.00,1258.00,rhea\n"
        "24B,Completed,Request Approved,2024-05-26 09:15,,Serum,,450.00,400.00,2,2,58.00,858.00,rhea\n"
        "24C,Cancelled,,2024-05-27 09:15,,Serum,,450.00,400.00,2,0,58.00,858.00,rhea\n",
        [("24A", "paid", 1258_00, 400_00), ("24B", "refunded", 858_00, 858_00), ("24C", "cancelled", 858_00, 0)],
    ),
    "Shopee in Brazil": (
        "ID do pedido;Status do pedido;Data de criação do pedido;Hora do pagamento do pedido;Nome do Produto;"
        "Nome da variação;Preço original;Preço acordado;Quantidade;Subtotal do produto;Valor Total;"
        "Nome de usuário (comprador)\n"
        "24A;Concluído;2024-11-25 10:22;2024-11-25 10:23;Chá;Verde;50.00;45.00;2;90.00;100.00;ann\n"
        "24B;Cancelado;2024-11-26 10:22;;Chá;Verde;50.00;45.00;2;90.00;100.00;ben\n",
        [("24A", "paid", 100_00, 0), ("24B", "cancelled", 100_00, 0)],
    ),
    "OXID's table, cancelled by a flag": (
        "OXID;OXORDERNR;OXORDERDATE;OXBILLEMAIL;OXBILLFNAME;OXBILLLNAME;OXTOTALORDERSUM;OXCURRENCY;OXSTORNO;OXPAID\n"
        "a1;1;2024-05-25 10:11:12;ann@example.com;Ann;Lee;123.5;EUR;0;2024-05-25 10:12:00\n"
        "a2;2;2024-05-26 10:11:12;ben@example.com;Ben;Roe;23.5;EUR;1;0000-00-00 00:00:00\n",
        [("1", "paid", 123_50, 0), ("2", "cancelled", 23_50, 0)],
    ),
    "osCommerce and Gambio": (
        "orders_id;customers_name;customers_email_address;date_purchased;orders_status;currency;order_total\n"
        "400210;Ann Lee;ann@example.com;2024-05-25 10:11:12;Versendet;EUR;123.5000\n"
        "400211;Ben Roe;ben@example.com;2024-05-26 10:11:12;Storniert;EUR;23.5000\n",
        [("400210", "paid", 123_50, 0), ("400211", "cancelled", 23_50, 0)],
    ),
    "JTL": (
        "Auftragsnummer;Externe Auftragsnummer;Auftragsdatum;Rechnungsadresse Vorname;Rechnungsadresse Nachname;"
        "Rechnungsadresse E-Mail;Bruttobetrag;Währung;Auftragsstatus;Versanddatum\n"
        "AU1;4711;25.05.2024;Ann;Lee;ann@example.com;1.023,50;EUR;abgeschlossen;26.05.2024\n"
        "AU2;4712;26.05.2024;Ben;Roe;ben@example.com;23,50;EUR;storniert;\n",
        [("AU1", "paid", 1023_50, 0), ("AU2", "cancelled", 23_50, 0)],
    ),
    "Shopware 6, fields of several tables": (
        "id;order_number;order_date_time;amount_total;currency;order_customer.email;order_customer.first_name;"
        "state_machine_state.technical_name\n"
        "0a;10001;2024-08-30 10:15:54.120;998.56;EUR;ann@example.com;Ann;completed\n"
        "0b;10002;2024-08-31 10:15:54.120;99.00;EUR;ben@example.com;Ben;cancelled\n",
        [("10001", "paid", 998_56, 0), ("10002", "cancelled", 99_00, 0)],
    ),
    "Shopify filled up, the order's values on every row": (
        "Name,Email,Financial Status,Currency,Subtotal,Total,Discount Amount,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price\n"
        "#1,a@example.com,paid,USD,50.00,59.40,0.00,2024-05-01,2,Tee,25.00\n"
        "#2,b@example.com,paid,USD,70.00,69.30,7.00,2024-05-02,1,Mug,15.00\n"
        "#2,b@example.com,paid,USD,70.00,69.30,7.00,2024-05-02,1,Hoodie,55.00\n",
        [("#1", "paid", 59_40, 0), ("#2", "paid", 69_30, 0)],
    ),
    "Shopify with days of payment alone": (
        "Name,Financial Status,Paid at,Total,Lineitem quantity,Lineitem name,Lineitem SKU,Lineitem price\n"
        "#2001,paid,2026-08-15,129.97,2,Widget,W-1,49.99\n#2001,paid,2026-08-15,129.97,1,Gadget,G-1,29.99\n",
        [("#2001", "paid", 129_97, 0)],
    ),
    "Shopify without totals and addresses": (
        "Name,Created at,Currency,Fulfillment Status,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"
        "#1001,2026-10-03,EUR,unfulfilled,2,Chargeur,39.90,C-1\n#1001,,,,1,Cable,12.50,H-1\n"
        "#1002,2026-10-13,EUR,fulfilled,1,Chargeur,39.90,C-1\n",
        [("#1001", "paid", 92_30, 0), ("#1002", "paid", 39_90, 0)],
    ),
    "Magento in Spanish": (
        "ID,Punto de compra,Fecha de compra,Nombre de facturación,Total general (base),Estado,"
        "Correo electrónico del cliente\n"
        '000000012,Main,25/05/2024 16:05:06,Ann Lee,"115,00 €",Completo,ann@example.com\n'
        '000000013,Main,26/05/2024 16:05:06,Ben Roe,"1 115,50 €",Cancelado,ben@example.com\n',
        [("000000012", "paid", 115_00, 0), ("000000013", "cancelled", 1115_50, 0)],
    ),
    "days of sales and of returns (Shopify's sales report)": (
        "Day,Order name,Customer email,Gross sales,Discounts,Returns,Net sales,Taxes,Total sales\n"
        "2024-05-25,#1001,ann@example.com,30.00,-3.00,0.00,27.00,5.00,36.90\n"
        "2024-05-26,#1001,ann@example.com,0.00,0.00,-10.00,-10.00,0.00,-10.00\n"
        "2024-05-26,#1002,ben@example.com,10.00,0.00,0.00,10.00,0.00,10.00\n",
        [("#1001", "paid", 36_90, 10_00), ("#1002", "paid", 10_00, 0)],
    ),
    "Odoo, a quotation is no order": (
        "Order Reference,Creation Date,Order Date,Customer,Customer/Email,Total,Status,Invoice Status\n"
        "S1,2024-05-25 10:11:12,2024-05-25 10:11:12,Ann,ann@example.com,35.0,Sales Order,Fully Invoiced\n"
        "S2,2024-05-26 10:11:12,2024-05-26 10:11:12,Ben,ben@example.com,35.0,Quotation,Nothing to Invoice\n",
        [("S1", "paid", 35_00, 0), ("S2", "draft", 35_00, 0)],
    ),
    "a Japanese mall": (
        "注文番号,注文日時,ステータス,注文者氏名,メールアドレス,商品名,個数,単価,送料,合計金額\n"
        "r-1,2024/05/25 10:11:12,発送済,山田太郎,a@example.com,お茶,2,1000,500,2500\n"
        "r-2,2024/05/26 10:11:12,キャンセル,佐藤,b@example.com,お茶,1,1000,500,1500\n",
        [("r-1", "paid", 2500_00, 0), ("r-2", "cancelled", 1500_00, 0)],
    ),
    "a list of invoices, net and gross (sevdesk)": (
        "Rechnungsnummer;Rechnungsdatum;Kunde;E-Mail;Netto;MwSt;Brutto;Status;Bezahlt am\n"
        "RE-1;25.05.2024;Ann Lee;ann@example.com;100,00;19,00;119,00;Bezahlt;26.05.2024\n"
        "RE-2;26.05.2024;Ben Roe;ben@example.com;10,00;1,90;11,90;Storniert;\n",
        [("RE-1", "paid", 119_00, 0), ("RE-2", "cancelled", 11_90, 0)],
    ),
    "names written together (Volusion)": (
        "orderid,customerid,billingfirstname,billinglastname,billingemailaddress,orderdate,orderstatus,paymentamount\n"
        "1001,5,Ann,Lee,ann@example.com,5/25/2024 10:11:00 AM,Shipped,35.0000\n"
        "1002,6,Ben,Roe,ben@example.com,5/26/2024 10:11:00 AM,Cancelled,35.0000\n",
        [("1001", "paid", 35_00, 0), ("1002", "cancelled", 35_00, 0)],
    ),
    "Faire, one product cancelled": (
        "Order Date,Order Number,Retailer Name,Zip Code,Product Name,SKU,Status,Quantity,Wholesale Price\n"
        "2024-05-25,A1,Fern Gifts,73301,Mug,M1,DELIVERED,6,€10.00\n"
        "2024-05-25,A1,Fern Gifts,73301,Tee,T1,CANCELED,2,€10.00\n"
        "2024-05-26,A2,Fern Gifts,73301,Tee,T1,CANCELED,2,€10.00\n",
        [("A1", "paid", 60_00, 0), ("A2", "cancelled", 20_00, 0)],
    ),
    "Stripe's invoices: open is not paid": (
        "id,Customer,Customer Email,Number,Date (UTC),Due Date (UTC),Status,Currency,Total,Amount Due,Amount Paid\n"
        "in_1,cus_1,ann@example.com,INV-1,2024-05-25 10:11,,paid,eur,12.50,12.50,12.50\n"
        "in_2,cus_2,ben@example.com,INV-2,2024-05-26 10:11,,open,eur,22.50,22.50,0.00\n"
        "in_3,cus_2,ben@example.com,INV-3,2024-05-27 10:11,,void,eur,2.50,2.50,0.00\n",
        [("INV-1", "paid", 12_50, 0), ("INV-2", "pending", 22_50, 0), ("INV-3", "cancelled", 2_50, 0)],
    ),
    "a seller of downloads, test purchases among them (Lemon Squeezy)": (
        "Store,Identifier,Order number,Name,Email,Product,Variant,Currency,Subtotal,Discount,Tax,Total,Status,"
        "Created at,Test mode\n"
        "S,a-1,101,Ann,ann@example.com,Kit,Pro,USD,$29.00,$0.00,$0.00,$29.00,paid,2024-05-25T10:11:12.000000Z,No\n"
        "S,a-2,102,Ann,ann@example.com,Kit,Pro,USD,$29.00,$0.00,$0.00,$29.00,paid,2024-05-26T10:11:12.000000Z,Yes\n",
        [("101", "paid", 29_00, 0), ("102", "test", 29_00, 0)],
    ),
    "Salla, words of the shop's language": (
        "رقم الطلب,اسم العميل,البريد الإلكتروني,المدينة,حالة الطلب,تاريخ الطلب,إجمالي الطلب\n"
        "1001,A,a@example.com,Riyadh,تم التنفيذ,2024-05-25 10:11:12,150.50\n"
        "1003,C,c@example.com,Riyadh,مسترجع,2024-05-26 10:11:12,99.00\n"
        "1004,D,d@example.com,Riyadh,بإنتظار الدفع,2024-05-26 10:11:12,98.00\n",
        [("1001", "paid", 150_50, 0), ("1003", "refunded", 99_00, 99_00), ("1004", "pending", 98_00, 0)],
    ),
    "OpenCart's list, a cart that was left": (
        "Order ID,Customer,Status,Total,Date Added,Date Modified\n12,Ann Lee,Complete,€123.00,25/05/2024,26/05/2024\n"
        "13,Ben Roe,Missing Orders,€23.00,26/05/2024,26/05/2024\n"
        "14,Ben Roe,Canceled Reversal,€9.00,27/05/2024,27/05/2024\n",
        [("12", "paid", 123_00, 0), ("13", "cancelled", 23_00, 0), ("14", "paid", 9_00, 0)],
    ),
    "products that have a state each, without an order total": (
        "Bestellnummer;Bestelldatum;Artikelbezeichnung;Menge;Einzelpreis;Gesamtpreis;Status;E-Mail\n"
        "B1;14.05.2024;Tee;2;10,00;20,00;Versendet;a@example.com\n"
        "B1;14.05.2024;Kanne;1;20,00;20,00;Retourniert;a@example.com\n"
        "B1;14.05.2024;Tasse;1;5,00;5,00;Storniert;a@example.com\n"
        "B2;25.05.2024;Kanne;1;20,00;20,00;Storniert;b@example.com\n",
        [("B1", "paid", 40_00, 20_00), ("B2", "cancelled", 20_00, 0)],
    ),
    "products that have a state each, beside the order's total": (
        "Order ID,Order Date,Email,Item,Qty,Price,Order Total,Status\n"
        "1,2024-05-14,a@example.com,Tea,1,20.00,50.00,Cancelled\n1,2024-05-14,a@example.com,Pot,1,30.00,50.00,Shipped\n",
        [("1", "paid", 50_00, 0)],
    ),
    "BASE, cancelled in the state of sending": (
        "注文ID,注文日時,氏(請求先),名(請求先),メールアドレス(請求先),商品名,価格,数量,合計金額,送料,発送状況\n"
        "A1,2024-05-14 10:15:00,山田,花子,a@example.com,お茶,1000,2,2500,500,発送済み\n"
        "A2,2024-05-25 10:15:00,佐藤,一郎,b@example.com,急須,3000,1,3500,500,キャンセル\n",
        [("A1", "paid", 2500_00, 0), ("A2", "cancelled", 3500_00, 0)],
    ),
    "BOOTH": (
        "注文番号,ユーザー識別コード,お支払方法,注文状況,注文日時,支払い日時,発送日時,合計金額,郵便番号,都道府県,氏名\n"
        "100001,u123,カード,発送済み,2024-05-14 10:15:00,2024-05-14 10:16:00,,1500,100-0001,東京都,山田\n"
        "100002,u124,コンビニ,キャンセル,2024-05-25 10:15:00,,,900,100-0001,東京都,佐藤\n",
        [("100001", "paid", 1500_00, 0), ("100002", "cancelled", 900_00, 0)],
    ),
    "Shopee in Thailand": (
        "หมายเลขคำสั่งซื้อ,สถานะการสั่งซื้อ,วันที่ทำการสั่งซื้อ,ชื่อสินค้า,ราคาขาย,จำนวน,จำนวนเงินทั้งหมด,ชื่อผู้ใช้ (ผู้ซื้อ)\n"
        "24A,สำเร็จแล้ว,2024-05-14 10:15,ชา,90.00,2,220.00,ann\n24B,ยกเลิกแล้ว,2024-05-15 10:15,ชา,90.00,1,130.00,ben\n",
        [("24A", "paid", 220_00, 0), ("24B", "cancelled", 130_00, 0)],
    ),
    "BrickLink, the grand total beside the products'": (
        "Order ID,Order Date,Buyer,Order Status,Items,Order Total,Shipping,Coupon,Grand Total,Payment Currency\n"
        "5001,2024-05-14,ann,Completed,10,20.00,5.00,0.00,25.00,EUR\n",
        [("5001", "paid", 25_00, 0)],
    ),
    "Clover's payments, one failed": (
        "Payment Date,Payment ID,Transaction #,Tender,Result,Order ID,Order Number,Order Date,Currency,Amount\n"
        "02-Jan-2024 10:15 AM EST,P1,1,Visa,SUCCESS,A1,1001,02-Jan-2024 10:14 AM EST,USD,12.00\n"
        "13-Jan-2024 10:15 PM EST,P2,2,Visa,FAIL,A2,1002,13-Jan-2024 10:14 PM EST,USD,22.00\n",
        [("1001", "paid", 12_00, 0), ("1002", "cancelled", 22_00, 0)],
    ),
    "Discogs, why it was cancelled in brackets": (
        "buyer,order_num,order_date,status,total,shipping,currency\n"
        "ann,123-1,2024-05-14 10:15:00,Shipped,25.00,5.00,EUR\n"
        "ben,123-2,2024-05-15 10:15:00,Cancelled (Per Buyer's Request),15.00,5.00,EUR\n",
        [("123-1", "paid", 25_00, 0), ("123-2", "cancelled", 15_00, 0)],
    ),
    "Cardmarket, days of payment alone": (
        "OrderID;Username;Name;City;Country;Date of Payment;Article Count;Merchandise Value;Shipment Costs;Total Value;"
        "Currency\n1001;ann;Ann Lee;01067 Dresden;Germany;2024-05-14 10:15:00;2;40,00;5,00;45,00;EUR\n",
        [("1001", "paid", 45_00, 0)],
    ),
    "what is still to be paid, without a state": (
        "Order,Date,Email,Total,Amount paid,Amount due\n"
        "1,2024-05-14,a@example.com,10.00,10.00,0.00\n2,2024-05-15,b@example.com,10.00,0.00,10.00\n",
        [("1", "paid", 10_00, 0), ("2", "pending", 10_00, 0)],
    ),
    "why some were called off": (
        "Order ID,Date,Email,Total,Cancellation Reason\n"
        "1,2024-05-14,a@example.com,10.00,Changed mind\n2,2024-05-15,b@example.com,10.00,\n",
        [("1", "cancelled", 10_00, 0), ("2", "paid", 10_00, 0)],
    ),
    "when some were called off": (
        "Order ID,Date,Email,Total,Cancelled Date\n"
        "1,2024-05-14,a@example.com,10.00,2024-05-15\n2,2024-05-15,b@example.com,10.00,\n",
        [("1", "cancelled", 10_00, 0), ("2", "paid", 10_00, 0)],
    ),
    "a state of returns besides the order's": (
        "Order ID,Date,Email,Total,Status,Return Status\n1,2024-05-14,a@example.com,10.00,Delivered,Returned\n"
        "2,2024-05-15,b@example.com,10.00,Delivered,\n3,2024-05-15,b@example.com,10.00,Delivered,Requested\n",
        [("1", "refunded", 10_00, 10_00), ("2", "paid", 10_00, 0), ("3", "paid", 10_00, 0)],
    ),
    "states under a name of its own": (
        "Order ID,Date,Email,Total,Fulfilment\n"
        "1,2024-05-14,a@example.com,10.00,Cancelled\n2,2024-05-15,b@example.com,10.00,Shipped\n",
        [("1", "cancelled", 10_00, 0), ("2", "paid", 10_00, 0)],
    ),
    "a till's raw list, products under `Name`": (
        "Date,Time,Receipt number,Name,Variant,SKU,Quantity,Price (GBP),Discount (GBP),VAT (GBP),Final price (GBP)\n"
        "14/05/2024,10:15,1001,Tea,Green,T-1,2,10.00,0.00,3.33,20.00\n"
        "14/05/2024,10:15,1001,Pot,,P-1,1,25.00,0.00,4.17,25.00\n",
        [("1001", "paid", 45_00, 0)],
    ),
}


@pytest.mark.parametrize("layout", READ)
def test_tables_of_shops_programs_are_read(write_csv: WriteCsv, layout: str) -> None:
    text, orders = READ[layout]
    assert sums(read_path(write_csv(*text.splitlines()), currency="EUR")) == orders


@pytest.mark.parametrize(("mapping", "total"), [("line_total", 40_00), ("total", 20_00)])
def test_totals_that_may_be_the_products_or_the_orders_are_asked_about(
    write_csv: WriteCsv, mapping: str, total: int
) -> None:
    path = write_csv(
        "Order number,Date,Email,Item,Quantity,Price,Total",
        "1001,2024-05-14,a@example.com,Tea,2,10.00,20.00",
        "1001,2024-05-14,a@example.com,Pot,1,20.00,20.00",
    )
    with pytest.raises(AmbiguousFile, match="price times quantity"):
        read_path(path, currency="EUR")
    assert sums(read_path(path, currency="EUR", mapping={mapping: "Total"})) == [("1001", "paid", total, 0)]


REFUSED = {
    "disputes": (
        "Dispute ID,Order ID,Date,Customer Email,Amount,Status\nd1,1001,2024-05-14,a@example.com,10.00,Lost\n",
        "is a list of disputes",
    ),
    "refunds alone": (
        "Refund ID,Order ID,Refund Date,Customer Email,Refund Amount\nr1,1001,2024-05-14,a@example.com,10.00\n",
        "is a list of refunds",
    ),
    "subscriptions": (
        "Subscription ID,Status,Customer Email,Product,Price,Next Billing Date,Created At\n"
        "s1,active,a@example.com,Box,20.00,2024-06-14,2024-01-14\n",
        "is a list of subscriptions",
    ),
    "discount codes": ("Code,Type,Amount,Usage count,Email\nTEA10,percent,10,3,\n", "is a list of discount codes"),
    "a bank's statement": ("Date,Description,Amount,Balance\n2024-05-14,Ann,20.00,120.00\n", "is a bank statement"),
    "orders to suppliers": (
        "PO Number,Vendor,Order Date,Total,Status\nPO-1,Wood Ltd,2024-05-14,100.00,Received\n",
        "is a list of purchases from suppliers",
    ),
    "estimates": (
        "Estimate #,Date,Customer,Email,Total,Status\nE1,2024-05-14,Ann,a@example.com,10.00,Sent\n",
        "is a list of quotes",
    ),
    "Shopify's payouts": (
        "Payout Date,Status,Charges,Refunds,Adjustments,Fees,Total,Currency\n2024-05-14,paid,9.00,0,0,-1.00,8.00,EUR\n",
        "is Shopify's payouts",
    ),
    "gift cards": (
        "Last Characters,Customer Name,Email,Order Name,Created At,Initial Balance,Current Balance,Currency\n"
        "abcd,Ann,a@example.com,#1001,2024-05-14 10:15:00 +0000,50.00,20.00,EUR\n",
        "is a list of gift cards",
    ),
    "who pays a creator each month": (
        "Name,Email,Patron Status,Lifetime Amount,Pledge Amount,Last Charge Date,Currency\n"
        "Ann,a@example.com,Active patron,50.00,5.00,2024-05-01 10:15:00,USD\n",
        "is Patreon's members",
    ),
    "parcels": (
        "Created Date,Recipient,Email,Tracking Number,Cost,Status,Label Size,Ship From,Order ID,Order Value\n"
        "2024-05-14,Ann,a@example.com,9400,4.50,Purchased,4x6,Reno,1001,45.00\n",
        "is a list of parcels",
    ),
    "tasks of a project": (
        "Task ID,Created At,Completed At,Name,Assignee Email,Units Ordered,Ctn. Weight,PO Number\n"
        "121,2026-03-25,,HW0133,,1000,8.2,Y-1\n",
        "has no amounts of orders",
    ),
    "order heads without totals": (
        "order_id,customer_id,order_status,order_date,required_date,store_id,staff_id\n1,259,4,2016-01-01,2016-01-03,1,2\n",
        "has no amounts of orders",
    ),
    "freight is no total": (
        "orderID,customerID,employeeID,orderDate,shippedDate,shipVia,freight,shipName\n"
        "10248,VINET,5,1996-07-04,1996-07-16,3,32.38,Vins\n",
        "has no amounts of orders",
    ),
    "no line of names": (
        "1,2013-07-25 00:00:00.0,11599,CLOSED\n2,2013-07-25 00:00:00.0,256,PENDING_PAYMENT\n",
        "has no line with the names of its columns",
    ),
    "one name too many": (
        "Order ID,Order Number,Customer Name,Phone,Product(s),Qty,Grand Total,Status,Source,Date\n"
        "W-1,Ann,034,Kit,1,599,confirmed,admin,2026-03-11\nW-2,Ben,035,Kit,1,599,confirmed,bot,2026-03-12\n",
        "have fewer cells than its header has names",
    ),
    "carts that were left": (
        "Id,Email,Created at,Total,Currency,Lineitem name,Lineitem price,Abandoned checkout URL\n"
        "1,a@example.com,2026-01-13 10:00:00 +0000,10.00,EUR,Tea,10.00,https://example.com\n",
        "is a list of carts that were left",
    ),
    "quotes": ("Quote Number,Date,Email,Total,Status\nQ1,2026-01-13,a@example.com,10.00,Sent\n", "is a list of quotes"),
    "Stripe's own records": (
        "id,created,email,amount,currency,status\nch_1,1767225600,a@example.com,1250,eur,succeeded\n",
        "are cents",
    ),
    "Square's items without their transactions": (
        "Date,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Product Sales,Net Sales,Tax,Gross Sales\n"
        "25/12/2024,Drinks,Cola,1,Blue,S1,,$3.00,$3.00,$0.00,$3.00\n",
        "is Square's list of items without its transactions",
    ),
    "a text": (
        "# My shop\n\nMost of it, as I said, comes from people I know\nOthers come by\nand go, mostly\n",
        "is no table of orders",
    ),
    "what the shop bought": (
        "Bestell-Nr.;Lieferant;Status;Liefertermin;Gesamtbetrag;Erstellt\n"
        "B-1;Holz GmbH;offen;2026-05-22;1200.00;2026-05-20T10:00:00Z\n",
        "is a list of purchases from suppliers",
    ),
    "customers with what they spent": (
        "customer_id,first_name,last_name,email,total_spent,signup_date\n1,Ann,Lee,ann@example.com,120.50,2024-01-05\n",
        "is a list of customers",
    ),
    "products with their stock": (
        "product_id,product_name,category,price,stock\n1,Tea,Drinks,5.00,10\n",
        "is a list of products",
    ),
    "Nuvemshop's customers": (
        "Nome completo;CPF/CNPJ;E-mail;Total Consumido (BRL);Número de Compras;Última Compra;Data;Marketing\n"
        "ANA;1;ana@example.com;189.80;2;20/08/2026;16/09/2025;Aceita\n",
        "is Nuvemshop's customers",
    ),
    "PayPal's history with fees but without codes": (
        "Date,Time,Time zone,Name,Type,Status,Currency,Gross,Fee,Net,Receipt ID,Balance,Tip\n"
        "21/10/2022,21:21:14,BST,Ann,Website Payment,Completed,GBP,16.99,0.80,16.19,,8.59,\n",
        "is PayPal's short history",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_holds_no_orders_is_refused_with_the_true_reason(write_csv: WriteCsv, kind: str) -> None:
    text, reason = REFUSED[kind]
    with pytest.raises(ImportRefused, match=reason) as refused:
        read_path(write_csv(*text.splitlines()), currency="EUR")
    assert not isinstance(refused.value, AmbiguousFile)
    assert refused.value.next_step


def test_a_currency_above_the_amounts_is_theirs(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order Ref,Placed On (UTC),Email,Grand Total (GBP)", 'A-1,2026-01-31 10:00,a@example.com,"1,250.00"'
    )
    (order,) = read_path(path).orders
    assert (order.number, order.currency, order.total, order.placed_at.hour) == ("A-1", "GBP", 1250_00, 10)


def test_orders_without_numbers_are_known_by_buyer_moment_and_total(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Email,Pickup Date,Cart Order,Cart Total,Date and Time of Order",
        'ann@example.com,02/25 Tues,1x Loaf ($12),12.00,"2/23/2025, 9:12:00 AM"',
        'ben@example.com,03/03 Mon.,1x Loaf ($12),12.00,"2/23/2025, 9:26:26 AM"',
        'ann@example.com,02/25 Tues,1x Loaf ($12),12.00,"2/23/2025, 9:12:00 AM"',
    )
    parsed = read_path(path, currency="USD")
    assert [(order.email, order.total) for order in parsed.orders] == [
        ("ann@example.com", 12_00),
        ("ben@example.com", 12_00),
    ]
    assert parsed.rows_skipped == 1
    assert any("no order numbers" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    "table",
    [
        "Date,Customer,Total,Balance\n2026-01-02,Ann,5.00,105.00\n",
        "Date,Customer,Product,Unit price,Total\n2026-01-02,Ann,Tea,5.00,5.00\n",
        "Date,Customer,Total\n2026-01-02,Ann,-5.00\n",
        "Date,Name,Total\n2026-01-02,Ann,5.00\n",
    ],
)
def test_accounts_and_products_without_numbers_are_not_taken_for_orders(write_csv: WriteCsv, table: str) -> None:
    with pytest.raises(AmbiguousFile, match="order number"):
        read_path(write_csv(*table.splitlines()), currency="EUR")


def test_a_sum_of_unknown_name_is_asked_about_before_prices_are_added_up(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Order Date,Email,Item,Price,Sum paid at till", "1,2026-01-02,a@example.com,Tea,5.00,17.50"
    )
    with pytest.raises(AmbiguousFile, match="Sum paid at till") as asked:
        read_path(path, currency="EUR")
    assert asked.value.option == "map"
    told = read_path(path, currency="EUR", mapping={"total": "Sum paid at till"})
    assert sums(told) == [("1", "paid", 17_50, 0)]
    assert lines(told.orders[0]) == [("Tea", 1, 5_00, 0)]


def test_tiendanubes_products_shipping_and_codes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ventas.csv"
    path.write_bytes(SAMPLES["tiendanube"].encode("latin-1"))
    (order,) = read_path(path).orders
    assert (order.platform, order.number, order.status, order.currency) == ("tiendanube", "12345", "paid", "ARS")
    assert (order.total, order.shipping, order.discount, order.codes) == (1400_00, 500_00, 100_00, ("TEA10",))
    assert lines(order) == [("Té", 2, 250_00, 0), ("Tetera", 1, 500_00, 0)]


def test_products_in_columns_of_their_own_have_their_discount(write_csv: WriteCsv) -> None:
    text, _ = READ["WooCommerce with columns for each product"]
    (order,) = read_path(write_csv(*text.splitlines())).orders
    assert (order.platform, lines(order)) == ("woocommerce", [("Eggs", 5, 6_50, 2_50)])


def test_who_has_no_billing_name_is_known_by_the_parcels(write_csv: WriteCsv) -> None:
    header = "Order ID,Date,Email,Total,Currency,Billing Name,Shipping Name"
    path = write_csv(header, "1,2026-01-02,a@example.com,5,EUR,,Ann Lee", "2,2026-01-02,b@example.com,5,EUR,Bo,Cy")
    assert [order.name for order in read_path(path).orders] == ["Ann Lee", "Bo"]


def test_depops_sales_are_known_by_moment_and_buyer(write_csv: WriteCsv) -> None:
    header = "Date of sale,Time of sale,Buyer,Description,Item price,Buyer shipping cost,Total,Refunded to buyer amount"
    path = write_csv(
        header,
        "03/15/2024,10:15 AM,fernlover,Tee,$20.00,$5.00,$25.00,N/A",
        "03/16/2024,11:15 AM,benroe,Cap,$10.00,$5.00,$15.00,$15.00",
    )
    parsed = read_path(path, currency="USD")
    assert [(o.status, o.total, o.refunded, o.shipping) for o in parsed.orders] == [
        ("paid", 25_00, 0, 5_00),
        ("refunded", 15_00, 15_00, 5_00),
    ]
    assert [lines(order) for order in parsed.orders] == [[("Tee", 1, 20_00, 0)], [("Cap", 1, 10_00, 0)]]


def test_a_quantity_of_unknown_name_is_asked_about_before_products_count_once(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Order Date,Email,Item,Price,Taken Units", "1,2026-01-02,a@example.com,Tea,5.00,3")
    with pytest.raises(AmbiguousFile, match="Taken Units"):
        read_path(path, currency="EUR")
    assert sums(read_path(path, currency="EUR", mapping={"line_quantity": "Taken Units"})) == [("1", "paid", 15_00, 0)]


def test_states_in_numbers_are_said_to_be_unknown(write_csv: WriteCsv) -> None:
    path = write_csv(
        "Order ID,Date,Email,Total,status_id", "1,2026-01-02,a@example.com,5,3", "2,2026-01-03,b@example.com,5,7"
    )
    parsed = read_path(path, currency="EUR")
    assert [order.status for order in parsed.orders] == ["paid", "paid"]
    assert any("'status_id' may say which orders were cancelled" in warning for warning in parsed.warnings)


def test_a_refund_under_a_number_of_its_own_is_refused_and_no_order(write_csv: WriteCsv) -> None:
    header = "*ContactName,EmailAddress,*InvoiceNumber,*InvoiceDate,Total,*Description,*Quantity,*UnitAmount,Type"
    sale = "Ann,ann@example.com,INV-1,25/05/2024,30.00,Tea,2,15.00,Sales invoice"
    back = "Ann,ann@example.com,CN-1,26/05/2024,9.00,Tea,1,9.00,Sales credit note"
    parsed = read_path(write_csv(header, sale, back), currency="EUR")
    assert sums(parsed) == [("INV-1", "paid", 30_00, 0)]
    assert lines(parsed.orders[0]) == [("Tea", 2, 15_00, 0)]
    assert [(each.value, each.line) for each in parsed.rejected] == [("CN-1", 3)]


def test_of_two_columns_for_a_field_the_filled_one_counts(write_csv: WriteCsv) -> None:
    path = write_csv("orderNumber,invoiceNumber,createTime,customerEmail,email,total", "7,,2026-01-13,,a@example.com,5")
    (order,) = read_path(path, currency="EUR").orders
    assert (order.number, order.email) == ("7", "a@example.com")


@pytest.mark.parametrize(
    ("platform", "currency", "orders", "products"),
    [
        (
            "mercado-libre",
            "ARS",
            [("2000001", "paid", 13_700_00, 0), ("2000002", "paid", 9_000_00, 4_000_00)],
            [("Té", 2, 6_500_00, 0)],
        ),
        ("lazada", "PHP", [("501", "paid", 230_00, 95_00)], [("Tea - Green", 2, 100_00, 10_00)]),
        (
            "opencart",
            "EUR",
            [("1", "paid", 101_00, 0), ("2", "cancelled", 55_50, 0), ("3", "refunded", 55_50, 55_50)],
            [],
        ),
        (
            "shopware",
            "EUR",
            [("20002", "cancelled", 201_86, 0), ("20003", "paid", 301_86, 0), ("20004", "pending", 9_90, 0)],
            [("Kanne", 1, 201_86, 0)],
        ),
    ],
)
def test_what_buyers_paid_is_read_where_a_platform_tells_it_in_its_own_way(
    tmp_path: Path, platform: str, currency: str, orders: list[object], products: list[object]
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"Ventas (pesos)\n\n{SAMPLES[platform]}", encoding="utf-8")
    parsed = read_path(path)
    assert (parsed.format, parsed.currency, sums(parsed)) == (platform, currency, orders)
    assert lines(parsed.orders[0]) == products


def test_who_ordered_tickets_goes_before_who_uses_them(write_csv: WriteCsv) -> None:
    header = "Order No.,Order Date,First Name,Email,Quantity,Ticket Type,Total Paid,Buyer First Name,Buyer Email"
    path = write_csv(header, "7,2026-08-01 10:15:00,Alex,guest@example.com,2,VIP,50.00,Taylor,buyer@example.com")
    (order,) = read_path(path, currency="USD").orders
    assert (order.email, order.name, order.total) == ("buyer@example.com", "Taylor", 50_00)


def test_different_totals_of_one_order_are_not_made_one_of_by_a_refund(write_csv: WriteCsv) -> None:
    rows = (
        "1,2026-01-02,a@example.com,Tea,20",
        "1,2026-01-02,a@example.com,Pot,30",
        "1,2026-01-02,a@example.com,Off,-5",
    )
    with pytest.raises(AmbiguousFile, match="'Total' is not the total of an order"):
        read_path(write_csv("Order ID,Date,Email,Item,Total", *rows), currency="EUR")


@pytest.mark.parametrize(
    ("column", "answers", "wishes"),
    [
        ("Unsubscribed", ("Yes", "No"), [False, None]),
        ("Do not contact?", ("1", "0"), [False, None]),
        ("Email marketing status", ("Subscribed", "Unsubscribed"), [True, False]),
        ("Would you like to join our newsletter?", ("Yes please", "No thanks"), [True, False]),
    ],
)
def test_who_wants_no_mail_is_heard_however_it_is_asked(
    write_csv: WriteCsv, column: str, answers: tuple[str, str], wishes: list[bool | None]
) -> None:
    rows = (f"{at},2026-01-13,a{at}@example.com,5,{answer}" for at, answer in enumerate(answers))
    parsed = read_path(write_csv(f"Order ID,Date,Email,Total,{column}", *rows), currency="EUR")
    assert ([order.consent for order in parsed.orders], parsed.says_consent) == (wishes, True)


def test_squarespaces_checkout_form_tells_who_wants_mail(write_csv: WriteCsv) -> None:
    header = "Order ID,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    header += "Lineitem variant,Amount Refunded,Currency,Checkout Form: Join our mailing list?"
    path = write_csv(header, "1,a@example.com,PAID,5,2026-01-13 10:00,1,Tea,5,,0,EUR,No", "1,,,,,1,Pot,5,,,,")
    parsed = read_path(path)
    assert (parsed.format, parsed.orders[0].consent, parsed.says_consent) == ("squarespace", False, True)


def test_the_same_amount_in_all_rows_of_too_few_orders_is_asked_about(write_csv: WriteCsv) -> None:
    rows = ("1,2026-01-13,a@example.com,Tea,20", "1,2026-01-13,a@example.com,Pot,20")
    with pytest.raises(AmbiguousFile, match="'Amount' may be what a product cost or what the whole order did"):
        read_path(write_csv("Order ID,Date,Email,Item,Amount", *rows), currency="EUR")


def test_parts_paid_back_without_an_amount_and_days_to_come_are_said(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Status", "1,2136-01-13,Ann <a@example.com>,5,Partially refunded")
    parsed = read_path(path, currency="EUR")
    assert parsed.orders[0].email == "a@example.com"
    assert any("paid back in part" in warning for warning in parsed.warnings)
    assert any("2136" in warning for warning in parsed.warnings)


_MERCADO = (
    "N.º de venda,Data da venda,Estado,Unidades,Receita por produtos (BRL),Receita por envio (BRL),"
    "Cancelamentos e reembolsos (BRL),Total (BRL),SKU,Título do anúncio,"
    "Preço unitário de venda do anúncio (BRL),Comprador,Estado,CEP\n"
)


def test_the_products_of_a_parcel_are_those_below_its_row(tmp_path: Path) -> None:
    rows = (
        '11,23 de agosto de 2026 09:00 hs.,Pacote de 2 produtos,,200,"9,9",-50,165,,,,Ana,PE,50000-000',
        '12,23 de agosto de 2026 09:00 hs.,Entregue,3,,,,,A1,Anel,"50,00",Ana,PE,50000-000',
        '13,23 de agosto de 2026 09:00 hs.,Entregue,1,,,,,B1,Base,"50,00",Ana,PE,50000-000',
        '14,24 de agosto de 2026 09:00 hs.,Devolução finalizada,1,70,,,56,B1,Base,"70,00",Bia,PE,50000-000',
        ",,,2,,,,,C1,Copo,,Bia,PE,50000-000",
        '15,25 de agosto de 2026 09:00 hs.,Entregue,1,,,,,B1,Base,"70,00",Caio,PE,50000-000',
        '16,25 de agosto de 2026 09:00 hs.,Cancelada pelo comprador,1,,,,,B1,Base,"70,00",Caio,PE,50000-000',
        "17,26 de agosto de 2026 09:00 hs.,Pacote de 2 produtos,,90,,-90,0,,,,Ana,PE,50000-000",
        '18,26 de agosto de 2026 09:00 hs.,Cancelada pelo comprador,1,,,,,A1,Anel,"50,00",Ana,PE,50000-000',
        '19,26 de agosto de 2026 09:00 hs.,Cancelada pelo comprador,1,,,,,B1,Base,"40,00",Ana,PE,50000-000',
    )
    parsed = read_text(tmp_path, "Relatório de vendas\n\n" + _MERCADO + "\n".join(rows) + "\n")
    assert sums(parsed) == [
        ("11", "paid", 209_90, 50_00),
        ("14", "paid", 70_00, 0),
        ("16", "cancelled", 70_00, 0),
        ("17", "cancelled", 90_00, 0),
    ]
    assert [lines(order) for order in parsed.orders[:2]] == [
        [("Anel", 3, 50_00, 0), ("Base", 1, 50_00, 0)],
        [("Base", 1, 70_00, 0), ("Copo", 2, 0, 0)],
    ]
    assert [(each.line, each.reason.split(",")[0]) for each in parsed.rejected] == [(9, "it has no amount")]
    assert any("One sale came back" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    ("platform", "orders", "products", "buyers"),
    [
        (
            "square-online",
            [("#1045", "paid", 52_55, 0), ("#1046", "cancelled", 21_90, 0), ("DoorDash 8F819", "paid", 10_95, 0)],
            [[("Tea", 1, 43_42, 0)], [("Tea - Large", 1, 15_00, 0), ("Scone", 2, 2_50, 0)], [("Tea", 1, 10_00, 0)]],
            ["ann@example.com", "ben@example.com", ""],
        ),
        (
            "trendyol",
            [("9001", "paid", 1430_50, 1250_50), ("9002", "cancelled", 100_00, 0)],
            [[("Çay", 2, 100_00, 20_00), ("Demlik", 1, 1250_50, 0)], [("Çay", 1, 100_00, 0)]],
            ["", ""],
        ),
        (
            "vend",
            [("1001", "paid", 40_00, 0), ("1002", "cancelled", 10_00, 0)],
            [[("Tea", 2, 10_00, 0), ("Pot", 1, 20_00, 0)], [("Tea", 1, 10_00, 0)]],
            ["Ann-8DHT", ""],
        ),
        (
            "quickbooks",
            [("1001", "paid", 40_00, 0), ("1002", "paid", 10_00, 0)],
            [[("Tea", 2, 10_00, 0), ("Pot", 1, 20_00, 0)], [("Tea", 1, 10_00, 0)]],
            ["", ""],
        ),
        (
            "sumup",
            [("TAAA1", "paid", 12_50, 0), ("TAAA2", "cancelled", 10_00, 0)],
            [[], []],
            ["", ""],
        ),
        (
            "big-cartel",
            [("ABCD-123456", "paid", 45_00, 0), ("ABCD-123457", "refunded", 25_00, 25_00)],
            [[("Tea - Green", 2, 10_00, 0), ("Pot", 1, 20_00, 0)], [("Pot", 1, 20_00, 0)]],
            ["ann@example.com", "ben@example.com"],
        ),
        (
            "mercari",
            [("m111", "paid", 26_00, 0), ("m112", "cancelled", 35_00, 0)],
            [[("Tea", 1, 20_00, 0)], [("Pot", 1, 30_00, 0)]],
            ["", ""],
        ),
        (
            "shipstation",
            [("1001", "paid", 45_00, 0), ("1002", "cancelled", 25_00, 0)],
            [[("Tea", 2, 10_00, 0), ("Pot", 1, 20_00, 0)], [("Pot", 1, 20_00, 0)]],
            ["ann@example.com", "ben@example.com"],
        ),
        (
            "allegro",
            [("a1b2-1", "paid", 110_00, 25_00), ("a1b2-2", "cancelled", 50_00, 0)],
            [[("Herbata", 5, 10_00, 0), ("Czajnik", 2, 25_00, 0)], [("Czajnik", 2, 25_00, 0)]],
            ["annlee", "benroe"],
        ),
    ],
)
def test_lists_of_tills_and_marketplaces_are_read_without_asking(
    tmp_path: Path, platform: str, orders: list[object], products: list[object], buyers: list[str]
) -> None:
    parsed = read_text(tmp_path, SAMPLES[platform], currency="EUR")
    assert (parsed.format, sums(parsed)) == (platform, orders)
    assert [lines(order) for order in parsed.orders] == products
    assert [order.email or order.buyer for order in parsed.orders] == buyers


@pytest.mark.parametrize("platform", ["vend", "quickbooks"])
def test_money_given_back_under_a_number_of_its_own_says_that_no_sale_is_named(tmp_path: Path, platform: str) -> None:
    (refused, *_) = read_text(tmp_path, SAMPLES[platform], currency="EUR").rejected
    assert (refused.value, "does not say for which sale" in refused.reason) == ("1003", True)


def test_a_sales_report_with_headings_and_sums_between_is_read(write_csv: WriteCsv) -> None:
    path = write_csv(
        *("Tea shop,,,,,,,,,", "Sales by Customer Detail,,,,,,,,,", ",,,,,,,,,"),
        ",Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance",
        *("Ann Lee,,,,,,,,,", ",01/15/2024,Invoice,1001,Tea,Green tea,2.00,10.00,20.00,20.00"),
        *("Total for Ann Lee,,,,,,,,20.00,", "TOTAL,,,,,,,,20.00,"),
    )
    assert sums(read_path(path, currency="EUR")) == [("1001", "paid", 20_00, 0)]


def test_invoices_not_paid_are_pending_and_payments_are_none(write_csv: WriteCsv) -> None:
    header = "Date,Type,No.,Customer,Memo,Due date,Balance,Total,Status"
    path = write_csv(
        header,
        "01/15/2024,Invoice,1,Ann,,02/14/2024,0.00,40.00,Paid",
        "02/16/2024,Invoice,2,Ben,,03/14/2024,9.00,9.00,Overdue",
        "02/19/2024,Payment,77,Ann,,,0.00,-40.00,Closed",
    )
    parsed = read_path(path, currency="EUR")
    assert (sums(parsed), parsed.rows_skipped) == ([("1", "paid", 40_00, 0), ("2", "pending", 9_00, 0)], 1)


def test_two_columns_of_one_name_are_told_apart_by_the_rows_or_asked_about(write_csv: WriteCsv) -> None:
    header = "Order ID,Date,Email,Item,Qty,Price,Total,Shipping,Total"
    path = write_csv(header, "1,2024-05-14,a@example.com,Tea,2,5.00,10.00,3.00,13.00")
    parsed = read_path(path, currency="EUR")
    assert (sums(parsed), lines(parsed.orders[0])) == ([("1", "paid", 13_00, 0)], [("Tea", 2, 5_00, 0)])
    path = write_csv("Order ID,Date,Email,Total,Shipping,Total", "1,2024-05-14,a@example.com,10.00,3.00,13.00")
    with pytest.raises(AmbiguousFile, match="Two columns are called 'Total'") as asked:
        read_path(path, currency="EUR")
    assert asked.value.choices == ("Total", "Total 2")
    assert sums(read_path(path, currency="EUR", mapping={"total": "Total 2"})) == [("1", "paid", 13_00, 0)]
    path = write_csv("Order ID,Date,Email,Total,Date", "1,2024-05-14,a@example.com,10.00,2024-05-16")
    with pytest.raises(AmbiguousFile, match="Two columns are called 'Date'"):
        read_path(path, currency="EUR")


def test_a_currency_is_known_by_its_codes_where_the_columns_name_is_not(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total,Waluta transakcji", "1,2024-05-14,a@example.com,10.00,PLN")
    assert [order.currency for order in read_path(path, currency="EUR").orders] == ["PLN"]
    path = write_csv("Order ID,Date,Email,Total,Settlement cur", "1,2024-05-14,a@example.com,10.00,PLN")
    assert [order.currency for order in read_path(path, currency="EUR").orders] == ["EUR"]


def test_states_of_products_beside_an_orders_total_are_said(write_csv: WriteCsv) -> None:
    text, _ = READ["products that have a state each, beside the order's total"]
    parsed = read_path(write_csv(*text.splitlines()), currency="EUR")
    assert lines(parsed.orders[0]) == [("Pot", 1, 30_00, 0)]
    assert any("was called off or came back" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Cancelled by the branch", "cancelled"),
        ("Storniert durch Kunde", "cancelled"),
        ("Cancellation requested", "paid"),
        ("Not cancelled", "paid"),
        ("Partially cancelled", "paid"),
    ],
)
def test_phrases_of_an_order_called_off_are_understood(write_csv: WriteCsv, word: str, status: str) -> None:
    path = write_csv("Order ID,Date,Email,Total,Status", f"1,2024-05-14,a@example.com,10.00,{word}")
    assert [order.status for order in read_path(path, currency="EUR").orders] == [status]


def test_a_total_without_tax_is_asked_about_and_not_called_no_amount(write_csv: WriteCsv) -> None:
    path = write_csv("Order ID,Date,Email,Total excl. VAT,VAT", "1,2024-05-14,a@example.com,100.00,21.00")
    with pytest.raises(AmbiguousFile, match="No column looks like the order's total"):
        read_path(path, currency="EUR")


def test_one_address_for_buyers_of_many_names_is_asked_about(write_csv: WriteCsv) -> None:
    rows = [f"{at},2024-05-{at + 10},till@example.com,Person {at},10.00" for at in range(1, 8)]
    path = write_csv("Order ID,Date,Email,Customer,Total", *rows)
    with pytest.raises(AmbiguousFile, match="All addresses in 'Email' are the same"):
        read_path(path, currency="EUR")
    assert {order.email for order in read_path(path, currency="EUR", mapping={"email": "Email"}).orders} == {
        "till@example.com"
    }
    told = read_path(path, currency="EUR", mapping={"buyer": "Customer"}).orders
    assert {order.email for order in told} == {""}
    assert len({order.buyer for order in told}) == 7
