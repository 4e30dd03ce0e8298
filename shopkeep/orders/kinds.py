"""Which kind of file a header belongs to, so that one given to the wrong command is sent to the right one."""

from __future__ import annotations

from functools import lru_cache

from shopkeep.core import registry
from shopkeep.errors import ImportRefused
from shopkeep.orders import formats
from shopkeep.orders.consent_questions import asks_for_consent
from shopkeep.orders.customer_columns import CUSTOMER, knows_customers
from shopkeep.orders.layout import Format
from shopkeep.orders.product_columns import ANY, PRODUCT, catalogue_of, knows_products
from shopkeep.orders.survey_files import is_question
from shopkeep.orders.synonyms import names
from shopkeep.orders.table import Table

_NAMES_PRODUCTS = frozenset((*PRODUCT["sku"], *PRODUCT["title"])) - {"id", "code", "name", "title"}
_SURE = 60
"""From which score on a platform's format is taken at its word."""
_ORDER_NUMBERS = frozenset(
    ("order number", "order name", "order no", "order nr", "order id", "bestellnummer", "numero de commande")
)
_ORDER_DATES = frozenset(("order date", "created at", "date", "purchase date", "ordered at", "date created", "datum"))
_ORDER_MONEY = frozenset(("order total", "total", "grand total", "total price", "amount", "gesamtbetrag"))

_TO_ORDERS = "Import it as orders: i in Imports, or `shopkeep import`."
_TO_CUSTOMERS = "Import it as customers: a in Imports, or `shopkeep import-customers`."
_TO_PRODUCTS = "Import it as products: a in Imports, or `shopkeep import-products`."


@lru_cache(maxsize=1)
def _platforms() -> tuple[Format, ...]:
    return tuple(registry.collect(formats, "FORMAT").values())


_PEOPLE = tuple(
    map(
        frozenset,
        (
            ("member rating", "optin time"),
            ("email subscriber status", "first name"),
            ("email subscription status", "first name"),
            ("subscriber since", "accepts marketing"),
            ("user login", "user email"),
            ("last active", "date registered"),
            ("date joined", "store credit"),
            ("email", "accepts email marketing", "first name"),
        ),
    )
)
"""Columns by which exports of customers and subscribers are known."""


def refuse_for_orders(columns: frozenset[str], name: str) -> None:
    """Raises ImportRefused where a file given as orders holds customers, answers of a survey or products."""
    if is_catalogue(columns) or _are_products(columns):
        meaning = "It lists what is for sale, not what was sold."
        raise ImportRefused(f"{name} is a list of products, not an order export.", meaning, _TO_PRODUCTS)
    if any(signature <= columns for signature in _PEOPLE) or _are_people(columns):
        meaning = "It says who your customers are, not what they ordered."
        raise ImportRefused(f"{name} is a list of customers, not an order export.", meaning, _TO_CUSTOMERS)
    if knows_customers(columns) and any(map(is_question, columns)) and not _says_orders(columns):
        meaning = "It says what customers think of the shop, not what they ordered."
        raise ImportRefused(f"{name} holds answers of a survey, not orders.", meaning, _TO_CUSTOMERS)


def _are_products(columns: frozenset[str]) -> bool:
    """Whether nothing in a header hints at orders or people, and enough at products."""
    sold = ("number", "date", "total", "email", "name", "buyer")
    return knows_products(columns) >= 40 and not any(names(columns, field) for field in sold)


def _are_people(columns: frozenset[str]) -> bool:
    """Whether nothing in a header hints at orders, and enough at people."""
    about = {*CUSTOMER["name"], *CUSTOMER["first_name"]} & columns and {*CUSTOMER["consent"], "birthday"} & columns
    return bool(knows_customers(columns) and about and not _says_orders(columns) and not names(columns, "date"))


def _says_orders(columns: frozenset[str]) -> bool:
    said = ("number", "total", "line_title", "line_sku", "line_price", "line_total")
    return any(names(columns, field) for field in said)


def orders_of(columns: frozenset[str]) -> str:
    """Whose order export has these columns: a platform's title, `CSV` for one of no known platform, or empty."""
    best = max(_platforms(), key=lambda each: int(each.recognise(columns)))
    if best.name != "generic" and best.recognise(columns) >= _SURE:
        return best.title
    plain = columns & _ORDER_NUMBERS and columns & _ORDER_DATES and columns & _ORDER_MONEY
    return "CSV" if plain else ""


def is_catalogue(columns: frozenset[str]) -> bool:
    """Whether these are the columns of a platform's export of its products."""
    return catalogue_of(columns) is not ANY


def kind_of(columns: frozenset[str]) -> str:
    """What a header's file tells about: `orders`, `customers`, `products`, or empty where it could be anything."""
    if is_catalogue(columns) or _are_products(columns):
        return "products"
    if orders_of(columns):
        return "orders"
    people = knows_customers(columns)
    asks = people and any(is_question(name) or asks_for_consent(name) for name in columns)
    if any(signature <= columns for signature in _PEOPLE) or _are_people(columns):
        return "customers"
    if (asks or people >= 20) and not _says_orders(columns):
        return "customers"
    return "products" if not people and knows_products(columns) >= 30 else ""


def refuse_for_customers(table: Table, name: str) -> None:
    """Raises ImportRefused where a file given as customers holds orders or products."""
    title = orders_of(table.keys)
    if title:
        what = "an order export" if title == "CSV" else f"an order export of {title}"
        meaning = "It lists orders with their dates and amounts, not what is known of customers."
        raise ImportRefused(f"{name} is {what}.", meaning, _TO_ORDERS)
    if is_catalogue(table.keys) or (not knows_customers(table.keys) and knows_products(table.keys) >= 30):
        raise ImportRefused(f"{name} is a list of products.", "It says nothing of customers.", _TO_PRODUCTS)


def refuse_for_products(table: Table, name: str) -> None:
    """Raises ImportRefused where a file given as products holds orders or customers."""
    if is_catalogue(table.keys):
        return
    title = orders_of(table.keys)
    if title:
        what = "an order export" if title == "CSV" else f"an order export of {title}"
        meaning = "It lists what was sold to whom, not what is known of the products."
        raise ImportRefused(f"{name} is {what}.", meaning, _TO_ORDERS)
    if knows_customers(table.keys) and any(map(is_question, table.keys)) and not table.keys & _NAMES_PRODUCTS:
        raise ImportRefused(f"{name} holds answers of a survey.", "It says nothing of products.", _TO_CUSTOMERS)
    if knows_customers(table.keys) >= 20 and "sku" not in table.keys:
        raise ImportRefused(f"{name} is a list of customers.", "It says nothing of products.", _TO_CUSTOMERS)
