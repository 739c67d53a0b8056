import datetime

import pytest

from calls.domain import extensions, proposals, replacing
from calls.domain.confirmations import confirm_by
from calls.domain.proposals import ProposalIncomplete, start_proposal, submit_proposal
from calls.enums import ConfirmationRule, ExtensionReason, ProposalState
from innovet.organisations.enums import OrganisationKind
from projects.domain import consortia
from projects.enums import MemberState, Reach
from tests.factories.accounts import UserFactory
from tests.factories.calls import CLOSES_AT, WHILE_OPEN, CallFactory, ProposalFactory, submitted_proposal
from tests.factories.organisations import OrganisationFactory
from tests.factories.projects import ConsortiumMemberFactory

pytestmark = pytest.mark.django_db

CLOSING_DAY = datetime.date(2027, 3, 14)
FIVE_WORKING_DAYS_LATER = datetime.date(2027, 3, 19)


def unconfirmed(rule):
    """A draft of which nobody answered yet."""
    proposal = ProposalFactory(call__confirmation_rule=rule)
    proposal.consortium.members.update(state=MemberState.LISTED, answered_at=None)
    return proposal


def submit(proposal):
    submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    return proposal


def test_a_missing_confirmation_holds_up_handing_in_where_the_call_asks_it_before():
    with pytest.raises(ProposalIncomplete, match="bevestiging"):
        submit(unconfirmed(ConfirmationRule.BEFORE))


@pytest.mark.parametrize("rule", [ConfirmationRule.AFTER_CLOSING, ConfirmationRule.NONE])
def test_a_missing_confirmation_holds_up_nothing_where_the_call_asks_it_later_or_never(rule):
    assert submit(unconfirmed(rule)).state == ProposalState.SUBMITTED


def test_a_proposal_without_partners_is_incomplete_whatever_the_rule():
    proposal = unconfirmed(ConfirmationRule.NONE)
    proposal.consortium.members.all().delete()
    assert [part.text for part in proposals.missing_parts(proposal)] == ["minstens één partner"]


@pytest.mark.parametrize(
    ("rule", "words", "given"),
    [
        ("knowledge", "een partner uit onderwijs of kennis", {"organisation__kind": OrganisationKind.UNIVERSITY}),
        ("local", "een partner in de buurt van de school", {"reach": Reach.LOCAL}),
        ("supralocal", "een partner die in de hele regio of sector werkt", {"reach": Reach.SUPRALOCAL}),
    ],
)
def test_a_side_of_the_partnership_that_the_call_asks_holds_up_handing_in(rule, words, given):
    proposal = ProposalFactory(**{f"call__needs_{rule}_partner": True})
    assert [part.text for part in proposals.missing_parts(proposal)] == [words]
    with pytest.raises(ProposalIncomplete, match=words):
        submit(proposal)
    proposal = ProposalFactory(call=proposal.call)
    ConsortiumMemberFactory(consortium=proposal.consortium, confirmed=True, **given)
    assert submit(proposal).state == ProposalState.SUBMITTED


def test_a_partner_that_said_no_brings_no_side_of_the_partnership():
    proposal = ProposalFactory(call__confirmation_rule=ConfirmationRule.AFTER_CLOSING)
    proposal.consortium.members.update(state=MemberState.DECLINED)
    assert [part.text for part in proposals.missing_parts(proposal)] == ["een partner van de arbeidsmarkt"]


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        (ConfirmationRule.BEFORE, CLOSING_DAY),
        (ConfirmationRule.AFTER_CLOSING, FIVE_WORKING_DAYS_LATER),
        (ConfirmationRule.NONE, None),
    ],
)
def test_a_draft_knows_by_when_its_partners_confirm(rule, day):
    call, school = CallFactory(confirmation_rule=rule), OrganisationFactory()
    proposal = start_proposal(call, school, key="k", by=UserFactory(), at=WHILE_OPEN)
    assert proposal.consortium.confirm_by == day


def test_a_draft_that_was_taken_back_still_knows_by_when():
    proposal = submitted_proposal(
        call__confirmation_rule=ConfirmationRule.AFTER_CLOSING, consortium__confirm_by=FIVE_WORKING_DAYS_LATER
    )
    replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)
    assert proposal.consortium.confirm_by == FIVE_WORKING_DAYS_LATER


def test_a_later_closing_moment_gives_partners_more_time_and_keeps_their_links_valid():
    call = CallFactory(confirmation_rule=ConfirmationRule.AFTER_CLOSING)
    proposal = start_proposal(call, OrganisationFactory(), key="k", by=UserFactory(), at=WHILE_OPEN)
    partner = consortia.add_member(
        proposal.consortium, OrganisationFactory(), role="support", contact_email="jo@example.be"
    )
    link = consortia.invite_member(partner, by=proposal.started_by, at=WHILE_OPEN)
    extensions.extend_call(
        call,
        closes_at=CLOSES_AT + datetime.timedelta(days=7),
        reason_code=ExtensionReason.OUTAGE,
        reason="Storing.",
        by=UserFactory(coordinator=True),
        at=WHILE_OPEN,
    )
    proposal.consortium.refresh_from_db()
    link.refresh_from_db()
    assert proposal.consortium.confirm_by == confirm_by(call, proposal.lead_school_id) == datetime.date(2027, 3, 26)
    assert link.expires_at == datetime.datetime(2027, 3, 26, 23, tzinfo=datetime.UTC)
