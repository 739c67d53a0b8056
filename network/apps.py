"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """The learning network: events, registrations, dialogue tables."""

    name = "network"
    verbose_name = _("network")

    def ready(self) -> None:
        """Contribute lists to export."""
        from innovet.accounts import rights
        from innovet.accounts.enums import Role
        from innovet.exports.registry import register
        from network.exports import REGISTRATIONS

        register(REGISTRATIONS)
        rights.allow(rights.PROGRAMME, Role.COORDINATOR, _("organise meetings and see who comes"))
