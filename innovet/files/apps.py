"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Stored files; the owning app decides who downloads."""

    name = "innovet.files"
    verbose_name = _("files")
