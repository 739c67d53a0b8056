"""Who may do what with calls, proposals, reviews and decisions; conflicts are handled by visibility."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from calls.enums import WRITING_ROLES, CallState, ConflictOrigin, DecisionState, ProposalState, ReviewState, TeamRole
from calls.models import (
    Call,
    Completion,
    ConflictOfInterest,
    Decision,
    Extension,
    Proposal,
    ProposalRole,
    Review,
    TurnDown,
)
from calls.models.proposals import schools_led_by
from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import YES, Verdict, allow_if, no
from innovet.organisations.enums import EDIT_ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

type Anyone = User | AnonymousUser

ONLY_WRITERS = _("Only the holder and those who write along may do this.")
ONLY_HOLDERS = _("Only a holder of the proposal may do this.")
TEAM_OF_ANOTHER = _("A change has the team of the proposal that was handed in.")
ONLY_COORDINATORS = _("Only coordinators may do this.")
NOT_OPEN = _("This call does not take proposals now.")


def can_manage_calls(user: Anyone) -> Verdict:
    return allow_if(standing_of(user).is_coordinator, ONLY_COORDINATORS)


def can_edit_call(user: Anyone, call: Call) -> Verdict:
    return can_manage_calls(user) and allow_if(call.is_editable, _("The rules of a published call are fixed."))


def can_publish_addendum(user: Anyone, call: Call, *, at: datetime) -> Verdict:
    return can_manage_calls(user) and allow_if(
        call.state == CallState.PUBLISHED and not call.is_past_closing_at(at),
        _("The rules change by an addendum between publication and closing; afterwards nothing changes."),
    )


def can_extend_call(user: Anyone, call: Call) -> Verdict:
    return can_manage_calls(user) and allow_if(
        call.state in {CallState.PUBLISHED, CallState.CLOSED},
        _("The closing moment moves between publication and the review round."),
    )


def can_see_extensions(user: Anyone) -> Verdict:
    standing = standing_of(user)
    return allow_if(
        standing.is_coordinator or standing.is_steering,
        _("Only the steering group and coordinators see the extensions."),
    )


def can_answer_extension(user: Anyone, extension: Extension) -> Verdict:
    return can_manage_calls(user) and allow_if(
        extension.proposed_by_id != standing_of(user).user_id, _("Another coordinator than who proposed it decides.")
    )


def can_ask_question(user: Anyone, call: Call, *, at: datetime) -> Verdict:
    return allow_if(standing_of(user).user_id, _("Sign in to ask a question.")) and allow_if(
        call.takes_questions_at(at), _("Questions about this call are not taken now.")
    )


def can_open_review(user: Anyone, call: Call) -> Verdict:
    return can_manage_calls(user) and allow_if(
        call.state == CallState.CLOSED, _("The review starts once the call is closed.")
    )


def can_close_review(user: Anyone, call: Call) -> Verdict:
    return can_manage_calls(user) and allow_if(call.state == CallState.REVIEW, _("No review round is open."))


def can_assign(user: Anyone, call: Call) -> Verdict:
    return can_manage_calls(user) and allow_if(
        call.state in {CallState.CLOSED, CallState.REVIEW}, _("Readers are assigned between closing and deliberation.")
    )


def can_start_proposal(user: Anyone, call: Call, *, at: datetime, until: datetime | None = None) -> Verdict:
    """`until`: the latest closing moment granted to a school; whether it is this school, the domain knows.

    Everybody with an account may: who belongs to the school is asked when it is handed in.
    """
    return allow_if(standing_of(user).user_id, _("Sign in to start a proposal.")) and allow_if(
        call.is_open_at(at, until=until), NOT_OPEN
    )


def can_work_on(user: Anyone, proposal: Proposal) -> Verdict:
    return allow_if(proposal.pk in standing_of(user).ids("proposal", *WRITING_ROLES), ONLY_WRITERS)


def can_edit_proposal(user: Anyone, proposal: Proposal) -> Verdict:
    return can_work_on(user, proposal) and allow_if(
        proposal.is_draft, _("This proposal was handed in and can no longer change.")
    )


def can_submit_proposal(user: Anyone, proposal: Proposal, *, at: datetime, until: datetime | None = None) -> Verdict:
    if not (verdict := can_edit_proposal(user, proposal)):
        return verdict
    if proposal.lead_school_id not in standing_of(user).ids("organisation", *EDIT_ROLES):
        return no(_("Only an owner or editor of the lead school hands in. Ask to join the school first."))
    return allow_if(proposal.call.is_open_at(at, until=until), NOT_OPEN)


def can_replace_proposal(user: Anyone, proposal: Proposal, *, at: datetime, until: datetime | None = None) -> Verdict:
    if not can_work_on(user, proposal):
        return no(ONLY_WRITERS)
    if proposal.state != ProposalState.SUBMITTED:
        return no(_("This proposal is not handed in."))
    return allow_if(
        proposal.call.is_open_at(at, until=until), _("The call is closed: what was handed in can no longer change.")
    )


def can_take_back_proposal(user: Anyone, proposal: Proposal, *, at: datetime, until: datetime | None = None) -> Verdict:
    if proposal.pk not in standing_of(user).ids("proposal", TeamRole.HOLDER):
        return no(ONLY_HOLDERS)
    return can_replace_proposal(user, proposal, at=at, until=until)


def can_withdraw_proposal(user: Anyone, proposal: Proposal) -> Verdict:
    """Until the outcome is known; a judgement that was not released yet changes nothing, or it would be told here."""
    if proposal.pk not in standing_of(user).ids("proposal", TeamRole.HOLDER):
        return no(ONLY_HOLDERS)
    if proposal.replaces_id:
        return no(_("This is a change beside what you handed in: throw it away instead."))
    is_possible = proposal.state != ProposalState.WITHDRAWN and not proposal.is_outcome_known
    return allow_if(is_possible, _("This proposal can no longer be withdrawn."))


def can_manage_team(user: Anyone, proposal: Proposal) -> Verdict:
    return allow_if(
        proposal.pk in standing_of(user).ids("proposal", TeamRole.HOLDER),
        _("Only a holder of the proposal manages its team."),
    ) and allow_if(
        proposal.state != ProposalState.WITHDRAWN and not proposal.replaces_id,
        TEAM_OF_ANOTHER if proposal.replaces_id else _("This proposal was withdrawn."),
    )


def can_end_role(user: Anyone, role: ProposalRole, proposal: Proposal) -> Verdict:
    return YES if role.user_id == standing_of(user).user_id else can_manage_team(user, proposal)


def can_hand_over(user: Anyone, role: ProposalRole, proposal: Proposal) -> Verdict:
    standing = standing_of(user)
    return allow_if(
        standing.is_coordinator or role.user_id == standing.user_id,
        _("Only the person who has the role, or a coordinator, hands it over."),
    ) and allow_if(proposal.state != ProposalState.WITHDRAWN, _("This proposal was withdrawn."))


def can_take_over(user: Anyone, proposal: Proposal) -> Verdict:
    standing = standing_of(user)
    if proposal.lead_school_id not in schools_led_by(user):
        return no(_("Only an owner of the school, or a deputy, takes a draft over."))
    if proposal.replaces_id:
        return no(TEAM_OF_ANOTHER)
    if not proposal.is_draft:
        return no(_("This proposal was handed in and can no longer change."))
    return allow_if(proposal.pk not in standing.ids("proposal", TeamRole.HOLDER), _("You hold this proposal already."))


def can_ask_help(user: Anyone, proposal: Proposal) -> Verdict:
    return can_edit_proposal(user, proposal) and allow_if(
        proposal.replaces_id is None,
        _("This is a change of what was handed in, which only the team sees. Take that back to ask for help."),
    )


def can_look_along(user: Anyone, proposal: Proposal) -> Verdict:
    return can_manage_calls(user) and allow_if(
        proposal.is_draft, _("This proposal was handed in; the team no longer needs help with it.")
    )


def can_judge_admissibility(user: Anyone, proposal: Proposal, *, at: datetime) -> Verdict:
    return (
        can_manage_calls(user)
        and allow_if(proposal.call.is_past_closing_at(at), _("The formal check starts after the closing moment."))
        and allow_if(proposal.state == ProposalState.SUBMITTED, _("This proposal was judged already."))
    )


def can_judge_conflict(user: Anyone, conflict: ConflictOfInterest) -> Verdict:
    """Confirming or dismissing a link; what a person declared stays."""
    return (
        can_manage_calls(user)
        and allow_if(conflict.user_id != standing_of(user).user_id, _("Somebody else judges a conflict about you."))
        and allow_if(conflict.origin != ConflictOrigin.DECLARED, _("A conflict that a person declared stands."))
    )


def can_answer_turn_down(user: Anyone, turn_down: TurnDown) -> Verdict:
    return can_manage_calls(user) and allow_if(
        turn_down.proposed_by_id != standing_of(user).user_id, _("Another coordinator than who proposed it decides.")
    )


def can_complete(user: Anyone, completion: Completion, *, at: datetime) -> Verdict:
    return can_work_on(user, completion.proposal) and allow_if(
        completion.is_open_at(at), _("The time to complete is over, or it was completed.")
    )


def can_ask_partner(user: Anyone, proposal: Proposal, *, at: datetime, until: datetime | None) -> Verdict:
    """`until` is the first instant too late to confirm; none where no confirmation is needed."""
    is_alive = proposal.state in {ProposalState.DRAFT, ProposalState.SUBMITTED}
    return can_work_on(user, proposal) and allow_if(
        is_alive and (until is None or at < until), _("The day by which partners confirm is over.")
    )


def can_keep_letter(user: Anyone, proposal: Proposal) -> Verdict:
    return can_work_on(user, proposal) and allow_if(
        proposal.is_draft, _("After handing in, a letter is added only when the coordinator asks to complete it.")
    )


def can_write_review(user: Anyone, review: Review, call: Call) -> Verdict:
    if review.reviewer_id != standing_of(user).user_id:
        return no(_("This is somebody else's review."))
    if call.state != CallState.REVIEW:
        return no(_("No review round is open."))
    return allow_if(review.state == ReviewState.OPEN, _("This review was handed in."))


def can_see_ranking(user: Anyone, call: Call) -> Verdict:
    standing = standing_of(user)
    if not (standing.is_coordinator or standing.is_steering):
        return no(_("Only the steering group and coordinators see the ranking."))
    return allow_if(call.are_reviews_shared, _("The ranking opens when the review round is closed."))


def can_decide(user: Anyone, proposal: Proposal) -> Verdict:
    is_time = proposal.call.state == CallState.DELIBERATION
    return (
        can_manage_calls(user)
        and allow_if(is_time, _("Decisions are noted when the review round is closed."))
        and allow_if(proposal.state == ProposalState.ADMISSIBLE, _("Only an admissible proposal is decided on."))
    )


def can_release(user: Anyone, decision: Decision) -> Verdict:
    return can_manage_calls(user) and allow_if(
        decision.state == DecisionState.PREPARED, _("This letter was released already.")
    )
