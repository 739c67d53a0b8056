"""When partners must have confirmed by the rule of a call, and which partners count on a moment."""

from datetime import date, datetime

from django.utils import timezone

from calls.domain.moments import closing_for
from calls.enums import ConfirmationRule, FormalPart
from calls.models import Call, Proposal
from calls.models.approvals import Completion
from innovet.kit.workdays import INSTANT, add_working_days, day_closes_at
from projects.domain import consortia
from projects.models import ConsortiumMember


def confirm_by(call: Call, school_id: int) -> date | None:
    """The last day on which partners of a school may confirm; none where it is not needed."""
    closes_at = confirmations_close_at(call, closing_for(call, school_id))
    return timezone.localdate(closes_at - INSTANT) if closes_at else None


def confirmations_close_at(
    call: Call, closes_at: datetime | None, completion: Completion | None = None
) -> datetime | None:
    """The first instant too late to confirm: that of closing, or after some working days, as the call says.

    `closes_at` is the closing moment of the school. A completion that opens the confirmations gives until its end.
    """
    if closes_at is None or call.confirmation_rule == ConfirmationRule.NONE:
        return None
    if call.confirmation_rule == ConfirmationRule.AFTER_CLOSING:
        last = add_working_days(timezone.localdate(closes_at - INSTANT), call.confirmation_days)
        closes_at = day_closes_at(last)
    if completion and FormalPart.CONFIRMATIONS in completion.parts:
        return max(closes_at, completion.closes_at)
    return closes_at


def does_count(member: ConsortiumMember, *, is_over: bool) -> bool:
    """Whether a partner counts for the partnership and its money as co-financing.

    After the last moment only who confirmed; before it, and where no confirmation is needed, whoever did not say no.
    """
    return member.is_confirmed if is_over else not member.is_refused


def unconfirmed_names(proposal: Proposal) -> list[str]:
    """The partners of whom an answer may come after closing, where the call says so."""
    if proposal.call.confirmation_rule != ConfirmationRule.AFTER_CLOSING:
        return []
    return [member.organisation.name for member in proposal.consortium.members.all() if not member.is_confirmed]


def move_confirm_by(call: Call, school_id: int | None = None) -> None:
    """Partners get the days that a later closing moment gives; `school_id` where it moved for one school only.

    A school with a later moment of its own keeps it.
    """
    proposals = call.proposals.filter(lead_school=school_id) if school_id else call.proposals.all()
    for school, consortium in proposals.values_list("lead_school", "consortium"):
        if last := confirm_by(call, school):
            consortia.postpone_confirmation(consortium, last)
