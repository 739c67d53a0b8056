"""Bringing queued messages to the mail server: once each, again after a refusal, never blindly after a doubt."""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.utils import format_datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from innovet.accounts.domain.moves import move_state
from innovet.kit.jobs import enqueue
from innovet.kit.refused import LostRace
from innovet.notifications.domain.outbox import DELIVER
from innovet.notifications.enums import MessageState
from innovet.notifications.mailers import AnswerLost
from innovet.notifications.models import Message

MAILER = "outbox"
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
STUCK_AFTER = timedelta(minutes=30)
ENQUEUE_AGAIN_AFTER = timedelta(minutes=5)
SWEEP_LIMIT = 500


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a conversation with the mail server came to."""

    state: MessageState
    reason: str = ""


def deliver_message(message: Message, *, at: datetime) -> None:
    """Send one due message; of several workers exactly one sends it, the others leave it.

    The claim is committed before the conversation starts, so that a crash leaves a row that says `sending`. A refusal
    for now returns it to the queue with a growing pause, a refusal for good makes it `failed`, a lost answer
    `uncertain`. Raises nothing for any of these.
    """
    if message.state != MessageState.QUEUED or message.due_at > at:
        return
    if message.to is not None and not message.to.is_active:
        move_state(message, MessageState.CANCELLED, by=None, at=at, reason=_("The account is closed."))
        return
    try:
        with transaction.atomic(durable=True):
            move_state(
                message,
                MessageState.SENDING,
                by=None,
                at=at,
                claimed_at=at,
                attempt_count=message.attempt_count + 1,
            )
    except LostRace:
        return
    _settle(message, _converse(message, at=at), at=at)


def sweep_outbox(*, at: datetime) -> int:
    """Find what nobody works on: enqueue due messages again, mark stuck ones uncertain; gives the number enqueued.

    A message is handed to the worker again only after some minutes, so a long queue is not made longer.
    """
    for message in Message.objects.filter(state=MessageState.SENDING, claimed_at__lt=at - STUCK_AFTER):
        try:
            move_state(message, MessageState.UNCERTAIN, by=None, at=at, reason=_("The worker stopped while sending."))
        except LostRace:
            continue
    waiting = Q(enqueued_at=None) | Q(enqueued_at__lte=at - ENQUEUE_AGAIN_AFTER)
    found = list(
        Message.objects.due_at(at).filter(waiting).order_by("due_at").values_list("pk", flat=True)[:SWEEP_LIMIT]
    )
    with transaction.atomic():
        Message.objects.filter(pk__in=found).update(enqueued_at=at)
        for pk in found:
            enqueue(DELIVER, pk)
    return len(found)


def _converse(message: Message, *, at: datetime) -> _Outcome:
    """Speak with the mail server and say in our words what it answered."""
    try:
        _mail(message, at=at).send(using=MAILER)
    except AnswerLost as error:
        return _Outcome(MessageState.UNCERTAIN, _("No answer after the text was sent: %(error)s") % {"error": error})
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return _refusal(code, answer)
    except smtplib.SMTPDataError as error:
        return _refusal(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        return _Outcome(MessageState.QUEUED, f"{type(error).__name__}: {error}")
    except ValueError as error:
        return _Outcome(MessageState.FAILED, str(error))
    return _Outcome(MessageState.SENT)


def _mail(message: Message, *, at: datetime) -> EmailMessage:
    """The mail with a Message-ID that was fixed when the message was posted, so a double can be recognised."""
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
    }
    to = str(Address(message.name, addr_spec=message.address))
    return EmailMessage(message.subject, message.body, to=[to], headers=headers)


def _refusal(code: int, answer: bytes | str) -> _Outcome:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return _Outcome(MessageState.FAILED if code >= 500 else MessageState.QUEUED, f"{code} {words}")


@transaction.atomic
def _settle(message: Message, outcome: _Outcome, *, at: datetime) -> None:
    """Write down how it went, unless the row was taken out of our hands meanwhile."""
    now_standing = Message.objects.select_for_update().get(pk=message.pk)
    if now_standing.claimed_at != message.claimed_at:
        return
    if now_standing.state == MessageState.UNCERTAIN and outcome.state == MessageState.SENT:
        move_state(now_standing, MessageState.SENT, by=None, at=at, reason=_("It arrived after all."), sent_at=at)
    if now_standing.state != MessageState.SENDING:
        return
    reason = outcome.reason[:1000]
    match outcome.state:
        case MessageState.SENT:
            move_state(message, MessageState.SENT, by=None, at=at, sent_at=at)
        case MessageState.QUEUED if message.attempt_count <= len(PAUSES):
            due_at = at + PAUSES[message.attempt_count - 1]
            move_state(message, MessageState.QUEUED, by=None, at=at, reason=reason, due_at=due_at, enqueued_at=None)
        case MessageState.UNCERTAIN:
            move_state(message, MessageState.UNCERTAIN, by=None, at=at, reason=reason)
        case _:
            move_state(message, MessageState.FAILED, by=None, at=at, reason=reason)
