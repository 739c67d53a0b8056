"""The list of projects as a file."""

from decimal import Decimal

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.exports.registry import Column, Table
from projects.filters import ProjectFilter
from projects.models import Project


def _euro(project: Project) -> Decimal | None:
    """The grant in euro; nothing when it is unknown."""
    return None if project.grant_cents is None else Decimal(project.grant_cents) / 100


def _partners(project: Project) -> str:
    return ", ".join(member.organisation.name for member in project.consortium.members.all())


def _rows(user: User) -> QuerySet[Project]:
    found = Project.objects.visible_to(user).for_page()
    return found.prefetch_related("consortium__members__organisation")


def _narrow(projects: QuerySet[Project], query: QueryDict) -> QuerySet[Project]:
    narrowed: QuerySet[Project] = ProjectFilter(query, queryset=projects).qs
    return narrowed


PROJECTS = Table(
    key="projects",
    label=_("Projects"),
    columns=[
        Column(_("Project"), "title"),
        Column(_("Cycle"), "cycle__name"),
        Column(_("Lead school"), "consortium__lead_school__name"),
        Column(_("Municipality"), "consortium__lead_school__municipality"),
        Column(_("Province"), "consortium__lead_school__province"),
        Column(_("Theme"), "theme__name"),
        Column(_("State"), "state"),
        Column(_("Grant"), _euro),
        Column(_("Partners"), _partners),
        Column(_("Public source"), "source_address"),
    ],
    queryset=_rows,
    narrow=_narrow,
)
