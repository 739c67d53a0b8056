import csv
import datetime
import io
from contextlib import closing
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from innovet.exports.writers import CsvWriter, XlsxWriter, writer_for

MOMENT = datetime.datetime(2026, 7, 1, 8, 30, tzinfo=datetime.UTC)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", '=HYPERLINK("http://x")', "\uff1d1+1"]


def csv_of(*rows):
    target = io.BytesIO()
    writer = CsvWriter(target)
    writer.write_head(["a", "b"])
    for row in rows:
        writer.write_row(row)
    writer.close()
    return target.getvalue()


def xlsx_of(*rows):
    target = io.BytesIO()
    writer = XlsxWriter(target)
    writer.write_head(["a", "b"])
    for row in rows:
        writer.write_row(row)
    writer.close()
    return openpyxl.load_workbook(io.BytesIO(target.getvalue())).active


def test_csv_opens_in_a_flemish_spreadsheet():
    with translation.override("nl-be"):
        content = csv_of(["Vóór; na", 'zegt "ja"'], [Decimal("12.50"), 3], [MOMENT, MOMENT.date()], [None, True])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        "a;b",
        '"Vóór; na";"zegt ""ja"""',
        "12,50;3",
        "2026-07-01 10:30;2026-07-01",
        ";ja",
        "",
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_lets_no_text_become_a_formula(text):
    [_head, [cell, _other]] = csv.reader(io.StringIO(csv_of([text, ""]).decode("utf-8-sig"), newline=""), delimiter=";")
    assert cell == "'" + "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def test_a_negative_number_stays_a_number():
    assert b"\r\n-5;-0,5\r\n" in csv_of([-5, -0.5])


@pytest.mark.parametrize("text", [*FORMULAS, "http://example.be", "007", "mailto:an@example.be"])
def test_xlsx_lets_text_be_text(text):
    cell = xlsx_of([text, 1])["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_xlsx_keeps_numbers_days_and_moments():
    sheet = xlsx_of([Decimal("12.50"), -3], [MOMENT, MOMENT.date()], [None, float("nan")], [False, "x" * 40_000])
    assert (sheet["A2"].value, sheet["B2"].value) == (12.5, -3)
    assert sheet["A3"].value == datetime.datetime(2026, 7, 1, 10, 30)  # noqa: DTZ001 - a sheet knows no zones
    assert sheet["B3"].value == datetime.datetime(2026, 7, 1, 0, 0)  # noqa: DTZ001
    assert sheet["A4"].value is None
    assert sheet["B4"].value == "nan"
    assert len(sheet["B5"].value) == 32_767
    assert sheet.freeze_panes == "A2"


def test_the_format_chooses_the_writer():
    for kind, writer in (("csv", CsvWriter), ("xlsx", XlsxWriter)):
        with closing(writer_for(kind, io.BytesIO())) as chosen:
            assert isinstance(chosen, writer)


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=50))
def test_any_text_can_be_written(text):
    rows = list(csv.reader(io.StringIO(csv_of([text, "x"]).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][1] == "x"
    assert not rows[1][0].lstrip(" ").startswith(("=", "+", "-", "@"))
    assert xlsx_of([text, "x"])["B2"].value == "x"
