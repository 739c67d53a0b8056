"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Cycles, consortia with plan and budget, and the projects that run."""

    name = "projects"
    verbose_name = _("projects")
