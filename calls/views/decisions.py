"""Pages of the meeting's outcome: ranking, decisions, letters."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import decisions, ranking
from calls.enums import ConflictScope, DecisionState, Outcome, ProposalState
from calls.forms import DecisionForm
from calls.models import Call, Criterion, Decision, Proposal
from calls.permissions import can_decide, can_manage_calls, can_release, can_see_ranking
from calls.selection.ranking import Placing
from calls.views.asking import attempt, handled_proposal, managed_call, page_of, take_over_revision, visible_call
from calls.views.badges import badge_of
from innovet.accounts.requests import MemberRequest
from innovet.education import Province
from innovet.kit import clock
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused, StaleRevision

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the ranking in words."""

    proposal: Proposal
    placing: Placing
    total: str
    means: list[str]
    remark: str
    is_within: bool
    decision: Decision | None


def two_decimals(value: Fraction | None) -> str:
    """A score as printed: two decimals, half up; nothing for none."""
    if value is None:
        return ""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return number_format(exact.quantize(CENT, rounding=ROUND_HALF_UP), decimal_pos=2)


@require_safe
def call_ranking(request: HttpRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    require(can_see_ranking(request.user, call))
    criteria = list(call.criteria.all())
    proposals = {
        proposal.pk: proposal
        for proposal in call.proposals.select_related("lead_school").filter(state__in=ranking.RANKED)
    }
    placings = ranking.rank_call(call, proposals.values(), criteria)
    awards = ranking.award_call(call, placings)
    open_ids = set(Proposal.objects.ranked_for(request.user).filter(call=call).values_list("pk", flat=True))
    barred = _barred_envelopes(call, proposals.values(), open_ids)
    decided = {decision.proposal_id: decision for decision in Decision.objects.filter(proposal__in=proposals)}
    groups: dict[str, list[Line]] = {}
    for placing in placings:
        proposal = proposals[placing.candidate.id]
        if proposal.envelope_province not in barred:
            line = _line(proposal, placing, criteria, awards.selected, awards.undecided, decided)
            groups.setdefault(proposal.envelope_province, []).append(line)
    amounts = {envelope.province: envelope.whole_cents for envelope in call.envelopes.all()}
    context = {
        "call": call,
        "criteria": criteria,
        "groups": [
            (Province(key).label, amounts.get(key), awards.left_cents.get(key), lines)
            for key, lines in sorted(groups.items())
        ],
        "barred_count": len(barred),
        "total_left": None if barred else awards.total_left_cents,
        "may_decide": can_manage_calls(request.user),
    }
    return render(request, "calls/call_ranking.html", context)


def _barred_envelopes(call: Call, proposals: Collection[Proposal], open_ids: set[int]) -> set[str]:
    """What a person does not see of the ranking: the envelopes, or all of them, with a proposal they may not judge."""
    barred = {proposal.envelope_province for proposal in proposals if proposal.pk not in open_ids}
    if barred and (call.conflict_scope == ConflictScope.CALL or not call.has_envelopes):
        return {proposal.envelope_province for proposal in proposals}
    return barred


@require_http_methods(["GET", "HEAD", "POST"])
def decision_edit(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = handled_proposal(request, pk)
    verdict = can_decide(request.user, proposal)
    if request.method != "POST":
        require(verdict)
    criteria = list(proposal.call.criteria.all())
    decision = Decision.objects.filter(proposal=proposal).first()
    context: dict[str, Any] = {"proposal": proposal, "decision": decision, "badge": badge_of(proposal)}
    status = 200
    if request.method == "POST":
        form = DecisionForm(request.POST, criteria=criteria)
        status = 422
        if form.is_valid():
            try:
                possible(verdict)
                _decide(request, proposal, form)
            except StaleRevision as stale:
                take_over_revision(request, form, stale.current)
                context["decision"], status = stale.current, 409
                messages.error(request, str(stale))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The decision is noted; its letter waits for release."))
                return redirect("decision_list", proposal.call_id)
    else:
        form = DecisionForm(initial=DecisionForm.initial_of(decision), criteria=criteria)
    placing = next(iter(ranking.rank_call(proposal.call, [proposal], criteria)))
    reviews = proposal.reviews.counting().select_related("reviewer").prefetch_related("scores__criterion")
    context |= {
        "form": form,
        "total": two_decimals(placing.total),
        "means": [(criterion, two_decimals(placing.means.get(criterion.pk))) for criterion in criteria],
        "reviews": reviews,
    }
    return render(request, "calls/decision_edit.html", context, status=status)


@require_safe
def decision_list(request: HttpRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    found = _decisions(request, call)
    listed = found.select_related("proposal__lead_school", "decided_by").order_by("state", "proposal__province", "pk")
    context = {
        "call": call,
        "page": page_of(request, listed),
        "waiting_count": found.filter(state=DecisionState.PREPARED).count(),
    }
    return render(request, "calls/decision_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_release(request: MemberRequest, pk: int) -> HttpResponse:
    handled = Proposal.objects.handled_by(request.user, at=clock.now())
    decision = get_object_or_404(
        Decision.objects.filter(proposal__in=handled).select_related(
            "proposal__call", "proposal__lead_school", "letter"
        ),
        pk=pk,
    )
    verdict = can_release(request.user, decision)
    if request.method == "POST":
        done = verdict and attempt(
            request,
            lambda: decisions.release_decision(decision, by=request.user, at=clock.now()),
            done=_("The letter is on its way."),
        )
        if not verdict:
            messages.error(request, str(verdict.reason))
        return redirect("decision_list" if done else "decision_release", decision.proposal.call_id if done else pk)
    context = {"decision": decision, "proposal": decision.proposal, "verdict": verdict}
    return render(request, "calls/decision_release.html", context)


@require_POST
def decision_release_all(request: MemberRequest, pk: int) -> HttpResponse:
    """Release every prepared letter of a call, each in its own transaction."""
    call = managed_call(request, pk)
    prepared = _decisions(request, call).filter(state=DecisionState.PREPARED)
    released = 0
    for decision in prepared.select_related("letter", "proposal"):
        try:
            decisions.release_decision(decision, by=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, f"{decision.proposal}: {refusal}")
        else:
            released += 1
    messages.success(request, _("Letters released: %(count)s.") % {"count": released})
    return redirect("decision_list", call.pk)


def _decisions(request: HttpRequest, call: Call) -> QuerySet[Decision]:
    """The decisions of a call that this coordinator handles; those of withdrawn proposals no longer matter."""
    handled = Proposal.objects.handled_by(request.user, at=clock.now()).filter(call=call)
    return Decision.objects.filter(proposal__in=handled.exclude(state=ProposalState.WITHDRAWN))


def _decide(request: MemberRequest, proposal: Proposal, form: DecisionForm) -> None:
    cleaned = form.cleaned_data
    verdict = decisions.Verdict(
        Outcome(cleaned["outcome"]), cleaned["grant_cents"] or 0, cleaned["motivation"], form.reasons
    )
    decisions.decide(proposal, verdict, revision=cleaned["revision"], by=request.user, at=clock.now())


def _line(
    proposal: Proposal,
    placing: Placing,
    criteria: list[Criterion],
    selected: tuple[int, ...],
    undecided: tuple[int, ...],
    decided: dict[int, Decision],
) -> Line:
    names = {criterion.pk: criterion.name for criterion in criteria}
    remarks = [str(_("below the minimum: %(name)s") % {"name": names[key]}) for key in placing.missed]
    if placing.misses_total:
        remarks.append(str(_("below the minimum total")))
    if placing.total is None:
        remarks.append(str(_("too few complete reviews")))
    if proposal.pk in undecided:
        remarks.append(str(_("equal at the line: the tie rule decides")))
    return Line(
        proposal=proposal,
        placing=placing,
        total=two_decimals(placing.total),
        means=[two_decimals(placing.means.get(criterion.pk)) for criterion in criteria],
        remark=", ".join(remarks),
        is_within=proposal.pk in selected,
        decision=decided.get(proposal.pk),
    )
