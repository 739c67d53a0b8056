"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The outbox: messages to people, kept with the change that caused them."""

    name = "innovet.notifications"
    verbose_name = _("notifications")

    def ready(self) -> None:
        """Listen to the rooms below."""
        from innovet.notifications import receivers  # noqa: F401
