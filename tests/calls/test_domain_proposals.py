import datetime
import hashlib
import json

import pytest

from calls.domain import moments, proposals
from calls.domain.decisions import release_decision
from calls.enums import ConfirmationRule, ProposalState
from calls.models import Proposal
from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.education import Province
from innovet.kit.refused import LostRace
from innovet.notifications.models import Message
from projects.domain.budgets import add_budget_line
from projects.domain.rows import ConsortiumFrozen
from projects.models import Consortium
from tests.factories.accounts import UserFactory
from tests.factories.announcements import ExtensionFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    submitted_proposal,
    turned_down,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.projects import (
    BudgetLineFactory,
    ConsortiumMemberFactory,
    PlannedMilestoneFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
INSTANT = datetime.timedelta(microseconds=1)


def test_start_proposal_makes_one_draft_for_a_repeated_click():
    call, school, person = CallFactory(), OrganisationFactory(), UserFactory()
    first = proposals.start_proposal(call, school, key="a", by=person, at=WHILE_OPEN)
    again = proposals.start_proposal(call, school, key="a", by=person, at=WHILE_OPEN)
    assert first == again
    assert Consortium.objects.count() == 1
    assert proposals.start_proposal(call, school, key="b", by=person, at=WHILE_OPEN) != first
    assert proposals.start_proposal(call, school, key="a", by=UserFactory(), at=WHILE_OPEN) != first


def test_start_proposal_is_refused_outside_the_window():
    with pytest.raises(moments.CallClosed):
        proposals.start_proposal(CallFactory(), OrganisationFactory(), key="a", by=UserFactory(), at=CLOSES_AT)


def test_submit_proposal_freezes_a_version_with_its_hash_and_sends_a_receipt():
    proposal = submitted_proposal(site_province=Province.BRUSSELS)
    version = proposal.versions.get()
    assert proposal.state == ProposalState.SUBMITTED
    assert (proposal.province, proposal.envelope_province) == ("brussel", "vlaams-brabant")
    assert proposal.requested_cents == 800_000
    assert hashlib.sha256(version.snapshot.encode()).hexdigest() == version.sha256
    content = json.loads(version.snapshot)
    assert content["title"] == proposal.title
    assert content["members"][0]["state"] == "confirmed"
    assert content["totals"]["requested_cents"] == 800_000
    message = Message.objects.get(key=f"proposal-receipt:{version.pk}")
    assert version.sha256 in message.body
    assert message.to == proposal.started_by


def test_submit_proposal_is_accepted_until_the_last_instant():
    proposal = ProposalFactory()
    proposals.submit_proposal(proposal, by=proposal.started_by, at=CLOSES_AT - INSTANT)
    assert proposal.state == ProposalState.SUBMITTED


def test_submit_proposal_is_refused_at_the_closing_instant():
    proposal = ProposalFactory()
    with pytest.raises(moments.CallClosed):
        proposals.submit_proposal(proposal, by=proposal.started_by, at=CLOSES_AT)
    proposal.refresh_from_db()
    assert proposal.is_draft


def test_submit_proposal_names_everything_that_is_missing_with_its_page():
    call = CallFactory()
    ThemeFactory(cycle=call.cycle)
    proposal = ProposalFactory(call=call, plan=False, title="", summary="", lead_school__province="")
    with pytest.raises(proposals.ProposalIncomplete) as refusal:
        proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    assert len(refusal.value.missing) == 7
    assert all(part.url.startswith(f"/voorstellen/{proposal.pk}/") for part in refusal.value.missing)


def test_submit_proposal_asks_the_confirmation_of_every_partner():
    proposal = ProposalFactory()
    member = ConsortiumMemberFactory(consortium=proposal.consortium)
    missing = proposals.missing_parts(proposal)
    assert [member.organisation.name in part.text for part in missing] == [True]


def test_submit_proposal_is_refused_above_the_maximum_of_the_call():
    proposal = ProposalFactory(call__max_grant_cents=700_000)
    with pytest.raises(proposals.ProposalIncomplete):
        proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)


def test_of_two_who_submit_one_wins():
    proposal = ProposalFactory()
    other = Proposal.objects.get(pk=proposal.pk)
    proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    with pytest.raises(LostRace):
        proposals.submit_proposal(other, by=proposal.started_by, at=WHILE_OPEN)
    assert proposal.versions.count() == 1


def test_the_plan_of_a_submitted_proposal_is_frozen():
    proposal = submitted_proposal()
    with pytest.raises(ConsortiumFrozen):
        add_budget_line(proposal.consortium, category="other", description="Meer", requested_cents=1)


def test_withdraw_proposal_is_final():
    proposal = submitted_proposal()
    proposals.withdraw_proposal(proposal, reason="Geen uren.", by=proposal.started_by, at=AFTER)
    assert proposal.moves.last().reason == "Geen uren."
    with pytest.raises(MoveNotAllowed):
        proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER)


def test_nothing_is_withdrawn_for_good_while_the_call_is_open():
    proposal = submitted_proposal()
    with pytest.raises(proposals.StillOpen):
        proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)
    ExtensionFactory(
        call=proposal.call, school=proposal.lead_school, closes_at_before=CLOSES_AT, closes_at=AFTER + INSTANT
    )
    with pytest.raises(proposals.StillOpen):
        proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER)
    proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER + INSTANT)


@pytest.mark.parametrize("rule", [ConfirmationRule.AFTER_CLOSING, ConfirmationRule.NONE])
def test_a_call_that_asks_confirmation_later_takes_a_proposal_without_it(rule):
    proposal = ProposalFactory(call__confirmation_rule=rule)
    ConsortiumMemberFactory(consortium=proposal.consortium)
    assert proposals.missing_parts(proposal) == []


@pytest.mark.parametrize(("cents", "note"), [(399_999, False), (400_001, True)])
def test_the_receipt_notes_that_more_than_half_of_the_euros_goes_elsewhere(cents, note):
    proposal = ProposalFactory(plan=False, site_province=Province.BRUSSELS)
    near = ConsortiumMemberFactory(
        consortium=proposal.consortium, confirmed=True, organisation__province=Province.FLEMISH_BRABANT
    )
    far = ConsortiumMemberFactory(
        consortium=proposal.consortium, confirmed=True, organisation__province=Province.LIMBURG
    )
    PlannedMilestoneFactory(consortium=proposal.consortium)
    for member, amount in ((near, 100), (far, cents), (None, 799_900 - cents)):
        BudgetLineFactory(consortium=proposal.consortium, member=member, requested_cents=amount)
    version = proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    assert json.loads(version.snapshot)["elsewhere_cents"] == cents
    assert ("andere provincie" in Message.objects.get(template="proposal_receipt").body) is note


def inadmissible_proposal():
    return turned_down(submitted_proposal())


def test_an_inadmissible_proposal_can_be_withdrawn_until_its_letter_is_released():
    proposal = inadmissible_proposal()
    proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER)
    assert proposal.state == ProposalState.WITHDRAWN
    known = inadmissible_proposal()
    release_decision(known.decision, by=UserFactory(coordinator=True), at=AFTER)
    with pytest.raises(proposals.OutcomeKnown):
        proposals.withdraw_proposal(known, reason="", by=known.started_by, at=AFTER)
