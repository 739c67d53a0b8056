"""A school's page of the call's own questions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from calls.permissions import can_edit_proposal
from calls.views.plan_rows import typed_draft_of
from calls.views.showing import parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible
from innovet.kit.refused import Refused, StaleRevision
from innovet.questions.forms import SheetForm
from innovet.questions.views.conflicts import conflict_response


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_answers(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = typed_draft_of(request, pk)
    sheet, status = proposal.sheet, 200
    form = SheetForm(sheet)
    if request.method == "POST":
        form = SheetForm(sheet, request.POST, request.FILES)
        try:
            possible(can_edit_proposal(request.user, proposal))
            form.save_draft(by=request.user, at=clock.now())
        except StaleRevision:
            return conflict_response(
                request, form, title=_("Questions"), crumbs=[(str(proposal), proposal.get_absolute_url())]
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 409
        else:
            if not form.errors:
                messages.success(request, _("Saved. Saved is not handed in yet."))
                return redirect("proposal_answers", proposal.pk)
            status = 422
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_answers"),
        "form": form,
        "has_questions": bool(sheet.questions),
    }
    return render(request, "calls/proposal_answers.html", context, status=status)
