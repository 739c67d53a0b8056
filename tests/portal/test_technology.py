import datetime

import pytest
from celery.signals import worker_ready
from django.urls import reverse
from kombu.exceptions import OperationalError

from innovet.celery import app
from innovet.kit import clock
from innovet.notifications.domain.monitoring import record_heartbeat
from innovet.notifications.tasks import heartbeat
from innovet.portal.views import technology
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_silent_worker_is_said(client):
    client.force_login(UserFactory(coordinator=True))
    assert "staat stil" in client.get(reverse("technology")).content.decode()


def test_a_worker_that_gave_a_sign_is_well(client, monkeypatch):
    monkeypatch.setattr(technology, "_broker_answers", lambda: True)
    record_heartbeat("worker", at=clock.now() - datetime.timedelta(seconds=30))
    client.force_login(UserFactory(coordinator=True))
    assert "Alles loopt" in client.get(reverse("technology")).content.decode()


def test_a_worker_gives_a_sign_as_soon_as_it_is_ready(monkeypatch):
    asked = []
    monkeypatch.setattr(app, "send_task", asked.append)
    worker_ready.send(sender=None)
    assert asked == [heartbeat.name]


def test_a_broker_that_is_down_is_said_and_breaks_nothing(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    record_heartbeat("worker", at=clock.now())
    client.force_login(UserFactory(coordinator=True))
    answer = client.get(reverse("technology"))
    assert answer.status_code == 200
    assert "antwoordt niet" in answer.content.decode()


def test_metrics_need_the_token(client, settings):
    settings.METRICS_TOKEN = "a-token"
    assert client.get(reverse("metrics")).status_code == 404
    answer = client.get(reverse("metrics"), headers={"Authorization": "Bearer a-token"})
    assert answer.status_code == 200
    assert b"innovet_queue_age_seconds 0.0" in answer.content
    assert b'innovet_messages{state="queued"} 0.0' in answer.content


def test_the_broker_check_gives_up(monkeypatch, settings):
    class Broken:
        def __init__(self, *_args, **_kwargs): ...

        def __enter__(self):
            raise OperationalError("down")

        def __exit__(self, *_args): ...

    monkeypatch.setattr(technology, "Connection", Broken)
    assert not technology._broker_answers()
