"""Brings the government's list of schools in: adds, updates and closes, by number, again and again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from innovet.education import Network
from innovet.organisations.domain.school_file import Row, read_rows
from innovet.organisations.enums import RELATED_KINDS, OrganisationKind
from innovet.organisations.models import Organisation, SchoolNumber
from innovet.organisations.models.numbers import searchable

LINES_AT_ONCE = 500
FROM_THE_LIST = ("kind", "name", "street", "postal_code", "municipality", "province", "network")
ONLY_IF_EMPTY = ("website", "email")
RELATIONS = {
    "board": OrganisationKind.BOARD,
    "school_community": OrganisationKind.COMMUNITY,
    "school_group": OrganisationKind.SCHOOL_GROUP,
}
WRITTEN = [
    *FROM_THE_LIST,
    *ONLY_IF_EMPTY,
    *RELATIONS,
    "lambert_x",
    "lambert_y",
    "ended_on",
    "checked_at",
    "search_text",
]


class Outcome(models.TextChoices):
    """What became of one line."""

    ADDED = "added", gettext_lazy("added")
    CHANGED = "changed", gettext_lazy("changed")
    CLOSED = "closed", gettext_lazy("closed")
    REOPENED = "reopened", gettext_lazy("reopened")
    UNCHANGED = "unchanged", gettext_lazy("unchanged")
    SKIPPED = "skipped", gettext_lazy("skipped")
    ERROR = "error", gettext_lazy("error")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What became of one line of the list, in words."""

    line: int
    outcome: Outcome
    text: str


@dataclass(slots=True)
class Report:
    """What an import did, line by line, and how many known numbers the list does not name."""

    lines: list[ReportLine] = field(default_factory=list)
    unlisted: int = 0

    def add(self, line: int, outcome: Outcome, text: str) -> None:
        """Note one line."""
        self.lines.append(ReportLine(line, outcome, text))

    def count(self, outcome: Outcome) -> int:
        """How many lines ended so."""
        return sum(line.outcome == outcome for line in self.lines)


@transaction.atomic
def import_schools(text: str, *, at: datetime, dry_run: bool = False) -> Report:
    """Bring a school list in and report each line; a dry run tells the same and changes nothing.

    Guarantees: a line with an error stops no other line; a second run changes nothing; an empty cell erases
    nothing; a school ends when all its numbers have ended; one merged by a coordinator is never reopened;
    the number of statements grows by a constant per 500 lines. Refuses a file without numbers or names.
    """
    report = Report()
    rows = _choose(read_rows(text), report)
    for chunk in batched(rows.values(), LINES_AT_ONCE):
        _Chunk(chunk, rows, report, at).run()
    report.unlisted = SchoolNumber.objects.filter(ended_on=None).count() - _count_listed(rows)
    report.lines.sort(key=lambda line: line.line)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _choose(read: Iterable[tuple[int, Row | str]], report: Report) -> dict[str, Row]:
    """One row per number: schools with several sites or periods have several lines; the one that lasts counts."""
    rows: dict[str, Row] = {}
    for line, row in read:
        if isinstance(row, str):
            report.add(line, Outcome.ERROR, row)
            continue
        first = rows.setdefault(row.number, row)
        if first is row:
            continue
        kept, left = (row, first) if _lasts(row) > _lasts(first) else (first, row)
        rows[row.number] = kept
        report.add(
            left.line,
            Outcome.SKIPPED,
            _("%(number)s stands on line %(line)d as well") % {"number": row.number, "line": kept.line},
        )
    return rows


def _lasts(row: Row) -> date:
    return row.ended_on or date.max


def _count_listed(rows: dict[str, Row]) -> int:
    return sum(
        SchoolNumber.objects.filter(number__in=numbers, ended_on=None).count()
        for numbers in batched(rows, LINES_AT_ONCE)
    )


class _Chunk:
    """Some hundred rows: what stands is read, compared and written in bulk."""

    def __init__(self, rows: tuple[Row, ...], all_rows: dict[str, Row], report: Report, at: datetime) -> None:
        self.rows, self.all_rows, self.report, self.at = rows, all_rows, report, at
        self.numbers: dict[str, SchoolNumber] = {}
        self.siblings: dict[int, list[SchoolNumber]] = {}
        self.changed: dict[int, Organisation] = {}
        self.new_numbers: list[SchoolNumber] = []
        self.changed_numbers: list[SchoolNumber] = []

    def run(self) -> None:
        self._load()
        self.related = _Related(self.rows)
        added = self._add_missing()
        for row in self.rows:
            self._compare(row, is_new=row.number in added)
        self._write()

    def _load(self) -> None:
        found = SchoolNumber.objects.filter(number__in=[row.number for row in self.rows])
        self.numbers = {number.number: number for number in found.select_related("organisation")}
        organisations = {number.organisation_id for number in self.numbers.values()}
        for number in SchoolNumber.objects.filter(organisation__in=organisations):
            self.siblings.setdefault(number.organisation_id, []).append(number)

    def _add_missing(self) -> set[str]:
        """Give every new number an organisation: one of that name and town without a number, or a new one."""
        missing = [row for row in self.rows if row.number not in self.numbers]
        unnumbered = _unnumbered_schools(missing)
        added: dict[str, Organisation] = {}
        for row in missing:
            school = unnumbered.pop(_name_key(row), None)
            if school is None:
                school = added[row.number] = Organisation(kind=OrganisationKind.SCHOOL, name=row.name)
            self.new_numbers.append(SchoolNumber(organisation=school, number=row.number))
        for row in missing:
            if school := added.get(row.number):
                self._copy(row, school)
        Organisation.objects.bulk_create(added.values())
        SchoolNumber.objects.bulk_create(self.new_numbers)
        for number in self.new_numbers:
            number.organisation_id = number.organisation.pk
            self.numbers[number.number] = number
            self.siblings.setdefault(number.organisation_id, []).append(number)
        return set(added)

    def _compare(self, row: Row, *, is_new: bool) -> None:
        number = self.numbers[row.number]
        school = number.organisation
        self._end_number(row, number)
        main = self._main_row(school)
        if main is not row:
            told = _("%(number)s is a further number of %(name)s") % {"number": row.number, "name": school.name}
            self.report.add(row.line, Outcome.SKIPPED, told)
            return
        before = school.ended_on
        changes = self._copy(row, school)
        if changes:
            self.changed[school.pk] = school
        outcome = _outcome(before, school.ended_on, is_new=is_new, is_changed=bool(changes))
        self.report.add(row.line, outcome, _tell(row, changes if outcome is Outcome.CHANGED else []))

    def _end_number(self, row: Row, number: SchoolNumber) -> None:
        if row.end_is_told and number.ended_on != row.ended_on:
            number.ended_on = row.ended_on
            self.changed_numbers.append(number)

    def _main_row(self, school: Organisation) -> Row:
        """Of several numbers one tells about the school, whatever the order of the list: the lowest that lasts."""
        listed = (self.all_rows.get(number.number) for number in self.siblings[school.pk])
        return min((row for row in listed if row), key=lambda row: (row.ended_on is not None, row.number))

    def _copy(self, row: Row, school: Organisation) -> list[str]:
        """Take over what the row tells; the names of the fields that changed."""
        values = {name: getattr(row, name, None) or row.address.get(name) for name in FROM_THE_LIST}
        values |= {name: row.address[name] for name in ONLY_IF_EMPTY if not getattr(school, name)}
        values["network"] = _finer(row.network, school.network)
        values |= {f"{name}_id": self.related.get(name, row) for name in RELATIONS}
        values |= dict(zip(("lambert_x", "lambert_y"), row.place or (), strict=False))
        changes = [name for name, value in values.items() if value and getattr(school, name) != value]
        for name in changes:
            setattr(school, name, values[name])
        if school.is_unchecked:
            school.checked_at = self.at
            changes.append("checked_at")
        if row.end_is_told and school.successor_id is None and school.ended_on != (end := self._end(row, school)):
            school.ended_on = end
            changes.append("ended_on")
        return changes

    def _end(self, row: Row, school: Organisation) -> date | None:
        ends = [row.ended_on]
        for number in self.siblings.get(school.pk, []):
            listed = self.all_rows.get(number.number)
            ends.append(listed.ended_on if listed and listed.end_is_told else number.ended_on)
        known = [end for end in ends if end is not None]
        return max(known) if len(known) == len(ends) else None

    def _write(self) -> None:
        _overwrite(Organisation.objects.bulk_create, list(self.changed.values()), WRITTEN)
        _overwrite(SchoolNumber.objects.bulk_create, self.changed_numbers, ["ended_on"])


class _Related:
    """Boards, communities and groups named by some rows; those that are missing are added."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.by_number: dict[str, Organisation] = {}
        self.by_name: dict[tuple[OrganisationKind, str], Organisation] = {}
        self._load(rows)
        self._number_boards(rows)
        self._add(rows)

    def get(self, relation: str, row: Row) -> int | None:
        """The id of what the row names in a relation."""
        found = self._find(relation, row)
        return found.pk if found else None

    def _load(self, rows: tuple[Row, ...]) -> None:
        names = {getattr(row, relation) for row in rows for relation in RELATIONS} - {""}
        numbers = {row.board_number for row in rows} - {""}
        kinds = RELATED_KINDS["board"] | set(RELATIONS.values())
        wanted = Q(name__in=names, kind__in=kinds, ended_on=None) | Q(enterprise_number__in=numbers)
        for organisation in Organisation.objects.filter(wanted).order_by("-pk"):
            self._keep(organisation)

    def _keep(self, organisation: Organisation) -> None:
        self.by_name[OrganisationKind(organisation.kind), organisation.name] = organisation
        if organisation.enterprise_number:
            self.by_number[organisation.enterprise_number] = organisation

    def _find(self, relation: str, row: Row) -> Organisation | None:
        name = getattr(row, relation)
        if relation != "board":
            return self.by_name.get((RELATIONS[relation], name))
        if row.board_number:
            return self.by_number.get(row.board_number)
        kinds = (OrganisationKind.BOARD, OrganisationKind.SCHOOL_GROUP)
        return next((found for kind in kinds if (found := self.by_name.get((kind, name)))), None)

    def _number_boards(self, rows: tuple[Row, ...]) -> None:
        """A board that was known by its name only gets the number that the list tells."""
        numbered = []
        for row in rows:
            if not row.board_number or row.board_number in self.by_number:
                continue
            board = self.by_name.get((OrganisationKind.BOARD, row.board))
            if board and not board.enterprise_number:
                board.enterprise_number = row.board_number
                numbered.append(board)
                self._keep(board)
        _overwrite(Organisation.objects.bulk_create, numbered, ["enterprise_number"])

    def _add(self, rows: tuple[Row, ...]) -> None:
        added = []
        for row in sorted(rows, key=lambda row: not row.board_number):
            for relation, kind in RELATIONS.items():
                name = getattr(row, relation)
                if name and self._find(relation, row) is None:
                    number = row.board_number if relation == "board" else ""
                    added.append(Organisation(kind=kind, name=name, enterprise_number=number))
                    self._keep(added[-1])
        Organisation.objects.bulk_create(added)


def _overwrite[M: models.Model](bulk_create: Callable[..., list[M]], rows: list[M], fields: list[str]) -> None:
    """Write rows that exist in one statement, many times faster than an update by cases."""
    if rows:
        bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _name_key(row: Row) -> str:
    return searchable(row.name, row.address["municipality"])


def _unnumbered_schools(rows: list[Row]) -> dict[str, Organisation]:
    """Schools that a person or the history brought in by name and town, without a number."""
    keys = [_name_key(row) for row in rows if row.address["municipality"]]
    schools = Organisation.objects.schools().active().filter(search_text__in=keys, is_demo=False)
    return {school.search_text: school for school in schools.filter(school_numbers=None).order_by("-pk")}


def _finer(told: str, known: str) -> str:
    """A network that is known more precisely than the list tells stays."""
    if told == Network.OFFICIAL and known and Network(known).is_official:
        return known
    if told == Network.FREE and known and Network(known).is_free:
        return known
    return told


def _outcome(before: date | None, after: date | None, *, is_new: bool, is_changed: bool) -> Outcome:
    if is_new:
        return Outcome.ADDED
    if before is None and after is not None:
        return Outcome.CLOSED
    if before is not None and after is None:
        return Outcome.REOPENED
    return Outcome.CHANGED if is_changed else Outcome.UNCHANGED


def _tell(row: Row, changes: list[str]) -> str:
    fields = (getattr(Organisation, name.removesuffix("_id")).field.verbose_name for name in changes)
    parts = [f"{row.number} {row.name}", *map(str, fields), *row.remarks]
    if row.ended_on:
        parts.insert(1, _("ended on %(day)s") % {"day": row.ended_on.isoformat()})
    return "; ".join(parts)


def count_by_outcome(report: Report) -> Iterator[tuple[Outcome, int]]:
    """The outcomes in the order of their list, each with its number of lines."""
    return ((outcome, report.count(outcome)) for outcome in Outcome)
