"""Whether the background work is alive and keeps up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from innovet.notifications.enums import MessageState
from innovet.notifications.models import Heartbeat, Message

SILENT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class JobHealth:
    """The state of the background work at one moment."""

    worker_seen_at: datetime | None
    oldest_due_at: datetime | None
    queue_age: timedelta
    counts: dict[str, int]
    is_worker_silent: bool


def record_heartbeat(name: str, *, at: datetime) -> None:
    """Note that a process is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def job_health(*, at: datetime) -> JobHealth:
    """What a monitoring page shows, in two statements: last sign of the worker, messages by state, oldest due one.

    The queue's age counts from the moment a message should have gone, so one that waits for a retry is not late.
    """
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    numbers = Message.objects.aggregate(
        oldest=Min("due_at", filter=Q(state=MessageState.QUEUED, due_at__lte=at)),
        **{str(state): Count("pk", filter=Q(state=state)) for state in MessageState},
    )
    oldest = numbers.pop("oldest")
    seen_at = beats.get("worker")
    return JobHealth(
        worker_seen_at=seen_at,
        oldest_due_at=oldest,
        queue_age=at - oldest if oldest else timedelta(),
        counts=numbers,
        is_worker_silent=seen_at is None or seen_at < at - SILENT_AFTER,
    )
