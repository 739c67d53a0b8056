import datetime

import pytest
from django.db import transaction

from innovet.kit.refused import LostRace, Refused
from innovet.notifications.domain.outbox import (
    AddressRefused,
    cancel_message,
    confirm_message,
    post_message,
    purge_messages,
    release_message,
    resend_message,
)
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


def test_a_kind_of_message_that_was_switched_off_is_kept_but_not_sent():
    person = UserFactory()
    NotificationPreference.objects.create(user=person, category=Category.REMINDER)
    assert post(key="duty", to=person).state == MessageState.QUEUED
    message = post(key="reminder", to=person, category=Category.REMINDER)
    assert message.state == MessageState.CANCELLED
    assert message.moves.get().reason


@pytest.mark.parametrize("category", [Category.REMINDER, Category.NEWS])
def test_a_reminder_tells_how_to_switch_it_off(category):
    message = post(category=category)
    assert "/mijn-berichten/voorkeuren/" in message.body
    assert "/mijn-berichten/voorkeuren/" not in post(key="duty").body


def test_a_held_letter_is_a_decision():
    assert post(held=True).category == Category.DECISION
    assert post(key="other").category == Category.DUTY


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_resend_message_starts_again_from_the_first_attempt(state):
    message = MessageFactory(**{state: True})
    resend_message(message, by=UserFactory(), at=AT)
    message.refresh_from_db()
    assert (message.state, message.attempt_count, message.due_at) == (MessageState.QUEUED, 0, AT)


def test_confirm_message_makes_an_uncertain_message_sent():
    message = MessageFactory(uncertain=True)
    confirm_message(message, by=UserFactory(), at=AT)
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (MessageState.SENT, AT)


@pytest.mark.parametrize("state", ["held", "queued", "failed", "uncertain"])
def test_cancel_message_stops_what_was_not_sent(state):
    message = MessageFactory(state=state)
    cancel_message(message, by=UserFactory(), at=AT)
    assert Message.objects.get().state == MessageState.CANCELLED


ACTS = [
    (release_message, {"held"}),
    (resend_message, {"failed", "uncertain"}),
    (confirm_message, {"uncertain"}),
    (cancel_message, {"held", "queued", "failed", "uncertain"}),
]


@pytest.mark.parametrize(("act", "state"), [(act, state) for act, good in ACTS for state in set(MessageState) - good])
def test_each_act_refuses_the_other_states(act, state):
    message = MessageFactory(state=state, sent_at=AT)
    with pytest.raises(Refused):
        act(message, by=UserFactory(), at=AT)
    assert Message.objects.get().state == state


@pytest.mark.parametrize(("act", "good"), ACTS)
def test_each_act_refuses_when_somebody_was_first(act, good):
    message = MessageFactory(state=min(good))
    Message.objects.update(state=MessageState.SENDING)
    with pytest.raises(LostRace):
        act(message, by=UserFactory(), at=AT)
    assert Message.objects.get().state == MessageState.SENDING


def test_old_messages_go_except_decisions_and_what_is_still_open():
    old = AT - datetime.timedelta(days=731)
    keep = [
        MessageFactory(posted_at=AT - datetime.timedelta(days=729), sent=True),
        MessageFactory(posted_at=old, sent=True, category=Category.DECISION),
        MessageFactory(posted_at=old),
        MessageFactory(posted_at=old, held=True),
    ]
    MessageFactory(posted_at=old, sent=True)
    MessageFactory(posted_at=old, uncertain=True)
    assert purge_messages(at=AT) == 2
    assert set(Message.objects.all()) == set(keep)
