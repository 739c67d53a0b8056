"""Who may do what in projects; pure, with the reason of each no."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import Verdict, allow_if
from innovet.organisations.enums import EDIT_ROLES
from projects.enums import OPEN_STATES, WITH_THE_TEAM, ProjectState, ReportState
from projects.models import CycleRole, PhaseTask, Project, Report

type Person = User | AnonymousUser

FOR_THE_TEAM = _("Only the team of the lead school and coordinators may do this.")
NOT_ANY_MORE = _("This project has ended.")


def is_of_team(user: Person, project: Project) -> bool:
    """Whether the person works on the project: an owner or editor of the lead school."""
    return project.consortium.lead_school_id in standing_of(user).ids("organisation", *EDIT_ROLES)


def can_see_internals(user: Person, project: Project) -> Verdict:
    """Milestones, log book, budget and reports: the lead school, the cycle's people, coordinators, steering group."""
    standing = standing_of(user)
    return allow_if(
        standing.is_coordinator
        or standing.is_steering
        or project.consortium.lead_school_id in standing.ids("organisation")
        or project.cycle_id in standing.ids("cycle"),
        _("Only people of the project and of the programme see this."),
    )


def can_hand_over(user: Person, role: CycleRole) -> Verdict:
    """The holder of a role, and coordinators."""
    standing = standing_of(user)
    is_own = role.user_id == standing.user_id
    return allow_if(standing.is_coordinator or is_own, _("Only who holds the role, or a coordinator, hands it over."))


def can_coordinate(user: Person) -> Verdict:
    """What only coordinators do, whatever the state of things: cycles, phases, themes, the course of projects."""
    return allow_if(standing_of(user).is_coordinator, _("Only a coordinator may do this."))


def can_work_in(user: Person, project: Project) -> Verdict:
    """Whose project it is, whatever its state: the team of the lead school and coordinators."""
    return allow_if(is_of_team(user, project) or standing_of(user).is_coordinator, FOR_THE_TEAM)


def can_run_project(user: Person, project: Project) -> Verdict:
    """Work in the project: milestones and log book, while it is planned or running."""
    return can_work_in(user, project) and allow_if(project.state in OPEN_STATES, NOT_ANY_MORE)


def can_open_project(user: Person, project: Project) -> Verdict:
    """Let a planned project run."""
    return can_coordinate(user) and allow_if(
        project.state == ProjectState.PLANNED, _("This project runs already or has ended.")
    )


def can_stop_project(user: Person, project: Project) -> Verdict:
    """End a project early."""
    return can_coordinate(user) and allow_if(project.state in OPEN_STATES, NOT_ANY_MORE)


def can_close_project(user: Person, project: Project) -> Verdict:
    """Close a running project."""
    return can_coordinate(user) and allow_if(
        project.state == ProjectState.RUNNING, _("Only a running project can be closed.")
    )


def can_ask_report(user: Person, project: Project) -> Verdict:
    """Ask the team for a report."""
    return can_coordinate(user) and allow_if(
        project.state == ProjectState.RUNNING, _("Only a running project reports.")
    )


def can_fill_report(user: Person, report: Report) -> Verdict:
    """Write the report and hand it in: the team, as long as it is not handed in."""
    return (
        allow_if(is_of_team(user, report.project), _("Only the team of the lead school writes the report."))
        and allow_if(report.project.state in OPEN_STATES, NOT_ANY_MORE)
        and allow_if(report.state in WITH_THE_TEAM, _("This report was handed in."))
    )


def can_judge_report(user: Person, report: Report) -> Verdict:
    """Accept a report or send it back."""
    return can_coordinate(user) and allow_if(
        report.state == ReportState.SUBMITTED, _("This report is not waiting to be judged.")
    )


def can_settle_task(user: Person, task: PhaseTask) -> Verdict:
    """Say that a task is done, or take that back: its owner and coordinators."""
    is_owner = task.owner_id is not None and task.owner_id == user.pk
    return allow_if(
        is_owner or standing_of(user).is_coordinator, _("Only the owner of the task and coordinators may do this.")
    )
