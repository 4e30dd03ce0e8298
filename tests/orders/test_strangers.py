"""A list that counts anew, or another shop's export, does not overwrite orders of the same numbers."""

from __future__ import annotations

import pytest

from shopkeep.core.records.orders import ImportOptions
from shopkeep.errors import ImportRefused
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from tests.orders.conftest import WriteCsv
from tests.orders.tables import dump
from tests.orders.test_importing import HEADER, row, take

LAST_YEAR = [row(n, f"buyer{n}@example.com", f"2025-02-{n:02}", name=f"Buyer {n}") for n in range(1, 6)]


def test_a_list_that_counts_anew_is_refused_and_changes_nothing(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, *LAST_YEAR))
    before = dump(shop)
    anew = write_csv(HEADER, *(row(n, f"new{n}@example.com", f"2026-02-{n:02}", name=f"New {n}") for n in (1, 2, 9)))
    with pytest.raises(ImportRefused, match="others' orders") as why:
        take(shop, anew)
    assert "#1 is Buyer 1's, and in this file it is New 1's" in why.value.meaning
    with pytest.raises(ImportRefused, match="others' orders"):
        importing.preview_file(shop, anew, ImportOptions())
    assert dump(shop) == before


def test_a_single_order_that_went_to_somebody_else_is_said(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, *LAST_YEAR))
    moved = row(5, "other@example.com", "2026-02-01", name="Other")
    done = take(shop, write_csv(HEADER, *LAST_YEAR[:4], moved))
    assert done.orders_updated == 1
    assert any("#5 was Buyer 5's and is Other's now" in warning for warning in done.warnings)


@pytest.mark.parametrize(
    "now",
    [
        row(1, "new.address@example.com", "2025-02-01", name="Someone"),  # another buyer on the same day
        row(1, "buyer1@example.com", "2025-03-09", name="Buyer 1"),  # the same buyer on another day
        row(1, "new.address@example.com", "2025-03-09", name="Buyer 1"),  # by name the same buyer
        row(1, "", "2025-03-09", name=""),  # nobody knows whose
    ],
)
def test_an_order_that_was_changed_is_no_strangers(shop: Shop, write_csv: WriteCsv, now: str) -> None:
    take(shop, write_csv(HEADER, LAST_YEAR[0]))
    done = take(shop, write_csv(HEADER, now, row(7, "late@example.com", "2026-01-01")))
    assert (done.orders_updated, done.orders_new) == (1, 1)
    assert not any("another buyer" in warning for warning in done.warnings)
