"""What happens to a project: it starts from a selected plan, runs, and closes or stops."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import Refused, require_reason
from projects import signals
from projects.domain.consortia import copy_consortium
from projects.enums import ProjectState, ReportKind, ReportState
from projects.models import Consortium, Cycle, Project, Report, Theme

FINAL_REPORT_FIRST = _("Accept the final report first.")


class ThemeOfOtherCycle(Refused):
    """The theme belongs to another cycle."""


class FinalReportMissing(Refused):
    """A project closes after its final report was accepted."""


@transaction.atomic
def start_project(
    *,
    cycle: Cycle,
    consortium: Consortium,
    title: str,
    summary: str,
    theme: Theme | None,
    grant_cents: int | None,
    by: User | None,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Project:
    """Make a planned project with its own copy of the set and its milestones; the given set is not touched.

    The period is the cycle's unless given. Refuses a theme of another cycle.
    """
    if theme is not None and theme.cycle_id != cycle.pk:
        raise ThemeOfOtherCycle(_("This theme belongs to another cycle."))
    copy = copy_consortium(consortium, by=by, at=at)
    project = Project.objects.create(
        cycle=cycle,
        consortium=copy,
        title=title,
        summary=summary,
        theme=theme,
        grant_cents=grant_cents,
        starts_on=starts_on or cycle.starts_on,
        ends_on=ends_on or cycle.ends_on,
        created_at=at,
    )
    for planned in copy.planned_milestones.all():
        project.milestones.create(title=planned.title, due_on=planned.due_on)
    return project


@transaction.atomic
def open_project(project: Project, *, by: User | None, at: datetime) -> None:
    """Let a planned project run: from now on it is public; refuse any other state and a lost race."""
    move_state(project, ProjectState.RUNNING, by=by, at=at)


@transaction.atomic
def stop_project(project: Project, *, reason: str, by: User, at: datetime) -> None:
    """End a project early; refuse without a reason, a project that ended already, and a lost race."""
    move_state(project, ProjectState.STOPPED, by=by, at=at, reason=require_reason(reason))


@transaction.atomic
def close_project(project: Project, *, by: User, at: datetime) -> None:
    """Close a running project and tell the rooms above.

    Refuses a project whose final report is not accepted, any other state, and a lost race.
    """
    if not Report.objects.filter(project=project, kind=ReportKind.FINAL, state=ReportState.ACCEPTED).exists():
        raise FinalReportMissing(FINAL_REPORT_FIRST)
    move_state(project, ProjectState.CLOSED, by=by, at=at)
    signals.project_closed.send(Project, project=project, by=by, at=at)
