"""My proposals: each in plain words, and what is expected of me now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from calls.domain.approvals import APPROVERS
from calls.enums import WRITING_ROLES, ApprovalState, CompletionState, ProposalState
from calls.models import Approval, Proposal
from calls.models.proposals import schools_led_by
from calls.views.asking import page_of
from calls.views.badges import Badge, team_badge
from innovet.accounts.requests import MemberRequest
from innovet.accounts.standing import standing_of
from innovet.kit import clock
from innovet.kit.workdays import working_days_later

NOTHING = _("Nothing now.")


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected, where, and until when: the first instant too late."""

    words: str | Promise
    url: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal of the list."""

    proposal: Proposal
    badge: Badge
    words: str | Promise
    expected: Expected


@require_safe
def proposal_list(request: MemberRequest) -> HttpResponse:
    at = clock.now()
    mine = Proposal.objects.of_team(request.user).with_closing().with_digest()
    rows = mine.select_related("call", "lead_school", "decision", "completion", "replaces")
    page = page_of(request, rows.prefetch_related("approvals"))
    written = standing_of(request.user).ids("proposal", *WRITING_ROLES)
    asked = Approval.objects.visible_to(request.user).open_at(at).select_related("proposal__call", "asked_by")
    context = {
        "page": page,
        "rows": [_row(proposal, at, writes=proposal.pk in written) for proposal in page],
        "approvals": asked.order_by("expires_at"),
        "leads_school": bool(schools_led_by(request.user)),
    }
    return render(request, "calls/proposal_list.html", context)


def _row(proposal: Proposal, at: datetime, *, writes: bool) -> Row:
    if proposal.is_draft:
        words, expected = _draft(proposal, at)
    else:
        words, expected = _handed_in(proposal, at)
    if not writes and expected.url:
        expected = Expected(_("Nothing: you read along."))
    return Row(proposal, team_badge(proposal), words, expected)


def _draft(proposal: Proposal, at: datetime) -> tuple[str | Promise, Expected]:
    is_open = proposal.call.is_open_at(at, until=proposal.latest_closing)
    if proposal.replaces_id and is_open:
        expected = Expected(
            _("Hand in the change, or throw it away"), _url("proposal_submit", proposal), _closing(proposal)
        )
        return _("A change beside what was handed in; it does not count yet."), expected
    if proposal.replaces_id:
        return _("This change was not handed in; what was handed in before counts."), Expected(NOTHING)
    if is_open:
        expected = Expected(_("Complete it and hand it in"), _url("proposal_submit", proposal), _closing(proposal))
        return _("Saved, not handed in."), expected
    return _("Not handed in before the closing moment; it takes no part."), Expected(NOTHING)


def _handed_in(proposal: Proposal, at: datetime) -> tuple[str | Promise, Expected]:
    if proposal.project_id:
        return _("Selected: the project has its own pages."), Expected(
            _("Go to the project"), reverse("project_detail", args=[proposal.project_id])
        )
    if proposal.is_outcome_known:
        return _("The decision is in your letter."), Expected(NOTHING)
    match proposal.state:
        case ProposalState.WITHDRAWN:
            return _("Withdrawn; it takes no part."), Expected(NOTHING)
        case ProposalState.SUBMITTED:
            return _("Handed in; it counts."), _formal(proposal, at)
        case _:
            return _("Readers and the steering group judge it."), Expected(NOTHING)


def _formal(proposal: Proposal, at: datetime) -> Expected:
    """What the school may still owe: formal parts that were asked, an approval."""
    completion = getattr(proposal, "completion", None)
    if completion and completion.state == CompletionState.OPEN and at < completion.closes_at:
        return Expected(_("Complete what was asked"), _url("completion_answer", proposal), completion.closes_at)
    given = {
        approval.approver
        for approval in proposal.approvals.all()
        if approval.state == ApprovalState.APPROVED and approval.content_sha256 == proposal.digest
    }
    until = working_days_later(_closing(proposal), proposal.call.approval_days)
    if at < until and not given.issuperset(APPROVERS[proposal.call.approval_rule]):
        return Expected(_("Have the school approve it"), _url("proposal_approvals", proposal), until)
    return Expected(NOTHING)


def _closing(proposal: Proposal) -> datetime:
    closes_at: datetime = proposal.latest_closing
    return closes_at


def _url(name: str, proposal: Proposal) -> str:
    return reverse(name, args=[proposal.pk])
