"""Inviting people to an organisation; opening the link changes nothing, answering is an act of its own."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain import people
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.kit.tokens import hash_token, new_token
from innovet.organisations import notices
from innovet.organisations.domain.members import AlreadyMember, admit
from innovet.organisations.enums import InvitationState, JoinRequestState, MembershipRole
from innovet.organisations.models import Invitation, JoinRequest, Membership, Organisation

BEFORE_THE_CHECK = 10


class InvitationClosed(Refused):
    """The invitation was answered, withdrawn or has run out."""


@transaction.atomic
def invite(organisation: Organisation, email: str, role: MembershipRole, *, by: User, at: datetime) -> Invitation:
    """Mail a link to one address; an earlier invitation of that address that ran out gives way.

    Refuses an ended organisation, the address of a member, an address with an open invitation, and many
    invitations by an organisation that no coordinator has checked: anybody can add one under any name.
    """
    email = email.strip().lower()
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.ended_on:
        raise Refused(_("This organisation no longer exists."))
    if organisation.memberships.filter(user__email=email).exists():
        raise AlreadyMember(_("This person already belongs to the organisation."))
    if organisation.is_unchecked and organisation.invitations.count() >= BEFORE_THE_CHECK:
        raise Refused(_("You can invite more people once a coordinator has checked this organisation."))
    earlier = organisation.invitations.filter(email=email, state=InvitationState.SENT).first()
    if earlier is not None:
        if earlier.is_open_at(at):
            raise Refused(_("This address has an invitation already."))
        move_state(earlier, InvitationState.WITHDRAWN, by=by, at=at)
    token, token_hash = new_token()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        token_hash=token_hash,
        invited_by=by,
        sent_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    notices.send_link(invitation, token=token, at=at)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, at: datetime) -> None:
    """Mail a fresh link that counts anew; the earlier link stops working. Refuses an answered invitation."""
    token, token_hash = new_token()
    same = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT, token_hash=invitation.token_hash)
    if same.update(token_hash=token_hash, sent_at=at, expires_at=at + timedelta(days=settings.INVITATION_DAYS)) != 1:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))
    invitation.refresh_from_db()
    notices.send_link(invitation, token=token, at=at)


def withdraw_invitation(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Let the link stop working; refuses an answered invitation."""
    move_state(invitation, InvitationState.WITHDRAWN, by=by, at=at)


def find_invitation(token: str) -> Invitation | None:
    """The invitation behind a link, answered or not; nothing for a forged one."""
    found = Invitation.objects.filter(token_hash=hash_token(token))
    return found.select_related("invited_by", "organisation").first()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, language: str, at: datetime) -> tuple[Membership, bool]:
    """Make the account with the invited address, or a new one, a member; tells whether the account is new.

    The link is bound to its address: whoever is signed in, only that account joins. Refuses an invitation that
    is closed and an organisation that has ended; of two answers at once one counts. A member stays what they are.
    """
    if not invitation.is_open_at(at):
        raise InvitationClosed(_("This invitation no longer works."))
    if invitation.organisation.ended_on:
        raise Refused(_("This organisation no longer exists."))
    user = User.objects.filter(email=invitation.email).first()
    is_new = user is None
    if user is None:
        user = people.create_person(invitation.email, name, language=language, at=at)
    move_state(invitation, InvitationState.ACCEPTED, by=user, at=at)
    for request in JoinRequest.objects.open().filter(organisation=invitation.organisation, user=user):
        move_state(request, JoinRequestState.APPROVED, by=invitation.invited_by, at=at)
    try:
        membership = admit(
            invitation.organisation, user, MembershipRole(invitation.role), by=invitation.invited_by, at=at
        )
    except AlreadyMember:
        membership = Membership.objects.get(organisation=invitation.organisation, user=user)
    return membership, is_new


def decline_invitation(invitation: Invitation, *, at: datetime) -> None:
    """Say no; refuses an invitation that is closed."""
    if not invitation.is_open_at(at):
        raise InvitationClosed(_("This invitation no longer works."))
    move_state(invitation, InvitationState.DECLINED, by=None, at=at)
