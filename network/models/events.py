"""Events of the learning network and their dialogue tables."""

from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from network.enums import EVENT_FLOW, EventState


class EventQuerySet(models.QuerySet["Event"]):
    """Events by who looks and by day."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what was published; coordinators see all."""
        if standing_of(user).is_coordinator:
            return self
        return self.exclude(state=EventState.DRAFT)

    def upcoming(self, at: datetime) -> Self:
        """Events that are not over, the nearest first."""
        return self.filter(ends_at__gte=at).order_by("starts_at", "pk")

    def past(self, at: datetime) -> Self:
        """Events that are over, the latest first."""
        return self.filter(ends_at__lt=at).order_by("-starts_at", "-pk")


class Event(models.Model):
    """A meeting of the learning network with a number of places."""

    FLOW = EVENT_FLOW

    cycle = models.ForeignKey(
        "projects.Cycle", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cycle")
    )
    title = models.CharField(_("title"), max_length=150)
    introduction = models.TextField(_("introduction"), max_length=5000, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("place"), max_length=200)
    municipality = models.CharField(_("municipality"), max_length=100)
    registration_closes_at = models.DateTimeField(_("registration closes at"))
    capacity = models.PositiveIntegerField(_("places"))
    confirmed_count = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    waiting_count = models.PositiveIntegerField(_("on the waiting list"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=EventState, default=EventState.DRAFT, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(registration_closes_at__lte=models.F("ends_at")),
                name="event_registration_closes_before_the_end",
                violation_error_message=_("Registration closes after the meeting is over."),
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_count__lte=models.F("capacity")),
                name="event_has_no_more_guests_than_places",
                violation_error_message=_("There are more registrations than places."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("event_detail", args=[self.pk])

    @property
    def free_count(self) -> int:
        """Places left."""
        return self.capacity - self.confirmed_count

    def is_open_at(self, at: datetime) -> bool:
        """Whether people may register."""
        return self.state == EventState.PUBLISHED and at < self.registration_closes_at


class EventMove(Move):
    """Log of an event's states."""

    subject = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="moves")


class DialogueTable(models.Model):
    """A table at an event where one question is talked about."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    question = models.CharField(_("question"), max_length=300)
    seats = models.PositiveIntegerField(_("seats"))
    taken_count = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)

    class Meta:
        verbose_name = _("dialogue table")
        verbose_name_plural = _("dialogue tables")
        ordering = ["event_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="dialogue_table_number_is_unique_at_its_event",
                violation_error_message=_("This event already has a table with that number."),
            ),
            models.CheckConstraint(
                condition=models.Q(taken_count__lte=models.F("seats")),
                name="dialogue_table_has_no_more_guests_than_seats",
                violation_error_message=_("More people sit at this table than it has seats."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.question}"

    @property
    def free_count(self) -> int:
        """Seats left."""
        return self.seats - self.taken_count
