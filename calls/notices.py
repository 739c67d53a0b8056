"""What people are told about calls, proposals, reviews and decisions."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from calls.models import Addendum, ApplicantQuestion, Approval, Call, Decision, Extension, Proposal, ProposalVersion
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.notifications.domain.outbox import post_message
from innovet.notifications.enums import Category
from innovet.notifications.models import Message
from projects.models import ConsortiumMember

HOUR = timedelta(hours=1)


def confirm_receipt(proposal: Proposal, version: ProposalVersion, *, at: datetime, **facts: object) -> None:
    """Tell who handed in: the moment of arrival, the province and the SHA-256 of what stands, what is still needed."""
    post_message(
        "proposal_receipt",
        key=f"proposal-receipt:{version.pk}",
        at=at,
        to=version.submitted_by,
        about=("proposal", proposal.pk),
        context={"proposal": proposal, "version": version, **facts},
    )


def ask_approval(approval: Approval, *, token: str, closes_at: datetime, at: datetime) -> None:
    """Ask the head or the board to approve: what, for how much, by when."""
    post_message(
        "approval_question",
        key=f"approval-question:{approval.pk}",
        at=at,
        address=approval.email,
        name=approval.name,
        about=("proposal", approval.proposal_id),
        context={"approval": approval, "proposal": approval.proposal, "token": token, "closes_at": closes_at},
    )


def tell_approval(approval: Approval, *, reason: str = "", at: datetime) -> None:
    """Tell who asked that it was approved, declined, or lapsed because the content changed."""
    post_message(
        "approval_answer",
        key=f"approval-answer:{approval.pk}:{approval.state}",
        at=at,
        to=approval.asked_by,
        about=("proposal", approval.proposal_id),
        context={"approval": approval, "proposal": approval.proposal, "reason": reason},
    )


def ask_choice(proposal: Proposal, head: User, *, by: User, at: datetime) -> None:
    """Tell who leads the school, once a day, that the limit of the call is reached and a choice waits."""
    post_message(
        "limit_choice",
        key=f"limit-choice:{proposal.pk}:{head.pk}:{localdate(at)}",
        at=at,
        to=head,
        about=("proposal", proposal.pk),
        context={"proposal": proposal, "asker": by},
    )


def tell_choice(proposal: Proposal, other: Proposal, person: User, *, by: User, at: datetime) -> None:
    """Tell who writes the other that it is a draft again, because this one was handed in instead."""
    post_message(
        "limit_chosen",
        key=f"limit-chosen:{other.pk}:{at.timestamp():.0f}:{person.pk}",
        at=at,
        to=person,
        about=("proposal", other.pk),
        context={"proposal": proposal, "other": other, "head": by},
    )


def warn_draft(proposal: Proposal, person: User, *, step: timedelta, closes_at: datetime, at: datetime) -> None:
    """Tell somebody who writes a draft, once per step before a closing moment, that saved is not handed in."""
    post_message(
        "draft_warning",
        key=f"draft-warning:{proposal.pk}:{closes_at.timestamp():.0f}:{step // HOUR}:{person.pk}",
        at=at,
        to=person,
        about=("proposal", proposal.pk),
        context={"proposal": proposal, "closes_at": closes_at},
    )


def warn_removal(proposal: Proposal, person: User, *, goes_at: datetime, at: datetime) -> None:
    """Tell somebody who wrote a draft, once, that it will be deleted."""
    post_message(
        "draft_removal",
        key=f"draft-removal:{proposal.pk}:{person.pk}",
        at=at,
        to=person,
        about=("proposal", proposal.pk),
        context={"proposal": proposal, "goes_at": goes_at},
    )


def tell_addendum(addendum: Addendum, person: User, *, at: datetime) -> None:
    """Tell somebody who works on a draft or a proposal that the rules changed, and how."""
    post_message(
        "call_addendum",
        key=f"addendum:{addendum.pk}:{person.pk}",
        at=at,
        to=person,
        context={
            "addendum": addendum,
            "call": addendum.call,
            "is_later": addendum.closes_at_after > addendum.closes_at_before,
        },
    )


def tell_extension(extension: Extension, person: User, *, at: datetime) -> None:
    """Tell somebody who works on a draft or a proposal that there is more time."""
    post_message(
        "call_extension",
        key=f"extension:{extension.pk}:{person.pk}",
        at=at,
        to=person,
        context={
            "extension": extension,
            "call": extension.call,
        },
    )


def tell_answer(question: ApplicantQuestion, *, at: datetime) -> None:
    """Tell who asked that the answer stands on the page of the call."""
    post_message(
        "question_answered",
        key=f"question-answered:{question.pk}",
        at=at,
        to=question.asked_by,
        context={"question": question, "call": question.call},
    )


def announce_call(call: Call, person: User, *, at: datetime) -> None:
    """Tell a subscriber once that a call is published."""
    post_message(
        "call_published",
        key=f"call-published:{call.pk}:{person.pk}",
        at=at,
        to=person,
        category=Category.NEWS,
        context={"call": call},
    )


def tell_partner_withdrew(proposal: Proposal, member: ConsortiumMember, *, at: datetime) -> None:
    """Tell every coordinator who may know the proposal that a partner took its yes back."""
    grants = RoleGrant.objects.on(localdate(at)).of_open_accounts().filter(role=Role.COORDINATOR)
    for coordinator in User.objects.filter(pk__in=grants.values("user")):
        if Proposal.objects.titled_for(coordinator, at=at).filter(pk=proposal.pk).exists():
            post_message(
                "proposal_partner_withdrew",
                key=f"proposal-partner-withdrew:{member.pk}:{coordinator.pk}",
                at=at,
                to=coordinator,
                about=("proposal", proposal.pk),
                context={"proposal": proposal, "member": member},
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
