"""Words by which a mail promises its reader something: money off, no shipping to pay, a code to type.

In the languages of the blueprints. Sought in every mail whatever its language, since owners mix them; a number, a
currency or a code is asked for wherever the words alone are used of other things (`100% beeswax`, `gift voucher`).
"""

from __future__ import annotations

import re

_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_MONEY = r"(?:€|\$|£|₸|EUR|euros?|USD|GBP|RON|lei|ευρώ|тг|теңге)"
_SUM = rf"(?:{_MONEY} ?{_NUMBER}|{_NUMBER} ?{_MONEY}|{_NUMBER} ?%|{_NUMBER} percent)"
_CODE = r"(?-i:[A-Z][A-Z0-9-]*\d[A-Z0-9-]*|[A-Z]{5,})"
_FORMS = (
    # English
    rf"{_SUM} (?:off|discount|less|cheaper)",
    rf"(?:save|discount of|take) {_SUM}",
    r"half price",
    r"free (?:shipping|delivery|postage|gift)|(?:ship|deliver)s? (?:it |them )?(?:to you )?for free",
    rf"(?:with |use |using |type |enter )?(?:the |your |this )?code:? {_CODE}",
    r"(?:discount|promo|promotion|promotional|voucher|coupon) codes?|(?<!gift )vouchers?|coupons?",
    # Romanian
    rf"{_SUM} (?:reducere|discount|mai ieftin)|(?:reducere|discount)(?: de)? {_SUM}|{_SUM} la următoarea comandă",
    r"(?:transport|livrare) gratuit[ăa]?|(?:cod(?:ul)?|cupon(?:ul)?) (?:de reducere|promo[țt]ional)|cupoane?",
    rf"cod(?:ul)?(?: dumneavoastră| tău)?:? {_CODE}",
    # Greek
    rf"{_SUM} έκπτωση|έκπτωση(?: έως)? {_SUM}",
    r"δωρεάν (?:μεταφορικά|αποστολή|παράδοση)|κωδικ(?:ός|ό) έκπτωσης|εκπτωτικ(?:ός|ό) κωδικ(?:ός|ό)|κουπόνι",
    rf"κωδικ(?:ός|ό)(?: σας| σου)?:? {_CODE}",
    # Kazakh
    rf"{_SUM} жеңілдік|жеңілдік {_SUM}",
    r"тегін жеткіз\w*|жеңілдік коды\w*|промокод\w*|купон\w*",
    rf"код(?:ыңыз|ы)?:? {_CODE}",
)
_DENIED = r"(?<!\bno )(?<!\bnot )(?<!\bwithout )(?<!\bwithout a )(?<!\bfără )(?<!\bχωρίς )"
_PROMISE = re.compile(rf"{_DENIED}(?<!\w)(?:{'|'.join(_FORMS)})(?!\w)", re.IGNORECASE)
_MARKS = re.compile(r"[*_`>\\]")
_SPACES = re.compile(r"\s+")


def said(text: str) -> list[str]:
    """What a text promises, each promise in its own words."""
    return [_SPACES.sub(" ", found[0]) for found in _PROMISE.finditer(plain(text))]


def plain(text: str) -> str:
    """A text without the marks of Markdown and with single blanks: by which two tellings of it can be compared."""
    return _SPACES.sub(" ", _MARKS.sub("", text.replace("\N{NO-BREAK SPACE}", " ")))
