"""What a coordinator tells of a published call: addenda, extensions, answers; and files before it is published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.domain import addenda, applicant_questions, attachments, extensions
from calls.domain.addenda import Changes
from calls.domain.wording import PARTS
from calls.forms import BudgetRulesForm, EnvelopesForm, ReasonForm
from calls.forms.announcements import (
    AddendumForm,
    AnswerForm,
    ApplicantQuestionForm,
    AttachmentForm,
    CriteriaForm,
    ExtensionForm,
    addendum_rules,
)
from calls.models import ApplicantQuestion, Call, CallAttachment, Extension
from calls.permissions import (
    can_answer_extension,
    can_ask_question,
    can_edit_call,
    can_extend_call,
    can_manage_calls,
    can_publish_addendum,
    can_see_extensions,
)
from calls.views.asking import attempt, kept_and_told, managed_call, managed_calls, page_of, visible_call
from innovet.accounts.requests import MemberRequest
from innovet.files.responses import download
from innovet.kit import clock
from innovet.kit.http import posted, require
from innovet.kit.refused import Refused

edits = require_http_methods(["GET", "HEAD", "POST"])


@edits
def addendum_create(request: MemberRequest, pk: int) -> HttpResponse:
    """Write the changes, look at the differences, then publish them."""
    call = managed_call(request, pk)
    at = clock.now()
    if request.method != "POST":
        require(can_publish_addendum(request.user, call, at=at))
    initial = {"after": call.addenda.count(), "question": request.GET.get("question")}
    form = AddendumForm(posted(request), initial=initial)
    rules, criteria = addendum_rules(posted(request), call), list(call.criteria.all())
    weights = CriteriaForm(posted(request), criteria=criteria, prefix="criteria")
    envelopes = EnvelopesForm(posted(request), envelopes=call.envelopes.all(), prefix="envelopes")
    costs = BudgetRulesForm(posted(request), rules=call.budget_rules.all(), prefix="costs")
    forms = [form, rules, weights, envelopes, costs]
    context: dict[str, Any] = {"preview": None}
    status = 200
    if request.method == "POST":
        status = 422
        if all([one.is_valid() for one in forms]):  # noqa: C419 - every form tells its errors
            changes = Changes(rules.changes, weights.changes, (envelopes.amounts, envelopes.top_ups), costs.rules)
            try:
                if request.POST.get("act") == "publish":
                    _publish(request, call, form, changes)
                    return redirect(call)
                context["preview"], status = addenda.preview_addendum(call, changes, at=at), 200
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context |= {
        "call": call,
        "form": form,
        "rules": rules,
        "groups": [(part.title, [rules[name] for name in part.fields]) for part in PARTS],
        "texts": [rules[name] for name in (*addenda.TEXTS, "asks_questions_until_on")],
        "weights": weights,
        "envelopes": envelopes,
        "costs": costs,
    }
    return render(request, "calls/addendum_create.html", context, status=status)


def _publish(request: MemberRequest, call: Call, form: AddendumForm, changes: Changes) -> None:
    typed = form.cleaned_data
    question = call.applicant_questions.filter(pk=typed["question"]).first() if typed["question"] else None
    addenda.publish_addendum(
        call,
        changes,
        reason=typed["reason"],
        after=typed["after"],
        by=request.user,
        at=clock.now(),
        question=question,
    )
    messages.success(request, _("The addendum is published; everybody with a draft or a proposal gets a mail."))


@require_safe
def extension_list(request: MemberRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    require(can_see_extensions(request.user))
    found = call.extensions.select_related("school", "proposed_by").order_by("-proposed_at", "-pk")
    page = page_of(request, found.prefetch_related("moves__by"))
    context = {
        "call": call,
        "page": page,
        "rows": [(extension, can_answer_extension(request.user, extension)) for extension in page],
        "may_manage": can_manage_calls(request.user),
        "may_extend": can_extend_call(request.user, call),
    }
    return render(request, "calls/extension_list.html", context)


@edits
def extension_create(request: MemberRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    if request.method != "POST":
        require(can_extend_call(request.user, call))
    form = ExtensionForm(posted(request))
    if form.is_valid() and kept_and_told(request, form, lambda: _extend(request, call, form), _done(form)):
        return redirect("extension_list", call.pk)
    context = {"call": call, "form": form}
    return render(request, "calls/extension_create.html", context, status=422 if form.is_bound else 200)


def _done(form: ExtensionForm) -> str | Promise:
    if form.cleaned_data["school_number"] is None:
        return _("Everybody has more time.")
    return _("Proposed. Another coordinator decides.")


def _extend(request: MemberRequest, call: Call, form: ExtensionForm) -> None:
    school = form.cleaned_data["school_number"]
    told: dict[str, Any] = {name: form.cleaned_data[name] for name in ("reason_code", "reason")}
    told |= {"closes_at": form.closes_at, "by": request.user, "at": clock.now()}
    if school is None:
        extensions.extend_call(call, **told)
    else:
        extensions.propose_extension(call, school, **told)


@require_POST
def extension_grant(request: MemberRequest, pk: int) -> HttpResponse:
    extension = _extension(request, pk)
    attempt(
        request,
        lambda: extensions.grant_extension(extension, by=request.user, at=clock.now()),
        done=_("The school has more time and gets a mail."),
    )
    return redirect("extension_list", extension.call_id)


@edits
def extension_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    extension = _extension(request, pk)
    form = ReasonForm(posted(request))
    act = lambda: extensions.refuse_extension(  # noqa: E731
        extension, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
    )
    if form.is_valid() and kept_and_told(request, form, act, _("The closing moment stays where it is.")):
        return redirect("extension_list", extension.call_id)
    context = {"call": extension.call, "extension": extension, "form": form}
    return render(request, "calls/extension_refuse.html", context, status=422 if form.is_bound else 200)


@edits
def applicant_question_ask(request: MemberRequest, pk: int) -> HttpResponse:
    call = visible_call(request, pk)
    if request.method != "POST":
        require(can_ask_question(request.user, call, at=clock.now()))
    form = ApplicantQuestionForm(posted(request))
    act = lambda: applicant_questions.ask_question(  # noqa: E731
        call, form.cleaned_data["text"], by=request.user, at=clock.now()
    )
    if form.is_valid() and kept_and_told(
        request, form, act, _("Your question is sent. You get a mail when it is answered.")
    ):
        return redirect(call)
    context = {"call": call, "form": form}
    return render(request, "calls/applicant_question_ask.html", context, status=422 if form.is_bound else 200)


@require_safe
def applicant_question_list(request: HttpRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    found = call.applicant_questions.select_related("addendum").order_by("answered_at", "asked_at", "pk")
    context = {"call": call, "page": page_of(request, found.select_related("asked_by", "addendum"))}
    return render(request, "calls/applicant_question_list.html", context)


@edits
def applicant_question_answer(request: MemberRequest, pk: int) -> HttpResponse:
    found = ApplicantQuestion.objects.filter(call__in=managed_calls(request))
    question = get_object_or_404(found.select_related("call__cycle", "asked_by"), pk=pk)
    form = AnswerForm(posted(request), initial={"published_text": question.published_text or question.text})
    act = lambda: applicant_questions.answer_question(  # noqa: E731
        question, **form.cleaned_data, by=request.user, at=clock.now()
    )
    if form.is_valid() and kept_and_told(request, form, act, _("The answer is published.")):
        return redirect("applicant_question_list", question.call_id)
    context = {"call": question.call, "question": question, "form": form}
    return render(request, "calls/applicant_question_answer.html", context, status=422 if form.is_bound else 200)


@require_safe
def call_attachment_list(request: MemberRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    context = {
        "call": call,
        "attachments": call.attachments.select_related("file"),
        "may_edit": can_edit_call(request.user, call),
    }
    return render(request, "calls/call_attachment_list.html", context)


@edits
def call_attachment_add(request: MemberRequest, pk: int) -> HttpResponse:
    call = managed_call(request, pk)
    if request.method != "POST":
        require(can_edit_call(request.user, call))
    form = AttachmentForm(posted(request), request.FILES if request.method == "POST" else None)
    act = lambda: attachments.add_attachment(  # noqa: E731
        call, title=form.cleaned_data["title"], upload=form.cleaned_data["file"], by=request.user, at=clock.now()
    )
    if form.is_valid() and kept_and_told(request, form, act, _("The file is there.")):
        return redirect("call_attachment_list", call.pk)
    status = 422 if form.is_bound else 200
    return render(request, "calls/call_attachment_add.html", {"call": call, "form": form}, status=status)


@require_POST
def call_attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = CallAttachment.objects.filter(call__in=managed_calls(request)).select_related("call", "file")
    attachment = get_object_or_404(found, pk=pk)
    call_id = attachment.call_id
    attempt(request, lambda: attachments.remove_attachment(attachment), done=_("The file is gone."))
    return redirect("call_attachment_list", call_id)


@login_not_required
@require_safe
def call_attachment_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = CallAttachment.objects.filter(call__in=Call.objects.visible_to(request.user)).select_related("file")
    return download(request, get_object_or_404(found, pk=pk).file)


def _extension(request: HttpRequest, pk: int) -> Extension:
    found = Extension.objects.filter(call__in=managed_calls(request))
    return get_object_or_404(found.select_related("call__cycle", "school"), pk=pk)
