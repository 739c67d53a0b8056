"""Scheduled work: calls close, drafts are warned."""

from datetime import timedelta

from celery import shared_task

from calls import notices
from calls.domain import conflicts
from calls.domain.calls import close_call
from calls.enums import CallState, ProposalState
from calls.models import Call, Proposal
from innovet.kit import clock
from innovet.kit.refused import LostRace

WARNING = timedelta(hours=48)


@shared_task
def close_calls() -> int:
    at = clock.now()
    closed = 0
    for call in Call.objects.to_close_at(at):
        try:
            close_call(call, by=None, at=at)
        except LostRace:
            continue
        closed += 1
    return closed


@shared_task
def warn_drafts() -> int:
    at = clock.now()
    drafts = Proposal.objects.filter(
        state=ProposalState.DRAFT, call__in=Call.objects.open_at(at), call__closes_at__lte=at + WARNING
    ).select_related("call", "started_by")
    for proposal in drafts:
        notices.warn_draft(proposal, at=at)
    return len(drafts)


@shared_task
def search_conflicts() -> int:
    """Look every night for links of people who judge with proposals that are judged."""
    at = clock.now()
    judging = Call.objects.filter(state__in=[CallState.CLOSED, CallState.REVIEW, CallState.DELIBERATION])
    return sum(conflicts.search_conflicts(call, at=at) for call in judging)
