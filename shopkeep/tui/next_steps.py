"""What an error says to do next, as it is said on the screen: keys in place of options of the command line."""

from __future__ import annotations

import re

from shopkeep.errors import ShopkeepError

_KEYS = {
    "--encoding": "e says which letters (encoding) it has",
    "--delimiter": "e says what stands between its columns",
    "--map": "e says which column holds what",
    "--timezone": "e says its time zone",
    "--currency": "e says its currency",
    "--dates": "e says how its dates are written",
    "--decimal": "e says how its amounts are written",
}
_PARTS = re.compile(r"(?<=[.!?]) |, or (?=give|say)")


def without_options(step: str) -> str:
    """A next step without what names options."""
    if "--" not in step:
        return step
    kept = [part.strip() for part in _PARTS.split(step) if "--" not in part]
    return " ".join(part if part.endswith(".") else f"{part}." for part in kept)


def with_key(error: ShopkeepError) -> str:
    """What to do next about a file, where the key `e` has it read otherwise."""
    key = next((key for option, key in _KEYS.items() if option in error.next_step), "")
    first = without_options(error.next_step)
    return f"{first} Or {key}." if first and key else f"{key}." if key else first
