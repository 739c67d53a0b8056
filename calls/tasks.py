"""Scheduled work: calls close, terms to complete pass, drafts are warned and go."""

from celery import shared_task

from calls.domain import drafts
from calls.domain.calls import close_call
from calls.domain.completions import expire_completion
from calls.enums import CompletionState
from calls.models import Call, Completion
from innovet.kit import clock
from innovet.kit.refused import LostRace


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
    return drafts.warn_drafts(at=clock.now())


@shared_task
def warn_removals() -> int:
    return drafts.warn_removals(at=clock.now())


@shared_task
def delete_drafts() -> int:
    return drafts.delete_drafts(at=clock.now())
