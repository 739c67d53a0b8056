"""Past projects come in with the facts that a public source records, and nothing else."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from innovet.organisations.enums import OrganisationKind
from innovet.organisations.models import Organisation
from projects.domain.consortia import create_consortium
from projects.domain.history_file import HistoryRefused, PastProject, read_history
from projects.enums import ProjectState
from projects.models import Cycle, Project, Theme


@dataclass
class Report:
    """What an import did, in numbers of projects, and what was wrong line by line."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_history(text: str, *, at: datetime, dry_run: bool = False) -> Report:
    """Bring every sound line in as a closed project; the same file again changes nothing.

    A project is known again by cycle, title and lead school. Unknown stays empty: no amount, school or theme is made
    up. A wrong line leaves nothing behind and stands in the report. Refuses a file with other columns.
    """
    report = Report()
    for number, row in read_history(text):
        if isinstance(row, HistoryRefused):
            report.errors.append((number, str(row)))
        else:
            _count(report, *record_past_project(row, at=at))
    if dry_run:
        transaction.set_rollback(True)
    return report


@transaction.atomic
def record_past_project(row: PastProject, *, at: datetime) -> tuple[bool, bool]:
    """Add one past project or bring its recorded facts up to date; tell whether it is new and whether it changed."""
    cycle = _cycle(row)
    school = _organisation(row.school, row.town, row.province) if row.school else None
    facts: dict[str, object] = {
        "theme": Theme.objects.get_or_create(cycle=cycle, name=row.theme)[0] if row.theme else None,
        "grant_cents": row.grant_cents,
        "source_address": row.address,
        "source_certainty": row.certainty,
        "source_note": row.note,
    }
    project = Project.objects.filter(cycle=cycle, title=row.title, consortium__lead_school=school).first()
    if project is None:
        project = Project.objects.create(
            cycle=cycle,
            consortium=create_consortium(lead_school=school, title=row.title, by=None, at=at),
            title=row.title,
            state=ProjectState.CLOSED,
            starts_on=cycle.starts_on,
            ends_on=cycle.ends_on,
            created_at=at,
            **facts,
        )
        _add_partners(project, row.partners)
        return True, True
    return False, _update(project, facts) | _add_partners(project, row.partners)


def _count(report: Report, is_new: bool, is_changed: bool) -> None:  # noqa: FBT001
    if is_new:
        report.added += 1
    elif is_changed:
        report.changed += 1
    else:
        report.unchanged += 1


def _cycle(row: PastProject) -> Cycle:
    """The cycle of that school year; a new one lasts the school year."""
    cycle, _is_new = Cycle.objects.get_or_create(
        name=row.cycle,
        defaults={
            "school_year": row.cycle,
            "starts_on": date(row.first_year, 9, 1),
            "ends_on": date(row.first_year + 1, 8, 31),
        },
    )
    return cycle


def _organisation(name: str, town: str, province: str) -> Organisation:
    """The school of that name and town, made when it is new."""
    known = Organisation.objects.filter(name__iexact=name, municipality__iexact=town).order_by("pk").first()
    return known or Organisation.objects.create(
        kind=OrganisationKind.SCHOOL, name=name, municipality=town, province=province
    )


def _partner(name: str) -> Organisation:
    known = Organisation.objects.filter(name__iexact=name).order_by("pk").first()
    return known or Organisation.objects.create(kind=OrganisationKind.OTHER, name=name)


def _update(project: Project, facts: dict[str, object]) -> bool:
    changes = {name: value for name, value in facts.items() if getattr(project, name) != value}
    for name, value in changes.items():
        setattr(project, name, value)
    if changes:
        project.save(update_fields=list(changes))
    return bool(changes)


def _add_partners(project: Project, names: tuple[str, ...]) -> bool:
    """Add the partners that are not yet there; what they brought and their role are not recorded."""
    known = set(project.consortium.members.values_list("organisation_id", flat=True))
    known.add(project.consortium.lead_school_id or 0)
    missing = {one.pk: one for one in map(_partner, names) if one.pk not in known}
    for organisation in missing.values():
        project.consortium.members.create(organisation=organisation, role="")
    return bool(missing)
