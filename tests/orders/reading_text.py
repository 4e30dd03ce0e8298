"""Text read as a file of orders, with what must hold for every file."""

from __future__ import annotations

from pathlib import Path

from shopkeep.core.records.orders import ImportOptions, Order, ParsedFile
from shopkeep.orders.reading import read_orders


def read_path(path: Path, zone: str = "UTC", currency: str = "", **options: object) -> ParsedFile:
    parsed = read_orders(path, ImportOptions(**options), zone, currency).parsed  # type: ignore[arg-type]
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    return parsed


def read_text(
    tmp_path: Path, text: str, zone: str = "UTC", currency: str = "", written: str = "utf-8", **options: object
) -> ParsedFile:
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(written))
    return read_path(path, zone, currency, **options)


def sums(parsed: ParsedFile) -> list[tuple[str, str, int, int]]:
    """Number, status, total and refund of each order."""
    return [(o.number, o.status, o.total, o.refunded) for o in parsed.orders]


def lines(order: Order) -> list[tuple[str, int, int, int]]:
    """Title, quantity, unit price and discount of each product."""
    return [(x.title, x.quantity, x.unit_price, x.discount) for x in order.lines]
