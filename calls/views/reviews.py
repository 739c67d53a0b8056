"""A reader's pages: the list, the scores."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.domain import reviews
from calls.domain.conflicts import proposals_to_state
from calls.enums import ReviewState
from calls.forms import ReviewForm
from calls.models import Review
from calls.permissions import can_write_review
from calls.views.asking import page_of, take_over_revision
from calls.views.badges import badge_of
from calls.views.showing import content_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible
from innovet.kit.refused import Refused, StaleRevision


@require_safe
def review_list(request: MemberRequest) -> HttpResponse:
    page = page_of(request, Review.objects.mine(request.user).for_list())
    rows = [(review, badge_of(review)) for review in page]
    return render(request, "calls/review_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def review_edit(request: MemberRequest, pk: int) -> HttpResponse:
    review = my_review(request, pk)
    call = review.proposal.call
    if proposals_to_state(call, request.user).exists():
        messages.info(request, _("First tell about every proposal whether you have a conflict of interest."))
        return redirect("conflict_state", call.pk)
    verdict = can_write_review(request.user, review, call)
    criteria = list(call.criteria.all())
    context = {"review": review, "proposal": review.proposal, "verdict": verdict, "badge": badge_of(review)}
    status = 200
    if request.method == "POST":
        form = ReviewForm(request.POST, criteria=criteria)
        status = 422
        if form.is_valid():
            try:
                return _keep(request, review, form)
            except StaleRevision as stale:
                take_over_revision(request, form, stale.current)
                context["current"], status = review.scores.select_related("criterion"), 409
                messages.error(request, str(stale))
            except Refused as refusal:
                status = 409
                messages.error(request, str(refusal))
    else:
        form = ReviewForm(initial=ReviewForm.initial_of(review), criteria=criteria)
    others = review.proposal.reviews.filter(state=ReviewState.SUBMITTED).exclude(pk=review.pk)
    context |= {
        "form": form,
        "content": content_of(review.proposal),
        "scores": review.scores.select_related("criterion"),
        "others": others.select_related("reviewer").prefetch_related("scores__criterion")
        if call.are_reviews_shared
        else [],
    }
    return render(request, "calls/review_edit.html", context, status=status)


def my_review(request: HttpRequest, pk: int) -> Review:
    """One's own reading of a proposal without a conflict, or 404."""
    mine = Review.objects.mine(request.user)
    parts = ("version", "proposal__call__cycle", "proposal__lead_school", "proposal__theme", "proposal__consortium")
    return get_object_or_404(mine.select_related(*parts, "proposal__sheet"), pk=pk)


def _keep(request: MemberRequest, review: Review, form: ReviewForm) -> HttpResponse:
    possible(can_write_review(request.user, review, review.proposal.call))
    cleaned = form.cleaned_data
    reviews.save_review(review, form.given, remark=cleaned["remark"], revision=cleaned["revision"])
    if request.POST.get("act") != "submit":
        messages.success(request, _("Saved. Saved is not handed in yet."))
        return redirect(review)
    try:
        reviews.submit_review(review, by=request.user, at=clock.now())
    except Refused as refusal:
        # What was typed is saved; only handing in waits.
        messages.error(request, str(refusal))
        return redirect(review)
    messages.success(request, _("Your review is handed in."))
    return redirect("review_list")
