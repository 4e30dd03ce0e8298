"""What exports of customers, subscribers and survey answers call their columns.

Shopify (customers_export), WooCommerce (Analytics, and the user export plugins), Ecwid, Squarespace, Wix,
BigCommerce, Square's directory, Mailchimp's audience and Klaviyo's profiles are known by their own names,
every other file by the usual ones.
"""

from __future__ import annotations

from shopkeep.orders.attributes import Names, known
from shopkeep.orders.synonyms import SYNONYMS


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(","))


CUSTOMER: Names = {
    "email": (
        *SYNONYMS["email"],
        *_words("user email,email 1,primary email,your email,your email address,what is your email address,"
                "what s your email address,what s your email,username"),
    ),
    "name": _words("name,full name,customer name,customer,display name,your name,kundenname"),
    "first_name": (*SYNONYMS["first_name"], "fname", "customer first name"),
    "last_name": (*SYNONYMS["last_name"], "lname", "customer last name"),
    "consent": (
        *_words("accepts email marketing,email subscription status,email subscriber status,email marketing status,"
                "email marketing consent,accept marketing,accepted marketing,agrees to receive marketing"),
        *SYNONYMS["consent"],
        *_words("subscriber,is subscribed,newsletter subscription,receive marketing emails,consent,status"),
    ),
    "consent_at": _words(
        "consent date,consent at,consent given at,subscribed at,subscribed on,subscriber since,opt in date,opt in time,"
        "optin date,accepts marketing updated at,marketing consent date,email marketing consent updated at,"
        "email marketing consent timestamp,email consent timestamp,last changed consent"
    ),
    "confirm_at": _words("confirm time"),
    "opt_in_at": _words("optin time"),
    "unsubscribed_at": _words("unsub time,unsubscribed at,unsubscribed on,unsubscribe date"),
    "cleaned_at": _words("clean time"),
    "changed_at": _words(
        "last changed,updated at,last updated,last updated at,last updated utc,date modified,modified at,"
        "last modified,profile updated on"
    ),
    "country": (
        *_words("country,default address country code,country code,default country code,default address country,"
                "billing country,address 1 country,address country 1,country region,land,pays,pais,cc,"
                "shipping country"),
    ),
    "region": _words("region,state,province,default address province code,default province code,province code,"
                     "billing state,address 1 state region,address state 1,bundesland,state region,shipping state"),
    "city": _words("city,default address city,default city,billing city,address 1 city,address city 1,town,stadt,ort,"
                   "ville,ciudad,shipping city"),
    "postcode": _words("postcode,post code,postal code,zip,zip code,default address zip,default zip,billing postcode,"
                       "billing zip,address 1 zip,address zip 1,plz,postleitzahl,code postal,codigo postal,cap,eircode,"
                       "shipping postcode,shipping zip"),
    "language": _words("language,locale,lang,preferred language,customer locale,sprache,langue,idioma,lingua,taal"),
    "square_id": _words("square customer id"),
}  # fmt: skip

SECRETS = frozenset(
    _words("user pass,password,passwort,user activation key,session tokens,customer ip address,user ip,ip address,"
           "optin ip,confirm ip,ip,remote addr,network id")
)  # fmt: skip
"""Columns that nobody needs here and that would do harm: passwords and network addresses."""


def knows_customers(columns: frozenset[str]) -> int:
    """How well a header is that of a customers' file; 0 where no column is called an address."""
    if not columns & set(CUSTOMER["email"]) and not any(is_address_name(name) for name in columns):
        return 0
    return 10 * max(1, known(columns, CUSTOMER))


def is_address_name(name: str) -> bool:
    """Whether a column's compared name, a question perhaps, asks for an address."""
    return bool({"email", "mail"} & set(name.split()))
