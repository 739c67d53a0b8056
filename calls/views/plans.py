"""A school's pages of the plan set of a draft: partners, budget, milestones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms import BudgetLineForm, MilestoneForm, PartnerForm
from calls.models import Proposal
from calls.permissions import can_edit_proposal, can_work_on
from calls.views.asking import attempt, posted, take_over_revision, team_proposal
from calls.views.showing import in_words, member_badge, parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused, StaleRevision
from innovet.organisations.models import Organisation
from projects.domain import consortia
from projects.models import BudgetLine, ConsortiumMember, PlannedMilestone

MATCHES = 20


@dataclass(frozen=True, slots=True)
class RowPage:
    """Where a changed row belongs: the list to go back to, and the page that adds it anew once it is gone."""

    back: str
    title: str | Promise
    anew: Callable[[HttpRequest, Proposal, forms.Form, int], HttpResponse]
    template: str = "calls/plan_row_edit.html"


def draft_of(request: HttpRequest, pk: int) -> Proposal:
    """A draft of one's own school that this person may change: 404 for strangers, 403 with the reason otherwise."""
    proposal = team_proposal(request, pk)
    require(can_edit_proposal(request.user, proposal))
    return proposal


def typed_draft_of(request: HttpRequest, pk: int) -> Proposal:
    """The same for a page with a form: what was typed while somebody handed the draft in stays in view."""
    if request.method != "POST":
        return draft_of(request, pk)
    proposal = team_proposal(request, pk)
    require(can_work_on(request.user, proposal))
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
    proposal = typed_draft_of(request, pk)
    chosen = _chosen(request)
    form = PartnerForm(posted(request))
    if chosen is not None and form.is_valid():
        added = _kept(
            request,
            proposal,
            form,
            lambda: consortia.add_member(proposal.consortium, chosen, **form.values),
            _("Partner added."),
        )
        if added:
            return redirect("proposal_partners", proposal.pk)
    return _partner_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    partner = _partners(proposal).filter(pk=member).first()
    form = PartnerForm(posted(request), initial=_initial(PartnerForm, partner))

    def change(partner: ConsortiumMember) -> None:
        again = consortia.change_member(partner, **form.changes, by=request.user, at=clock.now())
        if again:
            messages.warning(request, _("The role or the euros changed: ask this partner to confirm again."))

    page = RowPage("proposal_partners", _("Change a partner"), _partner_page, template="calls/partner_edit.html")
    return _change_row(request, proposal, partner, form, change, page)


@require_POST
def partner_invite(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    partner = get_object_or_404(_partners(draft_of(request, pk)), pk=member)
    attempt(
        request,
        lambda: consortia.invite_member(partner, by=request.user, at=clock.now()),
        done=_("The contact gets a mail with a link to confirm."),
    )
    return redirect("proposal_partners", pk)


@require_POST
def partner_remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    partners = _partners(draft_of(request, pk))
    return _remove_row(request, partners.filter(pk=member).first(), consortia.remove_member, "proposal_partners", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_budget(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    form = BudgetLineForm(posted(request))
    if form.is_valid() and _kept(
        request, proposal, form, lambda: consortia.add_budget_line(proposal.consortium, **form.values), _("Cost added.")
    ):
        return redirect("proposal_budget", proposal.pk)
    return _budget_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_edit(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    row = _budget_lines(proposal).filter(pk=line).first()
    form = BudgetLineForm(posted(request), initial=_initial(BudgetLineForm, row))
    page = RowPage("proposal_budget", _("Change a cost"), _budget_page)
    return _change_row(
        request, proposal, row, form, lambda row: consortia.change_budget_line(row, **form.changes), page
    )


@require_POST
def budget_line_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    lines = _budget_lines(draft_of(request, pk))
    return _remove_row(request, lines.filter(pk=line).first(), consortia.remove_budget_line, "proposal_budget", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_plan(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    form = MilestoneForm(posted(request))
    if form.is_valid() and _kept(
        request, proposal, form, lambda: consortia.plan_milestone(proposal.consortium, **form.values), _("Step added.")
    ):
        return redirect("proposal_plan", proposal.pk)
    return _plan_page(request, proposal, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def planned_milestone_edit(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    step = _steps(proposal).filter(pk=milestone).first()
    form = MilestoneForm(posted(request), initial=_initial(MilestoneForm, step))
    page = RowPage("proposal_plan", _("Change a step"), _plan_page)
    return _change_row(
        request, proposal, step, form, lambda step: consortia.change_planned_milestone(step, **form.changes), page
    )


@require_POST
def planned_milestone_remove(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    steps = _steps(draft_of(request, pk))
    return _remove_row(
        request, steps.filter(pk=milestone).first(), consortia.remove_planned_milestone, "proposal_plan", pk
    )


def _partners(proposal: Proposal) -> QuerySet[ConsortiumMember]:
    return proposal.consortium.members.select_related("organisation", "consortium")


def _budget_lines(proposal: Proposal) -> QuerySet[BudgetLine]:
    return proposal.consortium.budget_lines.select_related("consortium")


def _steps(proposal: Proposal) -> QuerySet[PlannedMilestone]:
    return proposal.consortium.planned_milestones.select_related("consortium")


def _partner_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_partners"),
        "words": words,
        "found": _matches(words, proposal) if words else [],
        "chosen": _chosen(request),
        "form": form,
    }
    return render(request, "calls/partner_create.html", context, status=status)


def _budget_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_budget"),
        "lines": proposal.consortium.budget_lines.all(),
        "totals": proposal.consortium.budget_lines.totals(),
        "form": form,
    }
    return render(request, "calls/proposal_budget.html", context, status=status)


def _plan_page(request: HttpRequest, proposal: Proposal, form: forms.Form, status: int) -> HttpResponse:
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_plan"),
        "milestones": proposal.consortium.planned_milestones.all(),
        "form": form,
    }
    return render(request, "calls/proposal_plan.html", context, status=status)


def _chosen(request: HttpRequest) -> Organisation | None:
    pk = request.GET.get("organisation", "")
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


def _kept(request: HttpRequest, proposal: Proposal, form: forms.Form, act: Callable[[], Any], done: Promise) -> bool:
    """Do it; a refusal stands in the form, so that what was typed stays."""
    try:
        possible(can_edit_proposal(request.user, proposal))
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, str(done))
    return True


def _initial(form: type[forms.Form], row: ConsortiumMember | BudgetLine | PlannedMilestone | None) -> dict[str, Any]:
    return {name: getattr(row, name, None) for name in form.base_fields}


def _change_row[R: ConsortiumMember | BudgetLine | PlannedMilestone](
    request: HttpRequest,
    proposal: Proposal,
    row: R | None,
    form: forms.Form,
    change: Callable[[R], None],
    page: RowPage,
) -> HttpResponse:
    """The page that changes one row; of two people at once the second sees both texts and chooses."""
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, page.back),
        "form": form,
        "title": page.title,
        "row": row,
    }
    status = 422 if form.is_bound else 200
    if row is None and not form.is_bound:
        raise Http404
    if form.is_valid() or row is None:
        try:
            possible(can_edit_proposal(request.user, proposal))
            change(_standing(row))
        except StaleRevision as stale:
            messages.error(request, str(stale))
            if stale.current is None:
                return page.anew(request, proposal, form, 409)
            context["stands"], status = in_words(form, stale.current), 409
            take_over_revision(request, form, stale.current)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(page.back, proposal.pk)
    return render(request, page.template, context, status=status)


def _remove_row[R: ConsortiumMember | BudgetLine | PlannedMilestone](
    request: HttpRequest, row: R | None, remove: Callable[..., None], back: str, pk: int
) -> HttpResponse:
    """Take a row out as it was read; one that changed or went meanwhile is told."""
    typed = request.POST.get("revision", "")
    revision = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
    attempt(request, lambda: remove(_standing(row), revision=revision), done=_("Removed."))
    return redirect(back, pk)


def _standing[R](row: R | None) -> R:
    if row is None:
        raise StaleRevision(_("Somebody else removed this meanwhile."))
    return row
