"""The app's entry in Django."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their programme-wide roles, sign-in."""

    name = "innovet.accounts"
    verbose_name = _("accounts")
    default = True

    def ready(self) -> None:
        """Listen to the sign-in library."""
        from innovet.accounts import receivers  # noqa: F401


class PortalAdminConfig(admin_apps.AdminConfig):
    """The technical administration, behind the portal's own sign-in."""

    default = False
    default_site = "innovet.accounts.admin_site.PortalAdminSite"
