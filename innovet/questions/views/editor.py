"""The pages on which coordinators make a questionnaire; every act works by keyboard and without scripts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.kit import clock
from innovet.kit.http import require
from innovet.kit.refused import Refused
from innovet.questions.domain import questionnaires
from innovet.questions.enums import QuestionKind
from innovet.questions.forms import QuestionForm, QuestionnaireForm, SectionForm, SheetForm
from innovet.questions.forms.editor import initial_of
from innovet.questions.models import AnswerSheet, Question, Questionnaire, Section
from innovet.questions.owners import owner_of
from innovet.questions.permissions import can_change_questions, can_edit_questionnaires

edits = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def questionnaire_detail(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = _questionnaire(request, pk)
    sections = list(Section.objects.whole(questionnaire.pk))
    return _page(
        request,
        "questions/questionnaire_detail.html",
        questionnaire,
        sections=sections,
        has_answers=questionnaire.sheets.exists(),
    )


@edits
def questionnaire_edit(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = _questionnaire(request, pk)
    form = QuestionnaireForm(_posted(request), initial=initial_of(questionnaire))
    if form.is_valid():
        try:
            questionnaires.edit_questionnaire(questionnaire, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(questionnaire)
    return _form_page(request, questionnaire, form, _("Title and introduction"))


@require_safe
def questionnaire_preview(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = _questionnaire(request, pk)
    return _page(
        request,
        "questions/questionnaire_preview.html",
        questionnaire,
        form=SheetForm(AnswerSheet(questionnaire=questionnaire)),
    )


@require_safe
def questionnaire_print(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = _questionnaire(request, pk)
    form = SheetForm(AnswerSheet(questionnaire=questionnaire))
    return _page(request, "questions/questionnaire_print.html", questionnaire, form=form)


@edits
def section_add(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = _questionnaire(request, pk)
    form = SectionForm(_posted(request))
    if form.is_valid():
        try:
            return redirect(questionnaires.add_section(questionnaire, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, questionnaire, form, _("New section"))


@edits
def section_edit(request: HttpRequest, pk: int) -> HttpResponse:
    section = _section(request, pk)
    form = SectionForm(_posted(request), initial=initial_of(section))
    if form.is_valid():
        try:
            questionnaires.edit_section(section, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(section)
    return _form_page(request, section.questionnaire, form, _("Change this section"))


@require_POST
def section_remove(request: HttpRequest, pk: int) -> HttpResponse:
    section = _section(request, pk)
    return _act(request, section.questionnaire, lambda: questionnaires.remove_section(section))


@require_POST
def section_move(request: HttpRequest, pk: int) -> HttpResponse:
    section = _section(request, pk)
    return _act(request, section, lambda: questionnaires.move_section(section, _towards(request)))


@edits
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    section = _section(request, pk)
    form = QuestionForm(section, _posted(request))
    if form.is_valid():
        try:
            return redirect(questionnaires.add_question(section, **_asked(form)))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _question_page(request, section.questionnaire, form, _("New question"), section)


@edits
def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    form = QuestionForm(question.section, _posted(request), question=question)
    if form.is_valid():
        try:
            questionnaires.edit_question(question, at=clock.now(), **_asked(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(question)
    return _question_page(request, question.section.questionnaire, form, _("Change this question"), question.section)


@require_POST
def question_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    return _act(request, question.section, lambda: questionnaires.withdraw_question(question, at=clock.now()))


@require_POST
def question_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    return _act(request, question, lambda: questionnaires.reopen_question(question))


@require_POST
def question_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down by a button, or to the place where it was dropped."""
    question = _question(request, pk)
    if "place" in request.POST:
        place = _place(request)
        return _act(request, question, lambda: questionnaires.place_question(question, place))
    return _act(request, question, lambda: questionnaires.move_question(question, _towards(request)))


def _questionnaire(request: HttpRequest, pk: int) -> Questionnaire:
    questionnaire = get_object_or_404(Questionnaire.objects.visible_to(request.user), pk=pk)
    require(can_edit_questionnaires(request.user))
    return questionnaire


def _section(request: HttpRequest, pk: int) -> Section:
    visible = Questionnaire.objects.visible_to(request.user)
    section = get_object_or_404(Section.objects.select_related("questionnaire"), pk=pk, questionnaire__in=visible)
    require(can_edit_questionnaires(request.user))
    return section


def _question(request: HttpRequest, pk: int) -> Question:
    visible = Questionnaire.objects.visible_to(request.user)
    related = Question.objects.select_related("section__questionnaire", "shown_if__section")
    question = get_object_or_404(related, pk=pk, section__questionnaire__in=visible)
    require(can_edit_questionnaires(request.user))
    return question


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _towards(request: HttpRequest) -> Any:
    towards = request.POST.get("towards")
    if towards not in {"up", "down"}:
        raise Http404
    return towards


def _place(request: HttpRequest) -> int:
    place = request.POST["place"]
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        raise Http404
    return int(place)


def _asked(form: QuestionForm) -> dict[str, Any]:
    plain = {name: form.cleaned_data[name] for name in ("label", "help_text", "is_required")}
    kind = QuestionKind(form.cleaned_data["kind"])
    return {**plain, "kind": kind, "choices": form.choice_labels, **form.options}


def _act(request: HttpRequest, back_to: Any, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back_to)


def _page(
    request: HttpRequest, template: str, questionnaire: Questionnaire, *, status: int = 200, **context: Any
) -> HttpResponse:
    owner = owner_of(questionnaire)
    may_change = can_change_questions(request.user, owner)
    context |= {"questionnaire": questionnaire, "owner": owner, "may_change": may_change}
    return render(request, template, context, status=status)


def _require_changeable(request: HttpRequest, questionnaire: Questionnaire) -> None:
    """No form for what is fixed; what was typed while it was fixed stays in view."""
    if request.method != "POST":
        require(can_change_questions(request.user, owner_of(questionnaire)))


def _form_page(request: HttpRequest, questionnaire: Questionnaire, form: Any, title: str) -> HttpResponse:
    _require_changeable(request, questionnaire)
    return _page(
        request,
        "questions/questionnaire_form.html",
        questionnaire,
        form=form,
        title=title,
        status=422 if form.is_bound else 200,
    )


def _question_page(
    request: HttpRequest, questionnaire: Questionnaire, form: QuestionForm, title: str, section: Section
) -> HttpResponse:
    _require_changeable(request, questionnaire)
    status = 422 if form.is_bound else 200
    return _page(
        request,
        "questions/questionnaire_question.html",
        questionnaire,
        form=form,
        title=title,
        section=section,
        status=status,
    )
