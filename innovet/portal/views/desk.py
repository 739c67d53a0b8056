"""A person's own desk: the start page and the global search."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from innovet.accounts.models import User
from innovet.accounts.standing import Standing
from innovet.kit import clock
from innovet.portal import contributions

LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A door on the start page."""

    title: str | Promise
    text: str | Promise
    url_name: str

    @property
    def url(self) -> str:
        """Where the door leads."""
        return reverse(self.url_name)


FOR_COORDINATORS = (
    Shortcut(_("Meetings"), _("Prepare a meeting and see who comes."), "event_list"),
    Shortcut(_("People and roles"), _("Invite people and give or end roles."), "person_list"),
)
FOR_ALL = (Shortcut(_("Meetings"), _("Register for a meeting of the learning network."), "event_list"),)


def shortcuts_for(standing: Standing) -> list[Shortcut]:
    """The doors of a person's roles, each once; a coordinator of a school gets both."""
    groups = ((standing.is_coordinator, FOR_COORDINATORS), (True, FOR_ALL))
    doors = [door for applies, group in groups if applies for door in group]
    return list({door.url_name: door for door in reversed(doors)}.values())[::-1]


@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and the doors of their roles."""
    user: User = request.user  # type: ignore[assignment]
    context = {
        "waiting": contributions.waiting_for(user, at=clock.now()),
        "shortcuts": shortcuts_for(user.standing),
        "belongs_nowhere": not user.standing.roles and not user.standing.claims,
    }
    return render(request, "portal/start_page.html", context)


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything this visitor may see that holds the words."""
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    found = contributions.find(request.user, words) if words else []
    return render(request, "portal/search.html", {"words": words, "found": found})
