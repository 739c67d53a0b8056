"""A school's pages of the plan set of a draft: partners, budget, milestones."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms import BudgetLineForm, MilestoneForm, PartnerForm
from calls.models import Proposal
from calls.permissions import can_edit_proposal
from calls.views.asking import attempt, posted, team_proposal
from calls.views.showing import member_badge, parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused
from innovet.organisations.models import Organisation
from projects.domain import consortia
from projects.models import ConsortiumMember

MATCHES = 20
PARTNER = ("role", "contribution", "hours", "contribution_cents", "contact_name", "contact_email")


def draft_of(request: HttpRequest, pk: int) -> Proposal:
    """A draft of one's own school that this person may change: 404 for strangers, 403 with the reason otherwise."""
    proposal = team_proposal(request, pk)
    require(can_edit_proposal(request.user, proposal))
    return proposal


@require_safe
def proposal_partners(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    members = proposal.consortium.members.select_related("organisation")
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_partners"),
        "rows": [(member, member_badge(member.state)) for member in members],
    }
    return render(request, "calls/proposal_partners.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_create(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    chosen = _chosen(request.GET.get("organisation", ""))
    form = PartnerForm(posted(request))
    if chosen is not None and form.is_valid():
        added = _kept(
            request, form, lambda: consortia.add_member(proposal.consortium, chosen, **form.values), _("Partner added.")
        )
        if added:
            return redirect("proposal_partners", proposal.pk)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_partners"),
        "words": words,
        "found": _matches(words, proposal) if words else [],
        "chosen": chosen,
        "form": form,
    }
    return render(request, "calls/partner_create.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    partner = _partner(proposal, member)
    initial = {name: getattr(partner, name) for name in PARTNER}
    form = PartnerForm(posted(request), initial=initial)

    def change() -> None:
        again = consortia.change_member(partner, **form.values, by=request.user, at=clock.now())
        if again:
            messages.warning(request, _("The role or the euros changed: ask this partner to confirm again."))

    if form.is_valid() and _kept(request, form, change, _("Saved.")):
        return redirect("proposal_partners", proposal.pk)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_partners"),
        "partner": partner,
        "form": form,
    }
    return render(request, "calls/partner_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def partner_invite(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    partner = _partner(draft_of(request, pk), member)
    attempt(
        request,
        lambda: consortia.invite_member(partner, by=request.user, at=clock.now()),
        done=_("The contact gets a mail with a link to confirm."),
    )
    return redirect("proposal_partners", pk)


@require_POST
def partner_remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    partner = _partner(draft_of(request, pk), member)
    attempt(request, lambda: consortia.remove_member(partner), done=_("Partner removed."))
    return redirect("proposal_partners", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_budget(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    form = BudgetLineForm(posted(request))
    if form.is_valid() and _kept(
        request, form, lambda: consortia.add_budget_line(proposal.consortium, **form.values), _("Cost added.")
    ):
        return redirect("proposal_budget", proposal.pk)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_budget"),
        "lines": proposal.consortium.budget_lines.all(),
        "totals": proposal.consortium.budget_lines.totals(),
        "form": form,
    }
    return render(request, "calls/proposal_budget.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_edit(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    row = get_object_or_404(proposal.consortium.budget_lines.select_related("consortium"), pk=line)
    names = ("category", "description", "requested_cents", "own_cents")
    form = BudgetLineForm(posted(request), initial={name: getattr(row, name) for name in names})
    if form.is_valid() and _kept(request, form, lambda: consortia.change_budget_line(row, **form.values), _("Saved.")):
        return redirect("proposal_budget", proposal.pk)
    return _row_page(request, proposal, form, "proposal_budget", _("Change a cost"))


@require_POST
def budget_line_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    row = get_object_or_404(draft_of(request, pk).consortium.budget_lines.select_related("consortium"), pk=line)
    attempt(request, lambda: consortia.remove_budget_line(row), done=_("Cost removed."))
    return redirect("proposal_budget", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_plan(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    form = MilestoneForm(posted(request))
    if form.is_valid() and _kept(
        request, form, lambda: consortia.plan_milestone(proposal.consortium, **form.cleaned_data), _("Step added.")
    ):
        return redirect("proposal_plan", proposal.pk)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_plan"),
        "milestones": proposal.consortium.planned_milestones.all(),
        "form": form,
    }
    return render(request, "calls/proposal_plan.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def planned_milestone_edit(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    step = get_object_or_404(proposal.consortium.planned_milestones.select_related("consortium"), pk=milestone)
    form = MilestoneForm(posted(request), initial={"title": step.title, "due_on": step.due_on})
    if form.is_valid() and _kept(
        request, form, lambda: consortia.change_planned_milestone(step, **form.cleaned_data), _("Saved.")
    ):
        return redirect("proposal_plan", proposal.pk)
    return _row_page(request, proposal, form, "proposal_plan", _("Change a step"))


@require_POST
def planned_milestone_remove(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    steps = draft_of(request, pk).consortium.planned_milestones.select_related("consortium")
    step = get_object_or_404(steps, pk=milestone)
    attempt(request, lambda: consortia.remove_planned_milestone(step), done=_("Step removed."))
    return redirect("proposal_plan", pk)


def _partner(proposal: Proposal, pk: int) -> ConsortiumMember:
    return get_object_or_404(proposal.consortium.members.select_related("organisation", "consortium"), pk=pk)


def _chosen(pk: str) -> Organisation | None:
    if not (pk.isascii() and pk.isdigit() and len(pk) < 16):
        return None
    return Organisation.objects.active().filter(pk=pk).first()


def _matches(words: str, proposal: Proposal) -> QuerySet[Organisation]:
    taken = proposal.consortium.members.values("organisation_id")
    found = Organisation.objects.active().exclude(pk=proposal.lead_school_id).exclude(pk__in=taken)
    for word in words.split()[:5]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(municipality__icontains=word)
            | Q(enterprise_number=word.replace(".", ""))
            | Q(pk__in=Organisation.objects.filter(school_numbers__number=word.zfill(6)).values("pk"))
        )
    return found[:MATCHES]


def _kept(request: HttpRequest, form: forms.Form, act: Callable[[], Any], done: Promise) -> bool:
    """Do it; a refusal stands in the form, so that what was typed stays."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, str(done))
    return True


def _row_page(request: HttpRequest, proposal: Proposal, form: forms.Form, part: str, title: Promise) -> HttpResponse:
    context = {"proposal": proposal, "parts": parts_of(proposal, part), "form": form, "title": title, "back": part}
    return render(request, "calls/plan_row_edit.html", context, status=422 if form.is_bound else 200)
