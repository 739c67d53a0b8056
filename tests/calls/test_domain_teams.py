import datetime

import pytest

from calls.domain import team_invitations, teams
from calls.domain.core import NotADraft
from calls.domain.proposals import MayNotApply, start_proposal, withdraw_proposal
from calls.enums import TeamInvitationState, TeamRole
from calls.models import ProposalRole
from innovet.accounts.domain.people import close_account
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from innovet.organisations.enums import OrganisationKind
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalFactory, ProposalRoleFactory, submitted_proposal
from tests.factories.organisations import OrganisationFactory
from tests.factories.teams import TeamInvitationFactory

pytestmark = pytest.mark.django_db
TODAY = WHILE_OPEN.date()
DAY = datetime.timedelta(days=1)
NEXT_WEEK = TODAY + 7 * DAY


def holder_of(proposal):
    return proposal.roles.get(role=TeamRole.HOLDER)


def who_holds(proposal, day=TODAY):
    return [role.user for role in proposal.roles.on(day).filter(role=TeamRole.HOLDER)]


def told(template):
    return list(Message.objects.filter(template=template).order_by("pk").values_list("address", flat=True))


def hand_over(role, to, **days):
    return teams.hand_over(role, to, **{"from_on": TODAY, **days}, by=role.user, at=WHILE_OPEN)


# Starting


def test_anybody_starts_under_a_listed_school_that_may_apply():
    call, stranger = CallFactory(), UserFactory()
    proposal = start_proposal(call, OrganisationFactory(), key="a", by=stranger, at=WHILE_OPEN)
    assert who_holds(proposal) == [stranger]


@pytest.mark.parametrize("fields", [{"kind": OrganisationKind.COMPANY}, {"ended_on": datetime.date(2020, 8, 31)}])
def test_a_draft_is_not_started_under_what_is_no_school_or_has_ended(fields):
    with pytest.raises(MayNotApply):
        start_proposal(CallFactory(), OrganisationFactory(**fields), key="a", by=UserFactory(), at=WHILE_OPEN)


# Roles


def test_a_changed_role_keeps_its_days_and_the_former_stays_on_record():
    proposal = ProposalFactory()
    role = ProposalRoleFactory(proposal=proposal, role=TeamRole.READER)
    teams.change_role(role, TeamRole.EDITOR, by=proposal.started_by, at=WHILE_OPEN)
    former, now = proposal.roles.filter(user=role.user)
    assert (former.role, former.ended_at, former.ended_by) == (TeamRole.READER, WHILE_OPEN, proposal.started_by)
    assert (now.role, now.given_by, now.until_on) == (TeamRole.EDITOR, proposal.started_by, None)
    assert told("team_role_given") == [role.user.email]


def test_the_same_role_changes_nothing():
    role = holder_of(ProposalFactory())
    teams.change_role(role, TeamRole.HOLDER, by=role.user, at=WHILE_OPEN)
    assert ProposalRole.objects.count() == 1


def test_a_colleague_who_is_removed_is_told_and_who_leaves_is_not():
    proposal = ProposalFactory()
    removed, leaver = (ProposalRoleFactory(proposal=proposal, role=TeamRole.READER) for _copy in range(2))
    teams.end_role(removed, by=proposal.started_by, at=WHILE_OPEN)
    teams.end_role(leaver, by=leaver.user, at=WHILE_OPEN)
    assert told("team_role_ended") == [removed.user.email]
    assert proposal.roles.on(TODAY).count() == 1


def make_reader(role, **who):
    teams.change_role(role, TeamRole.READER, **who)


@pytest.mark.parametrize("act", [teams.end_role, make_reader])
def test_the_last_holder_stays(act):
    role = holder_of(ProposalFactory())
    with pytest.raises(teams.LastHolder):
        act(role, by=role.user, at=WHILE_OPEN)
    assert role.proposal.roles.on(TODAY).get() == role


def test_a_holder_with_a_closed_account_does_not_count():
    proposal = ProposalFactory()
    other = ProposalRoleFactory(proposal=proposal)
    close_account(other.user, by=other.user, at=WHILE_OPEN)
    with pytest.raises(teams.LastHolder):
        teams.end_role(proposal.roles.first(), by=proposal.started_by, at=WHILE_OPEN)


def test_a_role_that_ended_cannot_end_again():
    role = ProposalRoleFactory(proposal=ProposalFactory(), role=TeamRole.READER, until_on=TODAY - DAY)
    with pytest.raises(LostRace):
        teams.end_role(role, by=role.user, at=WHILE_OPEN)


# Handing over


def test_a_role_handed_over_for_good_passes_at_once_and_the_log_shows_both():
    proposal, heir = ProposalFactory(), UserFactory()
    role = holder_of(proposal)
    coordinator = UserFactory(coordinator=True)
    teams.hand_over(role, heir, from_on=TODAY, by=coordinator, at=WHILE_OPEN)
    new = proposal.roles.get(user=heir)
    role.refresh_from_db()
    assert who_holds(proposal) == [heir]
    assert (new.taken_from, new.given_by, role.ended_by) == (role.user, coordinator, coordinator)
    assert (told("team_role_given"), told("team_role_taken")) == ([heir.email], [role.user.email])


def test_a_role_handed_over_later_passes_on_that_day():
    proposal, heir = ProposalFactory(), UserFactory()
    role = holder_of(proposal)
    hand_over(role, heir, from_on=NEXT_WEEK)
    assert who_holds(proposal, NEXT_WEEK - DAY) == [role.user]
    assert who_holds(proposal, NEXT_WEEK) == [heir]


def test_a_role_handed_over_for_some_days_returns_the_day_after():
    proposal, heir = ProposalFactory(), UserFactory()
    role = holder_of(proposal)
    hand_over(role, heir, until_on=NEXT_WEEK)
    assert [who_holds(proposal, day) for day in (TODAY, NEXT_WEEK)] == [[heir], [heir]]
    assert who_holds(proposal, NEXT_WEEK + DAY) == [role.user]
    back = proposal.roles.latest("pk")
    assert (back.taken_from, back.until_on) == (heir, None)


def test_a_role_with_a_last_day_is_handed_over_within_it():
    proposal, heir = ProposalFactory(), UserFactory()
    role = ProposalRoleFactory(proposal=proposal, role=TeamRole.EDITOR, until_on=NEXT_WEEK)
    with pytest.raises(teams.DatesDoNotFit):
        hand_over(role, heir, until_on=NEXT_WEEK + DAY)
    hand_over(role, heir)
    assert proposal.roles.get(user=heir).until_on == NEXT_WEEK


@pytest.mark.parametrize(
    "days", [{"from_on": TODAY - DAY}, {"from_on": NEXT_WEEK, "until_on": NEXT_WEEK - DAY}], ids=["past", "reversed"]
)
def test_a_role_is_not_handed_over_in_the_past_or_backwards(days):
    role = holder_of(ProposalFactory())
    with pytest.raises(teams.DatesDoNotFit):
        hand_over(role, UserFactory(), **days)


def test_a_writer_who_becomes_holder_no_longer_needs_the_lower_role():
    proposal = ProposalFactory()
    writer = ProposalRoleFactory(proposal=proposal, role=TeamRole.EDITOR)
    hand_over(holder_of(proposal), writer.user)
    assert [role.role for role in proposal.roles.on(TODAY).filter(user=writer.user)] == [TeamRole.HOLDER]


@pytest.mark.parametrize("role", [TeamRole.HOLDER, TeamRole.EDITOR])
def test_who_has_the_role_or_a_higher_one_cannot_get_it(role):
    proposal = ProposalFactory()
    other = ProposalRoleFactory(proposal=proposal, role=role)
    mine = ProposalRoleFactory(proposal=proposal, role=TeamRole.EDITOR)
    with pytest.raises(teams.HasRole):
        hand_over(mine, other.user)


# Taking over


def test_a_head_takes_over_from_everybody_who_holds_it_and_they_are_told():
    proposal, head = ProposalFactory(), UserFactory()
    role = holder_of(proposal)
    second = ProposalRoleFactory(proposal=proposal)
    heir = teams.take_over(role, by=head, at=WHILE_OPEN)
    assert who_holds(proposal) == [head]
    assert (heir.taken_from, heir.given_by) == (role.user, head)
    assert told("team_role_taken") == [role.user.email, second.user.email]


def test_a_head_takes_over_for_good_what_was_handed_over_for_some_days():
    proposal, head = ProposalFactory(), UserFactory()
    stand_in = hand_over(holder_of(proposal), UserFactory(), until_on=NEXT_WEEK)
    teams.take_over(stand_in, by=head, at=WHILE_OPEN)
    assert [who_holds(proposal, day) for day in (TODAY, NEXT_WEEK + DAY)] == [[head], [head]]


def test_what_was_handed_in_is_not_taken_over():
    proposal = submitted_proposal()
    with pytest.raises(NotADraft):
        teams.take_over(holder_of(proposal), by=UserFactory(), at=WHILE_OPEN)


def test_a_head_who_holds_it_does_not_take_it_over():
    proposal = ProposalFactory()
    other = ProposalRoleFactory(proposal=proposal)
    with pytest.raises(teams.HasRole):
        teams.take_over(other, by=proposal.started_by, at=WHILE_OPEN)


def test_a_role_handed_over_meanwhile_is_not_taken_over():
    role = holder_of(ProposalFactory())
    hand_over(role, UserFactory())
    with pytest.raises(LostRace):
        teams.take_over(role, by=UserFactory(), at=WHILE_OPEN)


# Invitations


def invite(proposal, email="Jo@Example.be", at=WHILE_OPEN):
    return team_invitations.invite(proposal, email, TeamRole.EDITOR, by=proposal.started_by, at=at)


def accept(invitation, at=WHILE_OPEN):
    return team_invitations.accept_invitation(invitation, name="Jo", language="nl-be", at=at)


def test_an_invitation_mails_a_link_of_which_only_the_hash_is_kept():
    invitation = invite(ProposalFactory())
    mail = Message.objects.get(template="team_invitation")
    token = mail.body.split("/teamuitnodiging/")[1].split("/")[0]
    assert (mail.address, invitation.email) == ("jo@example.be", "jo@example.be")
    assert team_invitations.find_invitation(token) == invitation
    assert team_invitations.find_invitation("forged") is None
    assert token not in invitation.token_hash


def test_an_address_is_invited_once_and_nobody_of_the_team():
    proposal = ProposalFactory()
    first = invite(proposal)
    with pytest.raises(Refused):
        invite(proposal)
    with pytest.raises(teams.HasRole):
        invite(proposal, proposal.started_by.email)
    later = first.expires_at
    invite(proposal, at=later)
    first.refresh_from_db()
    assert first.state == TeamInvitationState.WITHDRAWN


def test_a_team_sends_no_more_than_its_number_of_invitations(monkeypatch):
    monkeypatch.setattr(team_invitations, "MOST_INVITATIONS", 1)
    proposal = ProposalFactory()
    invite(proposal)
    with pytest.raises(Refused):
        invite(proposal, "an@example.be")


def test_nobody_is_invited_to_or_joins_what_was_withdrawn():
    proposal = ProposalFactory()
    invitation = invite(proposal)
    withdraw_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)
    invitation = team_invitations.TeamInvitation.objects.get(pk=invitation.pk)
    for act in (lambda: invite(proposal, "an@example.be"), lambda: accept(invitation)):
        with pytest.raises(Refused):
            act()


def test_a_link_sent_again_replaces_the_earlier_one():
    invitation = TeamInvitationFactory(token="first")
    stale = team_invitations.find_invitation("first")
    team_invitations.send_again(invitation, at=WHILE_OPEN)
    assert team_invitations.find_invitation("first") is None
    with pytest.raises(LostRace):
        team_invitations.send_again(stale, at=WHILE_OPEN)


def test_accepting_makes_an_account_and_a_role_once():
    invitation = TeamInvitationFactory()
    user, is_new = accept(invitation)
    role = invitation.proposal.roles.get(user=user)
    assert (is_new, user.email, role.role, role.given_by) == (
        True,
        invitation.email,
        TeamRole.EDITOR,
        invitation.invited_by,
    )
    with pytest.raises(team_invitations.InvitationClosed):
        accept(invitation)


def test_accepting_binds_to_the_account_with_the_address():
    person = UserFactory()
    invitation = TeamInvitationFactory(email=person.email)
    assert accept(invitation) == (person, False)
    assert User.objects.filter(email=person.email).count() == 1


def test_an_invitation_that_ran_out_is_refused():
    invitation = TeamInvitationFactory()
    with pytest.raises(team_invitations.InvitationClosed):
        accept(invitation, at=invitation.expires_at)


def test_who_got_a_role_meanwhile_keeps_it():
    person = UserFactory()
    invitation = TeamInvitationFactory(email=person.email, role=TeamRole.READER)
    mine = ProposalRoleFactory(proposal=invitation.proposal, user=person)
    accept(invitation)
    assert invitation.proposal.roles.get(user=person) == mine
