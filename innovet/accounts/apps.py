"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their programme-wide roles, sign-in."""

    name = "innovet.accounts"
    verbose_name = _("accounts")
