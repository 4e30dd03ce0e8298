"""`metrics` and `report` on the command line: the contract's fields, the same figures in every form."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET

from tests.cli.conftest import AS_OF, Program

FIGURES = {
    "customers_start", "customers_end", "customers_new", "retention_rate", "repeat_rate", "average_order",
    "customer_churn", "revenue_churn",
}  # fmt: skip


def test_the_contract(sample: Program) -> None:
    found = sample.ok("metrics", "--as-of", AS_OF, "--by", "Country", "--json").json
    assert {"from", "to", "by_buyer", "by_tenure", "cohorts"} | FIGURES <= found.keys()
    assert (found["from"], found["to"]) == ("2025-11-21", "2026-11-20"), "the last year of which orders are known"
    assert found["average_order"]["currency"] == "EUR"
    assert list(found["by_buyer"]) == ["first-time", "repeat"]
    assert list(found["by_tenure"]) == ["short", "medium", "long"]
    for part in (found["by_buyer"], found["by_tenure"]):
        assert sum(one["customers_end"] for one in part.values()) == found["customers_end"]
        assert all(one.keys() >= FIGURES for one in part.values())
    assert sum(one["customers_end"] for one in found["groups"]) == found["customers_end"]
    assert {"month", "customers", "share_back"} <= found["cohorts"][0].keys()
    assert found["months"][-1]["month"] == "2026-10"
    assert [one["order"] for one in found["next_order"]] == [2, 3, 4]


def test_months_join(sample: Program) -> None:
    october = sample.ok("metrics", "--from", "2026-10-01", "--to", "2026-10-31", "--as-of", AS_OF, "--json").json
    in_months = sample.ok("metrics", "--as-of", AS_OF, "--json").json["months"][-1]
    assert {name: october[name] for name in FIGURES} == {name: in_months[name] for name in FIGURES}


def test_in_words_with_formulas(sample: Program) -> None:
    said = sample.ok("metrics", "--as-of", AS_OF, "--formulas").out
    assert said.split(" % of the money was lost")[0].isdigit(), "the money comes first"
    assert "Retention rate: (customers at the end − new ones) ÷ customers at the start = (" in said
    assert "The next order" in said


def test_the_same_figures_as_a_spreadsheet_a_page_and_charts(sample: Program) -> None:
    folder = sample.home.parent
    found = sample.ok("metrics", "--as-of", AS_OF, "--json").json
    for ending in ("csv", "md", "svg"):
        assert (
            f"Written to {folder / 'shop'}.{ending}"
            in sample.ok("metrics", "--as-of", AS_OF, "--out", folder / f"shop.{ending}").out
        )
    rows = list(csv.reader((folder / "shop.csv").read_text(encoding="utf-8-sig").splitlines()))
    head, whole = rows[1], rows[2]
    assert whole[0] == "All customers"
    assert int(whole[head.index("At the end")]) == found["customers_end"]
    assert abs(float(whole[head.index("Revenue churn")]) - found["revenue_churn"]) < 1e-5
    assert whole[head.index("Average order (EUR)")] == found["average_order"]["amount"]
    page = (folder / "shop.md").read_text(encoding="utf-8")
    assert page.startswith("# Tin & Thistle: how the shop did, 21 Nov 2025 to 20 Nov 2026")
    assert f"| {found['customers_end']:,} |" in page
    assert "## How this is worked out" in page
    drawing = ET.parse(folder / "shop.svg").getroot()
    space = {"svg": "http://www.w3.org/2000/svg"}
    assert len(drawing.findall("svg:g[@role='img']/svg:title", space)) == 4
    texts = [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "Who has placed the next order, by days since the one before" in texts


def test_a_page_to_mail(sample: Program) -> None:
    said = sample.ok("report", "--as-of", AS_OF)
    assert said.out.strip() == "Written to shop-report-2026-11-20.md"
    assert "Month by month" in (sample.home.parent / "shop-report-2026-11-20.md").read_text(encoding="utf-8")


def test_what_cannot_be(sample: Program, program: Program) -> None:
    assert "ends with none of .csv, .md and .svg" in sample("metrics", "--out", "shop.pdf").err
    assert sample("metrics", "--from", "2026-11-01", "--to", "2026-10-01", "--as-of", AS_OF).code == 2
    assert "They can be split by country" in sample("metrics", "--by", "shoe size").err
    assert "has not come yet" in sample("metrics", "--to", "2031-01-01").err


def test_an_empty_shop_cannot_tell_yet(program: Program) -> None:
    assert program.ok("metrics").out.startswith("Cannot tell yet")
    found = program.ok("metrics", "--json").json
    assert found["retention_rate"] is None
    assert found["cohorts"] == []
    assert program("metrics", "--out", "shop.svg").code == 1
