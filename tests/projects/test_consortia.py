import datetime

import pytest
from django.db import IntegrityError

from innovet.kit.refused import LostRace, StaleRevision
from projects.domain import budgets, consortia, plans
from projects.domain.budgets import AmountMissing
from projects.domain.consortia import AlreadyMember
from projects.domain.rows import ConsortiumFrozen
from projects.enums import BudgetCategory, MemberRole, MemberState
from projects.models import BudgetLine, Consortium, ConsortiumMember, PlannedMilestone, WorkPackage
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.projects import (
    MADE_AT,
    BudgetLineFactory,
    ConsortiumFactory,
    ConsortiumMemberFactory,
    PlannedMilestoneFactory,
    WorkPackageFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)


def terms_of(member, **changes):
    names = ("role", "contribution", "hours", "contribution_cents", "contact_name", "contact_email", "revision")
    return {name: getattr(member, name) for name in names} | changes


def test_create_consortium_makes_an_empty_set():
    school, person = OrganisationFactory(), UserFactory()
    made = consortia.create_consortium(lead_school=school, title="Slimme School", by=person, at=AT)
    assert (made.lead_school, made.created_by, made.created_at, made.is_frozen) == (school, person, AT, False)


def test_describe_consortium_sets_what_partners_read():
    consortium = ConsortiumFactory()
    consortia.describe_consortium(consortium, title="Nieuw", confirm_by=datetime.date(2026, 10, 1))
    consortium.refresh_from_db()
    assert (consortium.title, consortium.confirm_by) == ("Nieuw", datetime.date(2026, 10, 1))


def test_add_member_puts_a_partner_in_the_set_that_is_not_yet_asked():
    consortium, company = ConsortiumFactory(), OrganisationFactory(company=True)
    member = consortia.add_member(
        consortium, company, role=MemberRole.LABOUR_MARKET, hours=12, contact_email=" Contact@Example.BE "
    )
    assert (member.state, member.hours, member.contact_email) == (MemberState.LISTED, 12, "contact@example.be")


def test_add_member_refuses_the_lead_school():
    consortium = ConsortiumFactory()
    with pytest.raises(AlreadyMember, match="penhouder"):
        consortia.add_member(consortium, consortium.lead_school, role=MemberRole.CO_SCHOOL)


def test_add_member_refuses_an_organisation_twice():
    member = ConsortiumMemberFactory()
    with pytest.raises(AlreadyMember, match="al in het samenwerkingsverband"):
        consortia.add_member(member.consortium, member.organisation, role=MemberRole.SUPPORT)
    assert ConsortiumMember.objects.count() == 1


def test_change_member_of_a_text_keeps_the_answer():
    member = ConsortiumMemberFactory(confirmed=True)
    asked_again = consortia.change_member(member, **terms_of(member, contribution="Meer uitleg"), by=None, at=AT)
    member.refresh_from_db()
    assert (asked_again, member.state, member.contribution) == (False, MemberState.CONFIRMED, "Meer uitleg")


@pytest.mark.parametrize(
    "change",
    [
        {"role": MemberRole.KNOWLEDGE},
        {"hours": 41},
        {"contribution_cents": 100_001},
        {"contact_email": "ander@example.be"},
    ],
)
def test_change_member_of_what_was_confirmed_takes_the_answer_back(change):
    member, person = ConsortiumMemberFactory(confirmed=True), UserFactory()
    assert consortia.change_member(member, **terms_of(member, **change), by=person, at=AT)
    member.refresh_from_db()
    assert (member.state, member.answered_at, member.answered_name) == (MemberState.INVITED, None, "")
    move, asked = member.moves.all()
    assert asked.target == MemberState.INVITED
    assert (move.source, move.target, move.by, move.at) == ("confirmed", "listed", person, AT)


def test_change_member_loses_against_an_answer_that_came_first():
    member = ConsortiumMemberFactory(state=MemberState.INVITED)
    ConsortiumMember.objects.filter(pk=member.pk).update(state=MemberState.CONFIRMED)
    with pytest.raises(LostRace):
        consortia.change_member(member, **terms_of(member, hours=1), by=None, at=AT)


def test_remove_member_takes_the_partner_out():
    member = ConsortiumMemberFactory()
    consortia.remove_member(member, revision=1)
    assert not ConsortiumMember.objects.exists()


def test_budget_lines_are_added_changed_and_removed():
    consortium = ConsortiumFactory()
    line = budgets.add_budget_line(
        consortium, category=BudgetCategory.MATERIAL, description="Sensoren", requested_cents=50_000
    )
    budgets.change_budget_line(
        line,
        category=BudgetCategory.MATERIAL,
        description="Sensoren",
        requested_cents=40_000,
        own_cents=10_000,
        revision=1,
    )
    assert BudgetLine.objects.totals() == {
        "requested_cents": 40_000,
        "own_cents": 10_000,
        "third_cents": 0,
        "total_cents": 50_000,
    }
    budgets.remove_budget_line(line, revision=2)
    assert not any(BudgetLine.objects.totals().values())


@pytest.mark.parametrize(("requested", "own"), [(0, 0), (-100, 200), (100, -50)])
def test_a_budget_line_without_a_sound_amount_is_refused(requested, own):
    consortium = ConsortiumFactory()
    with pytest.raises(AmountMissing):
        budgets.add_budget_line(
            consortium,
            category=BudgetCategory.OTHER,
            description="Niets",
            requested_cents=requested,
            own_cents=own,
        )
    line = BudgetLineFactory(consortium=consortium)
    with pytest.raises(AmountMissing):
        budgets.change_budget_line(
            line,
            category=BudgetCategory.OTHER,
            description="Niets",
            requested_cents=requested,
            own_cents=own,
            revision=1,
        )


def test_a_budget_line_without_an_amount_does_not_enter():
    with pytest.raises(IntegrityError):
        BudgetLineFactory(requested_cents=0, own_cents=0)


TERMS = {"role": MemberRole.SUPPORT, "by": None, "at": AT}
MONEY = {"category": BudgetCategory.OTHER, "description": "Anders", "requested_cents": 1}
STEP = {"title": "Anders", "due_on": datetime.date(2026, 10, 2)}
PACKAGE = {"title": "x", "starts_on": datetime.date(2026, 9, 1), "ends_on": datetime.date(2026, 12, 1)}


@pytest.mark.parametrize(
    ("factory", "change", "values", "remove"),
    [
        (ConsortiumMemberFactory, consortia.change_member, TERMS, consortia.remove_member),
        (BudgetLineFactory, budgets.change_budget_line, MONEY, budgets.remove_budget_line),
        (PlannedMilestoneFactory, plans.change_planned_milestone, STEP, plans.remove_planned_milestone),
        (WorkPackageFactory, plans.change_package, PACKAGE, plans.remove_package),
    ],
    ids=["partner", "cost", "step", "package"],
)
def test_of_two_who_read_the_same_row_the_second_learns_what_the_first_wrote(factory, change, values, remove):
    row = factory()
    mine, theirs = (type(row).objects.get(pk=row.pk) for _person in range(2))
    change(theirs, **values, revision=1)
    for act in (lambda: change(mine, **values, revision=1), lambda: remove(mine, revision=1)):
        with pytest.raises(StaleRevision) as told:
            act()
        assert told.value.current == row
        assert told.value.current.revision == 2
    remove(theirs, revision=2)
    with pytest.raises(StaleRevision) as told:
        change(mine, **values, revision=2)
    assert told.value.current is None


def test_an_organisation_does_not_enter_twice():
    member = ConsortiumMemberFactory()
    with pytest.raises(IntegrityError):
        ConsortiumMemberFactory(consortium=member.consortium, organisation=member.organisation)


def test_planned_milestones_are_added_changed_and_removed():
    consortium = ConsortiumFactory()
    step = plans.plan_milestone(consortium, title="Start", due_on=datetime.date(2026, 10, 1))
    plans.change_planned_milestone(step, title="Aftrap", due_on=datetime.date(2026, 10, 2), revision=1)
    step.refresh_from_db()
    assert (step.title, step.due_on) == ("Aftrap", datetime.date(2026, 10, 2))
    plans.remove_planned_milestone(step, revision=2)
    assert not PlannedMilestone.objects.exists()


def test_a_step_lies_inside_its_package_and_a_package_holds_its_steps():
    package = WorkPackageFactory()
    step = plans.plan_milestone(
        package.consortium, title="Start", due_on=datetime.date(2026, 9, 1), work_package=package
    )
    with pytest.raises(plans.OutsidePackage, match="1 september 2026 tot 31 januari 2027"):
        plans.change_planned_milestone(
            step, title="Start", due_on=datetime.date(2026, 8, 31), work_package=package, revision=1
        )
    with pytest.raises(plans.OutsidePackage, match="Start"):
        plans.change_package(
            package, title="x", starts_on=datetime.date(2026, 9, 2), ends_on=package.ends_on, revision=1
        )
    package.refresh_from_db()
    assert (package.title, package.starts_on, package.revision) == ("Lessen ontwerpen", datetime.date(2026, 9, 1), 1)


def test_of_a_package_that_goes_the_steps_stay():
    package = WorkPackageFactory()
    step = PlannedMilestoneFactory(consortium=package.consortium, work_package=package)
    plans.remove_package(package, revision=1)
    step.refresh_from_db()
    assert step.work_package is None


def test_a_step_does_not_join_a_package_that_went_or_of_another_plan():
    elsewhere, gone = WorkPackageFactory(), WorkPackageFactory()
    step = PlannedMilestoneFactory(consortium=gone.consortium)
    WorkPackage.objects.filter(pk=gone.pk).delete()
    for package in (elsewhere, gone):
        with pytest.raises(plans.PackageGone):
            plans.change_planned_milestone(step, title="x", due_on=package.starts_on, work_package=package, revision=1)


def frozen_acts():
    consortium = ConsortiumFactory()
    member = ConsortiumMemberFactory(consortium=consortium)
    line = BudgetLineFactory(consortium=consortium)
    step = PlannedMilestoneFactory(consortium=consortium)
    package = WorkPackageFactory(consortium=consortium)
    stale = Consortium.objects.get(pk=consortium.pk)
    consortia.freeze_consortium(consortium, at=AT)
    money = {"category": BudgetCategory.OTHER, "description": "x", "requested_cents": 1}
    day = datetime.date(2026, 10, 1)
    return consortium, [
        lambda: consortia.freeze_consortium(stale, at=AT),
        lambda: consortia.describe_consortium(stale, title="x"),
        lambda: consortia.add_member(stale, OrganisationFactory(), role=MemberRole.CO_SCHOOL),
        lambda: consortia.change_member(member, **terms_of(member, hours=1), by=None, at=AT),
        lambda: consortia.remove_member(member, revision=1),
        lambda: budgets.add_budget_line(stale, **money),
        lambda: budgets.change_budget_line(line, **money, revision=1),
        lambda: budgets.remove_budget_line(line, revision=1),
        lambda: plans.plan_milestone(stale, title="x", due_on=day),
        lambda: plans.change_planned_milestone(step, title="x", due_on=day, revision=1),
        lambda: plans.remove_planned_milestone(step, revision=1),
        lambda: plans.plan_package(stale, title="x", starts_on=day, ends_on=day),
        lambda: plans.change_package(package, title="x", starts_on=day, ends_on=day, revision=1),
        lambda: plans.remove_package(package, revision=1),
    ]


def test_a_frozen_set_refuses_every_change_also_from_a_stale_page():
    consortium, acts = frozen_acts()
    for act in acts:
        with pytest.raises(ConsortiumFrozen, match="ingediend"):
            act()
    consortium.refresh_from_db()
    assert (consortium.members.get().hours, consortium.budget_lines.count()) == (40, 1)
    assert (consortium.planned_milestones.count(), consortium.frozen_at) == (1, AT)


def test_copy_consortium_copies_the_set_and_leaves_the_original_alone():
    consortium = ConsortiumFactory(frozen=True)
    ConsortiumMemberFactory(consortium=consortium, confirmed=True)
    ConsortiumMemberFactory(consortium=consortium, state=MemberState.INVITED)
    BudgetLineFactory(consortium=consortium)
    package = WorkPackageFactory(consortium=consortium)
    PlannedMilestoneFactory(consortium=consortium, work_package=package)
    copy = consortia.copy_consortium(consortium, by=None, at=AT)
    assert (copy.copied_from, copy.is_frozen, copy.created_at) == (consortium, False, AT)
    confirmed, open_question = copy.members.all()
    assert (confirmed.state, confirmed.answered_at) == (MemberState.CONFIRMED, MADE_AT)
    assert open_question.state == MemberState.LISTED
    budgets.add_budget_line(copy, category=BudgetCategory.OTHER, description="Nieuw", own_cents=1)
    assert (copy.budget_lines.count(), copy.planned_milestones.count()) == (2, 1)
    assert copy.planned_milestones.get().work_package == copy.work_packages.get() != package
    assert (consortium.members.count(), consortium.budget_lines.count()) == (2, 1)
    assert consortium.members.last().state == MemberState.INVITED
