"""The pages on which a coordinator writes the rules of a call, part by part, until it is published."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls.domain import calls
from calls.domain.wording import PARTS
from calls.forms import BudgetRulesForm, CallForm, EnvelopesForm, form_of
from calls.models import Call
from calls.permissions import can_edit_call
from calls.views.asking import attempt, managed_call
from innovet.kit.http import posted, require

edits = require_http_methods(["GET", "HEAD", "POST"])


@edits
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    call = _editable(request, pk)
    form = CallForm(posted(request), initial=CallForm.initial_of(call))
    return _page(request, call, form, lambda: calls.change_call(call, form.changes), "calls/call_edit.html")


@edits
def call_rules(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    call = _editable(request, pk)
    current = next((known for known in PARTS if known.slug == part), None)
    if current is None:
        raise Http404
    form = form_of(current)(posted(request), call=call)
    return _page(
        request, call, form, lambda: calls.change_call(call, form.changes), "calls/call_rules.html", current=current
    )


@edits
def call_costs(request: HttpRequest, pk: int) -> HttpResponse:
    call = _editable(request, pk)
    form = BudgetRulesForm(posted(request), rules=call.budget_rules.all())
    return _page(request, call, form, lambda: calls.set_budget_rules(call, form.rules), "calls/call_costs.html")


@edits
def call_envelopes(request: HttpRequest, pk: int) -> HttpResponse:
    call = _editable(request, pk)
    form = EnvelopesForm(posted(request), envelopes=call.envelopes.all())
    return _page(
        request,
        call,
        form,
        lambda: calls.set_envelopes(call, form.amounts, form.top_ups),
        "calls/call_envelopes.html",
    )


def _editable(request: HttpRequest, pk: int) -> Call:
    call = managed_call(request, pk)
    # What was typed before somebody else published stays in view: there the domain refuses.
    if request.method != "POST":
        require(can_edit_call(request.user, call))
    return call


def _page(
    request: HttpRequest, call: Call, form: BaseForm, save: Callable[[], object], template: str, **context: Any
) -> HttpResponse:
    """Show a form, or save what was typed; a refusal keeps it in view."""
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        if attempt(request, save, done=_("Saved.")):
            return redirect("call_manage", call.pk)
        status = 409
    return render(request, template, {"call": call, "form": form, "parts": PARTS, **context}, status=status)
