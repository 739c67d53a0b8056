"""A school's page of the typed core, saved as a whole or field by field."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.domain.core import FieldConflict, asked_fields, save_core
from calls.forms.core import CoreForm, in_words
from calls.permissions import can_edit_proposal
from calls.views.asking import team_proposal
from calls.views.showing import parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_edit(request: MemberRequest, pk: int) -> HttpResponse:
    proposal = team_proposal(request, pk)
    context = {"proposal": proposal, "parts": parts_of(proposal, "proposal_edit")}
    if request.method != "POST":
        require(can_edit_proposal(request.user, proposal))
        return render(request, "calls/proposal_edit.html", {**context, "form": CoreForm(proposal)})
    form, conflicts, status = CoreForm(proposal, request.POST), [], 422
    form.is_valid()
    try:
        possible(can_edit_proposal(request.user, proposal))
        conflicts = save_core(proposal, form.values, read=form.read, by=request.user, at=clock.now()).conflicts
    except Refused as refusal:
        messages.error(request, str(refusal))
        return render(request, "calls/proposal_edit.html", {**context, "form": form}, status=409)
    if not (conflicts or form.errors):
        messages.success(request, _("Saved. Saved is not handed in yet."))
        return redirect("proposal_answers" if "go_on" in request.POST else "proposal_edit", proposal.pk)
    form.show_again({*form.errors, *(conflict.field for conflict in conflicts)} & set(form.fields))
    if conflicts:
        status = 409
        context["clashes"] = [(form[conflict.field].label, conflict, _theirs(conflict)) for conflict in conflicts]
    return render(request, "calls/proposal_edit.html", {**context, "form": form}, status=status)


@require_POST
def proposal_field_save(request: MemberRequest, pk: int) -> JsonResponse:
    """Keep one field while somebody types; the answer says when, or what stands in the way."""
    proposal = team_proposal(request, pk)
    if not (verdict := can_edit_proposal(request.user, proposal)):
        return JsonResponse({"message": str(verdict.reason)}, status=403)
    name = request.POST.get("field", "")
    if name not in asked_fields(proposal.call):
        return JsonResponse({"message": _("This is not asked.")}, status=422)
    form = CoreForm(proposal, request.POST, names=[name])
    if not form.is_valid():
        return JsonResponse(
            {"message": " ".join(map(str, form.errors.get(name, [_("This cannot be kept.")])))}, status=422
        )
    at = clock.now()
    try:
        saved = save_core(proposal, form.values, read=form.read, by=request.user, at=at)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=403)
    if saved.conflicts:
        return _clash(form, saved.conflicts[0], saved.revision)
    return JsonResponse({"revision": saved.revision, "message": saved_at(at)})


def saved_at(at: datetime) -> str:
    """When it was kept, in words."""
    return _("saved at %(time)s") % {"time": date_format(timezone.localtime(at), _("H:i"))}


def _clash(form: CoreForm, conflict: FieldConflict, revision: int) -> JsonResponse:
    form.show_again([])
    told = {
        "message": _("%(person)s changed this as well. Choose which text stays.") % {"person": conflict.by},
        "theirs": _theirs(conflict),
        "values": form.data.getlist(conflict.field),  # type: ignore[attr-defined]
        "revision": revision,
    }
    return JsonResponse(told, status=409)


def _theirs(conflict: FieldConflict) -> str:
    return in_words(conflict.field, conflict.theirs)
