"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """Export jobs, the table registry and the writers."""

    name = "innovet.exports"
    verbose_name = _("exports")
