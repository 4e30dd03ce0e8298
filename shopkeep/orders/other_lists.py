"""Tables that any program writes and that are no orders: refunds, disputes, quotes, purchases and the like."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotOrders:
    """A file known by columns it has (and lacks)."""

    has: frozenset[str]
    what: str
    reason: str
    instead: str
    lacks: frozenset[str] = frozenset()


def known(has: str, what: str, reason: str, instead: str, lacks: str = "") -> NotOrders:
    def words(listed: str) -> frozenset[str]:
        return frozenset(filter(None, listed.split(",")))

    return NotOrders(words(has), what, reason, instead, words(lacks))


OWN = "It lists what you bought, not what you sold."
_ORDERS_THEMSELVES = "Export the orders themselves, and import that file."
PURCHASES = "a list of purchases from suppliers"
INSTEAD_OF_PURCHASES = "Export what your shop sold, with its buyers, and import that file."
_SUPPLIERS = tuple(
    known(
        column,
        PURCHASES,
        OWN,
        INSTEAD_OF_PURCHASES,
        lacks="email,e mail,customer email,customer name,customer,customer id,customerid,buyer,buyer name,client,"
        "kunde,kundenname,kundennummer,cliente,nom client,klant,name,id,order id,sku",
    )
    for column in ("lieferant", "supplier", "supplier name", "fournisseur", "proveedor", "fornitore", "leverancier")
)
SUPPLIERS = frozenset(
    (
        *("supplier", "supplier id", "supplierid", "supplier name", "supplier code", "vendor id", "lieferant"),
        *("lieferanten id", "lieferantennummer", "lieferanten nr", "fournisseur", "id fournisseur", "proveedor"),
        *("id proveedor", "fornitore", "id fornitore", "fornecedor", "id fornecedor", "leverancier", "leverancier id"),
        *(
            "dostawca",
            "id dostawcy",
            "furnizor",
            "id furnizor",
            "dodavatel",
            "поставщик",
            "tedarikci",
            "供应商",
            "仕入先",
        ),
    )
)
"""Columns that say from whom something was bought, and where no buyer is told, that it is what the shop bought."""
_QUOTE_NUMBERS = (
    "quote number,quote id,quote no,quote,quotation number,quotation no,estimate number,estimate no,"
    "estimate id,estimate,angebotsnummer,angebot nr,angebots nr,numero de devis,n devis,no devis,"
    "numero de presupuesto,n presupuesto,numero preventivo,offertenummer"
)
OTHER_LISTS = (
    *_SUPPLIERS,
    *(
        known(
            column,
            "a list of disputes",
            "It says what buyers and their banks claimed back, not what was bought.",
            _ORDERS_THEMSELVES,
            lacks="order total,grand total,item price",
        )
        for column in ("dispute id", "chargeback id", "case id,order id,reason", "dispute number")
    ),
    *(
        known(
            column,
            "a list of refunds",
            "It says what was paid back, not what was bought.",
            _ORDERS_THEMSELVES,
            lacks="order total,grand total,total,amount,item price,order date",
        )
        for column in ("refund id", "return id", "refund date,refund amount", "return date,refund total")
    ),
    *(
        known(
            f"subscription id,{column}",
            "a list of subscriptions",
            "It says who pays regularly, not what was paid and when.",
            _ORDERS_THEMSELVES,
            lacks="order id,order number,order total",
        )
        for column in ("next billing date", "next payment date", "next charge date", "next order date")
    ),
    *(
        known(
            has,
            "a list of discount codes",
            "It says which codes there are, not who used them.",
            _ORDERS_THEMSELVES,
            lacks="order id,order number,order total,order date",
        )
        for has in ("code,usage count", "code,usage limit", "code,times used", "coupon code,usage count")
    ),
    known(
        "po number,vendor",
        PURCHASES,
        OWN,
        INSTEAD_OF_PURCHASES,
        lacks="email,customer email,customer name,customer,order id,order number,sku",
    ),
    *(
        known(
            column,
            "a list of quotes",
            "It says what was offered, not what was sold.",
            "Export the orders or invoices themselves, and import that file.",
            lacks="order id,order number,order no,order name,invoice number,invoice no,invoice id,order,number,id",
        )
        for column in _QUOTE_NUMBERS.split(",")
    ),
)
