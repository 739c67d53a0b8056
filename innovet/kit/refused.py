"""What a domain function raises when something is impossible now, in words for the person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An act that cannot be done now; the message is shown to the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class LostRace(Refused):
    """Somebody else changed the row first."""


class ReasonMissing(Refused):
    """An act that must be motivated was not."""


def require_reason(reason: str, ask: str | Promise | None = None) -> str:
    """The reason without the spaces around it; refuses an empty one."""
    if not reason.strip():
        raise ReasonMissing(ask or _("Give the reason."))
    return reason.strip()


class StaleRevision(Refused):
    """The text was saved by somebody else since it was read; `current` holds what stands now."""

    def __init__(self, message: str | Promise, *, current: object = None) -> None:
        super().__init__(message)
        self.current = current
