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
from innovet.organisations.enums import EDIT_ROLES
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
    Shortcut(_("Calls"), _("Prepare a call, publish it and follow what comes in."), "call_list"),
    Shortcut(_("Cycles"), _("Phases, themes and roles of each round."), "cycle_list"),
    Shortcut(_("Projects"), _("Follow milestones and reports."), "project_list"),
    Shortcut(_("Meetings"), _("Prepare a meeting and see who comes."), "event_list"),
    Shortcut(_("People and roles"), _("Invite people and give or end roles."), "person_list"),
    Shortcut(_("Messages"), _("See what was sent, release letters, mend what failed."), "message_list"),
    Shortcut(_("Technology"), _("See whether mail and background work run."), "technology"),
)
FOR_ADMINISTRATORS = (
    Shortcut(_("Technology"), _("See whether mail and background work run."), "technology"),
    Shortcut(
        _("Technical tables"),
        _("Look into the tables of the portal; proposals and reviews are not shown."),
        "admin:index",
    ),
)
FOR_QUALITY = (Shortcut(_("Quality reviews"), _("Check lesson material that was handed in."), "quality_review_list"),)
FOR_STEERING = (Shortcut(_("My reviews"), _("Read and score the proposals assigned to you."), "review_list"),)
FOR_MEMBERS = (
    Shortcut(_("My proposals"), _("Go on with a draft or see where a proposal stands."), "proposal_list"),
    Shortcut(
        _("Material of my school"),
        _("Add what your project made, and hand it in for the quality label."),
        "resource_own_list",
    ),
)
FOR_ALL = (
    Shortcut(_("Calls"), _("See which call is open and start a proposal."), "call_list"),
    Shortcut(_("Projects"), _("See what schools and partners do together."), "project_list"),
    Shortcut(_("Lesson material"), _("Find material made and tested by schools."), "resource_list"),
    Shortcut(_("Meetings"), _("Register for a meeting of the learning network."), "event_list"),
)


def shortcuts_for(standing: Standing) -> list[Shortcut]:
    """The doors of a person's roles, each once; a coordinator of a school gets both."""
    groups = (
        (standing.is_coordinator, FOR_COORDINATORS),
        (standing.is_administrator, FOR_ADMINISTRATORS),
        (standing.is_steering, FOR_STEERING),
        (standing.is_quality_reviewer, FOR_QUALITY),
        (bool(standing.ids("organisation", *EDIT_ROLES)), FOR_MEMBERS),
        (True, FOR_ALL),
    )
    doors = [door for applies, group in groups if applies for door in group]
    first: dict[str, Shortcut] = {}
    for door in doors:
        first.setdefault(door.url_name, door)
    return list(first.values())


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
