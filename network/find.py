"""What the global search shows of the learning network."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.contributions import MOST_FOUND, Found
from network.models import Event


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """Meetings with every word in title, introduction or place."""
    events = Event.objects.visible_to(user)
    for word in words.split():
        events = events.filter(
            Q(title__icontains=word) | Q(introduction__icontains=word) | Q(municipality__icontains=word)
        )
    return [
        Found(title=event.title, kind=_("meeting"), url=event.get_absolute_url(), snippet=event.municipality)
        for event in events.order_by("-starts_at")[:MOST_FOUND]
    ]
