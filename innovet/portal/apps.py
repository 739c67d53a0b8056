"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The top: home, what waits for you, search, health, commands over several apps."""

    name = "innovet.portal"
    verbose_name = _("portal")
