import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from projects.enums import MilestoneState
from projects.find import find
from projects.waiting import waiting_for
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import MilestoneFactory, ProjectFactory, ReportFactory
from tests.projects.reports import handed_in

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 1, 9, tzinfo=datetime.UTC)
LATE = datetime.date(2026, 10, 1)


def titles(user):
    return [str(item.title) for item in waiting_for(user, at=NOW)]


def test_the_team_is_told_of_reports_to_write_and_late_milestones():
    project = ProjectFactory(title="Robot")
    ReportFactory(project=project)
    MilestoneFactory(project=project, due_on=LATE)
    MilestoneFactory(project=project, due_on=LATE)
    MilestoneFactory(project=project, due_on=LATE, state=MilestoneState.DONE)
    member = MembershipFactory(organisation=project.lead_school).user
    assert titles(member) == [
        "Tussentijds verslag van “Robot”: schrijf het en dien het in",
        "Mijlpalen die te laat zijn in “Robot”",
    ]
    assert waiting_for(member, at=NOW)[1].count == 2
    assert titles(MembershipFactory().user) == titles(UserFactory(coordinator=True)) == []


def test_a_report_of_an_ended_project_waits_for_nobody():
    report = ReportFactory(project=ProjectFactory(stopped=True))
    assert titles(MembershipFactory(organisation=report.project.lead_school).user) == []


def test_coordinators_are_told_of_reports_to_judge_and_projects_to_begin():
    handed_in(ReportFactory(project__title="Robot"))
    ProjectFactory(title="Zorg", planned=True)
    ProjectFactory(title="Later", planned=True, starts_on=datetime.date(2027, 1, 1))
    assert titles(UserFactory(coordinator=True)) == [
        "Tussentijds verslag van “Robot”: aanvaard het of stuur het terug",
        "“Zorg” mag beginnen: laat het project starten",
    ]
    assert titles(UserFactory(steering=True)) == []


def test_a_desk_shows_where_to_begin_and_no_more(monkeypatch):
    monkeypatch.setattr("projects.waiting.MOST_WAITING", 1)
    ProjectFactory(planned=True)
    ProjectFactory(planned=True)
    assert len(titles(UserFactory(coordinator=True))) == 1


def test_the_search_finds_what_its_asker_may_know():
    school = OrganisationFactory(name="VTI", municipality="Torhout")
    ProjectFactory(title="Robot", consortium__lead_school=school)
    ProjectFactory(title="Robot in het geheim", planned=True, consortium__lead_school=school)
    assert [(hit.title, hit.snippet) for hit in find(AnonymousUser(), "robot torhout")] == [("Robot", "VTI")]
    assert len(find(MembershipFactory(organisation=school).user, "robot")) == 2
    assert find(AnonymousUser(), "\0") == []
