"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    """Calls, proposals, reviews, selection and decisions."""

    name = "calls"
    verbose_name = _("calls")
