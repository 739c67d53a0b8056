"""Finding a proposal inadmissible takes two coordinators: one proposes with a reason per requirement, another decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.admissibility import hold_unjudged, record_checks
from calls.domain.checks import Finding, Problem, check_requirements
from calls.domain.decisions import prepare_inadmissible
from calls.enums import FormalProblem, ProposalState, Requirement, TurnDownState
from calls.models import Proposal, TurnDown
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import ReasonMissing, Refused, require_reason


class SecondPersonNeeded(Refused):
    """Who proposed it does not confirm it."""


@transaction.atomic
def propose_turn_down(
    proposal: Proposal, *, unmet: Mapping[str, str], motivation: str, by: User, at: datetime
) -> TurnDown:
    """Ask a second coordinator to find a proposal inadmissible; nobody outside learns it.

    Refuses before closing, without a requirement, without a reason for each, without a motivation, and when somebody
    else judged, completes or proposed this just before.
    """
    reasons = {code: reason.strip() for code, reason in unmet.items()}
    if not reasons:
        raise ReasonMissing(_("Choose at least one requirement that is not met."))
    if not all(reasons.values()):
        raise ReasonMissing(_("Give a reason for each requirement that is not met."))
    motivation = require_reason(motivation, _("Give the motivation."))
    hold_unjudged(proposal, at=at)
    turn_down = proposal.turn_downs.create(unmet=reasons, motivation=motivation, proposed_by=by, proposed_at=at)
    notices.ask_second_coordinator(turn_down, at=at)
    return turn_down


@transaction.atomic
def confirm_turn_down(turn_down: TurnDown, *, by: User, at: datetime) -> None:
    """Find the proposal inadmissible as a second coordinator, and prepare its letter; it is known once that is released.

    Refuses who proposed it, a second answer, and a proposal that was withdrawn meanwhile.
    """
    if by.pk == turn_down.proposed_by_id:
        raise SecondPersonNeeded(_("Another coordinator than who proposed it decides."))
    move_state(turn_down, TurnDownState.CONFIRMED, by=by, at=at)
    proposal = turn_down.proposal
    hold_unjudged(proposal, at=at)
    findings = [_with(finding, turn_down.unmet) for finding in check_requirements(proposal, at=at)]
    move_state(proposal, ProposalState.INADMISSIBLE, by=by, at=at, reason=turn_down.motivation)
    record_checks(proposal, findings, turn_down.unmet, by=by, at=at)
    prepare_inadmissible(proposal, motivation=turn_down.motivation, by=by, at=at)


@transaction.atomic
def send_back_turn_down(turn_down: TurnDown, *, reason: str, by: User, at: datetime) -> None:
    """Leave the proposal to be judged anew, with the reason, and tell who proposed; refuses a second answer.

    Who proposed it may take it back in the same way.
    """
    reason = require_reason(reason)
    move_state(turn_down, TurnDownState.REJECTED, by=by, at=at, reason=reason)
    if by.pk != turn_down.proposed_by_id:
        notices.tell_turn_down_sent_back(turn_down, reason=reason, at=at)


def _with(finding: Finding, unmet: Mapping[str, str]) -> Finding:
    """What the coordinators found stands above what the portal found."""
    if finding.requirement not in unmet:
        return replace(finding, problems=())
    return finding if finding.problems else replace(finding, problems=(Problem(FormalProblem.JUDGED),))


def reasons_of(turn_down: TurnDown) -> list[tuple[str, str]]:
    """Each requirement that is not met, in words, with its reason."""
    return [(str(Requirement(code).label), reason) for code, reason in turn_down.unmet.items()]
