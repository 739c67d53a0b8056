"""Background jobs of accounts."""

from celery import shared_task

from innovet.accounts.domain import sessions
from innovet.kit import clock


@shared_task
def clear_sessions() -> None:
    """Every night: forget sessions that ended by themselves."""
    sessions.clear_sessions(at=clock.now())
