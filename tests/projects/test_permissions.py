import pytest
from django.contrib.auth.models import AnonymousUser

from innovet.organisations.enums import MembershipRole
from projects import permissions
from projects.enums import ProjectState, ReportState
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import CycleRoleFactory, ProjectFactory, ReportFactory

pytestmark = pytest.mark.django_db

ACTORS = (
    "visitor",
    "teacher",
    "owner",
    "editor",
    "reader",
    "other_school",
    "cycle_reader",
    "coordinator",
    "steering",
    "quality",
    "rtc",
    "administrator",
)
# Who may do what with a running project; everyone else may not.
TABLE = {
    "can_see_internals": {"owner", "editor", "reader", "cycle_reader", "coordinator", "steering"},
    "can_run_project": {"owner", "editor", "coordinator"},
    "can_stop_project": {"coordinator"},
    "can_close_project": {"coordinator"},
    "can_open_project": set(),
}


def person(actor, project):
    match actor:
        case "visitor":
            return AnonymousUser()
        case "teacher":
            return UserFactory()
        case "owner" | "editor" | "reader":
            return MembershipFactory(organisation=project.lead_school, role=MembershipRole(actor)).user
        case "other_school":
            return MembershipFactory(organisation=OrganisationFactory()).user
        case "cycle_reader":
            return CycleRoleFactory(cycle=project.cycle).user
        case _:
            return UserFactory(**{actor: True})


REPORTS = {
    "can_fill_report": (ReportState.ASKED, {"owner", "editor"}),
    "can_judge_report": (ReportState.SUBMITTED, {"coordinator"}),
}


@pytest.mark.parametrize("verb", REPORTS)
def test_who_may_do_what_with_a_report(verb):
    state, may = REPORTS[verb]
    report = ReportFactory(state=state)
    verdicts = {actor: getattr(permissions, verb)(person(actor, report.project), report) for actor in ACTORS}
    assert {actor for actor, verdict in verdicts.items() if verdict} == may
    assert all(verdict.reason for verdict in verdicts.values() if not verdict)


def test_a_report_is_written_while_it_is_with_the_team_of_an_open_project():
    report = ReportFactory()
    user = person("owner", report.project)
    states = [
        state
        for state in ReportState
        if permissions.can_fill_report(user, ReportFactory(state=state, project=report.project))
    ]
    assert states == [ReportState.ASKED, ReportState.RETURNED]
    report.project = ProjectFactory(closed=True, consortium__lead_school=report.project.lead_school)
    assert not permissions.can_fill_report(user, report)


def test_only_a_running_project_is_asked_for_a_report():
    user = UserFactory(coordinator=True)
    assert permissions.can_ask_report(user, ProjectFactory())
    assert not permissions.can_ask_report(user, ProjectFactory(planned=True))
    assert not permissions.can_ask_report(UserFactory(steering=True), ProjectFactory())


@pytest.mark.parametrize("verb", TABLE)
def test_who_may_do_what(verb):
    project = ProjectFactory()
    verdicts = {actor: getattr(permissions, verb)(person(actor, project), project) for actor in ACTORS}
    assert {actor for actor, verdict in verdicts.items() if verdict} == TABLE[verb]
    assert all(verdict.reason for verdict in verdicts.values() if not verdict)


def test_only_coordinators_manage_cycles():
    project = ProjectFactory()
    allowed = {actor for actor in ACTORS if permissions.can_coordinate(person(actor, project))}
    assert allowed == {"coordinator"}


@pytest.mark.parametrize(
    ("verb", "states"),
    [
        ("can_run_project", {"planned", "running"}),
        ("can_open_project", {"planned"}),
        ("can_stop_project", {"planned", "running"}),
        ("can_close_project", {"running"}),
        ("can_see_internals", set(ProjectState.values)),
    ],
)
def test_a_coordinator_acts_in_the_right_state_only(verb, states):
    user = UserFactory(coordinator=True)
    allowed = {
        state for state in ProjectState.values if getattr(permissions, verb)(user, ProjectFactory.build(state=state))
    }
    assert allowed == states
