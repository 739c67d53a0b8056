"""Models of organisations."""

from innovet.organisations.models.joining import Invitation, InvitationMove, JoinRequest, JoinRequestMove
from innovet.organisations.models.memberships import Membership
from innovet.organisations.models.organisations import MailDomain, Organisation, OrganisationLog, SchoolNumber

__all__ = [
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
