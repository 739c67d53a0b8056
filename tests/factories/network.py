import datetime
from zoneinfo import ZoneInfo

import factory

from network.enums import EventState, RegistrationState
from network.models import DialogueTable, Event, Registration
from tests.factories.accounts import UserFactory

BRUSSELS = ZoneInfo("Europe/Brussels")


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event

    title = factory.Sequence(lambda n: f"Bijeenkomst {n}")
    starts_at = datetime.datetime(2040, 5, 1, 13, 0, tzinfo=BRUSSELS)
    ends_at = datetime.datetime(2040, 5, 1, 17, 0, tzinfo=BRUSSELS)
    registration_closes_at = datetime.datetime(2040, 4, 25, 0, 0, tzinfo=BRUSSELS)
    place = "Zaal"
    municipality = "Gent"
    capacity = 2
    state = EventState.PUBLISHED


class TableFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DialogueTable

    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)
    question = "Hoe werken onderwijs en bedrijven samen?"
    seats = 1


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    user = factory.SubFactory(UserFactory)
    registered_at = datetime.datetime(2040, 4, 1, 9, 0, tzinfo=BRUSSELS)
    state = RegistrationState.CONFIRMED
