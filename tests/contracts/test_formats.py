"""Every platform's export is known by its own format, and by that alone for certain."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import ImportRefused, ShopkeepError
from shopkeep.orders.reader import read_table
from shopkeep.orders.reading import platforms, read_orders
from tests.orders.samples import SAMPLES

_SURE = 50
"""Below this a file is a table of no known platform."""


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_is_recognised_by_its_own_format_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(SAMPLES[name], encoding="utf-8", newline="")
    keys = read_table(path, lambda columns: max(each.recognise(columns) for each in platforms().values())).keys
    scores = {each.name: each.recognise(keys) for each in platforms().values()}
    assert scores.pop(name) >= _SURE
    assert {other: score for other, score in scores.items() if score >= _SURE} == {}
    assert read_orders(path, ImportOptions(currency="EUR"), "UTC", "").parsed.format == name


def test_every_platform_has_a_sample() -> None:
    assert set(platforms()) - set(SAMPLES) - {"generic"} == set()


_STRANGE = (
    *("", "-", "--", "0", "-5", "'-5.00", "abc", "1,234", "12.5%", "9" * 30, "=cmd|x", "\u202eevil", "31/02/2026"),
    *("N/A", "[]", "{", '[{"a":1}]', "Product ID:", "Product Name: x", "|", ",", "\n\n", '""', "nan", "1e400", "²"),
    *("€", "EURO", "@", "a@b", "Refunded", "Canceled", "(x)", "Ann (ann)", "Personalization: x", "#", "2026-01-02"),
)


@given(data=st.data(), name=st.sampled_from(sorted(SAMPLES)))
@settings(max_examples=100, deadline=None)
def test_whatever_stands_in_the_cells_every_row_ends_somewhere(data: st.DataObject, name: str) -> None:
    delimiter = next(sign for sign in ("\t", ";", ",") if sign in SAMPLES[name].splitlines()[0])
    header, *rows = csv.reader(io.StringIO(SAMPLES[name]), delimiter=delimiter)
    for row in filter(None, rows):
        for at in data.draw(st.lists(st.integers(0, len(row) - 1), max_size=4)):
            row[at] = data.draw(st.sampled_from(_STRANGE))
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([header, *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_text(written.getvalue(), encoding="utf-8", newline="")
        options = ImportOptions(currency="EUR", dates="mdy", decimal="point", encoding="utf-8", delimiter=delimiter)
        try:
            parsed = read_orders(path, options, "UTC", "").parsed
        except ImportRefused:
            return
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    assert all(order.refunded >= 0 and order.discount >= 0 for order in parsed.orders)


@pytest.mark.parametrize("name", sorted(platforms()))
def test_a_plain_table_said_to_be_of_a_platform_is_read_or_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Name,Email,Created at,Total,Currency,Item\n"
        "#1001,ann@example.com,2026-03-12 09:14:01 +0000,12.50,EUR,Tea\n"
        "#1001,,,,,Pot\n"
        "#1002,ben@example.com,2026-03-13 09:14:01 +0000,7.00,EUR,Tea\n",
        encoding="utf-8",
    )
    try:
        parsed = read_orders(path, ImportOptions(format=name, currency="EUR"), "UTC", "").parsed
    except ShopkeepError:
        return  # refused in the owner's words; anything else fails here
    assert parsed.rows == parsed.rows_in_orders + parsed.rows_skipped + len(parsed.rejected)
    assert sum(order.total for order in parsed.orders) in (0, 12_50 + 7_00)
