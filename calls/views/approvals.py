"""Pages of approval: the team asks, the head or the board answers by link, the head or a deputy signed in."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from calls.domain import approvals
from calls.enums import ApprovalState, Approver
from calls.forms import ApprovalAnswerForm, ApprovalAskForm
from calls.models import Approval, Proposal
from calls.permissions import can_work_on
from calls.views.asking import kept_and_told, team_proposal
from calls.views.badges import Badge
from calls.views.showing import parts_of
from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, posted
from innovet.kit.refused import Refused
from projects.enums import MemberRole

QUESTIONS = Approval.objects.select_related(
    "proposal__call", "proposal__lead_school", "proposal__consortium", "asked_by"
)
TONES = {ApprovalState.ASKED: "yellow", ApprovalState.APPROVED: "green", ApprovalState.DECLINED: "red"}
TEXT_LABELS: dict[str, str | Promise] = {
    name: Proposal._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    for name in approvals.TEXTS
}


@dataclass(frozen=True, slots=True)
class Row:
    """Where the approval of one approver stands; `newest` is the last question, `lapsed` that its content changed."""

    approver: Approver
    newest: Approval | None
    badge: Badge
    is_lapsed: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_approvals(request: MemberRequest, pk: int) -> HttpResponse:
    """The state of the approvals for the team, and the form that asks one."""
    proposal = team_proposal(request, pk)
    verdict = can_work_on(request.user, proposal)
    rows = _rows(proposal)
    open_rows = [
        row.approver
        for row in rows
        if row.newest is None or row.newest.state != ApprovalState.APPROVED or row.is_lapsed
    ]
    form = ApprovalAskForm(posted(request), approvers=open_rows, initial=_initial(proposal, open_rows))

    def ask() -> None:
        possible(verdict)
        values = {**form.cleaned_data, "approver": Approver(form.cleaned_data["approver"])}
        approvals.ask_approval(proposal, **values, by=request.user, at=clock.now())

    if form.is_valid() and kept_and_told(request, form, ask, _("A mail with a link was sent.")):
        return redirect("proposal_approvals", pk)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_approvals") if proposal.is_draft else [],
        "rows": rows,
        "form": form,
        "may_ask": verdict,
        "is_asked": bool(open_rows),
        "closes_at": approvals.approval_closes_at(proposal),
        "answerable": set(Approval.objects.visible_to(request.user).values_list("pk", flat=True)),
    }
    return render(request, "calls/proposal_approvals.html", context, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; only an answer by POST counts, and a link that no longer works can be renewed."""
    return _answer(request, get_object_or_404(QUESTIONS.all().with_token(token)), by=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """The same question, answered signed in by an owner of the school or who stands in."""
    return _answer(request, get_object_or_404(QUESTIONS.all().visible_to(request.user), pk=pk), by=request.user)


def _answer(request: HttpRequest, approval: Approval, *, by: User | None) -> HttpResponse:
    initial = {"name": by.name if by else approval.name}
    form = ApprovalAnswerForm(posted(request), initial=initial, auto_id="answer_%s")
    at, status = clock.now(), 200
    try:
        if "renew" in request.POST:
            fresh = approvals.renew_approval(approval, at=at)
            messages.success(request, _("A fresh link was sent to %(address)s.") % {"address": fresh.email})
            return redirect("approval_decide", fresh.pk) if by else redirect(request.path)
        if form.is_valid():
            _decide(approval, form.cleaned_data, by=by)
            return redirect(request.path)
        status = 422 if form.is_bound else 200
    except Refused as refusal:
        messages.error(request, str(refusal))
        approval.refresh_from_db(fields=["state", "name", "function", "answered_at"])
        status = 409
    return _page(request, approval, form, by=by, status=status)


def _decide(approval: Approval, cleaned: dict[str, Any], *, by: User | None) -> None:
    who = {"name": cleaned["name"], "function": cleaned["function"], "by": by, "at": clock.now()}
    if cleaned["answer"] == ApprovalAnswerForm.YES:
        approvals.approve(approval, **who)
    else:
        approvals.decline(approval, reason=cleaned["reason"], **who)


def _page(
    request: HttpRequest, approval: Approval, form: ApprovalAnswerForm, *, by: User | None, status: int
) -> HttpResponse:
    content = json.loads(approval.snapshot)
    is_asked = approval.state == ApprovalState.ASKED
    context = {
        "approval": approval,
        "proposal": approval.proposal,
        "form": form,
        "content": content,
        "texts": [(TEXT_LABELS[name], content[name]) for name in approvals.TEXTS if content.get(name)],
        "partners": [{**partner, "role": MemberRole(partner["role"]).label} for partner in content["partners"]],
        "version": approval.proposal.versions.filter(content_sha256=approval.content_sha256).last(),
        "is_open": is_asked and approvals.is_answerable(approval, at=clock.now()),
        "is_renewable": is_asked,
    }
    name = "calls/approval_decide.html" if by else "calls/approval_answer.html"
    return render(request, name, context, status=status)


def _rows(proposal: Proposal) -> list[Row]:
    digest = approvals.digest_of(approvals.content_to_approve(proposal))
    newest = {approval.approver: approval for approval in proposal.approvals.select_related("asked_by")}
    return [_row(Approver(one), newest.get(one), digest) for one in approvals.APPROVERS[proposal.call.approval_rule]]


def _row(approver: Approver, approval: Approval | None, digest: str) -> Row:
    if approval is None:
        return Row(approver, None, Badge(_("not asked yet"), "grey"))
    is_lapsed = approval.state in approvals.LIVE and approval.content_sha256 != digest
    if is_lapsed or approval.state == ApprovalState.LAPSED:
        return Row(approver, approval, Badge(ApprovalState.LAPSED.label, "orange"), is_lapsed=True)
    return Row(
        approver, approval, Badge(approval.get_state_display(), TONES.get(ApprovalState(approval.state), "grey"))
    )


def _initial(proposal: Proposal, approvers: list[Approver]) -> dict[str, str]:
    """One approver left is chosen; the board is asked at the address of the signatory."""
    initial = {"approver": approvers[0].value} if len(approvers) == 1 else {}
    if approvers == [Approver.BOARD]:
        initial |= {"name": proposal.signatory_name, "email": proposal.signatory_email}
    return initial
