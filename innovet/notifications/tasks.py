"""Background work of the outbox."""

from celery import shared_task

from innovet.kit import clock
from innovet.notifications.domain.delivery import deliver_message, sweep_outbox
from innovet.notifications.domain.monitoring import record_heartbeat
from innovet.notifications.domain.outbox import purge_messages
from innovet.notifications.models import Message


@shared_task
def deliver(message_pk: int) -> None:
    """Send one message, unless it is gone or somebody else was first."""
    message = Message.objects.select_related("to").filter(pk=message_pk).first()
    if message is not None:
        deliver_message(message, at=clock.now())


@shared_task
def sweep() -> None:
    """Pick up what was left behind by a crash or a broker that was down."""
    sweep_outbox(at=clock.now())


@shared_task
def purge() -> None:
    """Delete old messages that nobody needs any more."""
    purge_messages(at=clock.now())


@shared_task
def heartbeat() -> None:
    """Show that timetable, broker and worker are alive."""
    record_heartbeat("worker", at=clock.now())
