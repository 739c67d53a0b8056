"""A coordinator's pages of proposals: the list, the formal check, readers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import admissibility, conflicts, reviews
from calls.enums import ProposalState, ReviewState
from calls.filters import ProposalFilter
from calls.forms import AdmissibilityForm, AssignForm, ReasonForm
from calls.models import Proposal, Review
from calls.permissions import can_assign, can_judge_admissibility
from calls.views.asking import attempt, handled_proposal, kept, managed_call, page_of, posted
from calls.views.badges import badge_of
from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused


@require_safe
def proposal_admin_list(request: HttpRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    at = clock.now()
    listed = Proposal.objects.titled_for(request.user, at=at).filter(call=call).for_admin_list()
    found = ProposalFilter(request.GET, queryset=listed)
    page = page_of(request, found.qs)
    query = request.GET.copy()
    query["call"] = str(call.pk)
    context = {
        "call": call,
        "export_query": query.urlencode(),
        "filter": found,
        "page": page,
        "rows": [(proposal, badge_of(proposal)) for proposal in page],
        "is_closed": call.is_past_closing_at(at),
    }
    return render(request, "calls/proposal_admin_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_check(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = handled_proposal(request, pk)
    at = clock.now()
    verdict = can_judge_admissibility(request.user, proposal, at=at)
    findings = admissibility.check_requirements(proposal)
    failing = [finding.requirement for finding in findings if not finding.is_met]
    form = AdmissibilityForm(posted(request), failing=failing, initial={"unmet": failing})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            possible(verdict)
            _judge(proposal, form, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 409
        else:
            messages.success(request, _("The judgement is noted."))
            return redirect("proposal_admin_list", proposal.call_id)
    context = {
        "proposal": proposal,
        "findings": findings,
        "checks": proposal.checks.select_related("checked_by"),
        "verdict": verdict,
        "form": form,
    }
    return render(request, "calls/proposal_check.html", context, status=status)


@require_POST
def proposal_check_all(request: MemberRequest, pk: int) -> HttpResponse:
    """Let every proposal that meets all requirements through in one act."""
    call = managed_call(request, pk)
    at = clock.now()
    waiting = Proposal.objects.handled_by(request.user, at=at).filter(call=call, state=ProposalState.SUBMITTED)
    passed = 0
    for proposal in waiting.select_related("call", "lead_school", "consortium"):
        try:
            admissibility.judge_admissible(proposal, overrules={}, by=request.user, at=at)
        except Refused:
            # It stays on the work list, where its page says why.
            continue
        passed += 1
    messages.success(request, _("Admissible without remarks: %(count)s.") % {"count": passed})
    return redirect("proposal_admin_list", call.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_readers(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = handled_proposal(request, pk)
    at = clock.now()
    verdict = can_assign(request.user, proposal.call)
    tied = conflicts.barred_people(proposal)
    people = list(conflicts.possible_readers(proposal.call, timezone.localdate(at)))
    assigned = list(proposal.reviews.exclude(state=ReviewState.VOID).select_related("reviewer"))
    taken = tied.keys() | {review.reviewer_id for review in assigned}
    free = [person.pk for person in people if person.pk not in taken]
    form = AssignForm(posted(request), readers=User.objects.filter(pk__in=free).order_by("name", "pk"))
    if form.is_valid():
        require(verdict)
        for reader in form.cleaned_data["readers"]:
            _assign(request, proposal, reader)
        return redirect("proposal_readers", proposal.pk)
    context = {
        "proposal": proposal,
        "verdict": verdict,
        "form": form,
        "has_free": bool(free),
        "rows": [(review, badge_of(review)) for review in assigned],
        "tied": [(person, tied[person.pk]) for person in people if person.pk in tied],
        "conflicts": proposal.conflicts.select_related("user"),
    }
    return render(request, "calls/proposal_readers.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review_void(request: MemberRequest, pk: int) -> HttpResponse:
    review = _handled_review(request, pk)
    verdict = can_assign(request.user, review.proposal.call)
    if request.method != "POST":
        require(verdict)
    form = ReasonForm(posted(request))

    def act() -> None:
        possible(verdict)
        reviews.void_review(review, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept(request, form, act, _("The review no longer counts.")):
        return redirect("proposal_readers", review.proposal_id)
    context = {"review": review, "proposal": review.proposal, "form": form}
    return render(request, "calls/review_void.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    review = _handled_review(request, pk)
    verdict = can_assign(request.user, review.proposal.call)
    if request.method != "POST":
        require(verdict)
    form = ReasonForm(posted(request))

    def act() -> None:
        possible(verdict)
        reviews.reopen_review(review, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept(request, form, act, _("The reader can change the review again.")):
        return redirect("proposal_readers", review.proposal_id)
    context = {"review": review, "proposal": review.proposal, "form": form}
    return render(request, "calls/review_reopen.html", context, status=422 if form.is_bound else 200)


def _assign(request: MemberRequest, proposal: Proposal, reader: User) -> None:
    attempt(
        request,
        lambda: reviews.assign_reader(proposal, reader, by=request.user, at=clock.now()),
        done=_("%(name)s reads this proposal.") % {"name": reader},
    )


def _judge(proposal: Proposal, form: AdmissibilityForm, *, by: User) -> None:
    motivation = form.cleaned_data["motivation"]
    if form.cleaned_data["outcome"] == AdmissibilityForm.ADMISSIBLE:
        overrules = dict.fromkeys(form.cleaned_data.get("overruled", []), motivation)
        admissibility.judge_admissible(proposal, overrules=overrules, by=by, at=clock.now())
    else:
        unmet = dict.fromkeys(form.cleaned_data["unmet"], motivation)
        admissibility.judge_inadmissible(proposal, unmet=unmet, motivation=motivation, by=by, at=clock.now())


def _handled_review(request: HttpRequest, pk: int) -> Review:
    handled = Proposal.objects.handled_by(request.user, at=clock.now())
    reviews_seen = Review.objects.filter(proposal__in=handled).select_related("proposal__call", "reviewer")
    return get_object_or_404(reviews_seen, pk=pk)
