"""The one place where time enters; the demo and tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """The present moment, aware; the fixed moment inside `at`."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """The present day in Brussels."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at one moment."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
