import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopkeep.core import clock
from shopkeep.jobs.shop import Shop, open_shop
from tests.built import copied, once
from tests.customers import shops


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Shop]:
    """A shop without customers, at noon of shops.TODAY."""
    with clock.at(shops.NOON):
        copied(tmp_path / "shop", "without-customers", lambda home: shops.empty_shop(home).close())
        shop = open_shop(tmp_path / "shop")
        yield shop
        shop.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with customers of every kind, made once."""
    return once(tmp_path_factory, "furnished", make)


def make(home: Path) -> None:
    with clock.at(shops.NOON):
        shop = shops.empty_shop(home)
        shops.furnish(shop)
        shop.close()


@pytest.fixture
def shop(furnished: Path, tmp_path: Path) -> Iterator[Shop]:
    """A copy of that shop, at noon of shops.TODAY."""
    shutil.copytree(furnished, tmp_path / "shop")
    with clock.at(shops.NOON):
        shop = open_shop(tmp_path / "shop")
        yield shop
        shop.close()
