"""Cells that hold lists: whatever stands in them, they are read or left alone, never a reason to stop."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.orders import jsonlists, packed

_MESS = st.text(
    alphabet=st.sampled_from('name:sku|;,\\"{}[]×x 0123456789.-quantity:total:amount:code:é\n'), max_size=80
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["orders", "line_items", "billing", "date_created", "created_at", "total_price", "refunds", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(_MESS | _JSON.map(json.dumps))
def test_any_cell_is_read_without_an_error(cell: str) -> None:
    for line in packed.items(cell, "EUR") + packed.counted(cell):
        assert line.quantity >= 1
        assert line.discount >= 0
    assert packed.refunded(cell, "EUR") >= 0
    assert all(isinstance(code, str) for code in packed.codes(cell))


@settings(deadline=None)
@given(_JSON.map(json.dumps) | _MESS)
def test_any_json_is_a_list_of_orders_or_none(text: str) -> None:
    found = jsonlists.as_rows(text)
    if found:
        header, rows = found
        assert all(len(row) == len(header) for row in rows)
        assert all(isinstance(cell, str) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("cell", "products"),
    [
        ("2× Tea, 1× Cup", [("Tea", 2), ("Cup", 1)]),
        ("1× Tea, green, 12× Cup, large", [("Tea, green", 1), ("Cup, large", 12)]),
        ("-1× Tea", []),
        ("1× 4 x 4 puzzle", [("4 x 4 puzzle", 1)]),
        ("Tea x 2, Cup x 1", [("Tea", 2), ("Cup", 1)]),
        ("Tea", [("Tea", 1)]),
        ("", []),
        ("0.5× Cheese", [("Cheese", 1)]),
    ],
)
def test_products_with_their_numbers(cell: str, products: list[tuple[str, int]]) -> None:
    assert [(line.title, line.quantity) for line in packed.counted(cell)] == products


def test_refunds_and_codes_as_json() -> None:
    assert packed.refunded('[{"amount": "4.00"}, {"total": "-1.50"}]', "EUR") == 5_50
    assert packed.codes('[{"code": "tea10"}, {"id": 3}]') == ["tea10"]
