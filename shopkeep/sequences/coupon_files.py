"""Codes as files that shops read: WooCommerce's coupon columns, and a plain table; and lists of codes read in.

The WooCommerce columns are those that coupon importers for it take: Smart Coupons of StoreApps and of WebToffee,
and WebToffee's Order and Coupon Import. They name the last day in two ways, so both columns are there.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import date

from shopkeep.core import text
from shopkeep.core.records.offers import PersonalCode
from shopkeep.core.records.sequences import Offer
from shopkeep.errors import UsageError
from shopkeep.sequences import offers
from shopkeep.sequences.values import offer_words

FORMS = ("woocommerce", "csv")
LETTERS = "CDFGHJKMNPQRTVWXY34679"
"""No vowels, that make words, and nothing that is read as something else: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V."""
LENGTH = 10
"""22 signs taken 10 times: 44 bits, which nobody tries out at a checkout."""
CODE = re.compile(r"[A-Z0-9][A-Z0-9_.-]{2,59}")
MOST_BYTES = 5_000_000
HEADS = {"code", "codes", "coupon", "coupon code", "coupon_code", "post_title", "discount code", "voucher", "name"}
_WOOCOMMERCE = (
    "post_title", "post_excerpt", "post_status", "discount_type", "coupon_amount", "free_shipping", "individual_use",
    "minimum_amount", "usage_limit", "usage_limit_per_user", "date_expires", "expiry_date",
)  # fmt: skip
_PLAIN = (
    "code",
    "gives",
    "kind",
    "value",
    "free_shipping",
    "gift",
    "minimum",
    "until",
    "given_to",
    "given_on",
    "sequence",
)


def fresh(prefix: str) -> str:
    """A new code that nobody guesses, such as `SPRING-7KQFM-3XRWD`."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    parts = [prefix.strip("-"), signs[: LENGTH // 2], signs[LENGTH // 2 :]]
    return "-".join(part for part in parts if part)


def write(codes: Iterable[PersonalCode], form: str, currency: str, ends: Mapping[tuple[str, str], date]) -> str:
    """Codes as the text of a file. `ends`: the last day, by source and what they give, where one was named."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_WOOCOMMERCE if form == "woocommerce" else _PLAIN)
    for code in codes:
        offer, until = offers.from_terms(code.gives), ends.get((code.source, code.gives))
        row = _coupon(code, offer, currency, until) if form == "woocommerce" else _row(code, offer, currency, until)
        table.writerow([text.csv_safe(value) for value in row])
    return out.getvalue()


def _coupon(code: PersonalCode, offer: Offer, currency: str, until: date | None) -> tuple[str, ...]:
    percent = offer.kind == "percent"
    free = offer.kind == "free-shipping" or offer.free_shipping
    return (
        code.code,
        offer_words(offer, currency)[1],
        "publish",
        "percent" if percent else "fixed_cart",
        offer.value if percent or offer.kind == "amount" else "0",
        "yes" if free else "no",
        "yes",
        offer.minimum,
        "1",
        "1",
        until.isoformat() if until else "",
        until.isoformat() if until else "",
    )


def _row(code: PersonalCode, offer: Offer, currency: str, until: date | None) -> tuple[str, ...]:
    return (
        code.code,
        offer_words(offer, currency)[0],
        offer.kind if offer.kind != "none" else "",
        offer.value,
        "yes" if offer.kind == "free-shipping" or offer.free_shipping else "no",
        offer.gift,
        offer.minimum,
        until.isoformat() if until else "",
        code.email,
        code.taken_at.date().isoformat() if code.taken_at else "",
        code.sequence,
    )


def read(content: str, file: str) -> tuple[list[str], int]:
    """The codes of a file, in capitals, each once: one a line, or a table's column of codes.

    Also how many stood in it twice. Raises UsageError for a line that is no code.
    """
    rows = list(csv.reader(io.StringIO(content), delimiter=_delimiter(content)))
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise UsageError(f"{file} holds no codes.", "", "Give a file with one code a line.")
    heads = [cell.strip().casefold() for cell in rows[0]]
    column = next((place for place, head in enumerate(heads) if head in HEADS), None)
    found: dict[str, None] = {}
    twice = 0
    for number, row in enumerate(rows[1:] if column is not None else rows, 2 if column is not None else 1):
        said = row[column or 0].strip().strip("'").upper() if len(row) > (column or 0) else ""
        if not said:
            continue
        if not CODE.fullmatch(said):
            raise UsageError(
                f"{file}, line {number} has {text.plain(said)[:40]!r}, which is no code.",
                "Codes are letters, digits and - _ . of 3 to 60 signs. Nothing was taken in.",
                "Mend the line, or name the column of the codes `code`.",
            )
        twice += said in found
        found[said] = None
    return list(found), twice


def _delimiter(content: str) -> str:
    first = content.partition("\n")[0]
    return max(",;\t", key=first.count)
