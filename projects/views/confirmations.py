"""The public page on which a partner answers from the mailed link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from innovet.kit import clock
from innovet.kit.http import Request
from innovet.kit.refused import Refused
from projects.domain import answers, consortia
from projects.forms import ConsortiumAnswerForm
from projects.models import ConfirmationLink

LINKS = ConfirmationLink.objects.select_related("member__organisation", "member__consortium__lead_school", "sent_by")
LONGEST = 1000


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consortium_answer(request: Request, token: str) -> HttpResponse:
    """Show what is asked; only an answer by POST consumes the link, and an expired one can be renewed."""
    link = get_object_or_404(LINKS.all().with_token(token))
    data = request.POST if request.method == "POST" else None
    form = ConsortiumAnswerForm(data, initial={"name": link.member.contact_name}, auto_id="answer_%s")
    if request.method != "POST":
        return _page(request, link, form)
    try:
        if "renew" in request.POST:
            consortia.renew_link(link, at=clock.now())
            messages.success(request, _("A fresh link was sent to %(address)s.") % {"address": link.email})
            return redirect("consortium_answer", token)
        if "withdraw" in request.POST:
            answers.withdraw_by_link(link, reason=request.POST.get("withdraw_reason", "")[:LONGEST], at=clock.now())
            return redirect("consortium_answer", token)
        if not form.is_valid():
            return _page(request, link, form, status=422)
        _answer(link, form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, LINKS.get(pk=link.pk), form, status=409)
    return redirect("consortium_answer", token)


def _answer(link: ConfirmationLink, cleaned: dict[str, Any]) -> None:
    at = clock.now()
    match cleaned["answer"]:
        case ConsortiumAnswerForm.YES:
            consortia.confirm_by_link(
                link,
                name=cleaned["name"],
                function=cleaned["function"],
                has_authority=cleaned["has_authority"],
                at=at,
            )
        case ConsortiumAnswerForm.NO:
            consortia.decline_by_link(link, reason=cleaned["reason"], name=cleaned["name"], at=at)
        case ConsortiumAnswerForm.CHANGE:
            answers.ask_change_by_link(link, reason=cleaned["reason"], name=cleaned["name"], at=at)
        case ConsortiumAnswerForm.FORWARD:
            answers.forward_link(link, email=cleaned["email"], at=at)
        case _:
            consortia.decline_by_link(link, reason=_("The addressee says: this is not meant for me."), at=at)


def _page(request: Request, link: ConfirmationLink, form: ConsortiumAnswerForm, status: int = 200) -> HttpResponse:
    member = link.member
    is_answer = link.closed_at is not None and member.answered_at == link.closed_at
    context = {
        "link": link,
        "member": member,
        "consortium": member.consortium,
        "form": form,
        "is_answered": is_answer,
        "answer": member.state if is_answer else "",
        "typed_reason": request.POST.get("withdraw_reason", "")[:LONGEST],
        "is_replaced": link.closed_at is not None and not is_answer,
        "is_expired": link.closed_at is None and link.is_expired_at(clock.now()),
    }
    return render(request, "projects/consortium_answer.html", context, status=status)
