"""A school's pages of a proposal: started and read."""

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.domain import proposals
from calls.domain.moments import closing_of, last_closing_of
from calls.enums import ProposalState
from calls.forms import ProposalStartForm
from calls.models import Call, Proposal
from calls.models.proposals import schools_led_by
from calls.permissions import (
    can_edit_proposal,
    can_replace_proposal,
    can_start_proposal,
    can_take_back_proposal,
    can_withdraw_proposal,
)
from calls.views.asking import visible_call, visible_proposal
from calls.views.badges import badge_of, team_badge
from calls.views.eligibility import take_answers_along
from calls.views.showing import content_of
from innovet.accounts.requests import MemberRequest
from innovet.accounts.standing import standing_of
from innovet.kit import clock
from innovet.kit.http import posted, require
from innovet.kit.refused import Refused
from innovet.organisations.enums import EDIT_ROLES
from innovet.organisations.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_start(request: MemberRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    at = clock.now()
    verdict = can_start_proposal(request.user, call, at=at, until=last_closing_of(call))
    form = ProposalStartForm(posted(request), initial={"key": uuid4().hex, "school": _own_school(request)}, call=call)
    if request.method == "POST":
        require(verdict)
        if form.is_valid() and (proposal := _started(request, call, form, at)):
            take_answers_along(request, proposal, at=at)
            return redirect("proposal_edit", proposal.pk)
    mine = Proposal.objects.of_team(request.user).filter(call=call, state=ProposalState.DRAFT)
    context = {
        "call": call,
        "form": form,
        "verdict": verdict,
        "drafts": mine.select_related("lead_school"),
        "leads_school": bool(schools_led_by(request.user)),
    }
    return render(request, "calls/proposal_start.html", context, status=422 if form.is_bound else 200)


def _own_school(request: MemberRequest) -> Organisation | None:
    """The school of whoever writes for one school."""
    own = Organisation.objects.schools().filter(pk__in=standing_of(request.user).ids("organisation", *EDIT_ROLES))
    first = list(own[:2])
    return first[0] if len(first) == 1 else None


def _started(request: MemberRequest, call: Call, form: ProposalStartForm, at: datetime) -> Proposal | None:
    """The draft, or none with the reason in the form."""
    school, key = form.cleaned_data["school"], form.cleaned_data["key"]
    try:
        proposal = proposals.start_proposal(call, school, key=key, by=request.user, at=at)
    except Refused as refusal:
        form.add_error("school", str(refusal))
        return None
    if school.pk not in standing_of(request.user).ids("organisation", *EDIT_ROLES):
        told = _("You can write at once. To hand in, somebody of the team must belong to %(name)s.")
        messages.info(request, told % {"name": school})
    return proposal


@require_safe
def proposal_detail(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    at = clock.now()
    is_team = pk in standing_of(request.user).ids("proposal")
    is_handler = not is_team and Proposal.objects.handled_by(request.user, at=at).filter(pk=pk).exists()
    until = closing_of(proposal)
    is_changing = is_team and proposal.state == ProposalState.SUBMITTED and (until is None or at < until)
    context = {
        "proposal": proposal,
        "content": content_of(proposal),
        "badge": badge_of(proposal) if is_handler else team_badge(proposal),
        "is_team": is_team,
        "is_handler": is_handler,
        "version": proposal.versions.last(),
        "completion": getattr(proposal, "completion", None) if is_team else None,
        "letters": [member for member in proposal.consortium.members.all() if member.letter_id],
        "may_edit": can_edit_proposal(request.user, proposal),
        "may_replace": can_replace_proposal(request.user, proposal, at=at, until=until),
        "replacement": Proposal.objects.filter(replaces=proposal).first() if is_changing else None,
        "may_take_back": can_take_back_proposal(request.user, proposal, at=at, until=until),
        "may_withdraw": can_withdraw_proposal(request.user, proposal),
        "moves": proposal.moves.select_related("by") if is_handler else [],
    }
    return render(request, "calls/proposal_detail.html", context)
