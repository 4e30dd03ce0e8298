"""Shops to open on the screen: empty, the sample, and one full of hostile text. Built once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from shopkeep.core import clock
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.share import shared
from shopkeep.jobs import importing, sample, today
from shopkeep.jobs.shop import open_shop
from shopkeep.tui.screens import customers, sequences_writing
from tests.built import once

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""The day after the sample's newest order."""


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    clock.set_now(NOW)
    yield
    clock.set_now(None)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for an owner to stop typing hardly waits: nobody types here."""
    monkeypatch.setattr(customers, "QUIET", 0.01)
    monkeypatch.setattr(sequences_writing, "GLANCE", 0.01)
    monkeypatch.setattr(sequences_writing, "PAUSE", 0.05)


@pytest.fixture(scope="session", autouse=True)
def styles_read_once() -> Iterator[None]:
    """What a style sheet says is worked out once for all apps of this process, and not for each anew."""
    known: dict[tuple[object, ...], list[RuleSet]] = {}
    read = Stylesheet._parse_rules

    def remembered(sheet: Stylesheet, *said: Any, **more: Any) -> list[RuleSet]:
        key = (*sheet._variables.items(), *said, *more.items())
        if key not in known:
            known[key] = read(sheet, *said, **more)
        return known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", remembered)
        patched.setattr(RuleSet, "__hash__", object.__hash__)  # the same, and asked for a million times
        yield


@pytest.fixture(scope="session")
def sample_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "sample", sample_shop)


def sample_shop(home: Path) -> None:
    with clock.at(NOW):
        shop = open_shop(home)
        sample.set_profile(shop)
        sample.import_first(shop, sample.write_files(home, shop.today()))
        today.today(shop)  # the first look works the back-test out, which the shop keeps
        shop.close()


@pytest.fixture(scope="session")
def hostile_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "hostile", hostile_shop)


def hostile_shop(home: Path) -> None:
    with clock.at(NOW):
        shop = open_shop(home)
        options = ImportOptions(currency="EUR", timezone="Europe/Dublin", consent="existing")
        importing.import_orders(shop, shared("sample_data") / "hostile_orders.csv", options)
        shop.close()


def copied(built: Path, to: Path) -> Path:
    home = to / "shop"
    shutil.copytree(built, home)
    return home


@pytest.fixture
def sample_home(sample_built: Path, tmp_path: Path) -> Path:
    return copied(sample_built, tmp_path)


@pytest.fixture
def hostile_home(hostile_built: Path, tmp_path: Path) -> Path:
    return copied(hostile_built, tmp_path)
