"""Pages on which coordinators plan the phases of a cycle and see what moves along before it moves."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from innovet.accounts.requests import MemberRequest
from innovet.kit.formats import dates
from innovet.kit.http import posted, require
from innovet.kit.refused import Refused, StaleRevision
from projects import permissions
from projects.domain import phases
from projects.forms import PhaseEditForm, PhaseForm, PhaseShiftForm
from projects.models import Phase
from projects.views.cycles import above, managed_cycle
from projects.views.form_pages import FormPage, Standing

WORDS = ("kind", "name", "starts_on", "ends_on")


@require_http_methods(["GET", "HEAD", "POST"])
def phase_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a phase to the cycle."""
    cycle = managed_cycle(request, pk)
    form = PhaseForm(posted(request))
    if form.is_valid():
        return back_to(phases.add_phase(cycle, **form.cleaned_data))
    return FormPage(_("Add a phase"), above(cycle)).show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def phase_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename or remove a phase, or move it; where more may move along, the next page asks what."""
    phase = managed_phase(request, pk)
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, phase)
    form = PhaseEditForm(posted(request), initial={name: getattr(phase, name) for name in (*WORDS, "revision")})
    if form.is_valid():
        try:
            return _change(phase, form)
        except StaleRevision as stale:
            return _page(phase).show_beside(request, form, stale, _standing(get_object_or_404(Phase, pk=pk)))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(phase).show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def phase_shift(request: MemberRequest, pk: int) -> HttpResponse:
    """What moves along with a phase: shown first, chosen, then saved."""
    phase = managed_phase(request, pk)
    target = PhaseForm(request.POST if request.method == "POST" else request.GET, auto_id=False)
    if not target.is_valid():
        return redirect("phase_edit", pk) if request.method != "POST" else _untold(request, phase, target)
    starts_on, ends_on = target.cleaned_data["starts_on"], target.cleaned_data["ends_on"]
    try:
        shift = phases.plan_shift(phase, starts_on=starts_on, ends_on=ends_on)
    except Refused as refusal:
        target.add_error(None, str(refusal))
        return _untold(request, phase, target)
    form = PhaseShiftForm(posted(request), shift=shift)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            phases.shift_phase(
                phase,
                **target.cleaned_data,
                seen=form.cleaned_data["seen"],
                later=form.chosen,
                with_tasks=form.cleaned_data.get("with_tasks", False),
            )
            return back_to(phase)
        except Refused as refusal:
            messages.error(request, str(refusal))
            form, status = PhaseShiftForm(shift=shift, chosen=form.cleaned_data), 409
    context = {
        "shift": shift,
        "form": form,
        "target": target,
        "new_dates": dates(starts_on, ends_on),
        "tasks": [(one.phase, task) for one in (shift.moved, *shift.later) for task in one.tasks],
        "crumbs": [
            *above(phase.cycle),
            (phase.title, reverse("phase_edit", args=[phase.pk])),
            (_("What moves along"), ""),
        ],
    }
    return render(request, "projects/phase_shift.html", context, status=status)


def managed_phase(request: MemberRequest, pk: int) -> Phase:
    """A phase for coordinators; everybody else is refused."""
    require(permissions.can_coordinate(request.user))
    return get_object_or_404(Phase.objects.select_related("cycle"), pk=pk)


def back_to(phase: Phase) -> HttpResponse:
    """Its place on the page of the cycle."""
    return redirect(f"{reverse('cycle_detail', args=[phase.cycle_id])}#fase-{phase.pk}")


def _change(phase: Phase, form: PhaseEditForm) -> HttpResponse:
    """Save at once what moves nothing else; otherwise ask first."""
    words: dict[str, Any] = form.cleaned_data
    shift = phases.plan_shift(phase, starts_on=words["starts_on"], ends_on=words["ends_on"])
    if words["revision"] == phase.revision and shift.offers_something:
        asked = {name: words[name] for name in WORDS}
        return redirect(f"{reverse('phase_shift', args=[phase.pk])}?{urlencode(asked)}")
    phases.change_phase(phase, **words)
    return back_to(phase)


def _remove(request: MemberRequest, phase: Phase) -> HttpResponse:
    try:
        phases.remove_phase(phase)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(phase)
    return redirect("cycle_detail", phase.cycle_id)


def _untold(request: MemberRequest, phase: Phase, target: PhaseForm) -> HttpResponse:
    """Days that cannot be: back on the form of the phase, as typed."""
    typed = {**target.data.dict(), "revision": str(phase.revision)} if target.data else {}  # type: ignore[attr-defined]
    form = PhaseEditForm(typed)
    form.full_clean()
    for error in target.non_field_errors():
        form.add_error(None, str(error))
    return _page(phase).show(request, form)


def _page(phase: Phase) -> FormPage:
    return FormPage(_("Change the phase"), above(phase.cycle), is_removable=True)


def _standing(phase: Phase) -> Standing:
    return [
        (_("Kind"), str(phase.get_kind_display())),
        (_("Name"), phase.name),
        (_("Period"), dates(phase.starts_on, phase.ends_on)),
    ]
