"""Shops to import into, and files written on the spot."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shopkeep.core.share import shared
from shopkeep.jobs.shop import Shop, open_shop
from tests.built import copied

WriteCsv = Callable[..., Path]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An empty shop in Dublin."""
    copied(tmp_path / "shop", "in-dublin", in_dublin)
    found = open_shop(tmp_path / "shop")
    yield found
    found.close()


def in_dublin(home: Path) -> None:
    shop = open_shop(home)
    shop.settings.set("shop.timezone", "Europe/Dublin")
    shop.close()


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Writes rows of text as a file and gives its path: `write_csv("Name,Email", "#1,a@example.com")`."""

    def write(*rows: str, name: str = "orders.csv", encoding: str = "utf-8", end: str = "\n") -> Path:
        path = tmp_path / name
        path.write_bytes((end.join(rows) + end).encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of the sample shop's exports."""
    return shared("sample_data")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real export files, where the machine has them."""
    folder = os.environ.get("SHOPKEEP_REAL_EXPORTS")
    if not folder:
        pytest.skip("SHOPKEEP_REAL_EXPORTS is not set: it names a folder of real export files")
    return Path(folder)
