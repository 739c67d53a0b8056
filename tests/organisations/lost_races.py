"""Every act that moves an invitation or a request to join, ready for two people at once."""

from innovet.kit import clock
from innovet.organisations.domain import invitations, members
from innovet.organisations.enums import MembershipRole
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InvitationFactory, JoinRequestFactory, MailDomainFactory, OrganisationFactory


def who():
    return {"by": UserFactory(coordinator=True), "at": clock.now()}


def colleague():
    person = UserFactory(verified=True)
    school = OrganisationFactory(joins_by_domain=True)
    MailDomainFactory(organisation=school, domain=person.email.partition("@")[2])
    return school, lambda school: members.join_at_once(school, by=person, at=clock.now())


RACES = {
    "invitations.invite": lambda: (
        OrganisationFactory(),
        lambda school: invitations.invite(school, "an@example.be", MembershipRole.EDITOR, **who()),
    ),
    "invitations.withdraw_invitation": lambda: (
        InvitationFactory(),
        lambda invitation: invitations.withdraw_invitation(invitation, **who()),
    ),
    "invitations.accept_invitation": lambda: (
        InvitationFactory(),
        lambda invitation: invitations.accept_invitation(invitation, name="An", language="nl-be", at=clock.now()),
    ),
    "invitations.decline_invitation": lambda: (
        InvitationFactory(),
        lambda invitation: invitations.decline_invitation(invitation, at=clock.now()),
    ),
    "members.join_at_once": colleague,
    "members.approve_request": lambda: (
        JoinRequestFactory(),
        lambda request: members.approve_request(request, MembershipRole.READER, **who()),
    ),
    "members.decline_request": lambda: (
        JoinRequestFactory(),
        lambda request: members.decline_request(request, "Onbekend.", **who()),
    ),
    "members.withdraw_request": lambda: (
        JoinRequestFactory(),
        lambda request: members.withdraw_request(request, by=request.user, at=clock.now()),
    ),
}
# Closing an account once more finds no request and no membership.
QUIET = {"members.end_memberships"}
