"""A school's pages of the plan of a draft."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.forms import MilestoneForm
from calls.models import Proposal
from calls.views.asking import posted
from calls.views.plan_rows import RowPage, change_row_page, draft_of, initial_of, kept_row, remove_row, typed_draft_of
from calls.views.showing import parts_of
from projects.domain import plans
from projects.models import PlannedMilestone


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_plan(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    form = MilestoneForm(posted(request), call=proposal.call)
    if form.is_valid() and kept_row(
        request, proposal, form, lambda: plans.plan_milestone(proposal.consortium, **form.values), _("Step added.")
    ):
        return redirect("proposal_plan", proposal.pk)
    return _plan_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def planned_milestone_edit(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    step = _steps(proposal).filter(pk=milestone).first()
    form = MilestoneForm(posted(request), call=proposal.call, initial=initial_of(MilestoneForm, step))
    page = RowPage("proposal_plan", _("Change a step"), _plan_page, removal="planned_milestone_remove")
    return change_row_page(
        request, proposal, step, form, lambda step: plans.change_planned_milestone(step, **form.changes), page
    )


@require_POST
def planned_milestone_remove(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    steps = _steps(draft_of(request, pk))
    return remove_row(request, steps.filter(pk=milestone).first(), plans.remove_planned_milestone, "proposal_plan", pk)


def _steps(proposal: Proposal) -> QuerySet[PlannedMilestone]:
    return proposal.consortium.planned_milestones.select_related("consortium")


def _plan_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_plan"),
        "milestones": proposal.consortium.planned_milestones.all(),
        "form": form,
    }
    return render(request, "calls/proposal_plan.html", context, status=status)
