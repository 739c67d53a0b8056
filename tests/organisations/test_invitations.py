import datetime
import re

import pytest

from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from innovet.organisations.domain import invitations
from innovet.organisations.domain.invitations import InvitationClosed
from innovet.organisations.domain.members import AlreadyMember
from innovet.organisations.enums import InvitationState, JoinRequestState, MembershipRole
from innovet.organisations.models import Invitation, Membership
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=31)


def invite(organisation=None, email="an@school.example", *, at=NOW):
    return invitations.invite(
        organisation or OrganisationFactory(), email, MembershipRole.EDITOR, by=UserFactory(), at=at
    )


def mailed_token():
    return re.search(r"/uitnodiging/([^/]+)/", Message.objects.latest("pk").body)[1]


def accept(invitation, *, at=NOW):
    return invitations.accept_invitation(invitation, name="An Peeters", language="nl-be", at=at)


def test_invite_mails_a_link_of_which_only_the_hash_is_kept():
    invitation = invite(email=" An@School.example ")

    token = mailed_token()
    assert invitation.email == Message.objects.get().address == "an@school.example"
    assert token not in str(Invitation.objects.values())
    assert invitations.find_invitation(token) == invitation
    assert invitations.find_invitation("forged") is None


def test_invite_is_refused_while_an_invitation_is_open_but_not_after_it_ran_out():
    school = OrganisationFactory()
    first = invite(school)
    with pytest.raises(Refused, match="al een uitnodiging"):
        invite(school)

    invite(school, at=LATER)

    first.refresh_from_db()
    assert first.state == InvitationState.WITHDRAWN


def test_invite_is_refused_for_a_member_and_by_what_has_ended():
    member = MembershipFactory()
    with pytest.raises(AlreadyMember):
        invite(member.organisation, member.user.email.upper())
    with pytest.raises(Refused):
        invite(OrganisationFactory(ended=True))


def test_an_unchecked_organisation_invites_a_few_only():
    school = OrganisationFactory(added_by=UserFactory())
    InvitationFactory.create_batch(invitations.BEFORE_THE_CHECK, organisation=school, state="withdrawn")
    with pytest.raises(Refused, match="nagekeken"):
        invite(school)

    school.checked_at = NOW
    school.save()
    invite(school)


def test_send_again_replaces_the_link():
    invitation = invite()
    first = mailed_token()
    stale = Invitation.objects.get(pk=invitation.pk)

    invitations.send_again(invitation, at=LATER)

    assert invitations.find_invitation(first) is None
    assert invitations.find_invitation(mailed_token()).is_open_at(LATER)
    with pytest.raises(LostRace):
        invitations.send_again(stale, at=LATER)


def test_accept_makes_the_account_with_the_address_a_member():
    invitation = invite()
    user = UserFactory(email="an@school.example")
    request = JoinRequestFactory(organisation=invitation.organisation, user=user)

    membership, is_new = accept(invitation)

    request.refresh_from_db()
    assert (membership.user, membership.role, is_new) == (user, MembershipRole.EDITOR, False)
    assert request.state == JoinRequestState.APPROVED


def test_accept_makes_an_account_for_a_new_address():
    membership, is_new = accept(invite())

    user = User.objects.get(email="an@school.example")
    assert is_new
    assert (membership.user, user.name) == (user, "An Peeters")
    assert not user.has_usable_password()


def test_accept_leaves_a_member_as_they_are():
    invitation = invite()
    member = MembershipFactory(
        organisation=invitation.organisation, user__email="an@school.example", role=MembershipRole.OWNER
    )

    assert accept(invitation) == (member, False)
    member.refresh_from_db()
    assert member.role == MembershipRole.OWNER


def test_accept_is_refused_a_second_time_after_the_date_and_for_what_has_ended():
    invitation = invite()
    stale = Invitation.objects.get(pk=invitation.pk)
    with pytest.raises(InvitationClosed):
        accept(invitation, at=invitation.expires_at)
    accept(invitation)
    with pytest.raises(InvitationClosed):
        accept(invitation)
    with pytest.raises(LostRace):
        accept(stale)
    with pytest.raises(Refused):
        accept(InvitationFactory(organisation__ended=True, sent_at=NOW))
    assert Membership.objects.count() == 1


def test_a_declined_or_withdrawn_invitation_is_closed():
    declined, withdrawn = invite(), invite()
    invitations.decline_invitation(declined, at=NOW)
    invitations.withdraw_invitation(withdrawn, by=UserFactory(), at=NOW)

    for invitation in (declined, withdrawn):
        with pytest.raises(InvitationClosed):
            accept(invitation)
        with pytest.raises(InvitationClosed):
            invitations.decline_invitation(invitation, at=NOW)
    assert not Membership.objects.exists()
