import inspect
from importlib import import_module
from importlib.util import find_spec

import pytest
from allauth.account import signals as account_signals
from celery import Task
from django.apps import apps
from django.conf import settings
from django.contrib.auth import signals as auth_signals
from django.db.models import signals as model_signals
from django.dispatch import Signal

from innovet.celery import app as celery
from tests.architecture.source import PACKAGES, RANK, room

pytestmark = pytest.mark.django_db  # Celery checks the models once when it loads the tasks
# Who answers which signal: the whole list. A room below tells, a room above answers.
RECEIVERS: dict[str, set[str]] = {
    "django.db.models.signals.post_migrate": {"innovet.questions.freezing.lay_triggers"},
    "innovet.accounts.signals.account_closed": {
        "innovet.organisations.receivers.leave_organisations",
        "projects.receivers.leave_cycles",
    },
    "innovet.accounts.signals.role_invitation_sent": {"innovet.notifications.receivers.mail_role_invitation"},
    "projects.signals.cycle_cloned": {"calls.receivers.cycle_cloned_copies_calls"},
    "projects.signals.partner_withdrew": {"calls.receivers.partner_withdrew_tells_coordinators"},
    "projects.signals.project_closed": {"valorisation.receivers.project_closed_asks_for_material"},
}
FOREIGN = {
    f"{module.__name__}.{name}": signal
    for module in (model_signals, auth_signals, account_signals)
    for name, signal in vars(module).items()
    if isinstance(signal, Signal)
}


def modules(stem):
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in PACKAGES and find_spec(f"{config.name}.{stem}"):
            yield import_module(f"{config.name}.{stem}")


def own_signals():
    for module in modules("signals"):
        for name, value in vars(module).items():
            if isinstance(value, Signal):
                yield f"{module.__name__}.{name}", value


def receivers_of(signal):
    found = set()
    for entry in signal.receivers:
        receiver = entry[1]
        receiver = (
            receiver() if hasattr(receiver, "__self__") or type(receiver).__name__ == "ReferenceType" else receiver
        )
        receiver = inspect.unwrap(receiver) if receiver else receiver
        if receiver and receiver.__module__.split(".")[0] in PACKAGES:
            found.add(f"{receiver.__module__}.{receiver.__qualname__}")
    return found


def test_the_list_of_signal_receivers_is_complete():
    signals = {**FOREIGN, **dict(own_signals())}
    assert {name: found for name, signal in signals.items() if (found := receivers_of(signal))} == RECEIVERS


def test_a_signal_is_answered_from_above():
    sideways = [
        (name, receiver)
        for name, signal in own_signals()
        for receiver in receivers_of(signal)
        if RANK[room(receiver)] <= RANK[room(name)]
    ]
    assert not sideways


def test_every_task_is_registered_under_its_own_name():
    celery.loader.import_default_modules()
    for module in modules("tasks"):
        for name, value in vars(module).items():
            if isinstance(value, Task) and value.__module__ == module.__name__:
                assert value.name == f"{module.__name__}.{name}"
                assert value.name in celery.tasks


def test_the_timetable_names_tasks_that_exist():
    celery.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(celery.tasks)
