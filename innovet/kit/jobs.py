"""How background work is asked for: after the commit, and never at the cost of the request."""

import time
from typing import Any

import structlog
from celery import Task
from django.db import transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)
PAUSE_SECONDS = 10.0


class _Broker:
    """What this process knows of the broker: one that was just out of reach is left alone for a while."""

    unreachable_until = 0.0


def enqueue(task: "Task[..., Any] | str", *args: object) -> None:
    """Send a task once the transaction commits; when the broker is down the beat's sweep finds the row.

    A domain function gives the task's full name, for tasks stand above the domain.
    """

    def send() -> None:
        if time.monotonic() < _Broker.unreachable_until:
            return
        found = import_string(task) if isinstance(task, str) else task
        try:
            found.apply_async(args=args, retry=False)
        except (OperationalError, OSError) as error:
            _Broker.unreachable_until = time.monotonic() + PAUSE_SECONDS
            log.warning("broker_unreachable", task=found.name, error=str(error))

    transaction.on_commit(send)
