import datetime

import pytest

from calls.domain import calls, moments, proposals
from calls.domain.checks import check_requirements
from calls.enums import ExtensionState, ProposalState, Requirement
from tests.factories.accounts import UserFactory
from tests.factories.announcements import ExtensionFactory
from tests.factories.calls import CLOSES_AT, CallFactory, ProposalFactory, admissible_proposal, close
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db
LATER = CLOSES_AT + datetime.timedelta(days=2)


def test_a_proposal_comes_in_until_its_call_closes():
    assert moments.closing_of(ProposalFactory()) == CLOSES_AT


def test_a_call_without_moments_has_no_closing():
    assert moments.closing_for(CallFactory(draft=True, opens_at=None, closes_at=None), 1) is None


def test_an_extension_counts_for_its_own_school_only():
    proposal = ProposalFactory()
    ExtensionFactory(call=proposal.call, school=proposal.lead_school, closes_at=LATER)
    other = ProposalFactory(call=proposal.call)
    assert moments.closing_of(proposal) == LATER
    assert moments.closing_of(other) == CLOSES_AT
    assert moments.last_closing_of(proposal.call) == LATER


@pytest.mark.parametrize("state", [ExtensionState.PROPOSED, ExtensionState.REFUSED])
def test_an_extension_that_is_not_granted_gives_no_time(state):
    proposal = ProposalFactory()
    ExtensionFactory(call=proposal.call, school=proposal.lead_school, closes_at=LATER, state=state)
    assert moments.closing_of(proposal) == CLOSES_AT


def test_an_extension_never_takes_time_from_a_school():
    proposal = ProposalFactory()
    ExtensionFactory(call=proposal.call, school=proposal.lead_school, closes_at=LATER)
    proposal.call.closes_at = LATER + datetime.timedelta(days=1)
    assert moments.closing_of(proposal) == proposal.call.closes_at


def test_a_school_with_more_time_hands_in_after_the_call_closed_and_counts_as_in_time():
    proposal = ProposalFactory()
    ExtensionFactory(call=proposal.call, school=proposal.lead_school, closes_at=LATER)
    close(proposal.call)
    last = LATER - datetime.timedelta(microseconds=1)
    with pytest.raises(moments.CallClosed):
        proposals.submit_proposal(proposal, by=proposal.started_by, at=LATER)
    proposals.submit_proposal(proposal, by=proposal.started_by, at=last)
    assert proposal.state == ProposalState.SUBMITTED
    found = {finding.requirement: finding.is_met for finding in check_requirements(proposal, at=LATER)}
    assert found[Requirement.IN_TIME]


def test_only_the_school_with_more_time_starts_after_closing():
    call, school = CallFactory(), OrganisationFactory()
    ExtensionFactory(call=call, school=school, closes_at=LATER)
    person = UserFactory()
    assert proposals.start_proposal(call, school, key="a", by=person, at=CLOSES_AT)
    with pytest.raises(moments.CallClosed):
        proposals.start_proposal(call, OrganisationFactory(), key="b", by=person, at=CLOSES_AT)


def test_the_review_round_waits_for_a_school_with_more_time():
    proposal = admissible_proposal()
    ExtensionFactory(call=proposal.call, school=OrganisationFactory(), closes_at=LATER)
    call = close(proposal.call)
    with pytest.raises(calls.StillOpen):
        calls.open_review(call, by=UserFactory(), at=LATER - datetime.timedelta(seconds=1))
    calls.open_review(call, by=UserFactory(), at=LATER)
