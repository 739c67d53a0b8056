"""What a project's team does on the project's page: milestones and the log book."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused
from projects import permissions
from projects.domain import milestones
from projects.forms import LogEntryForm, MilestoneForm
from projects.models import Milestone
from projects.views.projects import project_page, visible_project


@require_POST
def milestone_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a step to the project."""
    project = visible_project(request, pk)
    require(permissions.can_run_project(request.user, project))
    form = MilestoneForm(request.POST, auto_id="milestone_%s")
    if not form.is_valid():
        return project_page(request, project, status=422, milestone_form=form)
    try:
        milestones.add_milestone(project, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return project_page(request, project, status=409, milestone_form=form)
    return redirect(f"{project.get_absolute_url()}#mijlpalen")


@require_POST
def milestone_settle(request: MemberRequest, pk: int, milestone_pk: int) -> HttpResponse:
    """Say that a step was reached or dropped, or take that back."""
    project = visible_project(request, pk)
    require(permissions.can_run_project(request.user, project))
    milestone = get_object_or_404(Milestone.objects.select_related("project"), pk=milestone_pk, project=project)
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
        case "drop":
            milestones.drop_milestone(milestone, reason=request.POST.get("reason", "")[:2000], **who)
        case "reopen":
            milestones.reopen_milestone(milestone, **who)
        case _:
            raise Refused(_("Choose what to do with the milestone."))


@require_POST
def log_entry_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a note to the log book."""
    project = visible_project(request, pk)
    require(permissions.can_run_project(request.user, project))
    form = LogEntryForm(request.POST, auto_id="log_%s")
    if not form.is_valid():
        return project_page(request, project, status=422, log_form=form)
    try:
        milestones.write_log_entry(project, by=request.user, at=clock.now(), **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return project_page(request, project, status=409, log_form=form)
    return redirect(f"{project.get_absolute_url()}#logboek")
