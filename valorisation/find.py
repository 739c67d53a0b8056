"""What the global search shows of the catalogue."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.contributions import MOST_FOUND, Found
from valorisation.models import LearningResource
from valorisation.search import read_query


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """Published learning resources with these words, the best first."""
    query = read_query(words)
    if not query:
        return []
    found = LearningResource.objects.visible_to(user).published().matching(query)[:MOST_FOUND]
    return [
        Found(title=one.title, kind=_("learning resource"), url=one.get_absolute_url(), snippet=one.summary[:160])
        for one in found
    ]
