"""Who may change what is asked."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import Verdict, allow_if


def can_edit_questionnaires(user: User | AnonymousUser) -> Verdict:
    """Coordinators make questionnaires."""
    return allow_if(standing_of(user).is_coordinator, _("Only a coordinator changes what is asked."))
