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
        from projects import receivers  # noqa: F401
        from projects.domain.report_questions import owner_of_questions
        from projects.exports import PROJECTS
        from projects.models.cycles import cycle_claims

        contribute(cycle_claims)
        owners.contribute(owner_of_questions)
        register(PROJECTS)
        _say_rights()


def _say_rights() -> None:
    """What a person reads on the page of their rights."""
    from innovet.accounts import rights
    from innovet.accounts.enums import Role
    from innovet.organisations.enums import EDIT_ROLES, MembershipRole
    from projects.enums import CycleRoleKind
    from projects.models.cycles import describe_cycles

    follows = _("see milestones, log book, budget and reports of the projects")
    works = _("keep milestones and log book of its projects and write their reports")
    rights.describe("cycle", lambda role: CycleRoleKind(role).label, describe_cycles)
    for kind in CycleRoleKind:
        rights.allow("cycle", kind, follows)
    for role in EDIT_ROLES:
        rights.allow("organisation", role, works)
    rights.allow("organisation", MembershipRole.READER, _("follow the projects of the organisation"))
    rights.allow(rights.PROGRAMME, Role.STEERING, follows)
    rights.allow(
        rights.PROGRAMME,
        Role.COORDINATOR,
        _("set up cycles with their phases, themes and roles"),
        _("start, stop and close projects, ask reports and judge them"),
    )
