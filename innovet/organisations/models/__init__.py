"""Models of organisations."""

from innovet.organisations.models.memberships import Membership
from innovet.organisations.models.organisations import Organisation, SchoolNumber

__all__ = ["Membership", "Organisation", "SchoolNumber"]
