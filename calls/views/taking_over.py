"""A school takes over what it wrote before: from which proposal, and then field by field."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.domain.taking_over import Offer, offers_of, take_over
from calls.forms.core import in_words
from calls.forms.taking_over import TakeOverForm
from calls.models import Proposal
from calls.permissions import can_edit_proposal
from calls.views.asking import page_of
from calls.views.badges import team_badge
from calls.views.plan_rows import draft_of, typed_draft_of
from calls.views.showing import parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, posted
from innovet.kit.refused import Refused
from innovet.questions.domain.snapshots import plain_answer


@dataclass(frozen=True, slots=True)
class Row:
    """An offer in words; the answer to a question as plain data, which its own template shows."""

    offer: Offer
    is_ticked: bool
    stands: Any
    comes: Any


@require_safe
def proposal_take_over(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = draft_of(request, pk)
    page = page_of(request, Proposal.objects.of_team(request.user).exclude(pk=pk).select_related("call", "decision"))
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_edit"),
        "page": page,
        "rows": [(earlier, team_badge(earlier)) for earlier in page],
    }
    return render(request, "calls/proposal_take_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_take_over_from(request: MemberRequest, pk: int, source: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    earlier = _earlier(request, proposal, source)
    form = _form(request, proposal, earlier)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            possible(can_edit_proposal(request.user, proposal))
            take_over(proposal, earlier, form.choice, by=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            proposal, status = typed_draft_of(request, pk), 409
            form = _form(request, proposal, earlier)
        else:
            messages.success(request, _("Taken over. Read it again: it was written for another call."))
            return redirect("proposal_edit", proposal.pk)
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_edit"),
        "earlier": earlier,
        "form": form,
        "rows": [_row(offer, is_ticked=is_ticked) for offer, is_ticked in form.rows],
        "revision": proposal.revision,
        "sheet_revision": proposal.sheet.revision,
    }
    return render(request, "calls/proposal_take_over_from.html", context, status=status)


def _earlier(request: HttpRequest, proposal: Proposal, source: int) -> Proposal:
    mine = Proposal.objects.of_team(request.user).exclude(pk=proposal.pk)
    counted = mine.annotate(
        line_count=Count("consortium__budget_lines", distinct=True),
        step_count=Count("consortium__planned_milestones", distinct=True)
        + Count("consortium__work_packages", distinct=True),
    )
    return get_object_or_404(counted.select_related("call", "consortium", "sheet", "theme"), pk=source)


def _form(request: HttpRequest, proposal: Proposal, earlier: Proposal) -> TakeOverForm:
    revisions = {"revision": proposal.revision, "sheet_revision": proposal.sheet.revision}
    form = TakeOverForm(posted(request), offers=offers_of(proposal, earlier), initial=revisions)
    for name, count in (("takes_budget", "line_count"), ("takes_plan", "step_count")):
        if not getattr(earlier, count):
            del form.fields[name]
    return form


def _row(offer: Offer, *, is_ticked: bool) -> Row:
    if offer.question is None:
        return Row(offer, is_ticked, in_words(offer.name, offer.stands), in_words(offer.name, offer.comes))
    return Row(offer, is_ticked, plain_answer(offer.question, offer.stands), plain_answer(offer.question, offer.comes))
