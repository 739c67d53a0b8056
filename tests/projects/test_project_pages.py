import datetime

import pytest
from django.urls import reverse

from innovet.education import Province
from innovet.kit import clock
from projects.enums import MilestoneState, ProjectState, ReportKind, ReportState
from projects.models import Report
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import (
    BudgetLineFactory,
    ConsortiumFactory,
    ConsortiumMemberFactory,
    LogEntryFactory,
    MilestoneFactory,
    ProjectFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def coordinator(client):
    user = UserFactory(coordinator=True)
    client.force_login(user)
    return user


def listed(client, **query):
    return {project.title for project in client.get(reverse("project_list"), query).context["page"]}


def test_the_list_narrows_by_cycle_province_theme_and_words(client):
    school = OrganisationFactory(name="VTI", municipality="Torhout", province=Province.WEST_FLANDERS)
    robot = ProjectFactory(title="Robot", consortium__lead_school=school)
    care = ProjectFactory(title="Zorg", closed=True)
    ProjectFactory(title="Geheim", planned=True)
    assert listed(client) == {"Robot", "Zorg"}
    assert listed(client, cycle=robot.cycle.pk) == {"Robot"}
    assert listed(client, province="west-vlaanderen") == {"Robot"}
    assert listed(client, theme=care.theme.name) == {"Zorg"}
    assert listed(client, words="torhout rob") == {"Robot"}
    assert listed(client, words="iets anders") == set()


@pytest.mark.parametrize(
    "query",
    [
        {"page": "999999999999999999999"},
        {"page": "x"},
        {"cycle": "x"},
        {"cycle": "9" * 30},
        {"province": "holland"},
        {"theme": "\0"},
        {"words": "a\0b"},
        {"words": "x" * 5000},
        {"words": "%_' OR 1=1"},
    ],
)
def test_the_list_bears_any_question(client, query):
    ProjectFactory()
    assert client.get(reverse("project_list"), query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_four_statements(client, django_assert_num_queries, count):
    ProjectFactory.create_batch(count)
    with django_assert_num_queries(4):
        client.get(reverse("project_list"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_takes_two_statements(client, django_assert_num_queries, count):
    project = ProjectFactory()
    ConsortiumMemberFactory.create_batch(count, consortium=project.consortium)
    with django_assert_num_queries(2):
        client.get(project.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_the_file_of_a_project_stays_within_its_statements(client, coordinator, django_assert_max_num_queries, count):
    project = ProjectFactory()
    for factory in (ConsortiumMemberFactory, BudgetLineFactory):
        factory.create_batch(count, consortium=project.consortium)
    for factory in (MilestoneFactory, LogEntryFactory):
        factory.create_batch(count, project=project)
    with django_assert_max_num_queries(15):
        assert client.get(project.get_absolute_url()).status_code == 200


def test_a_visitor_reads_facts_and_no_internals(client):
    project = ProjectFactory(grant_cents=1_400_000)
    ConsortiumMemberFactory(consortium=project.consortium, contribution="Geheime inbreng")
    LogEntryFactory(project=project, text="Interne notitie")
    page = client.get(project.get_absolute_url()).content.decode()
    assert "14.000 euro" in page
    assert "Bedrijf" in page
    assert "Interne notitie" not in page
    assert "Geheime inbreng" not in page


def test_a_recorded_project_shows_its_source_and_no_made_up_amount(client):
    project = ProjectFactory(
        closed=True,
        grant_cents=None,
        consortium=ConsortiumFactory(lead_school=None),
        source_address="https://example.be/bron",
        source_certainty="likely",
        source_note="title is our short description",
    )
    page = client.get(project.get_absolute_url()).content.decode()
    for words in ("Zo vermeld in de bron", "https://example.be/bron", "likely", "title is our", "niet vermeld"):
        assert words in page
    assert " euro</dd>" not in page


def test_a_planned_project_is_unknown_to_strangers(client):
    project = ProjectFactory(planned=True)
    assert client.get(project.get_absolute_url()).status_code == 404
    client.force_login(MembershipFactory(organisation=project.lead_school).user)
    assert client.get(project.get_absolute_url()).status_code == 200


def test_a_coordinator_lets_a_project_run_and_stops_it(client, coordinator):
    project = ProjectFactory(planned=True)
    client.post(reverse("project_open", args=[project.pk]))
    project.refresh_from_db()
    assert project.state == ProjectState.RUNNING
    stop = reverse("project_stop", args=[project.pk])
    assert client.get(stop).status_code == 200
    assert client.post(stop, {"reason": " "}).status_code == 422
    assert client.post(stop, {"reason": "School fuseert."}).status_code == 302
    project.refresh_from_db()
    assert project.state == ProjectState.STOPPED
    assert "School fuseert." in client.get(project.get_absolute_url()).content.decode()


def test_the_team_adds_and_settles_milestones_on_the_page(client):
    project = ProjectFactory()
    client.force_login(MembershipFactory(organisation=project.lead_school).user)
    add = reverse("milestone_add", args=[project.pk])
    page = client.post(add, {"title": "", "due_on": "31/31/2026"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"title", "due_on"}
    assert client.post(add, {"title": "Eerste les", "due_on": "2026-12-01"}).status_code == 302
    milestone = project.milestones.get()
    settle = reverse("milestone_settle", args=[project.pk, milestone.pk])
    drop = reverse("milestone_drop", args=[project.pk, milestone.pk])
    for path, typed, status, state in [
        (drop, {}, 422, MilestoneState.PLANNED),
        (drop, {"reason": "Niet geleverd."}, 302, MilestoneState.DROPPED),
        (drop, {"reason": "Nog eens."}, 422, MilestoneState.DROPPED),
        (settle, {"act": "reopen"}, 302, MilestoneState.PLANNED),
        (settle, {"act": "reach"}, 302, MilestoneState.DONE),
        (settle, {"act": "other"}, 302, MilestoneState.DONE),
    ]:
        assert client.post(path, typed).status_code == status
        milestone.refresh_from_db()
        assert milestone.state == state


def test_a_milestone_of_another_project_is_unknown(client, coordinator):
    milestone, project = MilestoneFactory(), ProjectFactory()
    path = reverse("milestone_settle", args=[project.pk, milestone.pk])
    assert client.post(path, {"act": "reach"}).status_code == 404


def test_the_team_writes_in_the_log_book(client):
    project = ProjectFactory()
    client.force_login(MembershipFactory(organisation=project.lead_school).user)
    path = reverse("log_entry_add", args=[project.pk])
    assert client.post(path, {"text": "x" * 5001, "happened_on": "2026-11-01"}).status_code == 422
    with clock.at(NOW):
        client.post(path, {"text": "Overleg met VIVES.", "happened_on": "2026-11-01"})
    assert project.log_entries.get().written_at == NOW


def test_writing_in_the_file_of_an_ended_project_is_refused(client):
    project = ProjectFactory(closed=True)
    client.force_login(MembershipFactory(organisation=project.lead_school).user)
    path = reverse("log_entry_add", args=[project.pk])
    assert client.get(path).status_code == 403
    page = client.post(path, {"text": "Nog net getypt.", "happened_on": "2026-11-01"})
    assert page.status_code == 422
    assert "Nog net getypt." in page.content.decode()
    assert not project.log_entries.exists()


@pytest.mark.parametrize("name", ["project_stop", "report_ask"])
def test_who_comes_too_late_sees_what_was_typed(client, coordinator, name):
    project = ProjectFactory(closed=True)
    typed = {"reason": "School fuseert.", "kind": "final", "due_on": "2027-01-31"}
    page = client.post(reverse(name, args=[project.pk]), typed)
    assert page.status_code == 422
    assert typed["reason" if name == "project_stop" else "due_on"] in page.content.decode()


def test_a_project_closes_only_once_its_final_report_is_accepted(client, coordinator):
    report = ReportFactory(kind=ReportKind.FINAL)
    refusing = client.get(report.project.get_absolute_url()).content.decode()
    Report.objects.filter(pk=report.pk).update(state=ReportState.ACCEPTED)
    allowing = client.get(report.project.get_absolute_url()).content.decode()
    reason = "Aanvaard eerst het eindverslag."
    assert (reason in refusing, reason in allowing) == (True, False)
    assert ('aria-disabled="true"' in refusing, 'aria-disabled="true"' in allowing) == (True, False)
