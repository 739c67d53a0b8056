"""Rows into a file, one by one: CSV for any spreadsheet, XLSX for Excel; no text ever becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Protocol

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from innovet.exports.enums import ExportFormat

# The last four are the full-width forms, which some spreadsheets read as the plain ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST_CELL = 32_767


class Writer(Protocol):
    """Takes a head and rows, and closes the file."""

    def write_head(self, labels: Sequence[str]) -> None:
        """The first row."""

    def write_row(self, cells: Iterable[object]) -> None:
        """One more row."""

    def close(self) -> None:
        """Finish the file; nothing can follow."""


def writer_for(kind: str, target: IO[bytes]) -> Writer:
    """The writer of one format on an open binary file."""
    return XlsxWriter(target) if kind == ExportFormat.XLSX else CsvWriter(target)


class CsvWriter:
    """Semicolons, a byte order mark and a decimal comma, as spreadsheets in Flanders expect."""

    def __init__(self, target: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._text, delimiter=";", lineterminator="\r\n")

    def write_head(self, labels: Sequence[str]) -> None:
        """The first row."""
        self.write_row(labels)

    def write_row(self, cells: Iterable[object]) -> None:
        """One more row; text that a spreadsheet would take for a formula gets an apostrophe in front."""
        self._csv.writerow([_as_text(cell) for cell in cells])

    def close(self) -> None:
        """Flush, and leave the file open for who stores it."""
        self._text.flush()
        self._text.detach()


class XlsxWriter:
    """One sheet with a frozen head, written row by row with constant memory."""

    def __init__(self, target: IO[bytes]) -> None:
        self._book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
            },
        )
        self._sheet = self._book.add_worksheet()
        self._bold = self._book.add_format({"bold": True})
        self._formats = {
            datetime: self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: self._book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        self._row = 0

    def write_head(self, labels: Sequence[str]) -> None:
        """The first row stays in sight while scrolling."""
        self._sheet.freeze_panes(1, 0)
        for column, label in enumerate(labels):
            self._sheet.set_column(column, column, max(12, min(len(label) + 4, 40)))
            self._sheet.write_string(0, column, label, self._bold)
        self._row = 1

    def write_row(self, cells: Iterable[object]) -> None:
        """One more row; numbers and days keep their kind, everything else is text."""
        for column, cell in enumerate(cells):
            self._write(column, _plain(cell))
        self._row += 1

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def _write(self, column: int, value: Any) -> None:
        if isinstance(value, datetime | date):
            self._sheet.write_datetime(self._row, column, value, self._formats[type(value)])
        elif isinstance(value, int | float | Decimal) and _is_finite(value):
            self._sheet.write_number(self._row, column, value)
        elif value != "":
            self._sheet.write_string(self._row, column, str(value)[:LONGEST_CELL])


def _plain(cell: object) -> object:
    """A cell as text, number, day or local moment."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        local = timezone.localtime(cell) if timezone.is_aware(cell) else cell
        return local.replace(tzinfo=None)
    if isinstance(cell, int | float | Decimal | date):
        return cell
    text = str(cell)
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _as_text(cell: object) -> str:
    value = _plain(cell)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _is_finite(value: float | Decimal) -> bool:
    return Decimal(value).is_finite()
