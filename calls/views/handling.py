"""A coordinator's pages of proposals: the list, readers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.domain import conflicts, reviews
from calls.enums import ReviewState
from calls.filters import ProposalFilter
from calls.forms import AssignForm, ReasonForm
from calls.models import Proposal, Review
from calls.permissions import can_assign
from calls.views.asking import attempt, handled_proposal, kept_and_told, managed_call, page_of
from calls.views.badges import badge_of
from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, posted, require


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

    if form.is_valid() and kept_and_told(request, form, act, _("The review no longer counts.")):
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

    if form.is_valid() and kept_and_told(request, form, act, _("The reader can change the review again.")):
        return redirect("proposal_readers", review.proposal_id)
    context = {"review": review, "proposal": review.proposal, "form": form}
    return render(request, "calls/review_reopen.html", context, status=422 if form.is_bound else 200)


def _assign(request: MemberRequest, proposal: Proposal, reader: User) -> None:
    attempt(
        request,
        lambda: reviews.assign_reader(proposal, reader, by=request.user, at=clock.now()),
        done=_("%(name)s reads this proposal.") % {"name": reader},
    )


def _handled_review(request: HttpRequest, pk: int) -> Review:
    handled = Proposal.objects.handled_by(request.user, at=clock.now())
    reviews_seen = Review.objects.filter(proposal__in=handled).select_related("proposal__call", "reviewer")
    return get_object_or_404(reviews_seen, pk=pk)
