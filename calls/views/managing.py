"""A coordinator's pages of a call: made, changed, published, its round opened and closed."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import calls
from calls.domain.readiness import missing_for_publication
from calls.domain.warnings import closing_warnings
from calls.domain.wording import PARTS
from calls.enums import ProposalState
from calls.forms import CallStartForm, CriterionForm, OptionalReasonForm
from calls.models import Call, Criterion, Proposal
from calls.permissions import (
    can_close_review,
    can_edit_call,
    can_extend_call,
    can_manage_calls,
    can_open_review,
    can_publish_addendum,
)
from calls.views.asking import attempt, kept_and_told, managed_call, managed_calls
from calls.views.badges import badge_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, posted, require
from innovet.kit.refused import Refused
from innovet.questions.models import Questionnaire
from innovet.questions.owners import Owner


@require_http_methods(["GET", "HEAD", "POST"])
def call_create(request: MemberRequest) -> HttpResponse:
    require(can_manage_calls(request.user))
    form = CallStartForm(posted(request))
    if request.method == "POST" and form.is_valid():
        call = calls.create_call(**form.cleaned_data, by=request.user, at=clock.now())
        return redirect("call_edit", call.pk)
    return render(request, "calls/call_create.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def call_manage(request: HttpRequest, pk: int) -> HttpResponse:
    return _manage_page(request, managed_call(request, pk), OptionalReasonForm())


def _manage_page(request: HttpRequest, call: Call, close_form: OptionalReasonForm) -> HttpResponse:
    handled = Proposal.objects.handled_by(request.user, at=clock.now()).filter(call=call)
    states = handled.count_by_state()
    context = {
        "call": call,
        "badge": badge_of(call),
        "questions_url": reverse("questionnaire_detail", args=[call.questionnaire_id]),
        "missing": missing_for_publication(call, at=clock.now()) if call.is_editable else [],
        "warnings": closing_warnings(call) if call.is_editable else [],
        "parts": PARTS,
        "counts": [(label, states[state]) for state, label in ProposalState.choices if state in states],
        "may_edit": can_edit_call(request.user, call),
        "may_change": can_publish_addendum(request.user, call, at=clock.now()),
        "may_extend": can_extend_call(request.user, call),
        "may_open": can_open_review(request.user, call),
        "may_close": can_close_review(request.user, call),
        "close_form": close_form,
        "moves": call.moves.select_related("by"),
    }
    return render(request, "calls/call_manage.html", context, status=422 if close_form.is_bound else 200)


@require_safe
def criterion_list(request: HttpRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    context = {"call": call, "criteria": call.criteria.all(), "may_edit": can_edit_call(request.user, call)}
    return render(request, "calls/criterion_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def criterion_create(request: HttpRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    if request.method != "POST":
        require(can_edit_call(request.user, call))
    return _criterion_page(request, call, None)


@require_http_methods(["GET", "HEAD", "POST"])
def criterion_edit(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _criterion(request, pk)
    if request.method != "POST":
        require(can_edit_call(request.user, criterion.call))
    return _criterion_page(request, criterion.call, criterion)


@require_POST
def criterion_remove(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _criterion(request, pk)
    call = criterion.call
    require(can_edit_call(request.user, call))
    attempt(request, lambda: calls.remove_criterion(criterion), done=_("The criterion was removed."))
    return redirect("criterion_list", call.pk)


@require_POST
def criterion_fill(request: HttpRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    require(can_edit_call(request.user, call))
    attempt(request, lambda: calls.fill_default_criteria(call), done=_("The default criteria are there."))
    return redirect("criterion_list", call.pk)


@require_POST
def call_publish(request: MemberRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    require(can_edit_call(request.user, call))
    attempt(
        request,
        lambda: calls.publish_call(call, by=request.user, at=clock.now()),
        done=_("The call is published; its rules are fixed."),
    )
    return redirect("call_manage", call.pk)


@require_POST
def review_open(request: MemberRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    require(can_open_review(request.user, call))
    form = OptionalReasonForm(request.POST)

    def begin() -> None:
        calls.open_review(call, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept_and_told(request, form, begin, _("The review round is open; the readers get a mail.")):
        return redirect("call_manage", call.pk)
    return _manage_page(request, call, form)


@require_POST
def review_close(request: MemberRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    form = OptionalReasonForm(request.POST)

    def close() -> None:
        possible(can_close_review(request.user, call))
        calls.close_review(call, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"])

    if form.is_valid() and kept_and_told(request, form, close, _("The review round is closed; the ranking is open.")):
        return redirect("call_manage", call.pk)
    return _manage_page(request, call, form)


def owner_of_questionnaire(questionnaire: Questionnaire) -> Owner | None:
    """The call that asks a questionnaire: the editor's way back, and fixed questions once it is published."""
    call = Call.objects.filter(questionnaire=questionnaire).first()
    if call is None:
        return None
    frozen = "" if call.is_editable else str(_("The call is published: its questions are fixed."))
    return Owner(str(_("Manage the call")), reverse("call_manage", args=[call.pk]), frozen)


def _criterion(request: HttpRequest, pk: int) -> Criterion:
    return get_object_or_404(Criterion.objects.filter(call__in=managed_calls(request)).select_related("call"), pk=pk)


def _criterion_page(request: HttpRequest, call: Call, criterion: Criterion | None) -> HttpResponse:
    initial = CriterionForm.initial_of(criterion) if criterion else {"weight": 1}
    form = CriterionForm(posted(request), initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            calls.save_criterion(call, criterion, **form.values)
        except IntegrityError:
            form.add_error("name", _("This call already has a criterion of that name."))
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("criterion_list", call.pk)
    context = {"call": call, "criterion": criterion, "form": form}
    return render(request, "calls/criterion_edit.html", context, status=status)
