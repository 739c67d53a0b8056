"""What a domain function raises when something is impossible now, in words for the person."""

from django.utils.functional import Promise


class Refused(Exception):
    """An act that cannot be done now; the message is shown to the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class LostRace(Refused):
    """Somebody else changed the row first."""


class StaleRevision(Refused):
    """The text was saved by somebody else since it was read; `current` holds what stands now."""

    def __init__(self, message: str | Promise, *, current: object = None) -> None:
        super().__init__(message)
        self.current = current
