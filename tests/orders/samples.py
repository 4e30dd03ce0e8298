"""A small invented file of every platform's export, under its real header: format name -> text."""

from __future__ import annotations

from tests.orders.samples_marketplaces import MARKETPLACES
from tests.orders.samples_more import MORE

SAMPLES: dict[str, str] = {
    **MARKETPLACES,
    **MORE,
    "tiendanube": (
        "Número de orden;Email;Fecha;Estado de la orden;Estado del pago;Estado del envío;Moneda;Subtotal de productos;"
        "Descuento;Costo de envío;Total;Nombre del comprador;DNI / CUIT;Teléfono;Nombre para el envío;Ciudad;"
        "Código postal;Provincia o estado;País;Medio de envío;Medio de pago;Cupón de descuento;Fecha de pago;"
        "Fecha de envío;Nombre del producto;Precio del producto;Cantidad del producto;SKU;Canal;"
        "Fecha y hora de cancelación\n"
        "12345;ana@example.com;20/12/2025 10:00:00;Abierta;Recibido;Enviado;ARS;1000,00;100,00;500,00;"
        "1400,00;Ana Paz;"
        "1;+54;Ana Paz;CABA;1000;CABA;Argentina;Correo;Tarjeta;TEA10;20/12/2025;21/12/2025;Té;250,00;2;T-1;Móvil;\n"
        "12345;ana@example.com;;;;;;;;;;;;;;;;;;;;;;;Tetera;500,00;1;P-1;;\n"
    ),
    "etsy": (
        "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
        "Street 1,Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,"
        "Coupon Details,Discount Amount,Shipping Discount,Shipping,Sales Tax,Order Total,Status,Card Processing Fees,"
        "Order Net,Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,Buyer,Order Type,"
        "Payment Type,InPerson Discount,InPerson Location,SKU\n"
        "09/14/26,3000000001,fernlover,Ann Lee,Ann,Lee,2,Credit Card,09/16/26,1 Fern Lane,,Leeds,,LS1 1AA,"
        "United Kingdom,GBP,30.00,TEA10,10% off,3.00,0,4.50,0,31.50,,1.60,29.90,0,0,0,Ann Lee (fernlover),online,"
        'online_cc,,,"MUG-1,TEA-2"\n'
    ),
    "squarespace": (
        "Order ID,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,"
        "Amount Refunded,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price,Lineitem sku,Lineitem variant,Lineitem requires shipping,Lineitem taxable,"
        "Lineitem fulfillment status,Billing Name,Billing Address1,Billing Address2,Billing City,Billing Zip,"
        "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Address1,Shipping Address2,"
        "Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Cancelled at,Private Notes,"
        "Payment Method,Payment Reference,Checkout Form: Gift message\n"
        "41,ann@example.com,PAID,7/25/2018 21:06,pending,,USD,30,5,0,0,35,TEA,2.50,Flat rate,7/25/2018 21:06,1,"
        "Green tea,12.50,SQ1,200 g,TRUE,TRUE,pending,Ann Lee,1 Fern Lane,,Salem,01970,MA,United States,,Ann Lee,"
        "1 Fern Lane,,Salem,01970,MA,United States,,,,Stripe,pi_1,\n"
        "41,,,,,,,,,,,,,,,,2,Pot,10,SQ2,,TRUE,TRUE,pending,,,,,,,,,,,,,,,,,,,,,\n"
    ),
    "wix": (
        "Order number,Date created,Time,Fulfill by,Total order quantity,Contact email,Note from customer,"
        "Additional checkout info,Item,Variant,SKU,Qty,Quantity refunded,Price,Weight,Custom text,Deposit amount,"
        "Delivery method,Delivery time,Recipient name,Recipient phone,Recipient company name,Delivery country,"
        "Delivery state,Delivery state name,Delivery city,Delivery address,Delivery zip/postal code,Billing name,"
        "Billing phone,Billing company name,Billing country,Billing state,Billing state name,Billing city,"
        "Billing address,Billing zip/postal code,Payment status,Payment method,Coupon code,Gift card amount,"
        "Shipping rate,Total tax,Total,Currency,Refunded amount,Net amount,Additional fees,Fulfillment status,"
        "Tracking number,Fulfillment service,Shipping label\n"
        '"10001","Dec 8, 2024","9:15:51 AM","","3","ann@example.com","","","Green tea","Size:200 g","T-1","1","0",'
        '"12.50","0","","","Standard","","Ann Lee","""0152""","","DEU","DE-BE","Berlin","Berlin","Fern 1","""01067""",'
        '"Ann Lee","""0152""","","DEU","DE-BE","Berlin","Berlin","Fern 1","""01067""","Paid","Manual","TEA","","4.90",'
        '"0.00","34.90","EUR","0.00","34.90","0.00","Fulfilled","","","label"\n'
        '"10001","Dec 8, 2024","9:15:51 AM","","3","ann@example.com","","","Pot","","P-1","2","0",'
        '"10.00","0","","","Standard","","Ann Lee","""0152""","","DEU","DE-BE","Berlin","Berlin","Fern 1","""01067""",'
        '"Ann Lee","""0152""","","DEU","DE-BE","Berlin","Berlin","Fern 1","""01067""","Paid","Manual","TEA","","4.90",'
        '"0.00","34.90","EUR","0.00","34.90","0.00","Fulfilled","","","label"\n'
    ),
    "bigcommerce": (
        "Order ID,Customer ID,Customer Name,Customer Email,Customer Phone,Order Date,Order Status,Subtotal (inc tax),"
        "Subtotal (ex tax),Tax Total,Shipping Cost (inc tax),Shipping Cost (ex tax),Ship Method,"
        "Handling Cost (inc tax),Handling Cost (ex tax),Store Credit Redeemed,Gift Certificate Amount Redeemed,"
        "Gift Certificate Code,Gift Certificate Expiration Date,Coupon Details,Order Total (inc tax),"
        "Order Total (ex tax),Payment Method,Total Quantity,Total Shipped,Date Shipped,Order Currency Code,"
        "Exchange Rate,Order Notes,Customer Message,Billing First Name,Billing Last Name,Billing Company,"
        "Billing Street 1,Billing Street 2,Billing Suburb,Billing State,Billing Zip,Billing Country,Billing Phone,"
        "Billing Email,Shipping First Name,Shipping Last Name,Shipping Company,Shipping Street 1,Shipping Street 2,"
        "Shipping Suburb,Shipping State,Shipping Zip,Shipping Country,Shipping Phone,Shipping Email,Product Details,"
        "Refund Amount,Channel ID,Channel Name\n"
        "186,54,Ann Lee,ann@example.com,,04/26/2024,Shipped,22.50,20.45,2.50,5.00,4.55,Ground,0.00,0.00,0.00,0.00,,,,"
        "27.50,25.00,Card,2,2,04/29/2024,USD,1.0000000000,,,Ann,Lee,,1 Fern Lane,,Salem,Massachusetts,01970,"
        "United States,,ann@example.com,Ann,Lee,,1 Fern Lane,,Salem,Massachusetts,01970,United States,,"
        'ann@example.com,"Product ID: 1, Product Qty: 1, Product SKU: T-1, Product Name: Tea | green, loose, '
        "Product Weight: 0.2000, Product Variation Details: Size: 200 g, Product Unit Price: 12.50, "
        "Product Total Price: 12.50|Product ID: 2, Product Qty: 1, Product SKU: P-1, Product Name: Pot 5&quot;, "
        'Product Weight: 1.0, Product Variation Details: , Product Unit Price: 10.00, Product Total Price: 10.00",'
        "0.00,1,Shop\n"
    ),
    "magento": (
        'ID,"Purchase Point","Purchase Date","Bill-to Name","Ship-to Name","Grand Total (Base)",'
        '"Grand Total (Purchased)",Status,"Billing Address","Shipping Address","Shipping Information",'
        '"Customer Email","Customer Group",Subtotal,"Shipping and Handling","Customer Name","Payment Method",'
        '"Total Refunded","Allocated sources","Pickup Location Code","Braintree Transaction Source"\n'
        '000000012,"Main Website\n    Main Website Store\n        Default Store View","Sep 16, 2026 7:13:27 AM",'
        '"Ann Lee","Ann Lee",£36.39,£36.39,Complete,"1 Fern Lane Leeds LS1 1AA","1 Fern Lane Leeds LS1 1AA",'
        '"Flat Rate - Fixed",ann@example.com,"NOT LOGGED IN",£31.39,£5.00,"Ann Lee",checkmo,£0.00,,,\n'
    ),
    "prestashop": (
        '"ID";"Reference";"New client";"Delivery";"Customer";"Total";"Payment";"Status";"Date"\n'
        '"5";"KHWLILZLL";"1";"France";"J. DOE";"20,90 €";"Bank wire";"Payment accepted";"2026-09-24 10:12:01"\n'
    ),
    "ecwid": (
        "orderNumber,vendorOrderNumber,createDate,email,paymentStatus,fulfillmentStatus,subtotal,couponDiscount,"
        "discountCoupon.code,discount,shippingOption.shippingRate,tax,total,usdTotal,refundedAmount,currency,"
        "billingPerson.name,billingPerson.countryCode,billingPerson.postalCode,shippingPerson.name,"
        "shippingPerson.countryCode,acceptMarketing,items.name,items.sku,items.quantity,items.price\n"
        "20,EBJFT,2024-05-01 05:26:28 +0000,ann@example.com,PAID,SHIPPED,32.50,3.25,TEA10,0,4.90,0,34.15,36.9,0,EUR,"
        "Ann Lee,DE,01067,Ann Lee,DE,true,Green tea,T-1,1,12.50\n"
        "20,EBJFT,2024-05-01 05:26:28 +0000,ann@example.com,PAID,SHIPPED,32.50,3.25,TEA10,0,4.90,0,34.15,36.9,0,EUR,"
        "Ann Lee,DE,01067,Ann Lee,DE,true,Pot,P-1,2,10.00\n"
    ),
    "shopify": (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
        "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,"
        "Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,"
        "Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,"
        "Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
        "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,"
        "Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,"
        "Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,"
        "Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,"
        "Payment ID,Payment Terms Name,Next Payment Due At,Payment References\n"
        "#1001,ann@example.com,paid,2026-03-12 09:14:02 +0000,fulfilled,,yes,EUR,30.00,4.90,5.57,34.90,TEA10,3.00,"
        "Standard,2026-03-12 09:14:01 +0000,1,Green tea - 200 g,13.00,,T-1,true,true,fulfilled,Ann Lee,Fern 1,Fern 1,"
        ",,Paris,'75008,,FR,,Ann Lee,Fern 1,Fern 1,,,Paris,'75008,,FR,,,,,Card,c1.1,0.00,Tea & Co,0.00,,,,5550001,,Low,"
        "web,0.00,VAT 19%,5.57,,,,,,,,,,,,,,,,,\n"
        "#1001,ann@example.com,,,,,,,,,,,,,,2026-03-12 09:14:01 +0000,2,Pot,10.00,,P-1,true,true,fulfilled"
        ",,,,,,,,,,,,,,,,,,,,,,,,,,,Tea & Co,,,,,,,,,0.00,,,,,,,,,,,,,,,,,,,\n"
    ),
    "shopify-transporter": (
        "Name,Email,Financial Status,Currency,Buyer Accepts Marketing,Cancel Reason,Cancelled At,Processed At,"
        "Total Tax,Shipping First Name,Shipping Last Name,Billing First Name,Billing Last Name,Billing Zip,"
        "Lineitem name,Lineitem quantity,Lineitem price,Lineitem sku,Transaction amount,Transaction kind,"
        "Transaction status,Shipping line price,Discount code,Discount amount\n"
        "#MA-7,ann@example.com,paid,USD,true,,,2026-01-04 15:51:23 -0800,,Ann,Lee,Ann,Lee,01970,Tea,2,10,T-1,"
        "24.00,sale,success,4.00,TEA,1.00\n"
    ),
    "shopify-matrixify": (
        "ID,Name,Command,Send Receipt,Number,Tags,Created At,Cancelled At,Processed At,Currency,Source,"
        "Price: Total Line Items,Price: Subtotal,Tax: Included,Tax: Total,Price: Total Refund,Price: Total,"
        "Payment: Status,Order Fulfillment Status,Customer: ID,Customer: Email,Customer: Accepts Marketing,"
        "Billing: First Name,Billing: Last Name,Billing: Zip,Billing: City,Billing: Country Code,Shipping: First Name,"
        "Shipping: Last Name,Shipping: Zip,Shipping: City,Shipping: Country Code,Row #,Top Row,Line: Type,Line: Title,"
        "Line: Name,Line: Variant Title,Line: SKU,Line: Quantity,Line: Price,Line: Discount,Line: Total,Refund: ID,"
        "Transaction: ID,Transaction: Kind,Transaction: Processed At,Transaction: Amount,Transaction: Status\n"
        "11,#1001,UPDATE,,1001,,2026-03-12 09:14:01 +0000,,2026-03-12 09:14:01 +0000,EUR,web,33.00,30.00,TRUE,5.57,"
        "4.00,34.90,partially_refunded,fulfilled,7,ann@example.com,TRUE,Ann,Lee,'75008,Paris,FR,Ann,Lee,'75008,Paris,"
        "FR,1,TRUE,Line Item,Green tea,Green tea - 200 g,200 g,T-1,1,13.00,0,13.00,,,,,,\n"
        "11,#1001,UPDATE,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,2,,Line Item,Pot,Pot,,P-1,2,10.00,0,20.00,,,,,,\n"
        "11,#1001,UPDATE,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,3,,Discount,fixed_amount,TEA10,,,,,-3.00,,,,,,,\n"
        "11,#1001,UPDATE,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,4,,Shipping Line,Standard,,,,,4.90,,4.90,,,,,,\n"
        "11,#1001,UPDATE,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,5,,Transaction,,,,,,,,,,91,sale,2026-03-12 09:15:00 +0000,34.90,"
        "success\n"
        "11,#1001,UPDATE,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,6,,Refund Line,Pot,Pot,,P-1,-1,4.00,,-4.00,81,,,,,\n"
    ),
    "woocommerce": (
        "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
        "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_key,order_currency,"
        "payment_method,payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,"
        "customer_id,customer_user,customer_email,billing_first_name,billing_last_name,billing_company,billing_email,"
        "billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,"
        "billing_country,shipping_first_name,shipping_last_name,shipping_postcode,shipping_country,customer_note,"
        "wt_import_key,tax_items,shipping_items,fee_items,coupon_items,refund_items,order_notes,"
        "download_permissions,line_item_1,line_item_2\n"
        "7,1007,2026-01-02 10:00:00,2026-01-02 9:05:00,completed,4.90,0,0,0,5.57,3.00,0,3.00,34.90,33.00,wc_order_1,"
        "EUR,bacs,Bank,,,,Flat rate,0,,,Ann,Lee,,ann@example.com,'+49301,Fern 1,,01067,Dresden,,DE,Ann,Lee,01067,DE,,"
        "1007,,,,code:tea10|amount:3.00,amount:4.00|reason:broken|date:2026-01-05,,1,"
        "name:Tea|product_id:5|sku:T-1|quantity:1|total:10.00|sub_total:13.00,"
        "name:Pot|product_id:6|sku:P-1|quantity:2|total:20.00|sub_total:20.00\n"
    ),
    "woocommerce-analytics": (
        "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,"
        "Attribution\n"
        '2026-01-02 10:00:00,1007,€34.90 €30.90,completed,Ann Lee,new,"1× Tea, green, 2× Pot",3,tea10,30,Direct\n'
        '2026-01-05 08:00:00,1007,€34.90 €30.90,refunded,Ann Lee,new,"-1× Pot",-1,,-4,Direct\n'
    ),
    "woocommerce-advanced": (
        "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),"
        "Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),"
        "Country Code (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),"
        "Postcode (Shipping),Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,"
        "Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,"
        "Quantity (- Refund),Item Cost,Coupon Code,Discount Amount,Discount Amount Tax\n"
        "1007,Completed,2026-01-02 10:00,,Ann,Lee,,Fern 1,Dresden,,01067,DE,ann@example.com,+49301,Ann,Lee,01067,Bank,"
        "3.00,33.00,Flat rate,4.90,4.00,34.90,5.57,T-1,1,Tea,1,13.00,tea10,2.00,0\n"
        ",,,,,,,,,,,,,,,,,,,,,,,,,P-1,2,Pot,2,10.00,x5,1.00,0\n"
    ),
    "shopify-api": (
        "id,note,email,taxes_included,currency,subtotal_price,total_tax,total_price,created_at,updated_at,name,"
        "billing_address_name,billing_address_zip,customer_id,order_number,financial_status,fulfillment_status,"
        "processed_at,cancelled_at,total_discounts,source_name,buyer_accepts_marketing,test\n"
        "5550001,,ann@example.com,TRUE,EUR,30.00,5.57,34.90,2026-03-12 09:14:01.000 ,2026-03-13 09:00:00.000 ,#1001,"
        "Ann Lee,75008,7,1001,paid,fulfilled,2026-03-12 09:14:01.000 ,,3.00,web,TRUE,FALSE\n"
    ),
}
