"""Pages about conflicts of interest: what a person states, and what coordinators note, confirm and dismiss."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import conflicts
from calls.enums import ConflictOrigin, ConflictState
from calls.forms import ConflictForm, ReasonForm, StatementForm
from calls.models import Call, ConflictOfInterest, Proposal
from calls.permissions import can_judge_conflict, can_manage_calls
from calls.views.asking import handled_proposal, kept_and_told, managed_call, page_of, visible_call
from calls.views.reviews import my_review
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, posted, require


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_state(request: MemberRequest, pk: int) -> HttpResponse:
    """A person says of every proposal of a call whether there is a conflict, the rest in one act."""
    call = _stated_call(request, pk)
    to_state = conflicts.proposals_to_state(call, request.user).select_related("lead_school", "consortium")
    waiting = list(to_state.prefetch_related("consortium__members__organisation").order_by("title", "pk"))
    links = ConflictOfInterest.objects.not_dismissed().filter(user=request.user, proposal__call=call)
    found = {link.proposal_id: link for link in links}
    # What bars already is not asked; it counts as stated with the rest.
    open_ones = [one for one in waiting if one.pk not in found or found[one.pk].state == ConflictState.PROPOSED]
    form = StatementForm(posted(request), proposals=open_ones, found=found)

    def state() -> None:
        barred = [one for one in waiting if one not in open_ones]
        said = form.answered(with_rest="rest" in request.POST)
        conflicts.state_conflicts(request.user, [*said, *barred], form.conflicts, form.denials, at=clock.now())

    if form.is_valid() and kept_and_told(request, form, state, _("What you stated is noted.")):
        left = conflicts.proposals_to_state(call, request.user).exists()
        return redirect("conflict_state", pk) if left else redirect("review_list")
    context = {
        "call": call,
        "form": form,
        "barring": [
            link for link in links.select_related("proposal__lead_school") if link.state == ConflictState.CONFIRMED
        ],
    }
    return render(request, "calls/conflict_state.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_declare(request: MemberRequest, pk: int) -> HttpResponse:
    review = my_review(request, pk)
    form = ReasonForm(posted(request))

    def declare() -> None:
        conflicts.note_conflict(
            review.proposal,
            request.user,
            reason=form.cleaned_data["reason"],
            origin=ConflictOrigin.DECLARED,
            by=request.user,
            at=clock.now(),
        )

    done = _("Your conflict of interest is noted; the proposal left your list.")
    if form.is_valid() and kept_and_told(request, form, declare, done):
        return redirect("review_list")
    context = {"review": review, "proposal": review.proposal, "form": form}
    return render(request, "calls/conflict_declare.html", context, status=422 if form.is_bound else 200)


@require_safe
def conflict_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a call, for its coordinators: links, who has to state, how many may vote per proposal."""
    call = managed_call(request, pk)
    handled = Proposal.objects.handled_by(request.user, at=clock.now()).filter(call=call, state__in=conflicts.STATED)
    known = ConflictOfInterest.objects.filter(proposal__in=handled).select_related("user", "proposal__call")
    today = clock.today()
    people = list(conflicts.with_statements(conflicts.people_who_state(call, today), call, today))
    judges = {person.pk for person in people if person.is_judge}
    free = conflicts.free_judges(call, judges)
    page = page_of(request, known.order_by("state", "proposal__title", "pk"))
    context = {
        "call": call,
        "page": page,
        "rows": [(conflict, can_judge_conflict(request.user, conflict)) for conflict in page],
        "waiting": [(person, len(free) - person.stated_count) for person in people if person.stated_count < len(free)],
        "judges": len(judges),
        "quorum": [(proposal, free[proposal.pk]) for proposal in handled.select_related("lead_school")],
    }
    return render(request, "calls/conflict_list.html", context)


@require_POST
def conflict_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Look in the graph of organisations again."""
    call = managed_call(request, pk)
    new = conflicts.search_conflicts(call, at=clock.now())
    words = ngettext("%(count)s new link found.", "%(count)s new links found.", new) % {"count": new}
    messages.success(request, words if new else _("No new link found."))
    return redirect("conflict_list", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_note(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = handled_proposal(request, pk)
    people = conflicts.people_who_state(proposal.call, clock.today())
    form = ConflictForm(posted(request), people=people.exclude(pk__in=conflicts.barred_people(proposal)))

    def note() -> None:
        who, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
        conflicts.note_conflict(
            proposal, who, reason=reason, origin=ConflictOrigin.COORDINATOR, by=request.user, at=clock.now()
        )

    done = _("The conflict of interest is noted; this person no longer sees the proposal.")
    if form.is_valid() and kept_and_told(request, form, note, done):
        return redirect("proposal_readers", proposal.pk)
    status = 422 if form.is_bound else 200
    return render(request, "calls/conflict_note.html", {"proposal": proposal, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_dismiss(request: MemberRequest, pk: int) -> HttpResponse:
    conflict = _handled_conflict(request, pk)
    return _judge(
        request,
        conflict,
        conflicts.dismiss_conflict,
        "calls/conflict_dismiss.html",
        _("The conflict of interest is dismissed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    conflict = _handled_conflict(request, pk)
    return _judge(
        request,
        conflict,
        conflicts.confirm_conflict,
        "calls/conflict_confirm.html",
        _("The conflict of interest stands."),
    )


def _judge(
    request: MemberRequest, conflict: ConflictOfInterest, judge: Callable[..., None], template: str, done: Promise
) -> HttpResponse:
    """Ask the reason for a coordinator's judgement of a link, and note it."""
    verdict = can_judge_conflict(request.user, conflict)
    if request.method != "POST":
        require(verdict)
    form = ReasonForm(posted(request))

    def act() -> None:
        possible(verdict)
        judge(conflict, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept_and_told(request, form, act, done):
        return redirect("conflict_list", conflict.proposal.call_id)
    context = {"conflict": conflict, "proposal": conflict.proposal, "form": form}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _handled_conflict(request: HttpRequest, pk: int) -> ConflictOfInterest:
    handled = Proposal.objects.handled_by(request.user, at=clock.now())
    known = ConflictOfInterest.objects.filter(proposal__in=handled).select_related("proposal__call", "user")
    conflict = get_object_or_404(known, pk=pk)
    require(can_manage_calls(request.user))
    return conflict


def _stated_call(request: MemberRequest, pk: int) -> Call:
    """A call that was closed, for somebody who judges its proposals; 404 for everybody else."""
    call = visible_call(request, pk)
    if not call.is_past_closing_at(clock.now()):
        raise Http404
    if not conflicts.people_who_state(call, clock.today()).filter(pk=request.user.pk).exists():
        raise Http404
    return call
