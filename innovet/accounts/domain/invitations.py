"""Inviting people to a role; opening the link changes nothing, accepting is an act of its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain import people, roles
from innovet.accounts.domain.moves import move_state
from innovet.accounts.enums import InvitationState
from innovet.accounts.models import RoleGrant, RoleInvitation, User
from innovet.accounts.signals import role_invitation_sent
from innovet.kit.refused import LostRace, Refused
from innovet.kit.tokens import hash_token, new_token


class InvitationClosed(Refused):
    """The invitation was answered, withdrawn or has run out."""


@transaction.atomic
def invite_to_role(email: str, role: str, *, by: User, at: datetime, regions: Iterable[str] = ()) -> RoleInvitation:
    """Mail a link to one address; an earlier one for the same role that ran out gives way.

    Refuses an address with an open invitation for the role, and a person who holds the role already.
    """
    email = email.strip().lower()
    if RoleGrant.objects.filter(user__email=email, role=role).on(localdate(at)).exists():
        raise Refused(_("This person already holds this role."))
    earlier = RoleInvitation.objects.select_for_update().sent().filter(email=email, role=role).first()
    if earlier is not None:
        if earlier.is_open_at(at):
            raise Refused(_("This address already has an open invitation for this role."))
        move_state(earlier, InvitationState.WITHDRAWN, by=by, at=at)
    token, token_hash = new_token()
    invitation = RoleInvitation.objects.create(
        email=email,
        role=role,
        regions=sorted(regions),
        token_hash=token_hash,
        invited_by=by,
        sent_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    role_invitation_sent.send(sender=RoleInvitation, invitation=invitation, token=token, at=at)
    return invitation


@transaction.atomic
def send_invitation_again(invitation: RoleInvitation, *, at: datetime) -> None:
    """Mail a fresh link that counts anew; the earlier link stops working. Refuses an answered invitation."""
    token, token_hash = new_token()
    fresh = {"token_hash": token_hash, "sent_at": at, "expires_at": at + timedelta(days=settings.INVITATION_DAYS)}
    same = RoleInvitation.objects.sent().filter(pk=invitation.pk, token_hash=invitation.token_hash)
    if same.update(**fresh) != 1:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))
    invitation.refresh_from_db()
    role_invitation_sent.send(sender=RoleInvitation, invitation=invitation, token=token, at=at)


def withdraw_invitation(invitation: RoleInvitation, *, by: User, at: datetime) -> None:
    """Let the link stop working; refuses an answered invitation."""
    move_state(invitation, InvitationState.WITHDRAWN, by=by, at=at)


def find_invitation(token: str) -> RoleInvitation | None:
    """The invitation behind a link, answered or not; nothing for a forged one."""
    return RoleInvitation.objects.filter(token_hash=hash_token(token)).select_related("invited_by").first()


@transaction.atomic
def accept_invitation(invitation: RoleInvitation, *, name: str, language: str, at: datetime) -> tuple[User, bool]:
    """Give the role to the account with the invited address, or to a new one; tells whether it is new.

    Refuses an invitation that is closed; of two answers at once one counts.
    """
    if not invitation.is_open_at(at):
        raise InvitationClosed(_("This invitation no longer works."))
    user = User.objects.filter(email=invitation.email).first()
    is_new = user is None
    if user is None:
        user = people.create_person(invitation.email, name, language=language, at=at)
    move_state(invitation, InvitationState.ACCEPTED, by=user, at=at, accepted_by=user)
    day = localdate(at)
    if not RoleGrant.objects.filter(user=user, role=invitation.role).on(day).exists():
        roles.grant_role(user, invitation.role, by=invitation.invited_by, from_on=day, regions=invitation.regions)
    return user, is_new
