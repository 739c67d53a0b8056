"""What the global search shows of projects."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.contributions import MOST_FOUND, Found
from projects.models import Project


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """Projects this person may know, with every word in title, lead school or town; nothing without words."""
    if not words.replace("\0", " ").strip():
        return []
    projects = Project.objects.visible_to(user).with_words(words).for_page()[:MOST_FOUND]
    return [
        Found(
            title=project.title,
            kind=_("project"),
            url=project.get_absolute_url(),
            snippet=str(project.lead_school or project.cycle),
        )
        for project in projects
    ]
