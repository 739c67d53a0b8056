import datetime

import pytest

from calls.domain.conflicts import note_conflict
from calls.enums import ConflictOrigin, TeamRole
from calls.find import find
from calls.models import Call, Proposal, ProposalRole, Review
from calls.waiting import waiting_for
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.organisations.enums import MembershipRole
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    OPENS_AT,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    ProposalRoleFactory,
    admissible_proposal,
    close,
    reading,
    state_interests,
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


@pytest.mark.parametrize("role", TeamRole)
def test_a_draft_is_its_teams_and_a_coordinator_knows_title_and_state_only(role):
    proposal = ProposalFactory()
    coordinator = UserFactory(coordinator=True)
    assert sees(ProposalRoleFactory(proposal=proposal, role=role).user, proposal, WHILE_OPEN)
    assert not sees(member_of(proposal.lead_school), proposal, WHILE_OPEN)
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
    assert sees(proposal.started_by, proposal, before)
    assert not sees(member_of(proposal.lead_school), proposal, AFTER)


@pytest.mark.parametrize(
    ("dates", "is_in_force"),
    [
        ({"from_on": datetime.date(2027, 2, 1), "until_on": datetime.date(2027, 2, 1)}, True),
        ({"from_on": datetime.date(2027, 2, 2)}, False),
        ({"until_on": datetime.date(2027, 1, 31)}, False),
        ({"ended_at": OPENS_AT}, False),
    ],
)
def test_a_role_counts_on_its_days(dates, is_in_force):
    role = ProposalRoleFactory(**dates)
    with clock.at(WHILE_OPEN):
        assert sees(role.user, role.proposal, WHILE_OPEN) is is_in_force


def test_a_head_and_a_deputy_know_what_is_written_in_the_name_of_the_school():
    proposal = ProposalFactory()
    head, reader = member_of(proposal.lead_school), UserFactory()
    MembershipFactory(user=reader, organisation=proposal.lead_school, role=MembershipRole.EDITOR)
    deputy = UserFactory()
    proposal.lead_school.deputies.create(
        user=deputy, from_on=WHILE_OPEN.date(), until_on=AFTER.date(), named_by=head, named_at=WHILE_OPEN
    )

    def knows(user, at):
        with clock.at(at):
            return Proposal.objects.in_name_of(User.objects.get(pk=user.pk)).contains(proposal)

    assert knows(head, WHILE_OPEN)
    assert knows(deputy, WHILE_OPEN)
    assert not knows(deputy, AFTER + datetime.timedelta(days=1))
    assert not knows(reader, WHILE_OPEN)
    assert not knows(UserFactory(coordinator=True), WHILE_OPEN)


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
    coordinator = UserFactory(coordinator=True)
    role = ProposalRoleFactory(proposal=proposal, user=coordinator, role=TeamRole.READER)
    assert sees(coordinator, proposal, AFTER)
    assert not Proposal.objects.handled_by(coordinator, at=AFTER).exists()
    ProposalRole.objects.filter(pk=role.pk).update(ended_at=WHILE_OPEN)
    coordinator = User.objects.get(pk=coordinator.pk)
    assert not sees(coordinator, proposal, AFTER)
    assert not Proposal.objects.handled_by(coordinator, at=AFTER).exists()


def test_a_call_in_preparation_is_for_coordinators():
    call = CallFactory(draft=True)
    assert Call.objects.visible_to(UserFactory(coordinator=True)).contains(call)
    assert not Call.objects.visible_to(UserFactory(steering=True)).exists()


def test_the_search_starts_from_what_a_person_may_open():
    proposal = admissible_proposal(title="Zonnepanelen meten")
    with clock.at(AFTER):
        assert [hit.title for hit in find(UserFactory(coordinator=True), "zonnepanelen")] == [proposal.title]
        assert [hit.title for hit in find(proposal.started_by, "zonnepanelen meten")] == [proposal.title]
        assert find(UserFactory(administrator=True), "zonnepanelen") == []


def test_what_waits_is_told_to_who_can_do_it():
    draft = ProposalFactory()
    checked = submitted_proposal()
    read = admissible_proposal()
    call = close(read.call)
    read.refresh_from_db()
    done = reading(read)
    assert call.pk == read.call_id
    owner, coordinator = draft.started_by, UserFactory(coordinator=True)
    state_interests(call, coordinator)
    assert [str(draft) in str(line.title) for line in waiting_for(owner, at=WHILE_OPEN)] == [True]
    assert [line.due_on for line in waiting_for(owner, at=WHILE_OPEN)] == [datetime.date(2027, 3, 14)]
    assert waiting_for(owner, at=AFTER) == []
    assert [line.count for line in waiting_for(coordinator, at=AFTER)] == [1]
    assert waiting_for(done.reviewer, at=AFTER) == []
    assert checked.pk
