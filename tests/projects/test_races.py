import datetime
import threading

import pytest
from django.db import connection, transaction

from innovet.kit.refused import Refused, StaleRevision
from projects.domain import budgets, consortia, plans, reports
from projects.enums import BudgetCategory, MemberRole, MemberState, ReportState
from projects.models import ConfirmationLink, Consortium, ConsortiumMember, Report, WorkPackage
from tests.factories.accounts import UserFactory
from tests.factories.projects import (
    BudgetLineFactory,
    ConsortiumFactory,
    ConsortiumMemberFactory,
    PlannedMilestoneFactory,
    ReportFactory,
    WorkPackageFactory,
)
from tests.projects.reports import fill, handed_in
from tests.racing import at_once

AT = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)"),
]


def race(*acts):
    """Run each act in its own connection at the same moment; the outcomes in order, None when it went through."""
    start = threading.Barrier(len(acts))
    outcomes = [None] * len(acts)

    def run(position, act):
        try:
            with transaction.atomic():
                connection.ensure_connection()
                start.wait(timeout=10)
                act()
        except Refused as refusal:
            outcomes[position] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def asked():
    member = ConsortiumMemberFactory()
    return member, consortia.invite_member(member, by=UserFactory(), at=AT)


def confirm(link):
    consortia.confirm_by_link(link, name="An", function="zaakvoerder", has_authority=True, at=AT)


@pytest.mark.parametrize("_time", range(5))
def test_confirming_against_withdrawing_one_wins(_time):
    member, link = asked()
    school = UserFactory()
    mine = ConsortiumMember.objects.get(pk=member.pk)
    outcomes = race(lambda: confirm(link), lambda: consortia.withdraw_invitation(mine, by=school, at=AT))
    member.refresh_from_db()
    assert outcomes.count(None) == 1
    assert member.state == (MemberState.CONFIRMED if outcomes[0] is None else MemberState.LISTED)


@pytest.mark.parametrize("_time", range(5))
def test_a_partner_never_confirms_terms_that_changed_at_the_same_moment(_time):
    member, link = asked()
    mine = ConsortiumMember.objects.get(pk=member.pk)
    race(
        lambda: confirm(link),
        lambda: consortia.change_member(
            mine, role=MemberRole.KNOWLEDGE, contact_email=mine.contact_email, revision=1, by=None, at=AT
        ),
    )
    member.refresh_from_db()
    assert (member.role, member.state) in {
        (MemberRole.LABOUR_MARKET, MemberState.CONFIRMED),
        (MemberRole.KNOWLEDGE, MemberState.INVITED),
    }


@pytest.mark.parametrize("_time", range(5))
def test_two_answers_at_once_leave_one(_time):
    member, link = asked()
    other = ConfirmationLink.objects.get(pk=link.pk)
    outcomes = race(lambda: confirm(link), lambda: consortia.decline_by_link(other, reason="Nee.", at=AT))
    assert outcomes.count(None) == 1
    assert member.moves.exclude(source="listed").count() == 1


@pytest.mark.parametrize("_time", range(5))
def test_of_two_who_ask_a_partner_again_one_sends_a_mail(_time):
    member, _link = asked()
    school = UserFactory()
    mine = [ConsortiumMember.objects.get(pk=member.pk) for _person in range(2)]
    later = AT + datetime.timedelta(hours=1)
    outcomes = race(*[lambda one=one: consortia.invite_member(one, by=school, at=later) for one in mine])
    assert outcomes.count(None) == 1
    assert member.links.current().count() == 1
    assert member.links.count() == 2


@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_hand_in_a_report_one_wins(_time):
    report = ReportFactory()
    fill(report)
    people = UserFactory(), UserFactory()
    mine = [Report.objects.get(pk=report.pk) for _person in people]
    outcomes = race(
        lambda: reports.hand_in_report(mine[0], by=people[0], at=AT),
        lambda: reports.hand_in_report(mine[1], by=people[1], at=AT),
    )
    assert outcomes.count(None) == 1
    assert report.moves.get().by == people[0 if outcomes[0] is None else 1]


@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_judge_a_report_one_wins(_time):
    report = handed_in(ReportFactory())
    judge = UserFactory()
    mine = [Report.objects.get(pk=report.pk) for _person in range(2)]
    outcomes = race(
        lambda: reports.accept_report(mine[0], by=judge, at=AT),
        lambda: reports.return_report(mine[1], reason="Het aantal.", by=judge, at=AT),
    )
    report.refresh_from_db()
    assert outcomes.count(None) == 1
    assert report.state == (ReportState.ACCEPTED if outcomes[0] is None else ReportState.RETURNED)
    assert report.sheet.is_submitted == (report.state == ReportState.ACCEPTED)


@pytest.mark.parametrize("_time", range(5))
def test_a_line_never_enters_a_set_that_is_being_frozen(_time):
    consortium = ConsortiumFactory()
    mine = Consortium.objects.get(pk=consortium.pk)
    seen = []

    def freeze():
        consortia.freeze_consortium(consortium, at=AT)
        seen.append(consortium.budget_lines.count())

    race(freeze, lambda: budgets.add_budget_line(mine, category="other", description="x", own_cents=1))
    assert seen == [consortium.budget_lines.count()]


CHANGES = {
    "partner": (ConsortiumMemberFactory, consortia.change_member, {"role": MemberRole.SUPPORT, "by": None, "at": AT}),
    "cost": (
        BudgetLineFactory,
        budgets.change_budget_line,
        {"category": BudgetCategory.OTHER, "description": "x", "requested_cents": 1},
    ),
    "step": (
        PlannedMilestoneFactory,
        plans.change_planned_milestone,
        {"title": "x", "due_on": datetime.date(2026, 10, 2)},
    ),
    "package": (
        WorkPackageFactory,
        plans.change_package,
        {"title": "x", "starts_on": datetime.date(2026, 10, 2), "ends_on": datetime.date(2026, 11, 2)},
    ),
}


@pytest.mark.parametrize("_time", range(5))
def test_a_step_never_lies_outside_a_package_that_moves_at_the_same_moment(_time):
    package = WorkPackageFactory()
    moving = WorkPackage.objects.get(pk=package.pk)
    later = {"starts_on": datetime.date(2027, 1, 1), "ends_on": datetime.date(2027, 1, 31)}
    outcomes = race(
        lambda: plans.change_package(moving, title="x", revision=1, **later),
        lambda: plans.plan_milestone(
            package.consortium, title="x", due_on=datetime.date(2026, 10, 1), work_package=package
        ),
    )
    assert outcomes.count(None) == 1
    package.refresh_from_db()
    assert all(package.holds(step.due_on) for step in package.planned_milestones.all())


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_change_the_same_row_one_wins_and_the_other_reads_both_texts(kind, _time):
    factory, change, values = CHANGES[kind]
    row = factory()

    def save(barrier):
        mine = type(row).objects.get(pk=row.pk)
        barrier.wait()
        try:
            change(mine, **values, revision=1)
        except StaleRevision as stale:
            return stale.current
        return None

    outcomes = at_once(save, workers=2)
    assert outcomes.count(None) == 1
    assert [current for current in outcomes if current] == [row]
    assert type(row).objects.get().revision == 2
