import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit.refused import LostRace, ReasonMissing
from innovet.organisations.enums import MembershipRole
from projects.domain import projects
from projects.domain.projects import ThemeOfOtherCycle
from projects.enums import ProjectState, ReportKind, ReportState
from projects.models import Project
from projects.signals import project_closed
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import (
    ConsortiumFactory,
    CycleFactory,
    CycleRoleFactory,
    PlannedMilestoneFactory,
    ProjectFactory,
    ReportFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)


def start(**changes):
    cycle = changes.pop("cycle", None) or CycleFactory()
    fields = {
        "cycle": cycle,
        "consortium": ConsortiumFactory(frozen=True),
        "title": "Slimme School",
        "summary": "Leren meten.",
        "theme": ThemeFactory(cycle=cycle),
        "grant_cents": 1_400_000,
        "by": UserFactory(coordinator=True),
        "at": AT,
    }
    return projects.start_project(**fields | changes)


def test_start_project_copies_the_set_and_plans_its_milestones():
    consortium = ConsortiumFactory(frozen=True)
    step = PlannedMilestoneFactory(consortium=consortium)
    project = start(consortium=consortium)
    assert project.state == ProjectState.PLANNED
    assert project.consortium.copied_from == consortium
    assert project.lead_school == consortium.lead_school
    assert (project.starts_on, project.ends_on) == (project.cycle.starts_on, project.cycle.ends_on)
    assert project.milestones.get().title == step.title
    consortium.refresh_from_db()
    assert consortium.is_frozen


def test_start_project_takes_an_own_period():
    project = start(starts_on=datetime.date(2026, 10, 1), ends_on=datetime.date(2027, 3, 1))
    assert (project.starts_on, project.ends_on) == (datetime.date(2026, 10, 1), datetime.date(2027, 3, 1))


def test_start_project_refuses_a_theme_of_another_cycle():
    with pytest.raises(ThemeOfOtherCycle):
        start(theme=ThemeFactory())
    assert not Project.objects.exists()


def test_open_project_lets_it_run():
    project = ProjectFactory(planned=True)
    projects.open_project(project, by=None, at=AT)
    project.refresh_from_db()
    assert project.state == ProjectState.RUNNING


def test_stop_project_keeps_the_reason():
    project, person = ProjectFactory(), UserFactory()
    projects.stop_project(project, reason=" School fuseert. ", by=person, at=AT)
    assert (project.moves.get().reason, project.moves.get().by) == ("School fuseert.", person)


def test_stop_project_asks_a_reason():
    project = ProjectFactory()
    with pytest.raises(ReasonMissing):
        projects.stop_project(project, reason="  ", by=UserFactory(), at=AT)
    project.refresh_from_db()
    assert project.state == ProjectState.RUNNING


def test_an_ended_project_does_not_move_again():
    with pytest.raises(MoveNotAllowed):
        projects.stop_project(ProjectFactory(closed=True), reason="x", by=UserFactory(), at=AT)
    with pytest.raises(MoveNotAllowed):
        projects.open_project(ProjectFactory(stopped=True), by=None, at=AT)


def test_of_two_who_end_a_project_one_is_told():
    project = ProjectFactory()
    stale = Project.objects.get(pk=project.pk)
    projects.stop_project(project, reason="School fuseert.", by=UserFactory(), at=AT)
    with pytest.raises(LostRace):
        projects.stop_project(stale, reason="Ook zo.", by=UserFactory(), at=AT)
    assert project.moves.count() == 1


def test_close_project_tells_the_rooms_above():
    heard = []

    def listen(**event):
        heard.append((event["project"], event["at"]))

    project = ProjectFactory()
    ReportFactory(project=project, kind=ReportKind.FINAL, state=ReportState.ACCEPTED)
    project_closed.connect(listen)
    try:
        projects.close_project(project, by=UserFactory(), at=AT)
    finally:
        project_closed.disconnect(listen)
    project.refresh_from_db()
    assert (project.state, heard) == (ProjectState.CLOSED, [(project, AT)])


def test_close_project_refuses_a_planned_project():
    project = ProjectFactory(planned=True)
    ReportFactory(project=project, kind=ReportKind.FINAL, state=ReportState.ACCEPTED)
    with pytest.raises(MoveNotAllowed):
        projects.close_project(project, by=UserFactory(), at=AT)


def test_a_last_day_before_the_first_day_does_not_enter():
    with pytest.raises(IntegrityError):
        ProjectFactory(starts_on=datetime.date(2026, 9, 1), ends_on=datetime.date(2026, 8, 1))


def test_everyone_sees_running_and_closed_projects_only():
    running, closed = ProjectFactory(), ProjectFactory(closed=True)
    ProjectFactory(planned=True)
    ProjectFactory(stopped=True)
    for user in (AnonymousUser(), UserFactory(), UserFactory(administrator=True), UserFactory(quality=True)):
        assert set(Project.objects.visible_to(user)) == {running, closed}
        assert not Project.objects.with_internals_for(user).exists()


@pytest.mark.parametrize("trait", ["coordinator", "steering"])
def test_coordinators_and_steering_group_see_all(trait):
    ProjectFactory(planned=True)
    user = UserFactory(**{trait: True})
    assert Project.objects.visible_to(user).count() == 1
    assert Project.objects.with_internals_for(user).count() == 1


@pytest.mark.parametrize(
    ("role", "works"), [(MembershipRole.OWNER, 1), (MembershipRole.EDITOR, 1), (MembershipRole.READER, 0)]
)
def test_people_of_the_lead_school_see_their_project(role, works):
    project = ProjectFactory(planned=True)
    ProjectFactory(planned=True)
    user = MembershipFactory(organisation=project.lead_school, role=role).user
    assert Project.objects.visible_to(user).get() == project
    assert Project.objects.with_internals_for(user).get() == project
    assert Project.objects.of_team(user).count() == works


def test_a_cycle_role_shows_the_projects_of_that_cycle():
    project = ProjectFactory(planned=True)
    ProjectFactory(planned=True)
    user = CycleRoleFactory(cycle=project.cycle).user
    assert Project.objects.visible_to(user).get() == project
