"""What people are told about calls, proposals, reviews and decisions."""

from datetime import datetime

from django.utils.timezone import localdate

from calls.models import (
    Addendum,
    ApplicantQuestion,
    Call,
    Decision,
    Extension,
    HelpRequest,
    Proposal,
    ProposalRole,
    ProposalVersion,
    TeamInvitation,
)
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.notifications.domain.outbox import post_message
from innovet.notifications.enums import Category
from innovet.notifications.models import Message
from projects.models import ConsortiumMember


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
    for coordinator in _coordinators_who_know(proposal, at):
        post_message(
            "proposal_partner_withdrew",
            key=f"proposal-partner-withdrew:{member.pk}:{coordinator.pk}",
            at=at,
            to=coordinator,
            about=("proposal", proposal.pk),
            context={"proposal": proposal, "member": member},
        )


def _coordinators_who_know(proposal: Proposal, at: datetime) -> list[User]:
    """Coordinators who may know the proposal by its title now."""
    grants = RoleGrant.objects.on(localdate(at)).of_open_accounts().filter(role=Role.COORDINATOR)
    return [
        coordinator
        for coordinator in User.objects.filter(pk__in=grants.values("user"))
        if Proposal.objects.titled_for(coordinator, at=at).filter(pk=proposal.pk).exists()
    ]


def send_team_link(invitation: TeamInvitation, *, token: str, at: datetime) -> None:
    """Mail the link by which its reader may work along."""
    post_message(
        "team_invitation",
        key=f"team-invitation:{invitation.token_hash}",
        at=at,
        address=invitation.email,
        about=("proposal", invitation.proposal_id),
        context={"invitation": invitation, "proposal": invitation.proposal, "token": token},
    )


def tell_role_given(role: ProposalRole, *, at: datetime) -> None:
    """Tell somebody which role in a team they got, of whom and for which days, unless it was their own doing."""
    if role.user_id != role.given_by_id:
        _tell_role("team_role_given", role, role.user, at=at)


def tell_role_taken(former: User, heir: ProposalRole, *, at: datetime) -> None:
    """Tell the former holder of a role who has it now, unless it was their own doing."""
    if former.pk != heir.given_by_id:
        _tell_role("team_role_taken", heir, former, at=at)


def tell_role_ended(role: ProposalRole, *, by: User, at: datetime) -> None:
    """Tell somebody that they no longer work on a proposal, unless they left by themselves."""
    if role.user_id != by.pk:
        _tell_role("team_role_ended", role, role.user, at=at, by=by)


def _tell_role(template: str, role: ProposalRole, person: User, *, at: datetime, by: User | None = None) -> None:
    post_message(
        template,
        key=f"{template}:{role.pk}:{person.pk}",
        at=at,
        to=person,
        about=("proposal", role.proposal_id),
        context={"role": role, "proposal": role.proposal, "by": by},
    )


def ask_help(request: HelpRequest, *, at: datetime) -> None:
    """Tell every coordinator who may know the draft that its team asks for help."""
    for coordinator in _coordinators_who_know(request.proposal, at):
        post_message(
            "help_asked",
            key=f"help-asked:{request.pk}:{coordinator.pk}",
            at=at,
            to=coordinator,
            about=("proposal", request.proposal_id),
            context={"request": request, "proposal": request.proposal},
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
