"""The whole form of a call before anybody fills it in: previewed as an applicant, printed blank, filled from a template."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.domain.frames import fill_frame, first_cycle_frame
from calls.domain.wording import PARTS, Row, budget_rules_in_words, part_in_words
from calls.forms.blank import BlankForm
from calls.models import Call
from calls.permissions import can_edit_call
from calls.views.asking import attempt, managed_call, visible_call
from innovet.accounts.requests import MemberRequest
from innovet.kit.http import require


@require_safe
def call_form_preview(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "calls/call_form_preview.html", _form_of(managed_call(request, pk)))


@login_not_required
@require_safe
def call_form_print(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "calls/call_form_print.html", _form_of(visible_call(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def call_frame(request: MemberRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    require(can_edit_call(request.user, call))
    frame = first_cycle_frame()
    if request.method == "POST":
        attempt(request, lambda: fill_frame(call, frame), done=_("The frame of the first cycle stands in this call."))
        return redirect("call_manage", call.pk)
    return render(request, "calls/call_frame.html", {"call": call, "frame": frame})


def _form_of(call: Call) -> dict[str, Any]:
    form = BlankForm(call)
    rules = {part.slug: part_in_words(call, part) for part in PARTS}
    pages: list[tuple[object, list[Row]]] = [(page, rules.get(page.slug, [])) for page in form.pages]
    return {
        "call": call,
        "form": form,
        "pages": pages,
        "costs": budget_rules_in_words(call.budget_rules.all()),
        "has_questions": bool(form.sheet.fields),
    }
