"""Programme-wide roles with dates."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Role
from innovet.education import Province
from innovet.kit import clock


def region_names(regions: list[str]) -> list[str]:
    """Regions in words; a region that the list no longer knows stands as it was written."""
    labels = {province.value: str(province.label) for province in Province}
    return [labels.get(region, region) for region in regions]


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants by day."""

    def on(self, day: date) -> Self:
        """Grants in force on a day; the last day counts."""
        return self.filter(from_on__lte=day).not_ended(day)

    def not_ended(self, day: date) -> Self:
        """Grants in force on a day or later."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gte=day))

    def of_open_accounts(self) -> Self:
        """Grants of people who can still sign in."""
        return self.filter(user__is_active=True)


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
    ended_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ["user_id", "role", "from_on"]
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

    def is_in_force_on(self, day: date) -> bool:
        """The role counts on that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    @property
    def region_names(self) -> list[str]:
        """The regions in words."""
        return region_names(self.regions)
