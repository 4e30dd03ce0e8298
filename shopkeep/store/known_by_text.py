"""Known orders by the text they were read from. Another process that only reads a file asks too: in plain words of
SQL, for to load what describes the tables takes longer than to answer."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

Stamped = tuple[list[str], list[int], list[int]]
"""Orders as columns: number, the hash an order was read by, or 0, and id."""


def stamps(shop: sqlite3.Connection, platform: str) -> Stamped:
    """Every order of a platform. The table is read as it lies, which is faster than by its index."""
    query = (
        "SELECT json_group_array(number), json_group_array(cells_hash), json_group_array(id) FROM orders"
        " WHERE platform || '' = ?"
    )
    numbers, hashes, ids = map(json.loads, shop.execute(query, (platform,)).fetchone())
    return numbers, hashes, ids


def stamps_in(shop_file: Path, platform: str) -> Stamped:
    """The same of a shop file that another process has open. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{shop_file.absolute().as_uri()}?mode=ro", uri=True)) as shop:
        return stamps(shop, platform)
