import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.urls import reverse

from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit.refused import LostRace, ReasonMissing
from innovet.notifications.models import Message
from innovet.organisations.enums import MembershipRole
from innovet.questions.domain.sheets import SheetIncomplete, save_answers
from innovet.questions.models import Questionnaire
from innovet.questions.owners import Owner
from projects.domain import projects, reports
from projects.domain.projects import FinalReportMissing
from projects.domain.report_questions import owner_of_questions, questions_for
from projects.enums import ProjectState, ReportKind, ReportState
from projects.models import Project, Report
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import ProjectFactory, ReportFactory
from tests.projects.reports import AT, fill, handed_in

pytestmark = pytest.mark.django_db
DUE = datetime.date(2027, 1, 31)


def ask(project, kind=ReportKind.FINAL):
    return reports.ask_report(project, kind=kind, due_on=DUE, by=UserFactory(coordinator=True), at=AT)


def test_ask_report_tells_the_team_and_nobody_else():
    project = ProjectFactory(title="Robot")
    team = [
        MembershipFactory(organisation=project.lead_school, role=role).user
        for role in (MembershipRole.OWNER, MembershipRole.EDITOR)
    ]
    MembershipFactory(organisation=project.lead_school, role=MembershipRole.READER)
    report = ask(project)
    assert report.state == ReportState.ASKED
    mails = Message.objects.filter(template="report_asked")
    assert {mail.to for mail in mails} == set(team)
    assert "31 januari 2027" in mails[0].body
    assert f"/verslagen/{report.pk}/" in mails[0].body


def test_the_questions_of_a_kind_are_made_once_in_dutch():
    final = questions_for(ReportKind.FINAL)
    assert questions_for(ReportKind.FINAL) == final
    assert Questionnaire.objects.count() == 1
    assert "Wat blijft" in [section.title for section in final.sections.all()]
    for kind in (ReportKind.FINAL, ReportKind.INTERIM):
        assert owner_of_questions(questions_for(kind)) == Owner(label="Cyclussen", url=reverse("cycle_list"))


@pytest.mark.parametrize("state", ["planned", "closed", "stopped"])
def test_ask_report_refuses_a_project_that_does_not_run(state):
    with pytest.raises(reports.NotRunning):
        ask(ProjectFactory(**{state: True}))


def test_a_project_has_one_final_report_and_several_interim_ones():
    project = ProjectFactory()
    ask(project)
    ask(project, ReportKind.INTERIM)
    ask(project, ReportKind.INTERIM)
    with pytest.raises(reports.AskedAlready):
        ask(project)
    with pytest.raises(IntegrityError):
        ReportFactory(project=project, kind=ReportKind.FINAL)


def test_a_report_with_open_questions_is_not_handed_in():
    report = ask(ProjectFactory())
    with pytest.raises(SheetIncomplete):
        reports.hand_in_report(report, by=UserFactory(), at=AT)
    report.refresh_from_db()
    assert report.state == ReportState.ASKED


def test_handing_in_freezes_the_answers_and_tells_who_asked():
    report = handed_in(ask(ProjectFactory()))
    assert (report.state, report.sheet.is_submitted) == (ReportState.SUBMITTED, True)
    assert Message.objects.get(template="report_handed_in").to == report.asked_by
    with pytest.raises(MoveNotAllowed):
        reports.hand_in_report(report, by=UserFactory(), at=AT)


def test_a_report_of_an_ended_project_is_not_handed_in():
    report = ask(ProjectFactory())
    fill(report)
    projects.stop_project(report.project, reason="School fuseert.", by=UserFactory(), at=AT)
    with pytest.raises(reports.NotRunning):
        reports.hand_in_report(report, by=UserFactory(), at=AT)


def test_a_report_that_is_sent_back_goes_on_in_a_copy():
    report = handed_in(ask(ProjectFactory()))
    member = MembershipFactory(organisation=report.project.lead_school).user
    first = report.sheet
    with pytest.raises(ReasonMissing):
        reports.return_report(report, reason=" ", by=UserFactory(), at=AT)
    reports.return_report(report, reason="Het aantal leerlingen.", by=UserFactory(), at=AT)
    report = Report.objects.get(pk=report.pk)
    assert (report.state, report.sheet.copied_from, report.sheet.is_submitted) == (ReportState.RETURNED, first, False)
    assert "Het aantal leerlingen." in Message.objects.get(template="report_judged", to=member).body
    reports.hand_in_report(report, by=UserFactory(), at=AT)
    assert [move.target for move in report.moves.all()] == ["submitted", "returned", "submitted"]


def test_an_accepted_report_stays_accepted():
    report = handed_in(ask(ProjectFactory()))
    reports.accept_report(report, by=UserFactory(), at=AT)
    with pytest.raises(MoveNotAllowed):
        reports.return_report(report, reason="Toch niet.", by=UserFactory(), at=AT)


def test_of_two_who_judge_one_is_told():
    report = handed_in(ask(ProjectFactory()))
    stale = Report.objects.get(pk=report.pk)
    reports.accept_report(report, by=UserFactory(), at=AT)
    with pytest.raises(LostRace):
        reports.return_report(stale, reason="Toch niet.", by=UserFactory(), at=AT)
    report.refresh_from_db()
    assert report.sheet.is_submitted


def test_a_project_closes_after_its_final_report_was_accepted():
    project = ProjectFactory()
    report = handed_in(ask(project))
    with pytest.raises(FinalReportMissing):
        projects.close_project(project, by=UserFactory(), at=AT)
    reports.accept_report(report, by=UserFactory(), at=AT)
    projects.close_project(project, by=UserFactory(), at=AT)
    assert Project.objects.get().state == ProjectState.CLOSED


def test_answers_of_a_report_that_was_handed_in_no_longer_change():
    report = handed_in(ask(ProjectFactory()))
    question = next(iter(report.sheet.questions))
    with pytest.raises(Exception, match="ingediend"):
        save_answers(report.sheet, {question: "anders"}, revision=report.sheet.revision, by=None, at=AT)


def test_only_who_reads_the_file_of_a_project_sees_its_reports():
    report = ReportFactory()
    school = report.project.lead_school
    assert Report.objects.visible_to(MembershipFactory(organisation=school).user).get() == report
    assert Report.objects.visible_to(UserFactory(coordinator=True)).get() == report
    for stranger in (AnonymousUser(), UserFactory(), UserFactory(administrator=True), MembershipFactory().user):
        assert not Report.objects.visible_to(stranger).exists()


def test_a_report_is_late_after_its_day():
    report = ReportFactory.build(sheet=None, due_on=DUE)
    assert report.is_late(DUE + datetime.timedelta(days=1))
    assert not report.is_late(DUE)
