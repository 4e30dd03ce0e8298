"""Spreadsheets: the table on its sheet becomes the CSV that the shop would have written."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.errors import ImportRefused
from shopkeep.orders.spreadsheets import LIMIT_COLUMNS, is_spreadsheet, to_csv, written
from tests.orders.conftest import WriteCsv
from tests.orders.reading_text import read_path

XLS = (
    "c-rk)O=uHA6#izDG(WUy5>v4iYN%MXwqWrhg?6J<+e^}D1+@seZT3(a6IpxFgSOTj1;LZzrBDxoRK56v9`xoxs3;;7ghathPlAGnHtU<0T}i7#16ru="
    "7v|0TnR)XvGjC>hU(JOJ)AyT-Sb-k6P%{0fsn7{3ep?8E?4~JMyY^8r9jq((eYB7@9z3ag>6L3J*SiP>_uS8k0w1WHz!@ZSSv|If*v~O&LdMWdRNy9Qf"
    "@tKZB1}h^ZeV(sTRvqPXU!F+-PE=qhA^il+xA+!_?XhdwjiY6humkLHJxa{3%QFgUKQoG9_%wlwahv*G`njt16t5NJ*yj1-h^8;Q#elONF+LXdt?3mU5"
    "P~3;9vn!TJ;%xHDkaRJH4O99R1qr1xWvGx!(I5y^mINrT&`Y1}0#h;%v#&?rw3HGkU;C>&Dqd?56DjE@Vh*r*&eF<i@oOC4DNRjp%98r?k;D$y+;PL%D"
    "^3Jn{L22rWAy>Ns<1iKbD{e3<hmM3F7t{`@*IoKjD+W`b{p^4+mbMhFv=vIlhzvPEGkEp5#2VtR?aZf3rTX_O+Tx;52cF$br(&1JT>(l~n<Z`AD-{0`#"
    "t3x^&x=Rc}DiJ$E&o{!GHQ>W2FcUhYH%ik2*MZ36hUE;B7*TOny-ZO3d>CEvdAuD#%x*+SZgaET)re#Uaj`$%d)?Ae(7fCM5m-vM*!M^0|Tu=fWYZ&Sl"
    ">PNFD$WH{t{M&&$lb_-q#YY+!kJY0@@PH>aUU7d1;J|?c2M!!KaNyv7hp?W&UDh+W$9lr|THke+sFa+~B>yZ9BS*h+dY3$aEY$|iRkeRM!Xs>7VwHXD?"
    "}ZXaX><c)80I*}s@}i!h9)Zi&#F6y{#*)GJASE}IREna-vJir+jj"
)
"""A workbook of Excel 97, packed: Name, Total, Placed, Paid over one order."""
HEADER = ["Name", "Email", "Total"]
Save = Callable[[dict[str, list[list[Any]]]], Path]


def score(columns: frozenset[str]) -> int:
    return 100 if {"name", "email", "total"} <= columns else 0


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(sheets: dict[str, list[list[Any]]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row, 1):
                    if value is not None:
                        sheet.cell(number, column, value)
        book.save(tmp_path / "orders.xlsx")
        return tmp_path / "orders.xlsx"

    return write


def lines(path: Path) -> list[str]:
    target = path.with_suffix(".out.csv")
    to_csv(path, target, score)
    return target.read_text("utf-8").split("\n")


def refused(path: Path) -> str:
    with pytest.raises(ImportRefused) as why:
        to_csv(path, path.with_suffix(".out.csv"), score)
    assert len(why.value.lines()) == 3
    return "\n".join(why.value.lines())


def test_cells_read_as_a_shop_would_have_written_them(save: Save) -> None:
    row = [
        *("#1", "zoë@example.com", 19.990000000000002, 15.0, 0.1 + 0.2, 1e-7, 123456789012345, 1234567890123456),
        *(dt.date(2026, 3, 12), dt.datetime(2026, 3, 12, 9, 14, 2), dt.time(9, 5)),  # noqa: DTZ001
        *(True, False, '5", wide', "a\nb"),
    ]
    assert is_spreadsheet(save({"One": [[*HEADER, *"abcdefghijkl"], row]}).read_bytes()[:4096])
    assert lines(save({"One": [[*HEADER, *"abcdefghijkl"], row]}))[1] == (
        "#1,zoë@example.com,19.99,15,0.3,0.0000001,123456789012345,1234567890123456,"
        '2026-03-12,2026-03-12 09:14:02,09:05:00,TRUE,FALSE,"5"", wide",a b'
    )


def test_every_row_keeps_the_number_it_has_in_the_sheet(save: Save) -> None:
    found = lines(save({"One": [[], ["Orders of March"], [], HEADER, ["#1", "a\r\nb", 5], [], ["#2", "", 6]]}))
    assert found == ["", "Orders of March,,", "", "Name,Email,Total", "#1,a b,5", "", "#2,,6", ""]


def test_an_error_in_a_cell_is_an_empty_one(save: Save) -> None:
    path = save({"One": [HEADER, ["#1", "#N/A", 5]]})
    book = openpyxl.load_workbook(path)
    book.active["B2"].data_type = "e"
    book.save(path)
    assert lines(path)[1] == "#1,,5"


def test_the_sheet_that_is_best_known_is_taken(save: Save, tmp_path: Path) -> None:
    rows = [HEADER, ["#1", "a@example.com", 5]]
    path = save({"About": [["Made", "by"], ["no", "body"]], "Empty": [], "Orders": [["Title"], *rows], "More": rows})
    assert to_csv(path, tmp_path / "out.csv", score) == "Orders"
    path = save({"Cover": [["Welcome"]], "Data": [["x", "y"], [1, 2]], "Data 2": [["x", "y"], [1, 2]]})
    assert to_csv(path, tmp_path / "out.csv", score) == "Data"


def test_sheets_without_a_table_are_refused(save: Save) -> None:
    assert "holds no table" in refused(save({"Cover": [["Welcome"]], "Empty": []}))


def test_too_many_columns_are_refused(save: Save) -> None:
    wide = [f"c{at}" for at in range(LIMIT_COLUMNS + 1)]
    assert "2,001 columns" in refused(save({"One": [wide, wide]}))


def test_old_workbooks_are_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.xls"
    path.write_bytes(zlib.decompress(base64.b85decode(XLS)))
    assert is_spreadsheet(path.read_bytes()[:4096])
    assert lines(path) == ["Name,Total,Placed,Paid", "#1 Zoë,19.99,2026-03-12 09:14:02,TRUE", ""]


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>
<table:table table:name="Orders">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, rows: str, manifest: str = "<manifest/>") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODS.replace("{rows}", rows))
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def ods_row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def said(value: str, times: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def test_opendocument_is_read(tmp_path: Path) -> None:
    number = (
        '<table:table-cell office:value-type="float" office:value="19.99"><text:p>19,99</text:p></table:table-cell>'
    )
    day = '<table:table-cell office:value-type="date" office:date-value="2026-03-12T09:14:02"/>'
    nothing = '<table:table-cell table:number-columns-repeated="16000"/>'
    path = ods(
        tmp_path / "orders.ods",
        ods_row(*map(said, (*HEADER, "Placed")), nothing)
        + ods_row(said("#1"), said("a@example.com"), number, day)
        + ods_row(nothing, times=1_048_000),
    )
    assert is_spreadsheet(path.read_bytes()[:4096])
    assert lines(path)[:2] == ["Name,Email,Total,Placed", "#1,a@example.com,19.99,2026-03-12 09:14:02"]


def test_opendocument_that_repeats_itself_without_end_is_refused(tmp_path: Path) -> None:
    rows = ods_row(*map(said, HEADER)) + ods_row(said("x", 16_000), times=1_000_000)
    assert "larger than" in refused(ods(tmp_path / "bomb.ods", rows))


def test_opendocument_with_a_password_is_refused_for_that(tmp_path: Path) -> None:
    path = ods(tmp_path / "orders.ods", "", "<manifest:encryption-data/>")
    assert "password" in refused(path)


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same workbook with its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return path


def sheet_change(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, content: change(content) if "worksheets/sheet" in name else content


FAR = [
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    b"<row r='1048576'><c  s='1'  r = 'XFD1048576' ><v>1</v></c></row></sheetData>",
    b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></sheetData>',
]


@pytest.mark.parametrize("far", FAR)
def test_a_cell_far_away_is_refused_and_not_filled_up_to(save: Save, far: bytes) -> None:
    path = save({"One": [HEADER, ["#1", "a@example.com", 5]]})
    rewritten(path, sheet_change(lambda sheet: sheet.replace(b"</sheetData>", far)))
    assert "row 1,048,576 and column 16,384" in refused(path)


def test_cells_without_a_place_in_a_far_row_are_refused(save: Save) -> None:
    path = save({"One": [HEADER, ["#1", "a@example.com", 5]]})
    far = b'<row r="1048576">' + b"<c><v>1</v></c>" * 500 + b"</row></sheetData>"
    rewritten(path, sheet_change(lambda sheet: sheet.replace(b"</sheetData>", far)))
    assert "row 1,048,576" in refused(path)


def test_far_cells_that_are_only_formatted_do_no_harm(save: Save) -> None:
    path = save({"One": [HEADER, ["#1", "a@example.com", 5]]})
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    rewritten(path, sheet_change(lambda sheet: sheet.replace(b"</sheetData>", far)))
    assert lines(path)[:2] == ["Name,Email,Total", "#1,a@example.com,5"]


def shared(path: Path, texts: list[str], rows: list[list[int]]) -> Path:
    """A workbook whose cells show texts by their number, as most programs write it."""
    head = '<?xml version="1.0"?>'
    names = "http://schemas.openxmlformats.org"
    main = f'xmlns="{names}/spreadsheetml/2006/main"'
    about = f"{names}/officeDocument/2006/relationships"
    kinds = f'xmlns="{names}/package/2006/relationships"'
    cells = "".join(
        f'<row r="{y}">'
        + "".join(f'<c r="{"ABCDE"[x]}{y}" t="s"><v>{at}</v></c>' for x, at in enumerate(row))
        + "</row>"
        for y, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{names}/package/2006/content-types"/>',
        "_rels/.rels": f"<Relationships {kinds}>"
        f'<Relationship Id="a" Type="{about}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{about}">'
        '<sheets><sheet name="One" sheetId="1" r:id="b"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships {kinds}><Relationship Id="b" Type="{about}/worksheet" '
        f'Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="c" Type="{about}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, head + content)
    return path


def test_texts_shown_by_their_number_are_read(tmp_path: Path) -> None:
    path = shared(tmp_path / "one.xlsx", [*HEADER, "#1", "a&amp;b@example.com"], [[0, 1, 2], [3, 4]])
    assert lines(path) == ["Name,Email,Total", "#1,a&b@example.com,", ""]


def test_a_text_shown_too_often_is_refused(tmp_path: Path) -> None:
    rows = [[0, 1, 2], *[[3, 4]] * 2000]
    assert "MB of text" in refused(shared(tmp_path / "bomb.xlsx", [*HEADER, "#1", "a" * 2_000_000], rows))
    rows = [[0, 1, 2], *[[3]] * 2000, [4]]
    found = lines(shared(tmp_path / "long.xlsx", [*HEADER, "#1", "a" * 2_000_000], rows))
    assert (found[2000], len(found[2001])) == ("#1,,", 2_000_002)


def test_a_sheet_packed_far_too_well_is_refused(save: Save) -> None:
    path = save({"One": [HEADER, ["#1", "a@example.com", 5]]})
    rewritten(path, sheet_change(lambda sheet: sheet + b" " * (64 * 1024 * 1024)))
    assert "200 times" in refused(path)


def test_a_password_is_the_reason_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in refused(path)


def test_documents_that_are_no_spreadsheets_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    assert is_spreadsheet((tmp_path / "letter.docx").read_bytes())
    assert "a document, not a spreadsheet" in refused(tmp_path / "letter.docx")
    (tmp_path / "letter.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "a document, not a spreadsheet" in refused(tmp_path / "letter.doc")


def test_a_zip_of_tables_is_no_spreadsheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "orders.zip", "w") as archive:
        archive.writestr("orders.csv", "Name,Email,Total\n")
    assert not is_spreadsheet((tmp_path / "orders.zip").read_bytes())
    assert not is_spreadsheet(b"Name,Email,Total\n")


def test_a_download_that_stopped_early_is_refused(save: Save) -> None:
    path = save({"One": [HEADER, ["#1", "a@example.com", 5]]})
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged or not complete" in refused(path)


@pytest.mark.parametrize(
    ("byte", "why"), [(1665, "ends before it begins"), (1669, "larger than a spreadsheet that can be read here")]
)
def test_a_workbook_of_excel_97_of_billions_of_cells_is_refused(tmp_path: Path, byte: int, why: str) -> None:
    raw = bytearray(zlib.decompress(base64.b85decode(XLS)))
    raw[byte] = 0x7F
    path = tmp_path / "damaged.xls"
    path.write_bytes(raw)
    assert why in refused(path)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 5000), value=st.integers(0, 255))
def test_any_damage_gives_a_table_or_a_reason(tmp_path_factory: pytest.TempPathFactory, at: int, value: int) -> None:
    base = tmp_path_factory.getbasetemp()
    for suffix, raw in ((".xls", zlib.decompress(base64.b85decode(XLS))), (".xlsx", _plain_workbook())):
        path = base / f"damaged{suffix}"
        path.write_bytes(raw[: at % len(raw)] + bytes([value]) + raw[at % len(raw) + 1 :])
        why: list[str] = []
        try:
            to_csv(path, base / "out.csv", score)
        except ImportRefused as refusal:
            why = refusal.lines()
        if why:
            assert len(why) == 3
            assert path.name in why[0]
        else:
            with (base / "out.csv").open(encoding="utf-8", newline="") as table:
                assert any(csv.reader(table, strict=True))


def _plain_workbook(found: list[bytes] = []) -> bytes:  # noqa: B006
    if not found:
        book = openpyxl.Workbook()
        for row in (HEADER, ["#1", "a@example.com", 5.5]):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        found.append(stream.getvalue())
    return found[0]


@given(st.decimals(-(10**9), 10**9, places=2))
def test_any_amount_comes_back_without_noise(value: Any) -> None:
    found = written(float(value) + 0.0)
    assert re.fullmatch(r"-?\d+(\.\d{1,2})?", found)
    assert float(found) == float(value)


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)))  # noqa: DTZ001
def test_any_moment_comes_back_to_the_second(moment: dt.datetime) -> None:
    shown = moment.replace(microsecond=0)
    assert written(shown - dt.timedelta(microseconds=3)) == written(shown) == str(shown)


def test_long_numbers_that_a_spreadsheet_rounded_are_no_orders_numbers(save: Save) -> None:
    header = ["Order ID", "Date", "Total"]
    rows = [[number, dt.date(2026, 7, 19), 9.9] for number in (576_000_000_000_000_101, 576_000_000_000_000_102)]
    with pytest.raises(ImportRefused, match="could be taken in") as refused:
        read_path(save({"Orders": [header, *rows]}), currency="EUR")
    assert "a spreadsheet shortened this order number" in refused.value.meaning
    kept = [[number, dt.date(2026, 7, 19), 9.9] for number in (8_123_456_789_012_345, 8_123_456_789_012_346)]
    assert [o.number for o in read_path(save({"Orders": [header, *kept]}), currency="EUR").orders] == [
        "8123456789012345",
        "8123456789012346",
    ]


@pytest.mark.parametrize("number", ["8123456789012{}0", "'5768123456789{}000"])
def test_numbers_rounded_to_fifteen_digits_are_refused(write_csv: WriteCsv, number: str) -> None:
    rows = [f"{number.format(n)},2026-07-19,9.90" for n in (11, 22, 33)]
    with pytest.raises(ImportRefused, match="A spreadsheet rounded the order numbers"):
        read_path(write_csv("Order ID,Date,Total", *rows), currency="EUR")
    parsed = read_path(write_csv("Order ID,Date,Total", *rows, "8123456789012345,2026-07-19,9.90"), currency="EUR")
    assert len(parsed.orders) == 4
