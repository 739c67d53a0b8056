import datetime

import pytest
from django.db import transaction

from innovet.kit.refused import Refused
from innovet.notifications.domain.outbox import AddressRefused, post_message, release_message
from innovet.notifications.enums import Category, MessageState
from innovet.notifications.models import Message, NotificationPreference
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


def post(**values):
    values = {"key": "k", "at": AT, "context": {"title": "Brood & wijn"}, **values}
    if "to" not in values:
        values.setdefault("address", "an@example.be")
    return post_message("example", **values)


def test_post_message_fixes_words_address_and_language():
    person = UserFactory(name="An Peeters", email="an@example.be", language="en")
    message = post(to=person)
    assert (message.to, message.address, message.name, message.language) == (
        person,
        "an@example.be",
        "An Peeters",
        "en",
    )
    assert message.subject == "Dutch: Brood & wijn"
    assert message.body.startswith(
        "Hello An Peeters,\n\nOver Brood & wijn.\n\nhttp://localhost:8000/ergens/\n\nKind regards"
    )
    assert message.state == MessageState.QUEUED


def test_post_message_speaks_dutch_unless_asked_otherwise():
    message = post(name="An")
    assert message.subject == "Nederlands: Brood & wijn"
    assert message.body.startswith("Dag An,")


def test_the_same_key_returns_the_row_that_stands():
    first = post()
    assert post(context={"title": "anders"}) == first
    assert Message.objects.get().subject == first.subject


def test_a_message_disappears_with_the_change_that_caused_it():
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_subject_or_name_cannot_bring_in_a_header():
    message = post(name="An\r\nBcc: all@example.be", context={"title": "x\r\nBcc: all@example.be\x00"})
    assert message.name == "An Bcc: all@example.be"
    assert "\n" not in message.subject
    assert "\r" not in message.subject


@pytest.mark.parametrize(
    "address", ["nobody", "a@b\r\nBcc: c@example.be", "a@example.be, b@example.be", "<a@example.be>"]
)
def test_post_message_refuses_an_address_that_is_none(address):
    with pytest.raises(AddressRefused):
        post(address=address)


def test_post_message_needs_one_addressee():
    with pytest.raises(ValueError, match="either"):
        post(address="")
    with pytest.raises(ValueError, match="either"):
        post(to=UserFactory(), address="an@example.be")


def test_a_held_letter_goes_when_it_is_released_to_the_address_of_that_moment(django_capture_on_commit_callbacks):
    person = UserFactory(email="old@example.be")
    coordinator = UserFactory(coordinator=True)
    with django_capture_on_commit_callbacks() as callbacks:
        message = post(to=person, held=True)
    assert message.state == MessageState.HELD
    assert callbacks == []
    person.email = "new@example.be"
    person.save()
    message = Message.objects.get()
    with django_capture_on_commit_callbacks() as callbacks:
        release_message(message, by=coordinator, at=AT)
    assert len(callbacks) == 1
    message.refresh_from_db()
    assert (message.state, message.address) == (MessageState.QUEUED, "new@example.be")
    assert [(move.by, move.target) for move in message.moves.all()] == [(coordinator, MessageState.QUEUED)]


@pytest.mark.parametrize("state", [state for state in MessageState if state not in {"held", "sent"}])
def test_release_message_refuses_what_is_not_held(state):
    message = MessageFactory(state=state)
    with pytest.raises(Refused):
        release_message(message, by=UserFactory(), at=AT)


def test_a_kind_of_message_that_was_switched_off_is_kept_but_not_sent():
    person = UserFactory()
    NotificationPreference.objects.create(user=person, category=Category.REMINDER)
    assert post(key="duty", to=person).state == MessageState.QUEUED
