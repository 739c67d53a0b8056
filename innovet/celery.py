"""The Celery application; tasks live in the apps' tasks modules."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovet.settings")
app = Celery("innovet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def show_life(**_kwargs: object) -> None:
    """Beat at once: the timetable's own first heartbeat comes a minute later, and a fresh portal would look broken."""
    app.send_task("innovet.notifications.tasks.heartbeat")


worker_ready.connect(show_life)
