"""The public list of projects, and one project with what its reader may see and do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import Request, kept, possible, posted, require
from innovet.kit.refused import Refused
from innovet.kit.verdict import allow_if
from projects import permissions
from projects.domain import projects
from projects.filters import ProjectFilter
from projects.forms import ReasonForm
from projects.models import Project, Report
from projects.views.form_pages import FormPage

PAGE_SIZE = 50


@login_not_required
@require_safe
def project_list(request: Request) -> HttpResponse:
    """Projects by cycle, province, theme and words; who works on planned ones sees these too."""
    narrowed = ProjectFilter(request.GET, queryset=Project.objects.visible_to(request.user).for_page())
    page = Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "projects/project_list.html", {"filter": narrowed, "page": page})


@login_not_required
@require_safe
def project_detail(request: Request, pk: int) -> HttpResponse:
    """What anyone may know of a project, and its file for who works with it."""
    return _page(request, visible_project(request, pk))


@require_POST
def project_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a planned project run."""
    project = visible_project(request, pk)
    require(permissions.can_open_project(request.user, project))
    try:
        projects.open_project(project, by=request.user, at=clock.now())
        messages.success(request, _("The project runs: everyone can see it now."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(project)


@require_http_methods(["GET", "HEAD", "POST"])
def project_stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then end the project early."""
    project = visible_project(request, pk)
    verdict = permissions.can_stop_project(request.user, project)
    require(verdict if request.method != "POST" else permissions.can_coordinate(request.user))
    form = ReasonForm(posted(request))

    def stop() -> None:
        possible(verdict)
        projects.stop_project(project, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept(form, stop):
        return redirect(project)
    words = _(
        "The project ends now and leaves the public list. This cannot be taken back. The reason stays in the file."
    )
    page = FormPage(_("Stop early"), crumbs_of(project), project.title, words, _("Stop the project"), "warning")
    return page.show(request, form)


@require_POST
def project_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a running project."""
    project = visible_project(request, pk)
    require(permissions.can_close_project(request.user, project))
    try:
        projects.close_project(project, by=request.user, at=clock.now())
        messages.success(request, _("The project is closed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(project)


def visible_project(request: Request, pk: int) -> Project:
    """The project, or 404 for who may not know it."""
    return get_object_or_404(Project.objects.visible_to(request.user).for_page(), pk=pk)


def crumbs_of(project: Project) -> list[tuple[str, str]]:
    """Where a page below a project stands."""
    return [(_("Projects"), reverse("project_list")), (project.title, project.get_absolute_url())]


def _page(request: Request, project: Project) -> HttpResponse:
    context: dict[str, Any] = {
        "project": project,
        "members": project.consortium.members.select_related("organisation"),
        "crumbs": [(_("Projects"), reverse("project_list")), (project.title, "")],
        "sees_internals": permissions.can_see_internals(request.user, project),
    }
    if context["sees_internals"]:
        context |= _internals(request, project)
    return render(request, "projects/project_detail.html", context)


def _internals(request: Request, project: Project) -> dict[str, Any]:
    reports = list(Report.objects.filter(project=project))
    is_reported = any(report.is_accepted_final for report in reports)
    entries = project.log_entries.select_related("written_by")
    return {
        "milestones": project.milestones.all(),
        "today": clock.today(),
        "page": Paginator(entries, 20).get_page(request.GET.get("page")),
        "budget_lines": project.consortium.budget_lines.all(),
        "totals": project.consortium.budget_lines.totals(),
        "reports": reports,
        "can_ask": permissions.can_ask_report(request.user, project),
        "moves": project.moves.select_related("by"),
        "panels": [
            (_("Milestones"), "mijlpalen"),
            (_("Log book"), "logboek"),
            (_("Reports"), "verslagen"),
            (_("Budget"), "begroting"),
            (_("Course"), "verloop"),
        ],
        "can_run": permissions.can_run_project(request.user, project),
        "can_open": permissions.can_open_project(request.user, project),
        "can_stop": permissions.can_stop_project(request.user, project),
        "can_close": permissions.can_close_project(request.user, project),
        "closing": allow_if(is_reported, projects.FINAL_REPORT_FIRST),
    }
