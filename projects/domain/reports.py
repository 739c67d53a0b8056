"""What happens to a report: asked, handed in, sent back or accepted."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import MoveNotAllowed, move_state
from innovet.accounts.models import User
from innovet.kit.refused import Refused, require_reason
from innovet.questions.domain.sheets import copy_sheet, start_sheet, submit_sheet
from projects import notices
from projects.domain.report_questions import questions_for
from projects.enums import OPEN_STATES, WITH_THE_TEAM, ProjectState, ReportKind, ReportState
from projects.models import Project, Report


class NotRunning(Refused):
    """Only a running project reports."""


class AskedAlready(Refused):
    """A project has one final report."""


@transaction.atomic
def ask_report(project: Project, *, kind: ReportKind, due_on: date, by: User, at: datetime) -> Report:
    """Ask the team for a report with the questions of its kind, and tell the team.

    Refuses a project that does not run, and a second final report.
    """
    if not Project.objects.select_for_update().filter(pk=project.pk, state=ProjectState.RUNNING).exists():
        raise NotRunning(_("Only a running project reports."))
    sheet = start_sheet(questions_for(kind))
    try:
        with transaction.atomic():
            report = Report.objects.create(
                project=project,
                kind=kind,
                due_on=due_on,
                sheet=sheet,
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError as error:
        raise AskedAlready(_("The final report was asked already.")) from error
    notices.ask_report(report, at=at)
    return report


@transaction.atomic
def hand_in_report(report: Report, *, by: User, at: datetime) -> None:
    """Freeze the answers and hand the report in, and tell who asked.

    Refuses open questions (SheetIncomplete), a report that is not with the team, an ended project, a lost race.
    """
    if report.state not in WITH_THE_TEAM:
        raise MoveNotAllowed(_("This report was handed in."))
    if not Project.objects.select_for_update().filter(pk=report.project_id, state__in=OPEN_STATES).exists():
        raise NotRunning(_("This project has ended."))
    submit_sheet(report.sheet, by=by, at=at)
    move_state(report, ReportState.SUBMITTED, by=by, at=at)
    notices.tell_handed_in(report, at=at)


@transaction.atomic
def accept_report(report: Report, *, by: User, at: datetime) -> None:
    """Accept a report that was handed in, and tell the team; refuse any other state and a lost race."""
    move_state(report, ReportState.ACCEPTED, by=by, at=at)
    notices.tell_judged(report, at=at)


@transaction.atomic
def return_report(report: Report, *, reason: str, by: User, at: datetime) -> None:
    """Send a report back with what is missing; the team goes on in a copy, the version handed in stays as it is.

    Refuses an empty reason, any state but handed in, and a lost race.
    """
    reason = require_reason(reason, _("Say what is missing."))
    move_state(report, ReportState.RETURNED, by=by, at=at, reason=reason, sheet=copy_sheet(report.sheet))
    notices.tell_judged(report, reason=reason, at=at)
