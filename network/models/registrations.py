"""Who comes to an event, and who waits for a place."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from network.enums import REGISTRATION_FLOW, RegistrationState


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations by who looks and by state."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own; coordinators see all."""
        standing = standing_of(user)
        return self if standing.is_coordinator else self.filter(user_id=standing.user_id or 0)

    def standing_places(self) -> Self:
        """Registrations that hold or await a place."""
        return self.exclude(state=RegistrationState.CANCELLED)

    def in_line(self) -> Self:
        """The waiting list in its order: who asked first comes first."""
        return self.filter(state=RegistrationState.WAITING).order_by("registered_at", "pk")


class Registration(models.Model):
    """One person's place at an event, or in its waiting list."""

    FLOW = REGISTRATION_FLOW

    event = models.ForeignKey("network.Event", on_delete=models.PROTECT, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(
        "network.DialogueTable", on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    remark = models.CharField(_("remark for the organisers"), max_length=300, blank=True)
    registered_at = models.DateTimeField(_("registered at"), editable=False)
    state = models.CharField(_("state"), max_length=20, choices=RegistrationState, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=~models.Q(state=RegistrationState.CANCELLED),
                name="registration_is_one_per_person",
                violation_error_message=_("You are already registered for this meeting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.event}"


class RegistrationMove(Move):
    """Log of a registration's states."""

    subject = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="moves")
