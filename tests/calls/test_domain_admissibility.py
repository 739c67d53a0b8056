import pytest

from calls.domain import admissibility
from calls.domain.admissibility import RequirementUnmet, TooEarly, judge_admissible, judge_inadmissible
from calls.enums import DecisionState, Outcome, ProposalState, Requirement
from calls.models import Proposal
from innovet.kit.refused import LostRace, ReasonMissing
from innovet.notifications.enums import MessageState
from innovet.organisations.enums import OrganisationKind
from tests.factories.accounts import UserFactory
from tests.factories.calls import AFTER, CLOSES_AT, WHILE_OPEN, submitted_proposal

pytestmark = pytest.mark.django_db


def judge(proposal, **overrules):
    judge_admissible(proposal, overrules=overrules, by=UserFactory(coordinator=True), at=AFTER)


def unmet_of(proposal):
    return [finding.requirement for finding in admissibility.check_requirements(proposal) if not finding.is_met]


def test_a_complete_proposal_meets_every_requirement():
    proposal = submitted_proposal()
    judge(proposal)
    assert proposal.state == ProposalState.ADMISSIBLE
    assert proposal.checks.filter(is_met=True).count() == len(Requirement)


def test_judging_is_refused_before_the_closing_moment():
    with pytest.raises(TooEarly):
        judge_admissible(submitted_proposal(), overrules={}, by=UserFactory(), at=WHILE_OPEN)


def test_an_unmet_requirement_needs_a_reason():
    proposal = submitted_proposal(lead_school__kind=OrganisationKind.UNIVERSITY)
    assert unmet_of(proposal) == [Requirement.ELIGIBLE]
    with pytest.raises(RequirementUnmet):
        judge(proposal)
    with pytest.raises(RequirementUnmet):
        judge(proposal, eligible="  ")
    judge(proposal, eligible="Nieuwe school, nog zonder nummer.")
    assert proposal.checks.get(requirement="eligible").note == "Nieuwe school, nog zonder nummer."


def test_a_partnership_of_education_alone_does_not_meet_the_rule():
    proposal = submitted_proposal()
    proposal.consortium.members.get().organisation.__class__.objects.filter(
        pk=proposal.consortium.members.get().organisation_id
    ).update(kind=OrganisationKind.UNIVERSITY)
    assert unmet_of(proposal) == [Requirement.PARTNERSHIP]


def test_lateness_is_never_overruled():
    proposal = submitted_proposal()
    Proposal.objects.filter(pk=proposal.pk).update(submitted_at=CLOSES_AT)
    proposal.refresh_from_db()
    with pytest.raises(RequirementUnmet):
        judge(proposal, in_time="Storing.")


def test_an_inadmissible_proposal_gets_a_decision_with_a_held_letter():
    proposal = submitted_proposal()
    judge_inadmissible(
        proposal,
        unmet={Requirement.COMPLETE: "Het plan ontbreekt."},
        motivation="Het plan ontbreekt.",
        by=UserFactory(coordinator=True),
        at=AFTER,
    )
    decision = proposal.decision
    assert proposal.state == ProposalState.INADMISSIBLE
    assert (decision.outcome, decision.state) == (Outcome.INADMISSIBLE, DecisionState.PREPARED)
    assert decision.letter.state == MessageState.HELD
    assert "Raad van State" in decision.letter.body
    assert "Het plan ontbreekt." in decision.letter.body
    assert not proposal.checks.get(requirement="complete").is_met


def test_inadmissible_needs_a_requirement_and_a_motivation():
    proposal = submitted_proposal()
    coordinator = UserFactory(coordinator=True)
    with pytest.raises(ReasonMissing):
        judge_inadmissible(proposal, unmet={}, motivation="Zo.", by=coordinator, at=AFTER)
    with pytest.raises(ReasonMissing):
        judge_inadmissible(proposal, unmet={"complete": ""}, motivation=" ", by=coordinator, at=AFTER)


def test_of_two_who_judge_one_wins():
    proposal = submitted_proposal()
    other = Proposal.objects.get(pk=proposal.pk)
    judge(proposal)
    with pytest.raises(LostRace):
        judge_inadmissible(other, unmet={"complete": "x"}, motivation="x", by=UserFactory(), at=AFTER)
    assert proposal.checks.count() == len(Requirement)
