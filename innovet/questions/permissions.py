"""Who may change what is asked."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import Verdict, allow_if
from innovet.questions.owners import Owner


def can_edit_questionnaires(user: User | AnonymousUser) -> Verdict:
    """Coordinators make questionnaires."""
    return allow_if(standing_of(user).is_coordinator, _("Only a coordinator changes what is asked."))


def can_change_questions(user: User | AnonymousUser, owner: Owner | None) -> Verdict:
    """Until whoever asks the questionnaire fixes it."""
    return can_edit_questionnaires(user) and allow_if(owner is None or not owner.frozen, owner.frozen if owner else "")
