"""Scheduled work: calls close, terms to complete pass, drafts are warned."""

from datetime import timedelta

from celery import shared_task

from calls import notices
from calls.domain.calls import close_call
from calls.domain.completions import expire_completion
from calls.enums import CompletionState, ProposalState
from calls.models import Call, Completion, Proposal
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
def expire_completions() -> int:
    at = clock.now()
    expired = 0
    for completion in Completion.objects.filter(state=CompletionState.OPEN, closes_at__lte=at).select_related(
        "proposal"
    ):
        try:
            expire_completion(completion, at=at)
        except LostRace:
            continue
        expired += 1
    return expired


@shared_task
def warn_drafts() -> int:
    at = clock.now()
    drafts = Proposal.objects.filter(
        state=ProposalState.DRAFT, call__in=Call.objects.open_at(at), call__closes_at__lte=at + WARNING
    ).select_related("call", "started_by")
    for proposal in drafts:
        notices.warn_draft(proposal, at=at)
    return len(drafts)
