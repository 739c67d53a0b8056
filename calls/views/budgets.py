"""A school's pages of the budget of a draft: its lines, its totals, and the rules of the call checked as one types."""

from functools import cache

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.domain.budgets import budget_of
from calls.domain.wording import budget_rules_in_words
from calls.forms import BudgetLineForm
from calls.models import Proposal
from calls.views.plan_rows import RowPage, change_row_page, draft_of, initial_of, kept_row, remove_row, typed_draft_of
from calls.views.showing import parts_of
from innovet.kit.http import posted
from projects.domain import budgets
from projects.models import BudgetLine


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_budget(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    form = BudgetLineForm(posted(request), members=proposal.consortium.members.all())
    if form.is_valid() and kept_row(
        request, proposal, form, lambda: budgets.add_budget_line(proposal.consortium, **form.values), _("Cost added.")
    ):
        return redirect("proposal_budget", proposal.pk)
    return _budget_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_edit(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    row = _budget_lines(proposal).filter(pk=line).first()
    form = BudgetLineForm(
        posted(request), initial=initial_of(BudgetLineForm, row), members=proposal.consortium.members.all()
    )
    page = RowPage(
        "proposal_budget",
        _("Change a cost"),
        _budget_page,
        template="calls/budget_line_edit.html",
        removal="budget_line_remove",
    )
    return change_row_page(
        request,
        proposal,
        row,
        form,
        lambda row: budgets.change_budget_line(row, **form.changes),
        page,
        budget=cache(lambda: budget_of(proposal)),
    )


@require_POST
def budget_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the budget comes to with the line that is being typed; nothing is kept."""
    proposal = draft_of(request, pk)
    form = BudgetLineForm(request.POST, members=proposal.consortium.members.all())
    form.is_valid()
    lines = [line for line in _budget_lines(proposal) if str(line.pk) != request.GET.get("line")]
    lines.append(BudgetLine(**form.values))
    return render(request, "calls/parts/budget_standing.html", {"budget": budget_of(proposal, lines)})


@require_POST
def budget_line_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    lines = _budget_lines(draft_of(request, pk))
    return remove_row(request, lines.filter(pk=line).first(), budgets.remove_budget_line, "proposal_budget", pk)


def _budget_lines(proposal: Proposal) -> QuerySet[BudgetLine]:
    return proposal.consortium.budget_lines.select_related("consortium")


def _budget_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    budget = budget_of(proposal)
    names = {member.pk: member.organisation.name for member in budget.members}
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_budget"),
        "rows": [(line, names.get(line.member_id or 0, "")) for line in budget.lines],
        "budget": budget,
        "rules": budget_rules_in_words(budget.rules),
        "form": form,
    }
    return render(request, "calls/proposal_budget.html", context, status=status)
