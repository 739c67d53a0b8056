"""Who may add, change and manage organisations and their members."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import YES, Verdict, allow_if, no
from innovet.organisations.enums import MembershipRole
from innovet.organisations.models import Invitation, JoinRequest, Membership, Organisation

type Person = User | AnonymousUser


def _holds(user: Person, organisation: Organisation, *roles: MembershipRole) -> bool:
    return organisation.pk in standing_of(user).ids("organisation", *roles)


def can_create(user: Person) -> Verdict:
    return allow_if(isinstance(user, User), _("Sign in to add an organisation."))


def can_edit(user: Person, organisation: Organisation) -> Verdict:
    if standing_of(user).is_coordinator:
        return YES
    if organisation.successor_id:
        return no(_("This organisation was merged or renumbered; only a coordinator can still change it."))
    mine = _holds(user, organisation, MembershipRole.OWNER, MembershipRole.EDITOR)
    return allow_if(mine, _("Only owners and editors of the organisation can change its details."))


def can_see_members(user: Person, organisation: Organisation) -> Verdict:
    allowed = standing_of(user).is_coordinator or _holds(user, organisation)
    return allow_if(allowed, _("Only members of the organisation and coordinators see who belongs to it."))


def can_manage_members(user: Person, organisation: Organisation) -> Verdict:
    allowed = standing_of(user).is_coordinator or _holds(user, organisation, MembershipRole.OWNER)
    return allow_if(allowed, _("Only owners of the organisation and coordinators can manage its members."))


def can_switch_joining(user: Person, organisation: Organisation) -> Verdict:
    """Mail domains open the door to the organisation, so they are for those who manage its members."""
    return can_manage_members(user, organisation)


def can_join(user: Person, organisation: Organisation) -> Verdict:
    if organisation.ended_on:
        return no(_("This organisation no longer exists."))
    return allow_if(not _holds(user, organisation), _("You already belong to this organisation."))


def can_answer_request(user: Person, request: JoinRequest) -> Verdict:
    return can_manage_members(user, request.organisation)


def can_withdraw_request(user: Person, request: JoinRequest) -> Verdict:
    return allow_if(request.user_id == user.pk, _("Only the person who asked can withdraw a request."))


def can_remove_member(user: Person, membership: Membership) -> Verdict:
    if membership.user_id == user.pk:
        return YES
    return can_manage_members(user, membership.organisation)


def can_change_invitation(user: Person, invitation: Invitation) -> Verdict:
    return can_manage_members(user, invitation.organisation)


def can_oversee(user: Person) -> Verdict:
    """Check what people add, and end or merge organisations."""
    return allow_if(standing_of(user).is_coordinator, _("Only coordinators can do this."))
