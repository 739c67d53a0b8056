"""What the global search may show of people."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.permissions import can_see_people
from innovet.kit.contributions import MOST_FOUND, Found


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """People whose name or address holds each word, for those who manage roles."""
    if not words.strip() or not can_see_people(user):
        return []
    people = User.objects.visible_to(user).matching(words).order_by("name", "email")[:MOST_FOUND]
    return [
        Found(str(person), _("person"), reverse("person_detail", args=[person.pk]), person.email) for person in people
    ]
