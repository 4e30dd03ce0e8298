"""What every address in a mail passes through: where it may lead, and how the shop's own are marked."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from shopkeep.core import text as words

URL_LIMIT = 1500
URL_SIGNS = "/:?#[]@!$&'()*+,;=%~-._"
"""Signs that stay as they are in an address; others are written as %XX."""


def linker(shop_url: str, reply_to: str, campaign: str, content: str) -> dict[str, Callable[[Any], str]]:
    """What every address in a mail passes through, by the name under which templates call it.

    Links lead to web and mail addresses only, the shop's own marked for its statistics; anything else (a
    script, a value that is no address) leads to the shop, or to its owner's mailbox where it has no page.
    Pictures come from https or not at all. The way out is never marked.
    """
    front = shop_url or (f"mailto:{quote(reply_to, safe='@+')}" if reply_to else "")
    host = (urlsplit(shop_url).hostname or "").removeprefix("www.")
    mark = f"utm_source=shopkeep&utm_medium=email&utm_campaign={quote(campaign)}&utm_content={quote(content)}"

    def way_out(target: str) -> str:
        target = words.plain(target)
        if not target.startswith(("https://", "http://", "mailto:", "tel:")) or len(target) > URL_LIMIT:
            target = front
        return quote(target, safe=URL_SIGNS)

    def image(target: str) -> str:
        return way_out(target) if target.startswith("https://") else ""

    def link(target: str) -> str:
        url = way_out(target)
        try:
            parts = urlsplit(url)
        except ValueError:
            return front
        if campaign and host and (parts.hostname or "").removeprefix("www.") == host and "utm_source=" not in url:
            bare, sign, fragment = url.partition("#")
            bare += "" if parts.path or parts.query else "/"
            return f"{bare}{'&' if '?' in bare else '?'}{mark}{sign}{fragment}"
        return url

    return {"_link": _judge(link), "_image": _judge(image), "_way_out": _judge(way_out)}


def _judge(of_text: Callable[[str], str]) -> Callable[[Any], str]:
    """A judge of addresses that templates may call, which remembers what it said."""
    remembered = lru_cache(maxsize=1024)(of_text)

    def judge(target: Any) -> str:
        return remembered(str(target))

    judge.shopkeep_link = True  # type: ignore[attr-defined]
    return judge
