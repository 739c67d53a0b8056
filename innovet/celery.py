"""The Celery application; tasks live in the apps' tasks modules."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovet.settings")
app = Celery("innovet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
