import datetime
import email
from email import policy

import pytest

from innovet.notifications import tasks
from innovet.notifications.domain.delivery import PAUSES, STUCK_AFTER, deliver_message, sweep_outbox
from innovet.notifications.domain.delivery import _mail as real
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory
from tests.notifications.smtp import MailServer, free_port, rude_server

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def mailer(port):
    options = {"host": "127.0.0.1", "port": port, "timeout": 0.5}
    return {"BACKEND": "innovet.notifications.mailers.SmtpMailer", "OPTIONS": options}


@pytest.fixture
def server(settings):
    with MailServer() as server:
        settings.MAILERS = {**settings.MAILERS, "outbox": mailer(server.port)}
        yield server


def deliver(message, *, at=AT):
    message = Message.objects.get(pk=message.pk)
    deliver_message(message, at=at)
    return Message.objects.get(pk=message.pk)


def test_a_delivered_mail_carries_its_own_message_id_and_reads_well(server):
    message = MessageFactory(
        posted_at=AT,
        name='Ann "de" Cremer, Ö',
        address="ann@example.be",
        subject="Vóór de deadline",
        body=".\n..punt\né\n",
    )
    message = deliver(message)
    assert (message.state, message.sent_at, message.attempt_count) == (MessageState.SENT, AT, 1)
    mail = email.message_from_bytes(server.taken[0].content, policy=policy.default)
    assert mail["Message-ID"] == message.message_id
    assert mail["Subject"] == "Vóór de deadline"
    assert mail["To"].addresses[0].display_name == 'Ann "de" Cremer, Ö'
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == ".\n..punt\né\n"
    assert [move.target for move in message.moves.all()] == [MessageState.SENDING, MessageState.SENT]


def test_a_mail_is_sent_once_however_often_the_task_runs(server):
    message = MessageFactory(posted_at=AT)
    copies = [Message.objects.get(pk=message.pk) for _copy in range(3)]
    for copy in copies:
        deliver_message(copy, at=AT)
    tasks.deliver(message.pk)
    assert len(server.taken) == 1


def test_a_vanished_message_is_no_error():
    tasks.deliver(0)


def test_a_message_waits_for_its_time(server):
    message = deliver(MessageFactory(posted_at=AT + MINUTE))
    assert (message.state, server.taken) == (MessageState.QUEUED, [])


@pytest.mark.parametrize(
    "behaviour", ["refuse for now", "refuse the text for now", "refuse the sender", "hang up before the text"]
)
def test_a_refusal_for_now_returns_to_the_queue_with_a_pause(server, behaviour):
    server.behaviour = behaviour
    message = deliver(MessageFactory(posted_at=AT))
    assert (message.state, message.due_at) == (MessageState.QUEUED, AT + PAUSES[0])
    assert message.moves.last().reason
    assert deliver(message).attempt_count == 1
    server.behaviour = "take"
    message = deliver(message, at=message.due_at)
    assert (message.state, message.attempt_count, len(server.taken)) == (MessageState.SENT, 2, 1)


@pytest.mark.parametrize("behaviour", ["refuse for good", "refuse the text for good"])
def test_a_refusal_for_good_fails_with_the_words_of_the_server(server, behaviour):
    server.behaviour = behaviour
    message = deliver(MessageFactory(posted_at=AT))
    assert message.state == MessageState.FAILED
    assert message.moves.last().reason.startswith("55")


@pytest.mark.parametrize("behaviour", ["stall after the text", "hang up after the text"])
def test_a_lost_answer_is_uncertain_and_never_repeated_by_itself(server, behaviour):
    server.behaviour = behaviour
    message = deliver(MessageFactory(posted_at=AT))
    assert message.state == MessageState.UNCERTAIN
    server.behaviour = "take"
    deliver(message, at=AT + 100 * PAUSES[-1])
    sweep_outbox(at=AT + 100 * PAUSES[-1])
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ([0.8], MessageState.QUEUED),
        (["554 no service here"], MessageState.QUEUED),
        (["220 hello", "250 hello", "250 from", 0.8], MessageState.QUEUED),
        (["220 hello", "250 hello", "250 from", "250 to", "354 go on", 0.8], MessageState.UNCERTAIN),
        (["220 hello", "250 hello", "250 from", "250 to", "354 go on", "250 taken", 0.8], MessageState.SENT),
        (["220 hello", "250 hello", "250 from", "250 to", "354 go on", "250 taken", "x" * 9000], MessageState.SENT),
    ],
    ids=["never greets", "no service", "silent at rcpt", "silent after text", "silent at quit", "babbles at quit"],
)
def test_each_moment_of_silence_is_judged(settings, script, state):
    with rude_server(script) as port:
        settings.MAILERS = {**settings.MAILERS, "outbox": mailer(port)}
        assert deliver(MessageFactory(posted_at=AT)).state == state


def test_a_server_that_is_down_is_tried_eight_times_and_then_given_up(settings):
    settings.MAILERS = {**settings.MAILERS, "outbox": mailer(free_port())}
    message, at = MessageFactory(posted_at=AT), AT
    for pause in PAUSES:
        message = deliver(message, at=at)
        assert (message.state, message.due_at) == (MessageState.QUEUED, at + pause)
        at += pause
    message = deliver(message, at=at)
    assert (message.state, message.attempt_count) == (MessageState.FAILED, len(PAUSES) + 1)


def test_an_address_no_server_can_take_fails_at_once(server):
    message = deliver(MessageFactory(posted_at=AT, address="é@example.be"))
    assert (message.state, server.conversations) == (MessageState.FAILED, 0)


def test_nothing_goes_to_a_closed_account(server):
    message = deliver(MessageFactory(posted_at=AT, to=UserFactory(is_active=False)))
    assert (message.state, server.taken) == (MessageState.CANCELLED, [])


def test_a_worker_that_dies_in_mid_conversation_leaves_a_row_that_becomes_uncertain(server, monkeypatch):
    def die(*_args, **_values):
        raise SystemExit

    message = MessageFactory(posted_at=AT)
    monkeypatch.setattr("innovet.notifications.mailers.SmtpMailer.send_messages", die)
    with pytest.raises(SystemExit):
        deliver(message)
    assert Message.objects.get().state == MessageState.SENDING
    sweep_outbox(at=AT + STUCK_AFTER)
    assert Message.objects.get().state == MessageState.SENDING
    sweep_outbox(at=AT + STUCK_AFTER + MINUTE)
    assert Message.objects.get().state == MessageState.UNCERTAIN


def test_a_slow_worker_that_was_given_up_still_says_that_the_mail_arrived(server, monkeypatch):
    message = MessageFactory(posted_at=AT)
    monkeypatch.setattr(
        "innovet.notifications.domain.delivery._mail",
        lambda message, **_: (sweep_outbox(at=AT + 2 * STUCK_AFTER), real(message, at=AT))[1],
    )
    assert deliver(message).state == MessageState.SENT


def test_a_settlement_never_touches_a_later_attempt(server, monkeypatch):
    message = MessageFactory(posted_at=AT)

    def steal(message, **_values):
        Message.objects.filter(pk=message.pk).update(claimed_at=AT + MINUTE)
        return real(message, at=AT)

    monkeypatch.setattr("innovet.notifications.domain.delivery._mail", steal)
    assert deliver(message).state == MessageState.SENDING


def test_the_sweep_finds_what_was_not_handed_over(django_capture_on_commit_callbacks):
    lost = MessageFactory(posted_at=AT, enqueued_at=None)
    MessageFactory(posted_at=AT, enqueued_at=AT)
    MessageFactory(posted_at=AT + 2 * MINUTE)
    MessageFactory(posted_at=AT, held=True)
    with django_capture_on_commit_callbacks() as callbacks:
        assert sweep_outbox(at=AT + MINUTE) == 1
    assert len(callbacks) == 1
    lost.refresh_from_db()
    assert lost.enqueued_at == AT + MINUTE
    assert sweep_outbox(at=AT + 2 * MINUTE) == 1
    assert sweep_outbox(at=AT + 9 * MINUTE) == 3


def test_the_sweep_costs_the_same_for_many_messages(django_assert_max_num_queries):
    MessageFactory.create_batch(20, posted_at=AT)
    with django_assert_max_num_queries(6):
        assert sweep_outbox(at=AT) == 20
