import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from innovet.kit.formats import attributes, closing_moment, dates, euro, hour, markdown, moment


@pytest.mark.parametrize(
    ("cents", "shown"),
    [(0, "0 euro"), (1_250_000, "12.500 euro"), (1_250_050, "12.500,50 euro"), (-5, "-0,05 euro"), (None, "")],
)
def test_an_amount_is_written_as_people_read_it(cents, shown):
    with translation.override("nl-be"):
        assert euro(cents) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (datetime.date(2026, 9, 1), datetime.date(2026, 10, 31), "1 september tot 31 oktober 2026"),
        (datetime.date(2026, 9, 1), datetime.date(2027, 8, 31), "1 september 2026 tot 31 augustus 2027"),
        (datetime.date(2026, 9, 1), datetime.date(2026, 9, 1), "1 september 2026"),
        (datetime.date(2026, 9, 1), None, "1 september 2026"),
        (None, None, ""),
    ],
)
def test_days_are_written_as_people_read_them(first, last, shown):
    with translation.override("nl-be"):
        assert dates(first, last) == shown


def test_the_closing_moment_shows_the_last_minute_that_counts():
    too_late = datetime.datetime(2027, 3, 15, 0, 0, tzinfo=ZoneInfo("Europe/Brussels"))
    with translation.override("nl-be"):
        assert closing_moment(too_late) == "tot en met zondag 14 maart 2027, 23.59 uur (Brusselse tijd)"
        assert closing_moment(None) == ""


def test_a_moment_shows_its_day_and_hour_in_brussels():
    at = datetime.datetime(2027, 2, 9, 12, 5, tzinfo=datetime.UTC)
    with translation.override("nl-be"):
        assert moment(at) == "9 februari 2027, 13.05 uur"
        assert hour(at) == "13.05 uur"
        assert moment(None) == hour(None) == ""


def test_markdown_keeps_structure_and_drops_what_could_harm():
    html = markdown("## Wie\n\n* een\n\n[hier](https://example.be) <script>alert(1)</script> [x](javascript:alert(1))")
    assert "<h2>Wie</h2>" in html
    assert '<a href="https://example.be" rel="noopener">hier</a>' in html
    assert "<script" not in html
    assert "javascript:" not in html.replace("[x](javascript:alert(1))", "")


def test_attributes_leave_the_class_to_the_template_and_escape_what_they_hold():
    held = attributes(
        {"id": "id_q", "class": "wide", "required": True, "disabled": False, "maxlength": 4000, "x": '"<'}
    )
    assert held == ' id="id_q" required maxlength="4000" x="&quot;&lt;"'
