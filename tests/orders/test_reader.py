"""Bytes to rows: encodings, delimiters, preambles, damage."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.errors import AmbiguousFile, ImportRefused, UsageError
from shopkeep.orders.cutting import LIMIT_CELL
from shopkeep.orders.reader import read_table
from tests.orders.conftest import WriteCsv

HEADER = "Name,Email,Total"


def score(columns: frozenset[str]) -> int:
    return 100 if {"name", "email", "total"} <= columns else 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_way_of_writing_reads_alike(write_csv: WriteCsv, encoding: str, delimiter: str, end: str) -> None:
    rows = (HEADER, "#1,ann@example.com,5.00", '#2,zoë@example.com,"6.00"')
    path = write_csv(*(row.replace(",", delimiter) for row in rows), encoding=encoding, end=end)
    table = read_table(path, score)
    assert table.columns == ("Name", "Email", "Total")
    assert table.rows == [["#1", "ann@example.com", "5.00"], ["#2", "zoë@example.com", "6.00"]]
    assert table.delimiter == delimiter
    assert table.lines == [2, 3]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ("Jürgen Müller", "Größe", "Straße")),
        ("cp1251", ("Иван Петров, Москва", "Ольга Смирнова", "Дмитрий Кузнецов")),
        ("cp1250", ("Łukasz Żółć", "Gdańsk", "Świętosława Wójcik", "Jiří Dvořák")),
    ],
)
def test_older_encodings_are_recognised(write_csv: WriteCsv, encoding: str, words: tuple[str, ...]) -> None:
    path = write_csv(HEADER, *(f'"{word}",a@example.com,1.00' for word in words), encoding=encoding)
    assert [row[0] for row in read_table(path, score).rows] == list(words)


def test_letters_that_two_encodings_read_equally_well_are_asked_about(write_csv: WriteCsv) -> None:
    path = write_csv(HEADER, "Zoë,a@example.com,1.00", encoding="cp1252")
    with pytest.raises(AmbiguousFile) as asked:
        read_table(path, score)
    assert asked.value.option == "encoding"
    assert read_table(path, score, encoding="cp1252").rows[0][0] == "Zoë"


def test_an_encoding_nobody_knows_is_a_wrong_call(write_csv: WriteCsv) -> None:
    with pytest.raises(UsageError):
        read_table(write_csv(HEADER), score, encoding="klingon")


def test_lines_are_counted_as_an_editor_counts_them(write_csv: WriteCsv) -> None:
    path = write_csv("sep=;", "", "Name;Email;Total", '#1;a@example.com;"two', 'lines"', "", "#2;b@example.com;3")
    table = read_table(path, score)
    assert table.rows == [["#1", "a@example.com", "two\nlines"], ["#2", "b@example.com", "3"]]
    assert table.lines == [4, 7]


def test_a_title_above_the_header_is_passed_over(write_csv: WriteCsv) -> None:
    path = write_csv("Orders of March", "made by,nobody", HEADER, "#1,a@example.com,5.00")
    assert read_table(path, score).rows == [["#1", "a@example.com", "5.00"]]


def test_rows_of_other_widths(write_csv: WriteCsv) -> None:
    path = write_csv(
        HEADER, "#1,a@example.com", "#2,b@example.com,2,,", "#3,c@example.com,3,extra", '"#4,d@example.com,4"'
    )
    table = read_table(path, score)
    assert table.rows == [["#1", "a@example.com", ""], ["#2", "b@example.com", "2"], ["#4", "d@example.com", "4"]]
    assert [(r.line, r.value) for r in table.broken] == [(4, "extra")]


def test_a_quote_never_closed_costs_one_row_only(write_csv: WriteCsv) -> None:
    path = write_csv(HEADER, '#1,"a@example.com,1', "#2,b@example.com,2", "#3,c@example.com,3")
    table = read_table(path, score)
    assert [row[0] for row in table.rows] == ["#2", "#3"]
    assert [r.line for r in table.broken] == [2]


def test_an_enormous_cell_costs_one_row_only(write_csv: WriteCsv) -> None:
    path = write_csv(HEADER, f"#1,a@example.com,{'9' * (LIMIT_CELL + 1)}", "#2,b@example.com,2")
    table = read_table(path, score)
    assert [row[0] for row in table.rows] == ["#2"]
    assert "131,072" in table.broken[0].reason


def test_zero_bytes_and_lone_returns_are_dirt(write_csv: WriteCsv) -> None:
    path = write_csv(HEADER, "#1\0,a@example.com,1\r5", "#2,b@example.com,2")
    assert read_table(path, score).rows == [["#1", "a@example.com", "1 5"], ["#2", "b@example.com", "2"]]


def test_a_column_named_twice_is_kept_apart(write_csv: WriteCsv) -> None:
    table = read_table(write_csv("Name,Email,Email,Total", "#1,a@example.com,b@example.com,1"), score)
    assert (table.find("email"), table.find("email 2")) == (1, 2)


def test_the_one_csv_in_an_archive_is_read(write_csv: WriteCsv, tmp_path: Path) -> None:
    inner = write_csv(HEADER, "#1,a@example.com,1")
    with zipfile.ZipFile(tmp_path / "orders.zip", "w") as archive:
        archive.write(inner, "orders.csv")
    assert len(read_table(tmp_path / "orders.zip", score).rows) == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", b"just words\n", b"PK\x03\x04 broken", b"%PDF-1.7", b"\xff\xfea"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused):
        read_table(path, score)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        read_table(tmp_path / "nowhere.csv", score)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"Name,Email,Total\n" + content)
    try:
        table = read_table(path, score)
    except (ImportRefused, UsageError):
        return
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert table.lines == sorted(set(table.lines))
