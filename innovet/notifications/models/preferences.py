"""Which messages a person would rather not get."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.notifications.enums import OPTIONAL_CATEGORIES, Category


class NotificationPreference(models.Model):
    """One kind of message that one person switched off; no row means yes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(_("kind of message"), max_length=10, choices=Category)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "category"],
                name="message_category_is_switched_off_once",
                violation_error_message=_("This kind of message is switched off already."),
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=OPTIONAL_CATEGORIES),
                name="duties_cannot_be_switched_off",
                violation_error_message=_("These messages cannot be switched off."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.category}"
