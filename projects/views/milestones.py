"""What a project's team does in its project: milestones and the log book."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import kept, posted, require
from innovet.kit.refused import Refused
from projects import permissions
from projects.domain import milestones
from projects.forms import LogEntryForm, MilestoneForm, ReasonForm
from projects.models import Milestone, Project
from projects.views.form_pages import FormPage
from projects.views.projects import crumbs_of, visible_project


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a step to the project."""
    project = _own_project(request, pk)
    form = MilestoneForm(posted(request))
    if form.is_valid() and kept(form, lambda: milestones.add_milestone(project, **form.cleaned_data)):
        return redirect(f"{project.get_absolute_url()}#mijlpalen")
    return _page(project, _("Add a milestone")).show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_drop(request: MemberRequest, pk: int, milestone_pk: int) -> HttpResponse:
    """Give a step up, with the reason."""
    project = _own_project(request, pk)
    milestone = _milestone(project, milestone_pk)
    form = ReasonForm(posted(request))

    def drop() -> None:
        reason = form.cleaned_data["reason"]
        milestones.drop_milestone(milestone, reason=reason, by=request.user, at=clock.now())

    if form.is_valid() and kept(form, drop):
        return redirect(f"{project.get_absolute_url()}#mijlpalen")
    words = _("The milestone “%(title)s” stays in the file with your reason.") % {"title": milestone.title}
    return _page(project, _("Drop the milestone"), introduction=words).show(request, form)


@require_POST
def milestone_settle(request: MemberRequest, pk: int, milestone_pk: int) -> HttpResponse:
    """Say that a step was reached, or plan it again."""
    project = visible_project(request, pk)
    require(permissions.can_run_project(request.user, project))
    milestone = _milestone(project, milestone_pk)
    try:
        _settle(milestone, request)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{project.get_absolute_url()}#mijlpalen")


def _settle(milestone: Milestone, request: MemberRequest) -> None:
    who: dict[str, Any] = {"by": request.user, "at": clock.now()}
    match request.POST.get("act"):
        case "reach":
            milestones.reach_milestone(milestone, **who)
        case "reopen":
            milestones.reopen_milestone(milestone, **who)
        case _:
            raise Refused(_("Choose what to do with the milestone."))


@require_http_methods(["GET", "HEAD", "POST"])
def log_entry_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a note to the log book."""
    project = _own_project(request, pk)
    form = LogEntryForm(posted(request), initial={"happened_on": clock.today()})

    def write() -> None:
        milestones.write_log_entry(project, by=request.user, at=clock.now(), **form.cleaned_data)

    if form.is_valid() and kept(form, write):
        return redirect(f"{project.get_absolute_url()}#logboek")
    return _page(project, _("Write in the log book")).show(request, form)


def _own_project(request: MemberRequest, pk: int) -> Project:
    """A project of one's own; one that ended meanwhile is refused by the domain, with what was typed in view."""
    project = visible_project(request, pk)
    require(permissions.can_work_in(request.user, project))
    if request.method != "POST":
        require(permissions.can_run_project(request.user, project))
    return project


def _milestone(project: Project, pk: int) -> Milestone:
    return get_object_or_404(Milestone.objects.select_related("project"), pk=pk, project=project)


def _page(project: Project, title: str, *, introduction: str = "") -> FormPage:
    return FormPage(title, crumbs_of(project), caption=project.title, introduction=introduction)
