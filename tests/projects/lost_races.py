"""Every act that moves a partner, project, milestone or report, ready for two people at once."""

import datetime

from projects.domain import answers, consortia, milestones, projects, reports
from projects.enums import MemberRole, MemberState, MilestoneState, ReportKind, ReportState
from tests.factories.accounts import UserFactory
from tests.factories.projects import ConsortiumMemberFactory, MilestoneFactory, ProjectFactory, ReportFactory
from tests.projects.reports import fill, handed_in

AT = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)


def who():
    return {"by": UserFactory(coordinator=True), "at": AT}


def asked():
    member = ConsortiumMemberFactory()
    consortia.invite_member(member, **who())
    return member


def confirmed():
    link = asked().links.get()
    consortia.confirm_by_link(link, name="An", function="zaakvoerder", has_authority=True, at=AT)
    return link


def filled():
    report = ReportFactory()
    fill(report)
    return report


def finished():
    project = ProjectFactory()
    ReportFactory(project=project, kind=ReportKind.FINAL, state=ReportState.ACCEPTED)
    return project


RACES = {
    "answers.withdraw_by_link": lambda: (
        confirmed(),
        lambda link: answers.withdraw_by_link(link, reason="Geen tijd meer.", at=AT),
    ),
    "consortia.answer_link": lambda: (
        asked().links.get(),
        lambda link: consortia.answer_link(link, MemberState.CHANGE_ASKED, reason="Minder uren.", name="An", at=AT),
    ),
    "consortia.change_member": lambda: (
        asked(),
        lambda member: consortia.change_member(member, role=MemberRole.SUPPORT, revision=1, **who()),
    ),
    "consortia.correct_member": lambda: (
        ConsortiumMemberFactory(state=MemberState.CHANGE_ASKED),
        lambda member: consortia.correct_member(
            member, role=MemberRole.SUPPORT, reach="", contribution="", in_kind="", hours=1, **who()
        ),
    ),
    "consortia.invite_member": lambda: (
        ConsortiumMemberFactory(),
        lambda member: consortia.invite_member(member, **who()),
    ),
    "consortia.withdraw_invitation": lambda: (
        asked(),
        lambda member: consortia.withdraw_invitation(member, **who()),
    ),
    "consortia.confirm_by_link": lambda: (
        asked().links.get(),
        lambda link: consortia.confirm_by_link(link, name="An", function="zaakvoerder", has_authority=True, at=AT),
    ),
    "consortia.decline_by_link": lambda: (
        asked().links.get(),
        lambda link: consortia.decline_by_link(link, reason="Geen tijd.", at=AT),
    ),
    "milestones.reach_milestone": lambda: (
        MilestoneFactory(),
        lambda milestone: milestones.reach_milestone(milestone, **who()),
    ),
    "milestones.drop_milestone": lambda: (
        MilestoneFactory(),
        lambda milestone: milestones.drop_milestone(milestone, reason="Te duur.", **who()),
    ),
    "milestones.reopen_milestone": lambda: (
        MilestoneFactory(state=MilestoneState.DONE),
        lambda milestone: milestones.reopen_milestone(milestone, **who()),
    ),
    "projects.open_project": lambda: (
        ProjectFactory(planned=True),
        lambda project: projects.open_project(project, **who()),
    ),
    "projects.stop_project": lambda: (
        ProjectFactory(),
        lambda project: projects.stop_project(project, reason="Te weinig tijd.", **who()),
    ),
    "projects.close_project": lambda: (finished(), lambda project: projects.close_project(project, **who())),
    "reports.hand_in_report": lambda: (filled(), lambda report: reports.hand_in_report(report, **who())),
    "reports.accept_report": lambda: (
        handed_in(ReportFactory()),
        lambda report: reports.accept_report(report, **who()),
    ),
    "reports.return_report": lambda: (
        handed_in(ReportFactory()),
        lambda report: reports.return_report(report, reason="Nog niet.", **who()),
    ),
}
# The answers of partners follow a set that takes another's place, inside the act that holds the proposal.
QUIET = {"answers.carry_answers"}
