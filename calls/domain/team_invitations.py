"""Inviting colleagues to a team; opening the link changes nothing, accepting is an act of its own."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.teams import HasRole, give_role
from calls.enums import ProposalState, TeamInvitationState, TeamRole
from calls.models import Proposal, TeamInvitation
from innovet.accounts.domain import people
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.kit.tokens import hash_token, new_token

# Anybody may start a draft, so a draft may not become a way to mail strangers.
MOST_INVITATIONS = 50


class InvitationClosed(Refused):
    """The invitation was accepted, withdrawn or has run out."""


@transaction.atomic
def invite(proposal: Proposal, email: str, role: TeamRole, *, by: User, at: datetime) -> TeamInvitation:
    """Mail a link to one address; an earlier invitation of that address that ran out gives way.

    Refuses a withdrawn proposal, an address in the team or with an open invitation, and a very long list.
    """
    email = email.strip().lower()
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    _require_standing(proposal)
    if proposal.roles.filter(user__email=email, until_on=None, ended_at=None).exists():
        raise HasRole(_("This person already has a role in the team."))
    earlier = proposal.invitations.filter(email=email, state=TeamInvitationState.SENT).first()
    if earlier is not None:
        if earlier.is_open_at(at):
            raise Refused(_("This address has an invitation already."))
        move_state(earlier, TeamInvitationState.WITHDRAWN, by=by, at=at)
    if proposal.invitations.count() >= MOST_INVITATIONS:
        raise Refused(_("This team has sent as many invitations as it may. Ask a coordinator for help."))
    token, token_hash = new_token()
    invitation = proposal.invitations.create(
        email=email, role=role, token_hash=token_hash, invited_by=by, sent_at=at, expires_at=_last_moment(at)
    )
    notices.send_team_link(invitation, token=token, at=at)
    return invitation


@transaction.atomic
def send_again(invitation: TeamInvitation, *, at: datetime) -> None:
    """Mail a fresh link that counts anew; the earlier link stops working. Refuses an answered invitation."""
    _require_standing(invitation.proposal)
    token, token_hash = new_token()
    same = TeamInvitation.objects.filter(
        pk=invitation.pk, state=TeamInvitationState.SENT, token_hash=invitation.token_hash
    )
    if same.update(token_hash=token_hash, sent_at=at, expires_at=_last_moment(at)) != 1:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))
    invitation.refresh_from_db()
    notices.send_team_link(invitation, token=token, at=at)


def withdraw_invitation(invitation: TeamInvitation, *, by: User, at: datetime) -> None:
    """Let the link stop working; refuses an answered invitation."""
    move_state(invitation, TeamInvitationState.WITHDRAWN, by=by, at=at)


def find_invitation(token: str) -> TeamInvitation | None:
    """The invitation behind a link, answered or not; nothing for a forged one."""
    found = TeamInvitation.objects.filter(token_hash=hash_token(token))
    return found.select_related("invited_by", "proposal__call", "proposal__lead_school").first()


@transaction.atomic
def accept_invitation(invitation: TeamInvitation, *, name: str, language: str, at: datetime) -> tuple[User, bool]:
    """Let the account with the invited address, or a new one, work along; tells whether the account is new.

    The link is bound to its address: whoever is signed in, only that account joins. Refuses an invitation that is
    closed and a withdrawn proposal; of two answers at once one counts. Who has a role in the team keeps it.
    """
    if not invitation.is_open_at(at):
        raise InvitationClosed(_("This invitation no longer works."))
    _require_standing(invitation.proposal)
    user = User.objects.filter(email=invitation.email).first()
    is_new = user is None
    if user is None:
        user = people.create_person(invitation.email, name, language=language, at=at)
    move_state(invitation, TeamInvitationState.ACCEPTED, by=user, at=at)
    if not invitation.proposal.roles.filter(user=user, ended_at=None, until_on=None).exists():
        give_role(invitation.proposal, user, invitation.role, from_on=localdate(at), by=invitation.invited_by, at=at)
    return user, is_new


def _require_standing(proposal: Proposal) -> None:
    if proposal.state == ProposalState.WITHDRAWN:
        raise Refused(_("This proposal was withdrawn."))


def _last_moment(at: datetime) -> datetime:
    return at + timedelta(days=settings.INVITATION_DAYS)
