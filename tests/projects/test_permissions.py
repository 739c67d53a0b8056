import pytest
from django.contrib.auth.models import AnonymousUser

from innovet.organisations.enums import MembershipRole
from projects import permissions
from projects.enums import ProjectState
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import CycleRoleFactory, ProjectFactory

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


@pytest.mark.parametrize("verb", TABLE)
def test_who_may_do_what(verb):
    project = ProjectFactory()
    verdicts = {actor: getattr(permissions, verb)(person(actor, project), project) for actor in ACTORS}
    assert {actor for actor, verdict in verdicts.items() if verdict} == TABLE[verb]
    assert all(verdict.reason for verdict in verdicts.values() if not verdict)


def test_only_coordinators_manage_cycles():
    project = ProjectFactory()
    allowed = {actor for actor in ACTORS if permissions.can_manage_cycles(person(actor, project))}
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
