"""Moments as exports write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from shopkeep.errors import AmbiguousFile
from shopkeep.orders.dates import DateReader, are_serials, day_of
from shopkeep.orders.day_names import months
from shopkeep.orders.day_order import says, settle


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("written", "order", "moment"),
    [
        ("2026-03-12 09:14:02 +0100", "ymd", utc(2026, 3, 12, 8, 14, 2)),
        ("2026-04-10T09:15:00Z", "ymd", utc(2026, 4, 10, 9, 15)),
        ("2020-09-11 19:35:42.000 ", "ymd", utc(2020, 9, 11, 17, 35, 42)),
        ("2026/09/08 15:32:38", "ymd", utc(2026, 9, 8, 13, 32, 38)),
        ("2026-1-7 9:05", "ymd", utc(2026, 1, 7, 8, 5)),
        ("09/24/26", "mdy", utc(2026, 9, 24, 10, 0)),
        ("8/11/2023", "mdy", utc(2023, 8, 11, 10, 0)),
        ("08/11/2020", "dmy", utc(2020, 11, 8, 11, 0)),
        ("31.12.2025 23:59", "dmy", utc(2025, 12, 31, 22, 59)),
        ("7/25/2018 21:06", "mdy", utc(2018, 7, 25, 19, 6)),
        ("6/25/23 5:45pm", "mdy", utc(2023, 6, 25, 15, 45)),
        ("6/25/23 12:45 AM", "mdy", utc(2023, 6, 24, 22, 45)),
        ("Jul-21-25", "ymd", utc(2025, 7, 21, 10, 0)),
        ("Dec 8, 2024", "ymd", utc(2024, 12, 8, 11, 0)),
        ("Sep 4, 2026 1:05:07 AM PDT", "ymd", utc(2026, 9, 4, 8, 5, 7)),
        ("September 24, 2026", "ymd", utc(2026, 9, 24, 10, 0)),
        ("8. Dezember 2024", "ymd", utc(2024, 12, 8, 11, 0)),
        ("8 de diciembre de 2024", "ymd", utc(2024, 12, 8, 11, 0)),
        ("13 May 2026 23:28:01 GMT", "ymd", utc(2026, 5, 13, 23, 28, 1)),
        ("Mon, 23 Sep 2024 14:21:24 +0000", "ymd", utc(2024, 9, 23, 14, 21, 24)),
        ("19970101", "ymd", utc(1997, 1, 1, 11, 0)),
        ("1700000000000", "ymd", utc(2023, 11, 14, 22, 13, 20)),
        ("'2026-03-12 09:14:02 +0100", "ymd", utc(2026, 3, 12, 8, 14, 2)),
        ("Mon Sep 23 14:21:24 UTC 2024", "ymd", utc(2024, 9, 23, 14, 21, 24)),
        ("Mon Sep 23 2024 14:21:24 GMT+0000 (Coordinated Universal Time)", "ymd", utc(2024, 9, 23, 14, 21, 24)),
        ("23:28:01 Jan 15, 2026 PST", "ymd", utc(2026, 1, 16, 7, 28, 1)),
        ("Sunday, December 8th, 2024 at 5:45 PM", "ymd", utc(2024, 12, 8, 16, 45)),
        ("5 déc. 2024 à 14h30", "ymd", utc(2024, 12, 5, 13, 30)),
        ("mar. 3 déc. 2024", "ymd", utc(2024, 12, 3, 11, 0)),
        ("lundi 23/09/2024", "dmy", utc(2024, 9, 23, 10, 0)),
        ("8 декабря 2024 г. 14:30", "ymd", utc(2024, 12, 8, 13, 30)),
        ("8 грудня 2024 р.", "ymd", utc(2024, 12, 8, 11, 0)),
        ("2024. december 8. 14:22:01", "ymd", utc(2024, 12, 8, 13, 22, 1)),
        ("8 Μαρτίου 2024 5:45 μ.μ.", "ymd", utc(2024, 3, 8, 16, 45)),
        ("12 Kasım 2024", "ymd", utc(2024, 11, 12, 11, 0)),
        ("8 februarie 2024", "ymd", utc(2024, 2, 8, 11, 0)),
        ("2026年3月12日 下午5:45", "ymd", utc(2026, 3, 12, 16, 45)),
        ("2026年3月12日(月) 9:14:02", "ymd", utc(2026, 3, 12, 8, 14, 2)),
        ("2026년 3월 12일 오전 9:05", "ymd", utc(2026, 3, 12, 8, 5)),
        ("08DEC2024:14:21:24", "ymd", utc(2024, 12, 8, 13, 21, 24)),
        ("12-Mar-26 09.14.02.000000 AM", "ymd", utc(2026, 3, 12, 8, 14, 2)),
        ("3/12/2026 5:45:12 p. m.", "dmy", utc(2026, 12, 3, 16, 45, 12)),
        ("31.12.2025 17.45", "dmy", utc(2025, 12, 31, 16, 45)),
        ("12. 3. 2026 9:05", "dmy", utc(2026, 3, 12, 8, 5)),
        ("2026. 03. 12.", "ymd", utc(2026, 3, 12, 11, 0)),
        ("26-03-12", "ymd", utc(2026, 3, 12, 11, 0)),
        ("04/04/2026", "ymd", utc(2026, 4, 4, 10, 0)),
        ("12/03/2026 14:21 UTC+2", "dmy", utc(2026, 3, 12, 12, 21)),
        ("2026-03-12 14:21:24 America/New_York", "ymd", utc(2026, 3, 12, 18, 21, 24)),
        ("20260312T091402Z", "ymd", utc(2026, 3, 12, 9, 14, 2)),
        ("20260312091402", "ymd", utc(2026, 3, 12, 8, 14, 2)),
        ("1.473292800e12", "ymd", utc(2016, 9, 8)),
        ("1700000000", "ymd", utc(2023, 11, 14, 22, 13, 20)),
    ],
)
def test_every_spelling_seen_in_exports_is_read(written: str, order: str, moment: datetime) -> None:
    assert DateReader(order, "Europe/Berlin").read(written) == moment  # type: ignore[arg-type]


def test_a_time_in_its_own_column_is_added() -> None:
    assert DateReader("ymd", "UTC").read("Dec 8, 2024", "9:15:51 PM") == utc(2024, 12, 8, 21, 15, 51)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("0000-00-00 00:00:00", "no such day"),
        ("2024-02-30 10:00:00", "no such day"),
        ("31/06/2025", "no such day"),
        ("2025-01-01 25:00", "no such day"),
        ("soon", "not a date"),
        ("12", "not a date"),
        ("", "no date"),
        ("1/2/3", "not a date"),
        ("1/2/026", "not a date"),
        ("3/12/2026 0:45 PM", "no such day"),
        ("12/13/2026", "no such day"),
        ("2026031209", "not a date"),
        ("1.47329E+12", "not a date"),
        ("45000.75", "not a date"),
        ("2026-03-12 14:21:24 IST", "not a date"),
        ("２０２６-03-12", "not a date"),
        ("8 Dec", "not a date"),
        ("2026-03-12 10:61", "no such day"),
    ],
)
def test_what_is_no_date_says_why(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        DateReader("dmy", "UTC").read(written)


def test_moments_without_a_zone_are_counted() -> None:
    reader = DateReader("ymd", "Europe/Dublin")
    reader.read("2026-01-01 10:00:00 +0000")
    reader.read("2026-01-01 10:00:00")
    assert reader.zoneless == 1


def test_days_without_a_time_need_no_zone() -> None:
    reader = DateReader("dmy", "UTC", serials=True)
    for day in ("2026-01-01", "31.1.2026", "45000"):
        reader.read(day)
    assert reader.zoneless == 0
    reader.read("45000.5")
    assert reader.zoneless == 1


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "25/04/2026"], "dmy"),
        (["03/04/2026", "04/25/2026"], "mdy"),
        (["03.04.2026"], "dmy"),
        (["2026-04-03", "2026/04/03"], "ymd"),
        (["04/04/2026"], "ymd"),
        (["04/04/26", "2026-01-01"], "dmy"),
        (["25/04/26", "03/04/26"], "dmy"),
        (["99-12-31", "00-01-03", "01-01-04"], "ymd"),
        ([], "ymd"),
    ],
)
def test_the_order_of_days_is_settled_over_the_whole_column(cells: list[str], order: str) -> None:
    assert settle(cells, None) == order


@pytest.mark.parametrize("cells", [["03/04/2026", "05/06/2026"], ["25/04/2026", "04/25/2026"]])
def test_undecidable_dates_are_asked_about(cells: list[str]) -> None:
    with pytest.raises(AmbiguousFile) as asked:
        settle(cells, None)
    assert asked.value.option == "dates"
    assert set(asked.value.choices) == {"dmy", "mdy"}
    assert settle(cells, "mdy") == "mdy"


@pytest.mark.parametrize(
    "cells", [["26-03-12"], ["26-03-12", "26-03-13", "26-04-20"], ["25-04-26", "03-04-26"], ["26/03/01", "26/03/12"]]
)
def test_a_short_year_that_may_come_first_is_asked_about(cells: list[str]) -> None:
    with pytest.raises(AmbiguousFile) as asked:
        settle(cells, None)
    assert set(asked.value.choices) == {"ymd", "dmy", "mdy"}


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        *(("25/04/2026", "dmy"), ("04/25/2026 10:00", "mdy"), ("03/04/26", "either"), ("03.04.2026 9:05", "dmy")),
        *(("2026-04-03", ""), ("04/04/2026", ""), ("Dec 8, 2024", ""), ("Mon, 25/04/2026", "dmy"), ("soon", "")),
    ],
)
def test_what_one_date_tells_of_the_order(cell: str, order: str) -> None:
    assert says(cell) == order


def test_days_as_spreadsheets_count_them_are_read_where_the_column_is_such() -> None:
    assert are_serials(["45000.75", "45001", ""])
    assert not are_serials(["45000", "2026-01-01"])
    assert not are_serials(["", " "])
    assert not are_serials(["10115", "45000"])
    reader = DateReader("ymd", "Europe/Berlin", serials=True)
    assert reader.read("45000.75") == utc(2023, 3, 15, 17, 0)
    assert reader.read("45000") == utc(2023, 3, 15, 11, 0)


def test_abbreviations_mean_what_the_shops_own_clocks_mean() -> None:
    assert DateReader("ymd", "Asia/Kolkata").read("2026-03-12 14:21:24 IST") == utc(2026, 3, 12, 8, 51, 24)
    assert DateReader("ymd", "Asia/Shanghai").read("2026-03-12 14:21:24 CST") == utc(2026, 3, 12, 6, 21, 24)
    assert DateReader("ymd", "UTC").read("2026-03-12 14:21:24 CST") == utc(2026, 3, 12, 20, 21, 24)


def test_a_zone_may_stand_in_the_column_of_the_time() -> None:
    reader = DateReader("mdy", "UTC")
    assert reader.read("3/12/2026", "9:15:51 AM America/New_York") == utc(2026, 3, 12, 13, 15, 51)
    assert reader.read("3/12/2026", "09:15 -08:00") == utc(2026, 3, 12, 17, 15)
    assert reader.zoneless == 0


def test_a_named_month_means_one_month_only() -> None:
    for name, number in months().items():
        assert day_of(f"5 {name} 2024", "ymd") == (2024, number, 5)


moments = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001
    datetime(2090, 1, 1),  # noqa: DTZ001
).map(lambda moment: moment.replace(microsecond=0))


@given(moments, st.integers(-14 * 60, 14 * 60))
def test_a_written_moment_is_read_back(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert DateReader("ymd", "Asia/Tokyo").read(f"{aware:%Y-%m-%d %H:%M:%S %z}") == aware


@given(moments)
def test_every_order_of_days_reads_the_same_day(moment: datetime) -> None:
    expected = DateReader("ymd", "UTC").read(f"{moment:%Y-%m-%d %H:%M:%S}")
    assert DateReader("dmy", "UTC").read(f"{moment:%d/%m/%Y %H:%M:%S}") == expected
    assert DateReader("mdy", "UTC").read(f"{moment:%m/%d/%Y %I:%M:%S %p}") == expected
    assert DateReader("dmy", "UTC").read(f"{moment:%B %d, %Y %H:%M:%S}") == expected


SHAPES: list[tuple[str, str | None]] = [
    ("%Y-%m-%d %H:%M:%S", None),
    ("%Y-%m-%dT%H:%M:%S", None),
    ("%Y-%m-%d %H:%M:%S", "offset"),
    ("%Y-%m-%dT%H:%M:%S", "Z"),
    ("%Y/%m/%d %H:%M:%S", None),
    ("%d.%m.%Y %H:%M:%S", None),
    ("%d/%m/%Y %H:%M:%S", None),
    ("%d-%m-%Y %I:%M:%S %p", None),
    ("%m/%d/%Y %I:%M:%S%p", None),
    ("%m/%d/%Y %H:%M:%S", "offset"),
    ("%d/%m/%y %H:%M:%S", None),
    ("%m/%d/%y %H:%M:%S", None),
    ("%d-%m-%y %H:%M:%S", None),
    ("%y-%m-%d %H:%M:%S", None),
    ("%b-%d-%y %H:%M:%S", None),
    ("%d %B %Y %H:%M:%S", "Z"),
    ("%a, %d %b %Y %H:%M:%S", "offset"),
    ("%A, %B %d, %Y %I:%M:%S %p", None),
    ("%Y%m%d%H%M%S", None),
]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]


def meant(moment: datetime, zone: str, kind: str | None) -> datetime:
    """The moment as it is written: in the shop's zone where the shape names none."""
    return moment.replace(tzinfo=ZoneInfo(zone) if kind is None else UTC if kind == "Z" else timezone(-FIVE))


FIVE = timedelta(hours=5, minutes=30)
days = st.datetimes(datetime(2001, 1, 1), datetime(2049, 1, 1)).map(lambda m: m.replace(microsecond=0, fold=0))  # noqa: DTZ001


def check_column(shape: tuple[str, str | None], column: list[datetime], zone: str) -> None:
    """A column reads back to the moments that were written, or the owner is asked."""
    pattern, kind = shape
    tail = {None: "", "Z": "Z", "offset": " -05:30"}[kind]
    cells = [f"{moment:{pattern}}{tail}" for moment in column]
    try:
        order = settle(cells, None)
    except AmbiguousFile:
        order = {"%d": "dmy", "%m": "mdy", "%y": "ymd"}[pattern[:2]]  # type: ignore[assignment]
    reader = DateReader(order, zone)
    for _ in range(2):
        for cell, moment in zip(cells, column, strict=True):
            expected = int(meant(moment, zone, kind).timestamp())
            assert reader.stamp(cell) == expected, (cell, order)
            assert reader.read(cell) == datetime.fromtimestamp(expected, UTC)
    assert reader.zoneless == (4 * len(cells) if kind is None else 0)


@given(st.sampled_from(SHAPES), st.lists(days, min_size=1, max_size=8), st.sampled_from(ZONES))
def test_a_column_in_any_shape_reads_back_or_asks(
    shape: tuple[str, str | None], column: list[datetime], zone: str
) -> None:
    check_column(shape, column, zone)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=20_000, deadline=None)
@given(st.sampled_from(SHAPES), st.lists(days, min_size=1, max_size=12), st.sampled_from(ZONES))
def test_columns_in_any_shape_for_long(shape: tuple[str, str | None], column: list[datetime], zone: str) -> None:
    check_column(shape, column, zone)


@given(
    days, st.sampled_from(["en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "ro", "hu", "el", "ru", "uk", "tr"])
)
def test_days_are_read_in_the_languages_of_shops(moment: datetime, language: str) -> None:
    for style in ("long", "full", "medium"):
        cell = format_date(moment.date(), style, locale=language)
        try:
            order = settle([cell], None)
        except AmbiguousFile:
            continue
        assert DateReader(order, "UTC").read(cell).date() == moment.date(), cell


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_refused(written: str) -> None:
    try:
        assert DateReader("dmy", "Europe/Dublin").read(written).tzinfo is not None
    except ValueError:
        pass
