import pytest

from calls.domain.admissibility import CompletionOpen, RequirementUnmet, TooEarly, TurnDownOpen, judge_admissible
from calls.domain.checks import check_requirements
from calls.enums import ProposalState, Requirement
from calls.models import Proposal
from innovet.kit.refused import LostRace
from innovet.organisations.enums import OrganisationKind
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    open_completion,
    proposed_turn_down,
    submitted_proposal,
)

pytestmark = pytest.mark.django_db


def judge(proposal, **overrules):
    judge_admissible(proposal, overrules=overrules, by=UserFactory(coordinator=True), at=AFTER)


def unmet_of(proposal):
    return [finding.requirement for finding in check_requirements(proposal, at=AFTER) if not finding.is_met]


def test_a_complete_proposal_meets_every_requirement():
    proposal = submitted_proposal()
    judge(proposal)
    assert proposal.state == ProposalState.ADMISSIBLE
    assert proposal.checks.filter(is_met=True, codes=[]).count() == len(Requirement)


def test_judging_is_refused_before_the_closing_moment():
    with pytest.raises(TooEarly):
        judge_admissible(submitted_proposal(), overrules={}, by=UserFactory(), at=WHILE_OPEN)


def test_an_unmet_requirement_needs_a_reason_and_keeps_its_code():
    proposal = submitted_proposal(lead_school__kind=OrganisationKind.UNIVERSITY)
    assert unmet_of(proposal) == [Requirement.ELIGIBLE]
    with pytest.raises(RequirementUnmet):
        judge(proposal)
    with pytest.raises(RequirementUnmet):
        judge(proposal, eligible="  ")
    judge(proposal, eligible="Nieuwe school, nog zonder nummer.")
    check = proposal.checks.get(requirement="eligible")
    assert (check.note, check.codes) == ("Nieuwe school, nog zonder nummer.", ["kind"])


def test_lateness_is_never_overruled():
    proposal = submitted_proposal()
    Proposal.objects.filter(pk=proposal.pk).update(submitted_at=CLOSES_AT)
    proposal.refresh_from_db()
    with pytest.raises(RequirementUnmet):
        judge(proposal, in_time="Storing.")


def test_nothing_is_judged_while_the_school_completes():
    proposal = open_completion().proposal
    with pytest.raises(CompletionOpen):
        judge(proposal)


def test_nothing_is_judged_while_a_second_coordinator_is_waited_for():
    proposal = proposed_turn_down().proposal
    with pytest.raises(TurnDownOpen):
        judge(proposal)


def test_of_two_who_judge_one_wins():
    proposal = submitted_proposal()
    other = Proposal.objects.get(pk=proposal.pk)
    judge(proposal)
    with pytest.raises(LostRace):
        proposed_turn_down(other)
    assert proposal.checks.count() == len(Requirement)
