"""Who may manage people, roles and invitations."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, RoleInvitation, User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import Verdict, allow_if, no

type Person = User | AnonymousUser

COORDINATOR_GIVES = frozenset({Role.COORDINATOR, Role.STEERING, Role.QUALITY, Role.RTC})
ADMINISTRATOR_GIVES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def roles_given_by(user: Person) -> frozenset[Role]:
    """The roles this person may give, take and invite to."""
    standing = standing_of(user)
    mine: frozenset[Role] = frozenset()
    if standing.is_coordinator:
        mine |= COORDINATOR_GIVES
    if standing.is_administrator:
        mine |= ADMINISTRATOR_GIVES
    return mine


def can_see_people(user: Person) -> Verdict:
    return allow_if(roles_given_by(user), _("Coordinators and administrators manage people and roles."))


def can_grant_role(user: Person, role: str) -> Verdict:
    return allow_if(role in roles_given_by(user), _("You may not give or end this role."))


def can_end_role(user: Person, grant: RoleGrant) -> Verdict:
    return can_grant_role(user, grant.role)


def can_invite_to_role(user: Person, role: str) -> Verdict:
    return allow_if(role in roles_given_by(user), _("You may not invite anybody to this role."))


def can_change_invitation(user: Person, invitation: RoleInvitation) -> Verdict:
    return can_invite_to_role(user, invitation.role)


def can_forget_second_factor(user: Person, person: User) -> Verdict:
    """Not one's own: that is done on one's own pages, behind the second factor itself."""
    if user == person:
        return no(_("Change your own second factor in your account."))
    return allow_if(standing_of(user).is_administrator, _("Only an administrator may remove a second factor."))
