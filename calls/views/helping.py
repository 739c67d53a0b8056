"""A team asks a coordinator for help; the coordinator reads along, and each look is noted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import helping
from calls.forms.teams import HelpForm
from calls.models import HelpRequest, Proposal
from calls.models.proposals import help_asked_of
from calls.permissions import can_ask_help, can_look_along, can_manage_calls
from calls.views.asking import attempt, kept_and_told, page_of, team_proposal
from calls.views.showing import content_of, parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, posted, require
from innovet.kit.refused import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def help_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a coordinator to look along."""
    proposal = team_proposal(request, pk)
    verdict = can_ask_help(request.user, proposal)
    if request.method != "POST":
        require(verdict)
    form = HelpForm(posted(request))

    def ask() -> None:
        possible(verdict)
        helping.ask_help(proposal, form.cleaned_data["question"], by=request.user, at=clock.now())

    status = 422 if form.is_bound else 200
    if form.is_valid():
        if kept_and_told(
            request, form, ask, _("Your question went to the coordinators. They can read your draft now.")
        ):
            return redirect("proposal_team", pk)
        status = 409
    context = {"proposal": proposal, "parts": parts_of(proposal, "proposal_team"), "form": form}
    return render(request, "calls/help_ask.html", context, status=status)


@require_POST
def help_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Close the draft to coordinators again."""
    mine = HelpRequest.objects.filter(proposal__in=Proposal.objects.of_team(request.user).order_by())
    asked = get_object_or_404(mine.select_related("proposal"), pk=pk)
    require(can_ask_help(request.user, asked.proposal))
    done = _("Coordinators can no longer read your draft.")
    attempt(request, lambda: helping.end_help(asked, at=clock.now()), done=done)
    return redirect("proposal_team", asked.proposal_id)


@require_safe
def help_list(request: MemberRequest) -> HttpResponse:
    """What teams ask of coordinators now."""
    require(can_manage_calls(request.user))
    asked = help_asked_of(request.user, clock.now())
    page = page_of(request, asked.select_related("proposal__call", "proposal__lead_school", "asked_by"))
    return render(request, "calls/help_list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def help_look(request: MemberRequest, pk: int) -> HttpResponse:
    """The question, and by a button the draft itself: a look is an act that the team sees, so it is never a GET."""
    asked = help_asked_of(request.user, clock.now())
    one = get_object_or_404(asked.select_related("proposal__call__cycle", "proposal__lead_school", "asked_by"), pk=pk)
    proposal = one.proposal
    require(can_look_along(request.user, proposal))
    context: dict[str, object] = {"proposal": proposal, "asked": one, "visits": one.visits.select_related("by")}
    if request.method == "POST":
        try:
            helping.look_along(one, by=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("help_list")
        context["content"] = content_of(proposal)
    return render(request, "calls/help_look.html", context)
