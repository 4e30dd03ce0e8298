"""Which files could be meant: those that lie around, recent ones, folders and archives."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopkeep.core.progress import Step
from shopkeep.core.records.orders import ImportOptions
from shopkeep.core.share import shared
from shopkeep.errors import AmbiguousFile, ImportRefused, Stopped
from shopkeep.jobs import import_files, import_glance, import_many, importing
from shopkeep.jobs.shop import Shop, open_shop

HEAD = "Order,Date,Email,Total,Currency\n"


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "person"
    (home / "Downloads").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = open_shop(tmp_path / "shop")
    yield opened
    opened.close()


def test_exports_in_the_downloads_newest_first_and_what_they_are(person: Path, shop: Shop) -> None:
    downloads = person / "Downloads"
    first = (shared("sample_data") / "shopify_orders.csv").read_text(encoding="utf-8").splitlines()[0]
    (downloads / "old.csv").write_text(first + "\n", encoding="utf-8")
    (downloads / "new.csv").write_text(HEAD)
    (downloads / "bank.csv").write_text("Booked,Purpose,Balance\n")
    (downloads / "cat.png").touch()
    for at, name in enumerate(("old.csv", "new.csv", "bank.csv")):
        os.utime(downloads / name, (1_700_000_000 + at, 1_700_000_000 + at))
    found = import_files.found_exports(shop)
    assert [(each.path.name, each.platform) for each in found] == [
        ("new.csv", "generic"),
        ("old.csv", "shopify"),
        ("bank.csv", ""),
    ]


def test_an_imported_file_is_known_until_it_changes_and_so_is_its_folder(
    person: Path, shop: Shop, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "a.csv").write_text(HEAD)
    (folder / "b.csv").write_text(HEAD)
    import_files.remember(shop, [folder / "a.csv"])
    assert [each.path.name for each in import_files.recent_files(shop)] == ["a.csv"]
    known = {each.path.name: each.imported_at is not None for each in import_files.found_exports(shop)}
    assert known == {"a.csv": True, "b.csv": False}
    (folder / "a.csv").write_text(HEAD + "1,2026-01-02,a@example.com,5.00,EUR\n")
    assert not any(each.imported_at for each in import_files.found_exports(shop))


def test_the_tables_of_a_folder_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("orders-10.csv", "orders-2.csv", ".hidden.csv", "notes.md", "a.XLSX", "b.zip"):
        (tmp_path / name).touch()
    assert [path.name for path in import_files.tables_in(tmp_path)] == [
        "a.XLSX",
        "b.zip",
        "orders-2.csv",
        "orders-10.csv",
    ]
    assert import_files.tables_in(tmp_path / "notes.md") == [tmp_path / "notes.md"]


def test_an_archive_of_several_is_unpacked_and_its_names_lead_nowhere_else(tmp_path: Path) -> None:
    archive, into = tmp_path / "all.zip", tmp_path / "into"
    into.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        for name in ("../../jan.csv", "x/jan.csv", "y\\feb.csv"):
            packed.writestr(name, HEAD + name)
    files = import_files.unpack(archive, into)
    assert sorted(path.name for path in files) == ["feb.csv", "jan 2.csv", "jan.csv"]
    assert {path.parent for path in files} == {into}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip", "into"]


def test_an_archive_of_one_stays_as_it_is(tmp_path: Path) -> None:
    archive = tmp_path / "one.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("orders.csv", HEAD)
    assert import_files.unpack(archive, tmp_path) == [archive]


def test_one_file_that_fails_does_not_stop_the_others(shop: Shop, tmp_path: Path) -> None:
    for name, text in (
        ("a.csv", HEAD + "1,2026-01-02,a@example.com,5.00,EUR\n"),
        ("b.csv", "\n"),
        ("c.csv", HEAD + "2,03/04/2026,c@example.com,5.00,EUR\n"),
        ("d.csv", HEAD + "3,2026-02-02,d@example.com,7.00,EUR\n"),
    ):
        (tmp_path / name).write_text(text)
    files = [(tmp_path / f"{name}.csv", ImportOptions()) for name in "abcd"]
    a, b, c, d = import_many.import_many(shop, files)
    assert a.result is not None
    assert d.result is not None
    assert (a.result.orders_new, d.result.orders_new) == (1, 1)
    assert isinstance(b.problem, ImportRefused)
    assert isinstance(c.problem, AmbiguousFile)
    assert import_many.brought(shop, d.result.import_id) == import_many.Brought(1, 0)


def test_stopped_between_two_files_the_first_stays_and_the_rest_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(HEAD + f"{name},2026-01-02,{name}@example.com,5.00,EUR\n")
    heard: list[str] = []

    def tell(event: object) -> None:
        if isinstance(event, Step):
            heard.append(event.doing)

    files = [(tmp_path / f"{name}.csv", ImportOptions()) for name in "ab"]
    first, second = import_many.import_many(
        shop, files, tell, lambda: any(said.startswith("File 2 of 2") for said in heard)
    )
    assert first.result is not None
    assert isinstance(second.problem, Stopped)
    assert [row.file for row in importing.list_imports(shop)] == ["a.csv"]


def test_both_readings_are_shown_by_a_cell_of_the_file() -> None:
    asked = AmbiguousFile("", "03/04/26 could be either.", "", "dates", ("dmy", "mdy"))
    assert import_glance.readings(asked, "en") == {
        "dmy": "03/04/26 is 3 April 2026",
        "mdy": "03/04/26 is 4 March 2026",
    }
    asked = AmbiguousFile("", "1,234 could be either.", "", "decimal", ("point", "comma"))
    assert import_glance.readings(asked, "en") == {
        "point": "1,234 is 1234",
        "comma": "1,234 is between 1 and 2",
    }
    seen = import_glance.Glance(("Order", "Total"), (("1", "12,50"),))
    asked = AmbiguousFile("", "", "", "currency", ("EUR", "GBP"))
    assert import_glance.readings(asked, "en", seen)["GBP"] == "12,50 is £12.50"
