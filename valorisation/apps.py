"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValorisationConfig(AppConfig):
    """Learning resources: quality review, label, catalogue."""

    name = "valorisation"
    verbose_name = _("valorisation")

    def ready(self) -> None:
        """Connect the answers to what happens to projects."""
        from valorisation import receivers  # noqa: F401
