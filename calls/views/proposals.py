"""A school's pages of a proposal: started, written, handed in, taken back, withdrawn."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import proposals
from calls.domain.moments import closing_of, last_closing_of
from calls.enums import ProposalState
from calls.forms import OptionalReasonForm, ProposalStartForm
from calls.models import Proposal
from calls.permissions import (
    can_edit_proposal,
    can_reopen_proposal,
    can_start_proposal,
    can_submit_proposal,
    can_withdraw_proposal,
)
from calls.views.asking import (
    kept,
    page_of,
    posted,
    team_proposal,
    visible_call,
    visible_proposal,
)
from calls.views.badges import badge_of, team_badge
from calls.views.eligibility import take_answers_along
from calls.views.showing import content_of, parts_of
from innovet.accounts.requests import MemberRequest
from innovet.accounts.standing import standing_of
from innovet.kit import clock
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused
from innovet.organisations.enums import EDIT_ROLES
from innovet.organisations.models import Organisation


@require_safe
def proposal_list(request: MemberRequest) -> HttpResponse:
    mine = Proposal.objects.of_team(request.user).select_related("call", "lead_school", "decision")
    page = page_of(request, mine)
    rows = [(proposal, team_badge(proposal)) for proposal in page]
    return render(request, "calls/proposal_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_start(request: MemberRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    at = clock.now()
    verdict = can_start_proposal(request.user, call, at=at, until=last_closing_of(call))
    schools = Organisation.objects.schools().filter(pk__in=standing_of(request.user).ids("organisation", *EDIT_ROLES))
    first = list(schools[:2])
    initial = {"key": uuid4().hex, "school": first[0] if len(first) == 1 else None}
    form = ProposalStartForm(posted(request), initial=initial, schools=schools)
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            school, key = form.cleaned_data["school"], form.cleaned_data["key"]
            try:
                proposal = proposals.start_proposal(call, school, key=key, by=request.user, at=at)
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(call)
            take_answers_along(request, proposal, at=at)
            return redirect("proposal_edit", proposal.pk)
    context = {
        "call": call,
        "form": form,
        "verdict": verdict,
        "has_school": bool(first),
        "is_open": call.is_open_at(at),
        "drafts": Proposal.objects.of_team(request.user).filter(call=call, state=ProposalState.DRAFT),
    }
    return render(request, "calls/proposal_start.html", context, status=422 if form.is_bound else 200)


@require_safe
def proposal_detail(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    at = clock.now()
    is_team = pk in standing_of(request.user).ids("proposal")
    is_handler = not is_team and Proposal.objects.handled_by(request.user, at=at).filter(pk=pk).exists()
    context = {
        "proposal": proposal,
        "content": content_of(proposal),
        "badge": badge_of(proposal) if is_handler else team_badge(proposal),
        "is_team": is_team,
        "is_handler": is_handler,
        "version": proposal.versions.last(),
        "may_edit": can_edit_proposal(request.user, proposal),
        "may_reopen": can_reopen_proposal(request.user, proposal, at=at, until=closing_of(proposal)),
        "may_withdraw": can_withdraw_proposal(request.user, proposal),
        "moves": proposal.moves.select_related("by") if is_handler else [],
    }
    return render(request, "calls/proposal_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_submit(request: MemberRequest, pk: int) -> HttpResponse:
    at = clock.now()
    proposal = team_proposal(request, pk)
    verdict = can_submit_proposal(request.user, proposal, at=at, until=closing_of(proposal))
    status = 200
    if request.method == "POST":
        try:
            possible(verdict)
            proposals.submit_proposal(proposal, by=request.user, at=at)
        except proposals.ProposalIncomplete:
            status = 422
            messages.error(request, _("Not handed in: some parts are still missing."))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(proposal)
        else:
            messages.success(request, _("Handed in. You get this receipt by mail as well."))
            return redirect("proposal_receipt", proposal.pk)
    require(can_edit_proposal(request.user, proposal))
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_submit"),
        "missing": proposals.missing_parts(proposal),
        "content": content_of(proposal),
        "may_submit": verdict,
    }
    return render(request, "calls/proposal_submit.html", context, status=status)


@require_safe
def proposal_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = team_proposal(request, pk)
    newest = proposal.versions.select_related("submitted_by").order_by("-number")[:1]
    version = get_object_or_404(proposal.versions.select_related("submitted_by"), pk__in=newest.values("pk"))
    return render(request, "calls/proposal_receipt.html", {"proposal": proposal, "version": version})


@require_POST
def proposal_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = team_proposal(request, pk)
    at = clock.now()
    require(can_reopen_proposal(request.user, proposal, at=at, until=closing_of(proposal)))
    try:
        proposals.reopen_proposal(proposal, by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)
    messages.success(request, _("The proposal is a draft again. Hand it in again before the closing moment."))
    return redirect("proposal_edit", proposal.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = team_proposal(request, pk)
    verdict = can_withdraw_proposal(request.user, proposal)
    if request.method != "POST":
        require(verdict)
    form = OptionalReasonForm(posted(request))

    def withdraw() -> None:
        possible(verdict)
        reason = form.cleaned_data["reason"]
        proposals.withdraw_proposal(proposal, reason=reason, by=request.user, at=clock.now())

    if form.is_valid() and kept(request, form, withdraw, _("The proposal is withdrawn.")):
        return redirect("proposal_list")
    status = 422 if form.is_bound else 200
    return render(request, "calls/proposal_withdraw.html", {"proposal": proposal, "form": form}, status=status)
