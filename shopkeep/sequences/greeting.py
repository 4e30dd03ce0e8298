"""Names of people and products as they may stand in a mail: short, clean, and none where one is unfit."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from shopkeep.core import text

NAME_LIMIT = 60


def short(value: str, limit: int) -> str:
    """A text from strangers as it may stand in a mail: one clean line, cut with an ellipsis."""
    clean = text.plain(value)
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


_TAIL = re.compile(r"(,| \(| - | – |: ).*$")


def short_title(title: str) -> str:
    """A product's name up to the first comma, colon, dash or bracket: `Nettle Tea, loose 80 g` -> `Nettle Tea`."""
    head = _TAIL.sub("", title).strip()
    return head if len(head) > 2 else title


@lru_cache(maxsize=1024)
def fit_name(name: str) -> str:
    """A name as it may stand in a mail or a header; empty where it is unfit for a header."""
    return short(name, NAME_LIMIT) if text.header_safe(name) else ""


_HONORIFICS = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "mme", "m", "sr", "sra"}
_NO_FIRST_NAME = re.compile(r"[0-9/\\:@<>\[\]{}()=%$#&*_+|~^\"!?;]|www\.")
_CJK = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def first_name_of(name: str, attributes: dict[str, str] | None = None) -> str:
    """The name to greet somebody by, or empty: only what the export says, and nothing odd.

    Chinese, Japanese and Korean names are kept whole, since which part is the first name is not known.
    """
    for key in ("first_name", "first name", "given_name", "firstname"):
        given = (attributes or {}).get(key, "")
        if given and _greetable(given):
            return _cased(given.strip())
    if not text.header_safe(name):
        return ""
    whole = text.plain(name)
    if not whole or len(whole) > 120 or _NO_FIRST_NAME.search(whole):
        return ""
    if "," in whole:
        whole = whole.partition(",")[2].strip() or ""
    if _CJK.search(whole):
        return whole if len(whole) <= 30 else ""
    words = [w for w in whole.split() if w.rstrip(".").lower() not in _HONORIFICS]
    first = words[0] if words else ""
    return _cased(first) if _greetable(first) else ""


@lru_cache(maxsize=4096)
def _greetable(word: str) -> bool:
    letters = sum(unicodedata.category(c)[0] in "LM" for c in word)
    return (
        letters >= 2
        and len(word) <= 30
        and text.header_safe(word)
        and not _NO_FIRST_NAME.search(word)
        and not word.endswith(".")
        and all(unicodedata.category(c)[0] in "LM" or c in "'’-. \u200c\u200d" for c in word)
    )


def _cased(word: str) -> str:
    if (word.isupper() and len(word) > 2) or word.islower():
        return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    return word
