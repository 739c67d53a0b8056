"""How background work is asked for: after the commit, and never at the cost of the request."""

from typing import Any

import structlog
from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def enqueue(task: "Task[..., Any]", *args: object) -> None:
    """Send a task once the transaction commits; when the broker is down the beat's sweep finds the row."""

    def send() -> None:
        try:
            task.apply_async(args=args, retry=False)
        except (OperationalError, OSError) as error:
            log.warning("broker_unreachable", task=task.name, error=str(error))

    transaction.on_commit(send)
