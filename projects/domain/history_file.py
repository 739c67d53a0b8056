"""The file of past projects: one recorded project a line, `;` between the columns."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from innovet.education import Province
from innovet.kit.refused import Refused

COLUMNS = (
    "cycle",
    "school",
    "town",
    "province",
    "title",
    "theme",
    "partners",
    "amount_eur",
    "public_address",
    "certainty",
    "note",
)
LENGTHS = {"school": 200, "town": 100, "title": 200, "theme": 100, "public_address": 500, "certainty": 100}
SCHOOL_YEAR = re.compile(r"(20\d\d)-(20\d\d)")
MOST_EURO = Decimal(10_000_000)


class HistoryRefused(Refused):
    """The file, or one line of it, cannot be read."""


@dataclass(frozen=True, slots=True)
class PastProject:
    """What one line records; an empty text or None says that the source does not tell."""

    first_year: int
    school: str
    town: str
    province: str
    title: str
    theme: str
    partners: tuple[str, ...]
    grant_cents: int | None
    address: str
    certainty: str
    note: str

    @property
    def cycle(self) -> str:
        """The name of the cycle, as in 2019-2020."""
        return f"{self.first_year}-{self.first_year + 1}"


def decode(content: bytes) -> str:
    """The text of a file; refuse anything but UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HistoryRefused(_("The file is not UTF-8 text.")) from error


def read_history(text: str) -> Iterator[tuple[int, PastProject | HistoryRefused]]:
    """Each line with its number: a recorded project, or what is wrong with it; refuse a file with other columns."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    header = next(reader, [])
    if [name.strip() for name in header] != list(COLUMNS):
        raise HistoryRefused(_("The first line must name these columns: %(columns)s.") % {"columns": ";".join(COLUMNS)})
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _attempt(cells)
    except csv.Error:
        yield reader.line_num, HistoryRefused(_("The rest of the file cannot be read."))


def _attempt(cells: list[str]) -> PastProject | HistoryRefused:
    try:
        return _read(cells)
    except HistoryRefused as refusal:
        return refusal


def _read(cells: list[str]) -> PastProject:
    if len(cells) != len(COLUMNS):
        raise HistoryRefused(
            _("%(found)d columns instead of %(wanted)d.") % {"found": len(cells), "wanted": len(COLUMNS)}
        )
    if any("\0" in cell for cell in cells):
        raise HistoryRefused(_("The line holds unreadable signs."))
    row = dict(zip(COLUMNS, (" ".join(cell.split()) for cell in cells), strict=True))
    for name in ("title", "public_address"):
        if not row[name]:
            raise HistoryRefused(_("“%(column)s” is empty.") % {"column": name})
    for name, most in LENGTHS.items():
        if len(row[name]) > most:
            raise HistoryRefused(_("“%(column)s” is too long.") % {"column": name})
    return PastProject(
        first_year=_first_year(row["cycle"]),
        school=row["school"],
        town=row["town"],
        province=_province(row["province"]),
        title=row["title"],
        theme=row["theme"],
        partners=_partners(row["partners"]),
        grant_cents=_cents(row["amount_eur"]),
        address=_address(row["public_address"]),
        certainty=row["certainty"],
        note=row["note"],
    )


def _first_year(written: str) -> int:
    found = SCHOOL_YEAR.fullmatch(written)
    if not found or int(found[2]) != int(found[1]) + 1:
        raise HistoryRefused(_("“%(written)s” is not a school year such as 2019-2020.") % {"written": written[:50]})
    return int(found[1])


def _province(written: str) -> str:
    if not written:
        return ""
    if written.lower() not in Province.values:
        raise HistoryRefused(_("“%(written)s” is not a province or Brussels.") % {"written": written[:50]})
    return written.lower()


def _partners(written: str) -> tuple[str, ...]:
    names = [name.strip() for name in written.split("|") if name.strip()]
    if any(len(name) > LENGTHS["school"] for name in names):
        raise HistoryRefused(_("“%(column)s” is too long.") % {"column": "partners"})
    return tuple(dict.fromkeys(names))


def _cents(written: str) -> int | None:
    """Euro in a source: digits, with a comma before cents; nothing for nothing."""
    if not written:
        return None
    try:
        euro = Decimal(written.replace(",", "."))
    except InvalidOperation:
        euro = Decimal(-1)
    if not euro.is_finite() or not 0 < euro <= MOST_EURO or euro * 100 != int(euro * 100):
        raise HistoryRefused(_("“%(written)s” is not an amount in euro.") % {"written": written[:50]})
    return int(euro * 100)


def _address(written: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(written)
    except ValidationError as error:
        raise HistoryRefused(_("“%(written)s” is not a web address.") % {"written": written[:80]}) from error
    return written
