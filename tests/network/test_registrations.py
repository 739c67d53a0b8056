import datetime
import threading

import pytest
from django.db import connection, connections
from django.utils import translation

from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit.refused import LostRace, ReasonMissing
from innovet.notifications.models import Message
from network.domain import events, registrations
from network.enums import EventState, RegistrationState
from network.models import Event, Registration
from tests.factories.accounts import UserFactory
from tests.factories.network import BRUSSELS, EventFactory, TableFactory

NOW = datetime.datetime(2040, 4, 1, 9, 0, tzinfo=BRUSSELS)
pytestmark = pytest.mark.django_db


def register(event, **fields):
    return registrations.register(event, user=UserFactory(), at=NOW, **fields)


def counts(event):
    event.refresh_from_db()
    return event.confirmed_count, event.waiting_count


def test_register_gives_places_and_then_a_waiting_list():
    event = EventFactory(capacity=2)
    states = [register(event).state for _ in range(4)]
    assert states == [RegistrationState.CONFIRMED] * 2 + [RegistrationState.WAITING] * 2
    assert counts(event) == (2, 2)


def test_register_tells_the_person():
    registration = register(EventFactory())
    message = Message.objects.get(to=registration.user)
    assert registration.event.title in message.subject


def test_a_mail_links_to_the_page_in_the_language_of_who_gets_it():
    people = [UserFactory(language=language) for language in ("nl-be", "en")]
    event = EventFactory()
    with translation.override("en"):
        for person in people:
            registrations.register(event, user=person, at=NOW)
    dutch, english = (Message.objects.get(to=person).body for person in people)
    assert f"/bijeenkomsten/{event.pk}/" in dutch
    assert "/en/" not in dutch
    assert f"/en/bijeenkomsten/{event.pk}/" in english


def test_a_table_of_another_meeting_is_refused():
    table = TableFactory()
    with pytest.raises(registrations.TableFull):
        register(EventFactory(), table=table)
    table.refresh_from_db()
    assert table.taken_count == 0
    assert not Registration.objects.exists()


def test_register_is_refused_at_the_closing_second():
    event = EventFactory()
    with pytest.raises(registrations.RegistrationClosed):
        registrations.register(event, user=UserFactory(), at=event.registration_closes_at)


def test_register_twice_is_refused_and_takes_one_place():
    event = EventFactory()
    registration = register(event)
    with pytest.raises(registrations.AlreadyRegistered):
        registrations.register(event, user=registration.user, at=NOW)
    assert counts(event) == (1, 0)


def test_a_person_may_register_again_after_cancelling():
    event = EventFactory()
    registration = register(event)
    registrations.cancel_registration(registration, by=registration.user, at=NOW)
    assert registrations.register(event, user=registration.user, at=NOW).state == RegistrationState.CONFIRMED


def test_a_full_table_refuses_and_takes_no_place():
    event = EventFactory(capacity=5)
    table = TableFactory(event=event, seats=1)
    register(event, table=table)
    with pytest.raises(registrations.TableFull):
        register(event, table=table)
    assert counts(event) == (1, 0)


def test_a_freed_place_goes_to_the_first_in_line_with_the_table_they_asked():
    event = EventFactory(capacity=1)
    table = TableFactory(event=event, seats=1)
    first = register(event, table=table)
    second = register(event, table=table)
    register(event)
    promoted = registrations.cancel_registration(first, by=first.user, at=NOW)
    assert promoted == second
    assert (promoted.state, promoted.table) == (RegistrationState.CONFIRMED, table)
    assert counts(event) == (1, 1)
    assert Message.objects.filter(to=second.user).count() == 2


def test_leaving_the_waiting_list_frees_no_place():
    event = EventFactory(capacity=1)
    register(event)
    waiting = register(event)
    assert registrations.cancel_registration(waiting, by=waiting.user, at=NOW) is None
    assert counts(event) == (1, 0)


def test_cancelling_twice_is_refused_and_counts_once():
    event = EventFactory()
    registration = register(event)
    stale = Registration.objects.select_related("event").get(pk=registration.pk)
    registrations.cancel_registration(registration, by=registration.user, at=NOW)
    with pytest.raises(LostRace):
        registrations.cancel_registration(stale, by=registration.user, at=NOW)
    assert counts(event) == (0, 0)


def test_more_places_go_to_the_waiting_list():
    event = EventFactory(capacity=1)
    register(event)
    waiting = [register(event), register(event)]
    event.refresh_from_db()
    details = {name: getattr(event, name) for name in events.DETAILS} | {"capacity": 2}
    events.change_event(event, details, at=NOW)
    assert [Registration.objects.get(pk=one.pk).state for one in waiting] == ["confirmed", "waiting"]
    assert counts(event) == (2, 1)


def test_fewer_places_than_are_taken_is_refused():
    event = EventFactory(capacity=2)
    register(event), register(event)
    details = {name: getattr(event, name) for name in events.DETAILS} | {"capacity": 1}
    with pytest.raises(events.EventRefused):
        events.change_event(event, details, at=NOW)


def test_publish_event_refuses_the_past():
    event = EventFactory(state=EventState.DRAFT)
    with pytest.raises(events.EventRefused):
        events.publish_event(event, by=UserFactory(), at=event.starts_at)


def test_publish_event_twice_is_refused():
    event = EventFactory(state=EventState.DRAFT)
    events.publish_event(event, by=UserFactory(), at=NOW)
    with pytest.raises(MoveNotAllowed):
        events.publish_event(event, by=UserFactory(), at=NOW)


def test_cancel_event_tells_everybody_and_empties_the_places():
    event = EventFactory(capacity=1)
    people = [register(event).user, register(event).user]
    events.cancel_event(event, reason="De zaal is niet vrij.", by=UserFactory(), at=NOW)
    assert not event.registrations.standing_places().exists()
    for person in people:
        assert "De zaal is niet vrij." in Message.objects.filter(to=person).latest("pk").body
    with pytest.raises(registrations.RegistrationClosed):
        register(event)


def test_cancel_event_needs_a_reason():
    with pytest.raises(ReasonMissing):
        events.cancel_event(EventFactory(), reason=" ", by=UserFactory(), at=NOW)


def test_a_table_with_people_is_not_removed():
    table = TableFactory(event=EventFactory())
    register(table.event, table=table)
    with pytest.raises(events.EventRefused):
        events.remove_table(table)


def at_once(acts):
    """Run the acts in threads of their own, each with its own connection, from one starting gun."""
    gun = threading.Barrier(len(acts))
    outcomes = []

    def run(act):
        try:
            gun.wait(10)
            outcomes.append(act())
        except Exception as error:  # noqa: BLE001
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: set DATABASE_URL")
@pytest.mark.django_db(transaction=True)
def test_twelve_people_at_once_get_exactly_the_places_there_are():
    event = EventFactory(capacity=5)
    users = [UserFactory() for _ in range(12)]
    outcomes = at_once(
        [
            lambda user=user: registrations.register(Event.objects.get(pk=event.pk), user=user, at=NOW).state
            for user in users
        ]
    )
    assert sorted(map(str, outcomes)) == ["confirmed"] * 5 + ["waiting"] * 7
    assert counts(event) == (5, 7)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: set DATABASE_URL")
@pytest.mark.django_db(transaction=True)
def test_without_the_guard_a_place_is_given_twice(monkeypatch):
    """The same race with the check and the write apart: proof that the race above is real."""

    def unguarded(event):
        if Event.objects.get(pk=event.pk).confirmed_count < event.capacity:
            gate.wait(10)
            return RegistrationState.CONFIRMED
        return RegistrationState.WAITING

    gate = threading.Barrier(2)
    monkeypatch.setattr(registrations, "_take_place", unguarded)
    event = EventFactory(capacity=1)
    users = [UserFactory(), UserFactory()]
    at_once([lambda user=user: registrations.register(event, user=user, at=NOW) for user in users])
    assert event.registrations.filter(state=RegistrationState.CONFIRMED).count() == 2


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: set DATABASE_URL")
@pytest.mark.django_db(transaction=True)
def test_a_place_freed_while_somebody_joins_the_waiting_list_is_never_lost():
    for _round in range(5):
        event = EventFactory(capacity=1)
        holder = register(event)
        late = UserFactory()
        at_once(
            [
                lambda holder=holder: registrations.cancel_registration(
                    Registration.objects.select_related("event", "user").get(pk=holder.pk), by=holder.user, at=NOW
                ),
                lambda event=event, late=late: registrations.register(
                    Event.objects.get(pk=event.pk), user=late, at=NOW
                ),
            ]
        )
        assert event.registrations.get(user=late).state == RegistrationState.CONFIRMED
        assert counts(event) == (1, 0)
