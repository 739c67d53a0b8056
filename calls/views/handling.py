"""A coordinator's pages of proposals: the list, readers, conflicts of interest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.domain import reviews
from calls.enums import ConflictOrigin, ReviewState
from calls.filters import ProposalFilter
from calls.forms import AssignForm, ConflictForm, ReasonForm
from calls.models import ConflictOfInterest, Proposal, Review
from calls.permissions import can_assign, can_manage_calls
from calls.views.asking import attempt, handled_proposal, kept, managed_call, page_of, posted
from calls.views.badges import badge_of
from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, require


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
    tied = reviews.tied_people(proposal)
    people = reviews.possible_readers(proposal.call, timezone.localdate(at))
    assigned = proposal.reviews.exclude(state=ReviewState.VOID)
    free = people.exclude(pk__in=tied).exclude(pk__in=assigned.values("reviewer"))
    form = AssignForm(posted(request), readers=free)
    if form.is_valid():
        require(verdict)
        for reader in form.cleaned_data["readers"]:
            _assign(request, proposal, reader)
        return redirect("proposal_readers", proposal.pk)
    context = {
        "proposal": proposal,
        "verdict": verdict,
        "form": form,
        "has_free": free.exists(),
        "rows": [(review, badge_of(review)) for review in assigned.select_related("reviewer")],
        "tied": [(person, tied[person.pk]) for person in people.filter(pk__in=tied)],
        "conflicts": proposal.conflicts.select_related("user", "noted_by", "dismissed_by"),
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


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_note(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = handled_proposal(request, pk)
    people = reviews.possible_readers(proposal.call, clock.today()).exclude(pk__in=reviews.tied_people(proposal))
    form = ConflictForm(posted(request), people=people)

    def note() -> None:
        who, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
        reviews.note_conflict(
            proposal, who, reason=reason, origin=ConflictOrigin.COORDINATOR, by=request.user, at=clock.now()
        )

    done = _("The conflict of interest is noted; this person no longer sees the proposal.")
    if form.is_valid() and kept(request, form, note, done):
        return redirect("proposal_readers", proposal.pk)
    status = 422 if form.is_bound else 200
    return render(request, "calls/conflict_note.html", {"proposal": proposal, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_dismiss(request: MemberRequest, pk: int) -> HttpResponse:
    handled = Proposal.objects.handled_by(request.user, at=clock.now())
    conflicts = ConflictOfInterest.objects.filter(proposal__in=handled, dismissed_at=None)
    conflict = get_object_or_404(conflicts.select_related("proposal__call", "user"), pk=pk)
    require(can_manage_calls(request.user))
    form = ReasonForm(posted(request))

    def act() -> None:
        reviews.dismiss_conflict(conflict, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept(request, form, act, _("The conflict of interest is dismissed.")):
        return redirect("proposal_readers", conflict.proposal_id)
    context = {"conflict": conflict, "proposal": conflict.proposal, "form": form}
    return render(request, "calls/conflict_dismiss.html", context, status=422 if form.is_bound else 200)


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
