"""Pages of the tasks of a phase: coordinators plan them, their owner says that they are done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.formats import dates
from innovet.kit.http import posted, require
from innovet.kit.refused import Refused, StaleRevision
from projects import permissions
from projects.domain import phase_tasks
from projects.forms import PhaseTaskEditForm, PhaseTaskForm
from projects.models import PhaseTask
from projects.views.cycles import above
from projects.views.form_pages import FormPage, Standing
from projects.views.phases import back_to, managed_phase


@require_http_methods(["GET", "HEAD", "POST"])
def phase_task_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a task to a phase."""
    phase, today = managed_phase(request, pk), clock.today()
    form = PhaseTaskForm(
        posted(request),
        owners=phase_tasks.possible_owners(phase.cycle, on=today),
        initial={"due_on": phase.ends_on},
    )
    if form.is_valid():
        try:
            phase_tasks.add_task(phase, **form.cleaned_data, on=today)
            return back_to(phase)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    title = _("New task in “%(phase)s”") % {"phase": phase.title}
    return FormPage(title, above(phase.cycle)).show(request, form)


@require_safe
def phase_task_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One task, for its owner and for coordinators."""
    task = _visible_task(request, pk)
    context = {
        "task": task,
        "is_late": task.is_late(clock.today()),
        "may_settle": permissions.can_settle_task(request.user, task),
        "may_manage": permissions.can_coordinate(request.user),
    }
    return render(request, "projects/phase_task_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def phase_task_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a task, give it to somebody else or put it in another phase."""
    require(permissions.can_coordinate(request.user))
    task, today = _visible_task(request, pk), clock.today()
    cycle = task.phase.cycle
    form = PhaseTaskEditForm(
        posted(request),
        owners=phase_tasks.possible_owners(cycle, on=today) | User.objects.filter(pk__in=[task.owner_id or 0]),
        phases=cycle.phases.all(),
        initial={name: getattr(task, name) for name in ("phase", "title", "owner", "due_on", "revision")},
    )
    page = FormPage(_("Change the task"), above(cycle), task.title)
    if form.is_valid():
        try:
            phase_tasks.change_task(task, **form.cleaned_data, on=today)
            return back_to(form.cleaned_data["phase"])
        except StaleRevision as stale:
            return page.show_beside(request, form, stale, _standing(_visible_task(request, pk)))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page.show(request, form)


@require_POST
def phase_task_finish(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a task is done."""
    task = _visible_task(request, pk)
    require(permissions.can_settle_task(request.user, task))
    try:
        phase_tasks.finish_task(task, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request, task)


@require_POST
def phase_task_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back that a task is done."""
    task = _visible_task(request, pk)
    require(permissions.can_settle_task(request.user, task))
    try:
        phase_tasks.reopen_task(task)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request, task)


@require_POST
def phase_task_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a task out of its phase."""
    require(permissions.can_coordinate(request.user))
    task = _visible_task(request, pk)
    try:
        phase_tasks.remove_task(task)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back_to(task.phase)


def _visible_task(request: MemberRequest, pk: int) -> PhaseTask:
    tasks = PhaseTask.objects.visible_to(request.user).select_related("phase__cycle", "owner", "done_by")
    return get_object_or_404(tasks, pk=pk)


def _back(request: MemberRequest, task: PhaseTask) -> HttpResponse:
    """Coordinators go on with the planning; an owner stays with the task."""
    return back_to(task.phase) if permissions.can_coordinate(request.user) else redirect(task)


def _standing(task: PhaseTask) -> Standing:
    return [
        (_("Phase"), task.phase.title),
        (_("Task"), task.title),
        (_("Owner"), str(task.owner or _("no owner"))),
        (_("Due on"), dates(task.due_on)),
    ]
