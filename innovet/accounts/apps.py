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
        """Listen to the sign-in library, and say what roles give here."""
        from innovet.accounts import receivers, rights  # noqa: F401
        from innovet.accounts.enums import Role

        rights.allow(rights.PROGRAMME, Role.COORDINATOR, _("see people, give and end roles, invite people"))
        rights.allow(
            rights.PROGRAMME,
            Role.ADMINISTRATOR,
            _("give and end the roles of coordinator and administrator"),
            _("read the tables of the technical administration, but no proposal and no review"),
        )


class PortalAdminConfig(admin_apps.AdminConfig):
    """The technical administration, behind the portal's own sign-in."""

    default = False
    default_site = "innovet.accounts.admin_site.PortalAdminSite"
