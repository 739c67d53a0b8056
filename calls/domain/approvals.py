"""Approval for the school: the head, and where the call says so the board, say yes to amount, partners and texts."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.budgets import budget_of
from calls.domain.core import asked_fields
from calls.domain.moments import closing_of
from calls.enums import ApprovalRule, ApprovalState, Approver, CompletionState, FormalPart, ProposalState
from calls.models import Approval, Completion, Proposal
from calls.models.approvals import approval_signer
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused, require_reason
from innovet.kit.tokens import hash_token, new_token
from innovet.kit.workdays import working_days_later

APPROVERS: dict[str, tuple[Approver, ...]] = {
    ApprovalRule.NONE: (),
    ApprovalRule.HEAD: (Approver.HEAD,),
    ApprovalRule.HEAD_AND_BOARD: (Approver.HEAD, Approver.BOARD),
}
# The texts an approval binds to; the beneficiary is a formal part that may be completed after closing.
TEXTS = ("title", "summary", "replicability", "translation", "anchoring")
LIVE = (ApprovalState.ASKED, ApprovalState.APPROVED)
LINK_LASTS = timedelta(days=30)
PAUSE_BETWEEN_MAILS = timedelta(minutes=10)


class NothingToApprove(Refused):
    """The proposal cannot be approved now."""


class ApprovedAlready(Refused):
    """What stands was approved."""


class ContentChanged(Refused):
    """Amount, partners or texts are no longer what was read."""


class TooLateToApprove(Refused):
    """The link expired, or the last day is over."""


class AskedJustNow(Refused):
    """The same address got a mail a moment ago."""


def is_approved(proposal: Proposal) -> bool:
    """Whether everybody whom the call names approved what stands."""
    needed = APPROVERS[proposal.call.approval_rule]
    if not needed:
        return True
    digest = digest_of(content_to_approve(proposal))
    given = {one.approver for one in proposal.approvals.all() if is_given(one, digest)}
    return given.issuperset(needed)


def is_given(approval: Approval, digest: str) -> bool:
    """Whether it is a yes to exactly this content."""
    return approval.state == ApprovalState.APPROVED and approval.content_sha256 == digest


def content_to_approve(proposal: Proposal) -> str:
    """Amount, partners and core texts, and nothing else, as one text for one content."""
    budget = budget_of(proposal)
    asked = asked_fields(proposal.call)
    content: dict[str, Any] = {
        "requested_cents": budget.totals.requested_cents,
        "partners": sorted(
            (
                {
                    "organisation": member.organisation_id,
                    "name": member.organisation.name,
                    "role": member.role,
                    "contribution": member.contribution,
                    "in_kind": member.in_kind,
                    "hours": member.hours,
                    "contribution_cents": member.contribution_cents,
                }
                for member in budget.members
            ),
            key=lambda partner: partner["organisation"],
        ),
        **{name: getattr(proposal, name) for name in TEXTS if name in asked},
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: str) -> str:
    """The SHA-256 of a content."""
    return hashlib.sha256(content.encode()).hexdigest()


def approval_closes_at(proposal: Proposal, closes_at: datetime | None = None) -> datetime | None:
    """The first instant too late to approve: working days after closing, or later when a completion asks for it.

    `closes_at` is the closing moment of the proposal, for who read it already.
    """
    closes_at = closes_at or closing_of(proposal)
    if closes_at is None:
        return None
    last = working_days_later(closes_at, proposal.call.approval_days)
    completion: Completion | None = getattr(proposal, "completion", None)
    if completion and completion.state != CompletionState.EXPIRED and FormalPart.APPROVAL in completion.parts:
        return max(last, completion.closes_at)
    return last


@transaction.atomic
def ask_approval(proposal: Proposal, approver: Approver, *, name: str, email: str, by: User, at: datetime) -> Approval:
    """Mail a link to the head or the board, bound to one address and to what stands now; an older one lapses.

    Refuses who need not approve, a proposal without title or out of the race, a second mail within ten minutes, what
    was approved already, and after the last day.
    """
    _require_possible(proposal, approver)
    content = content_to_approve(proposal)
    email = email.strip().lower()
    for standing in proposal.approvals.filter(approver=approver, state__in=LIVE):
        if is_given(standing, digest_of(content)):
            raise ApprovedAlready(_("This was approved already, for what stands now."))
        if standing.email == email and standing.asked_at > at - PAUSE_BETWEEN_MAILS:
            raise AskedJustNow(_("This address got a mail less than ten minutes ago. Wait a little."))
        move_state(standing, ApprovalState.LAPSED, by=by, at=at, reason=_("Asked again."))
    return _send(proposal, approver, content, name=name.strip(), email=email, by=by, at=at)


@transaction.atomic
def renew_approval(approval: Approval, *, at: datetime) -> Approval:
    """Send a fresh link to the same address, for what stands now, when this one no longer works.

    Refuses a link that still works or was answered or replaced, and all that `ask_approval` refuses.
    """
    if approval.state != ApprovalState.ASKED or is_answerable(approval, at=at):
        raise NothingToApprove(_("This link still works, or was answered or replaced. A fresh one is not needed."))
    approver, by = Approver(approval.approver), approval.asked_by
    return ask_approval(approval.proposal, approver, name=approval.name, email=approval.email, by=by, at=at)


@transaction.atomic
def approve(approval: Approval, *, name: str, function: str, by: User | None, at: datetime) -> None:
    """Say yes for the school, by link or signed in, and tell who asked; of two at once one wins.

    Refuses after the last moment, a question that was answered or replaced, and content that changed since.
    """
    _require_answerable(approval, at)
    changes: dict[str, Any] = {"name": name.strip(), "function": function.strip(), "answered_at": at, "answered_by": by}
    _answer(approval, ApprovalState.APPROVED, by=by, at=at, **changes)


@transaction.atomic
def decline(approval: Approval, *, name: str, function: str, reason: str, by: User | None, at: datetime) -> None:
    """Say no for the school, with the reason, and tell who asked; refuses what `approve` refuses."""
    reason = require_reason(reason)
    _require_answerable(approval, at)
    changes: dict[str, Any] = {"name": name.strip(), "function": function.strip(), "answered_at": at, "answered_by": by}
    _answer(approval, ApprovalState.DECLINED, by=by, at=at, reason=reason, **changes)


def lapse_outdated(proposal: Proposal, *, by: User | None, at: datetime) -> str:
    """Let approvals of another content lapse when a proposal is handed in, tell who asked, and give the digest."""
    digest = digest_of(content_to_approve(proposal))
    _lapse_others(proposal, digest, by=by, at=at)
    return digest


def join_approvals(draft: Proposal, standing: Proposal, *, by: User, at: datetime) -> None:
    """Give the approvals of a draft to the row it replaces; a yes of before counts on when the content is the same."""
    digest = lapse_outdated(draft, by=by, at=at)
    _lapse_others(standing, digest, by=by, at=at)
    given = {approval.approver: approval for approval in standing.approvals.filter(state__in=LIVE)}
    for approval in draft.approvals.filter(state__in=LIVE, approver__in=given):
        other = given[approval.approver]
        outdone = approval if other.state == ApprovalState.APPROVED else other
        move_state(outdone, ApprovalState.LAPSED, by=by, at=at, reason=_("Asked again."))
    draft.approvals.update(proposal=standing)


def _lapse_others(proposal: Proposal, digest: str, *, by: User | None, at: datetime) -> None:
    for approval in proposal.approvals.filter(state__in=LIVE).exclude(content_sha256=digest):
        move_state(approval, ApprovalState.LAPSED, by=by, at=at, reason=_("Amount, partners or texts changed."))
        notices.tell_approval(approval, at=at)


def is_answerable(approval: Approval, *, at: datetime) -> bool:
    """Whether the question may be answered: in time, and for what stands."""
    return approval.is_open_at(at) and _is_current(approval)


def _is_current(approval: Approval) -> bool:
    return approval.content_sha256 == digest_of(content_to_approve(approval.proposal))


def _require_possible(proposal: Proposal, approver: Approver) -> None:
    if approver not in APPROVERS[proposal.call.approval_rule]:
        raise NothingToApprove(_("This call does not ask this approval."))
    if proposal.state not in {ProposalState.DRAFT, ProposalState.SUBMITTED}:
        raise NothingToApprove(_("This proposal cannot be approved any more."))
    if not proposal.title:
        raise NothingToApprove(_("Give the proposal a title first."))


def _send(
    proposal: Proposal, approver: Approver, content: str, *, name: str, email: str, by: User, at: datetime
) -> Approval:
    closes_at = approval_closes_at(proposal)
    if closes_at is None or closes_at <= at:
        raise TooLateToApprove(_("The last day to approve is over."))
    token = approval_signer().sign(new_token()[0])
    try:
        with transaction.atomic():
            approval = proposal.approvals.create(
                approver=approver,
                name=name,
                email=email,
                token_hash=hash_token(token),
                snapshot=content,
                content_sha256=digest_of(content),
                asked_by=by,
                asked_at=at,
                expires_at=min(closes_at, at + LINK_LASTS),
            )
    except IntegrityError as error:
        raise LostRace(_("Somebody else asked just before you.")) from error
    notices.ask_approval(approval, token=token, closes_at=approval.expires_at, at=at)
    return approval


def _require_answerable(approval: Approval, at: datetime) -> None:
    if approval.state == ApprovalState.ASKED and not approval.is_open_at(at):
        raise TooLateToApprove(_("This question has expired. Ask for a fresh link."))
    if approval.state == ApprovalState.ASKED and not _is_current(approval):
        raise ContentChanged(_("Amount, partners or texts changed since this was asked. Ask for a fresh link."))


def _answer(
    approval: Approval, state: ApprovalState, *, by: User | None, at: datetime, reason: str = "", **changes: Any
) -> None:
    approval.refresh_from_db(fields=["state", "name"])
    if approval.state == ApprovalState.ASKED:
        try:
            move_state(approval, state, by=by, at=at, reason=reason, **changes)
        except LostRace:
            approval.refresh_from_db(fields=["state", "name"])
        else:
            notices.tell_approval(approval, reason=reason, at=at)
            return
    if approval.state == ApprovalState.APPROVED:
        raise ApprovedAlready(_("%(name)s approved just before you. Nothing more is needed.") % {"name": approval.name})
    raise LostRace(_("This question was answered or replaced in the meantime."))
