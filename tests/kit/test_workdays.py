import datetime
from zoneinfo import ZoneInfo

import pytest

from innovet.kit import workdays

HERE = ZoneInfo("Europe/Brussels")
DATE = datetime.date


@pytest.mark.parametrize(
    "sunday", [DATE(2024, 3, 31), DATE(2025, 4, 20), DATE(2026, 4, 5), DATE(2027, 3, 28), DATE(2038, 4, 25)]
)
def test_easter_of_known_years(sunday):
    assert workdays.easter(sunday.year) == sunday


def test_the_public_holidays_of_a_year():
    assert sorted(workdays.public_holidays(2027)) == [
        DATE(2027, 1, 1),
        DATE(2027, 3, 29),
        DATE(2027, 5, 1),
        DATE(2027, 5, 6),
        DATE(2027, 5, 17),
        DATE(2027, 7, 21),
        DATE(2027, 8, 15),
        DATE(2027, 11, 1),
        DATE(2027, 11, 11),
        DATE(2027, 12, 25),
    ]


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (DATE(2027, 3, 12), 1, DATE(2027, 3, 15)),
        (DATE(2027, 3, 14), 10, DATE(2027, 3, 26)),
        (DATE(2027, 3, 24), 5, DATE(2027, 4, 1)),
        (DATE(2026, 12, 24), 5, DATE(2027, 1, 4)),
        (DATE(2027, 3, 12), 0, DATE(2027, 3, 12)),
    ],
)
def test_working_days_skip_weekends_and_public_holidays(day, count, expected):
    assert workdays.add_working_days(day, count) == expected


def test_a_closing_moment_moves_to_the_same_hour_over_the_change_of_the_clock():
    closes_at = datetime.datetime(2027, 3, 20, tzinfo=HERE)
    moved = workdays.working_days_later(closes_at, 10)
    assert moved == datetime.datetime(2027, 4, 6, tzinfo=HERE)
    assert moved.astimezone(datetime.UTC).hour == 22


def test_the_first_instant_after_a_day():
    assert workdays.day_closes_at(DATE(2027, 3, 28)) == datetime.datetime(2027, 3, 28, 22, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (DATE(2025, 10, 27), DATE(2025, 11, 2)),
        (DATE(2026, 11, 2), DATE(2026, 11, 8)),
        (DATE(2026, 12, 21), DATE(2027, 1, 3)),
        (DATE(2027, 12, 27), DATE(2028, 1, 9)),
        (DATE(2026, 2, 16), DATE(2026, 2, 22)),
        (DATE(2025, 4, 7), DATE(2025, 4, 20)),
        (DATE(2026, 4, 6), DATE(2026, 4, 19)),
        (DATE(2027, 3, 29), DATE(2027, 4, 11)),
        (DATE(2027, 7, 1), DATE(2027, 8, 31)),
    ],
)
def test_school_holidays_of_known_years(first, last):
    assert workdays.is_school_holiday(first)
    assert workdays.is_school_holiday(last)
    assert not workdays.is_school_holiday(first - workdays.DAY)
    assert not workdays.is_school_holiday(last + workdays.DAY)
