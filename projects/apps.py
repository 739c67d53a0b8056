"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Cycles, consortia with plan and budget, and the projects that run."""

    name = "projects"
    verbose_name = _("projects")

    def ready(self) -> None:
        """Contribute cycle roles to a person's standing, the owner of reports' questions, and the list to export."""
        from innovet.accounts.standing import contribute
        from innovet.exports.registry import register
        from innovet.questions import owners
        from projects.domain.report_questions import owner_of_questions
        from projects.exports import PROJECTS
        from projects.models.cycles import cycle_claims

        contribute(cycle_claims)
        owners.contribute(owner_of_questions)
        register(PROJECTS)
