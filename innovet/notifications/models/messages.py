"""One mail to one person, and the log of what became of it."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Language
from innovet.accounts.models import Move
from innovet.accounts.standing import standing_of
from innovet.kit.choices import display
from innovet.notifications.enums import MESSAGE_FLOW, NEEDS_A_PERSON, NOT_UNDER_WAY, Category, MessageState
from innovet.notifications.withholding import withheld_from

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from innovet.accounts.models import User


_ADDRESS = re.compile(r"https?://\S+")
_TOKEN = re.compile(r"[\w:=-]{20,}")


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by reader and by state."""

    def visible_to(self, user: "User | AnonymousUser", *, at: datetime) -> Self:
        """For a coordinator all but those about what they may not know; a person's own once they are under way."""
        if not standing_of(user).is_coordinator:
            return self.addressed_to(user)
        own = models.Q(to=user.pk) & ~models.Q(state__in=NOT_UNDER_WAY)
        return self.filter(own | ~withheld_from(user, at=at))

    def addressed_to(self, user: "User | AnonymousUser") -> Self:
        """Messages to this person, without those still held back or never sent."""
        if user.pk is None:
            return self.none()
        return self.filter(to=user.pk).exclude(state__in=NOT_UNDER_WAY)

    def due_at(self, moment: datetime) -> Self:
        """Queued messages whose time has come."""
        return self.filter(state=MessageState.QUEUED, due_at__lte=moment)

    def matching(self, words: str) -> Self:
        """Messages with these words in subject, name or address."""
        if not words:
            return self
        return self.filter(
            models.Q(subject__icontains=words) | models.Q(name__icontains=words) | models.Q(address__icontains=words)
        )

    def troubled_first(self) -> Self:
        """Those that ask a person to look, then the rest, the newest first."""
        return self.order_by(models.Case(models.When(state__in=NEEDS_A_PERSON, then=0), default=1), "-posted_at", "-pk")

    def finished_before(self, moment: datetime) -> Self:
        """Messages posted before a moment with which nothing happens any more and that have no legal effect."""
        open_states = [MessageState.HELD, MessageState.QUEUED, MessageState.SENDING]
        return self.filter(posted_at__lt=moment).exclude(state__in=open_states).exclude(category=Category.DECISION)


class Message(models.Model):
    """A mail as it goes out: words, address and language are fixed when it is posted."""

    FLOW = MESSAGE_FLOW

    key = models.CharField(_("key"), max_length=200, unique=True, editable=False)
    template = models.CharField(_("template"), max_length=100, editable=False)
    category = models.CharField(
        _("kind of message"), max_length=10, choices=Category, default=Category.DUTY, editable=False
    )
    about_kind = models.CharField(
        _("kind of thing it is about"), max_length=30, blank=True, default="", db_default="", editable=False
    )
    about_id = models.PositiveBigIntegerField(_("thing it is about"), null=True, editable=False)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("e-mail address"), max_length=254, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=Language, editable=False)
    subject = models.CharField(_("subject"), max_length=250, editable=False)
    body = models.TextField(_("text"), editable=False)
    message_id = models.CharField(_("message id"), max_length=255, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MessageState, editable=False)
    posted_at = models.DateTimeField(_("posted at"), editable=False)
    due_at = models.DateTimeField(_("to be sent from"), editable=False)
    enqueued_at = models.DateTimeField(_("handed to the worker at"), null=True, editable=False)
    claimed_at = models.DateTimeField(_("taken up at"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)

    objects = MessageQuerySet.as_manager()
    get_state_display = display("state", MessageState)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="message_open_by_due",
                condition=models.Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
            ),
            models.Index(fields=["state", "-posted_at"], name="message_by_state"),
            models.Index(fields=["to", "-posted_at"], name="message_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(about_kind="", about_id=None) | ~models.Q(about_kind="") & ~models.Q(about_id=None),
                name="message_is_about_one_thing_or_nothing",
                violation_error_message=_("A message names both the kind and the number of what it is about."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MessageState.SENT) | models.Q(sent_at__isnull=False),
                name="message_sent_knows_when",
                violation_error_message=_("A sent message must say when it was sent."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """The page of this message."""
        return reverse("message_detail", args=[self.pk])

    @property
    def is_about_something(self) -> bool:
        """Whoever looks after the portal's mail may know it only if they may know that thing."""
        return bool(self.about_kind)

    def body_for(self, user: "User") -> str:
        """The text; only its addressee sees the personal keys in its links.

        What is said about a thing is for its addressee; a letter of a decision is read before it goes.
        """
        if self.to_id == user.pk:
            return self.body
        if self.is_about_something and self.category != Category.DECISION:
            return ""
        return _ADDRESS.sub(lambda address: _TOKEN.sub("•••", address.group()), self.body)


class MessageMove(Move):
    """One step of one message; a step back to the queue carries the answer of the mail server."""

    subject = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = _("message step")
        verbose_name_plural = _("message steps")
