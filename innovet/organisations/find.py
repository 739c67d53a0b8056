"""What the global search may show of organisations."""

from django.contrib.auth.models import AnonymousUser

from innovet.accounts.models import User
from innovet.kit.contributions import Found
from innovet.organisations.models import Organisation

AT_MOST = 10


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """Organisations whose name or town holds each word, or that carry the number."""
    if not words.strip():
        return []
    found = Organisation.objects.visible_to(user).active().found_by(words)[:AT_MOST]
    return [
        Found(
            organisation.name,
            organisation.get_kind_display(),
            organisation.get_absolute_url(),
            organisation.municipality,
        )
        for organisation in found
    ]
