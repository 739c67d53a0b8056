"""Models of the outbox."""

from innovet.notifications.models.heartbeats import Heartbeat
from innovet.notifications.models.messages import Message, MessageMove, MessageQuerySet
from innovet.notifications.models.preferences import NotificationPreference

__all__ = ["Heartbeat", "Message", "MessageMove", "MessageQuerySet", "NotificationPreference"]
