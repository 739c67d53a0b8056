"""What happens to registrations: places are never given twice and never lost.

Every act takes the event's row first, by a guarded update or a lock: on PostgreSQL the second of two people waits for
the first and then sees its result; SQLite has one writer at a time.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from network import notices
from network.enums import EventState, RegistrationState
from network.models import DialogueTable, Event, Registration

ATTEMPTS = 3


class RegistrationClosed(Refused):
    """Nobody can register now."""


class AlreadyRegistered(Refused):
    """The person has or awaits a place."""


class TableFull(Refused):
    """No seat is left at the chosen table."""


@transaction.atomic
def register(
    event: Event, *, user: User, table: DialogueTable | None = None, remark: str = "", at: datetime
) -> Registration:
    """Give the person a place, or the last place in the waiting list when the event is full.

    Refuses when registration is closed, the person is registered already, or the chosen table is full.
    """
    if not event.is_open_at(at):
        raise RegistrationClosed(_("Registration is closed."))
    state = _take_place(event)
    if table and state == RegistrationState.CONFIRMED and not _take_seat(event, table):
        raise TableFull(_("This table is full. Choose another one."))
    try:
        with transaction.atomic():
            registration = Registration.objects.create(
                event=event, user=user, table=table, remark=remark, registered_at=at, state=state
            )
    except IntegrityError as error:
        raise AlreadyRegistered(_("You are already registered for this meeting.")) from error
    notices.tell_registration(registration, at=at)
    return registration


@transaction.atomic
def cancel_registration(registration: Registration, *, by: User, at: datetime) -> Registration | None:
    """Free the place and give it to the first in line, who is told; returns that registration if there is one."""
    had_place = registration.state == RegistrationState.CONFIRMED
    event = Event.objects.select_for_update().get(pk=registration.event_id)
    move_state(registration, RegistrationState.CANCELLED, by=by, at=at)
    counter = "confirmed_count" if had_place else "waiting_count"
    Event.objects.filter(pk=event.pk).update(**{counter: F(counter) - 1})
    if had_place and registration.table_id:
        DialogueTable.objects.filter(pk=registration.table_id).update(taken_count=F("taken_count") - 1)
    notices.tell_registration_cancelled(registration, at=at)
    return _promote_first(event, at=at) if had_place else None


def fill_free_places(event: Event, *, at: datetime) -> None:
    """Give every free place to the waiting list, in its order; the caller's transaction holds the event's row."""
    while _promote_first(event, at=at):
        pass


def _take_place(event: Event) -> RegistrationState:
    """Count the person in by one guarded statement; the second statement runs only for a full event."""
    published = Event.objects.filter(pk=event.pk, state=EventState.PUBLISHED)
    for _attempt in range(ATTEMPTS):  # a place may come free, or be taken, between the two statements
        if published.filter(confirmed_count__lt=F("capacity")).update(confirmed_count=F("confirmed_count") + 1):
            return RegistrationState.CONFIRMED
        if published.filter(confirmed_count__gte=F("capacity")).update(waiting_count=F("waiting_count") + 1):
            return RegistrationState.WAITING
    raise LostRace(_("The places changed while you registered. Try again."))


def _take_seat(event: Event, table: DialogueTable) -> bool:
    """Count the person in at a table of the event; tells whether there was a seat."""
    free = DialogueTable.objects.filter(pk=table.pk, event=event, taken_count__lt=F("seats"))
    return bool(free.update(taken_count=F("taken_count") + 1))


def _promote_first(event: Event, *, at: datetime) -> Registration | None:
    """Give a free place to the first in line; the caller holds the event's row."""
    first = event.registrations.in_line().select_related("user", "table").first()
    if first is None:
        return None
    taken = Event.objects.filter(pk=event.pk, confirmed_count__lt=F("capacity"), state=EventState.PUBLISHED)
    if not taken.update(confirmed_count=F("confirmed_count") + 1, waiting_count=F("waiting_count") - 1):
        return None
    keeps_table = first.table is not None and _take_seat(event, first.table)
    move_state(first, RegistrationState.CONFIRMED, by=None, at=at, table=first.table if keeps_table else None)
    notices.tell_place_free(first, at=at)
    return first
