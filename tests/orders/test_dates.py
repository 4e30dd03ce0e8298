"""Moments as exports write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopkeep.errors import AmbiguousFile
from shopkeep.orders.dates import DateReader, settle


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


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "25/04/2026"], "dmy"),
        (["03/04/2026", "04/25/2026"], "mdy"),
        (["03.04.2026"], "dmy"),
        (["2026-04-03", "2026/04/03"], "ymd"),
        (["04/04/2026"], "ymd"),
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


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_refused(written: str) -> None:
    try:
        assert DateReader("dmy", "Europe/Dublin").read(written).tzinfo is not None
    except ValueError:
        pass
