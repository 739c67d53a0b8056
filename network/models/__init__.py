"""Models of the learning network."""

from network.models.events import DialogueTable, Event, EventMove
from network.models.registrations import Registration, RegistrationMove

__all__ = ["DialogueTable", "Event", "EventMove", "Registration", "RegistrationMove"]
