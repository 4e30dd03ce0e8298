from collections.abc import Iterator
from pathlib import Path

import pytest

from shopkeep.core import clock
from shopkeep.jobs.shop import Shop
from tests.customers import shops


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Shop]:
    """A shop without customers, at noon of shops.TODAY."""
    with clock.at(shops.NOON):
        shop = shops.empty_shop(tmp_path / "shop")
        yield shop
        shop.close()


@pytest.fixture
def shop(empty: Shop) -> Shop:
    """A shop with customers of every kind."""
    shops.furnish(empty)
    return empty
