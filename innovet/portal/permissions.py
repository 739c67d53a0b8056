"""Who may see how the portal itself runs."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import Verdict, allow_if


def can_see_technology(user: User | AnonymousUser) -> Verdict:
    standing = standing_of(user)
    allowed = standing.is_coordinator or standing.is_administrator
    return allow_if(allowed, _("Only coordinators and administrators see how the background work runs."))
