"""Public pages of calls."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calls.domain.wording import PARTS, budget_rules_in_words, part_in_words
from calls.models import Call, CallSubscription, parts_of
from calls.permissions import can_manage_calls, can_see_extensions, can_start_proposal
from calls.views.asking import page_of, visible_call
from calls.views.badges import badge_of
from innovet.kit import clock


@login_not_required
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    page = page_of(request, Call.objects.visible_to(request.user).select_related("cycle"))
    rows = [(call, call.is_open_at(at), badge_of(call)) for call in page]
    context = {
        "page": page,
        "rows": rows,
        "may_manage": can_manage_calls(request.user),
        "is_subscribed": request.user.is_authenticated and CallSubscription.objects.filter(user=request.user).exists(),
    }
    return render(request, "calls/call_list.html", context)


@login_not_required
@require_safe
def call_detail(request: HttpRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    at = clock.now()
    parts = parts_of(call)
    context = {
        "call": call,
        "is_open": call.is_open_at(at),
        "is_ahead": call.opens_at is not None and at < call.opens_at,
        "badge": badge_of(call),
        "rules": [(part.title, part_in_words(call, part)) for part in PARTS],
        "costs": budget_rules_in_words(parts.budget_rules),
        "criteria": parts.criteria,
        "envelopes": parts.envelopes,
        "exceeds_total": sum(envelope.amount_cents for envelope in parts.envelopes) > call.budget_cents,
        "themes": parts.themes,
        "may_start": can_start_proposal(request.user, call, at=at),
        "may_manage": can_manage_calls(request.user),
        "addenda": call.addenda.all() if parts.addenda else [],
        "answers": parts.answers,
        "attachments": parts.attachments,
        "takes_questions": call.takes_questions_at(at),
        "may_see_extensions": can_see_extensions(request.user),
    }
    return render(request, "calls/call_detail.html", context)
