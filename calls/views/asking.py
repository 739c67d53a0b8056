"""What the pages share: who asks, which call or proposal, and how a refused act is told."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from calls.models import Call, Proposal
from calls.permissions import can_manage_calls
from innovet.kit import clock, http
from innovet.kit.refused import Refused

PER_PAGE = 50


def attempt(request: HttpRequest, act: Callable[[], object], *, done: str | Promise) -> bool:
    """Do something and say so; a refusal is told in its own words."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, str(done))
    return True


def kept(request: HttpRequest, form: forms.Form, act: Callable[[], object], done: str | Promise) -> bool:
    """Do it and say so; a refusal stands in the form."""
    if not http.kept(form, act):
        return False
    messages.success(request, str(done))
    return True


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, an empty post as well; nothing for a GET."""
    return request.POST if request.method == "POST" else None


def take_over_revision(request: HttpRequest, form: forms.Form, current: object) -> None:
    """Let the typed text be saved on top of what stands now: the person has both in view and chooses."""
    data = request.POST.copy()
    data["revision"] = str(getattr(current, "revision", 0))
    form.data = data


def visible_call(request: HttpRequest, pk: int) -> Call:
    """A call this person may know, or 404."""
    return get_object_or_404(Call.objects.visible_to(request.user).select_related("cycle"), pk=pk)


def managed_call(request: HttpRequest, pk: int) -> Call:
    """A call for its coordinators; 404 for everybody else."""
    return get_object_or_404(managed_calls(request).select_related("cycle"), pk=pk)


def managed_calls(request: HttpRequest) -> QuerySet[Call]:
    """The calls that this coordinator manages; none for everybody else."""
    calls = Call.objects.visible_to(request.user)
    return calls if can_manage_calls(request.user) else calls.none()


def team_proposal(request: HttpRequest, pk: int) -> Proposal:
    """A proposal of one's own school, or 404."""
    return get_object_or_404(_with_parts(Proposal.objects.of_team(request.user)), pk=pk)


def standing_proposal(request: HttpRequest, pk: int) -> Proposal:
    """A proposal of one's team, or what it will replace: team, invitations and versions stand with that one; or 404."""
    proposal = team_proposal(request, pk)
    return team_proposal(request, proposal.replaces_id) if proposal.replaces_id else proposal


def visible_proposal(request: HttpRequest, pk: int) -> Proposal:
    """A proposal this person may read now, or 404."""
    return get_object_or_404(_with_parts(Proposal.objects.visible_to(request.user, at=clock.now())), pk=pk)


def handled_proposal(request: HttpRequest, pk: int) -> Proposal:
    """A proposal this coordinator works on, or 404."""
    return get_object_or_404(_with_parts(Proposal.objects.handled_by(request.user, at=clock.now())), pk=pk)


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any]) -> Page[Any]:
    """One page of a list; an absurd number gives the nearest page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _with_parts(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return proposals.select_related(
        "call__cycle", "lead_school", "theme", "consortium", "sheet", "decision", "completion"
    )
