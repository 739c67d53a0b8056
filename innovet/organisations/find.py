"""What the global search may show of organisations."""

from django.contrib.auth.models import AnonymousUser

from innovet.accounts.models import User
from innovet.kit.contributions import MOST_FOUND, Found
from innovet.organisations.models import Organisation


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """Organisations whose name or town holds each word, or that carry the number."""
    if not words.strip():
        return []
    found = Organisation.objects.visible_to(user).active().found_by(words)[:MOST_FOUND]
    return [
        Found(
            organisation.name,
            organisation.get_kind_display(),
            organisation.get_absolute_url(),
            organisation.municipality,
        )
        for organisation in found
    ]
