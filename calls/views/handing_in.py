"""A school's pages of handing in: the check, the receipt, the document, a change beside it, taking back, the limit."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import approvals, choosing, confirmations, limits, proposals, replacing
from calls.domain.moments import closing_of
from calls.enums import ApprovalRule, ProposalState
from calls.forms import ChoiceForm, WithdrawForm
from calls.models import Proposal, ProposalVersion
from calls.permissions import (
    can_edit_proposal,
    can_replace_proposal,
    can_submit_proposal,
    can_take_back_proposal,
    can_withdraw_proposal,
)
from calls.views.asking import attempt, kept, posted, team_proposal, visible_proposal
from calls.views.documents import is_mostly_elsewhere, proposal_document, server_time
from calls.views.showing import content_of, parts_of
from innovet.accounts.requests import MemberRequest
from innovet.accounts.standing import standing_of
from innovet.education import Province
from innovet.kit import clock
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_submit(request: MemberRequest, pk: int) -> HttpResponse:
    at = clock.now()
    proposal = team_proposal(request, pk)
    verdict = can_submit_proposal(request.user, proposal, at=at, until=closing_of(proposal))
    status = 200
    if request.method == "POST":
        try:
            possible(verdict)
            version = proposals.submit_proposal(proposal, by=request.user, at=at)
        except proposals.ProposalIncomplete:
            status = 422
            messages.error(request, _("Not handed in: some parts are still missing."))
        except Refused as refusal:
            messages.error(request, str(refusal))
            if not can_edit_proposal(request.user, proposal):
                return redirect("proposal_detail", pk)
            status = 409
            proposal = team_proposal(request, pk)
        else:
            messages.success(request, _("Handed in. You get this receipt by mail as well."))
            return redirect("proposal_receipt", version.proposal_id)
    require(can_edit_proposal(request.user, proposal))
    return render(request, "calls/proposal_submit.html", _check_of(request, proposal, verdict), status=status)


def _check_of(request: MemberRequest, proposal: Proposal, verdict: object) -> dict[str, Any]:
    exceeded = limits.exceeded(proposal)
    return {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_submit"),
        "missing": proposals.missing_parts(proposal),
        "content": content_of(proposal),
        "may_submit": verdict,
        "exceeded": exceeded,
        "may_choose": exceeded and Proposal.objects.in_name_of(request.user).filter(pk=proposal.pk).exists(),
        "unconfirmed": confirmations.unconfirmed_names(proposal),
        "is_approval_asked": proposal.call.approval_rule != ApprovalRule.NONE,
        "is_approved": approvals.is_approved(proposal),
        "approval_closes_at": approvals.approval_closes_at(proposal),
    }


@require_safe
def proposal_receipt(request: MemberRequest, pk: int) -> HttpResponse:
    """For the team, and for who leads the school and may have chosen what it hands in."""
    seen = Proposal.objects.of_team(request.user) | Proposal.objects.in_name_of(request.user)
    proposal = get_object_or_404(seen.select_related("call", "lead_school"), pk=pk)
    version = _newest(proposal)
    content = json.loads(version.snapshot)
    context = {
        "proposal": proposal,
        "version": version,
        "server_time": server_time(version.submitted_at),
        "content": content,
        "province": Province(content["province"]).label,
        "is_mostly_elsewhere": is_mostly_elsewhere(content),
        "is_team": pk in standing_of(request.user).ids("proposal"),
        "is_approved": approvals.is_approved(proposal),
        "approval_closes_at": approvals.approval_closes_at(proposal),
    }
    return render(request, "calls/proposal_receipt.html", context)


@require_safe
def proposal_pdf(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """What was handed in, made from the frozen version; who is not of the team gets the version that counts only."""
    proposal = visible_proposal(request, pk)
    version = get_object_or_404(proposal.versions.select_related("submitted_by"), number=number)
    if pk not in standing_of(request.user).ids("proposal") and version.pk != _newest(proposal).pk:
        raise Http404
    response = HttpResponse(proposal_document(proposal, version), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="innovet-{pk}-{number}.pdf"'
    return response


def _newest(proposal: Proposal) -> ProposalVersion:
    version = proposal.versions.select_related("submitted_by").order_by("-number").first()
    if version is None:
        raise Http404
    return version


@require_POST
def proposal_replace(request: MemberRequest, pk: int) -> HttpResponse:
    """Start a change beside what was handed in, or go on with it."""
    proposal = team_proposal(request, pk)
    at = clock.now()
    require(can_replace_proposal(request.user, proposal, at=at, until=closing_of(proposal)))
    try:
        draft = replacing.start_replacement(proposal, by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)
    messages.success(
        request, _("This is a draft beside what you handed in. That stands until you hand in this change.")
    )
    return redirect("proposal_edit", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw a change away, after a confirmation; what was handed in stands."""
    proposal = get_object_or_404(Proposal.objects.of_team(request.user).filter(replaces__isnull=False), pk=pk)
    require(can_edit_proposal(request.user, proposal))
    if request.method == "POST":
        standing = proposal.replaces_id
        done = _("The change is gone. What you handed in stands.")
        attempt(request, lambda: replacing.discard_replacement(proposal), done=done)
        return redirect("proposal_detail", standing)
    return render(request, "calls/proposal_discard.html", {"proposal": proposal})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Back to draft while the call is open, for good later; the form says which of both the person confirmed."""
    proposal = team_proposal(request, pk)
    at = clock.now()
    takes_back = can_take_back_proposal(request.user, proposal, at=at, until=closing_of(proposal))
    form = WithdrawForm(posted(request), initial={"is_final": not takes_back})
    is_final = form.is_final_asked
    verdict = can_withdraw_proposal(request.user, proposal) if is_final else takes_back
    if request.method != "POST":
        require(verdict)

    def withdraw() -> None:
        possible(verdict)
        reason = form.cleaned_data["reason"]
        act = proposals.withdraw_proposal if is_final else replacing.take_back_proposal
        act(proposal, reason=reason, by=request.user, at=at)

    done = _("The proposal is withdrawn.") if is_final else _("The proposal is a draft again and does not count.")
    if form.is_valid() and kept(request, form, withdraw, done):
        return redirect("proposal_list")
    context = {"proposal": proposal, "form": form, "is_final": is_final, "was_handed_in": not proposal.is_draft}
    return render(request, "calls/proposal_withdraw.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_choose(request: MemberRequest, pk: int) -> HttpResponse:
    """Who leads the school sees both, and hands in the one instead of the other."""
    drafts = Proposal.objects.in_name_of(request.user).filter(state=ProposalState.DRAFT)
    proposal = get_object_or_404(drafts.select_related("call", "lead_school", "consortium", "sheet", "theme"), pk=pk)
    in_the_way = [standing.pk for counted in limits.exceeded(proposal) for standing in counted.standing]
    others = Proposal.objects.in_name_of(request.user).filter(pk__in=in_the_way).select_related("started_by")
    form = ChoiceForm(posted(request), others=others)

    def choose() -> None:
        choosing.hand_in_instead(proposal, form.cleaned_data["other"], by=request.user, at=clock.now())

    if form.is_valid() and kept(request, form, choose, _("Handed in. The other proposal is a draft again.")):
        return redirect("proposal_list")
    context = {
        "proposal": proposal,
        "others": others,
        "form": form,
        "is_limit_reached": bool(in_the_way),
        "missing": proposals.missing_parts(proposal),
        "holders": (proposal.replaces or proposal).roles.select_related("user"),
    }
    return render(request, "calls/proposal_choose.html", context, status=422 if form.is_bound else 200)


@require_POST
def choice_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask who leads the school to choose."""
    proposal = team_proposal(request, pk)
    require(can_edit_proposal(request.user, proposal))
    at = clock.now()
    attempt(
        request,
        lambda: limits.ask_choice(proposal, by=request.user, at=at),
        done=_("Who leads the school gets a mail with both proposals."),
    )
    return redirect("proposal_submit", pk)
