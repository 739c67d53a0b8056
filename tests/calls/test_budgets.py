"""The budget against the rules of the call: exact to the cent, with and without the line that is being typed."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from calls.domain import proposals
from calls.domain.budgets import budget_of
from calls.domain.checks import check_requirements
from calls.enums import Requirement
from calls.models import BudgetRule, Call, Proposal
from innovet.accounts.models import User
from innovet.kit import clock
from projects.domain import budgets
from projects.domain.consortia import copy_consortium
from projects.enums import BudgetCategory
from projects.models import BudgetLine
from tests.factories.calls import AFTER, WHILE_OPEN, ProposalFactory, submitted_proposal
from tests.factories.projects import BudgetLineFactory, ConsortiumMemberFactory, PlannedMilestoneFactory

pytestmark = pytest.mark.django_db
FREED, MATERIAL = BudgetCategory.FREED_HOURS, BudgetCategory.MATERIAL


@pytest.fixture
def proposal():
    """8,000 euro asked for freed hours."""
    return ProposalFactory()


def problems_of(proposal, **call):
    """What is wrong, read anew under other rules of the call."""
    Call.objects.filter(pk=proposal.call_id).update(**call)
    return budget_of(Proposal.objects.select_related("call", "consortium").get(pk=proposal.pk)).problems


def rule(proposal, category=FREED, **caps):
    return BudgetRule.objects.create(call=proposal.call, category=category, **caps)


def test_a_budget_inside_the_rules_has_no_problem(proposal):
    rule(proposal, max_percent=100, max_cents=800_000)
    assert problems_of(proposal, min_grant_cents=800_000, max_grant_cents=800_000) == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"min_grant_cents": 800_001}, "minstens 8.000,01 euro"),
        ({"max_grant_cents": 799_999}, "maximum van de oproep"),
    ],
)
def test_one_cent_outside_minimum_or_maximum_is_said(proposal, call, said):
    [problem] = problems_of(proposal, **call)
    assert said in problem


def test_a_category_that_is_not_paid_may_only_be_paid_by_others(proposal):
    rule(proposal, MATERIAL, is_allowed=False)
    line = BudgetLineFactory(
        consortium=proposal.consortium, category=MATERIAL, requested_cents=0, own_cents=5, third_cents=0
    )
    assert problems_of(proposal) == []
    BudgetLine.objects.filter(pk=line.pk).update(requested_cents=1)
    [problem] = problems_of(proposal)
    assert "lesmateriaal" in problem


@pytest.mark.parametrize(("asked", "problem_count"), [(266_666, 0), (266_667, 1)])
def test_a_cap_in_percent_is_exact_to_the_cent(proposal, asked, problem_count):
    rule(proposal, MATERIAL, max_percent=25)
    BudgetLineFactory(consortium=proposal.consortium, category=MATERIAL, requested_cents=asked)
    assert len(problems_of(proposal)) == problem_count


@pytest.mark.parametrize(("most", "problem_count"), [(800_000, 0), (799_999, 1)])
def test_a_cap_in_euro_counts_all_lines_of_the_category(proposal, most, problem_count):
    BudgetLine.objects.update(requested_cents=400_000)
    BudgetLineFactory(consortium=proposal.consortium, requested_cents=400_000)
    rule(proposal, max_cents=most)
    assert len(problems_of(proposal)) == problem_count


@pytest.mark.parametrize(("own", "third", "problem_count"), [(200_000, 0, 0), (100_000, 100_000, 0), (199_999, 0, 1)])
def test_co_financing_is_own_and_third_parties_of_the_whole_cost(proposal, own, third, problem_count):
    BudgetLine.objects.update(own_cents=own, third_cents=third, third_party="Provincie")
    assert len(problems_of(proposal, co_financing_percent=20)) == problem_count


def test_what_a_discounted_partner_brings_is_no_co_financing(proposal):
    partner = proposal.consortium.members.get()
    BudgetLine.objects.update(own_cents=100_000, member=partner)
    budget = budget_of(proposal, discounted=[partner.pk])
    assert (budget.totals.own_cents, budget.totals.counted_cents) == (100_000, 0)


def test_no_more_of_a_partner_than_it_is_asked_to_confirm(proposal):
    partner = proposal.consortium.members.get()
    BudgetLine.objects.update(own_cents=partner.contribution_cents, member=partner)
    assert problems_of(proposal) == []
    BudgetLine.objects.update(own_cents=partner.contribution_cents + 1)
    [problem] = problems_of(proposal)
    assert partner.organisation.name in problem


def test_the_minimum_workable_amount_is_not_above_what_is_asked(proposal):
    Proposal.objects.filter(pk=proposal.pk).update(minimum_cents=800_001)
    assert len(problems_of(proposal)) == 1
    assert problems_of(proposal, core_off=["minimum_amount"]) == []


def test_a_budget_against_the_rules_is_not_handed_in_and_names_the_page(proposal):
    rule(proposal, is_allowed=False)
    with pytest.raises(proposals.ProposalIncomplete) as refused:
        proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    assert [part.url for part in refused.value.missing] == [reverse("proposal_budget", args=[proposal.pk])]


def test_the_formal_check_looks_at_the_budget():
    proposal = submitted_proposal()
    rule(proposal, is_allowed=False)
    unmet = [finding.requirement for finding in check_requirements(proposal, at=AFTER) if not finding.is_met]
    assert unmet == [Requirement.BUDGET]


def test_the_frozen_version_holds_who_pays_what(proposal):
    partner = proposal.consortium.members.get()
    BudgetLine.objects.update(own_cents=100, third_cents=50, third_party="Provincie", member=partner)
    version = proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    [line] = json.loads(version.snapshot)["budget"]
    assert (line["partner"], line["third_party"], line["third_cents"]) == (partner.organisation.name, "Provincie", 50)
    assert json.loads(version.snapshot)["totals"]["total_cents"] == 800_150


def test_a_copy_keeps_whose_cost_it_is_and_to_which_package_a_step_belongs(proposal):
    consortium = proposal.consortium
    BudgetLine.objects.update(member=consortium.members.get(), third_cents=7, third_party="Provincie")
    package = consortium.work_packages.create(title="Lessen", starts_on="2026-09-01", ends_on="2026-12-31")
    PlannedMilestoneFactory(consortium=consortium, work_package=package, title="Met pakket")
    copy = copy_consortium(consortium, by=None, at=WHILE_OPEN)
    line = copy.budget_lines.get()
    assert (line.member, line.third_cents) == (copy.members.get(), 7)
    assert copy.planned_milestones.get(title="Met pakket").work_package == copy.work_packages.get()


@pytest.mark.parametrize(
    ("cost", "error"),
    [({"third_cents": 5}, budgets.ThirdPartyMissing), ({"own_cents": -1, "requested_cents": 5}, budgets.AmountMissing)],
)
def test_an_unsound_line_is_refused(proposal, cost, error):
    with pytest.raises(error):
        budgets.add_budget_line(proposal.consortium, category=FREED, description="x", **cost)


def test_a_partner_of_another_set_is_refused(proposal):
    stranger = ConsortiumMemberFactory()
    with pytest.raises(budgets.NotInTheSet):
        budgets.add_budget_line(
            proposal.consortium, category=FREED, description="x", requested_cents=1, member=stranger
        )


@pytest.fixture
def client(proposal):
    client = Client()
    client.force_login(User.objects.get(pk=proposal.started_by_id))
    with clock.at(WHILE_OPEN):
        yield client


def test_the_page_counts_the_line_that_is_being_typed_and_keeps_nothing(client, proposal):
    typed = {"category": MATERIAL, "requested_cents": "1.000,50", "own_cents": "half"}
    response = client.post(reverse("budget_check", args=[proposal.pk]), typed)
    assert "9.000,50 euro" in response.content.decode()
    assert proposal.consortium.budget_lines.count() == 1


def test_the_line_being_changed_counts_once(client, proposal):
    line = proposal.consortium.budget_lines.get()
    response = client.post(
        reverse("budget_check", args=[proposal.pk]) + f"?line={line.pk}", {"category": FREED, "requested_cents": "100"}
    )
    assert "8.000 euro" not in response.content.decode()


def test_a_third_party_needs_a_name_and_what_was_typed_stays(client, proposal):
    typed = {"category": MATERIAL, "description": "Robotarm", "third_cents": "500"}
    response = client.post(reverse("proposal_budget", args=[proposal.pk]), typed)
    assert response.status_code == 422
    assert "Robotarm" in response.content.decode()
    assert client.post(reverse("proposal_budget", args=[proposal.pk]), typed | {"third_party": "Provincie"}).url
    assert proposal.consortium.budget_lines.get(description="Robotarm").third_cents == 50_000


@pytest.mark.parametrize("amount", ["-5", "1e9", "12,345", "999999999999999999"])
def test_an_absurd_amount_is_refused_beside_its_field(client, proposal, amount):
    typed = {"category": MATERIAL, "description": "Robotarm", "requested_cents": amount}
    response = client.post(reverse("proposal_budget", args=[proposal.pk]), typed)
    assert response.status_code == 422
    assert "requested_cents" in response.context["form"].errors


def test_three_lines_take_no_more_statements_than_one(client, proposal, django_assert_max_num_queries):
    url = reverse("proposal_budget", args=[proposal.pk])
    for _more in range(2):
        BudgetLineFactory(
            consortium=proposal.consortium, member=ConsortiumMemberFactory(consortium=proposal.consortium)
        )
    with django_assert_max_num_queries(12):
        client.get(url)
