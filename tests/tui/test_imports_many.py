"""Several files in one go: listed as understood, asked once, each with its own outcome."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from textual import events

from shopkeep.jobs import importing
from tests.tui.driver import Driver
from tests.tui.test_imports import bring_in, person, read

__all__ = ["person"]

HEAD = "Order,Date,Email,Name,Total,Currency\n"


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """Three months whose days could be read in two ways, and a table of something else."""
    folder = tmp_path / "months"
    folder.mkdir()
    for month in (1, 2, 10):
        rows = [f"{month}0{n},0{n}/0{n + 3}/2026,buyer{n}@example.com,Buyer,{n}0.00,EUR\n" for n in (1, 2, 3)]
        (folder / f"orders-{month}.csv").write_text(HEAD + "".join(rows))
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / "paint.csv").write_text("Colour,Shape\nred,round\n")
    return folder


async def take_all(app: Driver, folder: Path) -> None:
    await app.press("i")
    app.app.screen.query_one("#answer").value = f"{folder}/"  # type: ignore[attr-defined]
    await app.press("down", "up")
    app.expect("All 4 files in months/")
    await app.press("enter")
    await read(app)


async def test_a_folder_of_monthly_files(tmp_path: Path, months: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await take_all(app, months)
        app.expect("Day first: 03/06/2026 is 3 June 2026", "for every file with the same columns")
        await app.press("enter")
        await read(app)
        app.expect("4 files as understood, photo.png left aside as no table")
        app.expect("3 files ready, with up to 9 new orders. 1 file will be left out.")
        await app.snapshots("imports-files")
        await app.press("enter")
        await app.until_text("Whom may you write to?")
        await app.press("enter")
        app.expect("9 new orders, 3 new customers from 3 files.", "1 file could not be taken in;")
        app.app.clear_notifications()
        await app.settle()
        await app.snapshots("imports-outcomes")
        rows = importing.list_imports(app.app.shop)
        assert [row.file for row in rows] == ["orders-10.csv", "orders-2.csv", "orders-1.csv"]
        await app.press("escape")
        app.expect("3 new orders from 3 customers")


@pytest.mark.long
async def test_a_question_left_open_leaves_its_files_out(tmp_path: Path, months: Path) -> None:
    (months / "sure.csv").write_text(HEAD + "9,2026-01-02,c@example.com,Cy,5.00,EUR\n")
    (months / "paint.csv").unlink()
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await take_all(app, months)
        await app.press("escape")  # asked once, and not again for the others
        await read(app)
        app.expect("? a question", "1 file ready, with 1 new order. 3 files will be left out.")
        await app.press("x")
        app.expect("2 files will be left out")
        await app.press("e")
        await read(app)
        await app.settle()
        app.expect("not settled yet")
        await app.press("enter", "enter")
        await read(app)
        await app.press("escape")
        await read(app)
        await app.settle()
        app.expect("3 files ready, with up to 7 new orders.")


@pytest.mark.long
async def test_an_archive_of_several_and_files_dropped_on_the_place(tmp_path: Path, months: Path) -> None:
    archive = tmp_path / "exports.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for each in ("orders-1.csv", "orders-2.csv"):
            packed.write(months / each, f"shop/{each}")
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, archive)
        app.expect("Day first")
        await app.press("enter")
        await read(app)
        app.expect("2 files ready")
        await app.press("escape")
        app.app.screen.post_message(events.Paste(f"{months}/orders-1.csv\n{months}/orders-10.csv\n"))
        await app.until_text("orders-10.csv")
        await app.press("enter")
        await read(app)
        app.expect("2 files as understood", "Day first")


async def test_several_paths_pasted_into_the_field_are_all_taken(tmp_path: Path, months: Path) -> None:
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await app.press("i")
        app.app.screen.query_one("#answer").post_message(events.Paste(f"{months}/orders-2.csv\n{months}/paint.csv\n"))
        await app.press("enter")
        await read(app)
        app.expect("2 files as understood")


async def test_none_that_can_be_read_is_no_success(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for each in ("a.csv", "b.csv"):
        (folder / each).write_text("\n\n")
    async with Driver(tmp_path / "shop") as app:
        await app.go("imports")
        await bring_in(app, folder)
        await app.press("enter")
        await read(app)
        app.expect("None of them can be taken in as it is.", "a.csv is empty.")
        app.refuse("Import them")
        await app.press("enter")
        assert importing.list_imports(app.app.shop) == []
