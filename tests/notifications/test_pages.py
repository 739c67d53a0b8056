import datetime

import pytest
from django.urls import reverse

from innovet.kit import clock
from innovet.notifications import tasks
from innovet.notifications.domain.monitoring import job_health, record_heartbeat
from innovet.notifications.domain.preferences import choose_categories, wanted_categories
from innovet.notifications.enums import Category, MessageState
from innovet.notifications.models import Message, NotificationPreference
from innovet.notifications.permissions import can_cancel, can_confirm, can_manage_messages, can_release, can_resend
from innovet.notifications.waiting import waiting_for
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
TOKEN = "eyJwIjo1fQ:1tKx9Z:abcDEF_ghiJKL-mno"
pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = UserFactory(coordinator=True)
    client.force_login(person)
    return person


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_needs_the_same_statements_for_any_number(client, coordinator, django_assert_max_num_queries, rows):
    for state in MessageState:
        MessageFactory.create_batch(rows, state=state, sent_at=AT)
    for query in ("", "?state=held", "?q=Bericht"):
        with django_assert_max_num_queries(8):
            assert client.get(reverse("message_list") + query).status_code == 200


def test_the_list_shows_what_needs_a_person_first(client, coordinator):
    MessageFactory(subject="Oud en mislukt", failed=True, posted_at=AT)
    MessageFactory(subject="Nieuw en weg", sent=True)
    page = client.get(reverse("message_list")).content.decode()
    assert page.index("Oud en mislukt") < page.index("Nieuw en weg")


def test_the_list_finds_by_words(client, coordinator):
    MessageFactory(subject="Selectie bekend")
    MessageFactory(subject="Iets anders")
    page = client.get(reverse("message_list"), {"q": "selectie"}).content.decode()
    assert "Selectie bekend" in page
    assert "Iets anders" not in page


@pytest.mark.parametrize("query", ["?state=nonsense", "?page=0", "?page=x", "?page=99999999999", "?q=%00"])
def test_the_list_survives_bad_questions(client, coordinator, query):
    assert client.get(reverse("message_list") + query).status_code == 200


def test_ticked_letters_are_released_together(client, coordinator):
    letters = MessageFactory.create_batch(2, held=True)
    MessageFactory(held=True)
    response = client.post(reverse("message_release"), {"message": [letter.pk for letter in letters]}, follow=True)
    assert "2 berichten" in response.content.decode()
    assert Message.objects.filter(state=MessageState.HELD).count() == 1
    assert set(Message.objects.due_at(clock.now())) == set(letters)


def test_a_refused_message_is_told_and_the_others_are_done(client, coordinator):
    letter, sent = MessageFactory(held=True), MessageFactory(sent=True)
    response = client.post(reverse("message_release"), {"message": [letter.pk, sent.pk]}, follow=True)
    page = response.content.decode()
    assert "huidige toestand" in page
    assert "1 bericht" in page


def test_choosing_nothing_is_told(client, coordinator):
    assert "minstens één" in client.post(reverse("message_cancel"), follow=True).content.decode()


def test_only_the_addressee_sees_the_keys_in_links(client, coordinator):
    person = UserFactory()
    message = MessageFactory(to=person, sent=True, body=f"Bevestig: http://localhost:8000/partner/{TOKEN}/ graag.")
    assert TOKEN not in client.get(message.get_absolute_url()).content.decode()
    client.force_login(person)
    page = client.get(message.get_absolute_url()).content.decode()
    assert TOKEN in page
    assert "Annuleer" not in page


def test_my_messages_holds_nothing_of_others_and_nothing_held_back(client, django_assert_max_num_queries):
    person = UserFactory()
    MessageFactory(to=person, subject="Voor mij", sent=True)
    MessageFactory(to=person, subject="Nog geheim", held=True)
    MessageFactory(subject="Voor een ander", sent=True)
    client.force_login(person)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("my_messages")).content.decode()
    assert "Voor mij" in page
    assert "Nog geheim" not in page
    assert "Voor een ander" not in page


def test_preferences_are_kept_and_shown(client):
    person = UserFactory()
    client.force_login(person)
    client.post(reverse("message_preferences"), {"categories": [Category.NEWS]})
    assert wanted_categories(person) == [Category.NEWS]
    page = client.get(reverse("message_preferences")).content.decode()
    assert page.count("checked") == 1
    choose_categories(person, [Category.NEWS, Category.REMINDER])
    assert not NotificationPreference.objects.exists()


def test_coordinators_are_told_what_waits():
    MessageFactory(failed=True)
    MessageFactory(uncertain=True)
    MessageFactory(held=True)
    lines = waiting_for(UserFactory(coordinator=True), at=AT)
    assert [(line.count, line.url) for line in lines] == [(2, "/berichten/"), (1, "/berichten/?state=held")]
    assert waiting_for(UserFactory(steering=True), at=AT) == []


def test_nothing_waits_when_all_arrived():
    MessageFactory(sent=True)
    assert waiting_for(UserFactory(coordinator=True), at=AT) == []


ALLOWED = {
    "can_release": {"held"},
    "can_resend": {"failed", "uncertain"},
    "can_confirm": {"uncertain"},
    "can_cancel": {"held", "queued", "failed", "uncertain"},
}


@pytest.mark.parametrize("can", [can_release, can_resend, can_confirm, can_cancel], ids=lambda can: can.__name__)
def test_only_a_coordinator_may_and_only_in_some_states(can):
    coordinator, administrator = UserFactory(coordinator=True), UserFactory(administrator=True)
    assert can_manage_messages(coordinator)
    assert not can_manage_messages(administrator)
    for state in MessageState:
        message = MessageFactory.build(state=state, to=None)
        assert bool(can(coordinator, message)) == (state in ALLOWED[can.__name__])
        verdict = can(administrator, message)
        assert not verdict
        assert verdict.reason


def test_job_health_tells_silence_and_the_age_of_the_queue(django_assert_num_queries):
    assert job_health(at=AT).is_worker_silent
    tasks.heartbeat()
    record_heartbeat("worker", at=AT - datetime.timedelta(minutes=2))
    MessageFactory(posted_at=AT - datetime.timedelta(minutes=7))
    MessageFactory(posted_at=AT + datetime.timedelta(minutes=7))
    MessageFactory(failed=True)
    with django_assert_num_queries(2):
        health = job_health(at=AT)
    assert not health.is_worker_silent
    assert health.queue_age == datetime.timedelta(minutes=7)
    assert (health.counts["queued"], health.counts["failed"], health.counts["sent"]) == (2, 1, 0)


def test_the_tasks_run():
    tasks.sweep()
    tasks.purge()
