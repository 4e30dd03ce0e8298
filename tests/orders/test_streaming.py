"""Large files go by without being held, and come to the same as files that are."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from shopkeep.core.records.orders import ImportOptions, ParsedFile, Rejected
from shopkeep.errors import ShopkeepError
from shopkeep.orders import reader, streaming
from shopkeep.orders.assemble import Cut
from shopkeep.orders.open_file import OpenFile
from shopkeep.orders.reading import open_orders, read_orders
from shopkeep.orders.uncut import Uncut
from tests.orders.conftest import WriteCsv
from tests.orders.samples import SAMPLES

HEADER = "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price"


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is a large file, and is looked at a few lines at a time."""
    monkeypatch.setattr(reader, "SMALL", 0)
    monkeypatch.setattr(reader, "SAMPLE", 2_000)
    monkeypatch.setattr(streaming, "WINDOW", 5)


def outcome(path: Path, *, whole: bool) -> ParsedFile | str:
    if not whole:
        return said(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "SMALL", 1 << 40)
        return said(path)


def said(path: Path) -> ParsedFile | str:
    try:
        parsed = read_orders(path, ImportOptions(currency=None), "Europe/Dublin", "EUR").parsed
    except ShopkeepError as error:
        return str(error)
    return replace(parsed, warnings=tuple(sorted(parsed.warnings)))


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize(
    "name", ["shopify_orders.csv", "shopify_orders_later.csv", "woocommerce_orders.csv", "hostile_orders.csv"]
)
def test_sample_files_come_to_the_same(sample: Path, name: str) -> None:
    assert outcome(sample / name, whole=False) == outcome(sample / name, whole=True)


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("name", list(SAMPLES))
def test_exports_of_every_platform_come_to_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(SAMPLES[name], encoding="utf-8", newline="")
    assert outcome(path, whole=False) == outcome(path, whole=True)


@pytest.mark.usefixtures("tiny")
def test_real_files_come_to_the_same(real: Path) -> None:
    for path in sorted(real.rglob("*.*sv")):
        if path.stat().st_size < 100_000:
            assert outcome(path, whole=False) == outcome(path, whole=True), path.name


@pytest.mark.usefixtures("tiny")
def test_a_file_of_plain_rows_is_never_held(sample: Path) -> None:
    file = open_orders(sample / "shopify_orders.csv", ImportOptions(), "", "")
    assert file.streamed
    assert sum(map(len, file.cuts())) > 100  # without the exception that asks for all of it


def read_by_two(path: Path, every: int) -> tuple[list[Any], int, int, list[Rejected]]:
    """The orders with their stamps, how many rows there are and in orders, and those refused, where of `every` so
    many windows one is handed on."""
    one, other = (open_orders(path, ImportOptions(), "Europe/Dublin", "EUR", glance=True) for _ in range(2))
    told: list[Any] = []

    def take(file: OpenFile, cut: Cut) -> None:
        read = file.read(cut)
        told.extend(zip(read.by_number(), read.stamps, strict=True))

    def give(uncut: Uncut) -> None:
        for cut in other.cut_uncut(uncut):
            take(other, cut)

    for cut in one.cuts(give=give, every=every):
        take(one, cut)
    assert bool(other.tally.rows) == bool(every), "some were handed on"
    rows, in_orders = one.tally.rows + other.tally.rows, one.tally.in_orders + other.tally.in_orders
    return told, rows, in_orders, sorted(one.tally.rejected + other.tally.rejected, key=attrgetter("line"))


@pytest.mark.parametrize("name", ["shopify_orders.csv", "shopify_orders_later.csv"])
def test_orders_handed_on_uncut_come_to_the_same(sample: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(reader, "SMALL", 0)
    monkeypatch.setattr(reader, "SAMPLE", 20_000)
    monkeypatch.setattr(streaming, "WINDOW", 5_000)
    assert read_by_two(sample / name, every=2) == read_by_two(sample / name, every=0)


def order(number: int, date: str = "2026-01-05", total: str = "10.00") -> str:
    return f"#{number},b{number}@example.com,paid,{date},EUR,{total},1,Tea,{total}"


ODD = {
    "a date that tells another order": [*map(order, range(40)), order(40, "03/25/2026"), order(41, "25/03/2026")],
    "a date that could be either": [*map(order, range(40)), order(40, "03/04/2026")],
    "a decimal comma behind decimal points": [*map(order, range(40)), order(40, total='"10,50"')],
    "an order that goes on far below": [
        order(1),
        *map(order, range(2, 40)),
        "#1,,,2026-01-05,,,1,Pot,4.00",
    ],
    "the same order twice": [*map(order, range(40)), order(3)],
    "the same number with other values": [*map(order, range(40)), order(3, total="99.00")],
    "a row that is too long": [*map(order, range(40)), order(40) + ",more"],
    "a quote that is never closed": [*map(order, range(40)), '#40,b@example.com,paid,2026-01-05,EUR,1.00,1,"Tea,1.00'],
    "blank rows": [*map(order, range(20)), ",,,,,,,,", "", *map(order, range(20, 40))],
    "a row without a number": [*map(order, range(40)), ",b@example.com,paid,2026-01-05,EUR,1.00,1,Tea,1.00"],
    "a currency that some rows do not say": [
        *map(order, range(40)),
        order(40).replace("EUR", "USD"),
        order(41).replace("EUR", ""),
    ],
    "addresses that cannot be read, and none": [
        *map(order, range(40)),
        *(order(41 + at).replace(f"b{41 + at}@example.com", said) for at, said in enumerate(("b@", "n/a", "-", "b"))),
        order(50).replace("Tea,10.00", "Tea,ask"),
    ],
}


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("what", list(ODD))
def test_what_only_the_whole_file_tells_is_told_all_the_same(write_csv: WriteCsv, what: str) -> None:
    path = write_csv(HEADER, *ODD[what])
    assert outcome(path, whole=False) == outcome(path, whole=True)
