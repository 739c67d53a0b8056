"""Every act that moves a meeting or a registration, ready for two people at once."""

import datetime

from network.domain import events, registrations
from network.enums import EventState
from network.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.network import EventFactory, RegistrationFactory

AT = datetime.datetime(2040, 4, 2, 9, tzinfo=datetime.UTC)


def who():
    return {"by": UserFactory(coordinator=True), "at": AT}


def registered():
    registration = RegistrationFactory()
    Event.objects.filter(pk=registration.event_id).update(confirmed_count=1)
    return registration


RACES = {
    "events.publish_event": lambda: (
        EventFactory(state=EventState.DRAFT),
        lambda event: events.publish_event(event, **who()),
    ),
    "events.cancel_event": lambda: (
        EventFactory(),
        lambda event: events.cancel_event(event, reason="Staking.", **who()),
    ),
    "registrations.cancel_registration": lambda: (
        registered(),
        lambda registration: registrations.cancel_registration(registration, by=registration.user, at=AT),
    ),
}
# Nobody decides here: places that are free go to whoever waits, and a second call finds none.
QUIET = {"registrations.fill_free_places"}
