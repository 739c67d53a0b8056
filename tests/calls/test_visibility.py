import datetime

import pytest

from calls.domain.reviews import note_conflict
from calls.enums import ConflictOrigin
from calls.find import find
from calls.models import Call, Proposal, Review
from calls.waiting import waiting_for
from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    admissible_proposal,
    close,
    reading,
    submitted_proposal,
)
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


def sees(user, proposal, at):
    return Proposal.objects.visible_to(User.objects.get(pk=user.pk), at=at).filter(pk=proposal.pk).exists()


def member_of(organisation, **fields):
    user = UserFactory(**fields)
    MembershipFactory(user=user, organisation=organisation)
    return user


def test_a_draft_is_its_teams_and_a_coordinator_knows_title_and_state_only():
    proposal = ProposalFactory()
    coordinator = UserFactory(coordinator=True)
    assert sees(member_of(proposal.lead_school), proposal, WHILE_OPEN)
    assert not sees(coordinator, proposal, WHILE_OPEN)
    assert not sees(coordinator, proposal, AFTER)
    assert Proposal.objects.titled_for(coordinator, at=WHILE_OPEN).contains(proposal)
    assert not Proposal.objects.titled_for(UserFactory(steering=True), at=WHILE_OPEN).exists()


def test_what_was_handed_in_is_the_teams_until_the_closing_instant():
    proposal = submitted_proposal()
    coordinator = UserFactory(coordinator=True)
    before = CLOSES_AT - datetime.timedelta(microseconds=1)
    assert not sees(coordinator, proposal, before)
    assert not Proposal.objects.titled_for(coordinator, at=before).exists()
    assert sees(coordinator, proposal, CLOSES_AT)
    assert sees(member_of(proposal.lead_school), proposal, before)


@pytest.mark.parametrize("trait", ["administrator", "quality", "rtc", "steering"])
def test_other_roles_see_no_proposal(trait):
    proposal = admissible_proposal()
    user = UserFactory(**{trait: True})
    assert not sees(user, proposal, AFTER)
    assert not Proposal.objects.handled_by(user, at=AFTER).exists()


def test_an_assigned_reader_sees_the_proposal_and_its_own_review_only():
    proposal = admissible_proposal()
    mine, other = reading(proposal), reading(proposal)
    assert sees(mine.reviewer, proposal, AFTER)
    assert list(Review.objects.mine(User.objects.get(pk=mine.reviewer_id))) == [mine]
    assert other.reviewer != mine.reviewer


def test_a_coordinator_with_a_conflict_sees_nothing_of_the_proposal():
    proposal = admissible_proposal()
    partner = proposal.consortium.members.get().organisation
    noted = UserFactory(coordinator=True)
    note_conflict(proposal, noted, reason="Familie.", origin=ConflictOrigin.DECLARED, by=noted, at=AFTER)
    for barred in (noted, member_of(partner, coordinator=True)):
        assert not sees(barred, proposal, AFTER)
        assert not Proposal.objects.titled_for(barred, at=AFTER).exists()
        assert not Proposal.objects.handled_by(barred, at=AFTER).exists()
        assert not Proposal.objects.ranked_for(barred).exists()


def test_a_coordinator_of_the_school_sees_it_as_applicant_only():
    proposal = admissible_proposal()
    coordinator = member_of(proposal.lead_school, coordinator=True)
    assert sees(coordinator, proposal, AFTER)
    assert not Proposal.objects.handled_by(coordinator, at=AFTER).exists()


def test_a_call_in_preparation_is_for_coordinators():
    call = CallFactory(draft=True)
    assert Call.objects.visible_to(UserFactory(coordinator=True)).contains(call)
    assert not Call.objects.visible_to(UserFactory(steering=True)).exists()


def test_the_search_starts_from_what_a_person_may_open():
    proposal = admissible_proposal(title="Zonnepanelen meten")
    with clock.at(AFTER):
        assert [hit.title for hit in find(UserFactory(coordinator=True), "zonnepanelen")] == [proposal.title]
        assert [hit.title for hit in find(member_of(proposal.lead_school), "zonnepanelen meten")] == [proposal.title]
        assert find(UserFactory(administrator=True), "zonnepanelen") == []


def test_what_waits_is_told_to_who_can_do_it():
    draft = ProposalFactory()
    checked = submitted_proposal()
    read = admissible_proposal()
    call = close(read.call)
    read.refresh_from_db()
    done = reading(read)
    assert call.pk == read.call_id
    owner, coordinator = member_of(draft.lead_school), UserFactory(coordinator=True)
    assert [str(draft) in str(line.title) for line in waiting_for(owner, at=WHILE_OPEN)] == [True]
    assert waiting_for(owner, at=AFTER) == []
    assert [line.count for line in waiting_for(coordinator, at=AFTER)] == [1]
    assert waiting_for(done.reviewer, at=AFTER) == []
    assert checked.pk
