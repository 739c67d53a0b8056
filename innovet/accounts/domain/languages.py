"""The language a person reads the portal in."""

from innovet.accounts.enums import Language
from innovet.accounts.models import User


def choose_language(user: User, language: Language) -> None:
    """Keep a person's language; mails and pages follow it from now on. Refuses nothing."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
