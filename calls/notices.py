"""What people are told about calls, proposals, reviews and decisions."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from calls.enums import WRITING_ROLES, FormalPart, Outcome
from calls.models import (
    Addendum,
    ApplicantQuestion,
    Approval,
    Call,
    Completion,
    Decision,
    Extension,
    HelpRequest,
    Proposal,
    ProposalRole,
    ProposalVersion,
    TeamInvitation,
    TurnDown,
)
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
    for coordinator in _coordinators_of(proposal, at=at):
        post_message(
            "proposal_partner_withdrew",
            key=f"proposal-partner-withdrew:{member.pk}:{coordinator.pk}",
            at=at,
            to=coordinator,
            about=("proposal", proposal.pk),
            context={"proposal": proposal, "member": member},
        )


def ask_completion(completion: Completion, *, at: datetime) -> None:
    """Tell everybody who writes on the proposal which formal parts to complete, why, and by when."""
    for person in _writers_of(completion.proposal, at=at):
        _post_completion("completion_question", completion, person, at=at)


def tell_completed(completion: Completion, *, at: datetime) -> None:
    """Tell the coordinator who asked that there is a next version to judge."""
    _post_completion("completion_answered", completion, completion.asked_by, at=at)


def tell_completion_expired(completion: Completion, *, at: datetime) -> None:
    """Tell both sides that the proposal is judged as it was handed in."""
    people = {person.pk: person for person in (completion.asked_by, *_writers_of(completion.proposal, at=at))}
    for person in people.values():
        _post_completion("completion_expired", completion, person, at=at)


def ask_second_coordinator(turn_down: TurnDown, *, at: datetime) -> None:
    """Ask every other coordinator who may know the proposal to confirm, or to send it back."""
    for coordinator in _coordinators_of(turn_down.proposal, at=at):
        if coordinator.pk != turn_down.proposed_by_id:
            _post_turn_down("turn_down_question", turn_down, coordinator, at=at)


def tell_turn_down_sent_back(turn_down: TurnDown, *, reason: str, at: datetime) -> None:
    """Tell who proposed it that a second coordinator sent it back, and why."""
    _post_turn_down("turn_down_sent_back", turn_down, turn_down.proposed_by, at=at, reason=reason)


def _post_completion(template: str, completion: Completion, person: User, *, at: datetime) -> None:
    post_message(
        template,
        key=f"{template}:{completion.pk}:{person.pk}",
        at=at,
        to=person,
        about=("proposal", completion.proposal_id),
        context={
            "completion": completion,
            "proposal": completion.proposal,
            "parts": [FormalPart(part).label for part in completion.parts],
        },
    )


def _post_turn_down(template: str, turn_down: TurnDown, person: User, *, at: datetime, **context: object) -> None:
    post_message(
        template,
        key=f"{template}:{turn_down.pk}:{person.pk}",
        at=at,
        to=person,
        about=("proposal", turn_down.proposal_id),
        context={"turn_down": turn_down, "proposal": turn_down.proposal, **context},
    )


def _writers_of(proposal: Proposal, *, at: datetime) -> QuerySet[User]:
    roles = proposal.roles.on(localdate(at)).filter(role__in=WRITING_ROLES)
    return User.objects.filter(pk__in=roles.order_by().values("user"), is_active=True).order_by("pk")


def _coordinators_of(proposal: Proposal, *, at: datetime) -> Iterator[User]:
    """Coordinators who may know the proposal."""
    grants = RoleGrant.objects.on(localdate(at)).of_open_accounts().filter(role=Role.COORDINATOR)
    for coordinator in User.objects.filter(pk__in=grants.values("user")):
        if Proposal.objects.titled_for(coordinator, at=at).filter(pk=proposal.pk).exists():
            yield coordinator


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
    for coordinator in _coordinators_of(request.proposal, at=at):
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
    if decision.outcome == Outcome.INADMISSIBLE:
        reasons = [(str(check), check.note) for check in proposal.checks.filter(is_met=False)]
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
