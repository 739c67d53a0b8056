"""Answers to what happens to cycles and partners."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from calls import notices
from calls.domain.cloning import copy_calls
from calls.models import Proposal
from projects.models import ConsortiumMember, Cycle
from projects.signals import cycle_cloned, partner_withdrew


@receiver(cycle_cloned)
def cycle_cloned_copies_calls(sender: object, cycle: Cycle, original: Cycle, days: int, **_kwargs: Any) -> None:  # noqa: ARG001
    """The copy of a cycle gets its calls as drafts."""
    copy_calls(original, cycle, days=days)


@receiver(partner_withdrew)
def partner_withdrew_tells_coordinators(
    sender: object,  # noqa: ARG001
    member: ConsortiumMember,
    at: datetime,
    **_kwargs: Any,
) -> None:
    """Coordinators hear it of what was handed in, once they may know it: after closing."""
    proposal = Proposal.objects.filter(consortium=member.consortium_id).select_related("call", "lead_school").first()
    if proposal is not None and not proposal.is_draft and proposal.call.is_past_closing_at(at):
        notices.tell_partner_withdrew(proposal, member, at=at)
