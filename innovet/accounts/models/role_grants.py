"""Programme-wide roles with dates."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Role
from innovet.kit import clock


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants by day."""

    def on(self, day: date) -> Self:
        """Grants in force on a day; the last day counts."""
        return self.filter(from_on__lte=day).filter(models.Q(until_on=None) | models.Q(until_on__gte=day))


class RoleGrant(models.Model):
    """One person's programme-wide role from one day to another."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    from_on = models.DateField(_("from"), default=clock.today)
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    granted_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ["user", "role", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "from_on"],
                name="role_grant_starts_once",
                violation_error_message=_("This role already starts on that day."),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="role_grant_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
