"""Large exports through the import itself: two processes, overlapping files, the way back, and sudden ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shopkeep.core.records.orders import ImportOptions, ImportResult
from shopkeep.errors import ShopkeepError
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop, open_shop
from shopkeep.orders import comparing, reader
from shopkeep.orders.reader import SMALL
from tests.orders.tables import dump, meaning

HEADER = (
    "Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Total,Refunded Amount,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing City,Billing Country,Notes\n"
)
ORDERS = 2_500


def rows_of(number: int, refunded: bool = False) -> str:
    """An order of two products; every hundredth with a note over three lines."""
    day = f"{datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=number):%Y-%m-%d %H}:{number % 60:02d}:00 +0000"
    who, note = number % 1000, f'"ring ""twice""\n\n{"please " * 10}"' if number % 100 == 0 else "x" * 80
    head = (
        f"#{number},anna.{who}@example.com,{'refunded' if refunded else 'paid'},{day},yes,EUR,{number % 90 + 10}.50,"
        f"{number % 90 + 10 if refunded else 0}.50,{day},1,Tin mug - {number % 40},7.25,Anna Müller,Cork,IE,{note}\n"
    )
    return (
        head + f"#{number},anna.{who}@example.com,,,,,,,{day},2,Nettle tea,{number % 9 + 1}.00,,,,\n" + filler(number)
    )


def filler(number: int) -> str:
    return f"#{number},anna.{number % 1000}@example.com,,,,,,,,1,{'Wool blanket ' * 130},9.00,,,,\n"


def write(path: Path, numbers: range, refunded: frozenset[int] = frozenset()) -> Path:
    text = HEADER + "".join(rows_of(number, number in refunded) for number in reversed(numbers))
    path.write_text(text, encoding="utf-8", newline="")
    assert path.stat().st_size > SMALL
    return path


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("large") / "first.csv", range(1000, 1000 + ORDERS))


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine tenths known; three of them refunded since."""
    numbers = range(1000 + ORDERS // 10, 1000 + ORDERS + ORDERS // 10)
    return write(tmp_path_factory.mktemp("large") / "newer.csv", numbers, frozenset((2000, 2001, 3499)))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, first: Path) -> Path:
    """A shop that has taken the first file in."""
    home = tmp_path_factory.mktemp("large") / "shop"
    shop = open_shop(home)
    done = take(shop, first)
    assert (done.orders_new, done.order_lines, done.rejected_count) == (ORDERS, 3 * ORDERS, 0)
    assert done.rows == done.rows_in_orders == 3 * ORDERS
    shop.close()
    return home


def take(shop: Shop, path: Path) -> ImportResult:
    return importing.import_orders(shop, path, ImportOptions())


def test_a_large_file_a_newer_one_and_the_way_back(
    tmp_path: Path, taken: Path, first: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "UNREAD_AT_MOST", 300)
    monkeypatch.setattr(comparing, "RENEWED_TOGETHER", 700)
    shutil.copytree(taken, tmp_path / "shop")
    shop = open_shop(tmp_path / "shop")
    with shop.db.read() as tx:
        assert not tx.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert tx.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    before = dump(shop)
    again = take(shop, newer)
    assert (again.orders_new, again.orders_updated) == (ORDERS // 10, 3)
    assert again.orders_unchanged == ORDERS - ORDERS // 10 - 3
    assert again.order_lines == 3 * ORDERS
    assert again.rows == again.rows_in_orders == 3 * ORDERS
    after = meaning(shop)
    importing.undo_import(shop, 2)
    assert dump(shop) == before
    shop.close()

    monkeypatch.setattr(reader, "SMALL", 1 << 40)  # the same two, held in memory and in the other order
    other = open_shop(tmp_path / "other")
    take(other, newer)
    take(other, first)
    assert meaning(other) == after
    other.close()


@pytest.mark.long
def test_a_preview_of_a_large_file_says_what_the_import_does(tmp_path: Path, taken: Path, newer: Path) -> None:
    shutil.copytree(taken, tmp_path / "shop")
    shop = open_shop(tmp_path / "shop")
    would = importing.preview_file(shop, newer, ImportOptions()).would
    done = take(shop, newer)
    same = ("rows", "orders_new", "orders_updated", "orders_unchanged", "order_lines", "customers_new")
    assert [getattr(would, name) for name in same] == [getattr(done, name) for name in same]
    shop.close()


def killed(home: Path, path: Path, after: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "shopkeep", "--home", str(home), "import", str(path), "--consent", "existing"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "SHOPKEEP_HOME": str(home)},
    )
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize(
    "after", [1.2, *(pytest.param(s, marks=pytest.mark.long) for s in (0.8, 1.0, 1.4, 1.6, 2.0, 2.5))]
)
def test_a_sudden_end_leaves_the_old_shop_or_the_new_one(
    tmp_path: Path, taken: Path, newer: Path, after: float
) -> None:
    home = tmp_path / "shop"
    shutil.copytree(taken, home)
    shop = open_shop(home)
    before = dump(shop)
    shop.close()
    killed(home, newer, after)
    shop = open_shop(home)
    if dump(shop) != before:
        assert len(importing.list_imports(shop)) == 2
    done = take(shop, newer)
    assert done.orders_new + done.orders_unchanged + done.orders_updated == ORDERS
    assert done.already_known or done.orders_new == ORDERS // 10
    shop.close()


def test_the_process_that_reads_does_not_outlive_a_sudden_end(tmp_path: Path, first: Path) -> None:
    home = tmp_path / "shop"
    killed(home, first, 1.2)
    seen = 0
    while left := readers_of(first):  # a reader that stays is ended by the suite's own limit
        seen += 1
        assert seen < 600, f"still reading: {left}"
        time.sleep(0.1)


def readers_of(path: Path) -> list[str]:
    """Processes that have a file open, where the system tells."""
    found = []
    for each in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(each.readlink()) == str(path) and each.parts[2] != str(os.getpid()):
                found.append(each.parts[2])
        except OSError:
            continue
    return found


def test_what_the_process_that_reads_left_out_is_told_and_never_taken_for_known(
    tmp_path: Path, taken: Path, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large file with more below: what is known is passed over unread, but for what could not be read."""
    bad = "".join(
        f"#{number},{email},paid,,,EUR,9.00,,2025-01-01,{many},Tea,9.00,Tom,,,\n"
        for number, email, many in ((97, "tom@", "1"), (98, "guest", "1"), (99, "tom@example.com", "lots"))
    )
    path = tmp_path / "orders.csv"
    path.write_bytes(first.read_bytes() + bad.encode())
    shutil.copytree(taken, tmp_path / "shop")
    shop = open_shop(tmp_path / "shop")
    done = take(shop, path)
    assert (done.orders_new, done.orders_unchanged, done.rejected_count, done.left_out_count) == (3, ORDERS, 0, 2)
    assert done.rows == done.rows_in_orders + done.rows_skipped
    assert [(cell.column, cell.value) for cell in done.left_out] == [("Email", "tom@"), ("Lineitem quantity", "lots")]
    assert len(Path(done.rejects_file or "").read_text("utf-8-sig").splitlines()) == 3
    before = meaning(shop)
    path.write_bytes(path.read_bytes() + bad.splitlines(True)[1].replace("#98", "#96").encode())
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    again = take(shop, path)
    assert (again.orders_new, again.orders_unchanged, again.left_out) == (1, ORDERS + 3, done.left_out)
    assert [each for each in meaning(shop)["customers"] if each not in before["customers"]] == []
    shop.close()


@pytest.mark.parametrize(
    "end",
    [
        "#99,jürgen@example.com,paid,,,EUR,9.00,,2025-01-01,1,Tee,9.00,Jürgen Groß,,,\n".encode("cp1252"),
        b"#99,tom@example.com,paid,,,EUR,9.00,,2025-01-01,1,Tea\0,9.00,Tom,,,\n",
        b'#99,tom@example.com,paid,,,EUR,9.00,,2025-01-01,1,"Tea,\rgreen",9.00,Tom,,,\n',
        "#99,tom@example.com,paid,,,EUR,9.00,,2025-01-01,1,Tea,9.00,Tom,Köln,DE,schö".encode()[:-1],
    ],
)
def test_a_large_file_that_ends_otherwise_than_it_begins_is_read_as_by_one_process(
    tmp_path: Path, first: Path, end: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(first.read_bytes() + end)

    def told() -> str:
        shop = open_shop(tmp_path / f"shop-{os.cpu_count()}")
        try:
            return str(replace(take(shop, path), seconds=0)) + str(dump(shop))
        except ShopkeepError as error:
            return str(error)
        finally:
            shop.close()

    by_two = told()
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert by_two == told()
