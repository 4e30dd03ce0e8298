"""What was mended through the file of rows to mend stays mended, whatever brings the unmended rows again."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopkeep.core.records.orders import AS_MENDED, ImportOptions, ImportResult
from shopkeep.jobs import importing
from shopkeep.jobs.shop import Shop
from shopkeep.tui.screens import imports_words
from tests.orders.conftest import WriteCsv
from tests.orders.test_left_out import HEADER, buyers_of, row

BAD = [
    row(1),
    row(2, "cy@", 2, Shipping="two"),
    row(3, "bo@example.com", 3, Total="ten", **{"Billing Name": "Bo Ray"}),
    "#3,,,,,,,,,,,,,,1,Pot,9.00,,,",
]


def take(shop: Shop, path: Path) -> ImportResult:
    would = importing.preview_file(shop, path, ImportOptions()).would
    done = importing.import_orders(shop, path, ImportOptions())
    assert done.rows == done.rows_in_orders + done.rows_skipped + done.rejected_count
    assert (would.rejected, would.left_out, would.rows_skipped) == (done.rejected, done.left_out, done.rows_skipped)
    return done


def mend(shop: Shop, *changes: tuple[str, str]) -> ImportResult:
    """The newest file of rows to mend with some cells changed, imported."""
    newest = max((shop.home / "exports").glob("*-rejects.csv"))
    written = newest.read_text(encoding="utf-8-sig")
    for old, new in changes:
        head, _, said = written.partition(old)
        assert said, old
        written = f"{head}{new}{said}"
    newest.write_text(written)
    return take(shop, newest)


def test_another_name_other_signs_and_more_rows(shop: Shop, write_csv: WriteCsv) -> None:
    done = take(shop, write_csv(HEADER, *BAD, name="bad.csv"))
    assert (done.rejected_count, done.left_out_count) == (2, 2)
    done = mend(shop, ("cy@,", "cy@example.com,"), (",two,", ",2.00,"), (",ten,", ",10.00,"))
    says = "Mended: order #2 went to cy@example.com and order #3 went to bo@example.com."
    assert says in done.warnings
    assert says in imports_words.answer(done)
    for file in (
        write_csv(HEADER, *BAD, name="other.csv"),
        write_csv(*(line.replace(",", ";") for line in (HEADER, *BAD)), name="signs.csv"),
        write_csv(HEADER, *BAD, row(4, "di@example.com", 4), name="more.csv"),
    ):
        done = take(shop, file)
        assert (done.rejected_count, done.left_out_count, done.rejects_file, done.orders_updated) == (0, 0, None, 0)
        assert (done.rows_skipped, done.orders_without_email) == (2, 0)
        assert [said.startswith("2 orders of this file") for said in done.warnings if said.endswith(AS_MENDED)] == [
            True
        ]
        assert AS_MENDED in imports_words.answer(done)
        assert {**buyers_of(shop), "#4": ""} == {
            "#1": "ann@example.com",
            "#2": "cy@example.com",
            "#3": "bo@example.com",
            "#4": "",
        }
    for each in importing.list_imports(shop)[:-1]:
        importing.undo_import(shop, each.import_id)
    assert take(shop, write_csv(HEADER, *BAD, name="other.csv")).rejected_count == 2


def test_the_history_says_what_was_mended_through_a_file_of_another_name(
    shop: Shop, tmp_path: Path, write_csv: WriteCsv
) -> None:
    first = take(shop, write_csv(HEADER, *BAD, name="bad.csv")).import_id
    assert first
    assert not importing.list_imports(shop)[-1].mended
    [rejects] = (shop.home / "exports").glob("*-rejects.csv")
    written = rejects.read_text(encoding="utf-8-sig").replace("cy@,", "cy@example.com,", 1).replace(",two,", ",2.00,")
    (tmp_path / "mine.csv").write_text(written)
    part = take(shop, tmp_path / "mine.csv").import_id
    assert part
    found = importing.rejected_rows(shop, first)
    assert [row.value for row in found if row.is_mended] == ["cy@", "two"]
    assert not importing.list_imports(shop)[-1].mended, "order 3 waits"
    (tmp_path / "rest.csv").write_text(written.replace(",ten,", ",10.00,", 1))
    rest = take(shop, tmp_path / "rest.csv").import_id
    assert rest
    assert importing.list_imports(shop)[-1].mended
    assert all(row.is_mended for row in importing.rejected_rows(shop, first))
    importing.undo_import(shop, rest)
    assert not importing.list_imports(shop)[-1].mended


def test_a_part_now_and_the_rest_later(shop: Shop, write_csv: WriteCsv) -> None:
    take(shop, write_csv(HEADER, *BAD, name="bad.csv"))
    done = mend(shop, ("cy@,", "cy@example.com,"), (",two,", ",2.00,"), (",ten,", ",tenn,"))
    assert done.rejected_count == 2
    again = take(shop, write_csv(HEADER, *BAD, name="other.csv"))
    assert (again.rejected_count, again.left_out_count, again.rows_skipped) == (2, 0, 0)
    mend(shop, (",tenn,", ",10.00,"))
    again = take(shop, write_csv(HEADER, *BAD, name="third.csv"))
    assert (again.rejected_count, again.left_out_count, again.rows_skipped) == (0, 0, 2)


@pytest.mark.parametrize("cell", ["twenty", "10.x"])
def test_what_is_newly_unreadable_is_told(shop: Shop, write_csv: WriteCsv, cell: str) -> None:
    take(shop, write_csv(HEADER, *BAD, name="bad.csv"))
    mend(shop, ("cy@,", "cy@example.com,"), (",two,", ",2.00,"), (",ten,", ",10.00,"))
    newer = [line.replace(",ten,", f",{cell},") for line in BAD]
    assert take(shop, write_csv(HEADER, *newer, row(5, "bo@", 9), name="newer.csv")).rejected_count == 2
