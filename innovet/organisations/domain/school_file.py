"""Reads the government's list of schools: text in, one row or one complaint per line out."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from innovet.education import Network, Province
from innovet.kit.refused import Refused
from innovet.organisations.enums import OrganisationKind
from innovet.organisations.models import Organisation
from innovet.organisations.models.numbers import read_enterprise_number, read_school_number, searchable

# What a column may be called, without capitals, accents, spaces and punctuation; the first that is there counts.
COLUMNS = {
    "number": ("schoolnummer", "instellingsnummer", "schoolnr", "instellingsnr", "instnr"),
    "name": ("naam", "schoolnaam", "naamschool", "naaminstelling"),
    "street": ("straat", "straatnaam"),
    "house": ("huisnummer", "huisnr"),
    "box": ("bus", "busnummer", "busnr"),
    "postal_code": ("postcode", "postnummer", "postnr"),
    "municipality": ("gemeente", "hoofdgemeente", "deelgemeente", "plaats"),
    "province": ("provincie",),
    "network": ("net", "onderwijsnet"),
    "umbrella": ("koepel",),
    "board": ("bestuur", "schoolbestuur", "naambestuur", "naamschoolbestuur", "inrichtendemacht"),
    "board_number": ("ondernemingsnummer", "kbonummer", "kbo", "ondernemingsnummerbestuur", "kbobestuur"),
    "school_community": ("scholengemeenschap", "naamscholengemeenschap"),
    "school_group": ("scholengroep", "naamscholengroep"),
    "kind": ("soortinstelling", "instellingstype", "soort", "type"),
    "x": ("lx", "lambertx", "lambert72x", "x"),
    "y": ("ly", "lamberty", "lambert72y", "y"),
    "end": ("einddatum", "einde"),
    "website": ("website", "webadres", "url", "internet"),
    "email": ("email", "emailadres", "mail"),
}
KINDS = (
    ("volwassenen", OrganisationKind.ADULT_EDUCATION),
    ("cvo", OrganisationKind.ADULT_EDUCATION),
    ("basiseducatie", OrganisationKind.ADULT_EDUCATION),
    ("hogeschool", OrganisationKind.UNIVERSITY),
    ("universiteit", OrganisationKind.UNIVERSITY),
    ("begeleidingsdienst", OrganisationKind.GUIDANCE),
)
# The order matters: "vrij gesubsidieerd, katholiek" is Catholic, "officieel, provincie" is provincial.
NETWORKS = (
    ("gemeenschapsonderwijs", Network.GO),
    ("vlaamse gemeenschap", Network.GO),
    ("go onderwijs", Network.GO),
    ("ovsg", Network.OVSG),
    ("gemeentelijk", Network.OVSG),
    ("stedelijk", Network.OVSG),
    ("provinci", Network.POV),
    ("kathol", Network.CATHOLIC),
    ("oko", Network.OKO),
    ("kleine onderwijsverstrekkers", Network.OKO),
    ("officieel", Network.OFFICIAL),
    ("vrij", Network.FREE),
)
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d")
BELGIUM_X, BELGIUM_Y = (20_000, 300_000), (20_000, 250_000)
LINES_A_CELL_MAY_SPAN = 5


class NotASchoolList(Refused):
    """The file lacks a column without which no school can be told."""


class BadLine(Exception):
    """One line cannot be read; the others can."""


@dataclass(frozen=True, slots=True)
class Row:
    """One school as a line of the list tells it; an empty value means that the list does not say."""

    line: int
    number: str
    name: str
    kind: OrganisationKind | None
    address: dict[str, str]
    network: str
    board: str
    board_number: str
    school_community: str
    school_group: str
    place: tuple[int, int] | None
    end_is_told: bool
    ended_on: date | None
    remarks: tuple[str, ...]


@dataclass(slots=True)
class _Cells:
    """The cells of one line by what they mean, and what was odd about them."""

    values: dict[str, str]
    remarks: list[str] = field(default_factory=list)

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")


def decode(content: bytes) -> str:
    """The text of the file: UTF-8 with or without a mark in front, otherwise the old Windows code page."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_rows(text: str) -> Iterator[tuple[int, Row | str]]:
    """Each school with its line number, or what is wrong with that line; refuses a file that is no school list."""
    lines = re.split(r"\r\n|\r|\n", text)
    header = _split(lines[0]) if lines else []
    places = _places(header)
    for number, cells in _records(lines, len(header)):
        if isinstance(cells, str):
            yield number, cells
        elif any(cells):
            try:
                yield number, _read(number, _Cells({key: cells[at] for key, at in places.items() if at < len(cells)}))
            except BadLine as problem:
                yield number, str(problem)


def _places(header: list[str]) -> dict[str, int]:
    known = {searchable(title).replace(" ", ""): at for at, title in reversed(list(enumerate(header)))}
    places = {}
    for key, titles in COLUMNS.items():
        present = [known[title] for title in titles if title in known]
        if present:
            places[key] = present[0]
    if missing := [COLUMNS[key][0] for key in ("number", "name") if key not in places]:
        raise NotASchoolList(_("The file has no column %(columns)s.") % {"columns": ", ".join(missing)})
    return places


def _split(line: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=";"), [])
    return [" ".join(re.sub(r"[\x00-\x1f\x7f]", " ", cell).split()) for cell in cells]


def _records(lines: list[str], width: int) -> Iterator[tuple[int, list[str] | str]]:
    """Cells per line; a line whose quotes do not close takes the next ones along if that makes a whole record."""
    at = 1
    while at < len(lines):
        taken = next((n for n in range(1, LINES_A_CELL_MAY_SPAN + 1) if _closes(lines[at : at + n], width, n)), 0)
        if not taken:
            yield at + 1, _("The quotation marks on this line do not close.")
        else:
            cells = _split(" ".join(lines[at : at + taken]))
            too_wide = len(cells) > width and any(cells[width:])
            yield at + 1, _("This line has more cells than the list has columns.") if too_wide else cells
        at += taken or 1


def _closes(lines: list[str], width: int, wanted: int) -> bool:
    joined = " ".join(lines)
    even = len(lines) == wanted and joined.count('"') % 2 == 0
    return even and (wanted == 1 or len(_split(joined)) == width)


def _read(line: int, cells: _Cells) -> Row:
    number = _number(cells["number"])
    if not cells["name"]:
        raise BadLine(_("The name is missing."))
    return Row(
        line=line,
        number=number,
        name=_fitting("name", cells["name"]),
        kind=_kind(cells["kind"]),
        address=_address(cells),
        network=_network(cells),
        board=_fitting("name", cells["board"]),
        board_number=_board_number(cells),
        school_community=_fitting("name", cells["school_community"]),
        school_group=_fitting("name", cells["school_group"]),
        place=_place(cells),
        end_is_told="end" in cells.values,
        ended_on=_end(cells["end"]),
        remarks=tuple(cells.remarks),
    )


def _number(written: str) -> str:
    try:
        return read_school_number(written)
    except ValidationError as error:
        raise BadLine(error.messages[0]) from error


def _kind(told: str) -> OrganisationKind | None:
    if not told:
        return None
    return next((kind for part, kind in KINDS if part in searchable(told)), OrganisationKind.SCHOOL)


def _fitting(name: str, value: str) -> str:
    longest = getattr(Organisation, name).field.max_length
    if len(value) > longest:
        raise BadLine(_("“%(start)s…” is longer than %(count)d characters.") % {"start": value[:30], "count": longest})
    return value


def _address(cells: _Cells) -> dict[str, str]:
    house = " ".join(part for part in (cells["street"], cells["house"]) if part)
    box = cells["box"]
    address = {
        "street": f"{house} bus {box}" if house and box else house,
        "postal_code": cells["postal_code"],
        "municipality": cells["municipality"],
        "province": _province(cells),
        "website": _website(cells),
        "email": _email(cells),
    }
    return {name: _fitting(name, value) for name, value in address.items()}


def _province(cells: _Cells) -> str:
    told = searchable(cells["province"])
    for province in Province:
        if searchable(province.value) in told:
            return province.value
    if told:
        cells.remarks.append(_("province “%(name)s” is not known") % {"name": cells["province"]})
    return Province.of_postal_code(cells["postal_code"]) or ""


def _network(cells: _Cells) -> str:
    told = searchable(cells["umbrella"], cells["network"])
    for part, network in NETWORKS:
        if part in told:
            return network.value
    if told:
        cells.remarks.append(_("network “%(name)s” is not known") % {"name": cells["network"] or cells["umbrella"]})
    return ""


def _board_number(cells: _Cells) -> str:
    if not cells["board_number"]:
        return ""
    try:
        return read_enterprise_number(cells["board_number"])
    except ValidationError as error:
        cells.remarks.append(error.messages[0])
        return ""


def _website(cells: _Cells) -> str:
    website = cells["website"]
    if not website:
        return ""
    if "://" not in website:
        website = f"https://{website}"
    try:
        URLValidator(schemes=["http", "https"])(website)
    except ValidationError:
        cells.remarks.append(_("website “%(address)s” is not an address") % {"address": cells["website"]})
        return ""
    return website


def _email(cells: _Cells) -> str:
    if not cells["email"]:
        return ""
    try:
        validate_email(cells["email"])
    except ValidationError:
        cells.remarks.append(_("“%(address)s” is not an e-mail address") % {"address": cells["email"]})
        return ""
    return cells["email"].lower()


def _place(cells: _Cells) -> tuple[int, int] | None:
    if not cells["x"] or not cells["y"]:
        return None
    try:
        x, y = (round(float(cells[axis].replace(",", "."))) for axis in ("x", "y"))
    except (ValueError, OverflowError):
        x = y = 0
    if BELGIUM_X[0] <= x <= BELGIUM_X[1] and BELGIUM_Y[0] <= y <= BELGIUM_Y[1]:
        return x, y
    cells.remarks.append(_("the coordinates do not lie in Belgium"))
    return None


def _end(written: str) -> date | None:
    if not written:
        return None
    for form in DATES:
        try:
            end = datetime.strptime(written.partition(" ")[0], form).date()  # noqa: DTZ007
        except ValueError:
            continue
        # The list writes "no end" as the last day of the calendar.
        return end if end.year < 9000 else None
    raise BadLine(_("“%(written)s” is not a date.") % {"written": written})
