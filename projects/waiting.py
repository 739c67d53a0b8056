"""What waits for a person in projects: reports, milestones that are late, tasks of a cycle."""

from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.contributions import MOST_WAITING, Waiting
from projects.enums import ProjectState
from projects.models import Milestone, PhaseTask, Project, Report


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:
    """Reports, late milestones and tasks of the person; for coordinators what asks their decision."""
    found = [
        Waiting(
            title=_("%(kind)s of “%(title)s”: write it and hand it in")
            % {"kind": str(report.get_kind_display()).capitalize(), "title": report.project.title},
            url=report.get_absolute_url(),
            due_on=report.due_on,
        )
        for report in Report.objects.waiting_for_team(user).select_related("project")[:MOST_WAITING]
    ]
    found += [*_late_milestones(user, at), *_tasks(user, at)]
    if standing_of(user).is_coordinator:
        found += _for_coordinators(at)
    return found


def _late_milestones(user: User, at: datetime) -> list[Waiting]:
    late = Milestone.objects.late(timezone.localdate(at)).filter(project__in=Project.objects.of_team(user))
    rows = late.values("project", "project__title").annotate(first=Min("due_on"), count=Count("pk")).order_by("first")
    return [
        Waiting(
            title=_("Milestones that are late in “%(title)s”") % {"title": row["project__title"]},
            url=reverse("project_detail", args=[row["project"]]) + "#mijlpalen",
            due_on=row["first"],
            count=row["count"],
        )
        for row in rows[:MOST_WAITING]
    ]


def _tasks(user: User, at: datetime) -> list[Waiting]:
    """What is late or due this week: a person's own tasks, and for coordinators those of everybody."""
    today = timezone.localdate(at)
    tasks = PhaseTask.objects.visible_to(user).due_in_week_of(today).select_related("phase__cycle", "owner")
    return [
        Waiting(
            title=(_("Late: %(task)s (%(who)s)") if task.is_late(today) else _("Due this week: %(task)s (%(who)s)"))
            % {"task": task.title, "who": f"{task.phase.cycle}, {task.owner or _('no owner')}"},
            url=task.get_absolute_url(),
            due_on=task.due_on,
        )
        for task in tasks
    ]


def _for_coordinators(at: datetime) -> list[Waiting]:
    judged = [
        Waiting(
            title=_("%(kind)s of “%(title)s”: accept it or send it back")
            % {"kind": str(report.get_kind_display()).capitalize(), "title": report.project.title},
            url=report.get_absolute_url(),
        )
        for report in Report.objects.to_judge().select_related("project")[:MOST_WAITING]
    ]
    planned = Project.objects.filter(state=ProjectState.PLANNED, starts_on__lte=timezone.localdate(at))
    return judged + [
        Waiting(
            title=_("“%(title)s” may begin: let the project run") % {"title": project.title},
            url=project.get_absolute_url(),
            due_on=project.starts_on,
        )
        for project in planned[:MOST_WAITING]
    ]
