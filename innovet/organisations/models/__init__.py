"""Models of organisations."""

from innovet.organisations.models.joining import Invitation, InvitationMove, JoinRequest, JoinRequestMove
from innovet.organisations.models.memberships import Deputy, Membership
from innovet.organisations.models.organisations import MailDomain, Organisation, OrganisationLog, SchoolNumber

__all__ = [
    "Deputy",
    "Invitation",
    "InvitationMove",
    "JoinRequest",
    "JoinRequestMove",
    "MailDomain",
    "Membership",
    "Organisation",
    "OrganisationLog",
    "SchoolNumber",
]
