"""A school's pages of the plan of a draft: work packages and steps."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.forms import MilestoneForm, WorkPackageForm
from calls.models import Proposal
from calls.views.plan_chart import draw_plan
from calls.views.plan_rows import RowPage, change_row_page, draft_of, initial_of, kept_row, remove_row, typed_draft_of
from calls.views.showing import parts_of
from innovet.kit import clock
from innovet.kit.http import posted
from projects.domain import plans
from projects.models import PlannedMilestone, WorkPackage


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_plan(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    form = MilestoneForm(posted(request), call=proposal.call, packages=_packages(proposal))
    if form.is_valid() and kept_row(
        request, proposal, form, lambda: plans.plan_milestone(proposal.consortium, **form.values), _("Step added.")
    ):
        return redirect("proposal_plan", proposal.pk)
    return _plan_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def planned_milestone_edit(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    step = _steps(proposal).filter(pk=milestone).first()
    initial = initial_of(MilestoneForm, step)
    form = MilestoneForm(posted(request), call=proposal.call, packages=_packages(proposal), initial=initial)
    page = RowPage("proposal_plan", _("Change a step"), _plan_page, removal="planned_milestone_remove")
    return change_row_page(
        request, proposal, step, form, lambda step: plans.change_planned_milestone(step, **form.changes), page
    )


@require_POST
def planned_milestone_remove(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    steps = _steps(draft_of(request, pk))
    return remove_row(request, steps.filter(pk=milestone).first(), plans.remove_planned_milestone, "proposal_plan", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def work_package_add(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    form = WorkPackageForm(posted(request), call=proposal.call)
    if form.is_valid() and kept_row(
        request,
        proposal,
        form,
        lambda: plans.plan_package(proposal.consortium, **form.values),
        _("Work package added."),
    ):
        return redirect("proposal_plan", proposal.pk)
    return _package_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def work_package_edit(request: HttpRequest, pk: int, package: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    standing = _packages(proposal).filter(pk=package).first()
    form = WorkPackageForm(posted(request), call=proposal.call, initial=initial_of(WorkPackageForm, standing))
    page = RowPage("proposal_plan", _("Change a work package"), _package_page, removal="work_package_remove")
    return change_row_page(
        request, proposal, standing, form, lambda package: plans.change_package(package, **form.changes), page
    )


@require_POST
def work_package_remove(request: HttpRequest, pk: int, package: int) -> HttpResponse:
    packages = _packages(draft_of(request, pk))
    return remove_row(request, packages.filter(pk=package).first(), plans.remove_package, "proposal_plan", pk)


def _steps(proposal: Proposal) -> QuerySet[PlannedMilestone]:
    return proposal.consortium.planned_milestones.select_related("consortium", "work_package")


def _packages(proposal: Proposal) -> QuerySet[WorkPackage]:
    return proposal.consortium.work_packages.select_related("consortium")


def _plan_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    packages, steps = list(_packages(proposal)), list(_steps(proposal))
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_plan"),
        "packages": packages,
        "milestones": steps,
        "chart": draw_plan(packages, steps, clock.today()),
        "form": form,
    }
    return render(request, "calls/proposal_plan.html", context, status=status)


def _package_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_plan"),
        "title": _("Add a work package"),
        "action": reverse("work_package_add", args=[proposal.pk]),
        "form": form,
    }
    return render(request, "calls/plan_row_edit.html", context, status=status)
