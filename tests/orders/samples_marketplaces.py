"""Real headers of marketplaces and payment services, and invented rows under them."""

from __future__ import annotations

import csv
import io

AMAZON_ALL = (
    "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
    "sales-channel\torder-channel\turl\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\t"
    "item-price\titem-tax\tshipping-price\tshipping-tax\tgift-wrap-price\tgift-wrap-tax\titem-promotion-discount\t"
    "ship-promotion-discount\tship-city\tship-state\tship-postal-code\tship-country\tpromotion-ids\t"
    "is-business-order\tpurchase-order-number\tprice-designation"
)
AMAZON_NEW = (
    "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-email\tbuyer-name\tbuyer-phone-number\tsku\t"
    "product-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\t"
    "ship-service-level\trecipient-name\tship-address-1\tship-address-2\tship-address-3\tship-city\tship-state\t"
    "ship-postal-code\tship-country\tship-phone-number\tdelivery-start-date\tdelivery-end-date\t"
    "delivery-time-zone\tdelivery-Instructions\tsales-channel"
)
AMAZON_SHIPPED = (
    "amazon-order-id\tmerchant-order-id\tshipment-id\tshipment-item-id\tamazon-order-item-id\tmerchant-order-item-id\t"
    "purchase-date\tpayments-date\tshipment-date\treporting-date\tbuyer-email\tbuyer-name\tbuyer-phone-number\tsku\t"
    "product-name\tquantity-shipped\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\tgift-wrap-price\t"
    "gift-wrap-tax\tship-service-level\trecipient-name\tship-address-1\tship-address-2\tship-address-3\tship-city\t"
    "ship-state\tship-postal-code\tship-country\tship-phone-number\tbill-address-1\tbill-address-2\tbill-address-3\t"
    "bill-city\tbill-state\tbill-postal-code\tbill-country\titem-promotion-discount\tship-promotion-discount\t"
    "carrier\ttracking-number\testimated-arrival-date\tfulfillment-center-id\tfulfillment-channel\tsales-channel"
)
EBAY_US = (
    "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Buyer Address 1,"
    "Buyer Address 2,Buyer City,Buyer State,Buyer Zip,Buyer Country,Buyer Tax Identifier Name,"
    "Buyer Tax Identifier Value,Ship To Name,Ship To Phone,Ship To Address 1,Ship To Address 2,Ship To City,"
    "Ship To State,Ship To Zip,Ship To Country,Item Number,Item Title,Custom Label,Sold Via Promoted Listings,"
    "Quantity,Sold For,Shipping And Handling,Item Location,Item Zip Code,Item Country,"
    "eBay Collect And Remit Tax Rate,eBay Collect And Remit Tax Type,eBay Reference Name,eBay Reference Value,"
    "Tax Status,Seller Collected Tax,eBay Collected Tax,Electronic Waste Recycling Fee,Mattress Recycling Fee,"
    "Battery Recycling Fee,White Goods Disposal Tax,Tire Recycling Fee,Additional Fee,Lumber Fee,"
    "Prepaid Wireless Fee,Road Improvement And Food Delivery Fee,eBay Collected Charges,Total Price,"
    "eBay Collected Tax and Fees Included in Total,Payment Method,Sale Date,Paid On Date,Ship By Date,"
    "Minimum Estimated Delivery Date,Maximum Estimated Delivery Date,Shipped On Date,Feedback Left,"
    "Feedback Received,My Item Note,PayPal Transaction ID,Shipping Service,Tracking Number,Transaction ID,"
    "Variation Details,Global Shipping Program"
)
EBAY_UK = (
    "Sales record number,Order number,Buyer username,Buyer name,Buyer email,Buyer note,Buyer address 1,"
    "Buyer address 2,Buyer city,Buyer county,Buyer postcode,Buyer country,Post to name,Post to phone,"
    "Post to address 1,Post to address 2,Post to city,Post to county,Post to postcode,Post to country,Item number,"
    "Item title,Custom label,Sold via Promoted listings,Quantity,Sold for,Postage and packaging,"
    "eBay collected tax,Total price,Payment method,Sale date,Paid on date,Post by date,Dispatched on date,"
    "Transaction ID,Variation details"
)
EBAY_DE = (
    "Verkaufsprotokollnummer;Bestellnummer;Gesamtbetrag;Verkauft am;Zahlungsdatum;Nutzername des Käufers;"
    "Name des Käufers"
)
SQUARE_PAYMENTS = (
    "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,"
    "Total Collected,Source,Card,Card Entry Methods,Cash,Square Gift Card,Other Tender,Other Tender Type,"
    "Other Tender Note,Fees,Net Total,Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,"
    "Staff ID,Details,Description,Event Type,Location,Dining Option,Customer ID,Customer Name,"
    "Customer Reference ID,Device Nickname"
)
SQUARE_ITEMS = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,"
    "Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,"
    "Customer Name,Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,"
    "Channel,Token,Card Brand,PAN Suffix"
)
PAYPAL = (
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
    "Shipping Address,Address Status,Item Title,Item ID,Shipping and Handling Amount,Insurance Amount,Sales Tax,"
    "Option 1 Name,Option 1 Value,Option 2 Name,Option 2 Value,Reference Txn ID,Invoice Number,Custom Number,"
    "Quantity,Receipt ID,Balance,Address Line 1,Address Line 2/District/Neighborhood,Town/City,"
    "State/Province/Region/County/Territory/Prefecture/Republic,Zip/Postal Code,Country,Contact Phone Number,"
    "Subject,Note,Country Code,Balance Impact"
)
STRIPE_OLD = (
    "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,"
    "Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,"
    "Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Card Funding,Card Exp Month,"
    "Card Exp Year,Card Name,Card Address Line1,Card Address Line2,Card Address City,Card Address State,"
    "Card Address Country,Card Address Zip,Card Issue Country,Card Fingerprint,Card CVC Status,"
    "Card AVS Zip Status,Card AVS Line1 Status,Card Tokenization Method,Disputed Amount,Dispute Status,"
    "Dispute Reason,Dispute Date (UTC),Dispute Evidence Due (UTC),Invoice ID,Payment Source Type,Destination,"
    "Transfer,Interchange Costs,Merchant Service Charge,Transfer Group,PaymentIntent ID"
)
STRIPE_NEW = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,"
    "Converted Currency,Decline Reason,Description,Fee,Is Link,Mode,PaymentIntent ID,Payment Source Type,Status,"
    "Taxes On Fee,Customer ID,Customer Email,Customer Description,Invoice ID,Transfer,Name (metadata),email (metadata)"
)
GUMROAD = (
    "Purchase ID,Item Name,Buyer Name,Purchase Email,Buyer Email,Do not contact?,Purchase Date,"
    "Purchase Time (UTC timezone),Subtotal ($),Taxes ($),Shipping ($),Sale Price ($),Fees ($),Net Total ($),Tip ($),"
    "Tax Included in Price?,Street Address,City,Zip Code,State,Country,Referrer,Refunded?,Partial Refund ($),"
    "Fully Refunded?,Disputed?,Dispute Won?,Variants,Discount Code,Recurring Charge?,Free trial purchase?,"
    "Pre-order authorization?,Product ID,Order Number,Pre-order authorization time (UTC timezone),Custom Fields,"
    "Item Price ($),Variants Price ($),Giftee Email,SKU ID,Quantity,Recurrence"
)
BANDCAMP = (
    "date,paid to,item type,item name,artist,currency,item price,quantity,discount code,sub total,"
    "additional fan contribution,seller tax,marketplace tax,shipping,ship from country name,transaction fee,fee type,"
    "item total,amount you received,bandcamp transaction id,paypal transaction id,net amount,package,option,item url,"
    "catalog number,upc,isrc,buyer name,buyer email,buyer note,ship to name,ship to street,ship to city,ship to state,"
    "ship to zip,ship to country,ship to country code"
)
TIKTOK = (
    "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name,"
    "Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,"
    "SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,"
    "Original Shipping Fee,Shipping Fee Seller Discount,Shipping Fee Platform Discount,Payment platform discount,"
    "Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,RTS Time,Shipped Time,Delivered Time,"
    "Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking ID,Delivery Option,"
    "Shipping Provider Name,Buyer Message,Buyer Username,Recipient,Phone #,Country,State,City,Zipcode"
)
FOURTHWALL = "Order ID,Created At,Status,Product,Variant,Quantity,Subtotal,Shipping,Tax,Total,Base Cost,Your Earnings"
KOFI = "DateTime (UTC),From,Message,Item,Received,Given,Currency,TransactionType,TransactionId,Email"
PAYHIP = "Date,Transaction ID,Product,Customer Email,Amount,Currency,Payhip Fee,Payment Processor Fee,Coupon,Country"
FAIRE = "Order Number,Order Date,Retailer Name,Product Name,SKU,Quantity,Wholesale Price,Retail Price,Status"


def text_of(header: str, *rows: str) -> str:
    """Rows as the text of a file under that header. A row is what its filled columns say: `id=1 | Status=Paid`."""
    sign = next((sign for sign in "\t;" if sign in header), ",")
    names = next(csv.reader([header], delimiter=sign))
    written = io.StringIO()
    writer = csv.DictWriter(written, names, restval="", delimiter=sign, lineterminator="\n")
    writer.writeheader()
    writer.writerows(dict(cell.split("=", 1) for cell in row.split(" | ")) for row in rows)
    return written.getvalue()


def ebay_text(header: str, *rows: str) -> str:
    """As eBay writes it: bare commas above the header, a blank row below, a count and the seller at the end."""
    head, _, body = text_of(header, *rows).partition("\n")
    commas = "," * header.count(",")
    end = f'{len(rows)},record(s) downloaded,"from Jul-21-25 to Jul-23-25"\nSeller ID : tea\n'
    return f"{commas}\n{head}\n{commas}\n{body}\n{end}"


MARKETPLACES: dict[str, str] = {
    "amazon": text_of(
        AMAZON_ALL,
        "amazon-order-id=112-1-1 | purchase-date=2026-04-10T09:15:00+00:00 | order-status=Shipped"
        " | sales-channel=Amazon.de | product-name=Green tea | sku=T-1 | item-status=Shipped"
        " | quantity=2 | currency=EUR | item-price=25.00 | item-tax=4.75 | ship-country=DE",
    ),
    "ebay": ebay_text(
        EBAY_US,
        "Sales Record Number=101 | Order Number=12-00001-00001 | Buyer Username=fernlover"
        " | Item Number=2001 | Item Title=Speckled mug | Quantity=2 | Sold For=$20.00"
        " | Shipping And Handling=$5.00 | Total Price=$45.00 | Sale Date=Jul-21-25"
        " | Paid On Date=Jul-21-25",
    ),
    "square": text_of(
        SQUARE_PAYMENTS,
        "Date=2026-09-13 | Time=10:02:11 | Time Zone=Eastern Time (US & Canada) | Gross Sales=$30.00"
        " | Net Sales=$30.00 | Total Collected=$30.00 | Transaction ID=A1 | Event Type=Payment",
    ),
    "paypal": text_of(
        PAYPAL,
        "Date=03/14/2026 | Time=10:00:00 | TimeZone=PDT | Name=Ann Lee | Type=Express Checkout Payment"
        " | Status=Completed | Currency=USD | Gross=40.00 | Fee=-1.66 | Net=38.34"
        " | From Email Address=ann@example.com | Transaction ID=S1",
    ),
    "stripe": text_of(
        STRIPE_OLD,
        "id=ch_1 | Created (UTC)=2026-02-03 13:12 | Amount=25.00 | Amount Refunded=0.00 | Currency=cad"
        " | Mode=Live | Status=Paid | Customer Email=ann@example.com",
    ),
    "gumroad": text_of(
        GUMROAD,
        "Purchase ID=g1 | Item Name=Planner | Purchase Email=ann@example.com | Purchase Date=2026-09-02"
        " | Purchase Time (UTC timezone)=10:00 | Sale Price ($)=12.00 | Subtotal ($)=12.00 | Quantity=1",
        "Purchase ID=Totals | Sale Price ($)=12.00 | Subtotal ($)=12.00",
    ),
    "bandcamp": text_of(
        BANDCAMP,
        "date=1/13/26 10:12am | item type=album | item name=Night swims | currency=USD"
        " | item price=10.00 | quantity=1 | item total=10.00 | bandcamp transaction id=100001"
        " | buyer name=Ann Lee | buyer email=ann@example.com",
    ),
    "tiktok-shop": text_of(
        TIKTOK,
        "Order ID=Platform unique order ID. | Order Status=Current order status.",
        "Order ID=576000000000000001\t | Order Status=Completed | Seller SKU=M-1 | Product Name=Mug"
        " | Quantity=1 | SKU Unit Original Price=20 | Order Amount=25"
        " | Created Time=09/14/2026 10:12:33 AM\t | Paid Time=09/14/2026 10:13:00 AM\t"
        " | Buyer Username=fernlover",
    ),
    "fourthwall": f"{FOURTHWALL}\nFW-9,2026-09-14,Fulfilled,Fern tee,M,1,30.00,5.00,2.10,37.10,14.00,18.20\n",
    "kofi": f"{KOFI}\n2026-09-15 10:00,Ann,,Stickers,6.00,,USD,Shop Order,K1,ann@example.com\n",
    "payhip": f"{PAYHIP}\n2026-09-17,PH1,Planner,ann@example.com,9.00,USD,0.45,0.56,SAVE,United Kingdom\n",
    "faire": (
        f"{FAIRE}\nFA100,2026-09-16,Fern Gifts,Mug,MUG-1,6,19.00,38.00,Shipped\n"
        "FA100,2026-09-16,Fern Gifts,Print,FERN-1,4,8.00,16.00,Shipped\n"
    ),
    "mercado-libre": (
        "# de venta,Fecha de venta,Estado,Paquete de varios productos,Unidades,"
        "Ingresos por productos (ARS),Cargo por venta e impuestos (ARS),Ingresos por envío (ARS),"
        "Anulaciones y reembolsos (ARS),Total (ARS),SKU,Título de la publicación,"
        "Precio unitario de venta de la publicación (ARS),Comprador,Ciudad,Código postal,País\n"
        "2000001,25 de mayo de 2024 13:45 hs.,Entregado,No,2,13000,-1500,700,0,12200,SK1,Té,6500,Ana,Salta,4400,AR\n"
        "2000002,26 de mayo de 2024 13:45 hs.,Paquete de 2 productos,Sí,,9000,-900,0,-4000,4100,,,,Luis,Salta,4400,AR\n"
        "2000003,26 de mayo de 2024 13:45 hs.,Entregado,Sí,1,,,,,,SK1,Té,5000,Luis,Salta,4400,AR\n"
        "2000004,26 de mayo de 2024 13:45 hs.,Entregado,Sí,2,,,,,,SK2,Mate,2000,Luis,Salta,4400,AR\n"
    ),
    "temu": (
        "Bestell-ID,Bestellstatus,Bestellartikel-ID,Status der Bestellartikel,Produktname,Variation,Beitrags-SKU,"
        "SKU-ID,Gekaufte Menge,Name des Empfängers,Versandort,"
        "Versandpostleitzahl (Muss an die folgende Postleitzahl gesendet werden.),Versandland,Kaufdatum,"
        "Virtuelle E-Mail,Gesamtbasispreis,Produktsteuer-Gesamtbetrag,Versandsteuer-Gesamtbetrag,"
        "Gesamteinzelhandelspreis,Versandkosten,Rabatt von Temu,Rabatt vom Verkäufer\n"
        "PO-1,Nicht versandt,1-1,Nicht versandt,Kerzen,Rot,K-4,701\t,2\t,Eva Ott,Ulm,89073\t,Germany,"
        '"1. Dez. 2025, 12:32 Uhr CET(UTC+1)",2d@eu.temuemail.com,"15,00€","3,16€","0,48€","16,66€","2,51€",,\n'
        "PO-2,Versandt,2-1,Versandt,Kerzen,Rot,K-4,701\t,1\t,Pia Ott,Bonn,53111\t,Germany,"
        '"30. Juni 2026, 06:18 Uhr CEST(UTC+2)",5b@eu.temuemail.com,"15,00€","3,16€","0,48€","16,66€","2,51€",'
        '"-3,43€","-1,00€"\n'
        "PO-3,Storniert,3-1,Storniert,Kerzen,Hell,K-3,702\t,1\t,Eva Ott,Ulm,89073\t,Germany,"
        '"2. Dez. 2025, 12:32 Uhr CET(UTC+1)",bx@eu.temuemail.com,"15,00€","3,16€","0,48€","16,66€","2,51€",,\n'
    ),
    "lazada": (
        "orderItemId,orderType,sellerSku,lazadaSku,createTime,orderNumber,invoiceNumber,deliveredDate,customerName,"
        "customerEmail,shippingName,shippingCity,shippingPostCode,shippingCountry,payMethod,paidPrice,unitPrice,"
        "sellerDiscountTotal,shippingFee,itemName,variation,status\n"
        "1001,Normal,T1,T1_PH,13 Nov 2026 10:22,501,,03 Dec 2026,Ann L,,Ann Lee,Manila,1000,Philippines,COD,95.00,"
        "100.00,-5.00,40.00,Tea,Green,delivered\n"
        "1002,Normal,T1,T1_PH,13 Nov 2026 10:22,501,,03 Dec 2026,Ann L,,Ann Lee,Manila,1000,Philippines,COD,95.00,"
        "100.00,-5.00,0.00,Tea,Green,returned\n"
    ),
    "opencart": (
        "order_id,invoice_no,store_name,customer_id,firstname,lastname,email,payment_firstname,payment_country,"
        "shipping_firstname,shipping_lastname,total,order_status_id,currency_code,currency_value,date_added\n"
        "1,0,Shop,5,Ann,Lee,ann@example.com,Ann,Germany,Ann,Lee,101.0000,5,EUR,1.00000000,2024-05-13 10:11:12\n"
        "2,0,Shop,6,Ben,Roe,ben@example.com,Ben,Germany,Ben,Roe,55.5000,0,EUR,1.00000000,2024-05-14 10:11:12\n"
        "3,0,Shop,6,Ben,Roe,ben@example.com,Ben,Germany,Ben,Roe,55.5000,11,EUR,1.00000000,2024-05-15 10:11:12\n"
    ),
    "shopware": (
        "orderId;number;customerId;orderStatusID;cleared;invoiceAmount;invoiceAmountNet;invoiceShipping;orderTime;"
        "clearedDate;currency;orderDetailId;statusId;number;articleNumber;price;quantity;articleName;email\n"
        "57;20002;1;4;17;201.86;169.63;0;2024-08-31 10:15:54;;EUR;1;0;20002;S-1;201.86;1;Kanne;ben@example.com\n"
        "58;20003;1;2;12;301.86;253.66;4.9;2024-08-31 11:15:54;;EUR;2;0;20003;S-1;201.86;1;Kanne;ben@example.com\n"
        "58;20003;1;2;12;301.86;253.66;4.9;2024-08-31 11:15:54;;EUR;3;0;20003;S-2;95.1;1;Sieb;ben@example.com\n"
        "59;20004;1;0;17;9.9;8.32;0;2024-08-31 12:15:54;;EUR;4;0;20004;S-2;9.9;1;Sieb;ben@example.com\n"
    ),
}
