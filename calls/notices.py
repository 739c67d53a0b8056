"""What people are told about calls, proposals, reviews and decisions."""

from datetime import datetime

from calls.models import Call, Decision, Proposal, ProposalVersion
from innovet.accounts.models import User
from innovet.notifications.domain.outbox import post_message
from innovet.notifications.models import Message


def confirm_receipt(proposal: Proposal, version: ProposalVersion, *, at: datetime) -> None:
    """Tell who handed in: the moment of arrival and the SHA-256 of what stands."""
    post_message(
        "proposal_receipt",
        key=f"proposal-receipt:{version.pk}",
        at=at,
        to=version.submitted_by,
        about=("proposal", proposal.pk),
        context={"proposal": proposal, "version": version},
    )


def warn_draft(proposal: Proposal, *, at: datetime) -> None:
    """Tell once per draft that what is saved is not handed in."""
    post_message(
        "draft_warning",
        key=f"draft-warning:{proposal.pk}",
        at=at,
        to=proposal.started_by,
        about=("proposal", proposal.pk),
        context={"proposal": proposal, "closes_at": proposal.call.closes_at},
    )


def tell_reviewer(call: Call, reviewer: User, *, at: datetime) -> None:
    """Tell a reader once per call that proposals wait to be read."""
    post_message(
        "review_list",
        key=f"review-list:{call.pk}:{reviewer.pk}",
        at=at,
        to=reviewer,
        context={"call": call},
    )


def prepare_letter(decision: Decision, *, at: datetime) -> Message:
    """Hold the letter of a decision until a coordinator releases it; one per revision of the decision."""
    proposal = decision.proposal
    version = proposal.versions.select_related("submitted_by").latest("number")
    reasons = [(reason.criterion.name, reason.text) for reason in decision.reasons.select_related("criterion")]
    return post_message(
        "decision_letter",
        key=f"decision:{decision.pk}:{decision.revision}",
        at=at,
        to=version.submitted_by,
        held=True,
        about=("proposal", proposal.pk),
        context={
            "decision": decision,
            "proposal": proposal,
            "school": proposal.lead_school,
            "call": proposal.call,
            "reasons": reasons,
        },
    )
