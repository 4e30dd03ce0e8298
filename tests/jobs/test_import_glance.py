"""What the preview of a file says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from shopkeep.core.records.orders import FilePreview, ImportOptions
from shopkeep.errors import ImportRefused
from shopkeep.jobs import import_glance, importing
from shopkeep.jobs.shop import Shop, open_shop

HEADER = ("Order number", "Date", "Email", "Total", "Refunded", "Status")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = open_shop(tmp_path / "shop")
    yield found
    found.close()


def preview(shop: Shop, path: Path) -> FilePreview:
    return importing.preview_file(shop, path, ImportOptions(currency="EUR", dates="ymd", decimal="point"))


def test_the_total_is_what_counts_and_says_what_does_not(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    rows = ("K1,2026-02-01,eva@example.org,100.00,39.00,paid", "K2,2026-02-06,eva@example.org,50.00,,paid")
    rows += ("K3,2026-02-07,eva@example.org,-20.00,,paid", "K4,2026-02-08,jo@example.org,12.10,,cancelled")
    path.write_text("\n".join((",".join(HEADER), *rows)))
    said = import_glance.total_sentence(preview(shop, path).parsed.orders, "en")
    assert said == "€162.10, of it €12.10 cancelled, €39.00 paid back"
    path.write_text("\n".join((",".join(HEADER), rows[1])))
    assert import_glance.total_sentence(preview(shop, path).parsed.orders, "en") == "€50.00"


def test_a_workbook_is_called_one_and_its_sheet_named(shop: Shop, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Feuil1"
    book.active.append(HEADER)
    book.active.append(("K1", "2026-02-01", "eva@example.org", "100.00", "", "paid"))
    book.save(tmp_path / "orders.xlsx")
    found = preview(shop, tmp_path / "orders.xlsx")
    assert import_glance.written_sentence(found) == "a workbook, its sheet “Feuil1”"


def test_a_pdf_is_called_one_whatever_its_name(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 4)
    with pytest.raises(ImportRefused, match="is a PDF, whatever its name says"):
        preview(shop, path)
