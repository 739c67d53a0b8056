"""Pages on which coordinators set up cycles: dates, themes and roles."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.formats import dates
from innovet.kit.http import kept, posted, require
from innovet.kit.refused import Refused, StaleRevision
from projects import permissions
from projects.domain import cycles
from projects.forms import CycleEditForm, CycleForm, ThemeForm
from projects.models import Cycle, PhaseTask, ReportQuestions, Theme
from projects.views.form_pages import Crumb, FormPage, Standing
from projects.views.phase_chart import draw_phases


@require_safe
def cycle_list(request: MemberRequest) -> HttpResponse:
    """All cycles, the newest first."""
    require(permissions.can_coordinate(request.user))
    found = Cycle.objects.annotate(project_count=Count("projects")).order_by("-starts_on", "-pk")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    asked = ReportQuestions.objects.select_related("questionnaire")
    return render(request, "projects/cycle_list.html", {"page": page, "asked": asked})


@require_safe
def cycle_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One cycle with its phases in time and their tasks, its themes and people."""
    cycle, today = managed_cycle(request, pk), clock.today()
    phases = list(cycle.phases.prefetch_related(Prefetch("tasks", queryset=PhaseTask.objects.select_related("owner"))))
    context = {
        "cycle": cycle,
        "phases": [
            (phase, phase.is_under_way(today), [(task, task.is_late(today)) for task in phase.tasks.all()])
            for phase in phases
        ],
        "chart": draw_phases(phases, today, [task for phase in phases for task in phase.tasks.all()]),
        "themes": cycle.themes.all(),
        "roles": cycle.roles.on(today).select_related("user"),
        "crumbs": [*above(), (cycle.name, "")],
    }
    return render(request, "projects/cycle_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_add(request: MemberRequest) -> HttpResponse:
    """Make a cycle."""
    require(permissions.can_coordinate(request.user))
    form = CycleForm(posted(request))
    if form.is_valid():
        try:
            return redirect("cycle_detail", cycles.create_cycle(**form.cleaned_data).pk)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    return FormPage(_("New cycle"), above()).show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a cycle's name and dates."""
    cycle = managed_cycle(request, pk)
    page = FormPage(_("Change the cycle"), above(cycle))
    form = CycleEditForm(posted(request), instance=managed_cycle(request, pk), initial={"revision": cycle.revision})
    if form.is_valid():
        try:
            cycles.change_cycle(cycle, **form.cleaned_data)
        except StaleRevision as stale:
            return page.show_beside(request, form, stale, _standing(managed_cycle(request, pk)))
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("cycle_detail", pk)
    return page.show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Name a theme of the cycle."""
    cycle = managed_cycle(request, pk)
    form = ThemeForm(posted(request))
    if form.is_valid() and kept(form, lambda: cycles.add_theme(cycle, **form.cleaned_data), "name"):
        return redirect("cycle_detail", pk)
    return FormPage(_("Add a theme"), above(cycle)).show(request, form)


@require_POST
def theme_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a theme out of its cycle."""
    require(permissions.can_coordinate(request.user))
    theme = get_object_or_404(Theme, pk=pk)
    try:
        cycles.remove_theme(theme)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("cycle_detail", theme.cycle_id)


def managed_cycle(request: MemberRequest, pk: int) -> Cycle:
    """A cycle for coordinators; everybody else is refused."""
    require(permissions.can_coordinate(request.user))
    return get_object_or_404(Cycle.objects.select_related("cloned_from"), pk=pk)


def above(*cycle: Cycle) -> list[Crumb]:
    """The way from all cycles down to a page of one."""
    below = [(one.name, reverse("cycle_detail", args=[one.pk])) for one in cycle]
    return [(_("Cycles"), reverse("cycle_list")), *below]


def _standing(cycle: Cycle) -> Standing:
    return [
        (_("Name"), cycle.name),
        (_("School year"), cycle.school_year),
        (_("Period"), dates(cycle.starts_on, cycle.ends_on)),
    ]
