"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValorisationConfig(AppConfig):
    """Learning resources: quality review, label, catalogue."""

    name = "valorisation"
    verbose_name = _("valorisation")

    def ready(self) -> None:
        """Connect the answers to what happens to projects, and say what roles give here."""
        from innovet.accounts import rights
        from innovet.accounts.enums import Role
        from innovet.organisations.enums import EDIT_ROLES
        from valorisation import receivers  # noqa: F401

        rights.allow(
            rights.PROGRAMME,
            Role.QUALITY,
            _("judge lesson material against the quality criteria, but not of one's own school"),
        )
        rights.allow(
            rights.PROGRAMME,
            Role.COORDINATOR,
            _("take lesson material out of the catalogue and put it back"),
        )
        for role in EDIT_ROLES:
            rights.allow("organisation", role, _("describe lesson material and hand it in"))
