"""Closed lists of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class MessageState(models.TextChoices):
    """Where a message stands between the change that caused it and the mailbox."""

    HELD = "held", _("held back")
    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNCERTAIN = "uncertain", _("uncertain")
    CANCELLED = "cancelled", _("cancelled")


MESSAGE_FLOW = Flow[MessageState](
    {
        MessageState.HELD: frozenset({MessageState.QUEUED, MessageState.CANCELLED}),
        MessageState.QUEUED: frozenset({MessageState.SENDING, MessageState.CANCELLED}),
        MessageState.SENDING: frozenset(
            {
                MessageState.SENT,
                MessageState.QUEUED,
                MessageState.FAILED,
                MessageState.UNCERTAIN,
            }
        ),
        MessageState.SENT: frozenset(),
        MessageState.FAILED: frozenset({MessageState.QUEUED, MessageState.CANCELLED}),
        MessageState.UNCERTAIN: frozenset({MessageState.QUEUED, MessageState.SENT, MessageState.CANCELLED}),
        MessageState.CANCELLED: frozenset(),
    }
)

NOT_UNDER_WAY = (MessageState.HELD, MessageState.CANCELLED)
NEEDS_A_PERSON = (MessageState.UNCERTAIN, MessageState.FAILED)


class Category(models.TextChoices):
    """Why a message is sent; decisions and duties cannot be switched off, decisions are kept."""

    DECISION = "decision", _("decisions")
    DUTY = "duty", _("what you must know: receipts and requests to you")
    REMINDER = "reminder", _("reminders of a date that comes near")
    NEWS = "news", _("news: new calls, meetings and learning resources")


OPTIONAL_CATEGORIES = (Category.REMINDER, Category.NEWS)
