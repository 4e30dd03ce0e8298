"""Downloads that owners take for order exports, and the one true reason why each is none."""

from __future__ import annotations

from shopkeep.errors import ImportRefused
from shopkeep.orders import bank_statements, kinds
from shopkeep.orders.other_lists import INSTEAD_OF_PURCHASES, OTHER_LISTS, OWN, PURCHASES, SUPPLIERS, known
from shopkeep.orders.synonyms import names
from shopkeep.orders.table import Table

_SHOPIFY = "In Shopify choose Orders, Export, and import that file."
_ETSY = "In Etsy's settings under Options, Download data, choose Orders or Order items, and import those files."
_WIX = "In Wix choose Orders, Export, and import that file."
_SQUARESPACE = "In Squarespace choose Orders, Download CSV, and import that file."
_BIGCOMMERCE = "In BigCommerce choose Orders, Export all orders, and import that file."
_MAGENTO = "In Magento choose Sales, Orders, Export, and import that file."
_NUVEMSHOP = "In Nuvemshop choose Vendas, Exportar, and import that file."
_TIENDANUBE = "In Tiendanube choose Ventas, Exportar ventas, and import that file."
_PRODUCTS = "It lists what is for sale, not what was sold."
_PEOPLE = "It lists people, not what they ordered."
_DEPOSITS = "It lists what was paid out to the bank, not orders."
_ALL_ORDERS = "In Seller Central choose Reports, Fulfilment, All orders, and import that file."
_MONEY = "It lists movements of money (sales, refunds, fees, payouts), each as a line of its own, not orders."
_AMAZON = (
    known("order id,asin isbn,seller credentials", "a list of purchases at Amazon", OWN, _ALL_ORDERS),
    known("order id,payment instrument type", "a list of purchases at Amazon", OWN, _ALL_ORDERS),
    known("order id,purchase price per unit", "a list of purchases at Amazon", OWN, _ALL_ORDERS),
    known("settlement id,transaction type", "Amazon's settlement report", _MONEY, _ALL_ORDERS),
    known("date time,settlement id,type", "Amazon's date range report", _MONEY, _ALL_ORDERS),
    known("datum uhrzeit,abrechnungsnummer,typ", "Amazon's date range report", _MONEY, _ALL_ORDERS),
    known("date heure,numero de versement,type", "Amazon's date range report", _MONEY, _ALL_ORDERS),
    known("fecha y hora,identificador de pago,tipo", "Amazon's date range report", _MONEY, _ALL_ORDERS),
    known("data ora,numero pagamento,tipo", "Amazon's date range report", _MONEY, _ALL_ORDERS),
    known(
        "order id,order item id,purchase date,quantity to ship",
        "Amazon's report of unshipped orders",
        "It lists what is still to be sent, without a single price.",
        _ALL_ORDERS,
        lacks="item price",
    ),
    known(
        "amazon order id,purchase date,product name",
        "an Amazon report without prices",
        "It has no item prices, so nobody could say what its orders were worth.",
        _ALL_ORDERS,
        lacks="item price,amount",
    ),
    known(
        "return date,order id,fnsku",
        "Amazon's report of returns",
        "It says what came back, but neither what was paid nor what was paid back.",
        _ALL_ORDERS,
    ),
    known("item name,listing id,seller sku", "Amazon's listings", _PRODUCTS, _ALL_ORDERS),
)
_EBAY = "In eBay's Seller Hub choose Orders, Download report, and import that file."
_STRIPE = "In Stripe choose Payments, Export, and import that file."
_PAYPAL = "In PayPal choose Activity, Download, with all columns, and import that file."
_SQUARE = "In Square choose Transactions, Export, and import its transactions and its items."
_PAYMENTS = (
    known("transaction creation date,type,net amount", "eBay's transaction report", _MONEY, _EBAY),
    known("transaction creation date,type,order number", "eBay's transaction report", _MONEY, _EBAY),
    known("datum der transaktionserstellung,typ", "eBay's transaction report", _MONEY, _EBAY),
    known(
        "order creation date,order number,item id",
        "eBay's report of earnings",
        "It says what was left of each sale after fees, not who bought.",
        _EBAY,
        lacks="sold for",
    ),
    known("item number,title,available quantity", "eBay's listings", _PRODUCTS, _EBAY),
    known(
        "order number,buyer username,post to name",
        "a list of eBay addresses",
        "It says where to send orders, but neither when they were sold nor for how much.",
        _EBAY,
        lacks="sale date,sold for,total price",
    ),
    known("balance transaction id,reporting category", "Stripe's balance report", _MONEY, _STRIPE),
    known("id,type,source,amount,fee,net", "Stripe's balance history", _MONEY, _STRIPE, lacks="amount refunded"),
    known("id,amount,arrival date utc", "Stripe's payouts", _DEPOSITS, _STRIPE),
    known(
        "id,amount refunded,application id,transaction id",
        "Stripe's application fees",
        "It lists fees that a platform took, not payments of buyers.",
        _STRIPE,
        lacks="status",
    ),
    known("id,email,total spend,payment count", "Stripe's customers", _PEOPLE, _STRIPE),
    known("customer id,plan,current period start utc", "Stripe's subscriptions", _PEOPLE, _STRIPE),
    known(
        "date,name,type,status,amount,receipt id,balance",
        "PayPal's short history",
        "It has neither transaction codes nor addresses, so no payment could be told from another.",
        _PAYPAL,
        lacks="transaction id,order number,order id",
    ),
    known(
        "date,name,type,status,currency,gross,fee,net,balance",
        "PayPal's short history",
        "It has neither transaction codes nor addresses, so no payment could be told from another.",
        _PAYPAL,
        lacks="transaction id,order number,order id,from email address",
    ),
    known(
        "item,price point name,modifiers applied,net sales",
        "Square's list of items without its transactions",
        "Without the column Transaction ID nobody could say which items were bought together.",
        _SQUARE,
        lacks="transaction id",
    ),
    known("token,item name,variation name", "Square's item library", _PRODUCTS, _SQUARE),
    known("square customer id,email address", "Square's customers", _PEOPLE, _SQUARE),
    known(
        "type,purchase id,gumroad fees,net total",
        "a payout of Gumroad's",
        _DEPOSITS,
        "In Gumroad choose Sales, Export, and import that file.",
        lacks="purchase email",
    ),
    known(
        "order adjustment id,type,total settlement amount",
        "TikTok Shop's settlement",
        _MONEY,
        "In Seller Center choose Orders, Export, and import that file.",
    ),
    known(
        "order id,sku id,sku subtotal after discount",
        "a part of TikTok Shop's list of orders",
        "It does not say when its orders were placed.",
        "In Seller Center choose Orders, Export with all columns, and import that file.",
        lacks="created time,order created time,paid time",
    ),
)
_KNOWN = (
    *OTHER_LISTS,
    known("payout date,charges,refunds,fees", "Shopify's payouts", _DEPOSITS, _SHOPIFY),
    known(
        "initial balance,current balance",
        "a list of gift cards",
        "It says what is left on each card, not what was bought.",
        "Export the orders themselves, and import that file.",
        lacks="total,order total",
    ),
    known(
        "patron status,lifetime amount", "Patreon's members", _PEOPLE, "Export the orders of a shop, and import them."
    ),
    known(
        "tracking number,ship from,label size",
        "a list of parcels",
        "It says what was sent, and what sending it cost the shop, not what was bought.",
        "Export the orders from the shop itself, and import that file.",
    ),
    known(
        "abandoned checkout url",
        "a list of carts that were left",
        "It says what people meant to buy, not what they bought.",
        "Export the orders themselves, and import that file.",
    ),
    known(
        "email,total spent",
        "a list of customers",
        "It says how much each customer bought, but not when: there are no orders in it.",
        "Import the orders export; for consent and attributes use `shopkeep import-customers`.",
        lacks="order id,order number,order no,number,order date,date,invoice no,transaction id,created at",
    ),
    *(
        known(
            has,
            "a list of products",
            _PRODUCTS,
            "Export the orders; for names and costs use `shopkeep import-products`.",
            lacks="order id,order number,order date,date,quantity,qty,email,customer id,total",
        )
        for has in ("product name,price,stock", "name,price,stock", "product name,category,price")
    ),
    known(
        "transaction date,type,order,card brand",
        "Shopify Payments transactions",
        "It lists payments, not orders: no buyers and no products.",
        _SHOPIFY,
    ),
    known(
        "email,total spent,orders count",
        "a list of customers",
        "It says how much each customer bought, but not when: there are no orders in it.",
        "Import the orders export; for consent and attributes use `shopkeep import-customers`.",
    ),
    known(
        "email,total spent,total orders",
        "a list of customers",
        "It says how much each customer bought, but not when: there are no orders in it.",
        "Import the orders export; for consent and attributes use `shopkeep import-customers`.",
    ),
    known(
        "order id,product id,variant id,quantity,price",
        "a table of order lines",
        "It lists products without their orders: no dates and no buyers.",
        _SHOPIFY,
        lacks="email,created at",
    ),
    known(
        "order id,order item id,product id,price",
        "a table of order lines",
        "It lists products without their orders: neither when they were ordered nor by whom.",
        "Export the orders themselves, with their dates and buyers.",
        lacks="email,customer email,customer id,order date,created at,date",
    ),
    known(
        "date,type,title,info,amount,fees taxes",
        "an Etsy payment statement",
        "It lists fees and deposits, not orders.",
        _ETSY,
    ),
    known(
        "payment id,buyer username,order id,posted gross",
        "Etsy's payments",
        "It lists payments with their fees, not orders: no products and no places.",
        _ETSY,
    ),
    known("date,amount,currency,status,bank account ending digits", "Etsy's deposits", _DEPOSITS, _ETSY),
    known("title,description,price,currency code,materials", "Etsy's listings", _PRODUCTS, _ETSY),
    known("handleid,fieldtype,price", "Wix's products", _PRODUCTS, _WIX),
    known("email 1,email subscriber status", "Wix's contacts", _PEOPLE, _WIX),
    known("product id non editable,title,price", "Squarespace's products", _PRODUCTS, _SQUARESPACE),
    known("email,subscriber since,order count", "Squarespace's contacts", _PEOPLE, _SQUARESPACE),
    known("item type,product id,product code sku", "BigCommerce's products", _PRODUCTS, _BIGCOMMERCE),
    known("customer id,store credit,customer group,date joined", "BigCommerce's customers", _PEOPLE, _BIGCOMMERCE),
    known(
        "shipment id,date shipped,order id,tracking no",
        "BigCommerce's shipments",
        "It says what was sent, but not what was paid.",
        _BIGCOMMERCE,
    ),
    known("nome completo,e mail,numero de compras,ultima compra", "Nuvemshop's customers", _PEOPLE, _NUVEMSHOP),
    known("nombre completo,email,numero de compras,ultima compra", "Tiendanube's customers", _PEOPLE, _TIENDANUBE),
    known("id,name,email,group,customer since", "Magento's customers", _PEOPLE, _MAGENTO),
    known(
        "customer email,shipping method,payment,product,refund",
        "a recipe for Magento's sample orders",
        "Its rows have no order number, no date and no price.",
        _MAGENTO,
        lacks="order id,order number,id,total,grand total",
    ),
    *(
        known(
            f"{period},{sum_}",
            "a report of sums by day, week or month",
            "It says how much was sold in each of them, not who bought what.",
            "Export the orders themselves, and import that file.",
            lacks="order id,order number,order no,email,customer email,customer,customer name,customer id,invoice no,"
            "invoice number,transaction id,product,product name,status,payment method",
        )
        for period in ("day", "date", "week", "month", "interval", "period", "year", "hour")
        for sum_ in ("orders,total sales", "orders,net sales", "orders,revenue", "orders,sales total", "orders,sales")
    ),
    *_AMAZON,
    *_PAYMENTS,
)


def refuse_what_is_none(table: Table, name: str) -> None:
    """Raises ImportRefused where the columns are those of a download that holds no orders."""
    columns = table.keys
    for each in _KNOWN:
        if each.has <= columns and not each.lacks & columns:
            raise ImportRefused(f"{name} is {each.what}, not an order export.", each.reason, each.instead)
    bank_statements.refuse(table, name)
    if columns & SUPPLIERS and not _tells_buyers_or_products(columns):
        raise ImportRefused(f"{name} is {PURCHASES}, not an order export.", OWN, INSTEAD_OF_PURCHASES)
    kinds.refuse_for_orders(columns, name)


def _tells_buyers_or_products(columns: frozenset[str]) -> bool:
    fields = ("email", "buyer", "name", "first_name", "last_name", "line_title", "line_sku")
    return any(names(columns, field) for field in fields) or any("product" in key or "item" in key for key in columns)


def looks_like_one(columns: frozenset[str]) -> bool:
    """Whether these columns are those of a known download without orders, told by more than one name: a product may
    be called Supplier."""
    return bank_statements.is_one(columns) or any(
        len(each.has) > 1 and each.has <= columns and not each.lacks & columns for each in _KNOWN
    )
