"""The page on which a coordinator copies a cycle: everything that comes along is shown first, with its days."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.refused import Refused
from projects.domain import cloning
from projects.domain.cycles import NameTaken
from projects.forms import CloneKeyForm, CycleCloneForm
from projects.models import Cycle
from projects.views.cycles import above, managed_cycle


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_clone(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a copy would hold; a POST makes what was shown."""
    cycle = managed_cycle(request, pk)
    if request.method == "POST":
        return _clone(request, cycle)
    form = CycleCloneForm(request.GET) if request.GET else CycleCloneForm(_next_year(cycle))
    return _page(request, cycle, form, key=uuid4().hex)


def _clone(request: MemberRequest, cycle: Cycle) -> HttpResponse:
    form = CloneKeyForm(request.POST)
    if form.is_valid():
        try:
            clone = cloning.clone_cycle(cycle, **form.cleaned_data, by=request.user, at=clock.now())
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        except Refused as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            messages.success(request, _("The copy stands. Look at its days and texts once more."))
            return redirect("cycle_detail", clone.pk)
    return _page(request, cycle, form, key=request.POST.get("key", "")[:40] or uuid4().hex, status=422)


def _page(request: MemberRequest, cycle: Cycle, form: CycleCloneForm, *, key: str, status: int = 200) -> HttpResponse:
    lines: list[cloning.Copied] = []
    if form.is_valid():
        try:
            lines = cloning.preview_clone(cycle, starts_on=form.cleaned_data["starts_on"])
        except Refused as refusal:
            form.add_error("starts_on", str(refusal))
    if form.errors:
        status = 422
    context = {
        "cycle": cycle,
        "form": form,
        "shown": CycleCloneForm(form.data, auto_id=False),
        "fields": [field for field in form if field.name != "key"],
        "lines": lines,
        "key": key,
        "crumbs": [*above(cycle), (_("Copy the cycle"), "")],
    }
    return render(request, "projects/cycle_clone.html", context, status=status)


def _next_year(cycle: Cycle) -> dict[str, Any]:
    """A year later under the next school year, as a start."""
    school_year = re.sub(r"\d{4}", lambda year: str(int(year[0]) + 1), cycle.school_year)
    named = cycle.name.replace(cycle.school_year, school_year)
    name = named if named != cycle.name else f"{cycle.name[:88]} {school_year}"
    return {"name": name, "school_year": school_year, "starts_on": _year_later(cycle.starts_on).isoformat()}


def _year_later(day: date) -> date:
    """The same day of the next year; the last day of February for 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
