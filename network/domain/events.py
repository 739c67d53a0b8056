"""What happens to events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import Refused, require_reason
from network import notices
from network.domain import registrations
from network.enums import EventState, RegistrationState
from network.models import DialogueTable, Event

DETAILS = (
    "cycle", "title", "introduction", "starts_at", "ends_at", "place", "municipality", "registration_closes_at", "capacity",
)  # fmt: skip


class EventRefused(Refused):
    """The event cannot be changed like this."""


def create_event(details: Mapping[str, Any]) -> Event:
    """Prepare an event; nobody but coordinators sees it until it is published."""
    return Event.objects.create(**{name: details.get(name) for name in DETAILS})


@transaction.atomic
def change_event(event: Event, details: Mapping[str, Any], *, at: datetime) -> None:
    """Change the details; refuses fewer places than are taken, and any change once cancelled.

    The check and the write are one statement, so a registration in the same moment cannot slip in between. Places that
    came free go to the waiting list.
    """
    changes = {name: details[name] for name in DETAILS if name in details}
    room = Event.objects.filter(pk=event.pk, confirmed_count__lte=details["capacity"])
    if room.exclude(state=EventState.CANCELLED).update(**changes) != 1:
        raise EventRefused(_("There are already more registrations than that, or the meeting was cancelled."))
    event.refresh_from_db()
    registrations.fill_free_places(event, at=at)


def add_table(event: Event, *, question: str, seats: int) -> DialogueTable:
    """Add a dialogue table with the next number."""
    last = event.tables.order_by("-number").values_list("number", flat=True).first() or 0
    try:
        with transaction.atomic():
            return event.tables.create(number=last + 1, question=question, seats=seats)
    except IntegrityError as error:
        raise EventRefused(_("Somebody else added a table at the same moment. Try again.")) from error


def remove_table(table: DialogueTable) -> None:
    """Remove a table at which nobody sits; refuses otherwise."""
    deleted, _rows = DialogueTable.objects.filter(pk=table.pk, taken_count=0).delete()
    if not deleted:
        raise EventRefused(_("People already chose this table. Move them first."))


def publish_event(event: Event, *, by: User, at: datetime) -> None:
    """Show the event to everybody and open registration; refuses an event in the past."""
    if event.starts_at <= at:
        raise EventRefused(_("This meeting starts in the past. Choose another day first."))
    move_state(event, EventState.PUBLISHED, by=by, at=at)


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: User, at: datetime) -> None:
    """Cancel the event and tell everybody who has or awaits a place; refuses without a reason."""
    reason = require_reason(reason, _("Say why the meeting is cancelled: people who registered read it."))
    move_state(event, EventState.CANCELLED, by=by, at=at, reason=reason, confirmed_count=0, waiting_count=0)
    for registration in event.registrations.standing_places().select_related("user", "event"):
        move_state(registration, RegistrationState.CANCELLED, by=by, at=at, reason=reason)
        notices.tell_event_cancelled(registration, reason=reason, at=at)
