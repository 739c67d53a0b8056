import datetime
import hashlib
import json

import pytest

from calls.domain import moments, proposals
from calls.domain.decisions import release_decision
from calls.enums import ProposalState
from calls.models import Proposal
from calls.tasks import warn_drafts
from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.education import Province
from innovet.kit import clock
from innovet.kit.refused import LostRace
from innovet.notifications.models import Message
from projects.domain.budgets import add_budget_line
from projects.domain.rows import ConsortiumFrozen
from projects.models import Consortium
from tests.factories.accounts import UserFactory
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
from tests.factories.projects import ConsortiumMemberFactory, ThemeFactory

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


def test_reopen_proposal_goes_on_with_copies_and_keeps_the_version():
    proposal = submitted_proposal()
    frozen = proposal.consortium
    proposals.reopen_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    proposal.refresh_from_db()
    assert proposal.is_draft
    assert proposal.consortium != frozen
    add_budget_line(proposal.consortium, category="other", description="Meer", requested_cents=1)
    version = proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    assert version.number == 2
    assert json.loads(version.snapshot)["totals"]["requested_cents"] == 800_001
    assert proposal.versions.count() == 2


def test_reopen_proposal_is_refused_after_closing():
    proposal = submitted_proposal()
    with pytest.raises(moments.CallClosed):
        proposals.reopen_proposal(proposal, by=proposal.started_by, at=CLOSES_AT)


def test_withdraw_proposal_is_final():
    proposal = submitted_proposal()
    proposals.withdraw_proposal(proposal, reason="Geen uren.", by=proposal.started_by, at=AFTER)
    assert proposal.moves.last().reason == "Geen uren."
    with pytest.raises(MoveNotAllowed):
        proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER)


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


def test_a_draft_is_warned_once_in_the_last_48_hours():
    draft = ProposalFactory()
    submitted_proposal(call=draft.call)
    with clock.at(CLOSES_AT - datetime.timedelta(hours=49)):
        assert warn_drafts() == 0
    with clock.at(CLOSES_AT - datetime.timedelta(hours=47)):
        assert warn_drafts() == 1
        warn_drafts()
    messages = Message.objects.filter(template="draft_warning")
    assert [message.to for message in messages] == [draft.started_by]
