"""One export each of tills, bookkeeping and marketplaces that came later, under their very headers."""

from __future__ import annotations

MORE: dict[str, str] = {
    "square-online": (
        "Order,Order Name,Order Date,Currency,Order Subtotal,Order Shipping Price,Order Tax Total,Order Total,"
        "Order Refunded Amount,Fulfillment Date,Fulfillment Type,Fulfillment Status,Channels,Fulfillment Location,"
        "Fulfillment Notes,Recipient Name,Recipient Email,Recipient Postal Code,Recipient City,Recipient Region,"
        "Recipient Country,Item Quantity,Item Name,Item SKU,Item Variation,Item Modifiers,Item Price,"
        "Item Options Total Price,Item Total Price\n"
        '#1045,,2024-12-18,USD,43.42,5.00,4.13,52.55,,"12/18/2024, 1:58 PM",Shipment,Completed,Square Online,Tea,,'
        "Ann Lee,ann@example.com,91600,Reno,NV,US,1,Tea,T1,Regular,1 x Gift wrap,34.93,8.49,43.42\n"
        '#1046,,2024-12-19,USD,20.00,,1.90,21.90,,"12/19/2024, 10:02 AM",Pickup,Canceled,Square Online,Tea,,'
        "Ben Roe,ben@example.com,,,NV,,1,Tea,T1,Large,,15.00,0.00,15.00\n"
        '#1046,,2024-12-19,USD,20.00,,1.90,21.90,,"12/19/2024, 10:02 AM",Pickup,Canceled,Square Online,Tea,,'
        "Ben Roe,ben@example.com,,,NV,,2,Scone,S1,Regular,,2.50,0.00,5.00\n"
        'DoorDash 8F819,,2024-12-20,USD,10.00,,0.95,10.95,,"12/20/2024, 11:30 AM",Delivery,Completed,DoorDash,Tea,,'
        "Cy,point-of-sale-integration@doordash.com,,,NV,,1,Tea,T1,Regular,,10.00,0.00,10.00\n"
    ),
    "trendyol": (
        "Barkod;Paket No;Sipariş Tarihi;Kargoya Teslim Tarihi;Sipariş Numarası;Alıcı;İl;İlçe;Ürün Adı;Sipariş Statüsü;"
        "E-Posta;Stok Kodu;Adet;Birim Fiyatı;Satış Tutarı;İndirim Tutarı;Trendyol İndirim Tutarı;Faturalanacak Tutar;"
        "Ülke\n"
        "869001;21;15.03.2024 10:15;16.03.2024 09:00;9001;Ayşe Y;İstanbul;Kadıköy;Çay;Teslim Edildi;"
        "pf+abc@trendyolmail.com;T-1;2;100,00;200,00;20,00;0,00;180,00;Türkiye\n"
        "869002;21;15.03.2024 10:15;16.03.2024 09:00;9001;Ayşe Y;İstanbul;Kadıköy;Demlik;İade Edildi;"
        "pf+abc@trendyolmail.com;P-1;1;1.250,50;1.250,50;0,00;0,00;1.250,50;Türkiye\n"
        "869001;22;16.03.2024 10:15;;9002;Mehmet K;Ankara;Çankaya;Çay;İptal Edildi;"
        "pf+def@trendyolmail.com;T-1;1;100,00;100,00;0,00;0,00;100,00;Türkiye\n"
    ),
    "vend": (
        "Date,Receipt Number,Line Type,Customer Code,Customer Name,Note,Quantity,Subtotal,Sales Tax,Discount,Loyalty,"
        "Total,Paid,Details,Register,User,Status,Sku,AccountCodeSale,AccountCodePurchase\n"
        "2024-03-15 10:15:22,1001,Sale,Ann-8DHT,Ann Lee,,3,34.78,5.22,0.00,0.00,40.00,40.00,2 X Tea,Bar,Kim,CLOSED,,,\n"
        "2024-03-15 10:15:22,1001,Sale Line,,,,2,17.39,2.61,0.00,0.00,20.00,,Tea,Main,Kim,,T-1,200,300\n"
        "2024-03-15 10:15:22,1001,Sale Line,,,,1,17.39,2.61,0.00,0.00,20.00,,Pot,Main,Kim,,P-1,200,300\n"
        "2024-03-15 10:15:22,1001,Payment,,,,,,,,,,40.00,Credit Card,Main,Kim,,,,\n"
        "2024-03-16 11:15:22,1002,Sale,WALKIN,,,1,8.70,1.30,0.00,0.00,10.00,10.00,1 X Tea,Main,Kim,VOIDED,,,\n"
        "2024-03-16 11:15:22,1002,Sale Line,,,,1,8.70,1.30,0.00,0.00,10.00,,Tea,Main,Kim,,T-1,200,300\n"
        "2024-03-17 11:15:22,1003,Sale,Ann-8DHT,Ann Lee,,-1,-8.70,-1.30,0.00,0.00,-10.00,-10.00,-1 X Tea,Main,Kim,"
        "CLOSED,,,\n"
        "2024-03-17 11:15:22,1003,Sale Line,,,,-1,-8.70,-1.30,0.00,0.00,-10.00,,Tea,Main,Kim,,T-1,200,300\n"
    ),
    "quickbooks": (
        "Date,Transaction Type,No.,Customer,Product/Service,Description,Qty,Rate,Amount\n"
        "01/15/2024,Invoice,1001,Ann Lee,Tea,Green tea,2,10.00,20.00\n"
        "01/15/2024,Invoice,1001,Ann Lee,Pot,Tea pot,1,20.00,20.00\n"
        "02/16/2024,Sales Receipt,1002,Ben Roe,Tea,Green tea,1,10.00,10.00\n"
        "02/17/2024,Payment,,Ann Lee,,,,,-40.00\n"
        "02/18/2024,Credit Memo,1003,Ben Roe,Tea,Green tea,-1,10.00,-10.00\n"
        "TOTAL,,,,,,,,40.00\n"
    ),
    "allegro": (
        "Type,OrderId,OrderDate,SellerStatus,BuyerLogin,BuyerEmail,BuyerName,BuyerZip,BuyerCity,BuyerCountryCode,"
        "DeliveryAmount,PaymentStatus,TotalToPayAmount,TotalToPayCurrency,TotalPaidAmount,TotalPaidCurrency\n"
        "order,a1b2-1,2026-01-01T01:00:00.000Z,SENT,annlee,x+1@allegromail.pl,Ann Lee,00-001,Warszawa,PL,10.00,PAID,"
        "110.00,PLN,110.00,PLN\n"
        "order,a1b2-2,2026-01-02T01:00:00.000Z,CANCELLED,benroe,y+1@allegromail.pl,Ben Roe,00-002,Warszawa,PL,10.00,"
        "UNPAID,50.00,PLN,0.00,PLN\n"
        "\n"
        "Type,OrderId,LineItemId,OfferId,Name,Quantity,Price,Currency,ReturnsQuantity,Deposit,DepositCurrency\n"
        "lineItem,a1b2-1,c1,111,Herbata,5,10.0,PLN,0,,\nlineItem,a1b2-1,c2,222,Czajnik,2,25.0,PLN,1,,\n"
        "lineItem,a1b2-2,c3,222,Czajnik,2,25.0,PLN,0,,\n"
        "\n"
        "Type,NumberOfOrders,NumberOfSkippedOrders\nsummary,2,0\n"
    ),
    "sumup": (
        "Email,Date,Transaction ID,Transaction Type,Status,Card Type,Last 4 Digits,Process As,Payment Method,"
        "Entry Mode,Auth Code,Description,Total,Subtotal,Tax Amount,Tip Amount\n"
        "owner@example.com,2024-05-14 10:15:00,TAAA1,Payment,Successful,VISA,1234,CREDIT,POS,CONTACTLESS,111,"
        "Tea,12.50,12.50,0.00,0.00\n"
        "owner@example.com,2024-05-15 11:15:00,TAAA2,Payment,Failed,VISA,1234,CREDIT,POS,CONTACTLESS,112,Tea,"
        "10.00,10.00,0.00,0.00\n"
        "owner@example.com,2024-05-16 11:15:00,TAAA3,Refund,Refunded,VISA,1234,CREDIT,POS,CONTACTLESS,113,Tea"
        ",-12.50,-12.50,0.00,0.00\n"
    ),
    "big-cartel": (
        "Number,Buyer first name,Buyer last name,Buyer email,Buyer phone number,Buyers opted in to marketing,"
        "Date,Time,Completed at,Payment status,Shipping status,Status,Items,Item count,Currency,Item total,To"
        "tal price,Total shipping,Total tax,Total discount,Discount code,Note,Private notes,Shipping address "
        "1,Shipping address 2,Shipping city,Shipping state,Shipping zip,Shipping country,Transaction ID,Shipp"
        "ing label cost\n"
        "ABCD-123456,Ann,Lee,ann@example.com,555,yes,2024-05-14,10:15:00 -0700,2024-05-14 10:20:00 -0700,comp"
        "leted,shipped,complete,product_name:Tea|product_option_name:Green|quantity:2|price:10.0|total:20.0;p"
        "roduct_name:Pot|product_option_name:|quantity:1|price:20.0|total:20.0,3,USD,40.0,45.0,5.0,0.0,0.0,,,"
        ",1 Main,,Reno,NV,89501,United States,ch_1,\n"
        "ABCD-123457,Ben,Roe,ben@example.com,555,no,2024-05-15,10:15:00 -0700,2024-05-15 10:20:00 -0700,refun"
        "ded,unshipped,complete,product_name:Pot|product_option_name:|quantity:1|price:20.0|total:20.0,1,USD,"
        "20.0,25.0,5.0,0.0,0.0,TEA10,,,1 Main,,Reno,NV,89501,United States,ch_2,\n"
    ),
    "mercari": (
        "Item Id,Sold Date,Canceled Date,Completed Date,Item Title,Order Status,Shipped to State,Shipped from"
        " State,Item Price,Buyer Shipping Fee,Seller Shipping Fee,Mercari Selling Fee,Payment Processing Fee "
        "Charged To Seller,Shipping Adjustment Fee,Penalty Fee,Net Seller Proceeds,Sales Tax Charged to Buyer"
        ",Merchant Fees Charged to Buyer,Service Fee Charged to Buyer\n"
        "m111,05/14/2024,,05/20/2024,Tea,Completed,NV,CA,20.00,5.00,0.00,2.00,0.50,0.00,0.00,17.50,1.00,0.00,"
        "0.00\n"
        "m112,05/15/2024,05/16/2024,,Pot,Canceled,NV,CA,30.00,5.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0."
        "00\n"
    ),
    "shipstation": (
        "Order - Number,Date - Order Date,Date - Paid Date,Amount - Order Total,Amount - Order Subtotal,Amoun"
        "t - Order Tax,Amount - Order Shipping,Bill To - Name,Ship To - Name,Ship To - City,Ship To - Postal "
        "Code,Ship To - Country,Customer Email,Item - SKU,Item - Name,Item - Qty,Item - Price,Order - Status\n"
        "1001,5/14/2024 10:15:00 AM,5/14/2024 10:15:00 AM,45.00,40.00,0.00,5.00,Ann Lee,Ann Lee,Reno,89501,US"
        ",ann@example.com,T-1,Tea,2,10.00,Shipped\n"
        "1001,5/14/2024 10:15:00 AM,5/14/2024 10:15:00 AM,45.00,40.00,0.00,5.00,Ann Lee,Ann Lee,Reno,89501,US"
        ",ann@example.com,P-1,Pot,1,20.00,Shipped\n"
        "1002,5/15/2024 10:15:00 AM,5/15/2024 10:15:00 AM,25.00,20.00,0.00,5.00,Ben Roe,Ben Roe,Reno,89501,US"
        ",ben@example.com,P-1,Pot,1,20.00,Cancelled\n"
    ),
}
