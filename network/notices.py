"""Messages of the learning network."""

from datetime import datetime

from innovet.notifications.domain.outbox import post_message
from network.enums import RegistrationState
from network.models import Event, Registration


def tell_registration(registration: Registration, *, at: datetime) -> None:
    """Tell a person that the place is theirs, or that they wait."""
    has_place = registration.state == RegistrationState.CONFIRMED
    _post("registration_confirmed" if has_place else "registration_waiting", registration, at=at)


def tell_place_free(registration: Registration, *, at: datetime) -> None:
    """Tell somebody on the waiting list that a place came free and is theirs."""
    _post("registration_promoted", registration, at=at)


def tell_registration_cancelled(registration: Registration, *, at: datetime) -> None:
    """Confirm that a registration was cancelled."""
    _post("registration_cancelled", registration, at=at)


def tell_event_cancelled(registration: Registration, *, reason: str, at: datetime) -> None:
    """Tell a registered person that the meeting does not take place."""
    _post("event_cancelled", registration, at=at, reason=reason)


def _post(template: str, registration: Registration, *, at: datetime, reason: str = "") -> None:
    event: Event = registration.event
    post_message(
        template,
        key=f"{template}:{registration.pk}",
        at=at,
        to=registration.user,
        context={
            "event": event,
            "registration": registration,
            "reason": reason,
        },
    )
