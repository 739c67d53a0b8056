"""A school's page of the call's own questions."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.domain.proposal_attachments import save_with_files
from calls.permissions import can_edit_proposal
from calls.views.asking import team_proposal
from calls.views.core import saved_at
from calls.views.plan_rows import typed_draft_of
from calls.views.showing import parts_of
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import possible
from innovet.kit.refused import Refused, StaleRevision
from innovet.questions.domain.sheets import save_answer
from innovet.questions.enums import QuestionKind
from innovet.questions.forms import SheetForm
from innovet.questions.forms.sheets import AnswerForm, fingerprint
from innovet.questions.models import AnswerSheet, Question
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
            save = partial(form.save_draft, by=request.user, at=clock.now())
            if request.FILES:
                save_with_files(proposal, save)
            else:
                save()
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
                return redirect("proposal_partners" if "go_on" in request.POST else "proposal_answers", proposal.pk)
            status = 422
    context = {
        "proposal": proposal,
        "parts": parts_of(proposal, "proposal_answers"),
        "form": form,
        "has_questions": bool(sheet.questions),
    }
    return render(request, "calls/proposal_answers.html", context, status=status)


@require_POST
def proposal_answer_save(request: MemberRequest, pk: int) -> JsonResponse:
    """Keep one answer while somebody types; the answer says when, or what stands in the way."""
    proposal = team_proposal(request, pk)
    if not (verdict := can_edit_proposal(request.user, proposal)):
        return JsonResponse({"message": str(verdict.reason)}, status=403)
    sheet, at = proposal.sheet, clock.now()
    question = _question(sheet, request.POST.get("field", ""))
    if question is None:
        return JsonResponse({"message": _("This is not asked.")}, status=422)
    form = AnswerForm(question, request.POST)
    if not form.is_valid():
        return JsonResponse({"message": " ".join(form.problems)}, status=422)
    try:
        save_answer(sheet, question, form.value, revision=form.revision, by=request.user, at=at)
    except StaleRevision:
        return _clash(sheet, form.name)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=403)
    message = " ".join(form.problems) or saved_at(at)
    return JsonResponse({"revision": sheet.revision, "was": fingerprint(form.value), "message": message})


def _question(sheet: AnswerSheet, field: str) -> Question | None:
    """The question behind the name of a field that is saved while typing; a file comes with the whole page."""
    number = field.removeprefix("q")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    question = sheet.question_asked(int(number))
    return None if question is None or question.kind == QuestionKind.FILE else question


def _clash(sheet: AnswerSheet, name: str) -> JsonResponse:
    fresh = SheetForm(sheet)
    shown = fresh.fields[name].widget.format_value(fresh[name].value())
    theirs = shown if isinstance(shown, list) else [shown or ""]
    labels = {str(key): str(label) for key, label in getattr(fresh.fields[name], "choices", [])}
    told = {
        "message": _("%(person)s changed this as well. Choose which text stays.") % {"person": sheet.saved_by},
        "theirs": ", ".join(labels.get(one, one) for one in theirs),
        "values": theirs,
        "revision": sheet.revision,
        "was": fingerprint(sheet.values.get(int(name.removeprefix("q")))),
    }
    return JsonResponse(told, status=409)
