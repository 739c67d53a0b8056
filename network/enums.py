"""Closed lists of the learning network and the moves between states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class EventState(models.TextChoices):
    """Where an event stands; whether it is over follows from its hours."""

    DRAFT = "draft", _("in preparation")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")


EVENT_FLOW = Flow[EventState](
    {
        EventState.DRAFT: frozenset({EventState.PUBLISHED}),
        EventState.PUBLISHED: frozenset({EventState.CANCELLED}),
        EventState.CANCELLED: frozenset(),
    }
)


class RegistrationState(models.TextChoices):
    """Where a registration stands."""

    CONFIRMED = "confirmed", _("you have a place")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


REGISTRATION_FLOW = Flow[RegistrationState](
    {
        RegistrationState.CONFIRMED: frozenset({RegistrationState.CANCELLED}),
        RegistrationState.WAITING: frozenset({RegistrationState.CONFIRMED, RegistrationState.CANCELLED}),
        RegistrationState.CANCELLED: frozenset(),
    }
)
