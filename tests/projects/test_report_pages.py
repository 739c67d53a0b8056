import pytest
from django.urls import reverse

from innovet.accounts.models import User
from innovet.kit import clock
from innovet.questions.enums import QuestionKind
from projects.enums import ReportKind, ReportState
from projects.models import Report
from tests.factories.accounts import UserFactory
from tests.factories.files import StoredFileFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import ProjectFactory, ReportFactory
from tests.projects.reports import AT, fill, handed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return ReportFactory()


@pytest.fixture
def member(client, report):
    user = MembershipFactory(organisation=report.project.lead_school).user
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(client):
    user = UserFactory(coordinator=True)
    client.force_login(user)
    return user


def post(client, view, pk, /, **data):
    with clock.at(AT):
        return client.post(reverse(view, args=[pk]), data)


def text_question(report):
    return next(q for q in report.sheet.questions.values() if q.kind == QuestionKind.LONG_TEXT)


def test_a_coordinator_asks_for_a_report(client, coordinator):
    project = ProjectFactory()
    assert client.get(reverse("report_ask", args=[project.pk])).status_code == 200
    assert post(client, "report_ask", project.pk, kind="other", due_on="morgen").status_code == 422
    data = {"kind": ReportKind.FINAL, "due_on": "2027-06-30"}
    assert post(client, "report_ask", project.pk, **data).status_code == 302
    assert post(client, "report_ask", project.pk, **data).status_code == 422
    assert project.reports.get().asked_by == coordinator
    assert "Eindverslag" in client.get(project.get_absolute_url()).content.decode()


def test_the_team_writes_saves_and_hands_in(client, report, member):
    question = text_question(report)
    edit = reverse("report_edit", args=[report.pk])
    assert client.get(edit).status_code == 200
    answer = post(client, "report_edit", report.pk, **{f"q{question.pk}": "Een lesset.", "revision": 0})
    assert answer.status_code == 302
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Een lesset." in page
    assert "Nog open" in page
    post(client, "report_hand_in", report.pk)
    report.refresh_from_db()
    assert report.state == ReportState.ASKED
    fill(Report.objects.get(pk=report.pk))
    post(client, "report_hand_in", report.pk)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert client.get(edit).status_code == 403


def test_two_who_write_the_same_answer_see_both_texts(client, report, member):
    question = text_question(report)
    post(client, "report_edit", report.pk, **{f"q{question.pk}": "Van mij.", "revision": 0})
    page = post(client, "report_edit", report.pk, **{f"q{question.pk}": "Van jou.", "revision": 0})
    assert page.status_code == 409
    assert "Van mij." in page.content.decode()
    assert "Van jou." in page.content.decode()


def test_a_too_long_answer_is_kept_and_told(client, report, member):
    question = text_question(report)
    page = post(client, "report_edit", report.pk, **{f"q{question.pk}": "woord " * 501, "revision": 0})
    assert page.status_code == 422
    assert Report.objects.get().sheet.values[question.pk].startswith("woord")


def test_a_coordinator_sends_back_and_accepts(client, report, coordinator):
    handed_in(report)
    assert post(client, "report_return", report.pk, reason="").status_code == 422
    assert post(client, "report_return", report.pk, reason="Het aantal.").status_code == 302
    assert post(client, "report_accept", report.pk).status_code == 403
    handed_in(Report.objects.get())
    assert post(client, "report_accept", report.pk).status_code == 302
    assert Report.objects.get().state == ReportState.ACCEPTED
    assert "Het aantal." in client.get(report.get_absolute_url()).content.decode()


def test_a_stranger_does_not_know_the_report(client, report):
    client.force_login(UserFactory())
    for view in ("report_detail", "report_edit"):
        assert client.get(reverse(view, args=[report.pk])).status_code == 404
    for view in ("report_hand_in", "report_accept", "report_return"):
        assert post(client, view, report.pk).status_code == 404


def test_a_file_in_an_answer_is_for_readers_of_the_report(client, report, member):
    question = text_question(report)
    stored = StoredFileFactory()
    report.sheet.answers.create(question=question, revision=1, file=stored)
    path = reverse("report_file", args=[report.pk, stored.pk])
    page = client.get(path)
    assert page.status_code == 200
    assert b"".join(page.streaming_content)
    assert client.get(reverse("report_file", args=[report.pk, StoredFileFactory().pk])).status_code == 404
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_report_stays_within_its_statements(
    client, report, coordinator, django_assert_max_num_queries, count
):
    handed_in(report)
    with django_assert_max_num_queries(10):
        client.get(report.get_absolute_url())
    client.force_login(User.objects.get(pk=MembershipFactory(organisation=report.project.lead_school).user.pk))
    ReportFactory.create_batch(count, project=report.project)
    with django_assert_max_num_queries(15):
        client.get(Report.objects.filter(state=ReportState.ASKED).first().get_absolute_url())
