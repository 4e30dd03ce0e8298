"""Reports as files: what a spreadsheet, a page and a picture hold, and what hostile text cannot do in them."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from shopkeep.core.money import Money
from shopkeep.core.records import results as records
from shopkeep.core.records.report import Curves, Line, Ranges, Report, Table
from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.jobs import report_files, results_report
from shopkeep.jobs.report_files import shown, write
from shopkeep.jobs.report_svg import LEFT, PLOT

SVG = "{http://www.w3.org/2000/svg}"


def euros(amount: int) -> Money:
    return Money(amount, "EUR")


def arm(customers: int, returned: int) -> records.Arm:
    share = returned / customers
    return records.Arm(customers, returned, share, (share / 2, share * 2), euros(8100), euros(100), euros(-200))


FOUND = records.Results(
    "spring", 14, None, arm(100, 8), arm(50, 1),
    records.Lift(0.06, (-0.01, 0.12), None, None, 0.9, "Cannot tell yet: about 140 more customers needed."),
    None,
    [records.Slice("offer", "=Offer | now", 100, 8, 0.08, euros(8100))],
    [],
    [records.TestResult("offer 1", [records.VariantResult("A", 50, 3, 0.06, (0.02, 0.16))], {}, "Cannot tell yet.")],
    [records.Return("=cmd@example.com", "+#1", date(2026, 11, 3), euros(8100), "offer", True)],
    "Spring <script>alert(1)</script>",
    formulas=[records.Formula("Lift", "mailed rate - holdout rate", "8 % - 2 %")],
)  # fmt: skip


def test_a_spreadsheet_has_who_came_back_and_no_formula(tmp_path: Path) -> None:
    write(results_report.report_of(FOUND, people=True), tmp_path / "r.csv", "en")
    rows = list(csv.reader((tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()))
    cells = [cell for row in rows for cell in row]
    assert "'=cmd@example.com" in cells
    assert "'+#1" in cells
    assert "'=Offer | now" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]
    head = next(row for row in rows if "Discounts (EUR)" in row)
    assert rows[rows.index(head) + 1][head.index("Discounts (EUR)")] == "-2.00", "a negative amount stays a number"


def test_a_page_for_others_names_nobody_and_its_tables_hold(tmp_path: Path) -> None:
    write(results_report.report_of(FOUND), tmp_path / "r.md", "en")
    page = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "example.com" not in page
    assert page.startswith("# Spring \\<script\\>alert(1)\\</script\\>: who came back after the mails")
    assert "Cannot tell yet: about 140 more customers needed." in page
    assert "=Offer \\| now" in page
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    assert all(line.endswith(" |") for line in lines)
    assert "- Lift: mailed rate - holdout rate = 8 % - 2 %" in page


def test_a_picture_is_text_with_titles_and_harmless(tmp_path: Path) -> None:
    write(results_report.report_of(FOUND), tmp_path / "r.svg", "en")
    drawing = ET.parse(tmp_path / "r.svg").getroot()
    assert drawing.attrib["role"] == "img"
    assert drawing.find(f"{SVG}title") is not None
    assert [one.find(f"{SVG}title").text for one in drawing.findall(f"{SVG}g")] == [  # type: ignore[union-attr]
        "The share that came back", "Variants of offer 1"
    ]  # fmt: skip
    assert not list(drawing.iter(f"{SVG}script"))
    assert "8.0 %" in [one.text for one in drawing.iter(f"{SVG}text")]


def test_nothing_to_draw_and_other_endings_are_said(tmp_path: Path) -> None:
    nothing = Report("Nothing", [], [Table("T", [("", "text")], [["a"]])])
    with pytest.raises(ShopkeepError, match="nothing to draw"):
        write(nothing, tmp_path / "r.svg", "en")
    with pytest.raises(UsageError, match="ends with none of"):
        write(nothing, tmp_path / "r.pdf", "en")
    (tmp_path / "taken").write_text("")
    with pytest.raises(ShopkeepError, match="cannot be written"):
        write(nothing, tmp_path / "taken" / "r.md", "en")
    assert not (tmp_path / "r.svg").exists()


def test_curves_and_ranges_of_little_are_drawn() -> None:
    report = Report(
        "Little", [], [], [Curves("One point", [Line("a", [(0.0, 0.0)])], []), Ranges("None", []), Curves("No", [], [])]
    )
    picture = ET.fromstring(report_files.as_svg(report, "en"))
    charts = picture.findall(f"{SVG}g")
    assert [one.attrib["aria-label"] for one in charts] == ["One point", "None", "No"]
    assert [one.findtext(f"{SVG}title") for one in charts] == ["One point", "None", "No"]
    [line] = picture.iter(f"{SVG}polyline")
    assert line.attrib["points"] == f"{LEFT}.0,{20 + PLOT}.0"
    assert float(picture.attrib["height"]) > PLOT


def test_values_in_words() -> None:
    assert [shown(0.034, "share", "en"), shown(0.34, "share", "en"), shown(0.0, "share", "en")] == [
        "3.4 %", "34 %", "0 %"
    ]  # fmt: skip
    assert shown(1.266, "times", "en") == "1.3×"
    assert shown(None, "money", "en") == "–"
    assert shown(euros(123456), "money", "en") == "€1,234.56"
    assert shown(1234, "count", "en") == "1,234"
