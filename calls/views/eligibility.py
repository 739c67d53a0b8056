"""A few questions for everybody, without an account: can my school take part? The answers wait in the session."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from calls.domain.eligibility import examine_situation, take_along, verdict_of
from calls.enums import Fit
from calls.forms.eligibility import EligibilityForm
from calls.models import Call, Proposal
from calls.views.asking import visible_call
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock

KEPT_AS = "eligibility"
TONES = {Fit.YES: "green", Fit.OPEN: "yellow", Fit.NO: "red"}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_eligibility(request: HttpRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    at = clock.now()
    context = {"call": call, "is_open": call.is_open_at(at), "is_ahead": bool(call.opens_at and at < call.opens_at)}
    if request.method == "POST":
        form = EligibilityForm(request.POST, call=call)
        if form.is_valid():
            request.session[KEPT_AS] = {"call": call.pk, "answers": form.answers}
            return redirect("call_eligibility", call.pk)
        return render(request, "calls/call_eligibility.html", {**context, "form": form}, status=422)
    form = _answered(request, call) or EligibilityForm(call=call)
    if form.is_bound:
        findings = examine_situation(call, form.situation)
        context["verdict"] = verdict_of(findings)
        context["findings"] = [(finding, TONES[finding.fit]) for finding in findings]
    return render(request, "calls/call_eligibility.html", {**context, "form": form})


def take_answers_along(request: MemberRequest, proposal: Proposal, *, at: datetime) -> None:
    """Put what was answered beforehand, also before signing in, into a draft in which nothing was typed yet."""
    form = _answered(request, proposal.call)
    if form is not None and take_along(proposal, form.situation, by=request.user, at=at):
        messages.info(request, _("What you answered beforehand stands in the draft already."))


def _answered(request: HttpRequest, call: Call) -> EligibilityForm | None:
    """The answers of this browser session for this call, as long as they fit its questions."""
    kept = request.session.get(KEPT_AS)
    if kept is None or kept["call"] != call.pk:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept["answers"].items():
        data.setlist(name, values)
    form = EligibilityForm(data, call=call)
    return form if form.is_valid() else None
