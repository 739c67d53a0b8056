import pytest
from django.test import Client
from django.urls import reverse

from innovet.kit import clock
from innovet.kit.contributions import Found
from network import permissions
from network.enums import EventState, RegistrationState
from network.find import find
from network.models import Event, Registration
from tests.factories.accounts import UserFactory
from tests.factories.network import EventFactory, RegistrationFactory, TableFactory

pytestmark = pytest.mark.django_db
DETAILS = {
    "title": "Startdag", "starts_at": "2041-03-01T13:00", "ends_at": "2041-03-01T17:00", "place": "Zaal",
    "municipality": "Gent", "registration_closes_at": "2041-02-20T00:00", "capacity": "30",
}  # fmt: skip


@pytest.fixture
def coordinator():
    client = Client()
    client.force_login(UserFactory(coordinator=True))
    return client


@pytest.fixture
def member():
    client = Client()
    client.user = UserFactory()
    client.force_login(client.user)
    return client


def test_a_coordinator_makes_a_meeting_from_form_to_registrations(coordinator, member):
    answer = coordinator.post(reverse("event_create"), DETAILS)
    event = Event.objects.get()
    assert answer["Location"] == reverse("event_manage", args=[event.pk])
    coordinator.post(
        reverse("table_create", args=[event.pk]), {"question": "Wat heeft een leerkracht nodig?", "seats": 8}
    )
    assert member.get(reverse("event_detail", args=[event.pk])).status_code == 404
    coordinator.post(reverse("event_publish", args=[event.pk]))
    table = event.tables.get()
    member.post(reverse("registration_create", args=[event.pk]), {"table": table.pk, "remark": "Vegetarisch"})
    page = coordinator.get(reverse("event_manage", args=[event.pk])).content.decode()
    assert "Vegetarisch" in page
    assert str(member.user) in page


def test_a_wrong_form_keeps_what_was_typed(coordinator):
    answer = coordinator.post(reverse("event_create"), DETAILS | {"ends_at": "2041-03-01T12:00"})
    assert answer.status_code == 422
    assert "Startdag" in answer.content.decode()
    assert not Event.objects.exists()


def test_a_full_table_answers_409_and_keeps_the_remark(member):
    table = TableFactory(event=EventFactory(), seats=1, taken_count=1)
    answer = member.post(
        reverse("registration_create", args=[table.event_id]), {"table": table.pk, "remark": "Ik kom met de trein"}
    )
    assert answer.status_code == 409
    assert "Ik kom met de trein" in answer.content.decode()
    assert not Registration.objects.exists()


def test_who_registers_too_late_sees_the_typed_remark(member):
    event = EventFactory(registration_closes_at=clock.now())
    answer = member.post(reverse("registration_create", args=[event.pk]), {"remark": "Ik kom met de trein"})
    assert answer.status_code == 409
    assert "Ik kom met de trein" in answer.content.decode()


def test_a_reason_to_cancel_what_is_cancelled_already_stays_in_view(coordinator):
    event = EventFactory(state=EventState.CANCELLED)
    answer = coordinator.post(reverse("event_cancel", args=[event.pk]), {"reason": "Te weinig inschrijvingen"})
    assert answer.status_code == 422
    assert "Te weinig inschrijvingen" in answer.content.decode()


def test_a_full_meeting_says_in_plain_words_who_waits(member):
    event = EventFactory(capacity=1, confirmed_count=1)
    address = event.get_absolute_url()
    assert "Volzet; nog niemand wacht" in member.get(address).content.decode()
    Event.objects.filter(pk=event.pk).update(waiting_count=1)
    assert "Volzet; 1 persoon wacht" in member.get(address).content.decode()


def test_who_waits_sees_the_table_that_was_asked(member):
    table = TableFactory(question="Wat heeft een leerkracht nodig?")
    RegistrationFactory(event=table.event, user=member.user, table=table, state=RegistrationState.WAITING)
    page = member.get(table.event.get_absolute_url()).content.decode()
    assert "De tafel die je graag wilt" in page


def test_a_table_of_another_meeting_is_refused(member):
    other = TableFactory()
    event = EventFactory()
    answer = member.post(reverse("registration_create", args=[event.pk]), {"table": other.pk})
    assert answer.status_code == 422


def test_the_form_of_a_changed_meeting_shows_what_stands(coordinator):
    event = EventFactory(title="Pitchmoment")
    assert "Pitchmoment" in coordinator.get(reverse("event_edit", args=[event.pk])).content.decode()
    answer = coordinator.post(reverse("event_edit", args=[event.pk]), DETAILS)
    assert answer.status_code == 302
    event.refresh_from_db()
    assert (event.title, event.state) == ("Startdag", EventState.PUBLISHED)


@pytest.mark.parametrize("name", ["event_list", "event_detail", "event_manage"])
def test_the_number_of_statements_is_flat(coordinator, name, django_assert_max_num_queries):
    def statements():
        event = EventFactory(capacity=9)
        TableFactory(event=event)
        RegistrationFactory(event=event)
        path = reverse(name, args=[] if name == "event_list" else [event.pk])
        with django_assert_max_num_queries(12) as captured:
            assert coordinator.get(path).status_code == 200
        return event, len(captured)

    _event, once = statements()
    event, _again = statements()
    for _ in range(2):
        TableFactory(event=event)
        RegistrationFactory(event=event)
    path = reverse(name, args=[] if name == "event_list" else [event.pk])
    with django_assert_max_num_queries(once):
        coordinator.get(path)


def test_find_shows_published_meetings_only():
    EventFactory(title="Startdag robots", state=EventState.DRAFT)
    shown = EventFactory(title="Pitch robots")
    assert [hit.title for hit in find(UserFactory(), "robots")] == [shown.title]
    assert all(isinstance(hit, Found) for hit in find(UserFactory(coordinator=True), "robots pitch"))


@pytest.mark.parametrize(
    ("trait", "organise"),
    [("", False), ("steering", False), ("quality", False), ("administrator", False), ("coordinator", True)],
)
def test_who_may_organise(trait, organise):
    user = UserFactory(**{trait: True} if trait else {})
    assert bool(permissions.can_organise(user)) is organise


def test_who_may_register_and_cancel():
    event = EventFactory()
    user, other = UserFactory(), UserFactory()
    assert permissions.can_register(user, event, is_open=True, is_registered=False)
    assert not permissions.can_register(user, event, is_open=True, is_registered=True)
    assert not permissions.can_register(user, event, is_open=False, is_registered=False)
    registration = RegistrationFactory(event=event, user=user, state=RegistrationState.CONFIRMED)
    assert permissions.can_cancel(user, registration, is_over=False)
    assert not permissions.can_cancel(user, registration, is_over=True)
    assert not permissions.can_cancel(other, registration, is_over=False)
    assert permissions.can_cancel(UserFactory(coordinator=True), registration, is_over=False)
