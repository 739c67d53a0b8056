import datetime

import pytest
from django.db import connection

from innovet.notifications.domain import delivery
from innovet.notifications.domain.outbox import post_message
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from tests.factories.notifications import MessageFactory
from tests.notifications.smtp import MailServer
from tests.racing import at_once

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite lets one writer in at a time"
    ),
]


@pytest.fixture
def server(settings):
    with MailServer() as server:
        server.behaviour = "take slowly"
        options = {"host": "127.0.0.1", "port": server.port, "timeout": 10}
        smtp = {"BACKEND": "innovet.notifications.mailers.SmtpMailer", "OPTIONS": options}
        settings.MAILERS = {**settings.MAILERS, "outbox": smtp}
        yield server


def deliver_together(message):
    def work(barrier):
        row = Message.objects.get(pk=message.pk)
        barrier.wait()
        delivery.deliver_message(row, at=AT)

    at_once(work)


def test_of_several_workers_one_sends(server):
    message = MessageFactory(posted_at=AT)
    deliver_together(message)
    assert len(server.taken) == 1
    assert Message.objects.get().state == MessageState.SENT


def test_without_the_guard_several_workers_send(server, monkeypatch):
    def unguarded(row, target, *, by, at, reason="", **changes):
        Message.objects.filter(pk=row.pk).update(state=target, **changes)
        row.state = target
        for name, value in changes.items():
            setattr(row, name, value)

    monkeypatch.setattr(delivery, "move_state", unguarded)
    deliver_together(MessageFactory(posted_at=AT))
    assert len(server.taken) > 1


def test_the_same_key_posted_at_once_is_one_message():
    def work(barrier):
        barrier.wait()
        post_message("example", key="the same", at=AT, address="an@example.be")

    at_once(work)
    assert Message.objects.count() == 1
