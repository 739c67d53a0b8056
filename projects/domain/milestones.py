"""What happens while a project runs: milestones are reached or dropped, the log book grows."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import Refused, require_reason
from projects.enums import OPEN_STATES, MilestoneState
from projects.models import LogEntry, Milestone, Project


class ProjectEnded(Refused):
    """The project was closed or stopped: its file no longer changes."""


@transaction.atomic
def add_milestone(project: Project, *, title: str, due_on: date) -> Milestone:
    """Add a step to a planned or running project; refuse one that ended."""
    _require_open(project)
    return project.milestones.create(title=title, due_on=due_on)


@transaction.atomic
def reach_milestone(milestone: Milestone, *, by: User, at: datetime) -> None:
    """Say that a step was reached; refuse any state but planned, an ended project and a lost race."""
    _require_open(milestone.project)
    move_state(milestone, MilestoneState.DONE, by=by, at=at)


@transaction.atomic
def drop_milestone(milestone: Milestone, *, reason: str, by: User, at: datetime) -> None:
    """Give a step up, with the reason; refuse any state but planned, an ended project and a lost race."""
    reason = require_reason(reason)
    _require_open(milestone.project)
    move_state(milestone, MilestoneState.DROPPED, by=by, at=at, reason=reason)


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, by: User, at: datetime) -> None:
    """Take back that a step was reached or dropped; refuse an ended project and a lost race."""
    _require_open(milestone.project)
    move_state(milestone, MilestoneState.PLANNED, by=by, at=at)


@transaction.atomic
def write_log_entry(project: Project, *, text: str, happened_on: date, by: User, at: datetime) -> LogEntry:
    """Add a note to the log book of a planned or running project; refuse one that ended."""
    _require_open(project)
    return project.log_entries.create(text=text, happened_on=happened_on, written_by=by, written_at=at)


def _require_open(project: Project) -> None:
    """Hold the project until the commit, so that it cannot end between this check and the write."""
    if not Project.objects.select_for_update().filter(pk=project.pk, state__in=OPEN_STATES).exists():
        raise ProjectEnded(_("This project has ended: its file no longer changes."))
