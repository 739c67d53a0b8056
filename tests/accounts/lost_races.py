"""Every act that moves an invitation to a role, ready for two people at once."""

from innovet.accounts.domain import invitations
from innovet.accounts.enums import Role
from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.accounts import RoleInvitationFactory, UserFactory


def who():
    return {"by": UserFactory(coordinator=True), "at": clock.now()}


RACES = {
    "invitations.invite_to_role": lambda: (
        UserFactory(),
        lambda person: invitations.invite_to_role(User.objects.get(pk=person.pk).email, Role.STEERING, **who()),
    ),
    "invitations.withdraw_invitation": lambda: (
        RoleInvitationFactory(),
        lambda invitation: invitations.withdraw_invitation(invitation, **who()),
    ),
    "invitations.accept_invitation": lambda: (
        RoleInvitationFactory(),
        lambda invitation: invitations.accept_invitation(invitation, name="An", language="nl-be", at=clock.now()),
    ),
}
